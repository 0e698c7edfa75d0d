import type { Clock } from '../../base/clock.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { DecidedRun } from '../../model/run.ts';
import type { Skipped } from '../../model/schedule/skipped.ts';
import type { Journal } from '../ports.ts';

/** What whoever decides at an instant needs of the world. */
export interface DecidingPorts {
  readonly clock: Clock;
  readonly journal: Journal;
  /** Tasks whose run that makes up for a missed one lives, by their keys: scheduler and later runs count them together. */
  readonly catchingUp: Set<string>;
  /** Starts runs whose decision is on the disk. */
  readonly start: (runs: readonly DecidedRun[]) => void;
  /** Occurrences led to no run, which is on the disk. */
  readonly noteSkipped: (skipped: Skipped) => void;
  /** A decision could not be written. Where the state is ours still, it is made again a moment later. */
  readonly fail: (failure: ExecutorFailure) => void;
}

/** Timers are hints: after this many milliseconds at most the clock is looked at again, whatever was slept through or set. */
export const longestWaitMs = 30_000;

/** So many runs that catch up live at once. */
export const mostCatchingUp = 2;

const firstRetryMs = 1_000;
const longestRetryMs = 10_000;

/**
 * Milliseconds after which what could not be decided this many consecutive times is tried again: 1 s, 2 s, 4 s … 10 s.
 */
export function retryAfterMs(times: number): number {
  return Math.min(longestRetryMs, firstRetryMs * 2 ** (times - 1));
}
