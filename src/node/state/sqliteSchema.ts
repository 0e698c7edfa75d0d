import type { Database } from '../files/sqlite.ts';
import { attempt } from '../files/attempt.ts';

/**
 * The steps from an empty file to the present schema; step n leads from `user_version` n to n + 1. A released step is
 * never edited: a change is one more step. Instants are REAL, for file times have fractions of milliseconds.
 */
const steps: readonly string[] = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   CREATE TABLE tasks (
     key TEXT PRIMARY KEY,
     name TEXT NOT NULL,
     desired TEXT NOT NULL CHECK (desired IN ('up', 'down')),
     seen TEXT
   ) STRICT;
   CREATE TABLE runs (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     task_key TEXT NOT NULL,
     task TEXT NOT NULL,
     trigger TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('starting', 'running', 'ended')),
     created_at REAL NOT NULL,
     started_at REAL,
     ended_at REAL,
     log_path TEXT NOT NULL,
     pid INTEGER,
     shim TEXT,
     outcome TEXT,
     exit_code INTEGER,
     exit_signal TEXT,
     failure TEXT
   ) STRICT;
   CREATE INDEX runs_of_task ON runs (task_key, seq);
   CREATE INDEX unsettled_runs ON runs (seq) WHERE state <> 'ended';`,
  'ALTER TABLE runs ADD COLUMN stop_by REAL;',
  `ALTER TABLE tasks ADD COLUMN schedule TEXT;
   ALTER TABLE tasks ADD COLUMN incident TEXT;
   ALTER TABLE tasks ADD COLUMN muted INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE runs ADD COLUMN scheduled_for REAL;
   ALTER TABLE runs ADD COLUMN args TEXT;
   ALTER TABLE runs ADD COLUMN is_extra INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE runs ADD COLUMN is_once INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX runs_by_end ON runs (ended_at) WHERE state = 'ended';`,
  'ALTER TABLE tasks ADD COLUMN held INTEGER NOT NULL DEFAULT 0;',
  'ALTER TABLE runs ADD COLUMN has_timed_out INTEGER NOT NULL DEFAULT 0;',
  `CREATE TABLE skipped (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     task_key TEXT NOT NULL,
     task TEXT NOT NULL,
     from_at REAL NOT NULL,
     to_at REAL NOT NULL,
     count INTEGER NOT NULL,
     why TEXT NOT NULL,
     after_run INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX skipped_of_task ON skipped (task_key, seq);`,
  `ALTER TABLE runs ADD COLUMN retry INTEGER;
   ALTER TABLE runs ADD COLUMN cause TEXT;
   CREATE TABLE owed (run TEXT PRIMARY KEY, task_key TEXT NOT NULL, owed TEXT NOT NULL) STRICT;`,
  'ALTER TABLE skipped ADD COLUMN because TEXT;',
  // What older versions have started automatically was approved for a path, whatever was there.
  `ALTER TABLE tasks ADD COLUMN approval TEXT;
   ALTER TABLE tasks ADD COLUMN brought_by TEXT;
   UPDATE tasks SET brought_by = name WHERE 'autostart' = (
     SELECT trigger FROM runs WHERE task_key = tasks.key AND trigger IN ('manual', 'autostart') ORDER BY seq DESC LIMIT 1);`,
  `CREATE INDEX ends_of_task ON runs (task_key, outcome, ended_at) WHERE state = 'ended';`,
  `ALTER TABLE runs ADD COLUMN leftovers INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX leaving_runs ON runs (seq) WHERE leftovers > 0;`,
  `CREATE TABLE later (
     id TEXT PRIMARY KEY,
     task_key TEXT NOT NULL,
     task TEXT NOT NULL,
     at REAL NOT NULL,
     time_zone TEXT NOT NULL,
     asked_at REAL NOT NULL,
     args TEXT
   ) STRICT;
   ALTER TABLE runs ADD COLUMN later TEXT;`,
  // From here on `schedule` may hold skips: a build that does not know them would run what a person has skipped.
  '',
];

/** The version this code reads and writes. */
export const schemaVersion = steps.length;

/** The version of an open database; 0 for an empty one. */
export function readVersion(database: Database): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** Brings a database of an older version to the present one, each step whole or not at all. */
export function migrate(database: Database): void {
  while (readVersion(database) < schemaVersion) {
    transact(database, () => {
      takeStep(database);
    });
  }
}

/** The same within a transaction that whoever called has begun. */
export function migrateInTransaction(database: Database): void {
  while (readVersion(database) < schemaVersion) takeStep(database);
}

function takeStep(database: Database): void {
  const version = readVersion(database);
  database.exec(steps[version] ?? '');
  database.exec(`PRAGMA user_version = ${String(version + 1)}`);
}

/** Runs `work` as one transaction; what it throws undoes it. */
export function transact<T>(database: Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const answer = work();
    database.exec('COMMIT');
    return answer;
  } catch (error) {
    // Some errors, such as a full disk, have rolled back already; the first error is the one that tells.
    attempt(undefined, () => {
      database.exec('ROLLBACK');
    });
    throw error;
  }
}
