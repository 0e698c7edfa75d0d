import { existsSync } from 'node:fs';
import type { RunProcess } from '../core/ports.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { RunId } from '../model/run.ts';
import { errorDetail } from './errorDetail.ts';
import type { SpawnEnd } from './launcherSpawn.ts';

/** A run of which there is no process and never will be. */
export function unstartedRun(run: RunId, failure: ExecutorFailure | Promise<ExecutorFailure>): RunProcess {
  return {
    run,
    started: Promise.resolve(failure).then((reason) => ({ kind: 'failed', failure: reason })),
    ended: new Promise(() => undefined),
    abandon: () => Promise.resolve(),
    signal: () => Promise.resolve(),
    kill: () => Promise.resolve([]),
  };
}

/** Why nothing could be spawned. The platform blames the program where it is the working directory that is missing. */
export function spawnFailure(cwd: string, program: string, end: SpawnEnd): ExecutorFailure {
  if (end.kind !== 'failed') throw new Error('internal: a process that ended has no failure to start');
  if (!existsSync(cwd)) return { reason: 'cwd-missing', cwd, path: cwd };
  return { reason: 'spawn-failed', program, detail: end.detail };
}

/** Why the log could not be opened for the run. */
export function logFailure(path: string, error: unknown): ExecutorFailure {
  return { reason: 'log-unwritable', path, detail: errorDetail(error) };
}
