import { type Clock, delay } from '../../base/clock.ts';
import { attempt } from '../files/attempt.ts';
import { ProcessSnapshot } from './processSnapshot.ts';
import type { ProcessTable } from './processTable.ts';

/** Milliseconds until a table that could not be read is tried again. */
const unreadableMs = 100;

/**
 * Looks at the table of processes for many runs at once. A scan reads a file per process of the machine, so all who ask at
 * the same moment get the same one, and between two scans is at least as long a rest as a scan takes.
 */
export class ProcessScan {
  private next: Promise<ProcessSnapshot> | undefined;
  private restUntil = 0;
  private lastCostMs = 0;

  constructor(
    private readonly table: ProcessTable,
    private readonly clock: Clock,
  ) {}

  /** Milliseconds that the last scan took. */
  get costMs(): number {
    return this.lastCostMs;
  }

  /** A look at the table that begins after this call: at once, except right after another. Never rejects. */
  fresh(): Promise<ProcessSnapshot> {
    return (this.next ??= this.take());
  }

  private async take(): Promise<ProcessSnapshot> {
    const restMs = this.restUntil - this.clock.monotonic();
    // Without a rest this still waits for the next microtask, until all who ask in this turn have done so.
    await (restMs > 0 ? delay(this.clock, Math.ceil(restMs)) : undefined);
    for (;;) {
      const begunAt = this.clock.monotonic();
      const snapshot = attempt(undefined, () => new ProcessSnapshot(this.table));
      const endedAt = this.clock.monotonic();
      this.lastCostMs = endedAt - begunAt;
      this.restUntil = endedAt + Math.max(1, this.lastCostMs);
      if (snapshot?.isCredible) {
        this.next = undefined;
        return snapshot;
      }
      await delay(this.clock, unreadableMs);
    }
  }
}
