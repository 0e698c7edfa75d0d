import type { WatchEventType } from 'node:fs';
import path from 'node:path';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import type { FileWatch } from '../../core/ports.ts';
import { word } from '../../model/words/clause.ts';
import { type FileTrouble, troubleClause } from '../../model/fileTrouble.ts';
import { type FolderEntry, listFolderNow, lookAtEntryNow } from '../files/fileLook.ts';
import { watchFolder } from '../files/folderWatch.ts';
import { type Globs, readGlobs } from '../patterns/globPatterns.ts';
import { patternDeadlineMs, type PatternJudge, type Unjudged } from '../patterns/patternJudge.ts';

/** Folders in which nothing is watched, wherever they are: they are large, and nobody edits in them. */
const passedOver: ReadonlySet<string> = new Set(['.git', 'node_modules', '.executor']);

/** Characters of a path that a pattern is run on: Linux opens no longer one. */
const longestPath = 4_096;

/** This many folders are watched for one run: more would hold up everything else while they are gone through. */
const mostFolders = 10_000;

/** Watches files of one workspace folder. */
export class FileWatcher implements FileWatch {
  /** `workspaceFolder` is an absolute path. */
  constructor(
    private readonly workspaceFolder: string,
    private readonly judge: PatternJudge,
  ) {}

  watch(globs: readonly string[], onChange: (file: string) => void, onProblem: (detail: string) => void): Disposable {
    const read = readGlobs(globs, process.platform);
    if (read.ok) return new GlobWatch(this.workspaceFolder, read.value, this.judge, onChange, onProblem);
    onProblem('the patterns in "watch" cannot be read');
    return toDisposable(() => undefined);
  }
}

/**
 * Watches the files that match some globs, by a watch on each folder in which one could be. A folder that comes is
 * watched from then on, and what is in it counts as changed; symbolic links to folders are not followed.
 */
class GlobWatch implements Disposable {
  private readonly watchers = new Map<string, Disposable>();
  /** Files that have changed and are not judged yet. */
  private readonly changed = new Set<string>();
  private isJudging = false;
  private isOver = false;
  private hasProblem = false;

  constructor(
    private readonly root: string,
    private readonly globs: Globs,
    private readonly judge: PatternJudge,
    private readonly onChange: (file: string) => void,
    private readonly onProblem: (detail: string) => void,
  ) {
    this.watchFolder('');
  }

  dispose(): void {
    this.isOver = true;
    this.changed.clear();
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
      else if (isNew) this.suspect(file);
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
    else this.suspect(file);
  }

  /** A file has changed that may match. */
  private suspect(file: string): void {
    this.changed.add(file);
    if (!this.isJudging) void this.judgeChanged();
  }

  /** Tells of each changed file that matches; those that change meanwhile are judged after it, together. */
  private async judgeChanged(): Promise<void> {
    this.isJudging = true;
    while (this.changed.size > 0) {
      const files = [...this.changed].filter((file) => file.length <= longestPath);
      this.changed.clear();
      const { literals, patterns } = this.globs;
      const judged = await this.judge.judge({ patterns, texts: files });
      if (this.isOver) return;
      if (!judged.ok) {
        this.dispose();
        this.tellProblem(describeUnjudged(judged.error));
        return;
      }
      const matching = new Set(judged.value);
      for (const [index, file] of files.entries()) if (matching.has(index) || literals.has(file)) this.onChange(file);
    }
    this.isJudging = false;
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
    return this.globs.bases.some((base) => isWithin(base, folder) || isWithin(folder, base));
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

function describeUnjudged(why: Unjudged): string {
  return why.kind === 'too-slow'
    ? `the patterns in "watch" took longer than ${String(patternDeadlineMs / 1_000)} s on one path; simplify them`
    : `the patterns in "watch" cannot be checked: ${why.detail}`;
}
