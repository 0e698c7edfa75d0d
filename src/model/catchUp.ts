import type { Instant } from '../base/clock.ts';
import type { CatchUpPolicy } from './catchUpPolicy.ts';
import { type DueTime, latestDue } from './dueTimes.ts';
import { type Grid, nextOccurrence, previousOccurrence } from './occurrences.ts';
import type { Skipped, SkipReason } from './skipped.ts';

/** An occurrence found due within this many milliseconds is on time. */
export const onTimeMs = 60_000;
/** So many occurrences of a schedule are caught up at most; the oldest beyond them are not. */
export const mostOwed = 100;

/** A schedule at a waking: what is decided, what is owed, and what time it is. */
export interface Waking {
  readonly grid: Grid;
  readonly task: string;
  readonly policy: CatchUpPolicy;
  /** Every occurrence until then is decided. */
  readonly cursor: Instant;
  /** Missed occurrences that are to be caught up, oldest first. */
  readonly owed: readonly Instant[];
  readonly now: Instant;
}

/** What is found due: the latest occurrence if it is on time, and the misfires before it. */
export interface Found {
  /** The cursor from now on. */
  readonly cursor: Instant;
  readonly onTime?: DueTime;
  readonly misfires?: { readonly from: Instant; readonly to: Instant; readonly count: number };
}

/** What becomes of misfires: some are owed, others led to no run, oldest first. */
export interface Settlement {
  readonly owed: readonly Instant[];
  readonly skipped: readonly Skipped[];
}

/** Looks what is due that is not decided; undefined where nothing is. */
export function findDue({ cursor, grid, now, task }: Waking): Found | undefined {
  const due = latestDue(grid, task, cursor, now);
  if (!due) return undefined;
  const { at, count, occurrence } = due;
  const isOnTime = now - at <= onTimeMs;
  const misfired = isOnTime ? count - 1 : count;
  const to = isOnTime ? previousOccurrence(grid, occurrence - 1) : occurrence;
  const from = nextOccurrence(grid, cursor);
  return {
    cursor: occurrence,
    ...(isOnTime && { onTime: { occurrence, at } }),
    ...(misfired > 0 && from !== undefined && to !== undefined && { misfires: { from, to, count: misfired } }),
  };
}

/**
 * Decides what becomes of misfires and of what is owed already. Under `latest` a run that begins now, on time, is the one run
 * for all that were missed before it.
 */
export function settleMisfires(waking: Waking, { misfires }: Found, hasRun: boolean): Settlement {
  const { cursor, grid, owed, policy, task } = waking;
  switch (policy) {
    case 'skip':
      return { owed: [], skipped: [...dropOwed(task, owed), ...toSkipped(task, misfires)] };
    case 'latest': {
      if (hasRun) return { owed: [], skipped: [...dropOwed(task, owed), ...toSkipped(task, misfires)] };
      if (!misfires) return { owed, skipped: [] };
      const { count, from, to } = misfires;
      const before = count > 1 ? { from, to: previousOccurrence(grid, to - 1) ?? from, count: count - 1 } : undefined;
      return { owed: [to], skipped: [...dropOwed(task, owed), ...toSkipped(task, before)] };
    }
    case 'all': {
      if (!misfires) return { owed, skipped: [] };
      const fresh: Instant[] = [];
      for (
        let at: Instant | undefined = misfires.to;
        at !== undefined && at > cursor && fresh.length < mostOwed;
        at = previousOccurrence(grid, at - 1)
      )
        fresh.unshift(at);
      const kept = [...owed, ...fresh].slice(-mostOwed);
      const dropped = owed.slice(0, Math.max(0, owed.length + fresh.length - mostOwed));
      const older = misfires.count - fresh.length;
      const last = older > 0 ? previousOccurrence(grid, (fresh[0] ?? misfires.to) - 1) : undefined;
      const beyond = last === undefined ? undefined : { from: misfires.from, to: last, count: older };
      return { owed: kept, skipped: [...dropOwed(task, dropped, 'limit'), ...toSkipped(task, beyond, 'limit')] };
    }
  }
}

/**
 * What becomes of an occurrence whose run was decided and never began, and which is too late by now to be on time; newer ones may
 * have been decided since, or be owed.
 */
export function oweAgain({ cursor, owed, policy, task }: Waking, occurrence: Instant): Settlement {
  const isCovered = policy === 'latest' && (owed.length > 0 || cursor > occurrence);
  if (policy === 'skip' || isCovered) return { owed, skipped: dropOwed(task, [occurrence]) };
  const all = [...owed, occurrence].toSorted((one, other) => one - other);
  return { owed: all.slice(-mostOwed), skipped: dropOwed(task, all.slice(0, -mostOwed), 'limit') };
}

/** What was owed and is no more. */
export function dropOwed(task: string, owed: readonly Instant[], why: SkipReason = 'missed'): readonly Skipped[] {
  const [from] = owed;
  const to = owed.at(-1);
  return from === undefined || to === undefined ? [] : [{ task, from, to, count: owed.length, why }];
}

function toSkipped(task: string, span: Found['misfires'], why: SkipReason = 'missed'): readonly Skipped[] {
  return span ? [{ task, ...span, why }] : [];
}
