import { basename, dirname, join, relative, sep } from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { Clause } from '../../model/words/clause.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { troubleClause } from '../../model/fileTrouble.ts';
import { largestTaskFile } from '../../model/taskFile/syntax.ts';
import { isFolderNow, troubleOf } from '../../node/files/fileLook.ts';
import { isInside, placeToWrite, realNowOf } from '../../node/files/linkedPlace.ts';
import { lookAtUserFile, readUserText } from '../../node/files/userFile.ts';
import { scriptFailure } from '../../node/program/programResolver.ts';

/** Bytes of a file that tasks or variables are imported from: whoever writes by hand writes less. */
const largestImport = 2 * 1024 * 1024;

/** The text of a file that a person imports something from. */
export async function readImport(path: string): Promise<Result<string, ExecutorFailure>> {
  const read = await readUserText(path, largestImport);
  return read.ok ? read : err({ reason: 'file-unreadable', path, detail: troubleClause(read.error) });
}

/** The text of a task file; undefined if there is none. */
export async function readTaskFileText(path: string): Promise<Result<string | undefined, ExecutorFailure>> {
  const read = await readUserText(path, largestTaskFile);
  if (read.ok) return read;
  if (read.error.kind === 'absent') return ok(undefined);
  return err({ reason: 'file-unreadable', path, detail: troubleClause(read.error) });
}

/** Why there is nothing under a path that could be opened and read, as a clause; undefined if there is. */
export async function whyNoFile(path: string): Promise<Clause | undefined> {
  const trouble = troubleOf(await lookAtUserFile(path));
  return trouble && troubleClause(trouble);
}

/** Why a path that a person has named is none of a script; undefined if it is. */
export async function whyNoScript(asWritten: string, path: string): Promise<ExecutorFailure | undefined> {
  return scriptFailure({ asWritten, path });
}

/** The path of a file from a folder, as a person sees it: by the names that lead there, else by where links lead. */
export function scriptPathFrom(folder: string, file: string): string | undefined {
  const real = realNowOf(folder);
  const places = [
    [folder, file],
    [real, join(realNowOf(dirname(file)), basename(file))],
    [real, realNowOf(file)],
  ] as const;
  const place = places.find(([from, to]) => isInside(from, to));
  return (
    place &&
    relative(...place)
      .split(sep)
      .join('/')
  );
}

/** Why the task file of a folder may not be written, as a clause that tells where a link leads; undefined if it may. */
export function whyNotWritten(folder: string, file: string): Clause | undefined {
  const place = placeToWrite(folder, file);
  return place.ok ? undefined : place.error;
}

/** Whether a folder is there that a person has named. */
export function isFolderThere(path: string): boolean {
  return isFolderNow(path);
}
