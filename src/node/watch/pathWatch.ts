import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { PathWatch } from '../../core/ports.ts';
import type { AwaitedPath } from '../../model/supervisor/awaitedPath.ts';
import { isFolderNow, lookAtNow } from '../files/fileLook.ts';
import { watchFolder } from '../files/folderWatch.ts';

/** Milliseconds between looks that nothing has caused: the net for file systems that tell nothing, and for what is there at once. */
const lookMs = 10_000;

/** Waits for files and folders to appear, wherever they are missing. */
export class PathWatcher implements PathWatch {
  constructor(private readonly clock: Clock) {}

  appears(awaited: AwaitedPath, callback: () => void): Disposable {
    return new PathWait(awaited, callback, this.clock);
  }
}

/**
 * Waits for one path. Watched is the nearest folder above it that exists; as the folders between come or go, the watch
 * moves. What is there from the beginning is told by the first look of the net only, so that whoever tries again at every
 * word does not do so without pause.
 */
class PathWait implements Disposable {
  private readonly target: string;
  private watched: { readonly folder: string; readonly watching: Disposable } | undefined;
  private net: Disposable | undefined;
  private isOver = false;

  constructor(
    private readonly awaited: AwaitedPath,
    private readonly callback: () => void,
    private readonly clock: Clock,
  ) {
    this.target = path.resolve(awaited.path);
    this.aim();
    this.castNet();
  }

  dispose(): void {
    this.isOver = true;
    this.net?.dispose();
    this.unwatch();
  }

  private castNet(): void {
    this.net = this.clock.setTimer(lookMs, () => {
      // A folder that was replaced is a different one under the same name.
      this.unwatch();
      this.look();
      if (!this.isOver) this.castNet();
    });
  }

  private look(): void {
    if (this.isOver) return;
    if (!this.isThere()) this.aim();
    if (!this.isThere()) return;
    this.dispose();
    this.callback();
  }

  private isThere(): boolean {
    return this.awaited.kind === 'folder' ? isFolderNow(this.target) : lookAtNow(this.target).kind === 'file';
  }

  /** Watches the nearest folder above the target; one that has come while the watch was set is nearer. */
  private aim(): void {
    for (
      let nearest = nearestFolder(this.target);
      this.watched?.folder !== nearest;
      nearest = nearestFolder(this.target)
    ) {
      this.unwatch();
      if (!this.watch(nearest)) return;
    }
  }

  private watch(folder: string): boolean {
    const [next = ''] = path.relative(folder, this.target).split(path.sep);
    const watched = watchFolder(folder, {
      onChange: (changed) => {
        // The folder's own name is told when it is moved or deleted; some platforms tell no name at all.
        const isOwn = changed === null || changed === path.basename(folder);
        if (isOwn) this.unwatch();
        if (isOwn || changed === next) this.look();
      },
      onEnd: () => {
        this.unwatch();
      },
    });
    // Where there can be no watch, the net is all there is.
    if (watched.ok) this.watched = { folder, watching: watched.value };
    return watched.ok;
  }

  private unwatch(): void {
    this.watched?.watching.dispose();
    this.watched = undefined;
  }
}

function nearestFolder(target: string): string {
  let folder = path.dirname(target);
  while (!isFolderNow(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  return folder;
}
