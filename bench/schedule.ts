// `npm run bench -- schedule [--tasks N] [--rounds N] [--spread N]`, on the real clock: how much later than its instant each run
// is decided and its script begins. First tasks that are all due at one instant; then as many as `--spread` says, every 40 to 44
// seconds, whose instants lie milliseconds apart. All have to start.
import { setTimeout as sleep } from 'node:timers/promises';
import { benchFolder } from './benchFolder.ts';
import { openBenchHost } from './benchHost.ts';
import { countOption } from './countOption.ts';
import { machineLoad, publish } from './publish.ts';
import { median, quantile } from './statistics.ts';
import { textTable } from './textTable.ts';

/** Milliseconds until the first instant: time enough to start this many schedules. */
const leadMs = 10_000;
/** Seconds between two instants at which all are due. */
const periodSeconds = 30;

const args = process.argv.slice(2);
const taskCount = countOption(args, 'tasks', 200);
const rounds = countOption(args, 'rounds', 3);
const loadBefore = machineLoad();
using folder = benchFolder();
const first = Math.ceil((Date.now() + leadMs) / 1_000) * 1_000;
const definition = { command: ['true'], every: `${String(periodSeconds)} sec`, start: new Date(first).toISOString() };
const names = taskNames(taskCount);
const tasks = Object.fromEntries(names.map((name) => [name, definition]));
const connection = await openBenchHost(folder, tasks);
const { client } = connection;
await client.ask('task/startAll', {});

const instants = Array.from({ length: rounds }, (_, round) => first + round * periodSeconds * 1_000);
await sleep((instants.at(-1) ?? first) + (periodSeconds * 1_000) / 2 - Date.now());
await Promise.all(names.map((name) => client.ask('task/pauseSchedule', { name })));
const history = await client.history(taskCount * (rounds + 1));
await connection.close();
if (!history.ok) throw new Error(history.error.message);

const figures = instants.map((at) => {
  const runs = history.value.filter(({ scheduledFor }) => scheduledFor === at);
  const begun = runs.flatMap(({ startedAt }) => startedAt ?? []).map((startedAt) => startedAt - at);
  return { at, started: begun.length, decidedMs: runs.map(({ createdAt }) => createdAt - at), begunMs: begun };
});
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const cells = (values: readonly number[]): readonly string[] =>
  values.length === 0 ? ['–', '–', '–'] : [median(values), quantile(values, 0.9), Math.max(...values)].map(ms);
const table = textTable([
  ['instant', 'started', 'decided: median', '90 %', 'worst', 'began: median', '90 %', 'worst'],
  ...figures.map(({ at, begunMs, decidedMs, started }) => [
    new Date(at).toISOString().slice(11, 19),
    `${String(started)} of ${String(taskCount)}`,
    ...cells(decidedMs),
    ...cells(begunMs),
  ]),
]);
const spread = await measureSpread(countOption(args, 'spread', 40));
publish('schedule', `${String(taskCount)} tasks due at one instant: how much later`, table, loadBefore, { figures });
publish('schedule-spread', 'instants that lie milliseconds apart: how much later', spread.table, loadBefore, {
  lates: spread.lates,
});
if (figures.some(({ started }) => started < taskCount) || spread.lates.length < spread.expected) process.exitCode = 1;

function taskNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `task-${String(index + 1)}`);
}

/** Two runs of each of this many tasks. */
async function measureSpread(count: number) {
  using place = benchFolder();
  const begin = Math.ceil((Date.now() + leadMs) / 1_000) * 1_000;
  const spreadNames = taskNames(count);
  const spreadTasks = spreadNames.map((name, index) => {
    const start = new Date(begin + index * 3).toISOString();
    return [name, { command: ['true'], every: `${String(40 + (index % 5))} sec`, start }] as const;
  });
  const host = await openBenchHost(place, Object.fromEntries(spreadTasks));
  await host.client.ask('task/startAll', {});
  await sleep(begin + 50_000 - Date.now());
  await Promise.all(spreadNames.map((name) => host.client.ask('task/pauseSchedule', { name })));
  const runs = await host.client.history(count * 3);
  await host.close();
  if (!runs.ok) throw new Error(runs.error.message);
  const lates = runs.value.flatMap(({ scheduledFor = 0, startedAt }) =>
    startedAt === undefined ? [] : [startedAt - scheduledFor],
  );
  const decided = runs.value.map(({ createdAt, scheduledFor = 0 }) => createdAt - scheduledFor);
  const table = textTable([
    ['began', 'decided: median', '90 %', 'worst', 'began: median', '90 %', 'worst'],
    [`${String(lates.length)} of ${String(count * 2)}`, ...cells(decided), ...cells(lates)],
  ]);
  return { table, lates, expected: count * 2 };
}
