import { existsSync } from 'node:fs';
import path from 'node:path';
import { listFolderNow, lookAtNow } from '../files/fileLook.ts';
import { isSqliteError, openDatabase } from '../files/sqlite.ts';
import { readVersion } from './sqliteSchema.ts';

/** How much there is in a folder, and in those below it. */
export interface FolderSize {
  readonly files: number;
  readonly bytes: number;
  /** There is more: only this many files were looked at. */
  readonly isMore?: true;
}

/** How much there is in a database, by table. */
export interface DatabaseSize {
  /** Version of the schema. */
  readonly schema: number;
  readonly rows: Readonly<Record<string, number>>;
}

/** This many files are looked at. */
const mostFiles = 50_000;
const busyTimeoutMs = 1_000;

/** Finds how large a folder is; links are not followed, and a folder that is not there is empty. */
export function folderSize(folder: string): FolderSize {
  let files = 0;
  let bytes = 0;
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const listed = listFolderNow(next);
    for (const { isFolder, name } of listed.ok ? listed.value : []) {
      const entry = path.join(next, name);
      if (isFolder) {
        waiting.push(entry);
        continue;
      }
      const look = lookAtNow(entry);
      if (look.kind !== 'file') continue;
      if (files >= mostFiles) return { files, bytes, isMore: true };
      files += 1;
      bytes += look.stats.size;
    }
  }
  return { files, bytes };
}

/** Counts the rows of a database, in use or not, of any version; undefined if there is none, or it cannot be read. */
export function databaseSize(file: string): DatabaseSize | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const database = openDatabase(file, busyTimeoutMs);
    try {
      const tables = database.prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
      );
      const rows = tables.all().map(({ name }): [string, number] => {
        const table = String(name);
        return [
          table,
          Number(database.prepare(`SELECT count(*) AS n FROM "${table.replaceAll('"', '""')}"`).get()?.['n']),
        ];
      });
      return { schema: readVersion(database), rows: Object.fromEntries(rows) };
    } finally {
      database.close();
    }
  } catch (error) {
    if (!isSqliteError(error)) throw error;
    return undefined;
  }
}
