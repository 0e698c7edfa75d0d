import { existsSync, renameSync } from 'node:fs';
import type { Clock, Instant } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Random } from '../base/random.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { DesiredState, Journal, Store } from '../core/ports.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { ProcessIdentity, RunId, RunOutcome, RunRecord } from '../model/run.ts';
import { taskKey } from '../model/task.ts';
import { errorDetail } from './errorDetail.ts';
import { fileIdentity } from './fileIdentity.ts';
import type { HostLock } from './hostLock.ts';
import { toOutcomeColumns, toRunRecord } from './runRow.ts';
import { type Database, isDamaged, isMisfit, isSqliteError, openDatabase } from './sqlite.ts';
import { migrate, readVersion, schemaVersion, transact } from './sqliteSchema.ts';

/** Nobody else should have the database open; this much is waited for a backup or a virus scanner that has. */
const busyTimeoutMs = 1_000;

/** What a store needs: the lock proves that this process is the only one to write. */
export interface StoreSurroundings {
  /** Absolute path of the database, in an existing folder. */
  readonly path: string;
  readonly lock: Pick<HostLock, 'path' | 'isIntact'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
}

/**
 * Opens the database, creating or migrating it. One that is damaged is set aside under a new name, which the journal
 * tells, and begun anew. One of a newer version is left as it is: `state-newer`. Anything else is `state-unusable`.
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
      message: `The history of runs in ${path} is damaged. It was set aside as ${aside} and begun anew; a run that was live goes on, but nobody looks after it any more.`,
    });
  } catch (error) {
    return err({ reason: 'state-unusable', path, detail: errorDetail(error) });
  }
  const again = tryOpen(surroundings);
  if (again.ok) return again;
  return err(
    again.error === 'damaged'
      ? { reason: 'state-unusable', path, detail: 'a new database is damaged too' }
      : again.error,
  );
}

/** The durable memory of one executor, in SQLite. A write that fails is told to the journal; only `begin` must succeed. */
export class SqliteStore implements Store, Disposable {
  readonly executorId: string;
  private readonly identity: string | undefined;
  private readonly statements;
  private isOpen = true;

  constructor(
    private readonly database: Database,
    private readonly surroundings: StoreSurroundings,
  ) {
    this.statements = prepareStatements(database);
    this.identity = fileIdentity(surroundings.path);
    const { addMeta, meta } = this.statements;
    addMeta.run('executorId', surroundings.random.hex(8));
    this.executorId = String(meta.get('executorId')?.['value']);
  }

  begin(run: RunRecord & { readonly state: 'starting' }): Result<void, ExecutorFailure> {
    const { path, lock } = this.surroundings;
    if (!this.isOpen) return err({ reason: 'closing' });
    if (!lock.isIntact()) return err({ reason: 'state-replaced', path: lock.path });
    if (this.identity === undefined || fileIdentity(path) !== this.identity)
      return err({ reason: 'state-replaced', path });

    const { addRun, setDesired } = this.statements;
    const key = taskKey(run.task);
    try {
      this.synchronously(() => {
        transact(this.database, () => {
          addRun.run(run.id, key, run.task, run.trigger, run.createdAt, run.logPath);
          setDesired.run(key, run.task, 'up');
        });
      });
      return ok(undefined);
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      return err({ reason: 'state-unusable', path, detail: errorDetail(error) });
    }
  }

  markRunning(run: RunId, started: { at: Instant; pid: number; shim: ProcessIdentity }): void {
    this.attempt(undefined, () => {
      this.statements.markRunning.run(started.at, started.pid, JSON.stringify(started.shim), run);
    });
  }

  markStopping(run: RunId, deadline: Instant): void {
    this.attempt(undefined, () => {
      this.statements.markStopping.run(deadline, run);
    });
  }

  settle(run: RunId, end: { at: Instant; outcome: RunOutcome }): RunRecord | undefined {
    const record = this.attempt(undefined, () => {
      const row = this.statements.unsettledRun.get(run);
      return row && toRunRecord(row);
    });
    if (!record) return undefined;
    const { outcome, exitCode, exitSignal, failure } = toOutcomeColumns(end.outcome);
    this.attempt(undefined, () => {
      this.statements.settle.run(end.at, outcome, exitCode, exitSignal, failure, run);
    });
    return record;
  }

  desired(task: string): DesiredState {
    const row = this.attempt(undefined, () => this.statements.desired.get(taskKey(task)));
    return row?.['desired'] === 'up' ? 'up' : 'down';
  }

  setDesired(task: string, desired: DesiredState): void {
    this.attempt(undefined, () => {
      // What a person wants is kept even if the power fails next.
      this.synchronously(() => {
        this.statements.setDesired.run(taskKey(task), task, desired);
      });
    });
  }

  unsettledRuns(): readonly RunRecord[] {
    return this.attempt([], () => this.statements.unsettledRuns.all().map(toRunRecord));
  }

  recentRuns(task: string, count: number): readonly RunRecord[] {
    return this.attempt([], () => this.statements.recentRuns.all(taskKey(task), count).map(toRunRecord));
  }

  seenRun(task: string): RunId | undefined {
    const row = this.attempt(undefined, () => this.statements.seen.get(taskKey(task)));
    const run = row?.['seen'];
    return typeof run === 'string' ? run : undefined;
  }

  markSeen(task: string, run: RunId): void {
    this.attempt(undefined, () => {
      this.statements.markSeen.run(taskKey(task), task, run);
    });
  }

  forget(task: string): readonly string[] {
    const { logPaths, forgetRuns, forgetTask } = this.statements;
    const key = taskKey(task);
    return this.attempt([], () =>
      transact(this.database, () => {
        const paths = logPaths.all(key).map((row) => String(row['log_path']));
        forgetRuns.run(key);
        forgetTask.run(key);
        return paths;
      }),
    );
  }

  /** Writes everything into the one file and closes it; what is asked afterwards is answered as by an empty store. */
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.database.close();
  }

  dispose(): void {
    this.close();
  }

  /** Work that is on the disk when this returns, for decisions; all else may be lost with the power, not with the process. */
  private synchronously(work: () => void): void {
    this.database.exec('PRAGMA synchronous = FULL');
    try {
      work();
    } finally {
      this.database.exec('PRAGMA synchronous = NORMAL');
    }
  }

  /** What the disk refuses here costs history, not a run: the journal says so, and the work goes on with `otherwise`. */
  private attempt<T>(otherwise: T, work: () => T): T {
    const { journal, path } = this.surroundings;
    try {
      if (this.isOpen) return work();
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      journal.record({ level: 'error', event: 'state-unusable', message: `${path}: ${errorDetail(error)}` });
    }
    return otherwise;
  }
}

function tryOpen(surroundings: StoreSurroundings): Result<SqliteStore, ExecutorFailure | 'damaged'> {
  const { path } = surroundings;
  let database: Database | undefined;
  let isMigrated = false;
  try {
    database = openDatabase(path, busyTimeoutMs);
    const version = readVersion(database);
    if (version > schemaVersion) {
      database.close();
      return err({ reason: 'state-newer', path, version, supported: schemaVersion });
    }
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const check = database.prepare('PRAGMA quick_check(1)').get();
    if (check?.['quick_check'] !== 'ok') {
      database.close();
      return err('damaged');
    }
    migrate(database);
    isMigrated = true;
    return ok(new SqliteStore(database, surroundings));
  } catch (error) {
    database?.close();
    // Tables that are not what the version says were meddled with; a step of ours that fails is another matter.
    if (isDamaged(error) || (isMigrated && isMisfit(error))) return err('damaged');
    if (isSqliteError(error)) return err({ reason: 'state-unusable', path, detail: errorDetail(error) });
    throw error;
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

function prepareStatements(database: Database) {
  return {
    meta: database.prepare('SELECT value FROM meta WHERE key = ?'),
    addMeta: database.prepare('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)'),
    addRun: database.prepare(
      `INSERT INTO runs (id, task_key, task, trigger, state, created_at, log_path) VALUES (?, ?, ?, ?, 'starting', ?, ?)`,
    ),
    markRunning: database.prepare(
      `UPDATE runs SET state = 'running', started_at = ?, pid = ?, shim = ? WHERE id = ? AND state = 'starting'`,
    ),
    markStopping: database.prepare(`UPDATE runs SET stop_by = ? WHERE id = ? AND state = 'running'`),
    settle: database.prepare(
      `UPDATE runs SET state = 'ended', ended_at = ?, outcome = ?, exit_code = ?, exit_signal = ?, failure = ?
       WHERE id = ? AND state <> 'ended'`,
    ),
    unsettledRun: database.prepare(`SELECT * FROM runs WHERE id = ? AND state <> 'ended'`),
    unsettledRuns: database.prepare(`SELECT * FROM runs WHERE state <> 'ended' ORDER BY seq`),
    recentRuns: database.prepare('SELECT * FROM runs WHERE task_key = ? ORDER BY seq DESC LIMIT ?'),
    desired: database.prepare('SELECT desired FROM tasks WHERE key = ?'),
    setDesired: database.prepare(
      `INSERT INTO tasks (key, name, desired) VALUES (?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET name = excluded.name, desired = excluded.desired`,
    ),
    seen: database.prepare('SELECT seen FROM tasks WHERE key = ?'),
    markSeen: database.prepare(
      `INSERT INTO tasks (key, name, desired, seen) VALUES (?, ?, 'down', ?)
       ON CONFLICT (key) DO UPDATE SET seen = excluded.seen`,
    ),
    logPaths: database.prepare('SELECT log_path FROM runs WHERE task_key = ? ORDER BY seq'),
    forgetRuns: database.prepare('DELETE FROM runs WHERE task_key = ?'),
    forgetTask: database.prepare('DELETE FROM tasks WHERE key = ?'),
  };
}
