import type { Disposable } from '../../base/disposable.ts';
import type { World } from '../ports.ts';

/** This many rows are looked at without a pause: a host has other things to do. */
const rowsAtOnce = 250;
/** Milliseconds of the pause. */
const pauseMs = 50;
/** How many ticks there are for one look at the history. */
const ticksBetween = 6;

/** Deletes the oldest rows of a history that has become too long, with the logs that nothing would name any more. */
export class HistoryBound implements Disposable {
  private timer: Disposable | undefined;
  private isAtWork = false;
  private isDisposed = false;
  private ticks = 0;

  /** `limit` tells how many rows there may be. */
  constructor(
    private readonly ports: World,
    private readonly limit: () => number,
  ) {}

  /** To be called from time to time. */
  tick(): void {
    if (this.isAtWork || this.ticks++ % ticksBetween > 0) return;
    this.isAtWork = true;
    void this.work(0);
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
  }

  private async work(before: number): Promise<void> {
    const { clock, journal, logs, store } = this.ports;
    const trimmed = store.trimHistory(this.limit(), rowsAtOnce);
    const count = before + trimmed.logs.length;
    if (trimmed.logs.length > 0) await logs.remove(trimmed.logs);
    if (this.isDisposed) return;
    if (!trimmed.isDone) {
      this.timer = clock.setTimer(pauseMs, () => void this.work(count));
      return;
    }
    this.isAtWork = false;
    if (count === 0) return;
    const message = `Deleted the ${String(count)} oldest runs from the history, with their logs (executor.historyLimit)`;
    journal.record({ level: 'info', event: 'history-trimmed', message });
  }
}
