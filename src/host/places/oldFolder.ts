import type { Clock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import type { OldFolder } from '../../model/host/oldFolder.ts';
import { isLiveStatus, type TaskView } from '../../model/view/taskView.ts';
import { readFolderRecord } from '../../node/state/folderRecord.ts';
import { acquireHostLock } from '../../node/state/hostLock.ts';
import { type HostRecord, readHostRecord } from '../../node/state/hostRecord.ts';
import { whereaboutsOfRun } from '../../node/process/runWhereabouts.ts';
import type { SqliteStore } from '../../node/state/sqliteStore.ts';
import { locateState, type StatePaths } from '../../node/state/stateFolder.ts';
import { withStore } from '../../node/state/stateTransfer.ts';
import { attachTo } from './attach.ts';
import { build } from './build.ts';
import { otherStates } from './folderPlace.ts';
import { type OpenExecutorOptions, stateSurroundings } from './statePlace.ts';

/** Whose old folder is looked for. */
export interface OldFolderOptions extends Pick<OpenExecutorOptions, 'folder' | 'environment'> {
  readonly clock: Clock;
}

/** An old folder, and where its state is. */
export interface FoundOldFolder extends OldFolder {
  /** The executor's own id. */
  readonly executor: string;
  readonly paths: StatePaths;
}

/** What there is to take over from an old folder. */
type Duties = Pick<FoundOldFolder, 'busy' | 'hasHistory' | 'host'>;

/**
 * Checks whether a workspace folder was renamed or moved since an executor managed it: the folder itself is the same,
 * and its old path leads elsewhere or nowhere. A copy is another folder. One of which nothing is left to take over is
 * none; of several, one that a host manages comes first. Changes nothing.
 */
export async function findOldFolder(options: OldFolderOptions): Promise<FoundOldFolder | undefined> {
  const { environment, folder } = options;
  const surroundings = stateSurroundings(environment);
  const located = await locateState(surroundings, folder);
  if (!located.ok) return undefined;
  const own = await readFolderRecord(located.value.place);
  const found: FoundOldFolder[] = [];
  for (const { paths, record } of await otherStates(surroundings, located.value, folder)) {
    // Its content is here already.
    if (own?.executor === record.executor) continue;
    const duties = await dutiesAt(paths, options);
    if (duties && (duties.host || duties.busy.length > 0 || duties.hasHistory))
      found.push({ folder: record.folder, executor: record.executor, paths, ...duties });
  }
  return found.find(({ host }) => host) ?? found.find(({ busy }) => busy.length > 0) ?? found[0];
}

/** What its host says of an old folder, or its state where none lives. */
async function dutiesAt(paths: StatePaths, { clock }: OldFolderOptions): Promise<Duties | undefined> {
  const record = await readHostRecord(paths.hostRecord);
  const asked = record && (await askHost(record, clock));
  if (asked) return asked;
  const lock = await acquireHostLock(paths.lock, { clock, random: systemRandom, patienceMs: 0 });
  // Somebody has it who cannot be asked.
  if (!lock.ok) return { busy: [], hasHistory: true, ...(record && { host: { pid: record.pid, mode: record.mode } }) };
  try {
    const none: Duties = { busy: [], hasHistory: false };
    const read = withStore(paths, lock.value, none, (store) => dutiesIn(store, paths));
    return read.ok ? read.value : undefined;
  } finally {
    lock.value.dispose();
  }
}

/** Undefined if no host lives. */
async function askHost(record: HostRecord, clock: Clock): Promise<Duties | undefined> {
  const { mode, pid } = record;
  const attached = await attachTo(record, { clock, identity: { build, kind: 'tool', access: 'look' } });
  if (!attached.ok)
    return attached.error.reason === 'no-host' ? undefined : { busy: [], hasHistory: true, host: { mode, pid } };
  const { client } = attached.value;
  const seen = await client.attach();
  client.dispose();
  if (!seen.ok) return undefined;
  const { tasks } = seen.value;
  const busy = tasks.filter(isBusy).map(({ name }) => name);
  const hasHistory = tasks.some(({ runs }) => runs.length > 0);
  return { busy, hasHistory, ...((busy.length > 0 || hasHistory) && { host: { mode, pid } }) };
}

function isBusy({ desired, extraRuns, schedule, status }: TaskView): boolean {
  return desired === 'up' || extraRuns > 0 || schedule.kind === 'armed' || isLiveStatus(status);
}

function dutiesIn(store: SqliteStore, { runs }: StatePaths): Duties {
  const live = new Set(
    store
      .unsettledRuns()
      .filter((run) => run.state !== 'running' || whereaboutsOfRun(run.shim, runs, run.id) !== 'gone')
      .map(({ task }) => task),
  );
  const busy = store
    .knownTasks()
    .filter((task) => live.has(task) || store.desired(task) === 'up' || store.schedule(task)?.mode === 'armed')
    .toSorted();
  return { busy, hasHistory: store.newestRuns(1).length > 0 || store.newestSkipped(1).length > 0 };
}
