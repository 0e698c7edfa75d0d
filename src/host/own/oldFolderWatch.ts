import type { ExecutorFailure } from '../../model/failure.ts';
import type { OldFolder } from '../../model/host/oldFolder.ts';
import { taskKey } from '../../model/words/taskKey.ts';

/**
 * Knows which tasks must not be started here, because they were started under an old path of the folder. Such a path can only
 * be older than the host: where there was none when that began, nobody is asked again.
 */
export class OldFolderWatch {
  private constructor(
    private readonly look: () => Promise<OldFolder | undefined>,
    private found: OldFolder | undefined,
  ) {}

  /** Looks for the first time. */
  static async begin(look: () => Promise<OldFolder | undefined>): Promise<OldFolderWatch> {
    return new OldFolderWatch(look, await look());
  }

  /** Checks what there is now. */
  async refresh(): Promise<void> {
    if (this.found) this.found = await this.look();
  }

  /** Why a task is not started here; undefined if it may be. */
  whyNotHere(task: string): ExecutorFailure | undefined {
    const { busy = [], folder = '' } = this.found ?? {};
    const isBusy = busy.some((other) => taskKey(other) === taskKey(task));
    return isBusy ? { reason: 'runs-in-old-folder', task, folder } : undefined;
  }
}
