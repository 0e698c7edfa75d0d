import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { describeSpan } from '../words/humanTime.ts';
import { scheduledWords, zonedTime } from './scheduleText.ts';

/** One run that a person has asked for at an instant to come, whether its task has a schedule or not. */
export interface LaterRun {
  /** Twelve random hexadecimal digits, by which it is cancelled. */
  readonly id: string;
  /** The task's name. */
  readonly task: string;
  readonly at: Instant;
  /** The zone by whose clocks people read the instant. */
  readonly timeZone: string;
  /** When it was asked for. */
  readonly askedAt: Instant;
  /** Arguments of this run alone, after those of the task. */
  readonly args?: readonly string[];
}

/** What the record of a run keeps of the wish that led to it, so that one that never began is due again. */
export type LaterOrigin = Pick<LaterRun, 'id' | 'timeZone' | 'askedAt'>;

/** This many of a task may be owed at once: more come from a script that asks in a loop. */
export const mostLaterRuns = 100;

/** "runs once at 22:00 (in 3 h)", with how many follow: the few words of a row. None where nothing is to run later. */
export function laterWords(later: readonly LaterRun[], now: Instant, isLive: boolean): readonly string[] {
  const [first] = later;
  if (!first) return [];
  const more = later.length > 1 ? [l10n.t('+{0} later', later.length - 1)] : [];
  if (isLive && first.at <= now) return [l10n.t('runs once after this run'), ...more];
  return [l10n.t('runs once at {0}', scheduledWords(first.at, now, first.timeZone)), ...more];
}

/** The answer to whoever asked for it: "report runs once at Tue 22:00 CET (in 3 h)". */
export function describeLater({ at, task, timeZone }: LaterRun, now: Instant): string {
  return l10n.t('{0} runs once at {1} (in {2})', task, zonedTime(at, now, timeZone), describeSpan(at - now));
}

/** What is said besides where a time of day was asked for that has passed today. */
export function passedToday(): string {
  return l10n.t('That time has already passed today, so this means tomorrow.');
}

/** Whether two later runs of a task would do the same. */
export function isSameWish(one: LaterRun, other: LaterRun): boolean {
  return JSON.stringify(one.args ?? []) === JSON.stringify(other.args ?? []);
}
