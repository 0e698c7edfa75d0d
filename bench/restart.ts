// `npm run bench -- restart [--seconds N]`: how often a task that ends at once is started in a second, with more and more
// other processes on the machine: what a run has left is looked for at each of its ends, among all of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemRandom } from '../src/base/random.ts';
import { defaultShell, shimArgv } from '../src/node/process/shim.ts';
import { statusFilePath } from '../src/node/process/statusFile.ts';
import { findProgram } from '../scripts/prerequisites.mjs';
import { benchFolder } from './benchFolder.ts';
import { openBenchHost } from './benchHost.ts';
import { countOption } from './countOption.ts';
import { gatherCrowd } from './crowd.ts';
import { machineLoad, publish } from './publish.ts';
import { stampEnvironment } from './stampScript.ts';
import { textTable } from './textTable.ts';

const crowds = [0, 300, 3_000];
/** Milliseconds in which code is compiled and files come into memory. */
const warmUpMs = 500;

const seconds = countOption(process.argv.slice(2), 'seconds', 3);
const loadBefore = machineLoad();
const program = findProgram('true');
if (program === undefined) throw new Error('There is no "true" on the PATH.');
using folder = benchFolder();
const runs = folder.join('bare-runs');
mkdirSync(runs);
const backoff = { initial: '0 sec', resetAfter: '1 hour' };
const host = await openBenchHost(folder, { ends: { command: [program], restart: 'always', backoff } });

const figures = [];
for (const others of crowds) {
  const crowd = await gatherCrowd(others);
  try {
    figures.push({ others, floor: await bareStarts(), host: await hostStarts() });
  } finally {
    await crowd.disperse();
  }
}
await host.close();

const perSecond = ({ count, ms }: Starts): string => `${((1_000 * count) / ms).toFixed(0)}/s`;
const cpu = ({ count, cpuMs }: Starts): string => `${(cpuMs / count).toFixed(2)} ms`;
const table = textTable([
  ['other processes', 'restarts by the host', 'bare spawns of the shim', 'CPU of a restart', 'of a spawn', 'ratio'],
  ...figures.map(({ floor, host: own, others }) => [
    ...[String(others), perSecond(own), perSecond(floor), cpu(own), cpu(floor)],
    (own.cpuMs / own.count / (floor.cpuMs / floor.count)).toFixed(2),
  ]),
]);
publish('restart', `Restarts of a task that ends at once, ${String(seconds)} s each`, table, loadBefore, { figures });

/** What was started in a time, and the time for which that kept this process busy, which other work on the machine changes little. */
interface Starts {
  readonly count: number;
  readonly ms: number;
  readonly cpuMs: number;
}

async function measured(count: () => Promise<number>): Promise<Starts> {
  const begunAt = performance.now();
  const before = process.cpuUsage();
  const counted = await count();
  const { system, user } = process.cpuUsage(before);
  return { count: counted, ms: performance.now() - begunAt, cpuMs: (system + user) / 1_000 };
}

/** Starts the shim of a script that does nothing, again and again. */
function bareStarts(): Promise<Starts> {
  return measured(async () => {
    const until = performance.now() + 1_000 * seconds;
    let count = 0;
    for (; performance.now() < until; count++) {
      const argv = shimArgv({ shell: defaultShell, statusPath: statusFilePath(runs, systemRandom.hex(12)) }, [
        program ?? '',
      ]);
      const [file, ...args] = argv;
      await once(spawn(file, args, { env: stampEnvironment, detached: true, stdio: 'ignore' }), 'exit');
    }
    return count;
  });
}

/** Has the host start the same script. */
async function hostStarts(): Promise<Starts> {
  await host.client.ask('task/start', { name: 'ends' });
  await sleep(warmUpMs);
  const before = await countRuns();
  const starts = await measured(async () => {
    await sleep(1_000 * seconds);
    return (await countRuns()) - before;
  });
  await host.client.ask('task/stop', { name: 'ends' });
  return starts;
}

/** The host counts them: what it has recorded is what it has started. */
async function countRuns(): Promise<number> {
  const answer = await host.client.history(1_000_000);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.length;
}
