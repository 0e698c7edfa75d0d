import { lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { err, ok, type Result } from '../../base/result.ts';
import { type FileTrouble, type NoFile, troubleOfCode } from '../../model/fileTrouble.ts';
import { attempt } from './attempt.ts';
import { errorCode, errorDetail } from './errorDetail.ts';

/** What is under a path, through any symbolic links. */
export type FileLook =
  | { readonly kind: 'file'; readonly stats: Stats }
  | { readonly kind: 'no-file'; readonly what: NoFile; readonly stats: Stats }
  | Exclude<FileTrouble, { readonly kind: 'no-file' }>;

/** Checks what is under a path. Never rejects. */
export async function lookAt(path: string): Promise<FileLook> {
  try {
    return toLook(await stat(path));
  } catch (error) {
    return toLookTrouble(error, path);
  }
}

/** The same at once, for whoever is just being told of a change. Never throws. */
export function lookAtNow(path: string): FileLook {
  try {
    return toLook(statSync(path));
  } catch (error) {
    return toLookTrouble(error, path);
  }
}

/** Something in a folder, links not followed. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** What is in a folder. Never throws. */
export function listFolderNow(folder: string): Result<readonly FolderEntry[], FileTrouble> {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return ok(entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() })));
  } catch (error) {
    return err(toTrouble(error, folder));
  }
}

/** What a name in a folder stands for, links not followed: what cannot be seen is as good as gone. Never throws. */
export function lookAtEntryNow(path: string): 'folder' | 'link' | 'other' | 'gone' {
  const stats = attempt(undefined, () => lstatSync(path));
  if (stats?.isSymbolicLink()) return 'link';
  return stats ? (stats.isDirectory() ? 'folder' : 'other') : 'gone';
}

/** Whether a folder is there. */
export function isFolderNow(path: string): boolean {
  return isFolder(lookAtNow(path));
}

/** Whether a look has found a folder. */
export function isFolder(look: FileLook): boolean {
  return look.kind === 'no-file' && look.what === 'folder';
}

/** What keeps the thing that was looked at from being read as a file; undefined if it is one. */
export function troubleOf(look: FileLook | FileTrouble): FileTrouble | undefined {
  if (look.kind === 'file') return undefined;
  return look.kind === 'no-file' ? { kind: 'no-file', what: look.what } : look;
}

/** What opened descriptors and paths turn out to be. */
export function toLook(stats: Stats): FileLook {
  if (stats.isFile()) return { kind: 'file', stats };
  return { kind: 'no-file', what: noFile(stats), stats };
}

/** The trouble that something thrown about a file stands for. */
export function toTrouble(error: unknown, path?: string): FileTrouble {
  return troubleOfCode(errorCode(error)) ?? { kind: 'other', detail: errorDetail(error, path) };
}

function toLookTrouble(error: unknown, path: string): FileLook {
  const trouble = toTrouble(error, path);
  // Asking what a path leads to opens nothing, so that it never says so of the thing itself.
  return trouble.kind === 'no-file' ? { kind: 'other', detail: errorDetail(error, path) } : trouble;
}

function noFile(stats: Stats): NoFile {
  if (stats.isDirectory()) return 'folder';
  if (stats.isFIFO()) return 'pipe';
  return stats.isSocket() ? 'socket' : 'device';
}
