import type { Clock, Instant } from '../../base/clock.ts';
import type { MissCause } from '../../model/schedule/skipped.ts';

/** Milliseconds after the start of a host, or the end of a sleep, in which nothing is caught up. */
const calmMs = 10_000;
/** Milliseconds by which the clock must have left the time that passed to count as a jump. */
const jumpMs = 2_000;
/** A timer that fires this many milliseconds later than asked has slept through them, whatever the clocks say. */
const lateTimerMs = 5_000;
/** Milliseconds without a jump after which the clock is believed. */
const steadyMs = 60_000;
/** Milliseconds of sleep that count; clocks of sleep are coarse. */
const sleptMs = 1_000;

interface Reading {
  readonly now: Instant;
  readonly monotonic: number;
  readonly slept: number | undefined;
}

/**
 * What the clock did between one look and the next: whether it was set, whether the machine slept, and whether somebody
 * held this process up. To be asked after each `look`.
 */
export class ClockWatch {
  private last: Reading | undefined;
  /** By how much the clock went ahead of the time that passed since the look before. */
  private aheadMs = 0;
  /** How long the machine slept since then; undefined if the platform does not tell. */
  private sleptMs: number | undefined;
  private calmUntil = 0;
  private steadySince = Infinity;

  constructor(private readonly clock: Clock) {}

  /** Begins to watch, with a clock of which nothing is known yet. */
  begin(): void {
    this.last = this.read();
    this.steadySince = this.last.monotonic;
    this.calmUntil = this.last.monotonic + calmMs;
  }

  /** Looks at the clock, `lateMs` later than asked, and answers what it shows. */
  look(lateMs = 0): Instant {
    const reading = this.read();
    const last = this.last ?? reading;
    this.last = reading;
    this.aheadMs = reading.now - last.now - (reading.monotonic - last.monotonic);
    this.sleptMs = reading.slept === undefined || last.slept === undefined ? undefined : reading.slept - last.slept;
    if (Math.abs(this.aheadMs) > jumpMs) this.steadySince = reading.monotonic;
    if (this.aheadMs > jumpMs || lateMs > lateTimerMs) this.calmUntil = reading.monotonic + calmMs;
    return reading.now;
  }

  /** Notices between two looks that the clock was set; what the next look finds stays. */
  notice(): void {
    const { monotonic, now } = this.read();
    const { last } = this;
    if (last && Math.abs(now - last.now - (monotonic - last.monotonic)) > jumpMs) this.steadySince = monotonic;
  }

  /** Milliseconds for which nothing is to be caught up yet; 0 if that may begin. */
  get calmMsLeft(): number {
    return Math.max(0, this.calmUntil - this.clock.monotonic());
  }

  /** Milliseconds until the clock is believed, if it does not jump meanwhile; 0 if it is. */
  get unsteadyMsLeft(): number {
    return Math.max(0, this.steadySince + steadyMs - this.clock.monotonic());
  }

  /** What kept this process from seeing at its time what was due at an instant; undefined if nobody can know. */
  causeSince(due: Instant): MissCause | undefined {
    if (!this.last || this.sleptMs === undefined) return undefined;
    if (this.sleptMs >= sleptMs) return 'asleep';
    // Where somebody set the clock beyond that instant, nobody was late.
    const isSetBeyond = this.aheadMs > jumpMs && this.last.now - due <= this.aheadMs;
    return isSetBeyond ? undefined : 'held-up';
  }

  private read(): Reading {
    const { clock } = this;
    return { now: clock.now(), monotonic: clock.monotonic(), slept: clock.sleptMs?.() };
  }
}
