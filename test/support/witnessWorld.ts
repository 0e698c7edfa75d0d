import { readFileSync } from 'node:fs';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { isLiveStatus, type RunView, type TaskView } from '../../src/model/view/taskView.ts';
import { BackgroundWorld } from './backgroundWorld.ts';
import { stopEverything, untilTask } from './hostWorld.ts';
import { fixture } from './launchBench.ts';
import { waitForText } from './waitFor.ts';

/** A workspace whose runs say in a file beside it how they begin and end. */
export class WitnessWorld extends BackgroundWorld {
  readonly witness = this.join('witness');

  /** A definition that runs for this many seconds and ends with this many as its exit code; with a third word it ignores SIGTERM. */
  run(...args: readonly string[]): object {
    return { command: [fixture('witness.sh'), ...args], env: { WITNESS: this.witness } };
  }

  /** Resolves when so many runs have said that they began. */
  untilBegun(count: number): Promise<string> {
    return waitForText(this.witness, () => this.pids.length >= count);
  }

  /** The pids of all scripts in the order in which they began. */
  get pids(): readonly number[] {
    return [...readFileSync(this.witness, 'utf8').matchAll(/^[\da-f]+ start (\d+)$/gm)].map(([, pid]) => Number(pid));
  }
}

/** Resolves with a task when it runs. */
export function untilRunning(connection: ExecutorConnection, name: string): Promise<TaskView> {
  return untilTask(connection, name, ({ status }) => status.kind === 'running');
}

/** Resolves with a task when its newest run has ended. */
export function untilEnded(connection: ExecutorConnection, name: string): Promise<TaskView> {
  return untilTask(connection, name, ({ runs, status }) => runs[0]?.endedAt !== undefined && !isLiveStatus(status));
}

/** The pid of a task's run. */
export function pidOf({ status }: TaskView): number | undefined {
  return status.kind === 'running' ? status.pid : undefined;
}

/** The whole history. */
export async function historyOf({ client }: ExecutorConnection): Promise<readonly RunView[]> {
  const runs = await Promise.all(client.executor.tasks.map(({ name }) => client.history(1_000, name)));
  return runs.flatMap((answer) => (answer.ok ? answer.value : []));
}

/** Stops everything, and answers the whole history. */
export async function settleAll(connection: ExecutorConnection): Promise<readonly RunView[]> {
  await stopEverything(connection);
  return historyOf(connection);
}
