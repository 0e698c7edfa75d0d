import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { TaskDefinition } from '../../model/task.ts';
import { inDependencyOrder } from '../../model/dependencyOrder.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import { detectRename } from '../../model/taskFile/rename.ts';
import { LeftBehind } from '../runs/leftBehind.ts';
import type { LaterRuns } from '../schedule/laterRuns.ts';
import { ManagedTask } from './managedTask.ts';
import type { Ownership } from '../ownership.ts';
import type { World } from '../ports.ts';
import type { RunKeeper } from '../runs/runKeeper.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';
import type { ReadDefinitions, TaskFileKeeper } from '../taskFileKeeper.ts';

/**
 * Milliseconds that a task may be missing from a valid file before it counts as undefined: an editor that saves twice, or a
 * branch that is switched and switched back, changes nothing.
 */
const graceMs = 5_000;

/** What the roster needs of the world. */
export interface RosterPorts extends World {
  readonly file: TaskFileKeeper;
  readonly ownership: Ownership;
  readonly scheduler: Scheduler;
  readonly later: Pick<LaterRuns, 'of' | 'rename'>;
  readonly keeper: RunKeeper;
  /** Why a task is not to be started here although it could be; undefined if it may. */
  readonly whyNotHere: (task: string) => ExecutorFailure | undefined;
  readonly newSupervisor: (task: string, isExtra: boolean) => Supervisor;
  /** Something about a task looks different. */
  readonly announce: (task: ManagedTask) => void;
}

/** Which tasks there are, in their order: those of the file, then those that are no longer in it and left something behind. */
export class TaskRoster implements Disposable {
  private readonly tasks = new Map<string, ManagedTask>();
  private readonly changed = new Emitter<void>();
  private before: ReadDefinitions | undefined;

  /** Fires when tasks came, went or moved without the file having been read. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly ports: RosterPorts) {}

  /** In the order of the list. */
  get all(): readonly ManagedTask[] {
    return [...this.tasks.values()];
  }

  /** Every task behind those that it starts after. */
  get inStartOrder(): readonly ManagedTask[] {
    return inDependencyOrder(this.all, ({ name, supervisor }) => ({ name, after: supervisor.definition?.after ?? [] }));
  }

  find(name: string): ManagedTask | undefined {
    return this.tasks.get(taskKey(name));
  }

  /** The task of that name, made if there is none. */
  take(name: string): ManagedTask {
    const key = taskKey(name);
    const task = this.tasks.get(key) ?? this.make(name);
    this.tasks.set(key, task);
    return task;
  }

  /** One that is in the list, be it in the task file or not. */
  listed(name: string): Result<ManagedTask, ExecutorFailure> {
    const task = this.find(name);
    return task ? ok(task) : err({ reason: 'no-such-task', task: name });
  }

  /** One that is in the list while it is known which tasks the file has. */
  known(name: string): Result<ManagedTask, ExecutorFailure> {
    const task = this.find(name);
    return task && !this.ports.file.whyUnknown ? ok(task) : err(this.whyNone(name));
  }

  /** One that the task file has. */
  defined(name: string): Result<ManagedTask, ExecutorFailure> {
    const task = this.find(name);
    return task && !task.isMissing ? ok(task) : err(this.whyNone(name));
  }

  /** One that may be started. */
  startable(name: string): Result<ManagedTask, ExecutorFailure> {
    const { file, ownership, whyNotHere } = this.ports;
    if (ownership.refusal) return err(ownership.refusal);
    const found = this.defined(name);
    const why = found.ok ? (file.whyBroken(name) ?? whyNotHere(name)) : undefined;
    return why ? err(why) : found;
  }

  /** Why nothing is known of what a task is to do. */
  whyNone(task: string): ExecutorFailure {
    return this.ports.file.whyUnknown ?? { reason: 'no-such-task', task };
  }
  /** A supervisor for a run beside the task's own. */
  extraOf(task: ManagedTask): Supervisor {
    const extra = this.ports.newSupervisor(task.name, true);
    extra.define(task.supervisor.definition);
    task.addExtra(extra, () => {
      this.ports.announce(task);
    });
    return extra;
  }

  /** Tries blocked tasks again of which it is answered that what they lacked may be there now. */
  tryAgain(mayStart: (failure: ExecutorFailure, definition: TaskDefinition | undefined) => boolean): void {
    for (const { supervisor } of this.all) {
      const { definition, state } = supervisor;
      if (state.kind === 'blocked' && mayStart(state.failure, definition)) supervisor.tryAgain();
    }
  }

  /** Puts definitions in force, in the order of their names. */
  define(read: ReadDefinitions): void {
    this.takeOverNames(read);
    this.before = read;
    const { file, names } = read;
    const before = new Map(this.tasks);
    this.tasks.clear();
    for (const name of names) {
      const key = taskKey(name);
      const task = before.get(key) ?? this.make(name);
      before.delete(key);
      this.tasks.set(key, task);
      task.stopAwaiting();
    }
    // What others wait for comes first: they look at it as soon as they have a definition.
    for (const definition of inDependencyOrder(file.tasks, (each) => each)) {
      const task = this.take(definition.name);
      if (task.isMissing && definition.schedule) this.ports.scheduler.resume(task.name, definition.schedule);
      task.isMissing = false;
      task.supervisor.define(definition);
      this.ports.scheduler.define(definition.name, definition.schedule, definition.catchUp);
    }
    for (const [key, task] of before) {
      this.tasks.set(key, task);
      this.goes(task);
    }
  }

  /** Shows tasks that the file does not name but that left something behind: a history, or an armed schedule. */
  showMissing(names: readonly string[]): void {
    const defined = new Set(this.before?.names.map(taskKey));
    for (const name of names) {
      if (defined.has(taskKey(name))) continue;
      const task = this.take(name);
      task.isMissing = true;
      task.supervisor.define(undefined);
    }
  }

  /** Gives a task another name: its state and history at once, its logs as soon as they are moved. */
  async rename(from: string, to: string): Promise<void> {
    this.renameState(from, to);
    const { logs, store } = this.ports;
    const moved = await logs.move(store.logPaths(to), to);
    if (moved.size > 0) store.rename(to, to, moved);
    this.changed.fire();
  }

  /** Takes a task out of the list; it must not be live. */
  drop(task: ManagedTask): void {
    const key = taskKey(task.supervisor.task);
    if (this.tasks.get(key) === task) this.tasks.delete(key);
    this.ports.scheduler.hold(task.supervisor.task);
    task.dispose();
  }

  dispose(): void {
    for (const task of this.tasks.values()) task.dispose();
    this.changed.dispose();
  }

  private make(name: string): ManagedTask {
    const announce = (): void => {
      this.ports.announce(task);
    };
    const { clock, keeper, newSupervisor, store } = this.ports;
    const left = new LeftBehind({ clock, keeper, store, task: () => task.name, changed: announce });
    const task: ManagedTask = new ManagedTask(newSupervisor(name, false), left);
    task.supervisor.onDidChange(announce);
    return task;
  }

  /** One key gone and one come in one edit, with the same definition, is a rename. */
  private takeOverNames(read: ReadDefinitions): void {
    const { before } = this;
    const renamed = before && detectRename(namedTasks(before), namedTasks(read));
    if (!renamed || !this.find(renamed.from) || this.find(renamed.to)) return;
    void this.rename(renamed.from, renamed.to);
    const { from, to } = renamed;
    this.ports.journal.record({ level: 'info', event: 'task-renamed', task: to, message: `Renamed ${from} to ${to}` });
  }

  private renameState(from: string, to: string): void {
    const task = this.find(from);
    if (!task) return;
    this.ports.store.rename(from, to, new Map());
    this.ports.scheduler.rename(from, to);
    this.ports.later.rename(from, to);
    const entries = [...this.tasks].map(([key, other]) => [other === task ? taskKey(to) : key, other] as const);
    this.tasks.clear();
    for (const [key, other] of entries) this.tasks.set(key, other);
    task.rename(to);
  }

  private goes(task: ManagedTask): void {
    if (task.isMissing) return;
    task.awaitReturn(() =>
      this.ports.clock.setTimer(graceMs, () => {
        task.stopAwaiting();
        this.becomeMissing(task);
        this.changed.fire();
      }),
    );
  }

  private becomeMissing(task: ManagedTask): void {
    const { journal, later, scheduler, store } = this.ports;
    const name = task.supervisor.task;
    task.isMissing = true;
    task.supervisor.define(undefined);
    scheduler.hold(name);
    const isAwaited = store.schedule(name)?.mode === 'armed' || later.of(name).length > 0;
    if (!task.isLive && !isAwaited && store.recentRuns(name, 1).length === 0) {
      this.drop(task);
      return;
    }
    const message = `${name} is no longer in the task file; its run continues, but it is not started again until it returns`;
    journal.record({ level: 'warning', event: 'task-undefined', task: name, message });
  }
}

function namedTasks({ file, names }: ReadDefinitions): Parameters<typeof detectRename>[0] {
  return { names, tasks: file.tasks };
}
