import { closeSync, constants, openSync } from 'node:fs';
import { execa } from 'execa';
import type { LaunchPlan } from '../../core/ports.ts';
import { alone } from './alone.ts';
import { devNull } from 'node:os';
import { word } from '../../model/words/clause.ts';
import { troubleClause } from '../../model/fileTrouble.ts';
import { errorCode, errorDetail } from '../files/errorDetail.ts';
import { withoutInherited } from './inheritedDescriptors.ts';
import { lookAtNow, troubleOf } from '../files/fileLook.ts';

/** A process to be started on its own, its output going straight into a file. */
export interface SpawnRequest extends Omit<LaunchPlan, 'limits' | 'run'> {
  /** An open file that the process inherits as well. */
  readonly hold?: number;
}

/** How a spawned process ended, or why there was none. */
export type SpawnEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  /** `code` is that of the system error, where there was one. */
  | { readonly kind: 'log-failed'; readonly detail: string; readonly code?: string | undefined }
  | { readonly kind: 'spawn-failed'; readonly detail: string; readonly code?: string | undefined };

/** The code of the error where a program would be handed more than the platform takes. */
export const tooLargeCode = 'E2BIG';

/** A process just started: `pid` is undefined if that failed, and `ended` then says why. */
export interface Spawned {
  readonly pid: number | undefined;
  /** Never rejects. */
  readonly ended: Promise<SpawnEnd>;
}

/** Starts a process that outlives this one. */
export type Spawn = (request: SpawnRequest) => Spawned;

/**
 * Starts a process in a session of its own, with nothing of ours but the log. It does not keep this process alive and is
 * not ended with it. The log is never created here: nothing runs without its header.
 */
export const spawnDetached: Spawn = ({ argv: [file, ...args], cwd, env, hold, isVerbatim = false, logPath }) => {
  let output: number;
  // Opened for writing, a pipe that a script has put in the place of its log would wait for a reader.
  const unfit = logPath === devNull ? undefined : troubleOf(lookAtNow(logPath));
  if (unfit) return unspawned({ kind: 'log-failed', detail: word(troubleClause(unfit)) });
  try {
    output = openSync(logPath, constants.O_WRONLY | constants.O_APPEND);
  } catch (error) {
    return unspawned({ kind: 'log-failed', detail: errorDetail(error), code: errorCode(error) });
  }
  try {
    // Execa passes any descriptor on, but its types know the first ten only.
    const descriptor = output as 9;
    const options = { ...alone, cwd, env, windowsVerbatimArguments: isVerbatim };
    const subprocess = withoutInherited(hold === undefined ? [] : [hold], (others) =>
      execa(file, args, { ...options, stdio: ['ignore', descriptor, descriptor, ...others] as const }),
    );
    subprocess.nodeChildProcess.unref();
    return { pid: subprocess.pid, ended: subprocess.then(toSpawnEnd) };
  } catch (error) {
    // What the platform cannot be given at all, such as a NUL character, is thrown whatever the options say.
    return unspawned({ kind: 'spawn-failed', detail: errorDetail(error), code: errorCode(error) });
  } finally {
    closeSync(output);
  }
};

function unspawned(end: SpawnEnd): Spawned {
  return { pid: undefined, ended: Promise.resolve(end) };
}

/** What is needed of execa's results, which are of many types. */
interface SpawnResult {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
}

function toSpawnEnd({ exitCode, signal, code, originalMessage }: SpawnResult): SpawnEnd {
  if (exitCode !== undefined) return { kind: 'exited', code: exitCode };
  if (signal !== undefined) return { kind: 'signalled', signal };
  return { kind: 'spawn-failed', detail: originalMessage ?? code ?? 'unknown error', code };
}
