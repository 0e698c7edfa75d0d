// `npm run bench -- schedule [--tasks N] [--rounds N]`: tasks that are all due at one instant, on the real clock: how much later
// than that each run is decided and its script begins. All have to start.
import { setTimeout as sleep } from 'node:timers/promises';
import { benchFolder } from './benchFolder.ts';
import { openBenchHost } from './benchHost.ts';
import { countOption } from './countOption.ts';
import { machineLoad, publish } from './publish.ts';
import { median, quantile } from './statistics.ts';
import { textTable } from './textTable.ts';

/** Milliseconds until the first instant: time enough to start so many schedules. */
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
const names = Array.from({ length: taskCount }, (_, index) => `task-${String(index + 1)}`);
const tasks = Object.fromEntries(names.map((name) => [name, definition]));
const connection = await openBenchHost(folder, tasks);
const { client } = connection;
await client.startAll();

const instants = Array.from({ length: rounds }, (_, round) => first + round * periodSeconds * 1_000);
await sleep((instants.at(-1) ?? first) + (periodSeconds * 1_000) / 2 - Date.now());
await Promise.all(names.map((name) => client.pauseSchedule(name)));
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
  ['instant', 'started', 'decided: median', '90 %', 'last', 'began: median', '90 %', 'last'],
  ...figures.map(({ at, begunMs, decidedMs, started }) => [
    new Date(at).toISOString().slice(11, 19),
    `${String(started)} of ${String(taskCount)}`,
    ...cells(decidedMs),
    ...cells(begunMs),
  ]),
]);
publish('schedule', `${String(taskCount)} tasks due at one instant: how much later`, table, loadBefore, { figures });
if (figures.some(({ started }) => started < taskCount)) process.exitCode = 1;
