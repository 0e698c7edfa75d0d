import type { Instant } from '../../base/clock.ts';
import { countCronOccurrences, nextCronOccurrence, previousCronOccurrence } from '../cron/cronOccurrences.ts';
import { countPeriodOccurrences, nextPeriodOccurrence, previousPeriodOccurrence } from './periodOccurrences.ts';
import type { Schedule, ScheduleRule } from './schedule.ts';

/**
 * A schedule and the instant at which it was first armed, from which periods without a start count. Its occurrences are
 * those of its rules, each between the rule's `start` and `end`; where several rules are due at one instant that is
 * one occurrence.
 */
export interface Grid {
  readonly schedule: Schedule;
  readonly anchor: Instant;
  /** Occurrences that a person has skipped: the schedule does without them. */
  readonly skips?: readonly Instant[];
}

/** The first occurrence after an instant, which is never one itself; undefined if every rule has ended. */
export function nextOccurrence({ anchor, schedule, skips = [] }: Grid, after: Instant): Instant | undefined {
  for (let last = after; ;) {
    const nexts = schedule.rules.flatMap((rule) => nextOfRule(rule, anchor, last) ?? []);
    if (nexts.length === 0) return undefined;
    last = Math.min(...nexts);
    if (!skips.includes(last)) return last;
  }
}

/** The next `count` occurrences after an instant, or as many as there are. */
export function nextOccurrences(grid: Grid, after: Instant, count: number): readonly Instant[] {
  const found: Instant[] = [];
  let last: Instant | undefined = after;
  while (found.length < count) {
    last = nextOccurrence(grid, last);
    if (last === undefined) break;
    found.push(last);
  }
  return found;
}

/** The last occurrence that is not after an instant; undefined before the first. */
export function previousOccurrence({ anchor, schedule, skips = [] }: Grid, until: Instant): Instant | undefined {
  for (let to = until; ;) {
    const previous = schedule.rules.flatMap((rule) => previousOfRule(rule, anchor, to) ?? []);
    if (previous.length === 0) return undefined;
    const last = Math.max(...previous);
    if (!skips.includes(last)) return last;
    to = last - 1;
  }
}

/** The newest occurrence that is after `from` and not after `until`, and how many are; undefined if none is. */
export function latestOccurrence(
  grid: Grid,
  from: Instant,
  until: Instant,
): { readonly at: Instant; readonly count: number } | undefined {
  const at = previousOccurrence(grid, until);
  if (at === undefined || at <= from) return undefined;
  return { at, count: countOccurrences(grid, from, until) };
}

/** Which rules are due at an instant. */
export function rulesDueAt({ anchor, schedule }: Grid, at: Instant): readonly ScheduleRule[] {
  return schedule.rules.filter((rule) => isDueAt(rule, anchor, at));
}

/**
 * Beyond this many occurrences of a rule nothing checks any longer whether another rule is due at the same instants.
 */
const longestComparison = 10_000;

function countOccurrences(grid: Grid, from: Instant, until: Instant): number {
  const { anchor, schedule, skips = [] } = grid;
  const skipped = skips.filter((at) => at > from && at <= until && rulesDueAt(grid, at).length > 0);
  const counted = schedule.rules
    .map((rule) => ({ rule, count: countOfRule(rule, anchor, from, until) }))
    .toSorted((one, other) => other.count - one.count);
  return counted.reduce((sum, { count, rule }, index) => {
    const others = counted.slice(0, index).map((each) => each.rule);
    return sum + count - countShared(rule, others, anchor, from, until);
  }, -skipped.length);
}

/** How many occurrences of a rule are occurrences of one of the others as well. */
function countShared(
  rule: ScheduleRule,
  others: readonly ScheduleRule[],
  anchor: Instant,
  from: Instant,
  until: Instant,
): number {
  if (others.length === 0) return 0;
  let shared = 0;
  let at = nextOfRule(rule, anchor, from);
  for (let looked = 0; at !== undefined && at <= until && looked < longestComparison; looked += 1) {
    const due = at;
    if (others.some((other) => isDueAt(other, anchor, due))) shared += 1;
    at = nextOfRule(rule, anchor, due);
  }
  return shared;
}

function isDueAt(rule: ScheduleRule, anchor: Instant, at: Instant): boolean {
  return nextOfRule(rule, anchor, at - 1) === at;
}

function nextOfRule(rule: ScheduleRule, anchor: Instant, after: Instant): Instant | undefined {
  const from = Math.max(after, beforeStart(rule));
  const next =
    rule.kind === 'cron'
      ? nextCronOccurrence(rule, from)
      : nextPeriodOccurrence({ rule, anchor: rule.start ?? anchor }, from);
  return next > lastInstant(rule) ? undefined : next;
}

function previousOfRule(rule: ScheduleRule, anchor: Instant, until: Instant): Instant | undefined {
  const to = Math.min(until, lastInstant(rule));
  if (to <= beforeStart(rule)) return undefined;
  const previous =
    rule.kind === 'cron'
      ? previousCronOccurrence(rule, to)
      : previousPeriodOccurrence({ rule, anchor: rule.start ?? anchor }, to);
  return previous === undefined || previous <= beforeStart(rule) ? undefined : previous;
}

function countOfRule(rule: ScheduleRule, anchor: Instant, from: Instant, until: Instant): number {
  const after = Math.max(from, beforeStart(rule));
  const to = Math.min(until, lastInstant(rule));
  if (to <= after) return 0;
  return rule.kind === 'cron'
    ? countCronOccurrences(rule, after, to)
    : countPeriodOccurrences({ rule, anchor: rule.start ?? anchor }, after, to);
}

function beforeStart({ start }: ScheduleRule): Instant {
  return start === undefined ? Number.NEGATIVE_INFINITY : start - 1;
}

function lastInstant({ end }: ScheduleRule): Instant {
  return end ?? Number.POSITIVE_INFINITY;
}
