import { chmod, lstat, mkdir, stat } from 'node:fs/promises';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { errorDetail } from './errorDetail.ts';

/** The permissions of others to write. */
const othersWrite = 0o022;

/** Why a folder cannot be this user's. */
type StateFailure = Extract<ExecutorFailure, { readonly reason: 'state-foreign' | 'state-unusable' }>;

/** A folder that is this user's. */
export interface OwnFolder {
  /** Others could write there until now, so that nothing in it can be trusted. */
  readonly wasOpen: boolean;
}

/**
 * Makes a folder that nobody but this user enters, or takes one that is there: others lose what they may do in it. One of
 * another user is refused, for its owner would decide what this user runs. Files of Windows have owners of another kind.
 */
export async function makeOwnFolder(folder: string): Promise<Result<OwnFolder, StateFailure>> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const foreign = await foreignOwner(folder);
    if (foreign) return err(foreign);
    const { mode } = await stat(folder);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) await chmod(folder, 0o700);
    return ok({ wasOpen: process.platform !== 'win32' && (mode & othersWrite) !== 0 });
  } catch (error) {
    return err({ reason: 'state-unusable', path: folder, detail: errorDetail(error) });
  }
}

/** Why a folder is not this user's; undefined if it is, or is not there. Of a link both ends count. */
export async function foreignOwner(folder: string): Promise<StateFailure | undefined> {
  const uid = process.geteuid?.();
  if (uid === undefined) return undefined;
  const looks: readonly ((path: string) => Promise<{ readonly uid: number }>)[] = [lstat, stat];
  for (const look of looks) {
    const owner: number = await look(folder).then(
      (found) => found.uid,
      () => uid,
    );
    if (owner !== uid) return { reason: 'state-foreign', path: folder, owner };
  }
  return undefined;
}
