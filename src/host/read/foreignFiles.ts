import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { err, ok, type Result } from '../../base/result.ts';
import { say } from '../../model/words/clause.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { crontabTasks } from '../../model/foreign/crontabTasks.ts';
import { type ForeignKind, guessKind, readForeign } from '../../model/foreign/foreignFile.ts';
import type { ForeignPlace, ForeignTasks } from '../../model/foreign/foreignTasks.ts';
import { readImport } from './userFiles.ts';

/** Milliseconds for which `crontab -l` is waited for. */
const crontabMs = 10_000;

/** What was found to import, and what the file was taken for. */
export interface ForeignReading {
  readonly kind: ForeignKind;
  readonly found: ForeignTasks;
}

/** Reads the tasks of another program's file for a workspace folder; `as` is what a person says that it is. */
export async function readForeignFile(
  file: string,
  folder: string,
  as?: ForeignKind,
): Promise<Result<ForeignReading, ExecutorFailure>> {
  const read = await readImport(file);
  if (!read.ok) return read;
  const guess = as === undefined ? guessKind(file, read.value) : ok({ kind: as, isGuessed: false });
  if (!guess.ok) return err({ reason: 'not-importable', path: file, detail: guess.error });
  const place = await placeOf(file, folder, guess.value.kind);
  const found = readForeign(read.value, guess.value, file, place, ownName());
  return found.ok
    ? ok({ kind: guess.value.kind, found: found.value })
    : err({ reason: 'not-importable', path: file, detail: found.error });
}

/** Reads what `crontab -l` lists. */
export async function readOwnCrontab(): Promise<Result<ForeignReading, ExecutorFailure>> {
  try {
    const { stdout } = await promisify(execFile)('crontab', ['-l'], { timeout: crontabMs });
    return ok({ kind: 'crontab', found: crontabTasks(stdout) });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const detail = isMissing
      ? say('The command “crontab” was not found on PATH.')
      : said === ''
        ? say('It did not answer.')
        : said;
    return err({ reason: 'crontab-unreadable', detail });
  }
}

async function placeOf(file: string, folder: string, kind: ForeignKind): Promise<ForeignPlace> {
  const beside = path.dirname(file);
  // What VS Code keeps in a folder of its own speaks of the folder around it.
  const base = kind === 'vscode' && path.basename(beside) === '.vscode' ? path.dirname(beside) : beside;
  const siblings: readonly string[] = await readdir(base).catch(() => []);
  const variables = siblings.includes('.env') ? await readImport(path.join(base, '.env')) : undefined;
  const relative = path.relative(folder, base);
  const isInside = !relative.startsWith('..') && !path.isAbsolute(relative);
  return {
    folder: isInside ? relative.split(path.sep).join('/') : base.split(path.sep).join('/'),
    siblings,
    envText: variables?.ok ? variables.value : undefined,
    platform: process.platform,
  };
}

/** The login name of this process's user; undefined if nobody knows it. */
function ownName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
