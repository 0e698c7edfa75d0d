import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Variables } from '../../core/ports.ts';
import type { PassingFailure } from '../../model/failure.ts';
import type { FileTrouble } from '../../model/fileTrouble.ts';
import { passingFailure, passingFileFailure } from '../files/errorDetail.ts';
import { lookAt } from '../files/fileLook.ts';

/** What a path turned out to be when asked for a program. */
export type ProgramState = 'executable' | 'not-executable' | 'absent';

/** Told of what kept a search from looking at a place, and passes by itself. */
export type OnTrouble = (failure: PassingFailure) => void;

/** Tells of an error that passes by itself; the place counts as empty meanwhile. */
export function tellTrouble(error: unknown, file: string, onTrouble: OnTrouble | undefined): void {
  const failure = passingFailure(error, file);
  if (failure) onTrouble?.(failure);
}

/** The same of a file that cannot be looked at. */
export function tellFileTrouble(trouble: FileTrouble, file: string, onTrouble: OnTrouble | undefined): void {
  const failure = passingFileFailure(trouble, file);
  if (failure) onTrouble?.(failure);
}

/** Whether a path leads to a file that may be run, through any symbolic links. */
export async function programState(
  file: string,
  platform: NodeJS.Platform,
  onTrouble?: OnTrouble,
): Promise<ProgramState> {
  const found = await lookAt(file);
  if (found.kind !== 'file') {
    tellFileTrouble(found, file, onTrouble);
    return 'absent';
  }
  if (platform === 'win32') return 'executable';
  try {
    await access(file, constants.X_OK);
    return 'executable';
  } catch (error) {
    tellTrouble(error, file, onTrouble);
    return 'not-executable';
  }
}

/** The folders of the PATH of an environment, made absolute from `cwd`; a POSIX system's default if there is none. */
export function pathFolders(env: Variables, cwd: string, platform: NodeJS.Platform): readonly string[] {
  const isWindows = platform === 'win32';
  const name = isWindows ? Object.keys(env).find((key) => key.toUpperCase() === 'PATH') : 'PATH';
  const value = (name === undefined ? undefined : env[name]) ?? (isWindows ? '' : '/usr/bin:/bin');
  const folders = value.split(isWindows ? ';' : ':').map((folder) => (isWindows ? folder.replaceAll('"', '') : folder));
  // POSIX reads an empty element as the working directory; Windows ignores it.
  return folders.filter((folder) => !isWindows || folder !== '').map((folder) => path.resolve(cwd, folder));
}

/**
 * The folders that may have a project's own programs, nearest first: the working directory, then from the script's
 * folder upwards to the workspace folder. Above a workspace folder that the script is not in, nothing is looked for.
 */
export function projectFolders(cwd: string, scriptFolder: string, workspaceFolder: string): readonly string[] {
  const folders = [cwd, scriptFolder];
  const isInside = scriptFolder.startsWith(workspaceFolder + path.sep);
  for (let folder = scriptFolder; isInside && folder !== workspaceFolder;) {
    folder = path.dirname(folder);
    folders.push(folder);
  }
  return [...new Set([...folders, workspaceFolder])];
}

/** The absolute path of the first program of this name in the folders; undefined if there is none. */
export async function findProgram(
  program: string,
  folders: readonly string[],
  env: Variables,
  platform: NodeJS.Platform,
  onTrouble?: OnTrouble,
): Promise<string | undefined> {
  const names = platform === 'win32' ? windowsNames(program, env) : [program];
  for (const folder of folders) {
    for (const name of names) {
      const file = path.join(folder, name);
      if ((await programState(file, platform, onTrouble)) === 'executable') return file;
    }
  }
  return undefined;
}

/** Windows runs only files with certain extensions, and adds them to names without one. */
function windowsNames(program: string, env: Variables): readonly string[] {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATHEXT');
  const value = (name === undefined ? undefined : env[name]) ?? '.COM;.EXE;.BAT;.CMD';
  const extensions = value.split(';').filter((extension) => extension !== '');
  const own = path.win32.extname(program).toUpperCase();
  if (own !== '' && extensions.some((extension) => extension.toUpperCase() === own)) return [program];
  return extensions.map((extension) => program + extension.toLowerCase());
}

/** Replaces a folder with a `*` in one of its elements by those that exist, the newest version first. */
export async function expandFolders(folders: readonly string[]): Promise<readonly string[]> {
  const expanded = await Promise.all(folders.map(expandFolder));
  return expanded.flat();
}

async function expandFolder(folder: string): Promise<readonly string[]> {
  const [, parent, prefix = '', suffix = ''] = /^(.*[/\\])([^/\\*]*)\*(.*)$/.exec(folder) ?? [];
  if (parent === undefined) return [folder];
  const names = await readdir(parent).catch((): string[] => []);
  const byVersion = new Intl.Collator('en', { numeric: true });
  return names
    .filter((name) => name.startsWith(prefix))
    .toSorted((one, other) => byVersion.compare(other, one))
    .map((name) => parent + name + suffix);
}
