import { writeFileSync } from 'node:fs';
import { onTestFinished, expect, test } from 'vitest';
import type { RunView, TaskView } from '../../src/model/view/taskView.ts';
import { HostWorld, stopEverything, untilTask } from '../support/hostWorld.ts';
import { fixture, hurriedClock, launchBench, startOf } from '../support/launchBench.ts';
import { processesNamed, processesWith } from '../support/leftovers.ts';
import { startOtherHost } from '../support/otherHost.ts';
import { stopLadder } from '../support/stopLadder.ts';
import { waitForLine, waitForText, waitUntil } from '../support/waitFor.ts';

/** How to daemonize, and whether nothing but its environment ties the daemon to its run then. */
const ways = [
  ['setsid', true],
  ['fork-twice', true],
  ['fork-on', true],
  ['walk', true],
  ['nohup', false],
] as const;

/** The argv of a script that daemonizes in this way and ends. */
function daemonizing(way: string): readonly [string, ...string[]] {
  return ['python3', '-IS', fixture('daemonize.py'), way];
}

/** The living processes of a run. */
function alive(run: string): readonly number[] {
  return processesWith(`EXECUTOR_RUN_ID=${run}`);
}

test.each(ways)(
  'what daemonizes at once by "%s" is counted at the end of its run, and a stop ends it',
  async (way, isFoundLast) => {
    await using bench = launchBench();
    const { process: run } = bench.launch({ argv: ['/usr/bin/env', ...daemonizing(way)] });
    expect(await run.ended).toMatchObject({ exit: { code: 1 } });
    expect((await run.ended).leftovers).toBeGreaterThan(0);
    const { announced, survivors } = await stopLadder(run);
    expect(survivors).toEqual([]);
    expect(announced.length > 0).toBe(isFoundLast);
    expect(alive(run.run)).toEqual([]);
  },
);

test('what daemonizes at once while no host lives is counted by the next', async () => {
  await using bench = launchBench();
  await using host = await startOtherHost(bench.runsFolder);
  const script = 'echo ready; while [ ! -e "$0" ]; do sleep 0.01; done; setsid -f tail -f /dev/null; exit 1';
  const gate = bench.folder.join('gate');
  const plan = bench.plan({ argv: ['/bin/sh', '-c', script, gate] });
  const report = await host.launch(plan).started;
  await waitForLine(plan.logPath, 'ready');
  await host.kill();
  writeFileSync(gate, '');
  await waitUntil(() => alive(plan.run).length === 1, 'only the daemon is left');

  if (report?.kind !== 'started') throw new Error('the run did not start');
  const { at, pid, shim } = report;
  const run = bench.launcher.adopt({
    ...{ id: plan.run, task: 'test', trigger: 'manual', createdAt: at, logPath: plan.logPath },
    ...{ state: 'running', startedAt: at, pid, shim },
  });
  expect(await run.ended).toMatchObject({ exit: { code: 1 }, leftovers: 1 });
  expect((await stopLadder(run)).survivors).toEqual([]);
  expect(alive(plan.run)).toEqual([]);
});

test('known limit: what daemonizes at once and writes over its environment is not found', async () => {
  await using bench = launchBench();
  const token = bench.folder.path;
  const { process: run } = bench.launch({ argv: ['/usr/bin/env', ...daemonizing('overwrite'), token] });
  onTestFinished(() => {
    for (const pid of daemons()) process.kill(pid, 'SIGKILL');
  });
  const daemons = (): readonly number[] => processesNamed(token);
  expect((await run.ended).leftovers).toBe(0);
  expect(daemons()).toHaveLength(1);
});

/** A task whose script leaves a daemon behind and ends with 1. */
const daemonizer = { command: [...daemonizing('setsid')] } as const;

/** A workspace with the host of this process, whose runs leave daemons. */
function world(): HostWorld & AsyncDisposable {
  return Object.assign(new HostWorld(), {
    async [Symbol.asyncDispose](this: HostWorld): Promise<void> {
      await this.noLeftovers();
      this[Symbol.dispose]();
    },
  });
}

function endedRuns({ runs }: TaskView): readonly RunView[] {
  return runs.filter(({ endedAt }) => endedAt !== undefined);
}

test('a task that daemonizes at each start never has more than the last daemon, and none after Stop', async () => {
  await using here = world();
  here.define({ often: { ...daemonizer, restart: 'always', backoff: { initial: '0 sec' } } });
  const connection = await here.open();
  await connection.client.ask('task/start', { name: 'often' });
  const { runs } = await untilTask(connection, 'often', (task) => endedRuns(task).length >= 4);
  const [, ...earlier] = runs.filter(({ endedAt }) => endedAt !== undefined);
  expect(earlier.flatMap(({ id }) => alive(id))).toEqual([]);

  await stopEverything(connection);
  expect(processesWith(here.assignment)).toEqual([]);
  await connection.close();
});

test('what a run has left is told by its log, the list and the next host, whose Stop ends it', async () => {
  await using here = world();
  here.define({ once: { ...daemonizer, restart: 'never' } });
  const first = await here.open();
  await first.client.ask('task/start', { name: 'once' });
  const left = await untilTask(first, 'once', (task) => task.leftovers === 1);
  const [run] = left.runs;
  await waitForText(run?.logPath ?? '', (text) => text.includes('1 process left'));
  expect(alive(run?.id ?? '')).toHaveLength(1);
  await first.close();

  const next = await here.open();
  await untilTask(next, 'once', ({ leftovers }) => leftovers === 1);
  expect(await next.client.ask('task/stop', { name: 'once' })).toMatchObject({ ok: true });
  await untilTask(next, 'once', ({ leftovers }) => leftovers === 0);
  expect(processesWith(here.assignment)).toEqual([]);
  await next.close();

  const last = await here.open();
  await untilTask(last, 'once', ({ leftovers }) => leftovers === 0);
  await last.close();
});

test('what an earlier host has seen left is ended before the task starts again', async () => {
  await using here = world();
  here.define({ once: { ...daemonizer, restart: 'never' } });
  const first = await here.open();
  await first.client.ask('task/start', { name: 'once' });
  const { runs } = await untilTask(first, 'once', ({ leftovers }) => leftovers === 1);
  const earlier = runs[0]?.id ?? '';
  await first.close();

  here.define({ once: { command: ['/usr/bin/tail', '-f', '/dev/null'] } });
  const next = await here.open();
  await next.client.ask('task/start', { name: 'once' });
  await untilTask(next, 'once', ({ status }) => status.kind === 'running');
  expect(alive(earlier)).toEqual([]);
  await untilTask(next, 'once', ({ leftovers }) => leftovers === 0);
  await stopEverything(next);
  await next.close();
});

test('what a run beside another has left is counted with its task, and Stop ends it', async () => {
  await using here = world();
  here.define({
    stay: { command: ['/bin/sh', '-c', 'case $1 in "") exec tail -f /dev/null;; esac; setsid -f "$@"', 'sh'] },
  });
  const connection = await here.open();
  await connection.client.ask('task/start', { name: 'stay' });
  await untilTask(connection, 'stay', ({ status }) => status.kind === 'running');
  await connection.client.ask('task/runNow', { name: 'stay', args: ['tail', '-f', '/dev/null'], beside: true });
  await untilTask(connection, 'stay', ({ extraRuns, leftovers }) => extraRuns === 0 && leftovers === 1);
  await stopEverything(connection);
  await untilTask(connection, 'stay', ({ leftovers }) => leftovers === 0);
  expect(processesWith(here.assignment)).toEqual([]);
  await connection.close();
});

test('a suspended run goes on when it is stopped, so that it can act on the signal', async () => {
  await using bench = launchBench();
  const script = 'trap "echo asked; exit 3" TERM; echo ready; while :; do sleep 0.02; done';
  const { plan, process: run } = bench.launch({ argv: ['/bin/sh', '-c', script] });
  await waitForLine(plan.logPath, 'ready');
  process.kill(-(await startOf(run)).shim.pid, 'SIGSTOP');
  await run.ask('SIGTERM');
  expect((await run.ended).exit).toEqual({ code: 3 });
  expect((await stopLadder(run)).survivors).toEqual([]);
});

test.each(['launched', 'adopted'])(
  'the end of a script that has suspended the shim of its %s run is noticed',
  async (origin) => {
    await using bench = launchBench({ clock: hurriedClock });
    const script = 'echo ready; while [ ! -e "$0" ]; do sleep 0.01; done; kill -STOP $PPID; exit 3';
    const gate = bench.folder.join('gate');
    const launched = bench.launch({ argv: ['/bin/sh', '-c', script, gate] });
    await waitForLine(launched.plan.logPath, 'ready');
    let run = launched.process;
    if (origin === 'adopted') {
      const record = await launched.recordRunning();
      bench.launcher.dispose();
      run = bench.newLauncher().adopt(record);
    }
    writeFileSync(gate, '');
    expect((await run.ended).exit).toEqual({ code: 3 });
  },
);

test('a stop of a script that suspends its shim when it is asked to end knows how that ended', async () => {
  await using bench = launchBench();
  const script = 'trap "kill -STOP $PPID; exit 3" TERM; echo ready; while :; do sleep 0.02; done';
  const { plan, process: run } = bench.launch({ argv: ['/bin/sh', '-c', script] });
  await waitForLine(plan.logPath, 'ready');
  expect((await stopLadder(run)).survivors).toEqual([]);
  expect((await run.ended).exit).toEqual({ code: 3 });
});
