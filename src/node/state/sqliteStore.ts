import type { Disposable } from '../../base/disposable.ts';
import type { Instant } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Result } from '../../base/result.ts';
import type {
  DesiredState,
  HistoryTrim,
  LaterDecision,
  LeavingRun,
  OwedRun,
  ScheduleDecision,
  ScheduleState,
  Store,
} from '../../core/ports.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import type { Incident } from '../../model/notice/incident.ts';
import type { DecidedRun, ProcessIdentity, RunId, RunOutcome, RunRecord } from '../../model/run.ts';
import type { LaterRun } from '../../model/schedule/laterRun.ts';
import { collapse, isAlike, type Skipped } from '../../model/schedule/skipped.ts';
import type { ApprovalRecord } from '../../model/taskFile/approval.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { Database } from '../files/sqlite.ts';
import { DurableWrites, type WriteSurroundings } from './durableWrites.ts';
import { toLaterRun, toLeavingRun, toOutcomeColumns, toOwedRun, toRunRecord } from './runRow.ts';
import { SqliteHistory } from './sqliteHistory.ts';
import { prepareStatements, type SqliteStatements } from './sqliteStatements.ts';
import { toApprovalRecord, toHostSettings, toIncident, toScheduleState, toSkipped, toSkippedRow } from './taskRow.ts';

/** Behind every row that there may be. */
const endOfHistory = Number.MAX_SAFE_INTEGER;

/** What a store needs beside its open database. */
export interface SqliteStoreSurroundings extends WriteSurroundings {
  readonly random: Random;
}

/**
 * The durable memory of one executor, in SQLite. What answers a `Result` must succeed; `DurableWrites` says what becomes of any
 * other write that the disk refuses.
 */
export class SqliteStore implements Store, Disposable {
  readonly executorId: string;
  private readonly statements: SqliteStatements;
  private readonly history: SqliteHistory;
  private readonly disk: DurableWrites;

  constructor(database: Database, { random, ...surroundings }: SqliteStoreSurroundings) {
    this.statements = prepareStatements(database);
    this.history = new SqliteHistory(database);
    this.disk = new DurableWrites(database, surroundings);
    const { addMeta, meta } = this.statements;
    addMeta.run('executorId', random.hex(8));
    this.executorId = String(meta.get('executorId')?.['value']);
  }

  begin(
    run: DecidedRun,
    { setsUp, withdraws }: { readonly setsUp: boolean; readonly withdraws?: RunId },
  ): Result<void, ExecutorFailure> {
    return this.disk.commit(() => {
      if (withdraws !== undefined) this.statements.withdraw.run(withdraws);
      this.addRun(run);
      this.statements.forgive.run(run.id);
      if (setsUp) this.statements.setDesired.run(taskKey(run.task), run.task, 'up');
    });
  }

  decide(decisions: readonly ScheduleDecision[]): Result<void, ExecutorFailure> {
    return this.disk.commit(() => {
      for (const { run, schedule, skipped = [], task, withdrawn } of decisions) {
        this.statements.setSchedule.run(taskKey(task), task, JSON.stringify(schedule));
        if (withdrawn !== undefined) this.statements.withdraw.run(withdrawn);
        for (const each of skipped) this.addSkipped(each);
        if (run) this.addRun(run);
      }
    });
  }

  laterRuns(): readonly LaterRun[] {
    return this.disk.attempt([], () => this.statements.laterRuns.all().map(toLaterRun));
  }

  addLater(later: LaterRun): Result<void, ExecutorFailure> {
    return this.disk.commit(() => {
      this.insertLater(later);
    });
  }

  cancelLater(ids: readonly string[]): Result<void, ExecutorFailure> {
    return this.disk.commit(() => {
      for (const id of ids) this.statements.removeLater.run(id);
    });
  }

  decideLater(decisions: readonly LaterDecision[]): Result<void, ExecutorFailure> {
    return this.disk.commit(() => {
      for (const { later, run, skipped } of decisions) {
        this.statements.removeLater.run(later.id);
        if (skipped) this.addSkipped(skipped);
        if (run) this.addRun(run);
      }
    });
  }

  returnLater(later: LaterRun, withdrawn: RunId): Result<void, ExecutorFailure> {
    return this.disk.commit(() => {
      this.statements.withdraw.run(withdrawn);
      this.insertLater(later);
    });
  }

  private insertLater({ args, askedAt, at, id, task, timeZone }: LaterRun): void {
    const { addLater } = this.statements;
    addLater.run(id, taskKey(task), task, at, timeZone, askedAt, toJson(args));
  }

  noteSkipped(skipped: Skipped): void {
    this.disk.write(() => {
      this.addSkipped(skipped);
    });
  }

  recentSkipped(task: string, count: number, before = endOfHistory): readonly Skipped[] {
    return this.disk.attempt([], () =>
      this.statements.recentSkipped.all(taskKey(task), before, count).flatMap(toSkippedRow),
    );
  }

  newestSkipped(count: number, before = endOfHistory): readonly Skipped[] {
    return this.disk.attempt([], () => this.statements.newestSkipped.all(before, count).flatMap(toSkippedRow));
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
      toJson(args),
      isExtra ? 1 : 0,
      isOnce ? 1 : 0,
      retry ?? null,
      toJson(cause),
      toJson(later),
    );
  }

  markRunning(run: RunId, started: { at: Instant; pid: number; shim: ProcessIdentity }): void {
    this.disk.write(() => this.statements.markRunning.run(started.at, started.pid, JSON.stringify(started.shim), run));
  }

  markStopping(run: RunId, { by, hasTimedOut }: { by: Instant; hasTimedOut: boolean }): void {
    this.disk.write(() => this.statements.markStopping.run(by, hasTimedOut ? 1 : 0, run));
  }

  settle(
    run: RunId,
    end: { at: Instant; outcome: RunOutcome; leftovers?: number },
    owes: (record: RunRecord) => readonly OwedRun[] = () => [],
  ): RunRecord | undefined {
    const record = this.disk.attempt(undefined, () => {
      const row = this.statements.unsettledRun.get(run);
      return row && toRunRecord(row);
    });
    if (!record) return undefined;
    const owed = owes(record);
    const settle = (): void => {
      this.statements.settle.run(end.at, ...toOutcomeColumns(end.outcome), end.leftovers ?? 0, run);
      for (const each of owed) this.statements.owe.run(each.next.run, taskKey(each.task), JSON.stringify(each));
    };
    if (owed.length === 0) this.disk.write(settle);
    else this.disk.writeThrough(settle);
    return record;
  }

  setLeftovers(run: RunId, count: number): void {
    this.disk.write(() => this.statements.setLeftovers.run(count, run));
  }

  leavingRuns(): readonly LeavingRun[] {
    return this.disk.attempt([], () => this.statements.leavingRuns.all().flatMap((row) => toLeavingRun(row) ?? []));
  }

  owed(): readonly OwedRun[] {
    return this.disk.attempt([], () =>
      this.statements.owed.all().flatMap((row) => toOwedRun(row['owed'], row['task']) ?? []),
    );
  }

  forgive(run: RunId): void {
    this.disk.write(() => this.statements.forgive.run(run));
  }

  desired(task: string): DesiredState {
    return this.taskColumn(task, 'desired') === 'up' ? 'up' : 'down';
  }

  setDesired(task: string, desired: DesiredState): void {
    // What a person wants is kept even if the power fails next.
    this.disk.writeThrough(() => this.statements.setDesired.run(taskKey(task), task, desired));
  }

  unsettledRuns(): readonly RunRecord[] {
    return this.disk.attempt([], () => this.statements.unsettledRuns.all().map(toRunRecord));
  }

  recentRuns(task: string, count: number, before?: RunId): readonly RunRecord[] {
    return this.disk.attempt([], () =>
      this.statements.recentRuns.all(taskKey(task), this.placeOf(before), count).map(toRunRecord),
    );
  }

  newestRuns(count: number, before?: RunId): readonly RunRecord[] {
    return this.disk.attempt([], () => this.statements.newestRuns.all(this.placeOf(before), count).map(toRunRecord));
  }

  /** The place of a run in the history; 0 if that has gone, and with it whatever is older. */
  private placeOf(run: RunId | undefined): number {
    return run === undefined ? endOfHistory : Number(this.statements.placeOf.get(run)?.['seq'] ?? 0);
  }

  seenRun(task: string): RunId | undefined {
    return this.taskWord(task, 'seen');
  }

  markSeen(task: string, run: RunId): void {
    this.disk.write(() => this.statements.markSeen.run(taskKey(task), task, run));
  }

  schedule(task: string): ScheduleState | undefined {
    return toScheduleState(this.taskColumn(task, 'schedule'));
  }

  hasRunFor(task: string, occurrence: Instant): boolean {
    return this.disk.attempt(undefined, () => this.statements.runFor.get(taskKey(task), occurrence)) !== undefined;
  }

  setSchedule(task: string, schedule: ScheduleState | undefined): void {
    this.disk.writeThrough(() => this.statements.setSchedule.run(taskKey(task), task, toJson(schedule)));
  }

  isStoppedByUser(task: string): boolean {
    return this.taskColumn(task, 'held') === 1;
  }

  setStoppedByUser(task: string, isStopped: boolean): void {
    this.disk.writeThrough(() => this.statements.setHeld.run(taskKey(task), task, isStopped ? 1 : 0));
  }

  approval(task: string): ApprovalRecord | undefined {
    return toApprovalRecord(this.taskColumn(task, 'approval'));
  }

  setApproval(task: string, approval: ApprovalRecord): void {
    this.disk.writeThrough(() => this.statements.setApproval.run(taskKey(task), task, JSON.stringify(approval)));
  }

  broughtBy(task: string): string | undefined {
    return this.taskWord(task, 'brought_by');
  }

  setBroughtBy(task: string, by: string | undefined): void {
    this.disk.writeThrough(() => this.statements.setBroughtBy.run(taskKey(task), task, by ?? null));
  }

  isMuted(task: string): boolean {
    return this.taskColumn(task, 'muted') === 1;
  }

  setMuted(task: string, isMuted: boolean): void {
    this.disk.write(() => this.statements.setMuted.run(taskKey(task), task, isMuted ? 1 : 0));
  }

  incident(task: string): Incident | undefined {
    return toIncident(this.taskColumn(task, 'incident'));
  }

  setIncident(task: string, incident: Incident | undefined): void {
    this.disk.write(() => this.statements.setIncident.run(taskKey(task), task, toJson(incident)));
  }

  knownTasks(): readonly string[] {
    return this.disk.attempt([], () => this.statements.knownTasks.all().map((row) => String(row['task'])));
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
    return this.disk.attempt(0, () => Number(this.statements.countEndedAfter.get(instant)?.['count']));
  }

  hasFailedAfter(task: string, instant: Instant): boolean {
    return this.disk.attempt(undefined, () => this.statements.failedAfter.get(taskKey(task), instant)) !== undefined;
  }

  trimHistory(limit: number, most: number): HistoryTrim {
    return this.disk.attempt({ logs: [], isDone: true }, () => this.history.trim(limit, most));
  }

  rename(from: string, to: string, moved: ReadonlyMap<string, string>): void {
    const { moveLog, renameBroughtBy, renameLater, renameOwed, renameRuns, renameSkipped, renameTask } =
      this.statements;
    const [old, key] = [taskKey(from), taskKey(to)];
    this.disk.writeThrough(() => {
      // A mere change of letter case keeps the key.
      if (old !== key) this.forgetAll(key);
      for (const renamed of [renameTask, renameRuns, renameLater, renameSkipped]) renamed.run(key, to, old);
      renameBroughtBy.run(to, from);
      renameOwed.run(key, old);
      for (const [before, after] of moved) moveLog.run(after, before);
    });
  }

  logPaths(task: string): readonly string[] {
    return this.disk.attempt([], () =>
      this.statements.logPaths.all(taskKey(task)).map((row) => String(row['log_path'])),
    );
  }

  forget(task: string): readonly string[] {
    const paths = this.logPaths(task);
    this.disk.write(() => {
      this.forgetAll(taskKey(task));
      this.statements.forgiveTask.run(taskKey(task));
    });
    return paths;
  }

  private forgetAll(key: string): void {
    const { forgetLater, forgetRuns, forgetSkipped, forgetTask } = this.statements;
    for (const each of [forgetRuns, forgetSkipped, forgetLater, forgetTask]) each.run(key);
  }

  private taskColumn(task: string, column: string): unknown {
    return this.disk.attempt(undefined, () => this.statements.task.get(taskKey(task)))?.[column];
  }

  private taskWord(task: string, column: string): string | undefined {
    const word = this.taskColumn(task, column);
    return typeof word === 'string' ? word : undefined;
  }

  private meta(key: string): string | undefined {
    const row = this.disk.attempt(undefined, () => this.statements.meta.get(key));
    return row && String(row['value']);
  }

  private setMeta(key: string, value: string): void {
    this.disk.write(() => this.statements.setMeta.run(key, value));
  }

  check(): Result<number, ExecutorFailure> {
    return this.disk.check();
  }

  /** Writes everything into the one file and closes it; what is asked afterwards is answered as by an empty store. */
  close(): void {
    this.disk.close();
  }

  dispose(): void {
    this.close();
  }
}

/** A value as a column has it. */
function toJson(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
