import { existsSync, readFileSync, watch } from 'node:fs';
import { type Clock, systemClock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { machineSleptMs } from '../../node/process/machineSleep.ts';

/** The variable that names the file by which a test sets the clock of a host forward. Nobody else sets it. */
const testClockVariable = 'EXECUTOR_TEST_CLOCK';

/** The clock of this host: the machine's, unless a test has put a file in charge of it. */
export function hostClock(environment: Readonly<Record<string, string | undefined>>): Clock {
  const file = environment[testClockVariable];
  return file === undefined ? machineClock : (shiftedClocks[file] ??= new ShiftedClock(file));
}

const machineClock: Clock = { ...systemClock, sleptMs: () => machineSleptMs(systemClock.monotonic()) };

const shiftedClocks: Record<string, ShiftedClock> = {};

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
  real: Disposable;
}

/** The machine's clock, ahead by the milliseconds that a file says; timers that come due by that fire at once. */
class ShiftedClock implements Clock {
  private aheadMs = 0;
  /** What the file said at first: that much of the past or the future this process has not lived through. */
  private readonly aheadAtFirstMs: number;
  private readonly timers = new Set<Timer>();

  constructor(private readonly file: string) {
    this.aheadMs = this.read();
    this.aheadAtFirstMs = this.aheadMs;
    watch(file, { persistent: false }, () => {
      this.follow();
    });
  }

  now(): number {
    return systemClock.now() + this.aheadMs;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.aheadMs - this.aheadAtFirstMs;
  }

  sleptMs(): number | undefined {
    return machineSleptMs(systemClock.monotonic());
  }

  setTimer(delayMs: number, callback: () => void): Disposable {
    const timer: Timer = {
      dueAt: this.monotonic() + delayMs,
      callback: () => {
        this.timers.delete(timer);
        callback();
      },
      real: { dispose: () => undefined },
    };
    this.timers.add(timer);
    this.arm(timer);
    return {
      dispose: () => {
        this.timers.delete(timer);
        timer.real.dispose();
      },
    };
  }

  private arm(timer: Timer): void {
    timer.real.dispose();
    timer.real = systemClock.setTimer(Math.max(0, timer.dueAt - this.monotonic()), timer.callback);
  }

  private follow(): void {
    const aheadMs = this.read();
    if (aheadMs === this.aheadMs) return;
    this.aheadMs = aheadMs;
    for (const timer of this.timers) this.arm(timer);
  }

  /** What the file says; what it said last while it is being written or has gone with its test. */
  private read(): number {
    const text = existsSync(this.file) ? readFileSync(this.file, 'utf8').trim() : '';
    const milliseconds = Number(text);
    return text !== '' && Number.isFinite(milliseconds) ? milliseconds : this.aheadMs;
  }
}
