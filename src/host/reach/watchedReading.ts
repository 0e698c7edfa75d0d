import { type Disposable, DisposableStore, toDisposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HistoryRun, TaskView } from '../../model/view/taskView.ts';
import type { RequestFailure } from '../../protocol/executorClient.ts';
import { openReading, type Reading, type ReadingOptions } from './reading.ts';
import type { WatchedExecutor } from './runFollow.ts';

/** Milliseconds between two looks while no host tells what changes. */
const lookMs = 1_000;

/** A reading that goes on while hosts come and go: without one it looks again every second, and attaches to the next. */
export class WatchedReading implements WatchedExecutor {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<{ readonly kind: 'executor' }>());
  /** What belongs to the present reading. */
  private current = new DisposableStore();
  private timer: Disposable | undefined;
  private isDisposed = false;

  /** Fires when something may look different. */
  readonly onDidChange = this.changed.event;

  private constructor(
    private readonly options: ReadingOptions,
    private present: Reading,
  ) {
    this.take(present);
  }

  /** Opens a reading as `openReading` does. */
  static async open(options: ReadingOptions): Promise<Result<WatchedReading, ExecutorFailure>> {
    const opened = await openReading(options);
    return opened.ok ? ok(new WatchedReading(options, opened.value)) : opened;
  }

  /** The last that could be had. */
  get reading(): Reading {
    return this.present;
  }

  get tasks(): readonly TaskView[] {
    return this.present.client.executor.tasks;
  }

  history(count: number): Promise<Result<readonly HistoryRun[], RequestFailure>> {
    return this.present.client.history(count);
  }

  [Symbol.dispose](): void {
    this.isDisposed = true;
    this.timer?.dispose();
    this.current.dispose();
    this.store.dispose();
  }

  private take(reading: Reading): void {
    this.current.dispose();
    this.current = new DisposableStore();
    this.present = reading;
    this.current.add(toDisposable(() => void reading.close()));
    this.current.add(
      reading.client.onDidChange(() => {
        this.changed.fire({ kind: 'executor' });
      }),
    );
    this.current.add(
      reading.onDidEnd(() => {
        this.lookSoon(0);
      }),
    );
    if (!reading.facts) this.lookSoon(lookMs);
  }

  private lookSoon(delayMs: number): void {
    this.timer?.dispose();
    this.timer = this.options.clock.setTimer(delayMs, () => void this.look());
  }

  private async look(): Promise<void> {
    const opened = await openReading(this.options);
    if (this.isDisposed) {
      if (opened.ok) await opened.value.close();
      return;
    }
    if (!opened.ok) {
      this.lookSoon(lookMs);
      return;
    }
    this.take(opened.value);
    this.changed.fire({ kind: 'executor' });
  }
}
