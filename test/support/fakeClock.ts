import type { Clock, Instant } from '../../src/base/clock.ts';
import { toDisposable } from '../../src/base/disposable.ts';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test advances it. */
export class FakeClock implements Clock {
  private readonly timers = new Set<Timer>();
  protected elapsed = 0;
  /** By how much somebody has set the wall clock. */
  private set = 0;
  private slept = 0;

  constructor(private readonly start: Instant = Date.UTC(2026, 0, 1)) {}

  /** How many timers wait; a test that leaves one behind has found a leak. */
  get pendingTimers(): number {
    return this.timers.size;
  }

  now(): Instant {
    return this.start + this.elapsed + this.set;
  }

  monotonic(): number {
    return this.elapsed;
  }

  sleptMs(): number {
    return this.slept;
  }

  setTimer(delayMs: number, callback: () => void): ReturnType<typeof toDisposable> {
    const timer = { due: this.elapsed + delayMs, callback };
    this.timers.add(timer);
    return toDisposable(() => this.timers.delete(timer));
  }

  /** Sets the wall clock by `ms` milliseconds, forward or back, without any time passing for timers. */
  jump(ms: number): void {
    this.set += ms;
  }

  /** The machine sleeps for `ms` milliseconds: no time passes for timers. */
  sleep(ms: number): void {
    this.set += ms;
    this.slept += ms;
  }

  /** Nothing of this process runs for `ms` milliseconds; timers that came due meanwhile fire late, and together. */
  hold(ms: number): void {
    this.elapsed += ms;
    this.advance(0);
  }

  /** Lets `ms` milliseconds pass, firing what becomes due in its order. */
  advance(ms: number): void {
    const end = this.elapsed + ms;
    for (;;) {
      const [next] = [...this.timers].filter(({ due }) => due <= end).sort((one, other) => one.due - other.due);
      if (!next) break;
      this.elapsed = Math.max(this.elapsed, next.due);
      this.timers.delete(next);
      next.callback();
    }
    this.elapsed = Math.max(this.elapsed, end);
  }
}
