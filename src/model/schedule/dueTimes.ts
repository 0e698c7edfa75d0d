import type { Instant } from '../../base/clock.ts';
import { taskKey } from '../words/taskKey.ts';
import {
  type Grid,
  latestOccurrence,
  nextOccurrence,
  nextOccurrences,
  previousOccurrence,
  rulesDueAt,
} from './occurrences.ts';

/** An occurrence and when its run is due: at once, or after a random delay. */
export interface DueTime {
  readonly occurrence: Instant;
  readonly at: Instant;
}

/** The first occurrence after `cursor` whose run is due after `now`; undefined if every rule has ended. */
export function nextDue(grid: Grid, task: string, cursor: Instant, now: Instant): DueTime | undefined {
  const latest = latestOccurrence(grid, cursor, now)?.at;
  if (latest !== undefined) {
    const delayed = dueTime(grid, task, latest);
    if (delayed.at > now) return delayed;
  }
  const next = nextOccurrence(grid, Math.max(cursor, now));
  return next === undefined ? undefined : dueTime(grid, task, next);
}

/** The first `count` instants after `after` at which runs are due, or as many as there are. */
export function nextDues(grid: Grid, task: string, after: Instant, count: number): readonly Instant[] {
  if (!hasDelays(grid)) return nextOccurrences(grid, after, count);
  // The run of one that has passed may still wait for its delay.
  const last = previousOccurrence(grid, after);
  const occurrences = [...(last === undefined ? [] : [last]), ...nextOccurrences(grid, after, count)];
  return occurrences
    .map((occurrence) => dueTime(grid, task, occurrence).at)
    .filter((at) => at > after)
    .slice(0, count);
}

/** The newest occurrence after `cursor` whose run is due at `now`, and how many are; undefined if none is. */
export function latestDue(
  grid: Grid,
  task: string,
  cursor: Instant,
  now: Instant,
): (DueTime & { readonly count: number }) | undefined {
  const latest = latestOccurrence(grid, cursor, now);
  if (!latest) return undefined;
  const due = dueTime(grid, task, latest.at);
  if (due.at <= now) return { ...due, count: latest.count };
  // A delay never reaches the next occurrence, so the one before is due.
  const before = latestOccurrence(grid, cursor, latest.at - 1);
  return before && { ...dueTime(grid, task, before.at), count: before.count };
}

/** The last instant up to `until` at which a run is due; undefined before the first. It counts nothing, however far that is. */
export function lastDueUntil(grid: Grid, task: string, until: Instant): Instant | undefined {
  const last = previousOccurrence(grid, until);
  if (last === undefined) return undefined;
  const { at } = dueTime(grid, task, last);
  if (at <= until) return at;
  const before = previousOccurrence(grid, last - 1);
  return before === undefined ? undefined : dueTime(grid, task, before).at;
}

/**
 * When an occurrence's run is due: after a delay that is spread evenly over `randomDelay`, and ends before the next
 * occurrence. It is the same each time it is asked for, and differs between tasks and between occurrences. Of several rules
 * that are due at that instant, the one with the shortest delay counts.
 */
export function dueTime(grid: Grid, task: string, occurrence: Instant): DueTime {
  if (!hasDelays(grid)) return { occurrence, at: occurrence };
  const longest = Math.min(...rulesDueAt(grid, occurrence).map(({ randomDelayMs = 0 }) => randomDelayMs));
  if (!(longest > 0 && longest < Number.POSITIVE_INFINITY)) return { occurrence, at: occurrence };
  // A skipped occurrence does not move the one before it.
  const { anchor, schedule } = grid;
  const next = nextOccurrence({ anchor, schedule }, occurrence) ?? Number.POSITIVE_INFINITY;
  const spread = Math.min(longest, next - occurrence);
  return { occurrence, at: occurrence + Math.floor(share(`${taskKey(task)}\n${String(occurrence)}`) * spread) };
}

function hasDelays({ schedule }: Grid): boolean {
  return schedule.rules.some(({ randomDelayMs }) => randomDelayMs !== undefined);
}

/** A number from 0 to below 1 for each text, evenly spread: FNV-1a, mixed as MurmurHash3 ends. */
function share(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
