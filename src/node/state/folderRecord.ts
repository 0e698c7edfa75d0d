import { readFile } from 'node:fs/promises';
import { statSync } from 'node:fs';
import path from 'node:path';
import { fileIdentity } from '../files/fileIdentity.ts';
import { replacePrivateFile } from '../files/privateFile.ts';

/** The version of what is written; one that is not known is passed over. */
const version = 1;

/** Which workspace folder some state belongs to. */
export interface FolderRecord {
  /** Its real path when a host managed it last. */
  readonly folder: string;
  /** What tells the folder itself from any other, whatever its path. */
  readonly mark: string;
  /** The executor's own id. */
  readonly executor: string;
  /** Folders of state that were taken over, in which runs that began there still say how they end. */
  readonly left?: readonly string[];
}

/**
 * What a folder keeps when it is renamed or moved, and no copy has: its inode and the instant of its making, or its
 * inode and that of its `.vscode` on the same device where the file system knows no such instant. Undefined if it is no
 * folder.
 */
export function folderMark(folder: string): string | undefined {
  try {
    const stats = statSync(folder, { bigint: true });
    if (!stats.isDirectory()) return undefined;
    if (stats.birthtimeNs > 0n) return `${String(stats.ino)}@${String(stats.birthtimeNs)}`;
    const inner = fileIdentity(path.join(folder, '.vscode'));
    return inner === undefined ? undefined : `${String(stats.dev)}:${String(stats.ino)}/${inner}`;
  } catch {
    return undefined;
  }
}

/** Reads the record; one that is missing, unreadable, malformed or of another version is none. */
export async function readFolderRecord(file: string): Promise<FolderRecord | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const { executor, folder, left, mark, version: written } = value as Readonly<Record<string, unknown>>;
    if (written !== version || typeof folder !== 'string' || typeof mark !== 'string' || typeof executor !== 'string')
      return undefined;
    const stubs = Array.isArray(left) ? left.filter((each) => typeof each === 'string') : [];
    return { folder, mark, executor, ...(stubs.length > 0 && { left: stubs }) };
  } catch {
    return undefined;
  }
}

/** Writes the record whole or not at all, where it says anything new. Rejects where it cannot be written. */
export async function writeFolderRecord(file: string, record: FolderRecord): Promise<void> {
  const before = await readFolderRecord(file);
  if (before && JSON.stringify(ordered(before)) === JSON.stringify(ordered(record))) return;
  await replacePrivateFile(file, `${JSON.stringify({ version, ...ordered(record) }, undefined, 2)}\n`);
}

function ordered({ executor, folder, left = [], mark }: FolderRecord): object {
  return { folder, mark, executor, ...(left.length > 0 && { left }) };
}
