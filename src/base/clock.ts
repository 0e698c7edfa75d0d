import { type Disposable, toDisposable } from './disposable.ts';

/** An instant in milliseconds since the Unix epoch, on the wall clock. */
export type Instant = number;

/** The only way to learn the time or to wait for it; tests inject their own. */
export interface Clock {
  /** The wall clock, which can be set and can jump. */
  now(): Instant;
  /** Milliseconds on a clock that never goes back, for measuring durations. */
  monotonic(): number;
  /**
   * For how many milliseconds the machine has slept since some instant; only the difference of two answers means something. Absent, or
   * undefined, where the platform does not tell.
   */
  sleptMs?(): number | undefined;
  /** Calls `callback` once after `delayMs` milliseconds, unless disposed before. */
  setTimer(delayMs: number, callback: () => void): Disposable;
}

/** `setTimeout` takes no more milliseconds: with more it fires at once. */
const longestTimeoutMs = 2 ** 31 - 1;

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (delayMs, callback) => {
    let timer: ReturnType<typeof setTimeout>;
    const arm = (leftMs: number): void => {
      const sliceMs = Math.min(leftMs, longestTimeoutMs);
      timer = setTimeout(() => {
        if (leftMs > sliceMs) arm(leftMs - sliceMs);
        else callback();
      }, sliceMs);
    };
    arm(delayMs);
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
