import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';

/** Gathers what comes close together: from the first on for so long, then everything at once, the newest of each key. */
export class NoticeGathering<T> implements Disposable {
  private readonly gathered = new Map<string, T>();
  private timer: Disposable | undefined;

  constructor(
    private readonly clock: Clock,
    /** Milliseconds. */
    private readonly gatherMs: number,
    private readonly tell: (items: readonly T[]) => void,
  ) {}

  /** Adds something; of two with the same key the later one counts. */
  add(key: string, item: T): void {
    this.gathered.set(key, item);
    this.timer ??= this.clock.setTimer(this.gatherMs, () => {
      this.timer = undefined;
      const items = [...this.gathered.values()];
      this.gathered.clear();
      this.tell(items);
    });
  }

  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
    this.gathered.clear();
  }
}
