import type { DatabaseSync } from 'node:sqlite';
import type { PassingTrouble } from '../../model/passingTrouble.ts';

/** Of the error codes `SQLITE_IOERR` and `SQLITE_FULL`, what starts wait for. */
const troubles: ReadonlyMap<number, PassingTrouble> = new Map([
  [10, 'disk-error'],
  [13, 'disk-full'],
]);

/**
 * Node's SQLite, loaded without the ExperimentalWarning that Node 22 prints for it into whatever log or terminal its
 * host has. Only that one warning is held back, and only while the module is loaded; all others pass.
 */
function loadSqlite() {
  const emitWarning = Reflect.get(process, 'emitWarning');
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).includes('SQLite')) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

const sqlite = loadSqlite();

/** One open SQLite file. Nothing but the lock and the store may open files of the state folder, and only through this. */
export type Database = DatabaseSync;

/** The paths of all databases that this process has ever opened. */
const opened = new Set<string>();

/** Opens (and creates) a database; statements wait at most `timeoutMs` for another connection, blocking this thread. */
export function openDatabase(path: string, timeoutMs: number): Database {
  opened.add(path);
  return new sqlite.DatabaseSync(path, { timeout: timeoutMs });
}

/** The files on which SQLite may hold locks in this process: opened and closed by anybody else, they would lose them. */
export function lockedFiles(): readonly string[] {
  return [...opened].flatMap((path) => ['', '-journal', '-wal', '-shm'].map((suffix) => path + suffix));
}

/** Whether a statement failed because another connection holds the file: `SQLITE_BUSY`. */
export const isBusy = failedWith(5);

/** Whether a statement failed because the file is not a database or a damaged one: `SQLITE_CORRUPT`, `SQLITE_NOTADB`. */
export const isDamaged = failedWith(11, 26);

/** Whether a statement failed because tables or columns that it names are not there: `SQLITE_ERROR`. */
export const isMisfit = failedWith(1);

/**
 * Whether a statement failed for a reason that may pass, as it is not in the file, so that the same statement may succeed later:
 * `SQLITE_BUSY`, `SQLITE_LOCKED`, `SQLITE_READONLY`, `SQLITE_IOERR`, `SQLITE_FULL`, `SQLITE_CANTOPEN`.
 */
export const mayPass = failedWith(5, 6, 8, 10, 13, 14);

function failedWith(...codes: readonly number[]): (error: unknown) => boolean {
  return (error) => codes.includes(resultCode(error) ?? 0);
}

/** What keeps a statement from succeeding for a while, and passes without anybody touching the file. */
export function sqliteTrouble(error: unknown): PassingTrouble | undefined {
  return troubles.get(resultCode(error) ?? 0);
}

/** Whether this was thrown by SQLite at all, and not by a mistake in our code. */
export function isSqliteError(error: unknown): error is Error {
  return resultCode(error) !== undefined;
}

/** The primary result code; extended codes carry it in their lowest byte. */
function resultCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : undefined;
}
