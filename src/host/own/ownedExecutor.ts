import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Executor } from '../../core/executor.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import type { Summary } from '../../model/notice/notice.ts';
import type { ExecutorView } from '../../model/view/taskView.ts';
import type { LogSource } from '../../protocol/messages.ts';
import { onBehalfOf } from '../net/attribution.ts';
import type { ExecutorService } from '../serve/executorService.ts';
import { JournalFeed } from '../serve/journalFeed.ts';
import { TaskLogFeed } from '../serve/taskLogFeed.ts';

/** Offers an executor that this process owns to its clients. */
export class OwnedExecutor implements ExecutorService, Disposable {
  readonly onDidChange: ExecutorService['onDidChange'];
  private readonly feeds = new Set<Disposable>();

  constructor(
    private readonly executor: Executor,
    readonly verbs: ExecutorService['verbs'],
    /** Absolute path of the executor's own log. */
    private readonly journalPath: string,
    private readonly clock: Clock,
  ) {
    this.onDidChange = executor.onDidChange;
  }

  view(): ExecutorView {
    return this.executor.view();
  }

  takeSummary(): Summary | undefined {
    return this.executor.takeSummary();
  }

  get settings(): HostSettings {
    return this.executor.hostSettings;
  }

  followLog(source: LogSource, lastLines: number, onText: (text: string) => Promise<void>): Disposable {
    const { clock, executor, journalPath } = this;
    const feed =
      source.kind === 'task'
        ? onBehalfOf(source.name, () => new TaskLogFeed(executor, source.name, lastLines, clock, onText))
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
