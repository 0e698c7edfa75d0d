import { existsSync, renameSync } from 'node:fs';
import type { Clock, Instant } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { errorDetail } from '../files/errorDetail.ts';
import { type Database, isDamaged, isMisfit, isSqliteError, openDatabase } from '../files/sqlite.ts';
import { migrate, migrateInTransaction, readVersion, schemaVersion } from './sqliteSchema.ts';
import { SqliteStore, type SqliteStoreSurroundings } from './sqliteStore.ts';

/** Nobody else should have the database open; this much is waited for a backup or a virus scanner that has. */
const busyTimeoutMs = 1_000;

/** What is needed to open a store. */
export interface StoreSurroundings extends SqliteStoreSurroundings {
  readonly clock: Clock;
  /** Version of Executor that this code belongs to. */
  readonly version: string;
}

/**
 * Opens the database, creating or migrating it. One that is damaged is set aside under a new name, which the journal
 * tells, and started over. One of a newer version is left as it is: `state-newer`. Anything else is `state-unusable`.
 */
export function openStore(surroundings: StoreSurroundings): Result<SqliteStore, ExecutorFailure> {
  const { path, journal } = surroundings;
  const opened = tryOpen(surroundings);
  if (opened.ok) return opened;
  if (opened.error !== 'damaged') return err(opened.error);

  try {
    const aside = setAside(path, surroundings.clock.now());
    journal.record({
      level: 'error',
      event: 'state-set-aside',
      message: `The history of runs in ${path} is damaged. It was set aside as ${aside}, and a new one was started; runs that were active continue, but nothing manages them any more.`,
    });
  } catch (error) {
    return err({ reason: 'state-unusable', path, detail: errorDetail(error) });
  }
  const again = tryOpen(surroundings);
  if (again.ok) return again;
  return err(
    again.error === 'damaged'
      ? { reason: 'state-unusable', path, detail: 'a new database is also damaged' }
      : again.error,
  );
}

/**
 * Opens an existing database to look at it: everything happens in one transaction that is undone in the end, the steps
 * that an older one lacks included, so that its owner finds it as it was. A damaged one is left alone as well.
 */
export function openStoreToRead(
  path: string,
  lock: SqliteStoreSurroundings['lock'],
): Result<SqliteStore, ExecutorFailure> {
  return withDatabase(path, (database) => {
    database.exec('BEGIN');
    migrateInTransaction(database);
    // What cannot be read is shown as if it were not there, and told by the next owner.
    const journal = { record: () => undefined };
    return ok(new SqliteStore(database, { path, lock, journal, random: systemRandom }));
  });
}

function tryOpen(surroundings: StoreSurroundings): Result<SqliteStore, ExecutorFailure | 'damaged'> {
  let isMigrated = false;
  const makeStore = (database: Database): Result<SqliteStore, 'damaged'> => {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const check = database.prepare('PRAGMA quick_check(1)').get();
    if (check?.['quick_check'] !== 'ok') return err('damaged');
    const isNew = readVersion(database) < schemaVersion;
    migrate(database);
    isMigrated = true;
    noteFormat(database, surroundings.version, { isNew });
    return ok(new SqliteStore(database, surroundings));
  };
  // Tables that are not what the version says were meddled with; a step of ours that fails is another matter.
  return withDatabase(surroundings.path, makeStore, (error) =>
    isDamaged(error) || (isMigrated && isMisfit(error)) ? 'damaged' : undefined,
  );
}

/** Opens a database that this version understands, and has `makeStore` make a store of it; closes it where there is none. */
function withDatabase<F>(
  path: string,
  makeStore: (database: Database) => Result<SqliteStore, F>,
  whyFailed: (error: unknown) => F | undefined = () => undefined,
): Result<SqliteStore, ExecutorFailure | F> {
  let database: Database | undefined;
  try {
    database = openDatabase(path, busyTimeoutMs);
    const newer = whyNewer(database, path);
    const opened = newer ? err(newer) : makeStore(database);
    if (!opened.ok) database.close();
    return opened;
  } catch (error) {
    database?.close();
    const why = whyFailed(error);
    if (why !== undefined) return err(why);
    if (!isSqliteError(error)) throw error;
    return err({ reason: 'state-unusable', path, detail: errorDetail(error) });
  }
}

/** The key of the oldest version of Executor that is known to understand the database. */
const formatKey = 'neededVersion';

/** Tells older versions, which will refuse this database, what they lack. */
function noteFormat(database: Database, version: string, { isNew }: { readonly isNew: boolean }): void {
  const how = isNew ? 'INSERT OR REPLACE' : 'INSERT OR IGNORE';
  database.prepare(`${how} INTO meta (key, value) VALUES (?, ?)`).run(formatKey, version);
}

/** Why a database is left to a newer version of Executor; undefined if this one understands it. */
function whyNewer(database: Database, path: string): ExecutorFailure | undefined {
  const version = readVersion(database);
  if (version <= schemaVersion) return undefined;
  const needed = formatNeeds(database);
  return { reason: 'state-newer', path, version, supported: schemaVersion, ...(needed && { needed }) };
}

/** The version of Executor that a newer one has named for this; undefined if none has. */
function formatNeeds(database: Database): string | undefined {
  try {
    const value = database.prepare('SELECT value FROM meta WHERE key = ?').get(formatKey)?.['value'];
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return undefined;
  }
}

/** Renames the database and its companions, which belong to no other file; answers the new name. */
function setAside(path: string, now: Instant): string {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+Z/g, '');
  let aside = `${path}.damaged-${stamp}`;
  for (let copy = 2; existsSync(aside); copy++) aside = `${path}.damaged-${stamp}-${String(copy)}`;
  for (const companion of ['-wal', '-shm', '']) {
    if (existsSync(path + companion)) renameSync(path + companion, aside + companion);
  }
  return aside;
}
