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
