// `npm run bench -- soak [--minutes N] [--tasks N] [--seed N]`: tasks that crash, finish, and are started and stopped at
// random by two clients, while their host is killed every 20 s; one in five is bad (a loop of links, a pipe for a file, a pattern
// without end, daemons, a suspended shim). Afterwards the history and what the runs themselves have
// said have to agree, no process may be left, and the host may need no more than it did early on.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutorConnection } from '../src/host/reach/connect.ts';
import type { HistoryRun } from '../src/model/view/taskView.ts';
import { HostPrograms } from '../test/support/backgroundWorld.ts';
import { stopEverything } from '../test/support/hostWorld.ts';
import { seededRandom } from '../test/support/seededRandom.ts';
import { contradictions, readWitness } from '../test/support/testimony.ts';
import { waitUntil } from '../test/support/waitFor.ts';
import { countOption } from './countOption.ts';
import { machineLoad, publish } from './publish.ts';
import type { HostNeeds } from './soakNeeds.ts';
import { isBad, SoakWorld } from './soakWorld.ts';
import { textTable } from './textTable.ts';

/** Milliseconds for which each host lives. */
const lifeMs = 20_000;
/** Milliseconds between two wishes of a client, at most. */
const wishMs = 800;
/** Milliseconds between two looks at what a host needs. */
const settleMs = 1_000;
/** Bytes by which a host may need more at the end than early on. */
const mostGrowth = 5 * 1024 * 1024;
/** More runs than there are. */
const everyRun = 1_000_000;

const args = process.argv.slice(2);
const minutes = countOption(args, 'minutes', 15);
const taskCount = countOption(args, 'tasks', 50);
const random = seededRandom(countOption(args, 'seed', 1));
const loadBefore = machineLoad();

using programs = new HostPrograms('bench/soakHost.ts');
using world = new SoakWorld(programs);
const names = world.defineTasks(taskCount);
const until = performance.now() + minutes * 60_000;
const isOver = (): boolean => performance.now() >= until;

let wishes = 0;
let kills = 0;
/** Clients that have gone, because the host is looked at in calm. */
let resting = 0;
let isCalm = false;
/** What hosts needed that had nothing to do, once early on and once at the end. */
const samples: { readonly minute: number; readonly needs: HostNeeds }[] = [];

const history = await soak();
const wrong = [
  ...contradictions(history, world.witness),
  ...history
    .filter(({ outcome, task }) => outcome?.kind === 'start-failed' && !isBad(task))
    .map(({ id, task }) => `${id} of ${task} could not start`),
];

const [early, late] = samples;
const grown = (late?.needs.heapBytes ?? 0) - (early?.needs.heapBytes ?? 0);
const outcomes = Map.groupBy(history, ({ outcome }) => outcome?.kind ?? 'none');
const figures = {
  minutes,
  taskCount,
  kills,
  wishes,
  runs: history.length,
  testimonies: readWitness(world.witness).size,
  outcomes: Object.fromEntries([...outcomes].map(([kind, runs]) => [kind, runs.length])),
  contradictions: wrong,
  samples,
};
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
const table = textTable([
  ['minute', 'heap after a collection', 'descriptors'],
  ...samples.map(({ minute, needs }) => [minute.toFixed(1), megabytes(needs.heapBytes), String(needs.descriptors)]),
]);
publish('soak', `${String(taskCount)} tasks for ${String(minutes)} minutes`, table, loadBefore, figures);
console.log(
  `\n${String(kills)} hosts killed, ${String(wishes)} wishes, ${String(history.length)} runs: ${JSON.stringify(figures.outcomes)}`,
);
console.log(`Contradictions between history and witness: ${String(wrong.length)}`);
for (const each of wrong.slice(0, 20)) console.log(`  ${each}`);
const isGrown = grown > mostGrowth || early?.needs.descriptors !== late?.needs.descriptors;
console.log(
  `Grown by ${megabytes(grown)}; descriptors ${String(early?.needs.descriptors)} → ${String(late?.needs.descriptors)}`,
);
if (wrong.length > 0 || isGrown) process.exitCode = 1;

async function soak(): Promise<readonly HistoryRun[]> {
  try {
    const begun = await world.connect();
    await begun.client.ask('task/startAll', {});
    await begun.close();
    await Promise.all([actAsClient(), actAsClient(), killHosts()]);
    return await settleAll();
  } finally {
    // Fails where a process is left.
    await world.end();
  }
}

/** Wishes one thing after another, of whatever host there is. */
async function actAsClient(): Promise<void> {
  let connection: ExecutorConnection | undefined;
  while (!isOver()) {
    if (isCalm) {
      await connection?.close();
      connection = undefined;
      resting += 1;
      await untilRestless();
      resting -= 1;
    }
    connection ??= await comeToHost();
    if (!connection) continue;
    const { client } = connection;
    const name = names[Math.floor(random() * names.length)] ?? '';
    const wish = random();
    const answer =
      wish < 0.45
        ? client.ask('task/start', { name })
        : wish < 0.8
          ? client.ask('task/stop', { name })
          : wish < 0.95
            ? client.ask('task/restart', { name })
            : client.history(20, name);
    wishes += 1;
    const answered = await Promise.race([answer, sleep(2_000)]);
    if (answered && !answered.ok && answered.error.reason === 'host-gone') {
      await connection.close();
      connection = undefined;
    }
    await sleep(random() * wishMs);
  }
  await connection?.close();
  resting += 1;
}

async function untilRestless(): Promise<void> {
  while (isCalm) await sleep(50);
}

/** Undefined if the host is killed meanwhile. */
async function comeToHost(): Promise<ExecutorConnection | undefined> {
  try {
    return await world.connect();
  } catch {
    await sleep(50);
    return undefined;
  }
}

async function killHosts(): Promise<void> {
  const begin = performance.now();
  const calmMinutes = [(minutes * 4) / 15, (minutes * 14) / 15];
  while (!isOver()) {
    await sleep(lifeMs);
    const minute = (performance.now() - begin) / 60_000;
    if (minute >= (calmMinutes[samples.length] ?? Infinity)) samples.push({ minute, needs: await lookInCalm() });
    await world.killHost();
    world.touch();
    kills += 1;
  }
}

/** What the host needs when nothing runs and nobody else is there. */
async function lookInCalm(): Promise<HostNeeds> {
  isCalm = true;
  await waitUntil(() => resting === 2, 'both clients have gone');
  const connection = await world.connect();
  await stopEverything(connection);
  const needs = await settledNeeds();
  await connection.client.ask('task/startAll', {});
  await connection.close();
  isCalm = false;
  return needs;
}

/** What the host needs once two looks find the same: what the last clients had is given back a little after they have gone. */
async function settledNeeds(): Promise<HostNeeds> {
  let needs = await world.hostNeeds();
  for (;;) {
    await sleep(settleMs);
    const again = await world.hostNeeds();
    if (again.descriptors === needs.descriptors) return again;
    needs = again;
  }
}

/** Stops everything, and answers the whole history. */
async function settleAll(): Promise<readonly HistoryRun[]> {
  const connection = await world.connect();
  await stopEverything(connection);
  const answer = await connection.client.history(everyRun);
  await connection.close();
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}
