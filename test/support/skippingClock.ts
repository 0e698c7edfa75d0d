import { type MockInstance, vi } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { Disposable as Releasable } from '../../src/base/disposable.ts';
// Before the clock is replaced, so that hosts and drives have the real one.
import '../../src/host/own/hostClock.ts';
import '../../src/node/files/userFile.ts';
import { Changes } from './vscode/events.ts';

interface Timer {
  readonly delayMs: number;
  readonly callback: () => void;
  dueAt: number;
  real: Releasable;
}

/**
 * The clock of this machine, for everything in this process that asks for it, with a way to skip what is only waited for. A
 * host in this process has a clock of its own, and goes on with that.
 */
export class SkippingClock implements Disposable {
  private readonly real = { ...systemClock };
  private skippedMs = 0;
  private readonly timers = new Set<Timer>();
  private readonly changes = new Changes(() => `timers of ${this.pending.join(', ')} ms`);
  private readonly spies: readonly MockInstance[];

  constructor() {
    this.spies = [
      vi.spyOn(systemClock, 'now').mockImplementation(() => this.now()),
      vi.spyOn(systemClock, 'setTimer').mockImplementation((delayMs, callback) => this.setTimer(delayMs, callback)),
    ];
  }

  /** The delays of the timers that are running, in milliseconds. */
  get pending(): readonly number[] {
    return [...this.timers].map(({ delayMs }) => delayMs);
  }

  /** Resolves when a timer with this delay runs. */
  async untilPending(delayMs: number): Promise<void> {
    await this.changes.until(() => this.pending.includes(delayMs), `a timer of ${String(delayMs)} ms runs`);
  }

  /** Lets this many milliseconds pass at once: whatever comes due by that comes, in its order. */
  skip(ms: number): void {
    const until = this.now() + ms;
    for (let timer = this.next(until); timer; timer = this.next(until)) {
      this.skippedMs += Math.max(0, timer.dueAt - this.now());
      timer.real.dispose();
      timer.callback();
    }
    this.skippedMs += Math.max(0, until - this.now());
    for (const timer of this.timers) this.arm(timer);
  }

  [Symbol.dispose](): void {
    for (const timer of this.timers) timer.real.dispose();
    for (const spy of this.spies) spy.mockRestore();
  }

  private now(): number {
    return this.real.now() + this.skippedMs;
  }

  private setTimer(delayMs: number, callback: () => void): Releasable {
    const timer: Timer = {
      delayMs,
      dueAt: this.now() + delayMs,
      callback: () => {
        this.timers.delete(timer);
        callback();
      },
      real: { dispose: () => undefined },
    };
    this.timers.add(timer);
    this.arm(timer);
    this.changes.touch();
    return {
      dispose: () => {
        this.timers.delete(timer);
        timer.real.dispose();
      },
    };
  }

  private arm(timer: Timer): void {
    timer.real.dispose();
    timer.real = this.real.setTimer(Math.max(0, timer.dueAt - this.now()), timer.callback);
  }

  private next(until: number): Timer | undefined {
    const due = [...this.timers].filter(({ dueAt }) => dueAt <= until);
    return due.toSorted((one, other) => one.dueAt - other.dueAt)[0];
  }
}
