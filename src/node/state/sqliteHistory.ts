import type { HistoryTrim } from '../../core/ports.ts';
import type { Database } from '../files/sqlite.ts';
import { transact } from './sqliteSchema.ts';

/** This many of a task's newest rows stay, however many others there are. */
const keptOfTask = 100;

/** What is being bounded. */
type Table = 'runs' | 'skipped';

/** One way through the oldest rows of a table: `left` more are to be looked at, up to `cursor` that was done. */
interface Pass {
  left: number;
  cursor: number;
  /** Of each task: the rows that stay, by its key. */
  readonly kept: Map<string, Kept>;
}

/** The rows of a task that stay. */
interface Kept {
  /** From this one on, all. */
  readonly from: number;
  /** Its last success and its last failure. */
  readonly also: ReadonlySet<number>;
}

/** Keeps the history within a bound, a few rows at a time, oldest first. */
export class SqliteHistory {
  private readonly statements;
  private readonly passes = new Map<Table, Pass>();

  constructor(private readonly database: Database) {
    this.statements = {
      runs: prepareFor(database, 'runs', 'seq, task_key, log_path, state'),
      skipped: prepareFor(database, 'skipped', 'seq, task_key'),
      lastEnd: database.prepare(
        `SELECT seq FROM runs WHERE task_key = ? AND state = 'ended' AND outcome = ? ORDER BY ended_at DESC LIMIT 1`,
      ),
    };
  }

  /** Deletes the oldest rows beyond `limit`, looking at no more than `most` of each kind. */
  trim(limit: number, most: number): HistoryTrim {
    const logs: string[] = [];
    const isDone = [this.trimTable('runs', limit, most, logs), this.trimTable('skipped', limit, most, logs)];
    return { logs, isDone: isDone.every(Boolean) };
  }

  private trimTable(table: Table, limit: number, most: number, logs: string[]): boolean {
    const { count, remove, some } = this.statements[table];
    const pass = this.passes.get(table) ?? {
      left: Math.max(0, Number(count.get()?.['count']) - limit),
      cursor: 0,
      kept: new Map<string, Kept>(),
    };
    const rows = some.all(pass.cursor, Math.min(most, pass.left));
    const going = rows.filter((row) => this.mayGo(table, row, pass));
    if (going.length > 0) {
      transact(this.database, () => {
        for (const { seq } of going) remove.run(Number(seq));
      });
    }
    logs.push(...going.flatMap((row) => (table === 'runs' ? [String(row['log_path'])] : [])));
    pass.cursor = Number(rows.at(-1)?.['seq'] ?? pass.cursor);
    pass.left -= rows.length;
    const isDone = rows.length < most || pass.left === 0;
    if (isDone) this.passes.delete(table);
    else this.passes.set(table, pass);
    return isDone;
  }

  private mayGo(table: Table, row: Readonly<Record<string, unknown>>, { kept }: Pass): boolean {
    if (table === 'runs' && row['state'] !== 'ended') return false;
    const key = String(row['task_key']);
    const seq = Number(row['seq']);
    const staying = kept.get(key) ?? this.staying(table, key);
    kept.set(key, staying);
    return seq < staying.from && !staying.also.has(seq);
  }

  private staying(table: Table, key: string): Kept {
    const from = Number(this.statements[table].newest.get(key, keptOfTask - 1)?.['seq'] ?? 0);
    if (table === 'skipped') return { from, also: new Set() };
    const lasts = (outcomes: readonly string[]): readonly number[] =>
      outcomes.flatMap((outcome) => {
        const last = this.statements.lastEnd.get(key, outcome);
        return last ? [Number(last['seq'])] : [];
      });
    const failure = Math.max(0, ...lasts(failures));
    return { from, also: new Set([...lasts(['succeeded']), failure]) };
  }
}

/** The outcomes that are failures, as the column has them. */
const failures = ['failed', 'timed-out', 'start-failed', 'interrupted'] as const;

/** The same as a condition of SQL. */
export const isFailureRow = `state = 'ended' AND outcome IN (${failures.map((outcome) => `'${outcome}'`).join(', ')})`;

function prepareFor(database: Database, table: Table, columns: string) {
  return {
    count: database.prepare(`SELECT count(*) AS count FROM ${table}`),
    some: database.prepare(`SELECT ${columns} FROM ${table} WHERE seq > ? ORDER BY seq LIMIT ?`),
    newest: database.prepare(`SELECT seq FROM ${table} WHERE task_key = ? ORDER BY seq DESC LIMIT 1 OFFSET ?`),
    remove: database.prepare(`DELETE FROM ${table} WHERE seq = ?`),
  };
}
