import { existsSync, lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import { isFolderThere } from '../host/read/userFiles.ts';
import type { CliFailure } from './cliFailure.ts';

/** Who looks for a folder. */
export interface Seeker {
  /** Absolute path. */
  readonly cwd: string;
  /** The user that this process acts as; undefined on Windows, where files have owners of another kind: nothing is checked. */
  readonly uid: number | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * The folder that was named, else the nearest one above `cwd` that has a task file, else `cwd`. One that is found counts only
 * if it, its `.vscode` and the task file belong to this user: else whoever may write into a folder above decides what this
 * user runs. Root may work in the folder of the user who has called `sudo`, as with git.
 */
export function findFolder(named: string | undefined, seeker: Seeker): Result<string, CliFailure> {
  const { cwd } = seeker;
  if (named !== undefined) {
    const folder = path.resolve(cwd, named);
    const message = `There is no folder ${folder}. Name an existing one with --folder.`;
    return isFolderThere(folder) ? ok(folder) : err({ reason: 'no-such-folder', message });
  }
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, '.vscode', 'executor.json'))) return whereOwned(folder, seeker);
    if (path.dirname(folder) === folder) return ok(cwd);
  }
}

function whereOwned(folder: string, { environment, uid }: Seeker): Result<string, CliFailure> {
  if (uid === undefined) return ok(folder);
  const mine = new Set([uid, ...(uid === 0 ? sudoUser(environment) : [])]);
  const parts = [folder, path.join(folder, '.vscode'), path.join(folder, '.vscode', 'executor.json')];
  for (const part of parts) {
    // Of a link both ends count: who owns the link chooses where it leads.
    for (const owner of [lstatSync(part).uid, statSync(part).uid]) {
      if (mine.has(owner)) continue;
      const message = `Found the tasks of ${folder}, where ${part} belongs to another user (uid ${String(owner)}). To use them anyway: --folder ${JSON.stringify(folder)}.`;
      return err({ reason: 'foreign-folder', message });
    }
  }
  return ok(folder);
}

function sudoUser({ SUDO_UID }: Seeker['environment']): readonly number[] {
  return SUDO_UID !== undefined && /^\d{1,10}$/.test(SUDO_UID) ? [Number(SUDO_UID)] : [];
}
