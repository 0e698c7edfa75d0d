import type { Instant } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Executor, RunLaterOptions, RunNowOptions, Started, TaskPreview } from '../../core/executor.ts';
import type { EnvironmentSource, FoundInterpreters } from '../../core/ports.ts';
import type { ApprovalAnswer, ApprovalRequest } from '../../model/taskFile/approval.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import type { LaterRun } from '../../model/schedule/laterRun.ts';
import type { Summary } from '../../model/notice/notice.ts';
import type { RunId } from '../../model/run.ts';
import type { SavedTask } from '../../model/taskFile/edit.ts';
import type { TaskAnswer } from '../../model/view/taskAnswer.ts';
import type { Skipped } from '../../model/schedule/skipped.ts';
import type { UpcomingTask } from '../../model/schedule/upcoming.ts';
import type { ExecutorView, HistoryRun, RunView } from '../../model/view/taskView.ts';
import type { SendableSignal } from '../../model/sendableSignal.ts';
import type { NewTask } from '../../model/taskFile/edit.ts';
import type { VariableView } from '../../model/environment/environmentView.ts';
import type { LogSource } from '../../protocol/messages.ts';
import type { ExecutorService } from '../serve/executorService.ts';
import { JournalFeed } from '../serve/journalFeed.ts';
import type { OldFolderWatch } from './oldFolderWatch.ts';
import { onBehalfOf } from '../net/attribution.ts';
import { TaskLogFeed } from '../serve/taskLogFeed.ts';

/** Offers an executor that this process owns to its clients. */
export class OwnedExecutor implements ExecutorService, Disposable {
  readonly onDidChange: ExecutorService['onDidChange'];
  readonly onDidNotice: ExecutorService['onDidNotice'];
  private readonly feeds = new Set<Disposable>();

  constructor(
    private readonly executor: Executor,
    /** Absolute path of the executor's own log. */
    private readonly journalPath: string,
    private readonly clock: Clock,
    private readonly base: EnvironmentSource,
    private readonly old: OldFolderWatch,
  ) {
    this.onDidChange = executor.onDidChange;
    this.onDidNotice = executor.onDidNotice;
  }

  view(): ExecutorView {
    return this.executor.view();
  }

  takeSummary(): Summary | undefined {
    return this.executor.takeSummary();
  }

  get isIdle(): boolean {
    return this.executor.isIdle;
  }

  setAttended(isAttended: boolean): void {
    this.executor.setAttended(isAttended);
  }

  get settings(): HostSettings {
    return this.executor.hostSettings;
  }

  applySettings(settings: HostSettings): void {
    this.executor.applySettings(settings);
  }

  putSecrets(values: Readonly<Record<string, string>>): void {
    this.executor.putSecrets(values);
  }

  async refreshEnvironment(): Promise<string | undefined> {
    return (await this.base.refresh()).problem;
  }

  async start(name: string): Promise<Result<Started, ExecutorFailure>> {
    await this.old.refresh();
    return this.executor.start(name, 'manual');
  }

  async runNow(name: string, how: RunNowOptions): Promise<Result<void, ExecutorFailure>> {
    await this.old.refresh();
    return this.executor.runNow(name, how);
  }

  runLater(name: string, when: RunLaterOptions): Promise<Result<LaterRun, ExecutorFailure>> {
    return Promise.resolve(this.executor.runLater(name, when));
  }

  cancelLater(name: string, id?: string): Promise<Result<readonly LaterRun[], ExecutorFailure>> {
    return Promise.resolve(this.executor.cancelLater(name, id));
  }

  stopRun(name: string, run?: RunId): Promise<Result<void, ExecutorFailure>> {
    return this.executor.stopRun(name, run);
  }

  pauseSchedule(name: string): Promise<Result<void, ExecutorFailure>> {
    return Promise.resolve(this.executor.pauseSchedule(name));
  }

  async pauseAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>> {
    return ok(await this.executor.pauseAll());
  }

  async resumeAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>> {
    return ok(await this.executor.resumeAll());
  }

  signal(name: string, signal: SendableSignal): Promise<Result<void, ExecutorFailure>> {
    return this.executor.signal(name, signal);
  }

  rename(name: string, newName: string): Promise<Result<void, ExecutorFailure>> {
    return this.executor.rename(name, newName);
  }

  save(task: SavedTask): Promise<Result<void, ExecutorFailure>> {
    return this.executor.save(task);
  }

  preview(name: string, text: string): Promise<Result<TaskPreview, ExecutorFailure>> {
    return this.executor.preview(name, text);
  }

  interpreters(name: string, text: string): Promise<Result<FoundInterpreters, ExecutorFailure>> {
    return this.executor.interpreters(name, text);
  }

  duplicate(name: string, newName: string): Promise<Result<void, ExecutorFailure>> {
    return this.executor.duplicate(name, newName);
  }

  forget(name: string): Promise<Result<void, ExecutorFailure>> {
    return this.executor.forget(name);
  }

  mute(name: string, isMuted: boolean): Promise<Result<void, ExecutorFailure>> {
    return Promise.resolve(this.executor.mute(name, isMuted));
  }

  markAllSeen(): void {
    this.executor.markAllSeen();
  }

  environment(name: string): Promise<Result<readonly VariableView[], ExecutorFailure>> {
    return this.executor.environment(name);
  }

  stop(name: string): Promise<Result<void, ExecutorFailure>> {
    return this.executor.stop(name);
  }

  async restart(name: string): Promise<Result<void, ExecutorFailure>> {
    await this.old.refresh();
    return this.executor.restart(name);
  }

  async startAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>> {
    await this.old.refresh();
    return ok(await this.executor.startAll());
  }

  async autoStart(how: { readonly approvesAll: boolean }): Promise<Result<readonly TaskAnswer[], ExecutorFailure>> {
    await this.old.refresh();
    return ok(await this.executor.autoStart(how));
  }

  approvals(): readonly ApprovalRequest[] {
    return this.executor.approvals();
  }

  approve(answers: readonly ApprovalAnswer[]): Promise<Result<void, ExecutorFailure>> {
    return Promise.resolve(this.executor.approve(answers));
  }

  async stopAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>> {
    return ok(await this.executor.stopAll());
  }

  runs(name: string, count: number, before?: string): readonly RunView[] {
    return this.executor.runs(name, count, before);
  }

  history(count: number, name?: string, before?: string): readonly HistoryRun[] {
    return this.executor.history(count, name, before);
  }

  upcoming(until: Instant, count: number): readonly UpcomingTask[] {
    return this.executor.upcoming(until, count);
  }

  skipped(count: number, name?: string, before?: number): readonly Skipped[] {
    return this.executor.skipped(count, name, before);
  }

  add(tasks: readonly NewTask[]): Promise<Result<void, ExecutorFailure>> {
    return this.executor.add(tasks);
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
