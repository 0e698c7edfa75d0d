import type { CommandEnd, CommandPlan } from '../../core/ports.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import { inEnglish } from '../../model/words/language.ts';
import { findTooLarge } from '../../model/oversize.ts';
import { type Spawn, type SpawnEnd, tooLargeCode } from './launcherSpawn.ts';
import { startLimits } from './startLimits.ts';

/**
 * Runs a command beside a run and waits for it, but not longer than until `cutOff` aborts: then `killAll` ends it with
 * everything that it has started. It gets a group of its own, so that it never ends with the run that it is about.
 */
export async function runCommand(
  plan: CommandPlan,
  cutOff: AbortSignal,
  spawn: Spawn,
  killAll: (pid: number) => void,
): Promise<CommandEnd> {
  if (cutOff.aborted) return { kind: 'cut-off' };
  const { argv, cwd, env, logPath } = plan;
  const { ended, pid } = spawn({ argv, cwd, env, logPath });
  if (pid === undefined) return toCommandEnd(plan, await ended);
  const first = await Promise.race([ended, aborted(cutOff)]);
  if (first !== 'aborted') return toCommandEnd(plan, first);
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

function toCommandEnd({ argv, env }: CommandPlan, end: SpawnEnd): CommandEnd {
  switch (end.kind) {
    case 'exited':
      return { kind: 'ended', exit: { code: end.code } };
    case 'signalled':
      return { kind: 'ended', exit: { signal: end.signal } };
    case 'log-failed':
      return { kind: 'failed', detail: end.detail };
    case 'spawn-failed': {
      if (end.code !== tooLargeCode) return { kind: 'failed', detail: end.detail };
      const failure = findTooLarge(argv, env, startLimits());
      return { kind: 'failed', detail: inEnglish(() => describeFailure(failure)) };
    }
  }
}
