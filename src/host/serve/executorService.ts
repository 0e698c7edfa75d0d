import type { Instant } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import type { Result } from '../../base/result.ts';
import type { ExecutorChange, RunLaterOptions, RunNowOptions, Started, TaskPreview } from '../../core/executor.ts';
import type { FoundInterpreters } from '../../core/ports.ts';
import type { ApprovalAnswer, ApprovalRequest } from '../../model/taskFile/approval.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import type { LaterRun } from '../../model/schedule/laterRun.ts';
import type { Notice, Summary } from '../../model/notice/notice.ts';
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

/** What a host offers to its clients: an executor that it owns, or one that it can only show. */
export interface ExecutorService {
  readonly onDidChange: Event<ExecutorChange>;
  view(): ExecutorView;
  /** What people may want to be told although nobody asked. */
  readonly onDidNotice: Event<Notice>;
  /** What happened while no window was open; answered once, to the first window that comes. */
  takeSummary(): Summary | undefined;
  /** Nothing runs, is wanted up or is to run later, and no schedule is armed. */
  readonly isIdle: boolean;
  /** Whether a window is open that shows what happens; when none is, the next one to come gets a summary. */
  setAttended(isAttended: boolean): void;
  applySettings(settings: HostSettings): void;
  /** The settings in force; undefined where nobody owns the executor. */
  readonly settings: HostSettings | undefined;
  /** Secrets by name, for runs to come; kept in memory only. */
  putSecrets(values: Readonly<Record<string, string>>): void;
  /** Reads the login shell's environment anew; answers why that could not be had. */
  refreshEnvironment(): Promise<string | undefined>;
  /** Starts an unscheduled task and those before it, or arms a schedule; answers these, or its next run. */
  start(name: string): Promise<Result<Started, ExecutorFailure>>;
  runNow(name: string, how: RunNowOptions): Promise<Result<void, ExecutorFailure>>;
  /** One run at an instant to come. */
  runLater(name: string, when: RunLaterOptions): Promise<Result<LaterRun, ExecutorFailure>>;
  /** Takes one of a task's runs to come back, or all; answers these. */
  cancelLater(name: string, id?: string): Promise<Result<readonly LaterRun[], ExecutorFailure>>;
  stopRun(name: string, run?: RunId): Promise<Result<void, ExecutorFailure>>;
  pauseSchedule(name: string): Promise<Result<void, ExecutorFailure>>;
  pauseAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>>;
  resumeAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>>;
  signal(name: string, signal: SendableSignal): Promise<Result<void, ExecutorFailure>>;
  rename(name: string, newName: string): Promise<Result<void, ExecutorFailure>>;
  save(task: SavedTask): Promise<Result<void, ExecutorFailure>>;
  /** What a task would run if the task file had this text. */
  preview(name: string, text: string): Promise<Result<TaskPreview, ExecutorFailure>>;
  /** The interpreters that there are for a task's script if the task file had this text. */
  interpreters(name: string, text: string): Promise<Result<FoundInterpreters, ExecutorFailure>>;
  duplicate(name: string, newName: string): Promise<Result<void, ExecutorFailure>>;
  forget(name: string): Promise<Result<void, ExecutorFailure>>;
  mute(name: string, isMuted: boolean): Promise<Result<void, ExecutorFailure>>;
  markAllSeen(): void;
  environment(name: string): Promise<Result<readonly VariableView[], ExecutorFailure>>;
  stop(name: string): Promise<Result<void, ExecutorFailure>>;
  restart(name: string): Promise<Result<void, ExecutorFailure>>;
  /** Answers for each task what was done. */
  startAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>>;
  /** Starts what is to start by itself and may, or all of it; answers for each of these tasks. */
  autoStart(how: { readonly approvesAll: boolean }): Promise<Result<readonly TaskAnswer[], ExecutorFailure>>;
  /** The tasks that want to start by themselves, and what a person is to be asked about them. */
  approvals(): readonly ApprovalRequest[];
  /** Takes what a person has answered to that, all or none. */
  approve(answers: readonly ApprovalAnswer[]): Promise<Result<void, ExecutorFailure>>;
  stopAll(): Promise<Result<readonly TaskAnswer[], ExecutorFailure>>;
  /** The newest runs of a task, or those before a run, newest first; none for unknown names. */
  runs(name: string, count: number, before?: string): readonly RunView[];
  /** The newest runs of all tasks, or of one, newest first. */
  history(count: number, name?: string, before?: string): readonly HistoryRun[];
  /** The newest occurrences of all tasks, or of one, that led to no run, newest first. */
  skipped(count: number, name?: string, before?: number): readonly Skipped[];
  /** What is due until an instant, the first `count` occurrences of each task. */
  upcoming(until: Instant, count: number): readonly UpcomingTask[];
  add(tasks: readonly NewTask[]): Promise<Result<void, ExecutorFailure>>;
  remove(name: string, deleteLogs: boolean): Promise<Result<void, ExecutorFailure>>;
  /** Somebody looked at the newest run of the task; unknown names are passed over. */
  markSeen(name: string): void;
  /** Hands the last lines of a log to `onText`, then what is appended; a promise it returns is awaited before more comes. */
  followLog(source: LogSource, lastLines: number, onText: (text: string) => Promise<void>): Disposable;
}
