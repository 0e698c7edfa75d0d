import { existsSync, renameSync, statSync } from 'node:fs';
import type { Clock, Instant } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Random } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type {
  DesiredState,
  HistoryTrim,
  Journal,
  LaterDecision,
  LeavingRun,
  OwedRun,
  ScheduleDecision,
  ScheduleState,
  Store,
} from '../../core/ports.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import type { ApprovalRecord } from '../../model/taskFile/approval.ts';
import type { Incident } from '../../model/notice/incident.ts';
import type { LaterRun } from '../../model/schedule/laterRun.ts';
import type { ProcessIdentity, RunId, RunOutcome, RunRecord } from '../../model/run.ts';
import { collapse, isAlike, type Skipped } from '../../model/schedule/skipped.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import { errorCode, errorDetail, passingFailure } from '../files/errorDetail.ts';
import { fileIdentity } from '../files/fileIdentity.ts';
import type { HostLock } from './hostLock.ts';
import { toLaterRun, toLeavingRun, toOutcomeColumns, toOwedRun, toRunRecord } from './runRow.ts';
import {
  type Database,
  isDamaged,
  isMisfit,
  isSqliteError,
  mayPass,
  openDatabase,
  sqliteTrouble,
} from '../files/sqlite.ts';
import { migrate, migrateInTransaction, readVersion, schemaVersion, transact } from './sqliteSchema.ts';
import { isFailureRow, SqliteHistory } from './sqliteHistory.ts';
import { toApprovalRecord, toHostSettings, toIncident, toScheduleState, toSkipped, toSkippedRow } from './taskRow.ts';

/** Nobody else should have the database open; this much is waited for a backup or a virus scanner that has. */
const busyTimeoutMs = 1_000;
/** Behind every row that there may be. */
const endOfHistory = Number.MAX_SAFE_INTEGER;

/** What a store needs: the lock proves that this process is the only one to write. */
export interface StoreSurroundings {
  /** Absolute path of the database, in an existing folder. */
  readonly path: string;
  readonly lock: Pick<HostLock, 'path' | 'isIntact'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  /** Version of Executor that this code belongs to. */
  readonly version: string;
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

/**
 * Opens an existing database to look at it: everything happens in one transaction that is undone in the end, the steps
 * that an older one lacks included, so that its owner finds it as it was. A damaged one is left alone as well.
 */
export function openStoreToRead(
  surroundings: Omit<StoreSurroundings, 'journal' | 'version'>,
): Result<SqliteStore, ExecutorFailure> {
  const { path } = surroundings;
  let database: Database | undefined;
  try {
    database = openDatabase(path, busyTimeoutMs);
    const newer = whyNewer(database, path);
    if (newer) {
      database.close();
      return err(newer);
    }
    database.exec('BEGIN');
    migrateInTransaction(database);
    // What cannot be read is shown as if it were not there, and told by the next owner.
    return ok(new SqliteStore(database, { ...surroundings, journal: { record: () => undefined } }));
  } catch (error) {
    database?.close();
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

/** Why a database is left to a newer version of Executor; undefined where this one understands it. */
function whyNewer(database: Database, path: string): ExecutorFailure | undefined {
  const version = readVersion(database);
  if (version <= schemaVersion) return undefined;
  const needed = formatNeeds(database);
  return { reason: 'state-newer', path, version, supported: schemaVersion, ...(needed && { needed }) };
}

/** The version of Executor that a newer one has named for this; undefined where none has. */
function formatNeeds(database: Database): string | undefined {
  try {
    const value = database.prepare('SELECT value FROM meta WHERE key = ?').get(formatKey)?.['value'];
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return undefined;
  }
}

/**
 * The durable memory of one executor, in SQLite. Only `begin` and `decide` must succeed. Any other write that the disk
 * refuses is told to the journal and kept, and is tried again, in its order, before the next one.
 */
export class SqliteStore implements Store, Disposable {
  readonly executorId: string;
  private readonly identity: string | undefined;
  private readonly statements;
  private readonly history: SqliteHistory;
  /** Writes that the disk has refused so far. */
  private readonly refused: (() => void)[] = [];
  /** How often what was refused could be written in the end. */
  private delays = 0;
  private isOpen = true;

  constructor(
    private readonly database: Database,
    private readonly surroundings: Omit<StoreSurroundings, 'version'>,
  ) {
    this.statements = prepareStatements(database);
    this.history = new SqliteHistory(database);
    this.identity = fileIdentity(surroundings.path);
    const { addMeta, meta } = this.statements;
    addMeta.run('executorId', surroundings.random.hex(8));
    this.executorId = String(meta.get('executorId')?.['value']);
  }

  begin(
    run: RunRecord & { readonly state: 'starting' },
    { setsUp, withdraws }: { readonly setsUp: boolean; readonly withdraws?: RunId },
  ): Result<void, ExecutorFailure> {
    return this.commit(() => {
      if (withdraws !== undefined) this.statements.withdraw.run(withdraws);
      this.addRun(run);
      this.statements.forgive.run(run.id);
      if (setsUp) this.statements.setDesired.run(taskKey(run.task), run.task, 'up');
    });
  }

  decide(decisions: readonly ScheduleDecision[]): Result<void, ExecutorFailure> {
    return this.commit(() => {
      for (const { run, schedule, skipped = [], task, withdrawn } of decisions) {
        this.statements.setSchedule.run(taskKey(task), task, JSON.stringify(schedule));
        if (withdrawn !== undefined) this.statements.withdraw.run(withdrawn);
        for (const each of skipped) this.addSkipped(each);
        if (run) this.addRun(run);
      }
    });
  }

  laterRuns(): readonly LaterRun[] {
    return this.attempt([], () => this.statements.laterRuns.all().map(toLaterRun));
  }

  addLater(later: LaterRun): Result<void, ExecutorFailure> {
    return this.commit(() => {
      this.insertLater(later);
    });
  }

  cancelLater(ids: readonly string[]): Result<void, ExecutorFailure> {
    return this.commit(() => {
      for (const id of ids) this.statements.removeLater.run(id);
    });
  }

  decideLater(decisions: readonly LaterDecision[]): Result<void, ExecutorFailure> {
    return this.commit(() => {
      for (const { later, run, skipped } of decisions) {
        this.statements.removeLater.run(later.id);
        if (skipped) this.addSkipped(skipped);
        if (run) this.addRun(run);
      }
    });
  }

  returnLater(later: LaterRun, withdrawn: RunId): Result<void, ExecutorFailure> {
    return this.commit(() => {
      this.statements.withdraw.run(withdrawn);
      this.insertLater(later);
    });
  }

  private insertLater({ args, askedAt, at, id, task, timeZone }: LaterRun): void {
    const { addLater } = this.statements;
    addLater.run(id, taskKey(task), task, at, timeZone, askedAt, args ? JSON.stringify(args) : null);
  }

  noteSkipped(skipped: Skipped): void {
    this.write(() => {
      transact(this.database, () => {
        this.addSkipped(skipped);
      });
    });
  }

  recentSkipped(task: string, count: number, before = endOfHistory): readonly Skipped[] {
    return this.attempt([], () =>
      this.statements.recentSkipped.all(taskKey(task), before, count).flatMap(toSkippedRow),
    );
  }

  newestSkipped(count: number, before = endOfHistory): readonly Skipped[] {
    return this.attempt([], () => this.statements.newestSkipped.all(before, count).flatMap(toSkippedRow));
  }

  missedUnattended(): number {
    return Number(this.meta('missedUnattended') ?? 0);
  }

  setMissedUnattended(count: number): void {
    this.setMeta('missedUnattended', String(count));
  }

  private addSkipped(skipped: Skipped): void {
    const { addSkipped, lastSkipped, newestRunOf, widenSkipped } = this.statements;
    const { because, count, from, task, to, why } = skipped;
    const key = taskKey(task);
    const afterRun = Number(newestRunOf.get(key)?.['seq'] ?? 0);
    const last = lastSkipped.get(key);
    const [before] = last ? toSkipped(last) : [];
    if (!before || !isAlike(before, skipped) || last?.['after_run'] !== afterRun) {
      addSkipped.run(key, task, from, to, count, why, because ?? null, afterRun);
      return;
    }
    const whole = collapse(before, skipped);
    widenSkipped.run(whole.from, whole.to, whole.count, Number(last['seq']));
  }

  private addRun(run: RunRecord): void {
    const { args, cause, createdAt, id, isExtra, isOnce, later, logPath, retry, scheduledFor, task, trigger } = run;
    this.statements.addRun.run(
      id,
      taskKey(task),
      task,
      trigger,
      createdAt,
      logPath,
      scheduledFor ?? null,
      args ? JSON.stringify(args) : null,
      isExtra ? 1 : 0,
      isOnce ? 1 : 0,
      retry ?? null,
      cause ? JSON.stringify(cause) : null,
      later ? JSON.stringify(later) : null,
    );
  }

  check(): Result<number, ExecutorFailure> {
    const checked = this.whileOurs(() => {
      this.catchUp();
    });
    return checked.ok ? ok(this.delays) : checked;
  }

  /** A durable transaction that precedes a spawn, after everything that was to be written before it. */
  private commit(work: () => void): Result<void, ExecutorFailure> {
    return this.whileOurs(() => {
      this.catchUp();
      this.synchronously(() => {
        transact(this.database, work);
      });
    });
  }

  /** Does something that must succeed, unless lock or database are not the files any more that were opened. */
  private whileOurs(work: () => void): Result<void, ExecutorFailure> {
    const { path, lock } = this.surroundings;
    if (!this.isOpen) return err({ reason: 'closing' });
    if (!lock.isIntact()) return err(whyAnother(lock.path));
    if (this.identity === undefined || fileIdentity(path) !== this.identity) return err(whyAnother(path));
    try {
      work();
      return ok(undefined);
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      const unusable = { reason: 'state-unusable', path, detail: errorDetail(error) } as const;
      return err(passingFailure(error, path, sqliteTrouble(error)) ?? unusable);
    }
  }

  markRunning(run: RunId, started: { at: Instant; pid: number; shim: ProcessIdentity }): void {
    this.write(() => {
      this.statements.markRunning.run(started.at, started.pid, JSON.stringify(started.shim), run);
    });
  }

  markStopping(run: RunId, { by, hasTimedOut }: { by: Instant; hasTimedOut: boolean }): void {
    this.write(() => {
      this.statements.markStopping.run(by, hasTimedOut ? 1 : 0, run);
    });
  }

  settle(
    run: RunId,
    end: { at: Instant; outcome: RunOutcome; leftovers?: number },
    owes: (record: RunRecord) => readonly OwedRun[] = () => [],
  ): RunRecord | undefined {
    const record = this.attempt(undefined, () => {
      const row = this.statements.unsettledRun.get(run);
      return row && toRunRecord(row);
    });
    if (!record) return undefined;
    const { outcome, exitCode, exitSignal, failure } = toOutcomeColumns(end.outcome);
    const owed = owes(record);
    const settle = (): void => {
      this.statements.settle.run(end.at, outcome, exitCode, exitSignal, failure, end.leftovers ?? 0, run);
      for (const each of owed) {
        this.statements.owe.run(each.next.run, taskKey(each.task), JSON.stringify(each));
      }
    };
    this.write(() => {
      if (owed.length === 0) settle();
      else
        this.synchronously(() => {
          transact(this.database, settle);
        });
    });
    return record;
  }

  setLeftovers(run: RunId, count: number): void {
    this.write(() => {
      this.statements.setLeftovers.run(count, run);
    });
  }

  leavingRuns(): readonly LeavingRun[] {
    return this.attempt([], () => this.statements.leavingRuns.all().flatMap((row) => toLeavingRun(row) ?? []));
  }

  owed(): readonly OwedRun[] {
    return this.attempt([], () =>
      this.statements.owed.all().flatMap((row) => toOwedRun(row['owed'], row['task']) ?? []),
    );
  }

  forgive(run: RunId): void {
    this.write(() => {
      this.statements.forgive.run(run);
    });
  }

  desired(task: string): DesiredState {
    const row = this.attempt(undefined, () => this.statements.desired.get(taskKey(task)));
    return row?.['desired'] === 'up' ? 'up' : 'down';
  }

  setDesired(task: string, desired: DesiredState): void {
    this.write(() => {
      // What a person wants is kept even if the power fails next.
      this.synchronously(() => {
        this.statements.setDesired.run(taskKey(task), task, desired);
      });
    });
  }

  unsettledRuns(): readonly RunRecord[] {
    return this.attempt([], () => this.statements.unsettledRuns.all().map(toRunRecord));
  }

  recentRuns(task: string, count: number, before?: RunId): readonly RunRecord[] {
    return this.attempt([], () =>
      this.statements.recentRuns.all(taskKey(task), this.placeOf(before), count).map(toRunRecord),
    );
  }

  newestRuns(count: number, before?: RunId): readonly RunRecord[] {
    return this.attempt([], () => this.statements.newestRuns.all(this.placeOf(before), count).map(toRunRecord));
  }

  /** The place of a run in the history; 0 where that has gone, and with it whatever is older. */
  private placeOf(run: RunId | undefined): number {
    return run === undefined ? endOfHistory : Number(this.statements.placeOf.get(run)?.['seq'] ?? 0);
  }

  seenRun(task: string): RunId | undefined {
    const row = this.attempt(undefined, () => this.statements.seen.get(taskKey(task)));
    const run = row?.['seen'];
    return typeof run === 'string' ? run : undefined;
  }

  markSeen(task: string, run: RunId): void {
    this.write(() => {
      this.statements.markSeen.run(taskKey(task), task, run);
    });
  }

  schedule(task: string): ScheduleState | undefined {
    return toScheduleState(this.taskColumn(task, 'schedule'));
  }

  hasRunFor(task: string, occurrence: Instant): boolean {
    return this.attempt(undefined, () => this.statements.runFor.get(taskKey(task), occurrence)) !== undefined;
  }

  setSchedule(task: string, schedule: ScheduleState | undefined): void {
    this.write(() => {
      this.synchronously(() => {
        this.statements.setSchedule.run(taskKey(task), task, schedule ? JSON.stringify(schedule) : null);
      });
    });
  }

  isHeld(task: string): boolean {
    return this.taskColumn(task, 'held') === 1;
  }

  setHeld(task: string, isHeld: boolean): void {
    this.write(() => {
      this.synchronously(() => {
        this.statements.setHeld.run(taskKey(task), task, isHeld ? 1 : 0);
      });
    });
  }

  approval(task: string): ApprovalRecord | undefined {
    return toApprovalRecord(this.taskColumn(task, 'approval'));
  }

  setApproval(task: string, approval: ApprovalRecord): void {
    this.write(() => {
      this.synchronously(() => {
        this.statements.setApproval.run(taskKey(task), task, JSON.stringify(approval));
      });
    });
  }

  broughtBy(task: string): string | undefined {
    const by = this.taskColumn(task, 'brought_by');
    return typeof by === 'string' ? by : undefined;
  }

  setBroughtBy(task: string, by: string | undefined): void {
    this.write(() => {
      this.synchronously(() => {
        this.statements.setBroughtBy.run(taskKey(task), task, by ?? null);
      });
    });
  }

  isMuted(task: string): boolean {
    return this.taskColumn(task, 'muted') === 1;
  }

  setMuted(task: string, isMuted: boolean): void {
    this.write(() => {
      this.statements.setMuted.run(taskKey(task), task, isMuted ? 1 : 0);
    });
  }

  incident(task: string): Incident | undefined {
    return toIncident(this.taskColumn(task, 'incident'));
  }

  setIncident(task: string, incident: Incident | undefined): void {
    this.write(() => {
      this.statements.setIncident.run(taskKey(task), task, incident ? JSON.stringify(incident) : null);
    });
  }

  knownTasks(): readonly string[] {
    return this.attempt([], () => this.statements.knownTasks.all().map((row) => String(row['task'])));
  }

  settings(): HostSettings {
    return toHostSettings(this.meta('settings'));
  }

  setSettings(settings: HostSettings): void {
    this.setMeta('settings', JSON.stringify(settings));
  }

  attendedUntil(): Instant | undefined {
    const value = this.meta('attendedUntil');
    return value === undefined ? undefined : Number(value);
  }

  setAttendedUntil(instant: Instant): void {
    this.setMeta('attendedUntil', String(instant));
  }

  countEndedAfter(instant: Instant): number {
    return this.attempt(0, () => Number(this.statements.countEndedAfter.get(instant)?.['count']));
  }

  hasFailedAfter(task: string, instant: Instant): boolean {
    return this.attempt(undefined, () => this.statements.failedAfter.get(taskKey(task), instant)) !== undefined;
  }

  trimHistory(limit: number, most: number): HistoryTrim {
    return this.attempt({ logs: [], isDone: true }, () => this.history.trim(limit, most));
  }

  rename(from: string, to: string, moved: ReadonlyMap<string, string>): void {
    const { moveLog, renameBroughtBy, renameLater, renameOwed, renameRuns, renameSkipped, renameTask } =
      this.statements;
    const { forgetLater, forgetTask, forgetRuns, forgetSkipped } = this.statements;
    this.write(() => {
      this.synchronously(() => {
        transact(this.database, () => {
          // A mere change of letter case keeps the key.
          if (taskKey(from) !== taskKey(to)) {
            forgetRuns.run(taskKey(to));
            forgetSkipped.run(taskKey(to));
            forgetLater.run(taskKey(to));
            forgetTask.run(taskKey(to));
          }
          renameTask.run(taskKey(to), to, taskKey(from));
          renameBroughtBy.run(to, from);
          renameRuns.run(taskKey(to), to, taskKey(from));
          renameOwed.run(taskKey(to), taskKey(from));
          renameLater.run(taskKey(to), to, taskKey(from));
          renameSkipped.run(taskKey(to), to, taskKey(from));
          for (const [before, after] of moved) moveLog.run(after, before);
        });
      });
    });
  }

  logPaths(task: string): readonly string[] {
    return this.attempt([], () => this.statements.logPaths.all(taskKey(task)).map((row) => String(row['log_path'])));
  }

  forget(task: string): readonly string[] {
    const { logPaths, forgetLater, forgetRuns, forgetSkipped, forgetTask, forgiveTask } = this.statements;
    const key = taskKey(task);
    const paths = this.attempt([], () => logPaths.all(key).map((row) => String(row['log_path'])));
    this.write(() => {
      transact(this.database, () => {
        forgetRuns.run(key);
        forgetSkipped.run(key);
        forgetTask.run(key);
        forgiveTask.run(key);
        forgetLater.run(key);
      });
    });
    return paths;
  }

  private taskColumn(task: string, column: string): unknown {
    return this.attempt(undefined, () => this.statements.task.get(taskKey(task)))?.[column];
  }

  private meta(key: string): string | undefined {
    const row = this.attempt(undefined, () => this.statements.meta.get(key));
    return row && String(row['value']);
  }

  private setMeta(key: string, value: string): void {
    this.write(() => {
      this.statements.setMeta.run(key, value);
    });
  }

  /** Writes everything into the one file and closes it; what is asked afterwards is answered as by an empty store. */
  close(): void {
    if (!this.isOpen) return;
    this.attempt(undefined, () => {
      this.catchUp();
    });
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

  /** What the disk refuses here costs history for a while, not a run. */
  private write(work: () => void): void {
    const isBehind = this.refused.length > 0;
    this.refused.push(work);
    this.attempt(undefined, () => {
      this.catchUp(isBehind);
    });
  }

  /** Writes what is still to be written, as far as that is possible; throws where it is not. */
  private catchUp(isBehind = this.refused.length > 0): void {
    for (let next = this.refused.shift(); next; next = this.refused.shift()) {
      try {
        next();
      } catch (error) {
        if (mayPass(error)) this.refused.unshift(next);
        throw error;
      }
    }
    if (isBehind) this.delays += 1;
  }

  /** Where the disk refuses, the journal says so, and the work goes on with `otherwise`. */
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
    const newer = whyNewer(database, path);
    if (newer) {
      database.close();
      return err(newer);
    }
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const check = database.prepare('PRAGMA quick_check(1)').get();
    if (check?.['quick_check'] !== 'ok') {
      database.close();
      return err('damaged');
    }
    const isNew = readVersion(database) < schemaVersion;
    migrate(database);
    isMigrated = true;
    noteFormat(database, surroundings.version, { isNew });
    return ok(new SqliteStore(database, surroundings));
  } catch (error) {
    database?.close();
    // Tables that are not what the version says were meddled with; a step of ours that fails is another matter.
    if (isDamaged(error) || (isMigrated && isMisfit(error))) return err('damaged');
    if (isSqliteError(error)) return err({ reason: 'state-unusable', path, detail: errorDetail(error) });
    throw error;
  }
}

/** Why a file of the state is no longer the one that was opened: another is there or none, or nobody can tell any more. */
function whyAnother(path: string): ExecutorFailure {
  try {
    statSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return { reason: 'state-unusable', path, detail: errorDetail(error) };
  }
  return { reason: 'state-replaced', path };
}

/**
 * The statement that writes one column of a task, which need not be known yet. What is kept already is not written again: then
 * nobody waits for the disk.
 */
function setTaskColumn(column: 'schedule' | 'muted' | 'incident' | 'held' | 'approval' | 'brought_by'): string {
  return `INSERT INTO tasks (key, name, desired, ${column}) VALUES (?, ?, 'down', ?)
          ON CONFLICT (key) DO UPDATE SET ${column} = excluded.${column}
          WHERE tasks.${column} IS NOT excluded.${column}`;
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
    owe: database.prepare('INSERT OR REPLACE INTO owed (run, task_key, owed) VALUES (?, ?, ?)'),
    // The name of a task that was renamed is not what it was when the run became owed.
    owed: database.prepare(
      'SELECT owed.owed, tasks.name AS task FROM owed LEFT JOIN tasks ON tasks.key = owed.task_key ORDER BY owed.rowid',
    ),
    forgive: database.prepare('DELETE FROM owed WHERE run = ?'),
    forgiveTask: database.prepare('DELETE FROM owed WHERE task_key = ?'),
    renameOwed: database.prepare('UPDATE owed SET task_key = ? WHERE task_key = ?'),
    meta: database.prepare('SELECT value FROM meta WHERE key = ?'),
    setMeta: database.prepare(
      'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    ),
    addMeta: database.prepare('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)'),
    addRun: database.prepare(
      `INSERT INTO runs (id, task_key, task, trigger, state, created_at, log_path, scheduled_for, args, is_extra, is_once,
         retry, cause, later)
       VALUES (?, ?, ?, ?, 'starting', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    markRunning: database.prepare(
      `UPDATE runs SET state = 'running', started_at = ?, pid = ?, shim = ? WHERE id = ? AND state = 'starting'`,
    ),
    markStopping: database.prepare(`UPDATE runs SET stop_by = ?, has_timed_out = ? WHERE id = ? AND state = 'running'`),
    settle: database.prepare(
      `UPDATE runs SET state = 'ended', ended_at = ?, outcome = ?, exit_code = ?, exit_signal = ?, failure = ?,
         leftovers = ?
       WHERE id = ? AND state <> 'ended'`,
    ),
    setLeftovers: database.prepare('UPDATE runs SET leftovers = ? WHERE id = ?'),
    leavingRuns: database.prepare('SELECT * FROM runs WHERE leftovers > 0 ORDER BY seq'),
    withdraw: database.prepare(`DELETE FROM runs WHERE id = ? AND state = 'starting'`),
    unsettledRun: database.prepare(`SELECT * FROM runs WHERE id = ? AND state <> 'ended'`),
    unsettledRuns: database.prepare(`SELECT * FROM runs WHERE state <> 'ended' ORDER BY seq`),
    recentRuns: database.prepare('SELECT * FROM runs WHERE task_key = ? AND seq < ? ORDER BY seq DESC LIMIT ?'),
    runFor: database.prepare('SELECT 1 FROM runs WHERE task_key = ? AND scheduled_for = ? LIMIT 1'),
    newestRuns: database.prepare('SELECT * FROM runs WHERE seq < ? ORDER BY seq DESC LIMIT ?'),
    placeOf: database.prepare('SELECT seq FROM runs WHERE id = ?'),
    laterRuns: database.prepare('SELECT * FROM later ORDER BY at, asked_at'),
    addLater: database.prepare(
      'INSERT INTO later (id, task_key, task, at, time_zone, asked_at, args) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    removeLater: database.prepare('DELETE FROM later WHERE id = ?'),
    addSkipped: database.prepare(
      'INSERT INTO skipped (task_key, task, from_at, to_at, count, why, because, after_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    widenSkipped: database.prepare('UPDATE skipped SET from_at = ?, to_at = ?, count = ? WHERE seq = ?'),
    lastSkipped: database.prepare('SELECT * FROM skipped WHERE task_key = ? ORDER BY seq DESC LIMIT 1'),
    newestRunOf: database.prepare('SELECT seq FROM runs WHERE task_key = ? ORDER BY seq DESC LIMIT 1'),
    recentSkipped: database.prepare('SELECT * FROM skipped WHERE task_key = ? AND seq < ? ORDER BY seq DESC LIMIT ?'),
    newestSkipped: database.prepare('SELECT * FROM skipped WHERE seq < ? ORDER BY seq DESC LIMIT ?'),
    desired: database.prepare('SELECT desired FROM tasks WHERE key = ?'),
    setDesired: database.prepare(
      `INSERT INTO tasks (key, name, desired) VALUES (?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET name = excluded.name, desired = excluded.desired
       WHERE tasks.name IS NOT excluded.name OR tasks.desired IS NOT excluded.desired`,
    ),
    seen: database.prepare('SELECT seen FROM tasks WHERE key = ?'),
    markSeen: database.prepare(
      `INSERT INTO tasks (key, name, desired, seen) VALUES (?, ?, 'down', ?)
       ON CONFLICT (key) DO UPDATE SET seen = excluded.seen`,
    ),
    task: database.prepare('SELECT * FROM tasks WHERE key = ?'),
    setSchedule: database.prepare(setTaskColumn('schedule')),
    setMuted: database.prepare(setTaskColumn('muted')),
    setHeld: database.prepare(setTaskColumn('held')),
    setApproval: database.prepare(setTaskColumn('approval')),
    setBroughtBy: database.prepare(setTaskColumn('brought_by')),
    setIncident: database.prepare(setTaskColumn('incident')),
    knownTasks: database.prepare(
      `SELECT task, min(seq) AS first FROM runs GROUP BY task_key
       UNION SELECT name, 0 FROM tasks WHERE schedule IS NOT NULL AND key NOT IN (SELECT task_key FROM runs)
       UNION SELECT task, 0 FROM later WHERE task_key NOT IN (SELECT task_key FROM runs)
         AND task_key NOT IN (SELECT key FROM tasks WHERE schedule IS NOT NULL)
       ORDER BY first`,
    ),
    countEndedAfter: database.prepare(`SELECT count(*) AS count FROM runs WHERE state = 'ended' AND ended_at > ?`),
    // A run that was tried again counts as its last try did; one that was held up is tried again as the same try.
    failedAfter: database.prepare(
      `SELECT 1 FROM runs AS run WHERE task_key = ? AND ${isFailureRow} AND ended_at > ?
       AND NOT EXISTS (
         SELECT 1 FROM runs AS next
         WHERE next.seq = (SELECT min(seq) FROM runs WHERE task_key = run.task_key AND seq > run.seq)
         AND next.state = 'ended' AND next.trigger = 'retry'
         AND (next.retry IS coalesce(run.retry, 0) + 1 OR (run.outcome = 'start-failed' AND next.retry IS run.retry))
       )
       LIMIT 1`,
    ),
    renameBroughtBy: database.prepare('UPDATE tasks SET brought_by = ? WHERE brought_by = ?'),
    renameTask: database.prepare('UPDATE tasks SET key = ?, name = ? WHERE key = ?'),
    renameRuns: database.prepare('UPDATE runs SET task_key = ?, task = ? WHERE task_key = ?'),
    renameLater: database.prepare('UPDATE later SET task_key = ?, task = ? WHERE task_key = ?'),
    renameSkipped: database.prepare('UPDATE skipped SET task_key = ?, task = ? WHERE task_key = ?'),
    moveLog: database.prepare('UPDATE runs SET log_path = ? WHERE log_path = ?'),
    logPaths: database.prepare('SELECT log_path FROM runs WHERE task_key = ? ORDER BY seq'),
    forgetRuns: database.prepare('DELETE FROM runs WHERE task_key = ?'),
    forgetSkipped: database.prepare('DELETE FROM skipped WHERE task_key = ?'),
    forgetLater: database.prepare('DELETE FROM later WHERE task_key = ?'),
    forgetTask: database.prepare('DELETE FROM tasks WHERE key = ?'),
  };
}
