import type { WatchEventType } from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import type { Disposable } from '../base/disposable.ts';
import type { FileWatch } from '../core/ports.ts';
import { word } from '../model/clause.ts';
import { type FileTrouble, troubleClause } from '../model/fileTrouble.ts';
import { type FolderEntry, listFolderNow, lookAtEntryNow } from './files/fileLook.ts';
import { watchFolder } from './files/folderWatch.ts';

/** Folders in which nothing is watched, wherever they are: they are large, and nobody edits in them. */
const passedOver: ReadonlySet<string> = new Set(['.git', 'node_modules', '.executor']);

/** So many folders are watched for one run: more would hold up everything else while they are gone through. */
const mostFolders = 10_000;

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
  private readonly watchers = new Map<string, Disposable>();
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
    const matcher = toMatcher(written);
    this.bases = matcher ? written.map((glob) => picomatch.scan(glob).base) : [];
    this.isMatch = matcher ?? ((): boolean => false);
    if (matcher) this.watchFolder('');
    else this.tellProblem('the patterns in "watch" cannot be read');
  }

  dispose(): void {
    for (const watching of this.watchers.values()) watching.dispose();
    this.watchers.clear();
  }

  /** Watches a folder and those in it; `isNew` says that what is found in it has just come. */
  private watchFolder(folder: string, isNew = false): void {
    if (this.watchers.has(folder) || !this.isOnTheWay(folder)) return;
    if (this.watchers.size >= mostFolders) {
      this.tellProblem(`there are more than ${String(mostFolders)} folders`);
      return;
    }
    const absolute = path.join(this.root, folder);
    const watched = watchFolder(absolute, {
      onChange: (name, event) => {
        this.noticed(folder, name, event);
      },
      onEnd: () => {
        this.unwatch(folder);
      },
    });
    if (!watched.ok) {
      this.tellTrouble(watched.error, absolute);
      return;
    }
    this.watchers.set(folder, watched.value);
    for (const entry of this.entriesOf(absolute)) {
      const file = join(folder, entry.name);
      if (entry.isFolder) this.watchFolder(file, isNew);
      else if (isNew && this.isMatch(file)) this.onChange(file);
    }
  }

  private noticed(folder: string, name: string | null, event: WatchEventType): void {
    if (name === null || !this.watchers.has(folder)) return;
    const file = join(folder, name);
    const found = lookAtEntryNow(path.join(this.root, file));
    // Linux names the folder itself when that is deleted; the watch above it tells what there is to tell.
    if (found === 'gone' && name === path.basename(path.join(this.root, folder))) return;
    const isFolder = found === 'folder';
    // A folder that has gone takes those in it along; one that comes is another, even under the same name.
    if (!isFolder || event === 'rename') this.unwatch(file);
    if (isFolder) this.watchFolder(file, true);
    else if (this.isMatch(file)) this.onChange(file);
  }

  private unwatch(folder: string): void {
    for (const [watched, watching] of this.watchers) {
      if (watched !== folder && !watched.startsWith(`${folder}/`)) continue;
      watching.dispose();
      this.watchers.delete(watched);
    }
  }

  /** Whether a matching file may be in a folder, or in one below it. */
  private isOnTheWay(folder: string): boolean {
    if (folder.split('/').some((name) => passedOver.has(name))) return false;
    return this.bases.some((base) => isWithin(base, folder) || isWithin(folder, base));
  }

  private entriesOf(folder: string): readonly FolderEntry[] {
    const listed = listFolderNow(folder);
    if (listed.ok) return listed.value;
    this.tellTrouble(listed.error, folder);
    return [];
  }

  /** What has gone meanwhile is no trouble, nor is a file in its place. */
  private tellTrouble(trouble: FileTrouble, folder: string): void {
    if (trouble.kind !== 'absent') this.tellProblem(`${folder}: ${word(troubleClause(trouble))}`);
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

/** Whether a file matches one of some globs; undefined where these are no globs that a matcher can be made of. */
function toMatcher(globs: readonly string[]): ((file: string) => boolean) | undefined {
  try {
    return picomatch([...globs], { dot: true, nocase: process.platform === 'win32' });
  } catch {
    return undefined;
  }
}
