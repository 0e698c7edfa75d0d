import type { CommandEnd, CommandPlan } from '../core/ports.ts';
import type { Spawn, SpawnEnd } from './launcherSpawn.ts';

/**
 * Runs a command beside a run and waits for it, but not longer than until `cutOff` aborts: then `killAll` ends it with
 * everything that it has started. It gets a group of its own, so that it never ends with the run that it is about.
 */
export async function runCommand(
  { argv, cwd, env, logPath }: CommandPlan,
  cutOff: AbortSignal,
  spawn: Spawn,
  killAll: (pid: number) => void,
): Promise<CommandEnd> {
  if (cutOff.aborted) return { kind: 'cut-off' };
  const { ended, pid } = spawn({ argv, cwd, env, logPath });
  if (pid === undefined) return toCommandEnd(await ended);
  const first = await Promise.race([ended, aborted(cutOff)]);
  if (first !== 'aborted') return toCommandEnd(first);
  // Nobody was told its end yet, so the number is still its own.
  killAll(pid);
  return { kind: 'cut-off' };
}

function aborted(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve('aborted');
      },
      { once: true },
    );
  });
}

function toCommandEnd(end: SpawnEnd): CommandEnd {
  switch (end.kind) {
    case 'exited':
      return { kind: 'ended', exit: { code: end.code } };
    case 'signalled':
      return { kind: 'ended', exit: { signal: end.signal } };
    case 'log-failed':
    case 'spawn-failed':
      return { kind: 'failed', detail: end.detail };
  }
}
