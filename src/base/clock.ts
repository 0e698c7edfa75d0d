import { type Disposable, toDisposable } from './disposable.ts';

/** An instant in milliseconds since the Unix epoch, on the wall clock. */
export type Instant = number;

/** The only way to learn the time or to wait for it; tests inject their own. */
export interface Clock {
  /** The wall clock, which can be set and can jump. */
  now(): Instant;
  /** Milliseconds on a clock that never goes back, for measuring durations. */
  monotonic(): number;
  /** Calls `callback` once after `delayMs` milliseconds (at most 2³¹−1), unless disposed before. */
  setTimer(delayMs: number, callback: () => void): Disposable;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return toDisposable(() => {
      clearTimeout(timer);
    });
  },
};

/** Resolves after `delayMs` milliseconds, or at once when `signal` aborts. */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const finish = (): void => {
      timer.dispose();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = clock.setTimer(delayMs, finish);
    signal?.addEventListener('abort', finish);
  });
}
