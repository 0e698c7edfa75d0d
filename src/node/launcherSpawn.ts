import { execa, type Options } from 'execa';

/** A process to be started on its own, its output going straight into a file. */
export interface SpawnRequest {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Descriptor of the file for standard output and standard error; the caller closes its own after the spawn. */
  readonly output: number;
}

/** How a spawned process ended, or why there was none. */
export type SpawnEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly detail: string };

/** A process just started: `pid` is undefined where that failed, and `ended` then says why. */
export interface Spawned {
  readonly pid: number | undefined;
  /** Never rejects. */
  readonly ended: Promise<SpawnEnd>;
}

/** Starts a process that outlives this one. */
export type Spawn = (request: SpawnRequest) => Spawned;

/**
 * Starts a process in a session of its own, with nothing of ours but the output descriptor. It does not keep this process
 * alive and is not ended with it.
 */
export const spawnDetached: Spawn = ({ argv: [file, ...args], cwd, env, output }) => {
  // Execa passes any descriptor on, but its types know the first ten only.
  const descriptor = output as 9;
  const options = {
    cwd,
    env,
    extendEnv: false,
    stdin: 'ignore',
    stdout: descriptor,
    stderr: descriptor,
    detached: true,
    cleanup: false,
    buffer: false,
    reject: false,
    windowsHide: true,
  } satisfies Options;
  const subprocess = execa(file, args, options);
  subprocess.nodeChildProcess.unref();
  return { pid: subprocess.pid, ended: subprocess.then(toSpawnEnd) };
};

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
  return { kind: 'failed', code, detail: originalMessage ?? code ?? 'unknown error' };
}
