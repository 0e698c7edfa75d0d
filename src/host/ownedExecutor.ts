import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { ok, type Result } from '../base/result.ts';
import type { Executor } from '../core/executor.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { TaskAnswer } from '../model/taskAnswer.ts';
import type { ExecutorView, RunView } from '../model/taskView.ts';
import type { LogSource, NewScript } from '../protocol/messages.ts';
import type { ExecutorService } from './executorService.ts';
import { JournalFeed } from './journalFeed.ts';
import { TaskLogFeed } from './taskLogFeed.ts';

/** Offers an executor that this process owns to its clients. */
export class OwnedExecutor implements ExecutorService, Disposable {
  readonly onDidChange: ExecutorService['onDidChange'];
  private readonly feeds = new Set<Disposable>();

  constructor(
    private readonly executor: Executor,
    /** Absolute path of the executor's own log. */
    private readonly journalPath: string,
    private readonly clock: Clock,
  ) {
    this.onDidChange = executor.onDidChange;
  }

  view(): ExecutorView {
    return this.executor.view();
  }

  start(name: string): Promise<Result<void, ExecutorFailure>> {
    return this.executor.start(name, 'manual');
  }

  stop(name: string): Promise<Result<void, ExecutorFailure>> {
    return this.executor.stop(name);
  }

  restart(name: string): Promise<Result<void, ExecutorFailure>> {
    return this.executor.restart(name);
  }

  async startAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>> {
    return ok(await this.executor.startAll());
  }

  async stopAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>> {
    return ok(await this.executor.stopAll());
  }

  runs(name: string, count: number): readonly RunView[] {
    return this.executor.runs(name, count);
  }

  add(scripts: readonly NewScript[]): Promise<Result<void, ExecutorFailure>> {
    return this.executor.add(scripts);
  }

  remove(name: string, deleteLogs: boolean): Promise<Result<void, ExecutorFailure>> {
    return this.executor.remove(name, deleteLogs);
  }

  markSeen(name: string): void {
    this.executor.markSeen(name);
  }

  followLog(source: LogSource, lastLines: number, onText: (text: string) => Promise<void>): Disposable {
    const { clock, executor, journalPath } = this;
    const feed =
      source.kind === 'task'
        ? new TaskLogFeed(executor, source.name, lastLines, clock, onText)
        : new JournalFeed(journalPath, lastLines, clock, onText);
    this.feeds.add(feed);
    return {
      dispose: () => {
        this.feeds.delete(feed);
        feed.dispose();
      },
    };
  }

  /** Ends every log that is still followed; the executor is its owner's. */
  dispose(): void {
    for (const feed of this.feeds) feed.dispose();
    this.feeds.clear();
  }
}
