import { watch, type WatchEventType } from 'node:fs';
import { type Disposable, toDisposable } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { FileTrouble } from '../../model/fileTrouble.ts';
import { toTrouble } from './fileLook.ts';

/** Who is told of what happens in a folder. */
export interface FolderListener {
  /** Something under a name has come, gone or changed; some platforms do not tell the name. */
  readonly onChange: (name: string | null, event: WatchEventType) => void;
  /** The folder is no longer watched: it has gone, or cannot be watched any more. */
  readonly onEnd: () => void;
}

/**
 * Watches what happens in one folder, not in those below it, until disposed. The only place that asks the platform to watch
 * anything: where it cannot (no such folder, no watches left, a drive that fails) the answer says why. Never throws.
 */
export function watchFolder(folder: string, { onChange, onEnd }: FolderListener): Result<Disposable, FileTrouble> {
  try {
    const watcher = watch(folder, { persistent: false }, (event, name) => {
      onChange(name, event);
    });
    const watching = toDisposable(() => {
      watcher.close();
    });
    watcher.on('error', () => {
      watching.dispose();
      onEnd();
    });
    return ok(watching);
  } catch (error) {
    return err(toTrouble(error, folder));
  }
}
