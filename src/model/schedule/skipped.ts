import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { clockTime } from '../words/humanTime.ts';
import { inEnglish } from '../words/language.ts';
import type { StatusIcon } from '../words/statusIcon.ts';
import { isoTime } from '../time/timestamp.ts';
import { describeNextRun, zonedTime } from './scheduleText.ts';

/** Why an occurrence led to no run of its own: the words of the database, of JSON and of the wire. */
export const skipReasons = [
  /** It passed while nobody could start it. */
  'missed',
  /** A run of its task was live. */
  'overlap',
  /** Its task was not in the task file. */
  'undefined',
  /** More had been missed than are caught up. */
  'limit',
  /** A person skipped it. */
  'by-user',
] as const;

/** The most occurrences of a schedule that may be skipped ahead; beyond them a person pauses it. */
export const mostSkips = 100;

/** Why an occurrence led to no run of its own. */
export type SkipReason = (typeof skipReasons)[number];

/** What kept a missed occurrence from starting, where that is known: the words of the database, of JSON and of the wire. */
export const missCauses = [
  /** The computer slept. */
  'asleep',
  /** No host lived. */
  'no-host',
  /** The host lived and came too late: the computer was busy, or the host was suspended. */
  'held-up',
  /** The state on the disk could not be written, or did not tell yet whether an earlier run lived. */
  'disk',
] as const;

/** What kept a missed occurrence from starting. */
export type MissCause = (typeof missCauses)[number];

/** Occurrences of one task, one after another, that led to no run for one reason: a row of the history. */
export interface Skipped {
  readonly task: string;
  /** The first of them. */
  readonly from: Instant;
  /** The last of them; the same where there is only one. */
  readonly to: Instant;
  readonly count: number;
  readonly why: SkipReason;
  /** Of missed ones: what kept them from starting. Absent if that is not known, as in rows of older versions. */
  readonly because?: MissCause;
  /** Its place in the history, once it is there. */
  readonly seq?: number;
}

/** What became of a person's wish to skip a task's next run. */
export interface SkippedNext {
  readonly task: string;
  /** When it would have been due. */
  readonly at: Instant;
  /** The zone of its schedule. */
  readonly timeZone: string;
  /** When the one after it is due; absent if the schedule ends before. */
  readonly next?: Instant;
}

/** "Skipped report at Tue 02:00 CET. Next run Wed 02:00 CET." */
export function describeSkippedNext({ at, next, task, timeZone }: SkippedNext, now: Instant): string {
  const skipped = l10n.t('Skipped {0} at {1}.', task, zonedTime(at, now, timeZone));
  const after = next === undefined ? l10n.t('No more runs are scheduled.') : `${describeNextRun(next, now, timeZone)}.`;
  return `${skipped} ${after}`;
}

/** Whether two rows tell of occurrences of one task that were left out for one reason. */
export function isAlike(one: Skipped, other: Skipped): boolean {
  return one.why === other.why && one.because === other.because;
}

/** Whether a person who was away is told of it: nobody could start it, rather than that it was not wanted then. */
export function isMissed({ why }: Skipped): boolean {
  return why !== 'overlap' && why !== 'by-user';
}

/** The row with which another is one: the same task and reason, with no run between the two. */
export function collapse(earlier: Skipped, later: Skipped): Skipped {
  return {
    ...later,
    from: Math.min(earlier.from, later.from),
    to: Math.max(earlier.to, later.to),
    count: earlier.count + later.count,
  };
}

/** "3 runs missed", "1 run skipped". */
export function skippedTitle(skipped: Skipped): string {
  const { count } = skipped;
  if (isMissed(skipped)) return count === 1 ? l10n.t('1 run missed') : l10n.t('{0} runs missed', count);
  return count === 1 ? l10n.t('1 run skipped') : l10n.t('{0} runs skipped', count);
}

/** "02:00–04:00 · the computer was asleep": when and why, for a place beside the title. */
export function skippedDescription(skipped: Skipped, now: Instant): string {
  return `${skippedSpan(skipped, now)} · ${describeSkipReason(skipped)}`;
}

/** When the occurrences were, in the system's zone. */
export function skippedSpan({ from, to }: Skipped, now: Instant): string {
  return from === to ? clockTime(from, now) : `${clockTime(from, now)}–${clockTime(to, now)}`;
}

/** A row where runs are listed. */
export type HistoryRow<R> =
  { readonly kind: 'run'; readonly run: R } | { readonly kind: 'skipped'; readonly skipped: Skipped };

/** Puts skipped occurrences where they belong among runs; both newest first. */
export function amongRuns<R extends { readonly createdAt: Instant }>(
  runs: readonly R[],
  skipped: readonly Skipped[],
): readonly HistoryRow<R>[] {
  const rows: HistoryRow<R>[] = [];
  const left = skipped.toSorted((one, other) => other.to - one.to);
  for (const run of runs) {
    for (let next = left[0]; next && next.to > run.createdAt; next = left[0]) {
      rows.push({ kind: 'skipped', skipped: next });
      left.shift();
    }
    rows.push({ kind: 'run', run });
  }
  return [...rows, ...left.map((each): HistoryRow<R> => ({ kind: 'skipped', skipped: each }))];
}

/** Why, for people. */
export function describeSkipReason({ because, why }: Pick<Skipped, 'because' | 'why'>): string {
  if (why !== 'missed') return reasons[why]();
  return because === undefined ? l10n.t('it could not start in time') : causes[because]();
}

const reasons: Readonly<Record<Exclude<SkipReason, 'missed'>, () => string>> = {
  overlap: () => l10n.t('the previous run was still running'),
  undefined: () => l10n.t('the task was not in the task file'),
  limit: () => l10n.t('too many to catch up'),
  'by-user': () => l10n.t('skipped by you'),
};

const causes: Readonly<Record<MissCause, () => string>> = {
  asleep: () => l10n.t('the computer was asleep'),
  'no-host': () => l10n.t('no host was running'),
  'held-up': () => l10n.t('the computer was busy, or the host was suspended'),
  disk: () => l10n.t('the host could not record it on the disk'),
};

/** Both for a line of the executor's log: "report: 3 runs missed, 2026-01-01T02:00:00.000Z to …, since …". */
export function skippedLine(skipped: Skipped): string {
  const [from, to] = [skipped.from, skipped.to].map(isoTime);
  const span = from === to ? `for ${String(from)}` : `from ${String(from)} to ${String(to)}`;
  return inEnglish(() => `${skipped.task}: ${skippedTitle(skipped)} ${span}: ${describeSkipReason(skipped)}`);
}

/** The icon of such a row. */
export function skippedIcon(skipped: Skipped): StatusIcon {
  return isMissed(skipped) ? { name: 'history', tone: 'uneasy' } : { name: 'debug-step-over', tone: 'none' };
}
