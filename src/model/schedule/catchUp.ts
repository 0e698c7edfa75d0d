import type { Instant } from '../../base/clock.ts';
import type { CatchUpPolicy } from './catchUpPolicy.ts';
import { type DueTime, latestDue } from './dueTimes.ts';
import { type Grid, latestOccurrence, nextOccurrence, previousOccurrence } from './occurrences.ts';
import type { MissCause, Skipped, SkipReason } from './skipped.ts';

/** An occurrence found due within this many milliseconds is on time. */
export const onTimeMs = 60_000;
/** This many occurrences of a schedule are caught up at most; the oldest beyond them are not. */
export const mostOwed = 100;

/** What kept the occurrences until an instant from starting, after those of the cause before it. */
export interface CausedUntil {
  readonly until: Instant;
  readonly because: MissCause | undefined;
}

/** A schedule at a waking: what is decided, what is owed, and what time it is. */
export interface Waking {
  readonly grid: Grid;
  readonly task: string;
  readonly policy: CatchUpPolicy;
  /** Every occurrence until then is decided. */
  readonly cursor: Instant;
  /** Missed occurrences that are to be caught up, oldest first. */
  readonly owed: readonly Instant[];
  /** What kept all of these and what is found now from starting, oldest first; the last is until `now`. */
  readonly causes: readonly CausedUntil[];
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

/** Finds what is due that is not decided; undefined if nothing is. */
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
  const { causes, cursor, grid, owed, policy, task } = waking;
  const missed = { task, why: 'missed', causes } as const;
  const tooMany = { task, why: 'limit', causes } as const;
  switch (policy) {
    case 'skip':
      return { owed: [], skipped: [...rowsOf(missed, owed), ...rowsOfSpan(missed, grid, misfires)] };
    case 'latest': {
      if (hasRun) return { owed: [], skipped: [...rowsOf(missed, owed), ...rowsOfSpan(missed, grid, misfires)] };
      if (!misfires) return { owed, skipped: [] };
      const { count, from, to } = misfires;
      const before = count > 1 ? { from, to: previousOccurrence(grid, to - 1) ?? from, count: count - 1 } : undefined;
      return { owed: [to], skipped: [...rowsOf(missed, owed), ...rowsOfSpan(missed, grid, before)] };
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
      return { owed: kept, skipped: [...rowsOf(tooMany, dropped), ...rowsOfSpan(tooMany, grid, beyond)] };
    }
  }
}

/**
 * What becomes of an occurrence whose run was decided and never began, and which is too late by now to be on time; newer ones may
 * have been decided since, or be owed.
 */
export function oweAgain({ causes, cursor, owed, policy, task }: Waking, occurrence: Instant): Settlement {
  const isCovered = policy === 'latest' && (owed.length > 0 || cursor > occurrence);
  const missed = { task, why: 'missed', causes } as const;
  if (policy === 'skip' || isCovered) return { owed, skipped: rowsOf(missed, [occurrence]) };
  const all = [...owed, occurrence].toSorted((one, other) => one - other);
  return { owed: all.slice(-mostOwed), skipped: rowsOf({ ...missed, why: 'limit' }, all.slice(0, -mostOwed)) };
}

/** What the rows of one decision have in common. */
export interface RowFacts {
  readonly task: string;
  readonly why: SkipReason;
  /** Oldest first; none if nothing kept them from starting. */
  readonly causes?: readonly CausedUntil[];
}

/** Rows of occurrences that led to no run, one for each cause. */
export function rowsOf(facts: RowFacts, occurrences: readonly Instant[]): readonly Skipped[] {
  const rows: Skipped[] = [];
  for (const at of occurrences) {
    const row = rowOf(facts, { from: at, to: at, count: 1 }, causeAt(facts.causes, at));
    const last = rows.at(-1);
    if (last && last.because === row.because) rows.splice(-1, 1, { ...last, to: at, count: last.count + 1 });
    else rows.push(row);
  }
  return rows;
}

/** The same of a span of occurrences. */
function rowsOfSpan(facts: RowFacts, grid: Grid, span: Found['misfires']): readonly Skipped[] {
  if (!span) return [];
  const rows: Skipped[] = [];
  let { from } = span;
  for (const { because, until } of facts.causes ?? []) {
    const part = until < from ? undefined : latestOccurrence(grid, from - 1, Math.min(until, span.to));
    if (!part) continue;
    rows.push(rowOf(facts, { from, to: part.at, count: part.count }, because));
    from = nextOccurrence(grid, part.at) ?? Infinity;
  }
  const counted = rows.reduce((sum, { count }) => sum + count, 0);
  if (counted < span.count) rows.push(rowOf(facts, { from, to: span.to, count: span.count - counted }, undefined));
  return rows;
}

function rowOf({ task, why }: RowFacts, span: NonNullable<Found['misfires']>, because: MissCause | undefined): Skipped {
  return { task, ...span, why, ...(because !== undefined && { because }) };
}

function causeAt(causes: readonly CausedUntil[] = [], at: Instant): MissCause | undefined {
  return causes.find(({ until }) => at <= until)?.because;
}

/** The same with one more cause, which is that of the last one for longer where both are one. */
export function addCause(causes: readonly CausedUntil[], cause: CausedUntil): readonly CausedUntil[] {
  const last = causes.at(-1);
  return [...(last?.because === cause.because ? causes.slice(0, -1) : causes), cause];
}
