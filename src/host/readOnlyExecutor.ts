import { systemClock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { ExecutorChange } from '../core/executor.ts';
import { TaskFileKeeper } from '../core/taskFileKeeper.ts';
import { err, type Result } from '../base/result.ts';
import { commandLine } from '../model/commandLine.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { Notice } from '../model/notice.ts';
import { programArgv, type TaskDefinition } from '../model/task.ts';
import type { Skipped } from '../model/skipped.ts';
import type { UpcomingTask } from '../model/upcoming.ts';
import type { ExecutorView, HistoryRun, RunView, ScheduleView, TaskStatus, TaskView } from '../model/taskView.ts';
import { TaskFileOnDisk } from '../node/taskFileOnDisk.ts';
import type { ExecutorService } from './executorService.ts';

/** The answer to everything that would change something. */
type Refusal = Result<never, ExecutorFailure>;

/** Shows a folder's definitions where nothing may be started: the window is not trusted, or another process owns the executor. */
export class ReadOnlyExecutor implements ExecutorService, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<ExecutorChange>());
  private readonly file: TaskFileKeeper;

  readonly isIdle = true;
  readonly onDidChange = this.changed.event;
  readonly onDidNotice = this.store.add(new Emitter<Notice>()).event;

  constructor(
    taskFile: TaskFileOnDisk,
    private readonly why: ExecutorFailure,
    timeZone: string | undefined,
  ) {
    this.store.add(taskFile);
    this.file = this.store.add(new TaskFileKeeper(taskFile, () => timeZone));
    this.store.add(
      this.file.onDidRead(() => {
        this.changed.fire({ kind: 'executor', executor: this.view() });
      }),
    );
  }

  /** Reads the task file again. */
  reload(): Promise<void> {
    return this.file.reload();
  }

  view(): ExecutorView {
    const status: TaskStatus = { kind: this.why.reason === 'held-elsewhere' ? 'elsewhere' : 'stopped' };
    return {
      id: this.file.file.id ?? '',
      readOnly: this.why,
      file: this.file.view,
      tasks: this.file.file.tasks.map((definition) => toView(definition, status)),
    };
  }

  start(): Promise<Refusal> {
    return this.refuse();
  }

  runNow(): Promise<Refusal> {
    return this.refuse();
  }

  stop(): Promise<Refusal> {
    return this.refuse();
  }

  stopRun(): Promise<Refusal> {
    return this.refuse();
  }

  restart(): Promise<Refusal> {
    return this.refuse();
  }

  startAll(): Promise<Refusal> {
    return this.refuse();
  }

  autoStart(): Promise<Refusal> {
    return this.refuse();
  }

  stopAll(): Promise<Refusal> {
    return this.refuse();
  }

  pauseSchedule(): Promise<Refusal> {
    return this.refuse();
  }

  pauseAll(): Promise<Refusal> {
    return this.refuse();
  }

  resumeAll(): Promise<Refusal> {
    return this.refuse();
  }

  signal(): Promise<Refusal> {
    return this.refuse();
  }

  add(): Promise<Refusal> {
    return this.refuse();
  }

  rename(): Promise<Refusal> {
    return this.refuse();
  }

  save(): Promise<Refusal> {
    return this.refuse();
  }

  preview(): Promise<Refusal> {
    return this.refuse();
  }

  duplicate(): Promise<Refusal> {
    return this.refuse();
  }

  remove(): Promise<Refusal> {
    return this.refuse();
  }

  forget(): Promise<Refusal> {
    return this.refuse();
  }

  mute(): Promise<Refusal> {
    return this.refuse();
  }

  environment(): Promise<Refusal> {
    return this.refuse();
  }

  runs(): readonly RunView[] {
    return [];
  }

  history(): readonly HistoryRun[] {
    return [];
  }

  upcoming(): readonly UpcomingTask[] {
    return [];
  }

  skipped(): readonly Skipped[] {
    return [];
  }

  takeSummary(): undefined {
    return undefined;
  }

  setAttended(): void {
    // Nothing happens here of which somebody could be told later.
  }

  applySettings(): void {
    // What settings say is for the owner.
  }

  putSecrets(): void {
    // Nothing is started here that could want them.
  }

  refreshEnvironment(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  markSeen(): void {
    // What was seen is for the owner to remember.
  }

  markAllSeen(): void {
    // As above.
  }

  followLog(): Disposable {
    return { dispose: () => undefined };
  }

  dispose(): void {
    this.store.dispose();
  }

  private refuse(): Promise<Refusal> {
    return Promise.resolve(err(this.why));
  }
}

/** Whose definitions to show, and why no more. */
export interface ReadOnlyOptions {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly why: ExecutorFailure;
  /** Of schedules that name none; the system's where absent. */
  readonly timeZone?: string;
}

/** Opens a folder's definitions for reading, and says in every answer why no more is possible. */
export async function openReadOnlyExecutor({ folder, timeZone, why }: ReadOnlyOptions): Promise<ReadOnlyExecutor> {
  const executor = new ReadOnlyExecutor(new TaskFileOnDisk(folder, systemClock), why, timeZone);
  await executor.reload();
  return executor;
}

function toView(definition: TaskDefinition, status: TaskStatus): TaskView {
  return {
    name: definition.name,
    status,
    desired: 'down',
    ...(definition.program.kind === 'script' && { script: definition.program.script }),
    commandLine: commandLine(programArgv(definition)),
    ...(definition.group !== undefined && { group: definition.group }),
    isUndefined: false,
    runs: [],
    hasMoreRuns: false,
    leftovers: 0,
    schedule: scheduleView(definition),
    extraRuns: 0,
    isChanged: false,
    isMuted: false,
    secrets: definition.secrets,
    isAutoStart: definition.autoStart,
    hasUnseenFailure: false,
  };
}

/** Whether it is armed is for the owner to know. */
function scheduleView({ schedule }: TaskDefinition): ScheduleView {
  return schedule ? { kind: 'paused', rules: schedule.rules, timeZone: schedule.timeZone } : { kind: 'none' };
}
