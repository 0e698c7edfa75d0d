import type { Instant } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { RunPlace } from '../model/environment/environment.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { defaultHistoryLimit, type HostSettings } from '../model/host/hostSettings.ts';
import type { Summary } from '../model/notice/notice.ts';
import type { RunId } from '../model/run.ts';
import { isMissed, type Skipped } from '../model/schedule/skipped.ts';
import type { UpcomingTask } from '../model/schedule/upcoming.ts';
import { systemTimeZone } from '../model/time/timeZone.ts';
import { type HistoryRun, toHistoryRun } from '../model/view/taskView.ts';
import { AllTasks } from './verbs/allTasks.ts';
import { Announcer } from './tasks/announcer.ts';
import { Approvals } from './approvals.ts';
import { CommandsBeside } from './runs/commandsBeside.ts';
import { Dependencies } from './tasks/dependencies.ts';
import { HistoryBound } from './runs/historyBound.ts';
import { LaterRuns } from './schedule/laterRuns.ts';
import { Notices } from './tasks/notices.ts';
import { OwedRuns } from './tasks/owedRuns.ts';
import type { Parts } from './tasks/parts.ts';
import { Ownership } from './ownership.ts';
import type { DefinitionMemory, ReadinessProbe, TaskFileStorage } from './ports.ts';
import { Readiness } from './tasks/readiness.ts';
import type { RunSurroundings } from './runs/runEnvironment.ts';
import { RunKeeper, type RunKeeperPorts } from './runs/runKeeper.ts';
import { Scheduler } from './schedule/scheduler.ts';
import type { DecidingPorts } from './schedule/wakings.ts';
import { RunSlots } from './supervisor/runSlots.ts';
import { Supervisor } from './supervisor/supervisor.ts';
import type { SupervisorPorts } from './supervisor/supervisorPorts.ts';
import { TakeOver } from './tasks/takeOver.ts';
import { TaskEdits } from './verbs/taskEdits.ts';
import { TaskFileKeeper } from './taskFileKeeper.ts';
import { TaskPreviews } from './runs/taskPreviews.ts';
import { TaskRoster } from './tasks/taskRoster.ts';
import { TaskRuns } from './verbs/taskRuns.ts';
import type { VerbParts } from './verbs/verbParts.ts';

/** Milliseconds without a window after which a task with `onClose: stop` is stopped. */
const desertedMs = 30_000;

/** What an executor needs of the world. */
export interface ExecutorPorts
  extends
    Omit<RunKeeperPorts, 'whyNotApproved'>,
    Omit<SupervisorPorts, 'chain' | 'clearLeft' | 'commands' | 'dependencies' | 'slots'> {
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
  private readonly parts: VerbParts;
  private readonly commands: CommandsBeside;
  private readonly notices: Notices;
  private readonly bound: HistoryBound;
  private settings: HostSettings;
  private machineZone = systemTimeZone();
  private secrets: Readonly<Record<string, string>> = {};
  private isAttended = false;
  /** Waits for a window after the last one has gone. */
  private desertion: Disposable | undefined;

  /** What a person does with the runs and the schedule of one task. */
  readonly taskRuns: TaskRuns;
  /** What is done to all tasks at once, and what starts automatically. */
  readonly allTasks: AllTasks;
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

  readonly view: Announcer['view'] = () => this.parts.announcer.view();

  constructor(private readonly ports: ExecutorPorts) {
    const { clock, place, store } = ports;
    const own = this.store;
    this.settings = store.settings();
    const ownership = own.add(new Ownership(ports));
    const timeZone = (): string | undefined => this.settings.timeZone;
    const file = own.add(new TaskFileKeeper({ clock, storage: ports.taskFile, memory: ports.definitions, timeZone }));
    const approvals = new Approvals(store);
    const surroundings = (): RunSurroundings => ({
      executorId: this.parts.announcer.id,
      file: file.file,
      place,
      secrets: this.secrets,
    });
    const keeper = new RunKeeper({ ...ports, whyNotApproved: (run) => approvals.whyNot(run) }, surroundings);
    const commands = (this.commands = new CommandsBeside(ports, keeper));
    this.previews = new TaskPreviews(ports, file, surroundings);
    const slots = new RunSlots(
      () => this.settings.maxConcurrentRuns,
      () => {
        this.parts.announcer.announceThose('waiting');
      },
    );
    const readiness = own.add(
      new Readiness({
        ...ports,
        commands,
        changed: () => {
          this.reevaluateDependencies();
        },
      }),
    );
    const find: TaskRoster['find'] = (task) => this.parts.roster.find(task);
    const dependencies = new Dependencies({ store, readiness, find, whyBroken: (task) => file.whyBroken(task) });
    const deciding: DecidingPorts = {
      ...ports,
      catchingUp: new Set(),
      start: (runs) => {
        this.parts.owed.startDecided(runs);
      },
      noteSkipped: (skipped) => {
        if (isMissed(skipped)) this.notices.runsMissed(skipped.count);
      },
      fail: (failure) => {
        ownership.note(failure);
      },
    };
    const scheduler = own.add(
      new Scheduler({
        ...deciding,
        store,
        prepare: (occurrence) => this.parts.owed.ofSchedule(occurrence),
        isUncertain: (task) => find(task)?.supervisor.isUncertain ?? false,
      }),
    );
    const later = own.add(
      new LaterRuns({
        ...deciding,
        store,
        standing: (wish) => this.parts.owed.standing(wish),
        prepare: (wish) => this.parts.owed.ofWish(wish),
      }),
    );
    const roster = own.add(
      new TaskRoster({
        ...ports,
        file,
        ownership,
        keeper,
        scheduler,
        later,
        newSupervisor: (task, isExtra) => this.newSupervisor(task, isExtra),
        announce: (task) => {
          this.parts.announcer.announce(task);
          readiness.reevaluate(task);
          this.reevaluateDependencies();
          // What a host that closes does not begin, the next one does.
          if (!ownership.refusal) this.parts.owed.reevaluate(task);
        },
      }),
    );
    const lower = { file, approvals, ownership, keeper, slots, dependencies, scheduler, later, roster };
    const parts: Parts = { ...ports, ...lower };
    const owed = new OwedRuns(parts, (run) => {
      this.parts.takeOver.decideAnew(run);
    });
    const announcer = own.add(new Announcer(parts));
    this.parts = { ...parts, owed, announcer, takeOver: new TakeOver({ ...parts, owed }) };
    this.notices = own.add(new Notices(store, () => clock.now()));
    this.bound = own.add(new HistoryBound(ports, () => this.settings.historyLimit ?? defaultHistoryLimit));

    this.taskRuns = new TaskRuns(this.parts);
    this.allTasks = new AllTasks(this.parts, this.taskRuns);
    this.edits = new TaskEdits(this.parts);
    this.onDidChange = announcer.onDidChange;
    this.onDidNotice = this.notices.onDidNotice;
    this.onDidLoseState = ownership.onDidLose;
    this.listen();
  }

  /** Reads the task file and takes over what an earlier owner left; to be called once, before anything else. */
  async open(): Promise<void> {
    await this.parts.file.reload();
    this.parts.takeOver.begin();
    this.parts.scheduler.open();
    this.parts.later.open();
    this.parts.announcer.announceAll();
  }

  /** What happened while no window was open; answered once, to the first window that comes. */
  takeSummary(): Summary | undefined {
    return this.notices.takeSummary(this.parts.roster.all.map(({ name }) => name));
  }

  /** Nothing runs, is wanted up or is to run later, and no schedule is armed: nobody would notice if nothing managed this. */
  get isIdle(): boolean {
    const { store } = this.ports;
    if (this.parts.later.all.length > 0) return false;
    return this.parts.roster.all.every(
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

  /** The newest runs of all tasks, or of one of them, newest first. */
  history(count: number, name?: string, before?: RunId): readonly HistoryRun[] {
    const { store } = this.ports;
    return (name === undefined ? store.newestRuns(count, before) : store.recentRuns(name, count, before)).map(
      toHistoryRun,
    );
  }

  /** What is due until an instant, the first `count` occurrences of each task. */
  upcoming(until: Instant, count: number): readonly UpcomingTask[] {
    return this.parts.scheduler.upcoming(until, count);
  }

  /** The newest occurrences of all tasks, or of one of them, that led to no run, newest first. */
  skipped(count: number, name?: string, before?: number): readonly Skipped[] {
    const { store } = this.ports;
    return name === undefined ? store.newestSkipped(count, before) : store.recentSkipped(name, count, before);
  }

  /** The environment that a run of the task would get now. */
  environment(name: string): ReturnType<TaskPreviews['environment']> {
    const definition = this.parts.roster.find(name)?.supervisor.definition;
    if (!definition) return Promise.resolve(err(this.parts.roster.whyNone(name)));
    return this.previews.environment(definition);
  }

  /** Resolves when the logs of the runs that have ended say so. */
  untilLogged(): Promise<void> {
    return this.parts.keeper.finish();
  }

  /** Shows no notifications about a task any more, or shows them again. */
  mute(name: string, isMuted: boolean): Result<void, ExecutorFailure> {
    const found = this.parts.roster.listed(name);
    if (!found.ok) return found;
    this.ports.store.setMuted(name, isMuted);
    this.parts.announcer.announce(found.value);
    return ok(undefined);
  }

  /** Somebody looked at the newest run of a task: its failure is no news any more. */
  markSeen(name: string): void {
    const task = this.parts.roster.find(name);
    const [last] = this.ports.store.recentRuns(name, 1);
    if (!task || !last || this.ports.store.seenRun(name) === last.id) return;
    this.ports.store.markSeen(name, last.id);
    this.parts.announcer.announce(task);
  }

  /** Somebody looked at every failure. */
  markAllSeen(): void {
    for (const { name } of this.parts.roster.all) this.markSeen(name);
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
    this.parts.slots.limitChanged();
    if (before.timeZone !== settings.timeZone) void this.parts.file.reload();
    if (!sameInterpreters(before, settings)) this.tryAgain('interpreter-missing', 'interpreter-unknown');
  }

  /** Puts schedules that name no zone on the machine's, where somebody has given it another one. */
  lookAtTimeZone(): void {
    const zone = systemTimeZone();
    if (zone === this.machineZone) return;
    this.machineZone = zone;
    const message = `The time zone of this machine is now ${zone}; schedules without one follow it`;
    this.ports.journal.record({ level: 'info', event: 'zone-changed', message });
    void this.parts.file.reload();
  }

  /** Secrets by name, for runs to come; kept in memory only. What lacked one of them is started now if it is wanted. */
  putSecrets(values: Readonly<Record<string, string>>): void {
    this.secrets = values;
    this.tryAgain('secret-missing');
  }

  /** Checks whether the state on disk is ours still and can be written; to be called from time to time. */
  lookAtState(): void {
    if (!this.parts.ownership.look()) return;
    this.tryAgain('state-unusable');
    this.bound.tick();
  }

  /** Asks every run to end and answers when all have, each within seconds. */
  async stopAllForClosing(): Promise<void> {
    this.decideNothing();
    const supervisors = this.parts.roster.all.flatMap((task) => task.supervisors);
    await Promise.all(supervisors.map((supervisor) => supervisor.stop('closing')));
    await this.leave();
  }

  /** Starts nothing more, and answers when everything that was decided is written; runs go on. */
  async leave(): Promise<void> {
    this.decideNothing();
    await this.parts.keeper.finish();
    this.notices.leave();
  }

  /** Stops managing the runs; those that live go on. */
  dispose(): void {
    this.parts.ownership.end();
    this.desertion?.dispose();
    this.store.dispose();
  }

  private decideNothing(): void {
    this.parts.ownership.end();
    this.parts.scheduler.dispose();
    this.parts.later.dispose();
  }

  private listen(): void {
    const { announcer, approvals, file, keeper, later, ownership, roster, scheduler } = this.parts;
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
        approvals.read(text);
      }),
      file.onDidRead((read) => {
        if (read) roster.define(read);
        announcer.announceAll();
        this.reevaluateDependencies();
        this.allTasks.tryApproved();
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

  private newSupervisor(task: string, isExtra: boolean): Supervisor {
    const { commands, notices } = this;
    const { dependencies, keeper, later, owed, ownership, roster, scheduler, slots } = this.parts;
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
      isExtra,
    );
    supervisor.onDidWithdraw((record) => {
      this.parts.takeOver.decideAnew(record);
    });
    if (!isExtra) {
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
    this.parts.roster.tryAgain(({ reason }) => reasons.includes(reason));
  }

  /** Something about a task has changed: those that wait for it, and those that waited in vain, may start now. */
  private reevaluateDependencies(): void {
    const { announcer, dependencies, roster } = this.parts;
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
