import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { constants } from 'node:os';
import type { Clock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Store } from '../../core/ports.ts';
import { Approvals } from '../../core/approvals.ts';
import { composeRunEnvironment } from '../../core/runs/runEnvironment.ts';
import { Scheduler } from '../../core/schedule/scheduler.ts';
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
import { type TaskDefinition } from '../../model/task.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import { type ExecutorView, type HistoryRun, type TaskStatus, toHistoryRun } from '../../model/view/taskView.ts';
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
  /** Somebody owns it who does nothing at the moment; what that one has left on the disk is read beside it. */
  readonly isHeld?: true;
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
  if (!existsSync(paths.database)) return ok(await look(options, paths, emptyMemory));
  if (options.isHeld) return ok(await lookBeside(options, paths));
  const lock = await acquireHostLock(paths.lock, { clock, random: systemRandom, patienceMs: 0 });
  if (!lock.ok) return lock;
  try {
    const opened = openStoreToRead({ path: paths.database, lock: lock.value, clock, random: systemRandom });
    if (!opened.ok) return opened;
    try {
      return ok(await look(options, paths, opened.value));
    } finally {
      opened.value.dispose();
    }
  } finally {
    lock.value.dispose();
  }
}

/** Looks beside an owner that does nothing at the moment; without what it has locked. */
async function lookBeside(options: OfflineOptions, paths: StatePaths): Promise<OfflineExecutor> {
  const lock = { path: paths.lock, isIntact: () => true };
  const opened = openStoreToRead({ path: paths.database, lock, clock: options.clock, random: systemRandom });
  if (!opened.ok) return look(options, paths, emptyMemory);
  try {
    return await look(options, paths, opened.value);
  } finally {
    opened.value.dispose();
  }
}

async function look(options: OfflineOptions, paths: StatePaths, memory: Memory): Promise<OfflineExecutor> {
  const { clock, environment, folder, runs } = options;
  const workspaceFolder = await realpath(folder);
  const settings = memory.settings();
  const storage = new TaskFileOnDisk(workspaceFolder, clock);
  const keeper = new TaskFileKeeper({
    clock,
    storage,
    memory: definitionsToRead(paths.definitions),
    timeZone: () => settings.timeZone,
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
  const scheduler = new Scheduler({
    clock,
    // What an edit of the file changes about a schedule is seen here, and decided by the next owner.
    store: {
      schedule: (task) => memory.schedule(task),
      hasRunFor: () => false,
      setSchedule: () => undefined,
      noteSkipped: () => undefined,
      decide: () => ok(undefined),
    },
    journal: { record: () => undefined },
    prepare: () => undefined,
    isUncertain: () => false,
    start: () => undefined,
    noteSkipped: () => undefined,
    fail: () => undefined,
  });
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
    for (const { name, schedule } of keeper.file.tasks) scheduler.define(name, schedule);
    const later = memory.laterRuns();
    const missing = memory.knownTasks().filter((name) => !names.some((other) => taskKey(other) === taskKey(name)));
    const tasks = [
      ...names.map((name) => ({ name, isUndefined: false })),
      ...missing.map((name) => ({ name, isUndefined: !keeper.whyUnknown })),
    ].map(({ isUndefined, name }) => {
      const live = memory.recentRuns(name, shownForLife).filter((record) => isAtWork(asFound(record)));
      const viewed: ViewedTask = {
        name,
        definition: definitions.get(taskKey(name)),
        status: statusOf(
          live.find((record) => !record.isExtra),
          paths,
        ),
        isUndefined,
        isChanged: false,
        extraRuns: live.filter(({ isExtra }) => isExtra).length,
        leftovers: 0,
      };
      return taskView(viewed, {
        store,
        schedule: scheduler.view(name),
        later: later.filter(({ task }) => taskKey(task) === taskKey(name)),
        approval: approvals.state(name),
        broken: keeper.whyBroken(name),
        interpreter: undefined,
      });
    });
    const newest = memory.newestRuns(runs).map(asFound).map(toHistoryRun);
    const ofTask = new Map(
      tasks.map(({ name }) => [taskKey(name), store.recentRuns(name, runs).map(toHistoryRun)] as const),
    );
    const newestSkipped = memory.newestSkipped(runs);
    const skippedOfTask = new Map(tasks.map(({ name }) => [taskKey(name), memory.recentSkipped(name, runs)] as const));
    const executorId = keeper.file.id ?? memory.executorId;
    const { file } = keeper;
    return {
      view: { id: executorId, file: keeper.view, timeZone: keeper.timeZone, tasks },
      settings,
      history: (count, name, before) => {
        const all = name === undefined ? newest : (ofTask.get(taskKey(name)) ?? []);
        return olderThan(all, before, ({ id }) => id).slice(0, count);
      },
      skipped: (count, name, before) => {
        const all = name === undefined ? newestSkipped : (skippedOfTask.get(taskKey(name)) ?? []);
        return olderThan(all, before, ({ seq }) => seq).slice(0, count);
      },
      environment: async (name) => {
        const definition = definitions.get(taskKey(name));
        if (!definition) return err(keeper.whyUnknown ?? { reason: 'no-such-task', task: name });
        return environmentOf(definition, {
          executorId,
          file,
          place: { workspaceFolder, userHome: userHome(environment) ?? '/', platform: process.platform },
          starter: environment,
          nodePath: settings.nodePath ?? process.execPath,
          clock,
        });
      },
    };
  } finally {
    scheduler.dispose();
    keeper.dispose();
    storage.dispose();
  }
}

/** What follows one of the rows; all of them where none is named. */
function olderThan<T, K>(rows: readonly T[], before: K | undefined, keyOf: (row: T) => K | undefined): readonly T[] {
  if (before === undefined) return rows;
  const place = rows.findIndex((row) => keyOf(row) === before);
  return place < 0 ? [] : rows.slice(place + 1);
}

/** So many of a task's newest runs are looked through for those that live: runs beside the main one are few. */
const shownForLife = 20;

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/** A run as its next owner would find it: one that is recorded as live may have ended meanwhile. */
function findRun(
  record: RunRecord,
  paths: StatePaths,
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
  { runs }: StatePaths,
): ReturnType<typeof whereaboutsOfRun> {
  return whereaboutsOfRun(shim, runs, id);
}

function isAtWork(record: RunRecord): boolean {
  return record.state === 'running';
}

function statusOf(record: RunRecord | undefined, paths: StatePaths): TaskStatus {
  if (record?.state !== 'running') return { kind: 'stopped' };
  if (locate(record, paths) === 'elsewhere') return { kind: 'elsewhere' };
  return { kind: 'running', since: record.startedAt, pid: record.pid };
}

interface EnvironmentSurroundings {
  readonly executorId: string;
  readonly file: Parameters<typeof composeRunEnvironment>[2]['file'];
  readonly place: Parameters<typeof composeRunEnvironment>[2]['place'];
  readonly starter: OpenExecutorOptions['environment'];
  readonly nodePath: string;
  readonly clock: Clock;
}

async function environmentOf(
  definition: TaskDefinition,
  { clock, executorId, file, nodePath, place, starter }: EnvironmentSurroundings,
): Promise<Result<readonly VariableView[], ExecutorFailure>> {
  const { platform } = process;
  const { workspaceFolder } = place;
  const journal = { record: (): void => undefined };
  const nodePathOf = (): string => nodePath;
  const base = new HostEnvironment({ starter, nodePath: nodePathOf, clock, random: systemRandom, platform, journal });
  const identity = { task: definition.name, run: '', trigger: 'manual' as const };
  const secrets = Object.fromEntries(definition.secrets.map((name) => [name, '']));
  const surroundings = { executorId, file, place, secrets };
  const ports = { base, envFiles: new EnvFiles(workspaceFolder) };
  const composed = await composeRunEnvironment(definition, identity, surroundings, ports);
  return composed.ok ? ok(environmentView(composed.value, definition.secrets)) : composed;
}
