import { existsSync } from 'node:fs';
import { cp, link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { reached } from '../../base/faultPoint.ts';
import { systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { RunRecord } from '../../model/run.ts';
import { errorCode, errorDetail } from '../files/errorDetail.ts';
import { folderMark, readFolderRecord, writeFolderRecord } from './folderRecord.ts';
import type { HostLock } from './hostLock.ts';
import { openDatabase } from '../files/sqlite.ts';
import { transact } from './sqliteSchema.ts';
import { openStoreToRead } from './openStore.ts';
import type { SqliteStore } from './sqliteStore.ts';
import type { StatePaths } from './stateFolder.ts';
import { claimForHost, readStatus, statusFilePath } from '../process/statusFile.ts';

/** An executor's state, whose lock this process holds. */
export interface HeldState {
  readonly paths: StatePaths;
  readonly lock: HostLock;
  /** Real path of the workspace folder that it is, or was, for. */
  readonly folder: string;
}

/** How state is taken over. */
export interface StateTransfer {
  readonly from: HeldState;
  readonly to: HeldState;
  readonly clock: Clock;
  /** The state that is there may have a history; it is set aside. */
  readonly replaces: boolean;
}

/** What is in some state, as far as it matters to whoever would put other state in its place. */
export type StateContent =
  { readonly kind: 'blank' } | { readonly kind: 'used'; readonly isLive: boolean; readonly executor: string };

/**
 * Brings the state of a folder that was renamed to its new place. Whatever happens, one of the two places has everything:
 *
 * 1. Nothing of the old state is changed or deleted before the new one is whole.
 * 2. The new state is there as soon as its database is, which a rename puts in its place.
 * 3. A run that began at the old place says how it ends in the file that its shim knows; that file has a name in both places.
 *
 * What was begun and not ended is simply done again.
 */
export async function transferState(transfer: StateTransfer): Promise<Result<void, ExecutorFailure>> {
  const { from, to } = transfer;
  try {
    const isDone = await fillState(transfer);
    if (!isDone.ok) return isDone;
    const left = await clearState(from.paths);
    const before = await readFolderRecord(to.paths.place);
    if (before && left !== undefined)
      await writeFolderRecord(to.paths.place, { ...before, left: [...(before.left ?? []), left] });
    reached('take-over-cleared');
    return ok(undefined);
  } catch (error) {
    return err({ reason: 'state-unusable', path: to.paths.folder, detail: errorDetail(error) });
  }
}

async function fillState(transfer: StateTransfer): Promise<Result<void, ExecutorFailure>> {
  const { clock, from, replaces, to } = transfer;
  const old = contentOf(from);
  if (!old.ok) return old;
  const present = contentOf(to);
  if (!present.ok) return present;
  if (old.value.kind === 'blank') return err({ reason: 'no-old-folder' });
  if (present.value.kind === 'used') {
    // The last attempt came as far as this.
    if (present.value.executor === old.value.executor) return ok(undefined);
    if (present.value.isLive || !replaces)
      return err({ reason: 'folder-in-use', folder: from.folder, isLive: present.value.isLive });
  }
  const abandoned = abandonUnbegun(from);
  if (!abandoned.ok) return abandoned;
  await linkFiles(from.paths.runs, to.paths.runs);
  await linkFiles(from.paths.logs, to.paths.logs);
  reached('take-over-linked');
  for (const name of ['definitions', 'journal'] as const) await copyFile(from.paths[name], to.paths[name]);
  const copy = `${to.paths.database}.${systemRandom.hex(8)}.tmp`;
  try {
    copyDatabase(from, to, copy);
    reached('take-over-copied');
    if (present.value.kind === 'used')
      await rename(to.paths.database, `${to.paths.database}.replaced-${String(clock.now())}`);
    await removeDatabase(to.paths.database);
    await rename(copy, to.paths.database);
  } finally {
    await removeDatabase(copy);
  }
  const mark = folderMark(to.folder);
  if (mark !== undefined)
    await writeFolderRecord(to.paths.place, { folder: to.folder, mark, executor: old.value.executor });
  reached('take-over-committed');
  return ok(undefined);
}

/** What is in a state that this process holds. */
export function contentOf({ lock, paths }: Pick<HeldState, 'lock' | 'paths'>): Result<StateContent, ExecutorFailure> {
  return withStore<StateContent>(paths, lock, { kind: 'blank' }, (store) => {
    const isLive = store.unsettledRuns().length > 0;
    const isWanted = store
      .knownTasks()
      .some((task) => store.desired(task) === 'up' || store.schedule(task)?.mode === 'armed');
    const isBlank = !isWanted && store.newestRuns(1).length === 0 && store.newestSkipped(1).length === 0;
    return isBlank ? { kind: 'blank' } : { kind: 'used', isLive, executor: store.executorId };
  });
}

/** Reads a database, or answers `none` if there is none. */
export function withStore<T>(
  paths: StatePaths,
  lock: Pick<HostLock, 'path' | 'isIntact'>,
  none: T,
  read: (store: SqliteStore) => T,
): Result<T, ExecutorFailure> {
  if (!existsSync(paths.database)) return ok(none);
  const opened = openStoreToRead(paths.database, lock);
  if (!opened.ok) return opened;
  try {
    return ok(read(opened.value));
  } finally {
    opened.value.dispose();
  }
}

/**
 * A run whose shim has not said anything would say it at the old place alone: it never begins, and is decided again.
 */
function abandonUnbegun({ lock, paths }: HeldState): Result<void, ExecutorFailure> {
  const unsettled = withStore<readonly RunRecord[]>(paths, lock, [], (store) => store.unsettledRuns());
  if (!unsettled.ok) return unsettled;
  for (const { id, state } of unsettled.value) {
    const status = statusFilePath(paths.runs, id);
    if (state !== 'starting' || readStatus(status).kind !== 'absent') continue;
    const claim = claimForHost(status);
    if (!claim.ok) return claim;
  }
  return ok(undefined);
}

/** Gives every file below a folder a name below another as well; what it has there already it keeps. */
async function linkFiles(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => []);
  if (entries.length > 0) await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of entries) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await linkFiles(source, target);
    else if (entry.isFile()) await link(source, target).catch(ignoring('EEXIST'));
  }
}

async function copyFile(from: string, to: string): Promise<void> {
  const temporary = `${to}.${systemRandom.hex(8)}.tmp`;
  try {
    await cp(from, temporary);
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { force: true });
    ignoring('ENOENT')(error);
  }
}

/** Copies the database, in which logs are to be found at their new paths. */
function copyDatabase(from: HeldState, to: HeldState, copy: string): void {
  const source = openDatabase(from.paths.database, 1_000);
  try {
    source.prepare('VACUUM INTO ?').run(copy);
  } finally {
    source.close();
  }
  const database = openDatabase(copy, 1_000);
  try {
    transact(database, () => {
      for (const [before, after] of [
        [from.folder, to.folder],
        [from.paths.logs, to.paths.logs],
      ] as const) {
        const [old, present] = [`${before}${path.sep}`, `${after}${path.sep}`];
        database
          .prepare('UPDATE runs SET log_path = ? || substr(log_path, ?) WHERE substr(log_path, 1, ?) = ?')
          .run(present, old.length + 1, old.length, old);
        const inJson = (text: string): string => `"logPath":${JSON.stringify(text).slice(0, -1)}`;
        for (const [table, column] of [
          ['runs', 'cause'],
          ['owed', 'owed'],
        ] as const)
          database
            .prepare(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?) WHERE instr(${column}, ?) > 0`)
            .run(inJson(old), inJson(present), inJson(old));
      }
    });
  } finally {
    database.close();
  }
}

/**
 * Deletes state that is at another place by now, whose lock this process holds; answers its folder where runs that began there
 * still have to say how they end.
 */
export async function clearState(paths: StatePaths): Promise<string | undefined> {
  const { attempts, database, definitions, folder, hostOutput, hostRecord, journal, logs, place, register, runs } =
    paths;
  for (const each of [attempts, definitions, hostOutput, hostRecord, journal, logs, register])
    await rm(each, { force: true, recursive: true });
  // Until that has gone, whoever looks finds the old state, and does all this once more.
  await removeDatabase(database);
  await rm(place, { force: true });
  const isAwaited = (await readdir(runs).catch(() => [])).some((name) => {
    const status = readStatus(path.join(runs, name));
    return status.kind !== 'abandoned' && !(status.kind === 'claimed' && status.code !== undefined);
  });
  return isAwaited ? folder : undefined;
}

/** Takes away what is left of old places once no run that began there can say anything any more. */
export async function tidyOldPlaces(place: string): Promise<void> {
  const record = await readFolderRecord(place);
  if (!record?.left) return;
  const home = path.dirname(path.dirname(place));
  for (const folder of record.left) {
    // Where somebody made a folder again at the old path, that is its state by now.
    const isStub = path.dirname(folder) === home && !existsSync(path.join(folder, path.basename(place)));
    if (isStub) await rm(folder, { recursive: true, force: true });
  }
  const { left: _, ...rest } = record;
  await writeFolderRecord(place, rest);
}

async function removeDatabase(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(`${file}${suffix}`, { force: true });
}

function ignoring(code: string): (error: unknown) => void {
  return (error) => {
    if (errorCode(error) !== code) throw error;
  };
}
