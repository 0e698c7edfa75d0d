import { existsSync } from 'node:fs';
import type { LaunchPlan, RunProcess } from '../../core/ports.ts';
import type { ExecutorFailure, PassingFailure } from '../../model/failure.ts';
import { passingTrouble } from '../../model/passingTrouble.ts';
import { findTooLarge } from '../../model/oversize.ts';
import type { RunId } from '../../model/run.ts';
import { type SpawnEnd, tooLargeCode } from './launcherSpawn.ts';
import { startLimits } from './startLimits.ts';

/** The run of a plan that did not become a process, and never will. `program` is what should have been started. */
export function unstartedRun(plan: LaunchPlan, program: string, end: Promise<SpawnEnd>): RunProcess {
  return failedRun(
    plan.run,
    end.then((reason) => toFailure(plan, program, reason)),
  );
}

/** A run that was never begun, for this reason. */
export function failedRun(run: RunId, failure: Promise<ExecutorFailure>): RunProcess {
  return {
    run,
    started: failure.then((reason) => ({ kind: 'failed', failure: reason })),
    ended: new Promise(() => undefined),
    abandon: () => Promise.resolve(),
    signal: () => Promise.resolve(),
    ask: () => Promise.resolve(),
    count: () => Promise.resolve(0),
    groupGone: () => Promise.resolve(),
    kill: () => Promise.resolve([]),
  };
}

/** The platform blames the program where it is the working directory that is missing. */
function toFailure({ argv, cwd, env, logPath }: LaunchPlan, program: string, end: SpawnEnd): ExecutorFailure {
  const passing = passingEnd(end, end.kind === 'log-failed' ? logPath : program);
  if (passing) return passing;
  switch (end.kind) {
    case 'log-failed':
      return { reason: 'log-unwritable', path: logPath, detail: end.detail };
    case 'spawn-failed':
      if (end.code === tooLargeCode) return findTooLarge(argv, env, startLimits());
      if (!existsSync(cwd)) return { reason: 'cwd-missing', cwd, path: cwd };
      return { reason: 'spawn-failed', program, detail: end.detail };
    case 'exited':
    case 'signalled':
      throw new Error('internal: a process without a pid has ended');
  }
}

function passingEnd(end: SpawnEnd, path: string): PassingFailure | undefined {
  if (end.kind !== 'log-failed' && end.kind !== 'spawn-failed') return undefined;
  const trouble = passingTrouble(end.code);
  return trouble && { reason: 'passing-trouble', trouble, detail: `${path}: ${end.detail}` };
}
