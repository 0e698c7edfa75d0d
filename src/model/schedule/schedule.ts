import type { Instant } from '../../base/clock.ts';
import type { CronExpression } from '../cron/cronExpression.ts';
import type { Period } from '../time/period.ts';
import { type Recurrence, recurrenceText } from './recurrence.ts';
import type { WrittenTime } from '../time/timestamp.ts';
import { type WallTime, instantAtWallTime, wallTimeAt } from '../time/wallTime.ts';

/** When a task's runs are due: whenever one of its rules says so. Rules that are due at one instant have one occurrence. */
export interface Schedule {
  readonly rules: readonly [ScheduleRule, ...ScheduleRule[]];
  /** The zone in which people read it: that of the first rule. */
  readonly timeZone: string;
}

/** One `every` or `cron` with what belongs to it. */
export type ScheduleRule = PeriodRule | CronRule;

/** What rules of both kinds have. */
export interface RuleBounds {
  /** Nothing is due before it. */
  readonly start?: Instant;
  /** Nothing is due after it. */
  readonly end?: Instant;
  /** The zone whose calendar and clocks count. */
  readonly timeZone: string;
  /** Each run is delayed by less than that. */
  readonly randomDelayMs?: number;
}

/** Occurrences a period apart, the first of which is `start`; without it they count from when the schedule is first armed. */
export interface PeriodRule extends RuleBounds {
  readonly kind: 'period';
  /** The period as written. */
  readonly every: string;
  readonly period: Period;
  /** The wall time that `start` was written as, where the zone's clocks skip it: later occurrences keep to it. */
  readonly startWall?: WallTime;
}

/** Occurrences at the times that a cron expression names. */
export interface CronRule extends RuleBounds {
  readonly kind: 'cron';
  readonly expression: CronExpression;
}

/** What a rule is limited to, as written. */
export interface WrittenBounds {
  readonly start?: WrittenTime | undefined;
  readonly end?: WrittenTime | undefined;
  readonly randomDelayMs?: number | undefined;
}

/** A rule of what was written, with its limits understood in the zone. */
export function createRule(
  recurrence: Recurrence,
  { end, randomDelayMs, start }: WrittenBounds,
  timeZone: string,
): ScheduleRule {
  const startWall = start && recurrence.kind === 'period' ? skippedWall(start, timeZone) : undefined;
  return {
    ...recurrence,
    ...(start && { start: toInstant(start, timeZone) }),
    ...(startWall !== undefined && { startWall }),
    ...(end && { end: toInstant(end, timeZone) }),
    timeZone,
    ...(randomDelayMs !== undefined && randomDelayMs > 0 && { randomDelayMs }),
  };
}

/** A schedule of at least one rule. */
export function createSchedule(first: ScheduleRule, ...others: readonly ScheduleRule[]): Schedule {
  return { rules: [first, ...others], timeZone: first.timeZone };
}

/** Everything that was written, as a text that differs after every edit that means something. */
export function writtenText({ rules }: Schedule): string {
  const parts = rules.map((rule) => {
    const { end, randomDelayMs, start, timeZone } = rule;
    const further = end === undefined && randomDelayMs === undefined ? [] : [end ?? null, randomDelayMs ?? null];
    return [recurrenceText(rule), start ?? null, timeZone, ...further];
  });
  return JSON.stringify(parts.length === 1 ? parts[0] : parts);
}

/** The periods as written: an edit of them sets the anchor of those without `start` again. */
export function periodsText({ rules }: Schedule): string {
  return rules.flatMap((rule) => (rule.kind === 'period' ? rule.every : [])).join('\n');
}

function toInstant(time: WrittenTime, timeZone: string): Instant {
  return time.kind === 'instant' ? time.at : instantAtWallTime(time.wall, timeZone);
}

/** The wall time as which a time was written, where the zone's clocks skip it. */
function skippedWall(time: WrittenTime, timeZone: string): WallTime | undefined {
  if (time.kind === 'instant') return undefined;
  const isSkipped = wallTimeAt(instantAtWallTime(time.wall, timeZone), timeZone) !== time.wall;
  return isSkipped ? time.wall : undefined;
}
