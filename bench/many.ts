// `npm run bench -- many [--tasks N] [--history N]`: an executor with many tasks that do nothing, and then with a long history:
// how long it takes to start them all, to stop them all, and to show them to another window, and what they cost in memory.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Result } from '../src/base/result.ts';
import { keepMemorySmall } from '../src/node/channel/smallMemory.ts';
import { openDatabase } from '../src/node/files/sqlite.ts';
import { transact } from '../src/node/state/sqliteSchema.ts';
import { locateState } from '../src/node/state/stateFolder.ts';
import type { ExecutorClient } from '../src/protocol/executorClient.ts';
import { benchFolder } from './benchFolder.ts';
import { benchWorkspace, openBenchHost } from './benchHost.ts';
import { countOption } from './countOption.ts';
import { machineLoad, publish } from './publish.ts';
import { stampEnvironment } from './stampScript.ts';
import { median } from './statistics.ts';
import { textTable } from './textTable.ts';

/** How often a window attaches. */
const looks = 9;
const mebibyte = 2 ** 20;
const newest = 200;
const idle = ['sleep', '1000'] as const;

const given = process.argv.slice(2);
const taskCount = countOption(given, 'tasks', 1_000);
const historyCount = countOption(given, 'history', 100_000);
const loadBefore = machineLoad();
using folder = benchFolder();
// As a host does; this process is its clients as well.
keepMemorySmall();

const floor = await measureFloor();
const names = Array.from({ length: taskCount }, (_, index) => `task-${String(index + 1)}`);
const tasks = Object.fromEntries(names.map((name) => [name, { command: idle }]));
const memoryBefore = process.memoryUsage.rss();
const first = await openBenchHost(folder, tasks);
const startMs = await timed(async () => {
  valueOf(await first.client.ask('task/startAll', {}));
  await untilAll(first.client, 'running');
});
const attachMs = await attachTime(first.client);
const memory = process.memoryUsage.rss() - memoryBefore;
const stopMs = await timed(async () => valueOf(await first.client.ask('task/stopAll', {})));
await first.close();

await lengthenHistory();
const second = await openBenchHost(folder, tasks);
const historyAttachMs = await attachTime(second.client);
const newestMs = await timed(async () => valueOf(await second.client.history(newest)));
await second.close();

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
const table = textTable([
  [`${String(taskCount)} idle tasks`, 'measured', 'bare spawns', 'ratio', 'budget'],
  ['start all', ms(startMs), ms(floor.startMs), (startMs / floor.startMs).toFixed(2), '≤ 1.5 × floor'],
  ['stop all', ms(stopMs), ms(floor.stopMs), (stopMs / floor.stopMs).toFixed(2), '< 1 s'],
  ['attach', ms(attachMs), '', '', '< 50 ms'],
  [`attach, ${String(historyCount)} runs of history`, ms(historyAttachMs), '', '', '< 100 ms'],
  [`the newest ${String(newest)} of them`, ms(newestMs), '', '', ''],
  ['memory of the host', `${(memory / mebibyte).toFixed(0)} MiB`, '', '', '< 60 MiB'],
]);
publish('many', `${String(taskCount)} tasks that do nothing`, table, loadBefore, {
  attachMs,
  floor,
  historyAttachMs,
  memory,
  newestMs,
  startMs,
  stopMs,
});

/** As many processes as there are tasks, started and ended by nothing but Node. */
async function measureFloor(): Promise<{ readonly startMs: number; readonly stopMs: number }> {
  const children: ChildProcess[] = [];
  const [file, ...args] = idle;
  const startMs = await timed(async () => {
    for (let index = 0; index < taskCount; index += 1) {
      children.push(spawn(file, args, { env: stampEnvironment, detached: true, stdio: 'ignore' }));
    }
    await Promise.all(children.map((child) => once(child, 'spawn')));
  });
  const stopMs = await timed(async () => {
    const ends = children.map((child) => once(child, 'exit'));
    for (const child of children) child.kill();
    await Promise.all(ends);
  });
  return { startMs, stopMs };
}

/** Milliseconds, the median of several, from the question to the whole snapshot. */
async function attachTime(client: ExecutorClient): Promise<number> {
  const times: number[] = [];
  for (let look = 0; look < looks; look += 1) times.push(await timed(async () => valueOf(await client.attach())));
  return median(times);
}

function untilAll(client: ExecutorClient, status: 'running'): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!client.executor.tasks.every((task) => task.status.kind === status)) return;
      subscription.dispose();
      resolve();
    };
    const subscription = client.onDidChange(look);
    look();
  });
}

/** Repeats the runs that there are until there are as many as wanted, as if the tasks had been run again and again. */
async function lengthenHistory(): Promise<void> {
  const located = await locateState(
    { platform: process.platform, env: { XDG_STATE_HOME: folder.join('state') }, home: '/' },
    benchWorkspace(folder),
  );
  const database = openDatabase(valueOf(located).database, 0);
  const columns = database
    .prepare('PRAGMA table_info(runs)')
    .all()
    .map(({ name }) => String(name));
  const copied = columns.filter((name) => name !== 'seq' && name !== 'id').join(', ');
  transact(database, () => {
    for (let copy = 1; copy < historyCount / taskCount; copy += 1) {
      database.exec(
        `INSERT INTO runs (id, ${copied}) SELECT lower(hex(randomblob(6))), ${copied} FROM runs ORDER BY seq LIMIT ${String(taskCount)}`,
      );
    }
  });
  database.close();
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function valueOf<T, E>(result: Result<T, E>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}
