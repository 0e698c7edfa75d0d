import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { attempt } from '../files/attempt.ts';

/**
 * This user's home directory: as `HOME` says, else as the system knows it. Undefined if neither is an absolute path, as
 * for a user id without an entry in the user database in a container that sets no `HOME`.
 */
export function userHome({ HOME }: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const look of [process.platform === 'win32' ? homedir : () => HOME, homedir, () => userInfo().homedir]) {
    // This user may have no entry in the user database.
    const home = attempt(undefined, look);
    if (home !== undefined && path.isAbsolute(home)) return home;
  }
  return undefined;
}
