import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { ProcessScan } from './processScan.ts';
import type { ProcessSnapshot } from './processSnapshot.ts';

/** A tree of processes that is looked at from time to time. */
export interface WatchedTree {
  /** On the monotonic clock. */
  readonly lookDueAt: number;
  note(snapshot: ProcessSnapshot): void;
}

/** Milliseconds from one scan to the next, at least. */
const shortestRestMs = 1_000;
/** Scans that are made for nobody's order take at most this share of the time. */
const largestShare = 1 / 50;

/**
 * Looks at the trees of all live runs when one of them is due. Since every look notes all of them, runs that have been
 * there for a minute share one look a minute, however many they are.
 */
export class TreeWatch implements Disposable {
  private next: { readonly dueAt: number; readonly timer: Disposable } | undefined;
  private restUntil = 0;
  private isDisposed = false;

  constructor(
    private readonly clock: Clock,
    private readonly scan: ProcessScan,
    private readonly trees: () => readonly WatchedTree[],
  ) {}

  /** Makes sure of a look when this tree is due. */
  expect({ lookDueAt }: WatchedTree): void {
    const dueAt = Math.max(lookDueAt, this.restUntil);
    if (this.isDisposed || (this.next && this.next.dueAt <= dueAt)) return;
    this.next?.timer.dispose();
    const timer = this.clock.setTimer(Math.max(0, dueAt - this.clock.monotonic()), () => {
      this.next = undefined;
      void this.look();
    });
    this.next = { dueAt, timer };
  }

  dispose(): void {
    this.isDisposed = true;
    this.next?.timer.dispose();
    this.next = undefined;
  }

  private async look(): Promise<void> {
    const now = this.clock.monotonic();
    if (this.trees().some(({ lookDueAt }) => lookDueAt <= now)) {
      const snapshot = await this.scan.fresh();
      if (this.isDisposed) return;
      for (const tree of this.trees()) tree.note(snapshot);
      this.restUntil = this.clock.monotonic() + Math.max(shortestRestMs, this.scan.costMs / largestShare);
    }
    const [next] = this.trees().toSorted((one, other) => one.lookDueAt - other.lookDueAt);
    if (next) this.expect(next);
  }
}
