import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BackgroundWorld } from '../test/support/backgroundWorld.ts';
import { waitUntil } from '../test/support/waitFor.ts';
import type { HostNeeds } from './soakNeeds.ts';

const witnessScript = path.resolve('test/fixtures/witness.sh');

/** The definition of the n-th task: one of seven kinds, with times of its own. */
function defineTask(index: number, witness: string): readonly [string, unknown] {
  const run = (seconds: number, exit: number, ...how: readonly string[]): object => ({
    command: [witnessScript, String(seconds), String(exit), ...how],
    env: { WITNESS: witness },
  });
  const seconds = 1 + (index % 9);
  const kinds: readonly (readonly [string, object])[] = [
    ['crash', { ...run(seconds, 3), backoff: { initial: '1 sec', max: '10 sec' } }],
    ['finish', { ...run(seconds, 0), restart: 'always', backoff: { initial: '2 sec', max: '10 sec' } }],
    ['once', { ...run(seconds, 0), restart: 'never' }],
    ['stay', { ...run(10_000, 0), restart: 'always' }],
    ['stubborn', { ...run(10_000, 0, 'stubborn'), restart: 'never', stopTimeout: '500 ms' }],
    ['often', { ...run(1, index % 2), every: `${String(5 + seconds)} sec` }],
    ['polite', { ...run(10_000, 0), stopCommand: ['sh', '-c', 'kill -TERM "$EXECUTOR_PID"'] }],
  ];
  const [kind, task] = kinds[index % kinds.length] ?? ['', {}];
  return [`${kind}-${String(index)}`, task];
}

/** A folder with many restless tasks, whose hosts tell what they need. */
export class SoakWorld extends BackgroundWorld {
  /** What the runs themselves say. */
  readonly witness = this.join('witness');
  private readonly needsFile = this.join('needs');

  /** Writes the task file; answers the names. */
  defineTasks(count: number): readonly string[] {
    this.variables['SOAK_NEEDS'] = this.needsFile;
    const tasks = Array.from({ length: count }, (_, index) => defineTask(index, this.witness));
    this.define(Object.fromEntries(tasks));
    return tasks.map(([name]) => name);
  }

  /** What the living host needs. */
  async hostNeeds(): Promise<HostNeeds> {
    const { pid } = this.record;
    rmSync(this.needsFile, { force: true });
    process.kill(pid, 'SIGUSR2');
    await waitUntil(() => existsSync(this.needsFile), 'the host tells what it needs');
    return JSON.parse(readFileSync(this.needsFile, 'utf8')) as HostNeeds;
  }
}
