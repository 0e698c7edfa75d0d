import type { Instant } from '../base/clock.ts';
import { type MessageConnection, ResponseError } from 'vscode-jsonrpc';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ApprovalRequest } from '../model/taskFile/approval.ts';
import type { Build } from '../model/host/build.ts';
import { describeFailure, type ExecutorFailure } from '../model/failure.ts';
import type { HostEnding, HostFacts } from '../model/host/hostFacts.ts';
import type { HostSettings } from '../model/host/hostSettings.ts';
import type { LaterRun } from '../model/schedule/laterRun.ts';
import type { Notice, Summary } from '../model/notice/notice.ts';
import type { TaskAnswer } from '../model/view/taskAnswer.ts';
import type { Skipped } from '../model/schedule/skipped.ts';
import type { UpcomingTask } from '../model/schedule/upcoming.ts';
import type { ExecutorView, HistoryRun, RunView, TaskView } from '../model/view/taskView.ts';
import type { SendableSignal } from '../model/sendableSignal.ts';
import type { VariableView } from '../model/environment/environmentView.ts';
import {
  type LogSource,
  type NotificationName,
  type NotificationParams,
  notifications,
  protocolVersion,
  type RequestName,
  type RequestParams,
  longestPage,
  requests,
  type RequestResult,
} from './messages.ts';

/** A failure as a client learns it: its reason, and the sentence for people in the language of this side. */
export interface RequestFailure {
  readonly reason: ExecutorFailure['reason'];
  readonly message: string;
}

/** Who a client is, as it tells the host. */
export type ClientIdentity = Omit<RequestParams<'host/hello'>, 'protocolVersion'>;

/** The same failure where it is known in this process. */
export function toRequestFailure(failure: ExecutorFailure): RequestFailure {
  return { reason: failure.reason, message: describeFailure(failure) };
}

function hostGone(): RequestFailure {
  return toRequestFailure({ reason: 'host-gone' });
}

/** One task looks different, or everything does. */
export type ClientChange = { readonly kind: 'task'; readonly task: TaskView } | { readonly kind: 'executor' };

/**
 * The only way windows and tools talk to an executor, whichever side of a wire it is on. Holds a copy of what there is
 * to see, kept current by the host.
 */
export class ExecutorClient implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<ClientChange>());
  private readonly logs = new Map<number, (text: string) => void>();
  private nextSubscription = 1;
  private sequence = 0;
  private view: ExecutorView | undefined;
  /** Changes that came before the answer to `attach` did. */
  private early: NotificationParams<'executor/changed'>[] = [];
  private readonly closed = this.store.add(new Emitter<void>());
  private isClosed = false;

  private readonly noticed = this.store.add(new Emitter<Notice>());

  /** Fires after `executor` has changed. */
  readonly onDidChange = this.changed.event;
  /** Fires with what a person may want to be told although nobody asked. */
  readonly onDidNotice = this.noticed.event;
  /** Why the host ends, once it has said so. */
  ending: HostEnding | undefined;
  /** Fires when the host has gone, or has cut the line. */
  readonly onDidClose = this.closed.event;
  /** What happened while no window was open; known after `attach`, to the first window that comes. */
  summary: Summary | undefined;
  /** The settings that were in force at the `attach`; undefined where the host does not say. */
  settings: HostSettings | undefined;

  /** Takes ownership of the connection. */
  constructor(private readonly connection: MessageConnection) {
    this.store.add(
      toDisposable(() => {
        // A connection that is merely disposed would leave the host waiting.
        connection.end();
        connection.dispose();
      }),
    );
    this.on('executor/changed', (message) => {
      if (this.view) this.take(message);
      else this.early.push(message);
    });
    this.store.add(
      connection.onClose(() => {
        this.isClosed = true;
        // What was asked and not answered will never be.
        connection.dispose();
        this.closed.fire();
      }),
    );
    this.on('executor/notice', ({ notice }) => {
      this.noticed.fire(notice);
    });
    this.on('host/ending', ({ why }) => {
      this.ending = why;
    });
    this.on('log/text', ({ subscription, text }) => {
      this.logs.get(subscription)?.(text);
    });
    connection.listen();
  }

  /** What there is to see; only after `attach`. */
  get executor(): ExecutorView {
    if (!this.view) throw new Error('internal: the client is not attached');
    return this.view;
  }

  /** Says who this is, and learns whom it talks to; the first thing to call. */
  hello(who: ClientIdentity): Promise<Result<HostFacts, RequestFailure>> {
    return this.request('host/hello', { ...who, protocolVersion });
  }

  /** Gets everything there is to see, and its changes from then on. */
  async attach(): Promise<Result<ExecutorView, RequestFailure>> {
    const attached = await this.request('executor/attach', {});
    if (!attached.ok) return attached;
    this.sequence = attached.value.sequence;
    this.view = attached.value.executor;
    this.summary = attached.value.summary;
    this.settings = attached.value.settings;
    for (const message of this.early.splice(0)) this.take(message);
    return ok(this.view);
  }

  /** Says that this window has the focus now. */
  focus(): Promise<Result<null, RequestFailure>> {
    return this.request('host/focus', {});
  }

  /** Asks a background host that is older than this build to make room; answers when it has gone. Its runs go on. */
  retireHost(build: Build): Promise<Result<null, RequestFailure>> {
    return this.untilGone(this.request('host/retire', { build }));
  }

  /** Ends the host, its runs first if `stopsRuns`; answers when it has gone. */
  shutDownHost(stopsRuns: boolean): Promise<Result<null, RequestFailure>> {
    return this.untilGone(this.request('host/shutDown', { stopsRuns }));
  }

  /** Starts a task; answers once its script started, or why it did not. */
  startTask(name: string): Promise<Result<RequestResult<'task/start'>, RequestFailure>> {
    return this.request('task/start', { name });
  }

  /** One run of a task, not restarted and nothing else changed; of a task that runs only `beside` that run. */
  runNow(
    name: string,
    how: { readonly args?: readonly string[]; readonly beside?: boolean } = {},
  ): Promise<Result<null, RequestFailure>> {
    const { args, beside = false } = how;
    return this.request('task/runNow', { name, beside, ...(args && { args: [...args] }) });
  }

  /** Runs a task once at an instant to come; `timeZone` is the one in which people read it. */
  runLater(
    name: string,
    { args, at, timeZone }: Pick<LaterRun, 'args' | 'at' | 'timeZone'>,
  ): Promise<Result<LaterRun, RequestFailure>> {
    return this.request('task/runLater', { name, at, timeZone, ...(args && { args: [...args] }) });
  }

  /** Takes back one of a task's runs to come, or all of them; answers those. */
  cancelLater(name: string, id?: string): Promise<Result<readonly LaterRun[], RequestFailure>> {
    return this.request('task/cancelLater', { name, ...(id !== undefined && { id }) });
  }

  /** Ends one run of a task: this one, else the supervised one; answers when it has ended. */
  stopRun(name: string, run?: string): Promise<Result<null, RequestFailure>> {
    return this.request('task/stopRun', { name, ...(run !== undefined && { run }) });
  }

  /** Pauses a task's schedule; its run goes on. */
  pauseSchedule(name: string): Promise<Result<null, RequestFailure>> {
    return this.request('task/pauseSchedule', { name });
  }

  /** Pauses every armed schedule; one answer for each task that has a schedule. */
  pauseAll(): Promise<Result<readonly TaskAnswer[], RequestFailure>> {
    return this.request('task/pauseAll', {});
  }

  /** Arms exactly the schedules that `pauseAll` paused; one answer for each. */
  resumeAll(): Promise<Result<readonly TaskAnswer[], RequestFailure>> {
    return this.request('task/resumeAll', {});
  }

  /** Sends a signal ("SIGHUP") to a task's run. */
  signal(name: string, signal: SendableSignal): Promise<Result<null, RequestFailure>> {
    return this.request('task/signal', { name, signal });
  }

  /** Gives a task another name: file, state, history and logs together. */
  renameTask(name: string, newName: string): Promise<Result<null, RequestFailure>> {
    return this.request('task/rename', { name, newName });
  }

  /** Writes a task's fields and its new name into the task file, or a new task, all or nothing; starts nothing. */
  saveTask(task: RequestParams<'task/save'>): Promise<Result<null, RequestFailure>> {
    return this.request('task/save', task);
  }

  /** What a task would run, and with which environment, if the task file had this text. */
  previewTask(name: string, text: string): Promise<Result<RequestResult<'task/preview'>, RequestFailure>> {
    return this.request('task/preview', { name, text });
  }

  /** What could run a task's script, if the task file had this text. */
  interpreters(name: string, text: string): Promise<Result<RequestResult<'task/interpreters'>, RequestFailure>> {
    return this.request('task/interpreters', { name, text });
  }

  /** Adds a copy of a task's definition under another name; starts nothing. */
  duplicateTask(name: string, newName: string): Promise<Result<null, RequestFailure>> {
    return this.request('task/duplicate', { name, newName });
  }

  /** Drops the row and the history of a task that has gone from the task file. */
  forgetTask(name: string): Promise<Result<null, RequestFailure>> {
    return this.request('task/forget', { name });
  }

  /** Shows no notifications about a task any more, or shows them again. */
  mute(name: string, isMuted: boolean): Promise<Result<null, RequestFailure>> {
    return this.request('task/mute', { name, isMuted });
  }

  /** Says that somebody looked at every failure. */
  markAllSeen(): Promise<Result<null, RequestFailure>> {
    return this.request('task/markAllSeen', {});
  }

  /** The environment that a run of the task would get now, secrets masked. */
  environment(name: string): Promise<Result<readonly VariableView[], RequestFailure>> {
    return this.request('task/environment', { name });
  }

  /** Reads the login shell's environment anew, for runs to come. */
  refreshEnvironment(): Promise<Result<{ readonly problem?: string }, RequestFailure>> {
    return this.request('executor/refreshEnvironment', {});
  }

  /** Tells the host what this window's settings say. */
  putSettings(settings: RequestParams<'executor/settings'>): Promise<Result<null, RequestFailure>> {
    return this.request('executor/settings', settings);
  }

  /** Hands the host secrets by name, for runs to come. */
  putSecrets(values: Readonly<Record<string, string>>): Promise<Result<null, RequestFailure>> {
    return this.request('executor/secrets', { values });
  }

  /** Stops a task; answers when its run has ended. */
  stopTask(name: string): Promise<Result<null, RequestFailure>> {
    return this.request('task/stop', { name });
  }

  /** Starts a task anew, ending its run first; answers once its script started. */
  restartTask(name: string): Promise<Result<null, RequestFailure>> {
    return this.request('task/restart', { name });
  }

  /** Starts every task that does not run; one answer for each. */
  startAll(): Promise<Result<readonly TaskAnswer[], RequestFailure>> {
    return this.request('task/startAll', {});
  }

  /** Starts the tasks that are to start by themselves when a window opens; one answer for each that was not running. */
  autoStart(how: RequestParams<'task/autoStart'> = {}): Promise<Result<readonly TaskAnswer[], RequestFailure>> {
    return this.request('task/autoStart', how);
  }

  /** The tasks that want to start by themselves, and what a person is to be asked about them. */
  approvals(): Promise<Result<readonly ApprovalRequest[], RequestFailure>> {
    return this.request('task/approvals', {});
  }

  /** Hands over what a person has answered to that, all or nothing. */
  approve(answers: RequestParams<'task/approve'>['answers']): Promise<Result<null, RequestFailure>> {
    return this.request('task/approve', { answers });
  }

  /** Stops every task that runs; one answer for each, when all have ended. */
  stopAll(): Promise<Result<readonly TaskAnswer[], RequestFailure>> {
    return this.request('task/stopAll', {});
  }

  /** The newest runs of a task, newest first. */
  runs(name: string, count: number): Promise<Result<readonly RunView[], RequestFailure>> {
    return inPages(count, (size, last: RunView | undefined) =>
      this.request('task/runs', { name, count: size, ...(last && { before: last.id }) }),
    );
  }

  /** The newest runs of all tasks, or of one of them, newest first. */
  history(count: number, name?: string): Promise<Result<readonly HistoryRun[], RequestFailure>> {
    return inPages(count, (size, last: HistoryRun | undefined) =>
      this.request('executor/history', { count: size, ...named(name), ...(last && { before: last.id }) }),
    );
  }

  /** The newest occurrences of all tasks, or of one of them, that led to no run, newest first. */
  skipped(count: number, name?: string): Promise<Result<readonly Skipped[], RequestFailure>> {
    return inPages(count, (size, last: Skipped | undefined) =>
      this.request('executor/skipped', {
        count: size,
        ...named(name),
        ...(last?.seq !== undefined && { before: last.seq }),
      }),
    );
  }

  /** What is due until an instant, the first `count` occurrences of each task. */
  upcoming(until: Instant, count: number): Promise<Result<readonly UpcomingTask[], RequestFailure>> {
    return this.request('executor/upcoming', { until, count });
  }

  /** Adds tasks to the task file, all or none; starts nothing. */
  addTasks(tasks: RequestParams<'task/add'>['tasks']): Promise<Result<null, RequestFailure>> {
    return this.request('task/add', { tasks });
  }

  /** Stops a task and takes it out of the task file; its logs stay unless `deleteLogs`. */
  removeTask(name: string, deleteLogs: boolean): Promise<Result<null, RequestFailure>> {
    return this.request('task/remove', { name, deleteLogs });
  }

  /** Says that somebody looked at the newest run of a task. */
  markSeen(name: string): Promise<Result<null, RequestFailure>> {
    return this.request('task/markSeen', { name });
  }

  /** Hands the last lines of a log to `listener`, then what is appended, until disposed. */
  followLog(source: LogSource, lastLines: number, listener: (text: string) => void): Disposable {
    const subscription = this.nextSubscription++;
    this.logs.set(subscription, listener);
    void this.request('log/follow', { subscription, source, lastLines });
    return toDisposable(() => {
      this.logs.delete(subscription);
      void this.request('log/unfollow', { subscription });
    });
  }

  dispose(): void {
    this.store.dispose();
  }

  private async untilGone(asked: Promise<Result<null, RequestFailure>>): Promise<Result<null, RequestFailure>> {
    const answered = await asked;
    // The line may be cut before the answer is out.
    if (!answered.ok) return answered.error.reason === 'host-gone' ? ok(null) : answered;
    if (!this.isClosed) {
      await new Promise<void>((resolve) => {
        this.closed.event(resolve);
      });
    }
    return answered;
  }

  /** Asked after waiting, when it may have changed. */
  private hasClosed(): boolean {
    return this.isClosed;
  }

  private take({ change, sequence }: NotificationParams<'executor/changed'>): void {
    if (!this.view || sequence <= this.sequence) return;
    this.sequence = sequence;
    if (change.kind === 'executor') {
      this.view = change.executor;
      this.changed.fire({ kind: 'executor' });
    } else {
      this.view = withTask(this.view, change.task);
      this.changed.fire(change);
    }
  }

  private async request<N extends RequestName>(
    name: N,
    params: RequestParams<N>,
  ): Promise<Result<RequestResult<N>, RequestFailure>> {
    if (this.isClosed) return err(hostGone());
    try {
      const answer: unknown = await this.connection.sendRequest(name, params);
      return ok(requests[name].result.parse(answer) as RequestResult<N>);
    } catch (error) {
      const failure = readFailure(error);
      // An answer that came before the end is worth more than the end.
      return err(failure.reason === 'internal' && this.hasClosed() ? hostGone() : failure);
    }
  }

  private on<N extends NotificationName>(
    name: N,
    handle: (params: ReturnType<(typeof notifications)[N]['parse']>) => void,
  ): void {
    this.store.add(
      this.connection.onNotification(name, (params: unknown) => {
        handle(notifications[name].parse(params) as ReturnType<(typeof notifications)[N]['parse']>);
      }),
    );
  }
}

function withTask(view: ExecutorView, task: TaskView): ExecutorView {
  return { ...view, tasks: view.tasks.map((known) => (known.name === task.name ? task : known)) };
}

/** The one place where what a request throws becomes data. */
function readFailure(error: unknown): RequestFailure {
  const message = error instanceof Error ? error.message : String(error);
  const data: unknown = error instanceof ResponseError ? error.data : undefined;
  if (typeof data !== 'object' || data === null || !('reason' in data) || typeof data.reason !== 'string') {
    return { reason: 'internal', message };
  }
  return { reason: data.reason as ExecutorFailure['reason'], message: wordHere(data as ExecutorFailure) ?? message };
}

/** What this side says of a failure; undefined where it does not know the reason, or lacks a fact. */
function wordHere(failure: ExecutorFailure): string | undefined {
  try {
    return describeFailure(failure);
  } catch {
    return undefined;
  }
}

/** Asks for rows, newest first, as often as it takes; `last` is the oldest that there is so far. */
async function inPages<T>(
  count: number,
  ask: (size: number, last: T | undefined) => Promise<Result<readonly T[], RequestFailure>>,
): Promise<Result<readonly T[], RequestFailure>> {
  const found: T[] = [];
  while (found.length < count) {
    const size = Math.min(count - found.length, longestPage);
    const page = await ask(size, found.at(-1));
    if (!page.ok) return page;
    found.push(...page.value);
    if (page.value.length < size) break;
  }
  return ok(found);
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
