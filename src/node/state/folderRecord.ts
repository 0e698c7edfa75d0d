import { statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { attempt } from '../files/attempt.ts';
import { fileIdentity } from '../files/fileIdentity.ts';
import { replacePrivateFile } from '../files/privateFile.ts';
import { readStored } from '../files/stored.ts';

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

const stored: z.ZodType<FolderRecord> = z.object({
  version: z.literal(version),
  folder: z.string(),
  mark: z.string(),
  executor: z.string(),
  left: z.array(z.string()).catch([]),
});

/**
 * What a folder keeps when it is renamed or moved, and no copy has: its inode and the instant of its making, or its
 * inode and that of its `.vscode` on the same device where the file system knows no such instant. Undefined if it is no
 * folder.
 */
export function folderMark(folder: string): string | undefined {
  const stats = attempt(undefined, () => statSync(folder, { bigint: true }));
  if (!stats?.isDirectory()) return undefined;
  if (stats.birthtimeNs > 0n) return `${String(stats.ino)}@${String(stats.birthtimeNs)}`;
  const inner = fileIdentity(path.join(folder, '.vscode'));
  return inner === undefined ? undefined : `${String(stats.dev)}:${String(stats.ino)}/${inner}`;
}

/** Reads the record; one that is missing, unreadable, malformed or of another version is none. */
export async function readFolderRecord(file: string): Promise<FolderRecord | undefined> {
  const record = await readStored(stored, file);
  return record && ordered(record);
}

/** Writes the record whole or not at all, where it says anything new. Rejects where it cannot be written. */
export async function writeFolderRecord(file: string, record: FolderRecord): Promise<void> {
  const before = await readFolderRecord(file);
  if (before && JSON.stringify(ordered(before)) === JSON.stringify(ordered(record))) return;
  await replacePrivateFile(file, `${JSON.stringify({ version, ...ordered(record) }, undefined, 2)}\n`);
}

function ordered({ executor, folder, left = [], mark }: FolderRecord): FolderRecord {
  return { folder, mark, executor, ...(left.length > 0 && { left }) };
}
