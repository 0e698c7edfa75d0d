import { endsWith, isFailure, type RunOutcome } from './run.ts';

/** When a run that has ended by itself is followed by another: never, after a failure, or always. */
export const restartPolicies = ['never', 'on-failure', 'always'] as const;

/** When a run that has ended by itself is followed by another. */
export type RestartPolicy = (typeof restartPolicies)[number];

/** The policy of a task that does not say. */
export const defaultRestartPolicy: RestartPolicy = 'on-failure';

/** How long a restart waits, in milliseconds. */
export interface Backoff {
  /** The delay before the first restart; each further one doubles it. */
  readonly initialMs: number;
  /** The longest delay. */
  readonly maxMs: number;
  /** A run at least this long ends the streak of short runs. */
  readonly resetAfterMs: number;
  /** After this many consecutive short runs the task is not started again; it is tried forever if absent. */
  readonly giveUpAfter?: number;
}

/** The backoff of a task that does not say. */
export const defaultBackoff: Backoff = { initialMs: 1_000, maxMs: 60_000, resetAfterMs: 60_000 };

/** From this many consecutive short runs a task is crash-looping. */
export const crashLoopingFrom = 5;

/** How far the jitter may move a delay, as a part of it: tasks that failed together do not come back together. */
const jitterPart = 0.1;

/**
 * Whether a run that ended like this is followed by another. An end with one of `noRestartExitCodes` never is; one by a
 * signal that a person sent is no failure, so that only `always` asks for more.
 */
export function isRestarted(
  policy: RestartPolicy,
  outcome: RunOutcome,
  noRestartExitCodes: readonly number[] = [],
): boolean {
  if (outcome.kind === 'start-failed') return false;
  if ('exit' in outcome && endsWith(outcome.exit, noRestartExitCodes)) return false;
  switch (policy) {
    case 'never':
      return false;
    case 'on-failure':
      return isFailure(outcome);
    case 'always':
      return true;
  }
}

/** The number of consecutive short runs after one more run of `lengthMs`. */
export function countShortRuns(before: number, lengthMs: number, { resetAfterMs }: Backoff): number {
  return lengthMs < resetAfterMs ? before + 1 : 0;
}

/**
 * Milliseconds before the restart that follows `shortRuns` consecutive short runs: min(max, initial · 2^(n−1)) with n =
 * max(1, shortRuns), moved by `jitter` (from −1 to 1) tenths at most.
 */
export function restartDelay(shortRuns: number, { initialMs, maxMs }: Backoff, jitter: number): number {
  // One doubling more would be infinite, and zero times that is no number.
  const doublings = Math.min(Math.max(1, shortRuns) - 1, 1023);
  return Math.min(maxMs, initialMs * 2 ** doublings) * (1 + jitterPart * jitter);
}

/** Whether this many consecutive short runs are enough to give a task up. */
export function isGivenUp(shortRuns: number, { giveUpAfter }: Backoff): boolean {
  return giveUpAfter !== undefined && shortRuns >= giveUpAfter;
}
