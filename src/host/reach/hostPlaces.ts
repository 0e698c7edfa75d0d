import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lookAt } from '../../node/files/fileLook.ts';
import { locateState, sharedPaths } from '../../node/state/stateFolder.ts';
import { type OpenExecutorOptions, stateSurroundings } from '../places/statePlace.ts';

/**
 * Whether a background host is used for the first time by this user on this machine; answers so once. Where that cannot be
 * kept in mind nobody is to be told again and again, so the answer is no.
 */
export async function isFirstUse(environment: OpenExecutorOptions['environment']): Promise<boolean> {
  const shared = sharedPaths(stateSurroundings(environment));
  if (!shared) return false;
  const { hosts } = shared;
  try {
    await mkdir(path.dirname(hosts), { recursive: true, mode: 0o700 });
    await writeFile(path.join(path.dirname(hosts), 'used'), '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

/** Where a background host has written what is no journal; undefined if it has written nothing, or the folder has gone. */
export async function hostOutputPath({
  environment,
  folder,
}: Pick<OpenExecutorOptions, 'environment' | 'folder'>): Promise<string | undefined> {
  const located = await locateState(stateSurroundings(environment), folder);
  const look = located.ok ? await lookAt(located.value.hostOutput) : undefined;
  return located.ok && look?.kind === 'file' && look.stats.size > 0 ? located.value.hostOutput : undefined;
}
