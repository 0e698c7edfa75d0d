import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import { type Random, systemRandom } from '../../base/random.ts';
import { type Result, err, ok } from '../../base/result.ts';
import type { TaskFileStorage } from '../../core/ports.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { troubleClause } from '../../model/fileTrouble.ts';
import { isTooLarge, largestTaskFile } from '../../model/taskFile/syntax.ts';
import { errorCode, errorDetail } from '../files/errorDetail.ts';
import { placeToWrite } from '../files/linkedPlace.ts';
import { openUserFile, readUserText } from '../files/userFile.ts';
import { TaskFileWatcher } from './taskFileWatcher.ts';

/** `.vscode/executor.json` of one workspace folder. Watches from its construction on, until it is disposed. */
export class TaskFileOnDisk implements TaskFileStorage, Disposable {
  readonly path: string;
  /** Fires soon after each change, several close together being one; also after those that `write` makes. */
  readonly onDidChange: Event<void>;
  private readonly watcher: TaskFileWatcher;

  constructor(
    private readonly workspaceFolder: string,
    clock: Clock,
    private readonly random: Random = systemRandom,
  ) {
    this.path = path.join(workspaceFolder, '.vscode', 'executor.json');
    this.watcher = new TaskFileWatcher(this.path, workspaceFolder, clock);
    this.onDidChange = this.watcher.onDidChange;
  }

  async read(): Promise<Result<string | undefined, ExecutorFailure>> {
    // A byte order mark is part of the text, so that an edit keeps it.
    const read = await readUserText(this.path, largestTaskFile);
    if (read.ok) return read;
    const { path: file } = this;
    const trouble = read.error;
    if (trouble.kind === 'absent') return ok(undefined);
    if (trouble.kind !== 'too-large')
      return err({ reason: 'task-file-unreadable', path: file, detail: troubleClause(trouble) });
    return err({ reason: 'task-file-too-large', path: file, bytes: trouble.bytes, limitBytes: trouble.limitBytes });
  }

  async write(text: string): Promise<Result<void, ExecutorFailure>> {
    if (isTooLarge(text)) {
      const detail = 'it would be larger than 512 KB, the most that Executor reads';
      return err({ reason: 'task-file-unwritable', path: this.path, detail });
    }
    try {
      // A workspace folder that somebody took away is not recreated.
      await mkdir(path.dirname(this.path)).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error;
      });
      const place = placeToWrite(this.workspaceFolder, this.path);
      if (!place.ok) return err({ reason: 'task-file-unwritable', path: this.path, detail: place.error });
      const target = place.value;
      // A rename would replace even a file that its owner made read-only, and what is no file at all.
      const before = await openUserFile(target, constants.O_RDWR);
      if (!before.ok && before.error.kind !== 'absent')
        return err({ reason: 'task-file-unwritable', path: this.path, detail: troubleClause(before.error) });
      await this.replace(target, text, before.ok ? await modeOf(before.value) : undefined);
      return ok(undefined);
    } catch (error) {
      return err({ reason: 'task-file-unwritable', path: this.path, detail: errorDetail(error) });
    }
  }

  dispose(): void {
    this.watcher.dispose();
  }

  /** Whoever reads at any moment finds the whole old text or the whole new one, also after a crash. */
  private async replace(target: string, text: string, mode: number | undefined): Promise<void> {
    const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${this.random.hex(8)}.tmp`);
    try {
      const file = await open(temporary, 'wx', 0o666);
      try {
        // Apart from the opening, since that is subject to the umask.
        if (mode !== undefined) await file.chmod(mode);
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

/** The permissions of an open file, which is closed. */
async function modeOf(file: FileHandle): Promise<number> {
  try {
    return (await file.stat()).mode & 0o7777;
  } finally {
    await file.close();
  }
}
