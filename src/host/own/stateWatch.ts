import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';

/** Milliseconds between two looks. */
const lookMs = 10_000;

/**
 * Looks at the state on disk from time to time: an owner that starts nothing for hours would not notice that somebody took
 * its state away, and one that could not write it has to learn when it can again.
 */
export class StateWatch implements Disposable {
  private timer: Disposable | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly look: () => void,
  ) {
    this.arm();
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private arm(): void {
    this.timer = this.clock.setTimer(lookMs, () => {
      this.arm();
      this.look();
    });
  }
}
