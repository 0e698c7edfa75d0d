import { FakeClock } from './fakeClock.ts';

/** A clock that goes on whenever somebody looks at it, as a real one does; it remembers when its timers fired. */
export class RestlessClock extends FakeClock {
  /** The wall clock at the beginning of each callback of a timer. */
  readonly wakings: number[] = [];

  /** `stride` answers the milliseconds that pass before the next look is answered. */
  constructor(
    start: number,
    private readonly stride: () => number,
  ) {
    super(start);
  }

  override now(): number {
    this.pass(this.stride());
    return super.now();
  }

  override monotonic(): number {
    this.pass(this.stride());
    return super.monotonic();
  }

  override setTimer(delayMs: number, callback: () => void): ReturnType<FakeClock['setTimer']> {
    return super.setTimer(delayMs, () => {
      this.wakings.push(super.now());
      callback();
    });
  }

  /** Time goes by while something is being done. */
  pass(ms: number): void {
    this.elapsed += ms;
  }
}
