import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { ExecutorChange } from '../../core/tasks/announcer.ts';
import type { DefinitionMemory, TaskFileStorage } from '../../core/ports.ts';
import { TaskFileKeeper, type TaskFileKeeperPorts } from '../../core/taskFileKeeper.ts';
import { ok } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { programLine, type TaskDefinition } from '../../model/task.ts';
import {
  type ExecutorView,
  type HistoryRun,
  isLiveStatus,
  type ScheduleView,
  type ShownSchedule,
  type TaskStatus,
  type TaskView,
} from '../../model/view/taskView.ts';
import { definitionsToRead, noDefinitions } from '../../node/state/definitionFile.ts';
import { locateState } from '../../node/state/stateFolder.ts';
import { TaskFileOnDisk } from '../../node/watch/taskFileOnDisk.ts';
import type { LogSource } from '../../protocol/messages.ts';
import { refuseAll } from '../../protocol/verbs.ts';
import type { ExecutorService } from '../serve/executorService.ts';
import { JournalFeed } from '../serve/journalFeed.ts';
import { journalPathOf } from '../serve/journalReading.ts';
import { type OfflineExecutor, readOffline } from './offlineExecutor.ts';
import { type OpenExecutorOptions, stateSurroundings } from '../places/statePlace.ts';
import { TaskLogFeed } from '../serve/taskLogFeed.ts';

/** Milliseconds between two looks while something lives, or while somebody holds what is to be read. */
const lookMs = 3_000;
/** How many runs of each task, and of all together, can be looked at. */
const runsRead = 200;

/** What there is to read beside the definitions, while nobody owns the executor. */
export interface Remembered {
  readonly clock: Clock;
  /** Absolute path of the executor's own log. */
  readonly journalPath: string;
  /** Reads it; undefined if that is not possible at the moment. */
  read(): Promise<OfflineExecutor | undefined>;
}

/**
 * Shows a folder's definitions where nothing may be started: the window is not trusted, no host manages it, or another
 * process owns the executor. Unless there is such an owner, it shows what is remembered of the runs as well.
 */
export class ReadOnlyExecutor implements ExecutorService, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<ExecutorChange>());
  private readonly file: TaskFileKeeper;
  private memory: OfflineExecutor | undefined;
  private looking: Promise<void> = Promise.resolve();
  private nextLook: Disposable | undefined;
  private isDisposed = false;

  readonly onDidChange = this.changed.event;
  readonly verbs: ExecutorService['verbs'];

  constructor(
    taskFile: TaskFileStorage & Disposable,
    definitions: Pick<TaskFileKeeperPorts, 'clock' | 'memory'>,
    private readonly why: ExecutorFailure,
    timeZone: string | undefined,
    private readonly remembered: Remembered | undefined,
  ) {
    this.verbs = {
      ...refuseAll(why),
      'executor/history': ({ before, count, name }) => ok(this.history(count, name, before)),
      'executor/skipped': ({ before, count, name }) => ok(this.memory?.skipped(count, name, before) ?? []),
      'executor/upcoming': () => ok([]),
      'task/approvals': () => ok([]),
      'task/runs': ({ before, count, name }) => ok(this.history(count, name, before)),
      // What a window says and what it has seen is for the owner.
      'executor/settings': () => ok(undefined),
      'executor/secrets': () => ok(undefined),
      'executor/refreshEnvironment': () => ok({}),
      'task/markSeen': () => ok(undefined),
      'task/markAllSeen': () => ok(undefined),
    };
    this.store.add(taskFile);
    this.file = this.store.add(new TaskFileKeeper({ ...definitions, storage: taskFile, timeZone: () => timeZone }));
    this.store.add(this.file.onDidRead(() => void this.look()));
  }

  /** Reads everything again. */
  async reload(): Promise<void> {
    await this.file.reload();
    await this.look();
  }

  view(): ExecutorView {
    const { file, memory, why } = this;
    if (memory) return { ...memory.view, readOnly: why, tasks: memory.view.tasks.map(unattended) };
    const status: TaskStatus = { kind: why.reason === 'held-elsewhere' ? 'elsewhere' : 'stopped' };
    return {
      id: file.file.id ?? '',
      readOnly: why,
      file: file.view,
      tasks: file.file.tasks.map((definition) => toView(definition, status)),
    };
  }

  takeSummary(): undefined {
    return undefined;
  }

  /** They are for the owner. */
  readonly settings = undefined;

  followLog(source: LogSource, lastLines: number, onText: (text: string) => Promise<void>): Disposable {
    const { changed, remembered } = this;
    if (!remembered) return { dispose: () => undefined };
    if (source.kind === 'executor') return new JournalFeed(remembered.journalPath, lastLines, remembered.clock, onText);
    const runs = { runs: (task: string, count: number) => this.history(count, task), onDidChange: changed.event };
    return new TaskLogFeed(runs, source.name, lastLines, remembered.clock, onText);
  }

  dispose(): void {
    this.isDisposed = true;
    this.nextLook?.dispose();
    this.store.dispose();
  }

  private history(count: number, name?: string, before?: string): readonly HistoryRun[] {
    return this.memory?.history(count, name, before) ?? [];
  }

  /** Looks again, after the look that is under way: a process cannot hold the lock twice. */
  private look(): Promise<void> {
    return (this.looking = this.looking.then(() => this.lookNow()));
  }

  private async lookNow(): Promise<void> {
    const { remembered } = this;
    this.nextLook?.dispose();
    // Whatever is in the way, there is a next look.
    const memory = await remembered?.read().catch(() => undefined);
    if (this.isDisposed) return;
    this.memory = memory ?? this.memory;
    this.changed.fire({ kind: 'executor', executor: this.view() });
    const isDue = !memory || memory.view.tasks.some(({ extraRuns, status }) => extraRuns > 0 || isLiveStatus(status));
    if (!remembered || !isDue) return;
    this.nextLook?.dispose();
    this.nextLook = remembered.clock.setTimer(lookMs, () => void this.look());
  }
}

/** Whose executor to show, and why no more is possible. */
export interface ReadOnlyOptions extends Pick<OpenExecutorOptions, 'folder' | 'environment'> {
  readonly clock: Clock;
  readonly why: ExecutorFailure;
  /** Of schedules that name none; the system's if absent. */
  readonly timeZone?: string;
}

/** Opens a folder's executor for reading, and says in every answer why no more is possible. */
export async function openReadOnlyExecutor(options: ReadOnlyOptions): Promise<ReadOnlyExecutor> {
  const { clock, folder, timeZone, why } = options;
  const remembered = why.reason === 'no-host' || why.reason === 'untrusted' ? await remember(options) : undefined;
  const definitions = { clock, memory: await memoryOf(options) };
  const executor = new ReadOnlyExecutor(new TaskFileOnDisk(folder, clock), definitions, why, timeZone, remembered);
  await executor.reload();
  return executor;
}

async function memoryOf({ environment, folder }: ReadOnlyOptions): Promise<DefinitionMemory> {
  const located = await locateState(stateSurroundings(environment), folder);
  return located.ok ? definitionsToRead(located.value.definitions) : noDefinitions;
}

async function remember(options: ReadOnlyOptions): Promise<Remembered | undefined> {
  const { clock } = options;
  const journalPath = await journalPathOf(options);
  if (!journalPath.ok) return undefined;
  const read = async (): Promise<OfflineExecutor | undefined> => {
    const found = await readOffline({ ...options, runs: runsRead });
    return found.ok ? found.value : undefined;
  };
  return { clock, journalPath: journalPath.value, read };
}

/** A task as it is while nobody manages it: nothing of it is due, and nobody can remember what was seen. */
function unattended(task: TaskView): TaskView {
  const { schedule, status } = task;
  return {
    ...task,
    hasUnseenFailure: false,
    ...(status.kind === 'scheduled' && { status: { kind: 'stopped' } }),
    ...(schedule.kind !== 'none' && { schedule: paused(schedule) }),
  };
}

function toView(definition: TaskDefinition, status: TaskStatus): TaskView {
  return {
    name: definition.name,
    ...(definition.description !== undefined && { description: definition.description }),
    status,
    desired: 'down',
    ...(definition.program.kind === 'script' && { script: definition.program.script }),
    ...(definition.program.kind === 'shell' && { isShell: true }),
    commandLine: programLine(definition),
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
  return schedule ? paused(schedule) : { kind: 'none' };
}

function paused({ anchor, rules, timeZone }: ShownSchedule): ScheduleView {
  return { kind: 'paused', rules, timeZone, ...(anchor !== undefined && { anchor }) };
}
