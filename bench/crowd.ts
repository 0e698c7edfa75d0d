import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';

/** Processes that do nothing, and cost whoever looks at the table of processes. */
export interface Crowd {
  /** Ends them. */
  readonly disperse: () => Promise<void>;
}

/** Starts this many processes of one parent, and resolves when they are there. */
export async function gatherCrowd(count: number): Promise<Crowd> {
  if (count === 0) return { disperse: () => Promise.resolve() };
  const script = 'n=$1; while [ "$n" -gt 0 ]; do sleep 100000 & n=$((n - 1)); done; echo there; wait';
  const parent = spawn('/bin/sh', ['-c', script, 'crowd', String(count)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const { pid, stdout } = parent;
  if (pid === undefined || !(stdout instanceof Readable)) throw new Error('The crowd could not be started.');
  await once(createInterface(stdout), 'line');
  return {
    disperse: async () => {
      const ended = once(parent, 'exit');
      process.kill(-pid, 'SIGKILL');
      await ended;
    },
  };
}
