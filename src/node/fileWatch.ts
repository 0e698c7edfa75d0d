import { type Dirent, type FSWatcher, lstatSync, readdirSync, watch, type WatchEventType } from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import type { Disposable } from '../base/disposable.ts';
import type { FileWatch } from '../core/ports.ts';
import { errorCode, errorDetail } from './errorDetail.ts';

/** Folders in which nothing is watched, wherever they are: they are large, and nobody edits in them. */
const passedOver: ReadonlySet<string> = new Set(['.git', 'node_modules', '.executor']);

/** Watches files of one workspace folder. */
export class FileWatcher implements FileWatch {
  /** `workspaceFolder` is an absolute path. */
  constructor(private readonly workspaceFolder: string) {}

  watch(globs: readonly string[], onChange: (file: string) => void, onProblem: (detail: string) => void): Disposable {
    return new GlobWatch(this.workspaceFolder, globs, onChange, onProblem);
  }
}

/**
 * Watches the files that match some globs, by a watch on each folder in which one could be. A folder that comes is
 * watched from then on, and what is in it counts as changed; symbolic links to folders are not followed.
 */
class GlobWatch implements Disposable {
  private readonly watchers = new Map<string, FSWatcher>();
  /** The folders, relative to the workspace folder, below which a file may match, and those above these. */
  private readonly bases: readonly string[];
  private readonly isMatch: (file: string) => boolean;
  private hasProblem = false;

  constructor(
    private readonly root: string,
    globs: readonly string[],
    private readonly onChange: (file: string) => void,
    private readonly onProblem: (detail: string) => void,
  ) {
    const written = globs.map((glob) => glob.replace(/^(?:\.\/)+/, ''));
    this.bases = written.map((glob) => picomatch.scan(glob).base);
    this.isMatch = picomatch(written, { dot: true, nocase: process.platform === 'win32' });
    this.watchFolder('');
  }

  dispose(): void {
    for (const watcher of this.watchers.values()) watcher.close();
    this.watchers.clear();
  }

  /** Watches a folder and those in it; `isNew` says that what is found in it has just come. */
  private watchFolder(folder: string, isNew = false): void {
    if (this.watchers.has(folder) || !this.isOnTheWay(folder)) return;
    const absolute = path.join(this.root, folder);
    try {
      const watcher = watch(absolute, { persistent: false }, (event, name) => {
        this.noticed(folder, name, event);
      });
      watcher.on('error', () => {
        this.unwatch(folder);
      });
      this.watchers.set(folder, watcher);
    } catch (error) {
      if (!isGone(error)) this.tellProblem(errorDetail(error));
      return;
    }
    for (const entry of this.entriesOf(absolute)) {
      const file = join(folder, entry.name);
      if (entry.isDirectory()) this.watchFolder(file, isNew);
      else if (isNew && this.isMatch(file)) this.onChange(file);
    }
  }

  private noticed(folder: string, name: string | null, event: WatchEventType): void {
    if (name === null || !this.watchers.has(folder)) return;
    const file = join(folder, name);
    const found = lstatSync(path.join(this.root, file), { throwIfNoEntry: false });
    // Linux names the folder itself when that is deleted; the watch above it tells what there is to tell.
    if (!found && name === path.basename(path.join(this.root, folder))) return;
    const isFolder = found?.isDirectory() ?? false;
    // A folder that has gone takes those in it along; one that comes is another, even under the same name.
    if (!isFolder || event === 'rename') this.unwatch(file);
    if (isFolder) this.watchFolder(file, true);
    else if (this.isMatch(file)) this.onChange(file);
  }

  private unwatch(folder: string): void {
    for (const [watched, watcher] of this.watchers) {
      if (watched !== folder && !watched.startsWith(`${folder}/`)) continue;
      watcher.close();
      this.watchers.delete(watched);
    }
  }

  /** Whether a matching file may be in a folder, or in one below it. */
  private isOnTheWay(folder: string): boolean {
    if (folder.split('/').some((name) => passedOver.has(name))) return false;
    return this.bases.some((base) => isWithin(base, folder) || isWithin(folder, base));
  }

  private entriesOf(folder: string): readonly Dirent[] {
    try {
      return readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      if (!isGone(error)) this.tellProblem(errorDetail(error));
      return [];
    }
  }

  private tellProblem(detail: string): void {
    if (this.hasProblem) return;
    this.hasProblem = true;
    this.onProblem(detail);
  }
}

/** With forward slashes; `folder` is empty for the workspace folder. */
function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Whether a path is a folder or in it; the empty one holds all. */
function isWithin(file: string, folder: string): boolean {
  return folder === '' || file === folder || file.startsWith(`${folder}/`);
}

function isGone(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
