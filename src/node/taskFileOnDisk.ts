import { lstat, mkdir, open, readFile, readlink, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import type { Event } from '../base/emitter.ts';
import { type Random, systemRandom } from '../base/random.ts';
import { type Result, err, ok } from '../base/result.ts';
import type { TaskFileStorage } from '../core/ports.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { isTooLarge, largestTaskFile } from '../model/taskFileSyntax.ts';
import { errorCode, errorDetail, unreadableDetail } from './errorDetail.ts';
import { TaskFileWatcher } from './taskFileWatcher.ts';

/** `.vscode/executor.json` of one workspace folder. Watches from its construction on, until it is disposed. */
export class TaskFileOnDisk implements TaskFileStorage, Disposable {
  readonly path: string;
  /** Fires soon after each change, several close together being one; also after those that `write` makes. */
  readonly onDidChange: Event<void>;
  private readonly watcher: TaskFileWatcher;

  constructor(
    workspaceFolder: string,
    clock: Clock,
    private readonly random: Random = systemRandom,
  ) {
    this.path = path.join(workspaceFolder, '.vscode', 'executor.json');
    this.watcher = new TaskFileWatcher(this.path, workspaceFolder, clock);
    this.onDidChange = this.watcher.onDidChange;
  }

  async read(): Promise<Result<string | undefined, ExecutorFailure>> {
    try {
      const { size } = await stat(this.path);
      if (size > largestTaskFile) {
        return err({ reason: 'task-file-too-large', path: this.path, bytes: size, limitBytes: largestTaskFile });
      }
      const bytes = await readFile(this.path);
      // A byte order mark is part of the text, so that an edit keeps it.
      return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return ok(undefined);
      return err({ reason: 'task-file-unreadable', path: this.path, detail: unreadableDetail(error) });
    }
  }

  async write(text: string): Promise<Result<void, ExecutorFailure>> {
    if (isTooLarge(text)) {
      const detail = 'it would be larger than 512 KB, the most that is read';
      return err({ reason: 'task-file-unwritable', path: this.path, detail });
    }
    try {
      // A workspace folder that somebody took away is not made anew.
      await mkdir(path.dirname(this.path)).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error;
      });
      await this.replace(await finalTarget(this.path), text);
      return ok(undefined);
    } catch (error) {
      return err({ reason: 'task-file-unwritable', path: this.path, detail: errorDetail(error) });
    }
  }

  dispose(): void {
    this.watcher.dispose();
  }

  /** Whoever reads at any moment finds the whole old text or the whole new one, also after a crash. */
  private async replace(target: string, text: string): Promise<void> {
    const before = await stat(target).catch(() => undefined);
    // A rename would replace even a file that its owner made read-only.
    if (before) await (await open(target, 'r+')).close();
    const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${this.random.hex(8)}.tmp`);
    try {
      const file = await open(temporary, 'wx', 0o666);
      try {
        // Apart from the opening, since that is subject to the umask.
        if (before) await file.chmod(before.mode & 0o7777);
        await file.writeFile(text);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

/** Follows a chain of symbolic links to where the file is or would be. */
async function finalTarget(file: string): Promise<string> {
  let target = file;
  // As many links as Linux follows.
  for (let links = 0; links < 40; links += 1) {
    const found = await lstat(target).catch(() => undefined);
    if (!found?.isSymbolicLink()) return target;
    target = path.resolve(path.dirname(target), await readlink(target));
  }
  throw new Error('too many symbolic links');
}
