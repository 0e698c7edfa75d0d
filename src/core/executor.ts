import type { Instant } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ApprovalAnswer, ApprovalRequest, ApprovalState } from '../model/taskFile/approval.ts';
import { commandLine } from '../model/words/commandLine.ts';
import type { RunPlace } from '../model/environment/environment.ts';
import { inDependencyOrder } from '../model/dependencyOrder.ts';
import { describeFailure, type ExecutorFailure, triedAgain } from '../model/failure.ts';
import type { LaterRun } from '../model/schedule/laterRun.ts';
import { defaultHistoryLimit, type HostSettings } from '../model/host/hostSettings.ts';
import { HistoryBound } from './historyBound.ts';
import type { Summary } from '../model/notice/notice.ts';
import { onTimeMs } from '../model/schedule/catchUp.ts';
import type { DecidedRun, RunId, RunRecord, Trigger } from '../model/run.ts';
import { isMissed, type Skipped } from '../model/schedule/skipped.ts';
import { isLive } from '../model/supervisor/state.ts';
import { defaultStopTimeoutMs } from '../model/task.ts';
import { taskKey } from '../model/words/taskKey.ts';
import { systemTimeZone } from '../model/time/timeZone.ts';
import {
  addTasks,
  duplicateTask,
  type NewTask,
  removeTask,
  renameTask,
  type SavedTask,
  saveTask,
} from '../model/taskFile/edit.ts';
import type { UpcomingTask } from '../model/schedule/upcoming.ts';
import { checkTaskName } from '../model/taskName.ts';
import { describeAnswer, type TaskAnswer } from '../model/view/taskAnswer.ts';
import {
  type ExecutorView,
  type HistoryRun,
  type RunView,
  type TaskStatus,
  type TaskView,
  toHistoryRun,
  toRunView,
  toStatus,
} from '../model/view/taskView.ts';
import type { SendableSignal } from '../model/sendableSignal.ts';
import { Approvals, type OwnEdit } from './approvals.ts';
import { CommandsBeside } from './commandsBeside.ts';
import { Dependencies } from './dependencies.ts';
import { type DueLaterRun, LaterRuns, type LaterRunsPorts } from './laterRuns.ts';
import { LeftBehind } from './leftBehind.ts';
import type { ManagedTask } from './managedTask.ts';
import { Notices } from './notices.ts';
import { notEnded } from './foundProcesses.ts';
import type { DefinitionMemory, FoundInterpreters, FoundProcess, ReadinessProbe, TaskFileStorage } from './ports.ts';
import { Readiness } from './readiness.ts';
import { OwedRuns } from './owedRuns.ts';
import type { RunSurroundings } from './runEnvironment.ts';
import { RunKeeper, type RunKeeperPorts } from './runKeeper.ts';
import { type TaskPreview, TaskPreviews } from './taskPreviews.ts';
import { RunSlots } from './supervisor/runSlots.ts';
import { type DueOccurrence, type NextOccurrence, Scheduler } from './scheduler.ts';
import { Supervisor } from './supervisor/supervisor.ts';
import type { SupervisorPorts } from './supervisor/supervisorPorts.ts';
import { TaskFileKeeper } from './taskFileKeeper.ts';
import { TaskRoster } from './taskRoster.ts';
import { inEnglish } from '../model/words/language.ts';
import { taskView } from './taskViews.ts';
import { isoTime } from '../model/time/timestamp.ts';

export type { TaskPreview } from './taskPreviews.ts';
export type { NextOccurrence } from './scheduler.ts';

/** Milliseconds without a window after which a task with `onClose: stop` is stopped. */
const desertedMs = 30_000;

/** Milliseconds after the last refusal of the disk for which that counts as lasting; all that waits is tried again sooner. */
const troubleMs = 30_000;

/** What an executor needs of the world. */
export interface ExecutorPorts
  extends
    Omit<RunKeeperPorts, 'whyNotApproved'>,
    Omit<SupervisorPorts, 'chain' | 'clearLeft' | 'commands' | 'dependencies' | 'slots'> {
  readonly random: Random;
  readonly taskFile: TaskFileStorage;
  readonly definitions: DefinitionMemory;
  /** Why a task is not to be started here although it could be; undefined where it may. */
  readonly whyNotHere: (task: string) => ExecutorFailure | undefined;
  readonly place: RunPlace;
  readonly readinessProbe: ReadinessProbe;
}

/** How a single run is started. */
export interface RunNowOptions {
  /** Further arguments, for this run alone. */
  readonly args?: readonly string[];
  /** Start it even if the task runs, beside that run. */
  readonly beside: boolean;
}

/** At which instant to come a run is asked for. */
export interface RunLaterOptions extends Pick<LaterRun, 'at' | 'timeZone'> {
  /** Further arguments, for this run alone. */
  readonly args?: readonly string[];
}

/** What a start has led to, where it is more than a run of the task: when it is due next, or what is started before it. */
export type Started = NextOccurrence | { readonly first: readonly string[] } | undefined;

/** One task looks different now, or the executor as a whole does. */
export type ExecutorChange =
  { readonly kind: 'task'; readonly task: TaskView } | { readonly kind: 'executor'; readonly executor: ExecutorView };

/**
 * Everything that belongs to one workspace folder: its definitions as the task file has them, a supervisor and perhaps a
 * schedule for each task, and the verbs. Whoever constructs it owns the state on disk.
 */
export class Executor {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<ExecutorChange>());
  private readonly lost = this.store.add(new Emitter<ExecutorFailure>());
  private readonly keeper: RunKeeper;
  private readonly commands: CommandsBeside;
  private readonly previews: TaskPreviews;
  private readonly slots: RunSlots;
  private readonly file: TaskFileKeeper;
  private readonly scheduler: Scheduler;
  private readonly later: LaterRuns;
  private readonly roster: TaskRoster;
  private readonly owed: OwedRuns;
  private readonly readiness: Readiness;
  private readonly dependencies: Dependencies;
  private readonly notices: Notices;
  private readonly allowed: Approvals;
  private readonly bound: HistoryBound;
  /** Runs that an earlier owner left of tasks of which hosts have died: they are left alone until a person wants something of them. */
  private leftAlone: readonly RunRecord[] = [];
  private settings: HostSettings;
  private machineZone = systemTimeZone();
  private secrets: Readonly<Record<string, string>> = {};
  /** The last view that was announced as a whole, as text; empty when a task has changed since. */
  private announced = '';
  private isAttended = false;
  /** Waits for a window after the last one has gone. */
  private desertion: Disposable | undefined;
  /** What the disk has refused last, and when by the monotonic clock. */
  private trouble: { readonly why: ExecutorFailure; readonly at: number } | undefined;
  /** Why nothing may be started any more. */
  private refusal: ExecutorFailure | undefined;
  /** How often the disk had taken something late when everything was announced for that. */
  private delays = 0;

  /** Fires after each change that a reader could see. */
  readonly onDidChange = this.changed.event;
  /** Fires with what people may want to be told although nobody asked. */
  readonly onDidNotice;
  /** Fires when the state on disk is no longer ours: nothing more is started, live runs go on, the owner should close. */
  readonly onDidLoseState = this.lost.event;

  constructor(private readonly ports: ExecutorPorts) {
    const { clock, journal, logs, store } = ports;
    this.settings = store.settings();
    this.slots = new RunSlots(
      () => this.settings.maxConcurrentRuns,
      () => {
        this.announceRow();
      },
    );
    const timeZone = (): string | undefined => this.settings.timeZone;
    this.file = this.store.add(
      new TaskFileKeeper({ clock, storage: ports.taskFile, memory: ports.definitions, timeZone }),
    );
    this.allowed = new Approvals(store);
    const surroundings = (): RunSurroundings => ({
      executorId: this.id,
      file: this.file.file,
      place: ports.place,
      secrets: this.secrets,
    });
    this.keeper = new RunKeeper({ ...ports, whyNotApproved: (run) => this.allowed.whyNot(run) }, surroundings);
    this.commands = new CommandsBeside(ports, this.keeper);
    this.previews = new TaskPreviews(ports, this.file, surroundings);
    this.readiness = this.store.add(
      new Readiness({
        clock,
        store,
        probe: ports.readinessProbe,
        suspicion: ports.suspicion,
        commands: this.commands,
        changed: () => {
          this.lookAtDependencies();
        },
      }),
    );
    this.dependencies = new Dependencies({
      store,
      readiness: this.readiness,
      find: (task) => this.roster.find(task),
      whyBroken: (task) => this.file.whyBroken(task),
    });
    const decided = {
      clock,
      store,
      journal,
      catchingUp: new Set<string>(),
      start: (runs: readonly DecidedRun[]) => {
        this.startDecided(runs);
      },
      noteSkipped: (skipped: Skipped) => {
        if (isMissed(skipped)) this.notices.runsMissed(skipped.count);
      },
      fail: (failure: ExecutorFailure) => {
        this.noteRefusal(failure);
      },
    };
    this.scheduler = this.store.add(
      new Scheduler({
        ...decided,
        prepare: (due) => this.prepare(due),
        isUncertain: (task) => this.roster.find(task)?.supervisor.isUncertain ?? false,
      }),
    );
    this.later = this.store.add(
      new LaterRuns({
        ...decided,
        standing: (due) => this.standingOf(due),
        prepare: (due) => this.prepareLater(due),
      }),
    );
    this.roster = this.store.add(
      new TaskRoster({
        clock,
        store,
        logs,
        journal,
        scheduler: this.scheduler,
        later: this.later,
        newSupervisor: (task, options) => this.newSupervisor(task, options),
        newLeftBehind: (name, changed) => this.newLeftBehind(name, changed),
        announce: (task) => {
          this.announce(task);
          this.readiness.look(task);
          this.lookAtDependencies();
          // What a host that closes does not begin, the next one does.
          if (!this.refusal) this.owed.look(task);
        },
      }),
    );
    this.owed = new OwedRuns({
      random: ports.random,
      store,
      find: (task) => this.roster.find(task),
      withdraw: (run) => {
        this.decideAnew(run);
      },
      skip: (task, why, message) => {
        const at = clock.now();
        store.noteSkipped({ task, from: at, to: at, count: 1, why });
        journal.record({ level: 'warning', event: 'run-skipped', task, message });
      },
    });
    this.bound = this.store.add(
      new HistoryBound({ ...ports, limit: () => this.settings.historyLimit ?? defaultHistoryLimit }),
    );
    this.notices = this.store.add(new Notices(store, () => clock.now()));
    this.onDidNotice = this.notices.onDidNotice;
    this.listen();
  }

  /** The file's `id`, else the one that the state keeps. */
  get id(): string {
    return this.file.file.id ?? this.ports.store.executorId;
  }

  /** Reads the task file and takes over what an earlier owner left; to be called once, before anything else. */
  async open(): Promise<void> {
    await this.file.reload();
    this.owed.takeOverRetries();
    this.adoptRuns();
    this.roster.showUndefined(this.ports.store.knownTasks());
    this.owed.takeOver();
    this.bringBack();
    this.scheduler.open();
    this.later.open();
    this.announceAll();
  }

  /** What a reader sees now. */
  view(): ExecutorView {
    return {
      id: this.id,
      ...(this.refusal && { readOnly: this.refusal }),
      ...(this.trouble && { trouble: this.trouble.why }),
      file: this.file.view,
      timeZone: this.file.timeZone,
      tasks: this.roster.all.map((task) => this.viewOf(task)),
    };
  }

  /** What happened while no window was open; answered once, to the first window that comes. */
  takeSummary(): Summary | undefined {
    return this.notices.takeSummary(this.roster.all.map(({ name }) => name));
  }

  /** Nothing runs, is wanted up or is to run later, and no schedule is armed: nobody would notice if nothing looked after this. */
  get isIdle(): boolean {
    if (this.later.all.length > 0) return false;
    return this.roster.all.every(
      (task) =>
        !task.isActive &&
        this.ports.store.desired(task.name) === 'down' &&
        this.ports.store.schedule(task.name)?.mode !== 'armed',
    );
  }

  /**
   * Whether a window is open that shows what happens. What happens without one belongs into the next summary, and some
   * runs end when there has been none for a while.
   */
  setAttended(isAttended: boolean): void {
    if (isAttended === this.isAttended) return;
    this.isAttended = isAttended;
    this.desertion?.dispose();
    this.desertion = undefined;
    if (isAttended) return;
    this.notices.leave();
    this.desertion = this.ports.clock.setTimer(desertedMs, () => {
      for (const task of this.roster.all) void this.endDeserted(task);
    });
  }

  /**
   * Starts the tasks that are to start by themselves and may, save those that a person has stopped last; one answer for
   * each. Where whoever asks `approvesAll`, whatever the task file has now may, until this host ends.
   */
  autoStart({ approvesAll = false }: { readonly approvesAll?: boolean } = {}): Promise<readonly TaskAnswer[]> {
    if (approvesAll) {
      this.allowed.grantAll();
      this.announceAll();
      this.tryApproved();
    }
    return this.forAll('auto-start', (task) => {
      const { definition } = task.supervisor;
      const isAsked = definition?.autoStart === true && !task.isUndefined && !this.ports.store.isHeld(task.name);
      const isBusy = task.isActive || this.scheduler.view(task.name).kind === 'armed';
      if (!isAsked || isBusy) return undefined;
      const state = this.allowed.state(task.name);
      if (state === 'approved') return this.answerStart(task, 'autostart');
      if (state !== undefined) this.noteUnapproved(task.name, state);
      return undefined;
    });
  }

  /** The tasks that want to start by themselves, and what a person is to be asked about them. */
  approvals(): readonly ApprovalRequest[] {
    return this.allowed.requests();
  }

  /** Takes what a person has answered to that, all or none; what waits for it is started. */
  approve(answers: readonly ApprovalAnswer[]): Result<void, ExecutorFailure> {
    const taken = this.allowed.answer(answers);
    if (!taken.ok) return taken;
    for (const { isApproved, name } of answers) {
      if (isApproved) this.note('auto-start-approved', name, `Approved that ${name} starts by itself`);
      else this.note('auto-start-refused', name, `Refused that ${name} starts by itself`);
    }
    this.announceAll();
    this.tryApproved();
    return ok(undefined);
  }

  /** The newest runs of a task, newest first. */
  runs(name: string, count: number, before?: RunId): readonly RunView[] {
    return this.ports.store.recentRuns(name, count, before).map(toRunView);
  }

  /** Resolves when the logs of the runs that have ended say so. */
  untilLogged(): Promise<void> {
    return this.keeper.finish();
  }

  /** The newest runs of all tasks, or of one of them, newest first. */
  history(count: number, name?: string, before?: RunId): readonly HistoryRun[] {
    const { store } = this.ports;
    return (name === undefined ? store.newestRuns(count, before) : store.recentRuns(name, count, before)).map(
      toHistoryRun,
    );
  }

  /** What is due until an instant, the first `count` occurrences of each task. */
  upcoming(until: Instant, count: number): readonly UpcomingTask[] {
    return this.scheduler.upcoming(until, count);
  }

  /** The newest occurrences of all tasks, or of one of them, that led to no run, newest first. */
  skipped(count: number, name?: string, before?: number): readonly Skipped[] {
    const { store } = this.ports;
    return name === undefined ? store.newestSkipped(count, before) : store.recentSkipped(name, count, before);
  }

  /**
   * Starts an unscheduled task, and answers once it is known whether its script started; arms the schedule of a scheduled
   * one, and answers when it runs next.
   */
  async start(name: string, trigger: Trigger): Promise<Result<Started, ExecutorFailure>> {
    const found = this.findStartable(name);
    if (!found.ok) return found;
    const task = found.value;
    this.ports.store.setHeld(task.name, false);
    this.ports.store.setBroughtBy(task.name, trigger === 'autostart' ? task.name : undefined);
    // It runs already, or is started anew where it never began.
    if (trigger === 'manual' && this.adoptLeftAlone(task.name)) return ok(undefined);
    const { definition } = task.supervisor;
    if (definition?.schedule) {
      const next = this.arm(task);
      return next ? ok(next) : err({ reason: 'schedule-ended', task: task.name });
    }
    const first = definition ? this.dependencies.startedFirst(definition) : [];
    const started = await task.supervisor.start(trigger);
    if (!started.ok) return started;
    return ok(first.length > 0 ? { first } : undefined);
  }

  /** One run that is not restarted and changes nothing else; answers once it is known whether its script started. */
  async runNow(name: string, { args, beside }: RunNowOptions): Promise<Result<void, ExecutorFailure>> {
    const found = this.findStartable(name);
    if (!found.ok) return found;
    const task = found.value;
    this.adoptLeftAlone(task.name);
    const { state } = task.supervisor;
    if (isLive(state) && beside) return this.newExtra(task).start('manual', { isOnce: true, ...(args && { args }) });
    // What waits for its restart has it now; any other run is the only one.
    const isOnce = state.kind !== 'backing-off';
    return task.supervisor.start('manual', { ...(isOnce && { isOnce }), ...(args && { args }) });
  }

  /** One run at an instant to come, whatever schedule the task has; nothing else is changed. */
  runLater(name: string, { args, at, timeZone }: RunLaterOptions): Result<LaterRun, ExecutorFailure> {
    const found = this.findStartable(name);
    if (!found.ok) return found;
    const task = found.value.name;
    const { clock, random } = this.ports;
    const later = { id: random.hex(12), task, at, timeZone, askedAt: clock.now(), ...(args && { args }) };
    const asked = this.later.ask(later);
    return asked.ok ? ok(later) : asked;
  }

  /** Takes back what was asked for of a task, one of it or all; answers what that was. */
  cancelLater(name: string, id?: string): Result<readonly LaterRun[], ExecutorFailure> {
    const task = this.roster.find(name);
    return task ? this.later.cancel(task.name, id) : err({ reason: 'no-such-task', task: name });
  }

  /** Starts a task anew, ending its live run first; answers once its script started. */
  async restart(name: string): Promise<Result<void, ExecutorFailure>> {
    const found = this.findStartable(name);
    if (!found.ok) return found;
    const { supervisor } = found.value;
    this.adoptLeftAlone(supervisor.task);
    if (!supervisor.definition) return err(this.whyNone(name));
    this.ports.store.setHeld(name, false);
    this.ports.store.setBroughtBy(name, undefined);
    this.note('run-restarting', name, `Restarting ${name}`);
    return supervisor.restart(supervisor.definition.schedule ? { isOnce: true } : {});
  }

  /** Starts every unscheduled task that does not run, and arms every schedule; one answer for each, in their order. */
  startAll(): Promise<readonly TaskAnswer[]> {
    return this.forAll('start-all', async (task): Promise<TaskAnswer | undefined> => {
      const { name } = task;
      if (task.isUndefined) return undefined;
      const hasSchedule = task.supervisor.definition?.schedule !== undefined;
      if (!hasSchedule && isLive(task.supervisor.state)) return { name, kind: 'already-running' };
      return this.answerStart(task, 'manual');
    });
  }

  /** Stops every task that runs, and pauses every schedule; one answer for each, when all have ended. */
  stopAll(): Promise<readonly TaskAnswer[]> {
    return this.forAll('stop-all', async (task): Promise<TaskAnswer> => {
      this.adoptLeftAlone(task.name);
      const { isActive: wasActive, leftovers } = task;
      this.ports.store.setHeld(task.name, true);
      const wasArmed = this.scheduler.pause(task.name);
      this.leaveOutWaiting(task);
      const ended = await this.stopAllOf(task);
      if (!ended.ok) return { name: task.name, kind: 'failed', failure: ended.error };
      if (!wasActive && leftovers > 0) return { name: task.name, kind: 'stopped', leftovers };
      return { name: task.name, kind: wasActive ? 'stopped' : wasArmed ? 'paused' : 'not-running' };
    });
  }

  /** Pauses every armed schedule, so that `resumeAll` brings back exactly these; their runs go on. */
  pauseAll(): Promise<readonly TaskAnswer[]> {
    return this.forAll('pause-all', (task): TaskAnswer | undefined => {
      if (!task.supervisor.definition?.schedule) return undefined;
      const wasArmed = this.scheduler.pause(task.name, { together: true });
      return { name: task.name, kind: wasArmed ? 'paused' : 'not-armed' };
    });
  }

  /** Arms exactly those schedules that `pauseAll` paused. */
  resumeAll(): Promise<readonly TaskAnswer[]> {
    return this.forAll('resume-all', (task): TaskAnswer | undefined => {
      if (this.refusal || !this.scheduler.isPausedTogether(task.name)) return undefined;
      const next = this.scheduler.arm(task.name);
      return next && { name: task.name, kind: 'scheduled', next: next.at, timeZone: next.timeZone };
    });
  }

  /** Stops a task's runs and pauses its schedule, and answers when they have ended; what does not run stays as it is. */
  async stop(name: string): Promise<Result<void, ExecutorFailure>> {
    const task = this.roster.find(name);
    if (!task) return err({ reason: 'no-such-task', task: name });
    this.adoptLeftAlone(name);
    if (task.isLive) this.note('run-stopping', name, `Stopping ${name}`);
    this.ports.store.setHeld(task.name, true);
    this.pause(name);
    this.leaveOutWaiting(task);
    return this.stopAllOf(task);
  }

  /** Ends one run, the supervised one if none is named, and answers when it has ended; a schedule stays as it is. */
  async stopRun(name: string, run?: RunId): Promise<Result<void, ExecutorFailure>> {
    const task = this.roster.find(name);
    if (!task) return err({ reason: 'no-such-task', task: name });
    this.adoptLeftAlone(name);
    const supervisor = run === undefined ? task.supervisor : task.supervisorOf(run);
    if (!supervisor) return err({ reason: 'task-not-running', task: name });
    if (isLive(supervisor.state)) this.note('run-stopping', name, `Stopping ${name}`);
    const stopping = supervisor.stop('person');
    const cleared = (run === undefined && (await this.clearLeft(task))) || [];
    return toEnd(task, [...(await stopping), ...cleared]);
  }

  /** Pauses a task's schedule; its run goes on. */
  pauseSchedule(name: string): Result<void, ExecutorFailure> {
    const task = this.roster.find(name);
    if (!task) return err({ reason: 'no-such-task', task: name });
    this.pause(name);
    return ok(undefined);
  }

  /** Sends a signal to a task's run. */
  async signal(name: string, signal: SendableSignal): Promise<Result<void, ExecutorFailure>> {
    const task = this.roster.find(name);
    if (!task) return err({ reason: 'no-such-task', task: name });
    const sent = await task.supervisor.signal(signal);
    if (sent.ok) this.note('signal-sent', name, `Sent ${signal} to ${name}`);
    return sent;
  }

  /** Adds tasks to the task file, all or none; starts nothing. */
  async add(tasks: readonly NewTask[]): Promise<Result<void, ExecutorFailure>> {
    const added = tasks.map(({ name }) => name);
    const edited = await this.editFile({ added }, (text) => {
      const names = this.names();
      for (const { name } of tasks) {
        const failure = checkTaskName(name, names);
        if (failure) return err(failure);
        names.push(name);
      }
      return addTasks(text, tasks, this.file.path);
    });
    if (!edited.ok) return edited;
    for (const { command = [], name, script } of tasks) {
      this.note(
        'task-added',
        name,
        `Added ${name} (${script ?? (typeof command === 'string' ? command : commandLine(command))})`,
      );
    }
    return edited;
  }

  /** Gives a task another name: file, state, history and logs together; a live run goes on. */
  async rename(name: string, newName: string): Promise<Result<void, ExecutorFailure>> {
    const task = this.roster.find(name);
    if (!task || task.isUndefined) return err(this.whyNone(name));
    return this.editName(task, newName, (text) => renameTask(text ?? '', name, newName, this.file.path));
  }

  /** Writes a task's fields and its new name into the task file, or a new task, all or nothing; starts nothing. */
  async save(saved: SavedTask): Promise<Result<void, ExecutorFailure>> {
    const { isNew, name, newName = name } = saved;
    if (!isNew && newName !== name) {
      const task = this.roster.find(name);
      if (!task || task.isUndefined) return err(this.whyNone(name));
      return this.editName(task, newName, (text) => saveTask(text, saved, this.file.path), addedBy(saved));
    }
    const edited = await this.editFile(addedBy(saved), (text) => {
      const failure = isNew ? checkTaskName(name, this.names()) : undefined;
      return failure ? err(failure) : saveTask(text, saved, this.file.path);
    });
    if (edited.ok && isNew) this.note('task-added', name, `Added ${name}`);
    return edited;
  }

  /** What a task would run, and with which environment, if the task file had this text. */
  preview(name: string, text: string): Promise<Result<TaskPreview, ExecutorFailure>> {
    return this.previews.preview(name, text);
  }

  /** The interpreters that there are for a task's script, if the task file had this text. */
  interpreters(name: string, text: string): Promise<Result<FoundInterpreters, ExecutorFailure>> {
    return this.previews.interpreters(name, text);
  }

  /** Adds a copy of a task's definition under another name; starts nothing. */
  async duplicate(name: string, newName: string): Promise<Result<void, ExecutorFailure>> {
    const failure = checkTaskName(newName, this.names());
    if (failure) return err(failure);
    const edited = await this.editFile({ successor: { of: name, name: newName, isRenamed: false } }, (text) =>
      duplicateTask(text ?? '', name, newName, this.file.path),
    );
    if (edited.ok) this.note('task-added', newName, `Added ${newName}, a copy of ${name}`);
    return edited;
  }

  /** Stops a task, takes it out of the task file and forgets it; its logs stay unless `deleteLogs`. */
  async remove(name: string, deleteLogs: boolean): Promise<Result<void, ExecutorFailure>> {
    const task = this.roster.find(name);
    if (!task || this.file.whyUnknown) return err(this.whyNone(name));
    if (!task.isUndefined) {
      const edited = await this.editFile({}, (text) => removeTask(text ?? '', name, this.file.path));
      if (!edited.ok) return edited;
    }
    const forgotten = await this.forgetTask(task);
    if (!forgotten.ok) return forgotten;
    if (deleteLogs) await this.ports.logs.remove(forgotten.value);
    this.note('task-removed', name, `Removed ${name}${deleteLogs ? ' and its logs' : ''}`);
    this.announceAll();
    return ok(undefined);
  }

  /** Drops a task that has gone from the task file, with its history; its logs stay. */
  async forget(name: string): Promise<Result<void, ExecutorFailure>> {
    const task = this.roster.find(name);
    if (!task || this.file.whyUnknown) return err(this.whyNone(name));
    if (!task.isUndefined) return err({ reason: 'task-defined', task: name });
    const forgotten = await this.forgetTask(task);
    if (!forgotten.ok) return forgotten;
    this.note('task-forgotten', name, `Forgot ${name}`);
    this.announceAll();
    return ok(undefined);
  }

  /** Shows no notifications about a task any more, or shows them again. */
  mute(name: string, isMuted: boolean): Result<void, ExecutorFailure> {
    const task = this.roster.find(name);
    if (!task) return err({ reason: 'no-such-task', task: name });
    this.ports.store.setMuted(name, isMuted);
    this.announce(task);
    return ok(undefined);
  }

  /** Somebody looked at the newest run of a task: its failure is no news any more. */
  markSeen(name: string): void {
    const task = this.roster.find(name);
    const [last] = this.ports.store.recentRuns(name, 1);
    if (!task || !last || this.ports.store.seenRun(name) === last.id) return;
    this.ports.store.markSeen(name, last.id);
    this.announce(task);
  }

  /** Somebody looked at every failure. */
  markAllSeen(): void {
    for (const { name } of this.roster.all) this.markSeen(name);
  }

  /** What the settings of a window have said last. */
  get hostSettings(): HostSettings {
    return this.settings;
  }

  /** What the settings of a window say; they take effect at once. */
  applySettings(settings: HostSettings): void {
    const before = this.settings;
    this.settings = settings;
    this.ports.store.setSettings(settings);
    this.slots.limitChanged();
    if (before.timeZone !== settings.timeZone) void this.file.reload();
    if (!sameInterpreters(before, settings)) this.tryAgain(['interpreter-missing', 'interpreter-unknown']);
  }

  /** Puts schedules that name no zone on the machine's, where somebody has given it another one. */
  lookAtTimeZone(): void {
    const zone = systemTimeZone();
    if (zone === this.machineZone) return;
    this.machineZone = zone;
    const message = `The time zone of this machine is ${zone} now; schedules that name none follow it`;
    this.ports.journal.record({ level: 'info', event: 'zone-changed', message });
    void this.file.reload();
  }

  /** Secrets by name, for runs to come; kept in memory only. What lacked one of them is started now if it is wanted. */
  putSecrets(values: Readonly<Record<string, string>>): void {
    this.secrets = values;
    this.tryAgain(['secret-missing']);
  }

  /** The environment that a run of the task would get now. */
  environment(name: string): ReturnType<TaskPreviews['environment']> {
    const definition = this.roster.find(name)?.supervisor.definition;
    if (!definition) return Promise.resolve(err(this.whyNone(name)));
    return this.previews.environment(definition);
  }

  /** Asks every run to end and answers when all have, each within seconds. */
  async stopAllForClosing(): Promise<void> {
    this.refusal ??= { reason: 'closing' };
    this.scheduler.dispose();
    this.later.dispose();
    const supervisors = this.roster.all.flatMap((task) => task.supervisors);
    await Promise.all(supervisors.map((supervisor) => supervisor.stop('closing')));
    await this.leave();
  }

  /** Looks whether the state on disk is ours still and can be written; to be called from time to time. */
  lookAtState(): void {
    if (this.refusal) return;
    const checked = this.ports.store.check();
    if (!checked.ok) {
      this.noteRefusal(checked.error);
      return;
    }
    this.forgetTrouble();
    this.tryAgain(['state-unusable']);
    this.bound.look();
    if (checked.value === this.delays) return;
    // What was written late is in the history only now.
    this.delays = checked.value;
    this.announceAll();
  }

  /** Starts nothing more, and answers when everything that was decided is written; runs go on. */
  async leave(): Promise<void> {
    this.refusal ??= { reason: 'closing' };
    this.scheduler.dispose();
    this.later.dispose();
    await this.keeper.finish();
    this.notices.leave();
  }

  /** Stops looking after the runs; those that live go on. */
  dispose(): void {
    this.refusal ??= { reason: 'closing' };
    this.desertion?.dispose();
    this.store.dispose();
  }

  /** Edits the task file so that a task has another name; its state, history and logs go with it. */
  private async editName(
    task: ManagedTask,
    newName: string,
    change: (text: string | undefined) => Result<string, ExecutorFailure>,
    edit: OwnEdit = {},
  ): Promise<Result<void, ExecutorFailure>> {
    const { name } = task;
    const others = this.names().filter((other) => taskKey(other) !== taskKey(name));
    const failure = checkTaskName(newName, others);
    if (failure) return err(failure);
    const successor = { of: name, name: newName, isRenamed: true };
    const edited = await this.editFile({ ...edit, successor }, (text) => {
      const changed = change(text);
      // Before the new text is in force, so that it finds the task under its new name.
      if (changed.ok) void this.roster.rename(name, newName);
      return changed;
    });
    if (edited.ok) this.note('task-renamed', newName, `Renamed ${name} to ${newName}`);
    else if (this.roster.find(newName) === task) void this.roster.rename(newName, name);
    return edited;
  }

  /** Edits the task file for a person, whose answers about what starts by itself outlast that. */
  private editFile(
    edit: OwnEdit,
    change: (text: string | undefined) => Result<string, ExecutorFailure>,
  ): Promise<Result<void, ExecutorFailure>> {
    return this.file.edit(change, (before, after) => {
      this.allowed.carryOver(before, after, edit);
    });
  }

  private listen(): void {
    this.store.add(
      this.keeper.onDidFail((failure) => {
        this.noteRefusal(failure);
      }),
    );
    this.store.add(
      this.file.onWillPut((text) => {
        this.allowed.read(text);
      }),
    );
    this.store.add(
      this.file.onDidRead((read) => {
        if (read) this.roster.define(read);
        this.announceAll();
        this.lookAtDependencies();
        this.tryApproved();
        this.later.look();
      }),
    );
    this.store.add(
      this.roster.onDidChange(() => {
        this.announceAll();
        this.later.look();
      }),
    );
    for (const { onDidChange } of [this.scheduler, this.later])
      this.store.add(
        onDidChange((name) => {
          const task = this.roster.find(name);
          if (task) this.announce(task);
        }),
      );
  }

  private async answerStart({ name }: ManagedTask, trigger: Trigger): Promise<TaskAnswer> {
    const started = await this.start(name, trigger);
    if (!started.ok) return { name, kind: 'failed', failure: started.error };
    const next = started.value;
    if (next && 'first' in next) return { name, kind: 'started', first: next.first };
    return next ? { name, kind: 'scheduled', next: next.at, timeZone: next.timeZone } : { name, kind: 'started' };
  }

  /** Every window has been closed for a while: ends what is not to go on without one; a schedule stays as it is. */
  private async endDeserted(task: ManagedTask): Promise<void> {
    const { definition, isElsewhere } = task.supervisor;
    if (definition?.onClose !== 'stop' || !task.isActive || isElsewhere) return;
    this.note('windows-closed', task.name, `Stopping ${task.name}, since every window of its folder is closed`);
    this.leaveOutWaiting(task);
    await this.stopAllOf(task);
  }

  private findStartable(name: string): Result<ManagedTask, ExecutorFailure> {
    if (this.refusal) return err(this.refusal);
    const task = this.roster.find(name);
    if (!task || task.isUndefined) return err(this.whyNone(name));
    const why = this.file.whyBroken(name) ?? this.ports.whyNotHere(name);
    return why ? err(why) : ok(task);
  }

  /** Why nothing is known of what a task is to do. */
  private whyNone(task: string): ExecutorFailure {
    return this.file.whyUnknown ?? { reason: 'no-such-task', task };
  }

  private arm({ name }: ManagedTask): NextOccurrence | undefined {
    const next = this.scheduler.arm(name);
    if (next) this.note('schedule-armed', name, `Armed the schedule of ${name}, next at ${isoTime(next.at)}`);
    return next;
  }

  private pause(name: string): void {
    if (this.scheduler.pause(name)) this.note('schedule-paused', name, `Paused the schedule of ${name}`);
  }

  /** The run that an occurrence leads to; none while one is live, for then the occurrence is skipped. */
  private prepare(due: DueOccurrence): DecidedRun | undefined {
    const task = this.roster.find(due.task);
    if (this.refusal || !task?.supervisor.definition) return undefined;
    const mayCome = due.trigger === 'catch-up' ? this.owed.mayCatchUp(task) : this.owed.mayCome(task);
    return mayCome ? { ...this.dueRun(task, due), isOnce: true } : undefined;
  }

  /** Whether a run that somebody has asked for at an instant may begin, now that this has come. */
  private standingOf({ later, trigger }: DueLaterRun): ReturnType<LaterRunsPorts['standing']> {
    const task = this.roster.find(later.task);
    if (this.refusal) return 'waits';
    // Which tasks there are, a file does not say that cannot be read.
    if (!task || task.isUndefined) return this.file.view.kind === 'invalid' ? 'waits' : 'gone';
    if (!task.supervisor.definition || task.supervisor.isUncertain) return 'waits';
    const mayBegin = trigger === 'catch-up' ? this.owed.mayCatchUp(task) : this.owed.mayBegin(task);
    return mayBegin ? 'begins' : 'waits';
  }

  private prepareLater({ later, trigger }: DueLaterRun): DecidedRun {
    const { args, askedAt, at, id, timeZone } = later;
    const task = this.roster.take(later.task);
    return {
      ...this.dueRun(task, { at, trigger }),
      // What waits for its restart has it now, as by Run Now.
      ...(task.supervisor.state.kind !== 'backing-off' && { isOnce: true }),
      ...(args && { args }),
      later: { id, askedAt, timeZone },
    };
  }

  private dueRun(
    { name, supervisor }: ManagedTask,
    { at, trigger }: Pick<DueOccurrence, 'at' | 'trigger'>,
  ): DecidedRun {
    const { clock, logs, random } = this.ports;
    const id = random.hex(12);
    const createdAt = clock.now();
    const logPath = logs.pathFor(name, id, createdAt);
    const mayBeRetried = (supervisor.definition?.retries ?? 0) > 0;
    return {
      id,
      task: name,
      trigger,
      createdAt,
      logPath,
      scheduledFor: at,
      ...(mayBeRetried && { retry: 0 }),
      state: 'starting',
    };
  }

  private startDecided(runs: readonly DecidedRun[]): void {
    const decided = new Map(runs.map((run) => [taskKey(run.task), run]));
    // Nothing is started for one of them that is about to start anyway.
    for (const task of this.inStartOrder()) {
      const run = decided.get(taskKey(task.name));
      if (run) this.owed.come(task, { isOnce: true, decided: run });
    }
  }

  /** Tries tasks again that lacked something which may be there now. */
  private tryAgain(reasons: readonly ExecutorFailure['reason'][]): void {
    for (const { supervisor } of this.roster.all) {
      const { state } = supervisor;
      if (state.kind === 'blocked' && reasons.includes(state.failure.reason)) supervisor.tryAgain();
    }
  }

  /** Tries tasks again that nobody had approved, and that may start by now. */
  private tryApproved(): void {
    for (const { supervisor } of this.roster.all) {
      const { state } = supervisor;
      if (state.kind !== 'blocked' || state.failure.reason !== 'not-approved') continue;
      if (this.allowed.state(state.failure.by) === 'approved') supervisor.tryAgain();
    }
  }

  /** Something could not be recorded. Where the state is ours still, it is tried again once it can be written. */
  private noteRefusal(failure: ExecutorFailure): void {
    if (failure.reason === 'state-replaced') this.lose(failure);
    else if (failure.reason === 'state-unusable' || failure.reason === 'passing-trouble') {
      this.ports.journal.record({
        level: 'error',
        event: failure.reason,
        message: inEnglish(() => describeFailure(failure)),
      });
      this.trouble = {
        why: failure.reason === 'passing-trouble' ? triedAgain(failure) : failure,
        at: this.ports.clock.monotonic(),
      };
      this.announceAll();
    }
  }

  /** The state could be written, for all that is known: trouble of a while ago has passed. */
  private forgetTrouble(): void {
    if (!this.trouble || this.ports.clock.monotonic() - this.trouble.at < troubleMs) return;
    this.trouble = undefined;
    this.announceAll();
  }

  private lose(failure: ExecutorFailure): void {
    this.refusal = failure;
    this.scheduler.dispose();
    this.later.dispose();
    this.lost.fire(failure);
  }

  private async forgetTask(task: ManagedTask): Promise<Result<readonly string[], ExecutorFailure>> {
    const { name } = task;
    this.adoptLeftAlone(name);
    // Before its run ends, or another would follow.
    this.scheduler.remove(name);
    const cancelled = this.later.cancel(name);
    if (!cancelled.ok) return cancelled;
    this.cancelQueued(task);
    task.supervisor.define(undefined);
    const ended = await this.stopAllOf(task);
    if (!ended.ok && task.isLive) return ended;
    this.roster.drop(task);
    return ok(this.ports.store.forget(name));
  }

  /**
   * Takes over the runs that an earlier owner left. What runs comes first: a run of its task that is decided may wait for its
   * end, or for a retry, and is decided anew. Of several that run, which only a failing disk leaves, it is the newest.
   */
  private adoptRuns(): void {
    const { launcher, store } = this.ports;
    const unsettled = store.unsettledRuns();
    void launcher.tidy(new Set(unsettled.map(({ id }) => id)));
    const running = unsettled.filter(({ state }) => state === 'running').toReversed();
    const starting = unsettled.filter(({ state }) => state === 'starting');
    const left = [...running, ...starting];
    this.leftAlone = left.filter(({ task }) => this.ports.suspicion.isRefused(task));
    for (const record of left) {
      if (this.leftAlone.includes(record)) this.roster.take(record.task);
      else this.adopt(record);
    }
    this.recallLeft();
  }

  /** Finds again what settled runs of an earlier owner have left. */
  private recallLeft(): void {
    const { launcher, store } = this.ports;
    for (const run of store.leavingRuns()) {
      const processes = launcher.recall(run);
      if (processes === 'gone') this.keeper.recordLeft(run.id, 0);
      else if (processes !== 'elsewhere') void this.roster.take(run.task).left.takeOver(processes, run.leftovers);
    }
  }

  /** Ends what earlier runs of a task have left and no supervisor looks after; undefined where nothing is known of any. */
  private clearLeft(task: ManagedTask): ReturnType<LeftBehind['clear']> {
    const { stopSignal = 'SIGTERM', stopTimeoutMs = defaultStopTimeoutMs } = task.supervisor.definition ?? {};
    return task.left.clear({ signal: stopSignal, timeoutMs: stopTimeoutMs });
  }

  /** Ends whatever runs of a task, and what earlier runs have left. */
  private async stopAllOf(task: ManagedTask): Promise<Result<void, ExecutorFailure>> {
    const stops = task.supervisors.map((supervisor) => supervisor.stop('person'));
    const survivors = await Promise.all([...stops, this.clearLeft(task) ?? []]);
    return toEnd(task, survivors.flat());
  }

  private adopt(record: RunRecord): void {
    const task = this.roster.take(record.task);
    const { supervisor } = task;
    const isSecond = record.state === 'starting' ? supervisor.isBusy : isLive(supervisor.state);
    if (record.isExtra) this.newExtra(task).adopt(record, false);
    else if (!isSecond) supervisor.adopt(record, this.ports.store.desired(record.task) === 'up');
    else {
      this.keeper.follow(record, (decided) => {
        this.decideAnew(decided);
      });
    }
  }

  /** A person wants something of a task: what was left alone of it is taken over after all. Answers whether there was anything. */
  private adoptLeftAlone(task: string): boolean {
    const own = this.leftAlone.filter((record) => taskKey(record.task) === taskKey(task));
    this.leftAlone = this.leftAlone.filter((record) => !own.includes(record));
    if (own.length > 0) this.ports.suspicion.pardon(task);
    for (const record of own) this.adopt(record);
    return own.length > 0;
  }

  /** A run that waits for the end of another will not begin. */
  private cancelQueued(task: ManagedTask): void {
    const decided = this.owed.cancel(task);
    if (decided)
      this.keeper.settle(task.name, decided.id, {
        at: this.ports.clock.now(),
        outcome: { kind: 'stopped' },
        leftovers: 0,
      });
  }

  /** A person stops a task: whatever waits for the end of its run will not begin. */
  private leaveOutWaiting(task: ManagedTask): void {
    this.cancelQueued(task);
    if (task.supervisor.isBusy) this.later.leaveOutWaiting(task.name);
  }

  /** Starts what the user wants up and what does not run; a task that is never restarted does not come back. */
  private bringBack(): void {
    const { store } = this.ports;
    for (const { supervisor } of this.inStartOrder()) {
      const { definition, state, task } = supervisor;
      // What has none starts when it has one.
      if (!definition) supervisor.define(undefined);
      if (!definition || isLive(state)) continue;
      const isLeftAlone = this.leftAlone.some((record) => taskKey(record.task) === taskKey(task));
      if (!isLeftAlone && store.desired(task) !== 'up') continue;
      // What is left alone is not started either, but says why.
      if (isLeftAlone) void supervisor.start('restart', { isOnce: true });
      else if (definition.restart === 'never') this.keeper.desireDown(task);
      else void supervisor.start('restart');
    }
  }

  private newLeftBehind(name: () => string, changed: () => void): LeftBehind {
    return new LeftBehind({
      clock: this.ports.clock,
      changed,
      recordLeft: (run, count) => {
        this.keeper.recordLeft(run, count);
      },
      recordFound: (run, found) => {
        this.keeper.recordFoundElsewhere(name(), run, found);
      },
      recordSurvivors: (run, survivors) => {
        this.keeper.recordSurvivors(name(), run, survivors);
      },
    });
  }

  private newSupervisor(task: string, options: { readonly isExtra?: true } = {}): Supervisor {
    const supervisor = new Supervisor(
      task,
      this.keeper,
      {
        ...this.ports,
        commands: this.commands,
        slots: this.slots,
        dependencies: this.dependencies,
        chain: (ended) => this.owed.chain(ended),
        clearLeft: (name) => {
          const managed = this.roster.find(name);
          return managed && this.clearLeft(managed);
        },
      },
      options,
    );
    supervisor.onDidWithdraw((record) => {
      this.decideAnew(record);
    });
    if (!options.isExtra) {
      supervisor.onDidChange(() => {
        if (supervisor.isBusy) return;
        this.scheduler.taskRests(supervisor.task);
        this.later.look();
      });
    }
    supervisor.onDidSettle(({ chained, outcome, record }) => {
      this.notices.runEnded(supervisor, record, outcome);
      // What a host that closes does not begin, the next one does.
      if (!this.refusal) for (const owed of chained) this.owed.begin(owed);
    });
    return supervisor;
  }

  /**
   * A run that an earlier owner decided never began, and never will. An occurrence is left to the scheduler; what is wanted up
   * is started anew, and so is what a person asked for a moment ago. Anything else is over.
   */
  private decideAnew(record: DecidedRun): void {
    if (record.later) {
      this.later.takeBack(record);
      return;
    }
    const task = this.roster.find(record.task);
    // These were decided by the end of another run, not by a clock.
    const isDue = record.trigger === 'retry' || record.trigger === 'chained';
    if (record.scheduledFor !== undefined && !isDue) {
      this.scheduler.decideAnew(record);
      return;
    }
    const { clock, logs, random, store } = this.ports;
    const isRecent = clock.now() - record.createdAt <= onTimeMs;
    const isWanted = isDue || (record.isOnce ? isRecent : store.desired(record.task) === 'up');
    if (this.refusal || !task?.supervisor.definition || !isWanted) {
      this.keeper.settle(record.task, record.id, { at: clock.now(), outcome: { kind: 'stopped' }, leftovers: 0 });
      return;
    }
    const id = random.hex(12);
    const createdAt = clock.now();
    const decided = { ...record, id, createdAt, logPath: logs.pathFor(task.name, id, createdAt) };
    const begun = store.begin(decided, { setsUp: false, withdraws: record.id });
    if (!begun.ok) {
      this.noteRefusal(begun.error);
      return;
    }
    const supervisor = record.isExtra ? this.newExtra(task) : task.supervisor;
    void supervisor.start(record.trigger, { decided });
  }

  /** A supervisor for a run beside the task's own. */
  private newExtra(task: ManagedTask): Supervisor {
    const extra = this.newSupervisor(task.name, { isExtra: true });
    extra.define(task.supervisor.definition);
    task.addExtra(extra, () => {
      this.announce(task);
    });
    return extra;
  }

  private names(): string[] {
    return this.roster.all.map(({ name }) => name);
  }

  private viewOf(task: ManagedTask): TaskView {
    const { name } = task;
    const { definition, isChanged, isElsewhere } = task.supervisor;
    const isUndefined = task.isUndefined && !this.file.whyUnknown;
    const extraRuns = task.extraCount;
    const status: TaskStatus = isElsewhere ? { kind: 'elsewhere' } : this.statusOf(task);
    const { leftovers } = task;
    const viewed = { name, definition, status, isChanged, isUndefined, extraRuns, leftovers };
    return taskView(viewed, {
      store: this.ports.store,
      schedule: this.scheduler.view(task.name),
      later: this.later.of(task.name),
      approval: this.allowed.state(task.name),
      broken: this.file.whyBroken(task.name),
      interpreter: this.keeper.interpreterOf(task.name),
    });
  }

  private statusOf({ supervisor }: ManagedTask): TaskStatus {
    const { definition, state } = supervisor;
    if (state.kind === 'depending') {
      const unmet = definition ? this.dependencies.unmet(definition) : [];
      return { kind: 'waiting', for: unmet };
    }
    const position = state.kind === 'waiting' ? this.slots.position(supervisor) : undefined;
    return position === undefined ? toStatus(state) : { kind: 'waiting', position };
  }

  /** Something about a task has changed: those that wait for it, and those that waited in vain, may start now. */
  private lookAtDependencies(): void {
    this.dependencies.look();
    for (const { supervisor } of this.roster.all) {
      const { definition, state } = supervisor;
      if (state.kind !== 'blocked' || state.failure.reason !== 'dependency-failed') continue;
      if (definition && this.dependencies.areMet(definition)) supervisor.tryAgain();
    }
    for (const task of this.roster.all) if (task.supervisor.state.kind === 'depending') this.announce(task);
  }

  /** The row for slots has moved. */
  private announceRow(): void {
    for (const task of this.roster.all) if (task.supervisor.state.kind === 'waiting') this.announce(task);
  }

  /** Tells readers everything, unless that is what they were told last: our own edits of the file come back as changes. */
  private announceAll(): void {
    const executor = this.view();
    const text = JSON.stringify(executor);
    if (text === this.announced) return;
    this.announced = text;
    this.changed.fire({ kind: 'executor', executor });
  }

  private announce(task: ManagedTask): void {
    this.announced = '';
    this.changed.fire({ kind: 'task', task: this.viewOf(task) });
  }

  /** Every task behind those that it starts after. */
  private inStartOrder(): readonly ManagedTask[] {
    return inDependencyOrder(this.roster.all, ({ name, supervisor }) => ({
      name,
      after: supervisor.definition?.after ?? [],
    }));
  }

  /** Does something to every task at once; one answer for each that it concerns, in their order. */
  private async forAll(
    event: string,
    act: (task: ManagedTask) => Promise<TaskAnswer | undefined> | TaskAnswer | undefined,
  ): Promise<readonly TaskAnswer[]> {
    const acts = new Map<ManagedTask, Promise<TaskAnswer | undefined>>();
    for (const task of this.inStartOrder()) acts.set(task, (async () => act(task))());
    const answers = (
      await Promise.all(this.roster.all.map((task) => acts.get(task) ?? Promise.resolve(undefined)))
    ).filter((answer) => answer !== undefined);
    for (const answer of answers)
      this.note(
        event,
        answer.name,
        inEnglish(() => describeAnswer(answer)),
      );
    return answers;
  }

  private noteUnapproved(task: string, state: Exclude<ApprovalState, 'approved'>): void {
    const why = {
      missing: 'nobody has approved that',
      changed: 'its definition has changed since that was approved',
      refused: 'that was refused',
    }[state];
    const message = `${task} does not start by itself: ${why}. See executor approve.`;
    this.ports.journal.record({ level: 'warning', event: 'not-approved', task, message });
  }

  private note(event: string, task: string, message: string): void {
    this.ports.journal.record({ level: 'info', event, task, message });
  }
}

/** What a form makes anew, or makes start by itself. */
function addedBy({ changes, isNew, name, newName = name }: SavedTask): OwnEdit {
  const isTold = changes.some(({ field, value }) => field === 'autoStart' && value === true);
  return { added: isNew || isTold ? [newName] : [] };
}

function sameInterpreters(one: HostSettings, other: HostSettings): boolean {
  return JSON.stringify([one.interpreters, one.choices]) === JSON.stringify([other.interpreters, other.choices]);
}

function toEnd({ name }: ManagedTask, survivors: readonly FoundProcess[]): Result<void, ExecutorFailure> {
  return survivors.length === 0 ? ok(undefined) : err(notEnded(name, survivors));
}
