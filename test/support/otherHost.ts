import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { LaunchPlan, RunEnd, StartReport } from '../../src/core/ports.ts';
import type { Argv } from '../../src/model/words/argv.ts';
import { fixture } from './launchBench.ts';

/** What the other host is told. */
export interface OtherHostOrder {
  readonly plan: LaunchPlan;
  /** When to launch it, as `highNow` tells the time. */
  readonly at: number;
}

/** What the other host tells: that it is there (no run), that a run started, or that it ended. */
export interface OtherHostAnswer {
  readonly run: string;
  readonly started?: StartReport;
  readonly ended?: RunEnd;
}

/** The time of day with fractions of milliseconds, for instants that two processes agree upon. */
export function highNow(): number {
  return performance.timeOrigin + performance.now();
}

/** A host in a process of its own. */
export interface OtherHost extends AsyncDisposable {
  /** Launches a run at this instant, at once by default. */
  launch(
    plan: LaunchPlan,
    at?: number,
  ): { readonly started: Promise<StartReport | undefined>; readonly ended: Promise<RunEnd | undefined> };
  /** Ends the host as nothing expects it to. */
  kill(): Promise<void>;
}

/** Starts a process that launches runs as another host would: `await using other = await startOtherHost(…)`. */
export async function startOtherHost(runsFolder: string, shell: Argv = ['/bin/sh']): Promise<OtherHost> {
  const child = fork(fixture('otherHost.ts'), [runsFolder, JSON.stringify(shell)], {
    execArgv: ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'],
  });
  const waiting = new Map<string, (answer: OtherHostAnswer) => void>();
  child.on('message', (answer: OtherHostAnswer) => {
    const key = `${answer.run} ${answer.ended ? 'ended' : 'started'}`;
    waiting.get(key)?.(answer);
    waiting.delete(key);
  });
  const answerTo = (key: string): Promise<OtherHostAnswer> => new Promise((resolve) => waiting.set(key, resolve));
  await answerTo(' started');

  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return {
    /** Launches a run at this instant, at once by default. */
    launch(
      plan: LaunchPlan,
      at = 0,
    ): { started: Promise<StartReport | undefined>; ended: Promise<RunEnd | undefined> } {
      const started = answerTo(`${plan.run} started`).then((answer) => answer.started);
      const ended = answerTo(`${plan.run} ended`).then((answer) => answer.ended);
      child.send({ plan, at } satisfies OtherHostOrder);
      return { started, ended };
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
