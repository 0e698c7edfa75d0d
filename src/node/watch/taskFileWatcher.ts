import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { watchFolder } from '../files/folderWatch.ts';
import { attempt } from '../files/attempt.ts';

/** Changes within this time are told as one. */
const settleMs = 50;
/** How long until a folder is tried again that could not be watched at all. */
const retryMs = 5_000;

/**
 * Watches one file by way of its folder, which sees a replacement by rename where a watch on the file would keep to the
 * old one. While the folder does not exist, its parent is watched; a folder that is replaced (a branch switch) is
 * watched again, because a watch keeps to the folder it was begun on. Where the file is a symbolic link, the folder of
 * its target is watched as well.
 */
export class TaskFileWatcher implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly folder: string;
  private watchers: Disposable[] = [];
  /** The target of a symbolic link in another folder, if that is what the file is. */
  private watchedTarget: string | undefined;
  /** A watched folder has come, gone or been replaced. An inode would not tell: a new folder often gets the old one's. */
  private isStale = false;
  private settling: Disposable | undefined;
  private retry: Disposable | undefined;
  private isDisposed = false;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly file: string,
    private readonly parent: string,
    private readonly clock: Clock,
  ) {
    this.folder = path.dirname(file);
    this.begin();
  }

  dispose(): void {
    this.isDisposed = true;
    this.stop();
    this.settling?.dispose();
    this.retry?.dispose();
    this.changed.dispose();
  }

  private begin(): void {
    this.stop();
    this.retry?.dispose();
    this.retry = undefined;
    this.isStale = false;
    // Before the watchers, so that a change in between is seen as one.
    this.watchedTarget = this.target();
    if (!this.watch(this.folder, path.basename(this.file))) this.beginOnParent();
    if (this.watchedTarget !== undefined) {
      this.watch(path.dirname(this.watchedTarget), path.basename(this.watchedTarget));
    }
  }

  private beginOnParent(): void {
    if (!this.watch(this.parent, path.basename(this.folder))) {
      this.retry = this.clock.setTimer(retryMs, () => {
        this.noticed('watchers');
      });
    } else if (this.watch(this.folder, path.basename(this.file))) {
      // It has appeared between the two.
      this.noticed('file');
    }
  }

  /** Watches the entry `name` of a folder, and the folder's own disappearance; false if that is not possible. */
  private watch(folder: string, name: string): boolean {
    const watched = watchFolder(folder, {
      onChange: (changed) => {
        // Linux names the folder itself when that is moved or deleted; some platforms name nothing.
        const isOwnName = changed === null || changed === path.basename(folder);
        if (isOwnName || (changed === name && folder === this.parent)) this.noticed('watchers');
        else if (changed === name) this.noticed('file');
      },
      // Windows reports the deletion of a watched folder as an error.
      onEnd: () => {
        this.noticed('watchers');
      },
    });
    if (watched.ok) this.watchers.push(watched.value);
    return watched.ok;
  }

  private noticed(what: 'file' | 'watchers'): void {
    if (this.isDisposed) return;
    if (what === 'watchers') this.isStale = true;
    // What follows within the time is covered: the listener reads only afterwards.
    this.settling ??= this.clock.setTimer(settleMs, () => {
      this.settling = undefined;
      if (this.isStale || this.target() !== this.watchedTarget) this.begin();
      this.changed.fire();
    });
  }

  private stop(): void {
    for (const watching of this.watchers) watching.dispose();
    this.watchers = [];
  }

  /** Where the file really is, if that is in another folder. */
  private target(): string | undefined {
    const target = realPath(this.file);
    return target === undefined || path.dirname(target) === realPath(this.folder) ? undefined : target;
  }
}

function realPath(file: string): string | undefined {
  return attempt(undefined, () => realpathSync(file));
}
