import type { Random } from '../base/random.ts';
import { DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { err, ok, type Result } from '../base/result.ts';
import { commandLine } from '../model/commandLine.ts';
import type { RestartPolicy } from '../model/restartPolicy.ts';
import type { RunPlace } from '../model/environment.ts';
import { describeFailure, type ExecutorFailure } from '../model/failure.ts';
import { hasFailed, type Trigger } from '../model/run.ts';
import { isLive } from '../model/supervisorState.ts';
import { programArgv, taskKey, type TaskFile } from '../model/task.ts';
import { parseTaskFile } from '../model/taskFile.ts';
import type { Diagnostic } from '../model/taskFileDiagnostic.ts';
import { addTasks, removeTask } from '../model/taskFileEdit.ts';
import { checkTaskName } from '../model/taskName.ts';
import { describeAnswer, type TaskAnswer } from '../model/taskAnswer.ts';
import {
  countLeftovers,
  type ExecutorView,
  type RunView,
  shownRuns,
  type TaskFileView,
  type TaskView,
  toFileView,
  toRunView,
  toStatus,
} from '../model/taskView.ts';
import type { TaskFileStorage } from './ports.ts';
import { RunKeeper, type RunKeeperPorts } from './runKeeper.ts';
import { Supervisor } from './supervisor.ts';

/** What an executor needs of the world. */
export interface ExecutorPorts extends RunKeeperPorts {
  readonly random: Random;
  readonly taskFile: TaskFileStorage;
  /** The environment that runs build on, before scrubbing. */
  readonly baseEnvironment: Readonly<Record<string, string | undefined>>;
  readonly place: RunPlace;
}

/** A script to add as a task; `script` is relative to the workspace folder. */
export interface NewScript {
  readonly name: string;
  readonly script: string;
  readonly restart: RestartPolicy;
}

/** One task looks different now, or the executor as a whole does. */
export type ExecutorChange =
  { readonly kind: 'task'; readonly task: TaskView } | { readonly kind: 'executor'; readonly executor: ExecutorView };

/**
 * Everything that belongs to one workspace folder: its definitions as the task file has them, a supervisor for each
 * task, and the verbs. Whoever constructs it owns the state on disk.
 */
export class Executor {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<ExecutorChange>());
  private readonly lost = this.store.add(new Emitter<ExecutorFailure>());
  private readonly keeper: RunKeeper;
  private readonly supervisors = new Map<string, Supervisor>();
  private file: TaskFile = { env: {}, tasks: [] };
  /** Tasks that the file names but does not define well, and why; one that was defined well before keeps that definition. */
  private readonly broken = new Map<string, ExecutorFailure>();
  private fileView: TaskFileView = { kind: 'absent' };
  /** The last view that was announced as a whole, as text; empty when a task has changed since. */
  private announced = '';
  /** Why nothing may be started any more. */
  private refusal: ExecutorFailure | undefined;
  /** Readings and edits of the task file happen one after another. */
  private fileWork: Promise<unknown> = Promise.resolve();

  /** Fires after each change that a reader could see. */
  readonly onDidChange = this.changed.event;
  /** Fires when the state on disk is no longer ours: nothing more is started, live runs go on, the owner should close. */
  readonly onDidLoseState = this.lost.event;

  constructor(private readonly ports: ExecutorPorts) {
    this.keeper = new RunKeeper(ports, () => ({
      executorId: this.id,
      baseEnvironment: ports.baseEnvironment,
      fileEnvironment: this.file.env,
      place: ports.place,
    }));
    this.store.add(
      this.keeper.onDidLoseState((failure) => {
        this.refusal = failure;
        this.lost.fire(failure);
      }),
    );
    this.store.add(ports.taskFile.onDidChange(() => void this.reload()));
  }

  /** The file's `id`, else the one that the state keeps. */
  get id(): string {
    return this.file.id ?? this.ports.store.executorId;
  }

  /** Reads the task file and takes over what an earlier owner left; to be called once, before anything else. */
  async open(): Promise<void> {
    await this.reload();
    this.adoptRuns();
    this.bringBack();
    this.announceAll();
  }

  /** What a reader sees now. */
  view(): ExecutorView {
    return {
      id: this.id,
      ...(this.refusal && { readOnly: this.refusal }),
      file: this.fileView,
      tasks: [...this.supervisors.values()].map((supervisor) => this.viewOf(supervisor)),
    };
  }

  /** The newest runs of a task, newest first. */
  runs(name: string, count: number): readonly RunView[] {
    return this.ports.store.recentRuns(name, count).map(toRunView);
  }

  /** Where the newest run of a task wrote its log. */
  newestLog(name: string): string | undefined {
    return this.ports.store.recentRuns(name, 1)[0]?.logPath;
  }

  /** Starts a task, and answers once it is known whether its script started. */
  async start(name: string, trigger: Trigger): Promise<Result<void, ExecutorFailure>> {
    if (this.refusal) return err(this.refusal);
    const supervisor = this.supervisors.get(taskKey(name));
    if (!supervisor) return err({ reason: 'no-such-task', task: name });
    const why = this.broken.get(taskKey(name));
    return why ? err(why) : supervisor.start(trigger);
  }

  /** Starts a task anew, ending its live run first; answers once its script started. */
  async restart(name: string): Promise<Result<void, ExecutorFailure>> {
    if (this.refusal) return err(this.refusal);
    const supervisor = this.supervisors.get(taskKey(name));
    if (!supervisor) return err({ reason: 'no-such-task', task: name });
    const why = this.broken.get(taskKey(name)) ?? whyUndefined(supervisor);
    if (why) return err(why);
    this.note('run-restarting', name, `Restarting ${name}`);
    return supervisor.restart();
  }

  /** Starts every task that does not run, all at once; one answer for each task, in their order. */
  async startAll(): Promise<readonly TaskAnswer[]> {
    const answers = await Promise.all(
      [...this.supervisors.values()].map(async (supervisor): Promise<TaskAnswer> => {
        const name = nameOf(supervisor);
        if (isLive(supervisor.state)) return { name, kind: 'already-running' };
        const started = await this.start(name, 'manual');
        return started.ok ? { name, kind: 'started' } : { name, kind: 'failed', failure: started.error };
      }),
    );
    this.noteAnswers('start-all', answers);
    return answers;
  }

  /** Stops every task that runs, all at once; one answer for each task, in their order, when all have ended. */
  async stopAll(): Promise<readonly TaskAnswer[]> {
    const answers = await Promise.all(
      [...this.supervisors.values()].map(async (supervisor): Promise<TaskAnswer> => {
        const name = nameOf(supervisor);
        const wasActive = isLive(supervisor.state) || supervisor.state.kind === 'backing-off';
        await supervisor.stop('person');
        return { name, kind: wasActive ? 'stopped' : 'not-running' };
      }),
    );
    this.noteAnswers('stop-all', answers);
    return answers;
  }

  /** Stops a task's run, and answers when it has ended; a task that does not run stays as it is. */
  async stop(name: string): Promise<Result<void, ExecutorFailure>> {
    const supervisor = this.supervisors.get(taskKey(name));
    if (!supervisor) return err({ reason: 'no-such-task', task: name });
    if (isLive(supervisor.state)) this.note('run-stopping', name, `Stopping ${name}`);
    await supervisor.stop('person');
    return ok(undefined);
  }

  /** Adds scripts to the task file, all or none; starts nothing. */
  async add(scripts: readonly NewScript[]): Promise<Result<void, ExecutorFailure>> {
    const edited = await this.edit((text) => {
      const names = this.file.tasks.map((task) => task.name);
      for (const { name } of scripts) {
        const failure = checkTaskName(name, names);
        if (failure) return err(failure);
        names.push(name);
      }
      return addTasks(text, scripts, this.ports.taskFile.path);
    });
    if (edited.ok) for (const { name, script } of scripts) this.note('task-added', name, `Added ${name} (${script})`);
    return edited;
  }

  /** Stops a task, takes it out of the task file and forgets it; its logs stay unless `deleteLogs`. */
  async remove(name: string, deleteLogs: boolean): Promise<Result<void, ExecutorFailure>> {
    const supervisor = this.supervisors.get(taskKey(name));
    if (!supervisor) return err({ reason: 'no-such-task', task: name });
    if (supervisor.definition || this.broken.has(taskKey(name))) {
      const edited = await this.edit((text) => removeTask(text ?? '', name, this.ports.taskFile.path));
      if (!edited.ok) return edited;
    }
    await supervisor.stop('person');
    this.drop(supervisor);
    const logs = this.ports.store.forget(name);
    if (deleteLogs) await this.ports.logs.remove(logs);
    this.note('task-removed', name, `Removed ${name}${deleteLogs ? ' and its logs' : ''}`);
    this.announceAll();
    return ok(undefined);
  }

  /** Somebody looked at the newest run of a task: its failure is no news any more. */
  markSeen(name: string): void {
    const supervisor = this.supervisors.get(taskKey(name));
    const [last] = this.ports.store.recentRuns(name, 1);
    if (!supervisor || !last || this.ports.store.seenRun(name) === last.id) return;
    this.ports.store.markSeen(name, last.id);
    this.announce(supervisor);
  }

  /** Asks every run to end and answers when all have, each within seconds. */
  async stopAllForClosing(): Promise<void> {
    this.refusal ??= { reason: 'closing' };
    await Promise.all([...this.supervisors.values()].map((supervisor) => supervisor.stop('closing')));
    await this.keeper.finish();
  }

  /** Stops looking after the runs; those that live go on. */
  dispose(): void {
    this.refusal ??= { reason: 'closing' };
    for (const supervisor of this.supervisors.values()) supervisor.dispose();
    this.store.dispose();
  }

  /** Reads the task file again and puts its definitions in force. */
  private reload(): Promise<void> {
    return this.exclusively(async () => {
      const read = await this.ports.taskFile.read();
      if (!read.ok) {
        this.fileView = { kind: 'invalid', line: 1, message: describeFailure(read.error) };
        this.announceAll();
        return;
      }
      this.put(read.value);
    });
  }

  private put(text: string | undefined): void {
    if (text === undefined) {
      this.fileView = { kind: 'absent' };
      this.announceAll();
      return;
    }
    const { diagnostics, file, names } = parseTaskFile(text);
    this.fileView = toFileView(file, diagnostics);
    if (file) {
      this.noteBroken(diagnostics);
      this.define(file, names);
    }
    this.announceAll();
  }

  private noteBroken(diagnostics: readonly Diagnostic[]): void {
    this.broken.clear();
    const path = this.ports.taskFile.path;
    for (const { line, message, severity, task } of diagnostics) {
      if (severity !== 'error' || task === undefined || this.broken.has(taskKey(task))) continue;
      this.broken.set(taskKey(task), { reason: 'task-invalid', task, path, line, message });
    }
  }

  /** Puts definitions in force, in the order of `names`; a task that has gone stays while something of it is live. */
  private define(file: TaskFile, names: readonly string[]): void {
    this.file = file;
    const definitions = new Map(file.tasks.map((definition) => [taskKey(definition.name), definition]));
    const before = new Map(this.supervisors);
    this.supervisors.clear();
    for (const name of names) {
      const key = taskKey(name);
      const supervisor = before.get(key) ?? this.newSupervisor(name);
      const definition = definitions.get(key);
      if (definition) supervisor.define(definition);
      before.delete(key);
      this.supervisors.set(key, supervisor);
    }
    for (const [key, supervisor] of before) {
      supervisor.define(undefined);
      if (isLive(supervisor.state)) this.supervisors.set(key, supervisor);
      else supervisor.dispose();
    }
  }

  private edit(
    change: (text: string | undefined) => Result<string, ExecutorFailure>,
  ): Promise<Result<void, ExecutorFailure>> {
    return this.exclusively(async () => {
      const read = await this.ports.taskFile.read();
      if (!read.ok) return read;
      const changed = change(read.value);
      if (!changed.ok) return changed;
      const written = await this.ports.taskFile.write(changed.value);
      if (written.ok) this.put(changed.value);
      return written;
    });
  }

  private exclusively<T>(work: () => Promise<T>): Promise<T> {
    const done = this.fileWork.then(work);
    this.fileWork = done.catch(() => undefined);
    return done;
  }

  /** Takes over the runs that an earlier owner left; of several of one task, which only a failing disk leaves, the newest. */
  private adoptRuns(): void {
    const { store } = this.ports;
    for (const record of store.unsettledRuns().toReversed()) {
      const supervisor = this.supervisorFor(record.task);
      if (isLive(supervisor.state)) this.keeper.follow(record);
      else supervisor.adopt(record, store.desired(record.task) === 'up');
    }
  }

  /** Starts what the user wants up and what does not run; a task that is never restarted does not come back. */
  private bringBack(): void {
    const { store } = this.ports;
    for (const supervisor of this.supervisors.values()) {
      const { definition, state, task } = supervisor;
      if (!definition || isLive(state) || store.desired(task) !== 'up') continue;
      if (definition.restart === 'never') this.keeper.desireDown(task);
      else void supervisor.start('restart');
    }
  }

  private supervisorFor(task: string): Supervisor {
    const key = taskKey(task);
    const known = this.supervisors.get(key);
    if (known) return known;
    const supervisor = this.newSupervisor(task);
    this.supervisors.set(key, supervisor);
    return supervisor;
  }

  private newSupervisor(task: string): Supervisor {
    const supervisor = new Supervisor(task, this.keeper, this.ports.clock, this.ports.random);
    supervisor.onDidChange((state) => {
      if (!supervisor.definition && !isLive(state) && !this.broken.has(taskKey(task))) {
        this.drop(supervisor);
        this.announceAll();
        return;
      }
      this.announce(supervisor);
    });
    return supervisor;
  }

  private drop(supervisor: Supervisor): void {
    const key = taskKey(supervisor.task);
    if (this.supervisors.get(key) !== supervisor) return;
    this.supervisors.delete(key);
    supervisor.dispose();
  }

  private viewOf(supervisor: Supervisor): TaskView {
    const { definition, state, task } = supervisor;
    const why = isLive(state) ? undefined : this.broken.get(taskKey(task));
    const runs = this.ports.store.recentRuns(task, shownRuns + 1);
    const [last] = runs;
    return {
      name: nameOf(supervisor),
      status: why ? { kind: 'blocked', failure: why } : toStatus(state),
      ...(definition?.program.kind === 'script' && { script: definition.program.script }),
      ...(definition?.group !== undefined && { group: definition.group }),
      commandLine: definition ? commandLine(programArgv(definition)) : '',
      isUndefined: definition === undefined && !this.broken.has(taskKey(task)),
      runs: runs.slice(0, shownRuns).map(toRunView),
      hasMoreRuns: runs.length > shownRuns,
      leftovers: countLeftovers(state),
      hasUnseenFailure: last !== undefined && hasFailed(last) && this.ports.store.seenRun(task) !== last.id,
    };
  }

  /** Tells readers everything, unless that is what they were told last: our own edits of the file come back as changes. */
  private announceAll(): void {
    const executor = this.view();
    const text = JSON.stringify(executor);
    if (text === this.announced) return;
    this.announced = text;
    this.changed.fire({ kind: 'executor', executor });
  }

  private announce(supervisor: Supervisor): void {
    this.announced = '';
    this.changed.fire({ kind: 'task', task: this.viewOf(supervisor) });
  }

  private noteAnswers(event: string, answers: readonly TaskAnswer[]): void {
    for (const answer of answers) this.note(event, answer.name, describeAnswer(answer));
  }

  private note(event: string, task: string, message: string): void {
    this.ports.journal.record({ level: 'info', event, task, message });
  }
}

function nameOf({ definition, task }: Supervisor): string {
  return definition?.name ?? task;
}

function whyUndefined({ definition, task }: Supervisor): ExecutorFailure | undefined {
  return definition ? undefined : { reason: 'no-such-task', task };
}
