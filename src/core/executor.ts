import type { Instant } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Random } from '../base/random.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { RunPlace } from '../model/environment/environment.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { defaultHistoryLimit, type HostSettings } from '../model/host/hostSettings.ts';
import type { Summary } from '../model/notice/notice.ts';
import type { DecidedRun, RunId } from '../model/run.ts';
import { isMissed, type Skipped } from '../model/schedule/skipped.ts';
import type { UpcomingTask } from '../model/schedule/upcoming.ts';
import { systemTimeZone } from '../model/time/timeZone.ts';
import { type HistoryRun, type RunView, toHistoryRun, toRunView } from '../model/view/taskView.ts';
import { AllTasks } from './verbs/allTasks.ts';
import { Announcer } from './tasks/announcer.ts';
import { Approvals } from './approvals.ts';
import { AutoStart } from './verbs/autoStart.ts';
import { CommandsBeside } from './runs/commandsBeside.ts';
import { Dependencies } from './tasks/dependencies.ts';
import { DueRuns } from './tasks/dueRuns.ts';
import { HistoryBound } from './runs/historyBound.ts';
import { LaterRuns } from './schedule/laterRuns.ts';
import { NamedTasks } from './tasks/namedTasks.ts';
import { Notices } from './tasks/notices.ts';
import { OwedRuns } from './tasks/owedRuns.ts';
import { Ownership } from './ownership.ts';
import type { DefinitionMemory, ReadinessProbe, TaskFileStorage } from './ports.ts';
import { Readiness } from './tasks/readiness.ts';
import type { RunSurroundings } from './runs/runEnvironment.ts';
import { RunKeeper, type RunKeeperPorts } from './runs/runKeeper.ts';
import { Scheduler } from './schedule/scheduler.ts';
import { RunSlots } from './supervisor/runSlots.ts';
import { Supervisor } from './supervisor/supervisor.ts';
import type { SupervisorOptions, SupervisorPorts } from './supervisor/supervisorPorts.ts';
import { TakeOver } from './tasks/takeOver.ts';
import { TaskEdits } from './verbs/taskEdits.ts';
import { TaskFileKeeper } from './taskFileKeeper.ts';
import { TaskPreviews } from './runs/taskPreviews.ts';
import { TaskRoster } from './tasks/taskRoster.ts';
import { TaskRuns } from './verbs/taskRuns.ts';

/** Milliseconds without a window after which a task with `onClose: stop` is stopped. */
const desertedMs = 30_000;

/** What an executor needs of the world. */
export interface ExecutorPorts
  extends
    Omit<RunKeeperPorts, 'whyNotApproved'>,
    Omit<SupervisorPorts, 'chain' | 'clearLeft' | 'commands' | 'dependencies' | 'slots'> {
  readonly random: Random;
  readonly taskFile: TaskFileStorage;
  readonly definitions: DefinitionMemory;
  /** Why a task is not to be started here although it could be; undefined if it may. */
  readonly whyNotHere: (task: string) => ExecutorFailure | undefined;
  readonly place: RunPlace;
  readonly readinessProbe: ReadinessProbe;
}

/**
 * Everything that belongs to one workspace folder: its definitions as the task file has them, a supervisor and perhaps a
 * schedule for each task, and the verbs. Whoever constructs it owns the state on disk.
 */
export class Executor {
  private readonly store = new DisposableStore();
  private readonly ownership: Ownership;
  private readonly file: TaskFileKeeper;
  private readonly allowed: Approvals;
  private readonly keeper: RunKeeper;
  private readonly commands: CommandsBeside;
  private readonly slots: RunSlots;
  private readonly readiness: Readiness;
  private readonly dependencies: Dependencies;
  private readonly scheduler: Scheduler;
  private readonly later: LaterRuns;
  private readonly roster: TaskRoster;
  private readonly owed: OwedRuns;
  private readonly due: DueRuns;
  private readonly takeOver: TakeOver;
  private readonly announcer: Announcer;
  private readonly notices: Notices;
  private readonly bound: HistoryBound;
  private readonly named: NamedTasks;
  private settings: HostSettings;
  private machineZone = systemTimeZone();
  private secrets: Readonly<Record<string, string>> = {};
  private isAttended = false;
  /** Waits for a window after the last one has gone. */
  private desertion: Disposable | undefined;

  /** What a person does with the runs and the schedule of one task. */
  readonly taskRuns: TaskRuns;
  /** What is done to all tasks at once. */
  readonly allTasks: AllTasks;
  /** What starts automatically, and who approves it. */
  readonly starting: AutoStart;
  /** Changes of the task file. */
  readonly edits: TaskEdits;
  /** What a definition would run. */
  readonly previews: TaskPreviews;
  /** Fires after each change that a reader could see. */
  readonly onDidChange: Announcer['onDidChange'];
  /** Fires with what people may want to be told although nobody asked. */
  readonly onDidNotice: Notices['onDidNotice'];
  /** Fires when the state on disk is no longer ours: nothing more is started, live runs go on, the owner should close. */
  readonly onDidLoseState: Ownership['onDidLose'];

  readonly view: Announcer['view'] = () => this.announcer.view();

  constructor(private readonly ports: ExecutorPorts) {
    const { clock, place, store } = ports;
    const own = this.store;
    this.settings = store.settings();
    this.ownership = own.add(new Ownership(ports));
    this.file = own.add(
      new TaskFileKeeper({
        clock,
        storage: ports.taskFile,
        memory: ports.definitions,
        timeZone: () => this.settings.timeZone,
      }),
    );
    this.allowed = new Approvals(store);
    const { allowed: approvals, file, ownership } = this;
    const surroundings = (): RunSurroundings => ({
      executorId: this.announcer.id,
      file: file.file,
      place,
      secrets: this.secrets,
    });
    this.keeper = new RunKeeper({ ...ports, whyNotApproved: (run) => approvals.whyNot(run) }, surroundings);
    this.commands = new CommandsBeside(ports, this.keeper);
    this.previews = new TaskPreviews(ports, file, surroundings);
    this.slots = new RunSlots(
      () => this.settings.maxConcurrentRuns,
      () => {
        this.announcer.announceThose('waiting');
      },
    );
    const { commands, keeper, slots } = this;

    const find: TaskRoster['find'] = (task) => this.roster.find(task);
    this.readiness = own.add(
      new Readiness({
        ...ports,
        probe: ports.readinessProbe,
        commands,
        changed: () => {
          this.reevaluateDependencies();
        },
      }),
    );
    const { readiness } = this;
    this.dependencies = new Dependencies({ store, readiness, find, whyBroken: (task) => file.whyBroken(task) });
    const deciding = {
      ...ports,
      catchingUp: new Set<string>(),
      start: (runs: readonly DecidedRun[]) => {
        this.due.start(runs);
      },
      noteSkipped: (skipped: Skipped) => {
        if (isMissed(skipped)) this.notices.runsMissed(skipped.count);
      },
      fail: (failure: ExecutorFailure) => {
        ownership.note(failure);
      },
    };
    this.scheduler = own.add(
      new Scheduler({
        ...deciding,
        prepare: (occurrence) => this.due.ofSchedule(occurrence),
        isUncertain: (task) => find(task)?.supervisor.isUncertain ?? false,
      }),
    );
    this.later = own.add(
      new LaterRuns({
        ...deciding,
        standing: (wish) => this.due.standing(wish),
        prepare: (wish) => this.due.ofWish(wish),
      }),
    );
    const { dependencies, later, scheduler } = this;
    this.roster = own.add(
      new TaskRoster({
        ...ports,
        keeper,
        scheduler,
        later,
        newSupervisor: (task, options) => this.newSupervisor(task, options),
        announce: (task) => {
          this.announcer.announce(task);
          readiness.reevaluate(task);
          this.reevaluateDependencies();
          // What a host that closes does not begin, the next one does.
          if (!ownership.refusal) this.owed.reevaluate(task);
        },
      }),
    );
    this.owed = new OwedRuns({
      ...ports,
      keeper,
      find,
      withdraw: (run) => {
        this.takeOver.decideAnew(run);
      },
    });
    const { owed, roster } = this;
    this.due = new DueRuns({ ...ports, file, ownership, roster, owed });
    this.takeOver = new TakeOver({ ...ports, keeper, ownership, roster, owed, scheduler, later });

    const viewed = { store, file, ownership, roster, scheduler, later, slots, dependencies, approvals, keeper };
    this.announcer = own.add(new Announcer(viewed));
    this.notices = own.add(new Notices(store, () => clock.now()));
    const limit = (): number => this.settings.historyLimit ?? defaultHistoryLimit;
    this.bound = own.add(new HistoryBound({ ...ports, limit }));

    this.named = new NamedTasks({ ...ports, roster, file, ownership });
    const { announcer, named, takeOver } = this;
    this.taskRuns = new TaskRuns({ ...ports, named, roster, scheduler, later, owed, dependencies, takeOver });
    const { taskRuns: runs } = this;
    this.allTasks = new AllTasks({ ...ports, ownership, roster, scheduler, takeOver, runs });
    const { allTasks } = this;
    this.starting = new AutoStart({ ...ports, approvals, roster, scheduler, announcer, allTasks });
    const edited = { file, approvals, named, roster, scheduler, later, owed, takeOver, announcer };
    this.edits = new TaskEdits({ ...ports, ...edited });
    this.onDidChange = announcer.onDidChange;
    this.onDidNotice = this.notices.onDidNotice;
    this.onDidLoseState = ownership.onDidLose;
    this.listen();
  }

  /** Reads the task file and takes over what an earlier owner left; to be called once, before anything else. */
  async open(): Promise<void> {
    await this.file.reload();
    this.takeOver.begin();
    this.scheduler.open();
    this.later.open();
    this.announcer.announceAll();
  }

  /** What happened while no window was open; answered once, to the first window that comes. */
  takeSummary(): Summary | undefined {
    return this.notices.takeSummary(this.roster.all.map(({ name }) => name));
  }

  /** Nothing runs, is wanted up or is to run later, and no schedule is armed: nobody would notice if nothing managed this. */
  get isIdle(): boolean {
    const { store } = this.ports;
    if (this.later.all.length > 0) return false;
    return this.roster.all.every(
      ({ isActive, name }) => !isActive && store.desired(name) === 'down' && store.schedule(name)?.mode !== 'armed',
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
      this.allTasks.endDeserted();
    });
  }

  /** The newest runs of a task, newest first. */
  runs(name: string, count: number, before?: RunId): readonly RunView[] {
    return this.ports.store.recentRuns(name, count, before).map(toRunView);
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

  /** The environment that a run of the task would get now. */
  environment(name: string): ReturnType<TaskPreviews['environment']> {
    const definition = this.roster.find(name)?.supervisor.definition;
    if (!definition) return Promise.resolve(err(this.named.whyNone(name)));
    return this.previews.environment(definition);
  }

  /** Resolves when the logs of the runs that have ended say so. */
  untilLogged(): Promise<void> {
    return this.keeper.finish();
  }

  /** Shows no notifications about a task any more, or shows them again. */
  mute(name: string, isMuted: boolean): Result<void, ExecutorFailure> {
    const found = this.named.listed(name);
    if (!found.ok) return found;
    this.ports.store.setMuted(name, isMuted);
    this.announcer.announce(found.value);
    return ok(undefined);
  }

  /** Somebody looked at the newest run of a task: its failure is no news any more. */
  markSeen(name: string): void {
    const task = this.roster.find(name);
    const [last] = this.ports.store.recentRuns(name, 1);
    if (!task || !last || this.ports.store.seenRun(name) === last.id) return;
    this.ports.store.markSeen(name, last.id);
    this.announcer.announce(task);
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
    if (!sameInterpreters(before, settings)) this.tryAgain('interpreter-missing', 'interpreter-unknown');
  }

  /** Puts schedules that name no zone on the machine's, where somebody has given it another one. */
  lookAtTimeZone(): void {
    const zone = systemTimeZone();
    if (zone === this.machineZone) return;
    this.machineZone = zone;
    const message = `The time zone of this machine is now ${zone}; schedules without one follow it`;
    this.ports.journal.record({ level: 'info', event: 'zone-changed', message });
    void this.file.reload();
  }

  /** Secrets by name, for runs to come; kept in memory only. What lacked one of them is started now if it is wanted. */
  putSecrets(values: Readonly<Record<string, string>>): void {
    this.secrets = values;
    this.tryAgain('secret-missing');
  }

  /** Checks whether the state on disk is ours still and can be written; to be called from time to time. */
  lookAtState(): void {
    if (!this.ownership.look()) return;
    this.tryAgain('state-unusable');
    this.bound.tick();
  }

  /** Asks every run to end and answers when all have, each within seconds. */
  async stopAllForClosing(): Promise<void> {
    this.decideNothing();
    const supervisors = this.roster.all.flatMap((task) => task.supervisors);
    await Promise.all(supervisors.map((supervisor) => supervisor.stop('closing')));
    await this.leave();
  }

  /** Starts nothing more, and answers when everything that was decided is written; runs go on. */
  async leave(): Promise<void> {
    this.decideNothing();
    await this.keeper.finish();
    this.notices.leave();
  }

  /** Stops managing the runs; those that live go on. */
  dispose(): void {
    this.ownership.end();
    this.desertion?.dispose();
    this.store.dispose();
  }

  private decideNothing(): void {
    this.ownership.end();
    this.scheduler.dispose();
    this.later.dispose();
  }

  private listen(): void {
    const { allowed, announcer, file, keeper, later, ownership, roster, scheduler } = this;
    const announceNamed = (name: string): void => {
      const task = roster.find(name);
      if (task) announcer.announce(task);
    };
    const subscriptions = [
      keeper.onDidFail((failure) => {
        ownership.note(failure);
      }),
      ownership.onDidLose(() => {
        this.decideNothing();
      }),
      ownership.onDidChange(() => {
        announcer.announceAll();
      }),
      file.onWillPut((text) => {
        allowed.read(text);
      }),
      file.onDidRead((read) => {
        if (read) roster.define(read);
        announcer.announceAll();
        this.reevaluateDependencies();
        this.starting.tryApproved();
        later.reevaluate();
      }),
      roster.onDidChange(() => {
        announcer.announceAll();
        later.reevaluate();
      }),
      scheduler.onDidChange(announceNamed),
      later.onDidChange(announceNamed),
    ];
    for (const subscription of subscriptions) this.store.add(subscription);
  }

  private newSupervisor(task: string, options?: SupervisorOptions): Supervisor {
    const { commands, dependencies, keeper, later, notices, owed, ownership, roster, scheduler, slots } = this;
    const supervisor = new Supervisor(
      task,
      keeper,
      {
        ...this.ports,
        commands,
        slots,
        dependencies,
        chain: (ended) => owed.chain(ended),
        clearLeft: (name) => roster.find(name)?.clearLeft(),
      },
      options,
    );
    supervisor.onDidWithdraw((record) => {
      this.takeOver.decideAnew(record);
    });
    if (!options?.isExtra) {
      supervisor.onDidChange(() => {
        if (supervisor.isBusy) return;
        scheduler.taskRests(supervisor.task);
        later.reevaluate();
      });
    }
    supervisor.onDidSettle(({ chained, outcome, record }) => {
      notices.runEnded(supervisor, record, outcome);
      // What a host that closes does not begin, the next one does.
      if (!ownership.refusal) for (const next of chained) owed.begin(next);
    });
    return supervisor;
  }

  /** Tries tasks again that lacked something which may be there now. */
  private tryAgain(...reasons: readonly ExecutorFailure['reason'][]): void {
    this.roster.tryAgain(({ reason }) => reasons.includes(reason));
  }

  /** Something about a task has changed: those that wait for it, and those that waited in vain, may start now. */
  private reevaluateDependencies(): void {
    const { announcer, dependencies, roster } = this;
    dependencies.reevaluate();
    roster.tryAgain(
      ({ reason }, definition) =>
        reason === 'dependency-failed' && definition !== undefined && dependencies.areMet(definition),
    );
    announcer.announceThose('depending');
  }
}

function sameInterpreters(one: HostSettings, other: HostSettings): boolean {
  return JSON.stringify([one.interpreters, one.choices]) === JSON.stringify([other.interpreters, other.choices]);
}
