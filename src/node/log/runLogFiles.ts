import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, realpath, rename, rmdir, unlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Instant } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Journal, RunLogs } from '../../core/ports.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { say, word } from '../../model/words/clause.ts';
import { inEnglish } from '../../model/words/language.ts';
import { attempt } from '../files/attempt.ts';
import { isLogFileName, logFileName, taskSlug } from '../../model/log/logNames.ts';
import type { RunId } from '../../model/run.ts';
import { troubleClause } from '../../model/fileTrouble.ts';
import { errorCode, errorDetail, startFailure } from '../files/errorDetail.ts';
import { isFolderNow, lookAt, lookAtNow } from '../files/fileLook.ts';
import { isInside, staysInside } from '../files/linkedPlace.ts';
import { openUserFile } from '../files/userFile.ts';

const leadsOut = say('a link points outside the workspace folder');

/** Where logs go. */
export interface RunLogFolders {
  /** The workspace folder; where somebody took that away, it is not recreated. */
  readonly workspace: string;
  /** Executor's folder in the workspace, `<workspace>/.executor`; made with the first log. */
  readonly folder: string;
  /** Where logs go while that cannot be written: `logs` of the state folder. */
  readonly fallback: string;
}

/** The logs of runs: `<folder>/logs/<task's slug>/<time>_<run id>.log`. */
export class RunLogFiles implements RunLogs {
  /** Every folder that was Executor's while this lived: logs stay where they were written. */
  private readonly formerFolders = new Set<string>();
  /** Places of which the journal knows that links lead them out of the workspace. */
  private readonly told = new Set<string>();

  /** `folders` is asked for each log, so that a setting takes effect at once. */
  constructor(
    private readonly folders: () => RunLogFolders,
    private readonly journal: Journal,
  ) {}

  /** Checks whether the workspace can be written at this moment, and changes nothing. */
  pathFor(task: string, run: RunId, createdAt: Instant): string {
    const slug = taskSlug(task);
    const { fallback, folder, workspace } = this.folders();
    this.formerFolders.add(folder);
    const main = join(folder, 'logs');
    const isThere = existsSync(workspace) || !isInside(workspace, folder);
    const root = isThere && this.isOwnPlace(join(main, slug)) && isWritable(join(main, slug)) ? main : fallback;
    return join(root, slug, logFileName(createdAt, run));
  }

  /**
   * Whether a place in the workspace is there with all links followed: a repository brings links along. Where the setting itself leads
   * out of the workspace, a person has said so.
   */
  private isOwnPlace(place: string): boolean {
    const { workspace } = this.folders();
    return !isInside(workspace, place) || staysInside(workspace, place);
  }

  async create(path: string, header: string): Promise<Result<void, ExecutorFailure>> {
    try {
      const { fallback, folder } = this.folders();
      const main = join(folder, 'logs');
      if (!this.mayWrite(path)) return err({ reason: 'log-unwritable', path, detail: leadsOut });
      const place = join(main, basename(dirname(path)));
      if (isInside(fallback, path) && !this.isOwnPlace(place)) this.tellOnce(place, path);
      if (isInside(main, path)) await prepareFolder(folder);
      await mkdir(dirname(path), { recursive: true });
      await writeNew(path, header);
      return ok(undefined);
    } catch (error) {
      return err(startFailure(error, path, { reason: 'log-unwritable', path, detail: errorDetail(error, path) }));
    }
  }

  /** Appends whole lines, on a line of their own. A log that somebody deleted is not recreated. */
  async append(path: string, render: (isLineOpen: boolean) => string): Promise<Result<void, ExecutorFailure>> {
    const opened = await openUserFile(path, constants.O_RDWR | constants.O_APPEND);
    if (!opened.ok) return err({ reason: 'log-unwritable', path, detail: troubleClause(opened.error) });
    try {
      await using file = opened.value;
      const { size } = await file.stat();
      const last = Buffer.alloc(1);
      const { bytesRead } = await file.read(last, 0, 1, Math.max(0, size - 1));
      const isLineOpen = bytesRead === 1 && last.toString('latin1') !== '\n';
      // In one piece, so that whoever follows the log sees the line break together with what it is for.
      await file.appendFile((isLineOpen ? '\n' : '') + render(isLineOpen));
      return ok(undefined);
    } catch (error) {
      return err({ reason: 'log-unwritable', path, detail: errorDetail(error, path) });
    }
  }

  async move(paths: readonly string[], to: string): Promise<ReadonlyMap<string, string>> {
    const moved = new Map<string, string>();
    const left = new Set<string>();
    for (const path of paths) {
      const folder = dirname(path);
      const target = join(dirname(folder), taskSlug(to), basename(path));
      if (target === path || !isLogFileName(basename(path))) continue;
      try {
        if (!this.mayWrite(target)) throw new Error(inEnglish(() => word(leadsOut)));
        await mkdir(dirname(target), { recursive: true });
        await rename(path, target);
        moved.set(path, target);
        left.add(folder);
      } catch (error) {
        if (errorCode(error) === 'ENOENT') continue;
        const message = `${path} stays where it is: ${errorDetail(error)}`;
        this.journal.record({ level: 'warning', event: 'log-not-moved', message });
      }
    }
    // A folder that still holds something stays.
    for (const folder of left) await rmdir(folder).catch(() => undefined);
    return moved;
  }

  /**
   * Deletes logs and the task folders left empty. The paths come from a database and the folder from a repository, so
   * nothing is deleted but a file named as a log, in a real folder directly below one of ours, links resolved.
   */
  async remove(paths: readonly string[]): Promise<void> {
    const { fallback, folder } = this.folders();
    const folders = new Set([folder, ...this.formerFolders]);
    const own = [...[...folders].map((place) => join(place, 'logs')), fallback];
    const roots = await Promise.all(own.map((root) => realpath(root).catch(() => root)));
    const parents = new Set<string>();
    for (const path of paths) {
      try {
        const parent = await realpath(dirname(path));
        if (!roots.includes(dirname(parent)) || !isLogFileName(basename(path))) {
          this.recordRefusal(path, 'it is not a log of Executor');
          continue;
        }
        parents.add(parent);
        await unlink(join(parent, basename(path)));
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') this.recordRefusal(path, errorDetail(error));
      }
    }
    // A folder that still holds something stays.
    for (const parent of parents) await rmdir(parent).catch(() => undefined);
  }

  /** The state folder is the user's own, also where it is in the workspace: somebody works in their home. */
  private mayWrite(path: string): boolean {
    return isInside(this.folders().fallback, path) || this.isOwnPlace(path);
  }

  private tellOnce(place: string, path: string): void {
    if (this.told.has(place)) return;
    this.told.add(place);
    const message = `A link leads ${place} out of the workspace folder, so logs go to ${dirname(dirname(path))}. To use the linked place, name it in the setting executor.folder.`;
    this.journal.record({ level: 'warning', event: 'logs-elsewhere', message });
  }

  private recordRefusal(path: string, why: string): void {
    this.journal.record({ level: 'warning', event: 'log-not-removed', message: `${path} was not deleted: ${why}` });
  }
}

/** Keeps the folder out of version control once, when it is made; whoever takes that away has a reason. */
async function prepareFolder(folder: string): Promise<void> {
  const logs = await lookAt(join(folder, 'logs'));
  if (logs.kind === 'file' || logs.kind === 'no-file') return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
}

/** Writes a file that was not there, whole or not at all. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') await unlink(path).catch(() => undefined);
    throw error;
  }
}

/** Whether files could be created in a folder that may not exist yet: judged by its nearest parent that does. */
function isWritable(folder: string): boolean {
  const parent = dirname(folder);
  if (lookAtNow(folder).kind === 'absent') return parent !== folder && isWritable(parent);
  if (!isFolderNow(folder)) return false;
  return attempt(false, () => {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  });
}
