import type { Database } from '../files/sqlite.ts';
import { isFailureRow } from './sqliteHistory.ts';

/** A statement of the store, to be given its values in the order of its question marks. */
type Statement = ReturnType<Database['prepare']>;

/** What the store asks and tells the database, each by its name. */
export type SqliteStatements = Readonly<Record<keyof typeof texts, Statement>>;

/** Prepares every statement of the store; throws where the tables are not those of this version. */
export function prepareStatements(database: Database): SqliteStatements {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, database.prepare(text)]),
  ) as SqliteStatements;
}

const texts = {
  owe: 'INSERT OR REPLACE INTO owed (run, task_key, owed) VALUES (?, ?, ?)',
  // The name of a task that was renamed is not what it was when the run became owed.
  owed: 'SELECT owed.owed, tasks.name AS task FROM owed LEFT JOIN tasks ON tasks.key = owed.task_key ORDER BY owed.rowid',
  forgive: 'DELETE FROM owed WHERE run = ?',
  forgiveTask: 'DELETE FROM owed WHERE task_key = ?',
  renameOwed: 'UPDATE owed SET task_key = ? WHERE task_key = ?',
  meta: 'SELECT value FROM meta WHERE key = ?',
  setMeta: 'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  addMeta: 'INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)',
  addRun: `INSERT INTO runs (id, task_key, task, trigger, state, created_at, log_path, scheduled_for, args, is_extra, is_once,
       retry, cause, later)
     VALUES (?, ?, ?, ?, 'starting', ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  markRunning: `UPDATE runs SET state = 'running', started_at = ?, pid = ?, shim = ? WHERE id = ? AND state = 'starting'`,
  markStopping: `UPDATE runs SET stop_by = ?, has_timed_out = ? WHERE id = ? AND state = 'running'`,
  settle: `UPDATE runs SET state = 'ended', ended_at = ?, outcome = ?, exit_code = ?, exit_signal = ?, failure = ?,
       leftovers = ?
     WHERE id = ? AND state <> 'ended'`,
  setLeftovers: 'UPDATE runs SET leftovers = ? WHERE id = ?',
  leavingRuns: 'SELECT * FROM runs WHERE leftovers > 0 ORDER BY seq',
  withdraw: `DELETE FROM runs WHERE id = ? AND state = 'starting'`,
  unsettledRun: `SELECT * FROM runs WHERE id = ? AND state <> 'ended'`,
  unsettledRuns: `SELECT * FROM runs WHERE state <> 'ended' ORDER BY seq`,
  recentRuns: 'SELECT * FROM runs WHERE task_key = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
  runFor: 'SELECT 1 FROM runs WHERE task_key = ? AND scheduled_for = ? LIMIT 1',
  newestRuns: 'SELECT * FROM runs WHERE seq < ? ORDER BY seq DESC LIMIT ?',
  placeOf: 'SELECT seq FROM runs WHERE id = ?',
  laterRuns: 'SELECT * FROM later ORDER BY at, asked_at',
  addLater: 'INSERT INTO later (id, task_key, task, at, time_zone, asked_at, args) VALUES (?, ?, ?, ?, ?, ?, ?)',
  removeLater: 'DELETE FROM later WHERE id = ?',
  addSkipped:
    'INSERT INTO skipped (task_key, task, from_at, to_at, count, why, because, after_run) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  widenSkipped: 'UPDATE skipped SET from_at = ?, to_at = ?, count = ? WHERE seq = ?',
  lastSkipped: 'SELECT * FROM skipped WHERE task_key = ? ORDER BY seq DESC LIMIT 1',
  newestRunOf: 'SELECT seq FROM runs WHERE task_key = ? ORDER BY seq DESC LIMIT 1',
  recentSkipped: 'SELECT * FROM skipped WHERE task_key = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
  newestSkipped: 'SELECT * FROM skipped WHERE seq < ? ORDER BY seq DESC LIMIT ?',
  setDesired: `INSERT INTO tasks (key, name, desired) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, desired = excluded.desired
     WHERE tasks.name IS NOT excluded.name OR tasks.desired IS NOT excluded.desired`,
  markSeen: `INSERT INTO tasks (key, name, desired, seen) VALUES (?, ?, 'down', ?)
     ON CONFLICT (key) DO UPDATE SET seen = excluded.seen`,
  task: 'SELECT * FROM tasks WHERE key = ?',
  setSchedule: setTaskColumn('schedule'),
  setMuted: setTaskColumn('muted'),
  setHeld: setTaskColumn('held'),
  setApproval: setTaskColumn('approval'),
  setBroughtBy: setTaskColumn('brought_by'),
  setIncident: setTaskColumn('incident'),
  knownTasks: `SELECT task, min(seq) AS first FROM runs GROUP BY task_key
     UNION SELECT name, 0 FROM tasks WHERE schedule IS NOT NULL AND key NOT IN (SELECT task_key FROM runs)
     UNION SELECT task, 0 FROM later WHERE task_key NOT IN (SELECT task_key FROM runs)
       AND task_key NOT IN (SELECT key FROM tasks WHERE schedule IS NOT NULL)
     ORDER BY first`,
  countEndedAfter: `SELECT count(*) AS count FROM runs WHERE state = 'ended' AND ended_at > ?`,
  // A run that was tried again counts as its last try did; one that was held up is tried again as the same try.
  failedAfter: `SELECT 1 FROM runs AS run WHERE task_key = ? AND ${isFailureRow} AND ended_at > ?
     AND NOT EXISTS (
       SELECT 1 FROM runs AS next
       WHERE next.seq = (SELECT min(seq) FROM runs WHERE task_key = run.task_key AND seq > run.seq)
       AND next.state = 'ended' AND next.trigger = 'retry'
       AND (next.retry IS coalesce(run.retry, 0) + 1 OR (run.outcome = 'start-failed' AND next.retry IS run.retry))
     )
     LIMIT 1`,
  renameBroughtBy: 'UPDATE tasks SET brought_by = ? WHERE brought_by = ?',
  renameTask: 'UPDATE tasks SET key = ?, name = ? WHERE key = ?',
  renameRuns: 'UPDATE runs SET task_key = ?, task = ? WHERE task_key = ?',
  renameLater: 'UPDATE later SET task_key = ?, task = ? WHERE task_key = ?',
  renameSkipped: 'UPDATE skipped SET task_key = ?, task = ? WHERE task_key = ?',
  moveLog: 'UPDATE runs SET log_path = ? WHERE log_path = ?',
  logPaths: 'SELECT log_path FROM runs WHERE task_key = ? ORDER BY seq',
  forgetRuns: 'DELETE FROM runs WHERE task_key = ?',
  forgetSkipped: 'DELETE FROM skipped WHERE task_key = ?',
  forgetLater: 'DELETE FROM later WHERE task_key = ?',
  forgetTask: 'DELETE FROM tasks WHERE key = ?',
};

/**
 * The statement that writes one column of a task, which need not be known yet. What is kept already is not written again: then
 * nobody waits for the disk.
 */
function setTaskColumn(column: 'schedule' | 'muted' | 'incident' | 'held' | 'approval' | 'brought_by'): string {
  return `INSERT INTO tasks (key, name, desired, ${column}) VALUES (?, ?, 'down', ?)
          ON CONFLICT (key) DO UPDATE SET ${column} = excluded.${column}
          WHERE tasks.${column} IS NOT excluded.${column}`;
}
