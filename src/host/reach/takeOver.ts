import { realpath } from 'node:fs/promises';
import { reached } from '../../base/faultPoint.ts';
import { systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { OldFolder } from '../../model/host/oldFolder.ts';
import { acquireHostLock, type HostLock } from '../../node/state/hostLock.ts';
import { createStateFolder, locateState, type StatePaths } from '../../node/state/stateFolder.ts';
import { contentOf, transferState } from '../../node/state/stateTransfer.ts';
import { type RequestFailure, toRequestFailure } from '../../protocol/executorClient.ts';
import { endHost } from './hostRegister.ts';
import { findOldFolder, type OldFolderOptions } from '../places/oldFolder.ts';
import { stateSurroundings } from '../places/statePlace.ts';

/** How an old folder is taken over. */
export interface TakeOverOptions extends OldFolderOptions {
  /** The history and states that this folder has already are set aside. */
  readonly replaces: boolean;
}

/**
 * Brings history, schedules, states and runs of a folder that was renamed or moved to its new place: ends the hosts of both,
 * which leaves the runs alone, and moves the state. The next host of this folder adopts the runs. Answers what was taken over.
 */
export async function takeOver(options: TakeOverOptions): Promise<Result<OldFolder, RequestFailure>> {
  const { clock, environment, replaces } = options;
  const old = await findOldFolder(options);
  if (!old) return refusal({ reason: 'no-old-folder' });
  const located = await locateState(stateSurroundings(environment), options.folder);
  if (!located.ok) return refusal(located.error);
  const created = await createStateFolder(located.value);
  if (!created.ok) return refusal(created.error);
  const folder = await realpath(options.folder);
  // The own host comes first: where it has runs, or a history that is wanted, nothing is to be ended at the old place.
  const ended = await endHost(folder, { stopsRuns: false }, environment, clock);
  if (!ended.ok) return ended;
  await using to = await hold(located.value, clock);
  if (!to.ok) return refusal(to.error);
  const present = contentOf({ lock: to.lock, paths: located.value });
  if (!present.ok) return refusal(present.error);
  const isOther = present.value.kind === 'used' && present.value.executor !== old.executor;
  if (isOther && (present.value.isLive || !replaces))
    return refusal({ reason: 'folder-in-use', folder: old.folder, isLive: present.value.isLive });
  // Without a host nothing answers under a path that has gone.
  const freed = old.host ? await endHost(old.folder, { stopsRuns: false }, environment, clock) : ok(undefined);
  if (!freed.ok) return freed;
  await using from = await hold(old.paths, clock);
  if (!from.ok) return refusal(from.error);
  reached('take-over-freed');
  const moved = await transferState({
    from: { folder: old.folder, lock: from.lock, paths: old.paths },
    to: { folder, lock: to.lock, paths: located.value },
    clock,
    replaces,
  });
  if (!moved.ok) return refusal(moved.error);
  const { busy, hasHistory, host } = old;
  return ok({ folder: old.folder, busy, hasHistory, ...(host && { host }) });
}

type Held = AsyncDisposable &
  ({ readonly ok: true; readonly lock: HostLock } | { readonly ok: false; readonly error: ExecutorFailure });

async function hold(paths: StatePaths, clock: TakeOverOptions['clock']): Promise<Held> {
  const lock = await acquireHostLock(paths.lock, { clock, random: systemRandom });
  const dispose = (): Promise<void> => {
    if (lock.ok) lock.value.dispose();
    return Promise.resolve();
  };
  if (lock.ok) return { ok: true, lock: lock.value, [Symbol.asyncDispose]: dispose };
  const error: ExecutorFailure =
    lock.error === 'held' ? { reason: 'held-elsewhere', pid: undefined, where: undefined } : lock.error;
  return { ok: false, error, [Symbol.asyncDispose]: dispose };
}

function refusal(failure: ExecutorFailure): Result<never, RequestFailure> {
  return err(toRequestFailure(failure));
}
