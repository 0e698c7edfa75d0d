import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { constants } from 'node:os';
import type { Clock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Store } from '../../core/ports.ts';
import { Approvals } from '../../core/approvals.ts';
import { composeRunEnvironment } from '../../core/runs/runEnvironment.ts';
import { afterEdit, scheduleView } from '../../core/schedule/scheduleView.ts';
import { TaskFileKeeper } from '../../core/taskFileKeeper.ts';
import { taskView, type ViewedTask } from '../../core/taskViews.ts';
import { environmentView } from '../../model/environment/environmentView.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { defaultHostSettings, type HostSettings } from '../../model/host/hostSettings.ts';
import {
  type ExitStatus,
  exitStatusFromShell,
  outcomeOf,
  type RunOutcome,
  type RunRecord,
  type StopInProgress,
} from '../../model/run.ts';
import type { Skipped } from '../../model/schedule/skipped.ts';
import type { TaskDefinition, TaskFile } from '../../model/task.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import {
  type ExecutorView,
  type HistoryRun,
  type ScheduleView,
  type TaskStatus,
  toHistoryRun,
} from '../../model/view/taskView.ts';
import { definitionsToRead } from '../../node/state/definitionFile.ts';
import { EnvFiles } from '../../node/environment/envFileOnDisk.ts';
import { HostEnvironment } from '../../node/environment/hostEnvironment.ts';
import { acquireHostLock } from '../../node/state/hostLock.ts';
import { whereaboutsOfRun } from '../../node/process/runWhereabouts.ts';
import { openStoreToRead } from '../../node/state/openStore.ts';
import { locateState, type StatePaths } from '../../node/state/stateFolder.ts';
import { readStatus, statusFilePath } from '../../node/process/statusFile.ts';
import { TaskFileOnDisk } from '../../node/watch/taskFileOnDisk.ts';
import { userHome } from '../../node/environment/userHome.ts';
import type { VariableView } from '../../model/environment/environmentView.ts';
import { type OpenExecutorOptions, stateSurroundings } from '../places/statePlace.ts';

/** What is to be read while nobody owns an executor. */
export interface OfflineOptions extends Pick<OpenExecutorOptions, 'folder' | 'environment'> {
  readonly clock: Clock;
  /** How many runs of the history are wanted, of each task and of all together. */
  readonly runs: number;
  /** Of schedules that name none, where no setting is remembered; the system's if absent. */
  readonly timeZone?: string;
  /** Somebody owns it who does nothing at the moment; what that one has left on the disk is read beside it. */
  readonly isHeld?: boolean;
}

/** What an executor that nobody owns looked like at one instant. */
export interface OfflineExecutor {
  readonly view: ExecutorView;
  /** What a window's settings have said last. */
  readonly settings: HostSettings;
  /** The newest runs, newest first. */
  history(count: number, name?: string, before?: string): readonly HistoryRun[];
  /** The newest occurrences that led to no run, newest first. */
  skipped(count: number, name?: string, before?: number): readonly Skipped[];
  /** The environment that a run of the task would get, without the secrets that only a window knows. */
  environment(name: string): Promise<Result<readonly VariableView[], ExecutorFailure>>;
}

/** What an executor's memory answers; a folder without state has an empty one. */
type Memory = Pick<
  Store,
  | 'approval'
  | 'desired'
  | 'executorId'
  | 'isMuted'
  | 'knownTasks'
  | 'laterRuns'
  | 'newestRuns'
  | 'newestSkipped'
  | 'recentRuns'
  | 'recentSkipped'
  | 'schedule'
  | 'seenRun'
  | 'settings'
>;

const emptyMemory: Memory = {
  executorId: '',
  approval: () => undefined,
  desired: () => 'down',
  isMuted: () => false,
  knownTasks: () => [],
  laterRuns: () => [],
  newestRuns: () => [],
  newestSkipped: () => [],
  recentRuns: () => [],
  recentSkipped: () => [],
  schedule: () => undefined,
  seenRun: () => undefined,
  settings: () => defaultHostSettings,
};

/**
 * Reads an executor that nobody owns, holding its lock for as long as that takes: `held` where somebody has it. Nothing is
 * changed: no run is settled or adopted, and a folder without state gets none. What a run that is recorded as live does is
 * looked up where the next owner will: in the table of processes, and in what its shim has written.
 */
export async function readOffline(options: OfflineOptions): Promise<Result<OfflineExecutor, ExecutorFailure | 'held'>> {
  const { clock, environment, folder } = options;
  const located = await locateState(stateSurroundings(environment), folder);
  if (!located.ok) return located;
  const paths = located.value;
  if (!existsSync(paths.database)) return ok(await look(options, emptyMemory, paths));
  const lock = options.isHeld
    ? ok({ path: paths.lock, isIntact: () => true, dispose: () => undefined })
    : await acquireHostLock(paths.lock, { clock, random: systemRandom, patienceMs: 0 });
  if (!lock.ok) return lock;
  try {
    const opened = openStoreToRead(paths.database, lock.value);
    // What a silent owner has locked is not there to be read.
    if (!opened.ok) return options.isHeld ? ok(await look(options, emptyMemory, paths)) : opened;
    try {
      return ok(await look(options, opened.value, paths));
    } finally {
      opened.value.dispose();
    }
  } finally {
    lock.value.dispose();
  }
}

/** Reads the definitions alone: what the tasks do is not known here, except for the `status` that all of them have. */
export async function readDefinitions(
  options: Omit<OfflineOptions, 'runs'>,
  status: TaskStatus,
): Promise<OfflineExecutor> {
  const located = await locateState(stateSurroundings(options.environment), options.folder);
  return look({ ...options, runs: 0 }, emptyMemory, located.ok ? located.value : nowhere, status);
}

/** What of a state is read beside its database. */
type ReadPaths = Pick<StatePaths, 'definitions' | 'runs'>;

/** No file has such a path. */
const nowhere: ReadPaths = { definitions: '', runs: '' };

async function look(
  options: OfflineOptions,
  memory: Memory,
  paths: ReadPaths,
  statusOfAll?: TaskStatus,
): Promise<OfflineExecutor> {
  const { clock, folder, runs } = options;
  const workspaceFolder = await realpath(folder).catch(() => folder);
  const settings = memory.settings();
  const storage = new TaskFileOnDisk(workspaceFolder, clock);
  const keeper = new TaskFileKeeper({
    clock,
    storage,
    memory: definitionsToRead(paths.definitions),
    timeZone: () => settings.timeZone ?? options.timeZone,
  });
  let names: readonly string[] = [];
  const approvals = new Approvals({
    approval: (task) => memory.approval(task),
    broughtBy: () => undefined,
    recentRuns: () => [],
    setApproval: () => undefined,
  });
  keeper.onWillPut((text) => {
    approvals.read(text);
  });
  keeper.onDidRead((read) => (names = read?.names ?? []));
  await keeper.reload();
  try {
    const definitions = new Map(keeper.file.tasks.map((definition) => [taskKey(definition.name), definition]));
    const asFound = (record: RunRecord): RunRecord =>
      findRun(record, paths, clock, definitions.get(taskKey(record.task))?.successExitCodes);
    const store = {
      desired: (task: string) => memory.desired(task),
      isMuted: (task: string) => memory.isMuted(task),
      seenRun: (task: string) => memory.seenRun(task),
      recentRuns: (task: string, count: number) => memory.recentRuns(task, count).map(asFound),
      recentSkipped: (task: string, count: number) => memory.recentSkipped(task, count),
    };
    const now = clock.now();
    const scheduleOf = (name: string): ScheduleView => {
      const schedule = definitions.get(taskKey(name))?.schedule;
      if (!schedule) return { kind: 'none' };
      const before = memory.schedule(name);
      // What an edit of the file changes about a schedule is seen here, and decided by the next owner.
      return scheduleView({ task: name, schedule, state: before && afterEdit(schedule, before, now) }, now);
    };
    const later = memory.laterRuns();
    const missing = memory.knownTasks().filter((name) => !names.some((other) => taskKey(other) === taskKey(name)));
    const tasks = [
      ...names.map((name) => ({ name, isUndefined: false })),
      ...missing.map((name) => ({ name, isUndefined: !keeper.whyUnknown })),
    ].map(({ isUndefined, name }) => {
      const live = memory.recentRuns(name, shownForLife).filter((record) => asFound(record).state === 'running');
      const viewed: ViewedTask = {
        name,
        definition: definitions.get(taskKey(name)),
        status: statusOfAll ?? statusOf(live, paths),
        isUndefined,
        isChanged: false,
        extraRuns: live.filter(({ isExtra }) => isExtra).length,
        leftovers: 0,
      };
      return taskView(viewed, {
        store,
        schedule: scheduleOf(name),
        later: later.filter(({ task }) => taskKey(task) === taskKey(name)),
        approval: statusOfAll ? undefined : approvals.state(name),
        broken: keeper.whyBroken(name),
        interpreter: undefined,
      });
    });
    const { file, timeZone } = keeper;
    const executorId = file.id ?? memory.executorId;
    return {
      view: { id: executorId, file: keeper.view, ...(!statusOfAll && { timeZone }), tasks },
      settings,
      history: pages(
        memory.newestRuns(runs).map(asFound).map(toHistoryRun),
        tasks.map(({ name }) => [name, store.recentRuns(name, runs).map(toHistoryRun)]),
        ({ id }) => id,
      ),
      skipped: pages(
        memory.newestSkipped(runs),
        tasks.map(({ name }) => [name, memory.recentSkipped(name, runs)]),
        ({ seq }) => seq,
      ),
      environment: async (name) => {
        const definition = definitions.get(taskKey(name));
        if (!definition) return err(keeper.whyUnknown ?? { reason: 'no-such-task', task: name });
        return environmentOf(definition, { executorId, file, settings }, { ...options, folder: workspaceFolder });
      },
    };
  } finally {
    keeper.dispose();
    storage.dispose();
  }
}

/** Answers rows page by page: of all tasks, or of one; what follows one of the rows, or all where none is named. */
function pages<T, K>(
  all: readonly T[],
  ofTasks: readonly (readonly [name: string, rows: readonly T[]])[],
  keyOf: (row: T) => K | undefined,
): (count: number, name?: string, before?: K) => readonly T[] {
  const ofTask = new Map(ofTasks.map(([name, rows]) => [taskKey(name), rows]));
  return (count, name, before) => {
    const rows = name === undefined ? all : (ofTask.get(taskKey(name)) ?? []);
    if (before === undefined) return rows.slice(0, count);
    const place = rows.findIndex((row) => keyOf(row) === before);
    return place < 0 ? [] : rows.slice(place + 1, place + 1 + count);
  };
}

/** So many of a task's newest runs are looked through for those that live: runs beside the main one are few. */
const shownForLife = 20;

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/** A run as its next owner would find it: one that is recorded as live may have ended meanwhile. */
function findRun(
  record: RunRecord,
  paths: ReadPaths,
  clock: Clock,
  successExitCodes: readonly number[] | undefined,
): RunRecord {
  if (record.state !== 'running') return record;
  // Whether the shim is gone is asked first: what it has written is then surely seen.
  const where = locate(record, paths);
  const status = readStatus(statusFilePath(paths.runs, record.id));
  const { pid, startedAt, stopping } = record;
  const end = { state: 'ended', startedAt, pid } as const;
  if (status.kind === 'claimed' && status.code !== undefined) {
    const exit = exitStatusFromShell(status.code, signalNames);
    const endedAt = Math.max(status.changedAt, startedAt);
    const outcome = stopping ? stoppedOutcome(stopping, exit) : outcomeOf(exit, successExitCodes);
    return { ...record, ...end, endedAt, outcome };
  }
  if (where !== 'gone') return record;
  const outcome = stopping ? stoppedOutcome(stopping, undefined) : outcomeOf(undefined);
  return { ...record, ...end, endedAt: clock.now(), outcome };
}

function stoppedOutcome({ hasTimedOut }: StopInProgress, exit: ExitStatus | undefined): RunOutcome {
  return { kind: hasTimedOut ? 'timed-out' : 'stopped', ...(exit && { exit }) };
}

function locate(
  { id, shim }: Extract<RunRecord, { state: 'running' }>,
  { runs }: ReadPaths,
): ReturnType<typeof whereaboutsOfRun> {
  return whereaboutsOfRun(shim, runs, id);
}

/** What the supervised run of those that live does. */
function statusOf(live: readonly RunRecord[], paths: ReadPaths): TaskStatus {
  const run = live.find(({ isExtra }) => !isExtra);
  if (run?.state !== 'running') return { kind: 'stopped' };
  if (locate(run, paths) === 'elsewhere') return { kind: 'elsewhere' };
  return { kind: 'running', since: run.startedAt, pid: run.pid };
}

interface EnvironmentSubject {
  readonly executorId: string;
  readonly file: TaskFile;
  readonly settings: HostSettings;
}

async function environmentOf(
  definition: TaskDefinition,
  { executorId, file, settings }: EnvironmentSubject,
  { clock, environment: starter, folder: workspaceFolder }: OfflineOptions,
): ReturnType<OfflineExecutor['environment']> {
  const { platform } = process;
  const journal = { record: (): void => undefined };
  const nodePath = (): string => settings.nodePath ?? process.execPath;
  const base = new HostEnvironment({ starter, nodePath, clock, random: systemRandom, platform, journal });
  const identity = { task: definition.name, run: '', trigger: 'manual' as const };
  const place = { workspaceFolder, userHome: userHome(starter) ?? '/', platform };
  const secrets = Object.fromEntries(definition.secrets.map((name) => [name, '']));
  const surroundings = { executorId, file, place, secrets };
  const ports = { base, envFiles: new EnvFiles(workspaceFolder) };
  const composed = await composeRunEnvironment(definition, identity, surroundings, ports);
  return composed.ok ? ok(environmentView(composed.value, definition.secrets)) : composed;
}
