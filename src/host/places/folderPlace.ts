import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { folderMark, type FolderRecord, readFolderRecord, writeFolderRecord } from '../../node/state/folderRecord.ts';
import { acquireHostLock } from '../../node/state/hostLock.ts';
import { type StatePaths, statePaths, type StateSurroundings } from '../../node/state/stateFolder.ts';
import { clearState, tidyOldPlaces } from '../../node/state/stateTransfer.ts';

/** Whose state this is: the owner that has just opened it. */
export interface PlaceOwner {
  readonly surroundings: StateSurroundings;
  readonly clock: Clock;
  readonly paths: StatePaths;
  /** The real path of the workspace folder. */
  readonly folder: string;
  /** The executor's own id. */
  readonly executor: string;
  readonly hasUnsettledRuns: boolean;
}

/**
 * Notes which folder some state belongs to, so that it is found again when that is renamed. What a take-over has left that did
 * not come to its end is taken away.
 */
export async function notePlace(owner: PlaceOwner): Promise<void> {
  const { clock, executor, folder, hasUnsettledRuns, paths } = owner;
  const mark = folderMark(folder);
  if (mark === undefined) return;
  const before = await readFolderRecord(paths.place);
  const left = new Set(before?.executor === executor ? before.left : []);
  for (const other of await otherStates(owner.surroundings, paths, folder)) {
    if (other.record.executor !== executor) continue;
    const lock = await acquireHostLock(other.paths.lock, { clock, random: systemRandom, patienceMs: 0 });
    if (!lock.ok) continue;
    try {
      const stub = await clearState(other.paths);
      if (stub !== undefined) left.add(stub);
    } finally {
      lock.value.dispose();
    }
  }
  await writeFolderRecord(paths.place, { folder, mark, executor, ...(left.size > 0 && { left: [...left] }) });
  if (!hasUnsettledRuns) await tidyOldPlaces(paths.place);
}

/** The states of the same folder under other paths, which lead elsewhere or nowhere by now. */
export async function otherStates(
  surroundings: StateSurroundings,
  own: StatePaths,
  folder: string,
): Promise<readonly { readonly paths: StatePaths; readonly record: FolderRecord }[]> {
  const mark = folderMark(folder);
  const home = path.dirname(own.folder);
  const names = await readdir(home).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const state = path.join(home, name);
      if (!/^[0-9a-f]{16}$/.test(name) || state === own.folder) return [];
      const record = await readFolderRecord(path.join(state, path.basename(own.place)));
      if (!record || record.mark !== mark || folderMark(record.folder) === mark) return [];
      const paths = statePaths(surroundings, record.folder);
      return paths?.folder === state ? [{ paths, record }] : [];
    }),
  );
  return found.flat();
}
