import { writeFileSync } from 'node:fs';
import { onTestFinished, expect, test } from 'vitest';
import { systemRandom } from '../../src/base/random.ts';
import { type ProcessTable, systemProcessTable } from '../../src/node/process/processTable.ts';
import { shimArgv } from '../../src/node/process/shim.ts';
import {
  type BenchRun,
  fixture,
  hurriedClock,
  launchBench,
  type LaunchBench,
  startOf,
  stay,
  unannounced,
} from '../support/launchBench.ts';
import { processesWith } from '../support/leftovers.ts';
import { stopLadder } from '../support/stopLadder.ts';
import { waitForLine, waitForText, waitUntil } from '../support/waitFor.ts';

/** What a run is to do, and how many processes with the token that makes, the script's own included. */
const behaviours = [
  ['child', 2],
  ['grandchild', 3],
  ['own-group', 2],
  ['own-session', 2],
  ['daemon', 2],
  ['deaf', 3],
  ['forker', 2],
  ['daemon-forker', 2],
  ['closed-stdio', 2],
  ['cleared-environment', 2],
] as const;

/** What can be found by nothing but its environment once the stop signal has ended the script. */
const foundLast: readonly string[] = ['daemon', 'daemon-forker'];

interface StubbornRun extends BenchRun {
  /** The pids of all processes that carry the token of this run's own. */
  readonly alive: () => readonly number[];
}

/** Starts a run that behaves as told and waits until all its processes are in place. */
async function launchStubborn(bench: LaunchBench, ...wanted: readonly string[]): Promise<StubbornRun> {
  const token = systemRandom.hex(16);
  const alive = (): readonly number[] => processesWith(`STUBBORN_TOKEN=${token}`);
  // Some of these escape every other check.
  onTestFinished(() => {
    for (const pid of alive()) process.kill(pid, 'SIGKILL');
  });
  const run = bench.launch({
    argv: [fixture('stubborn.sh'), token, ...wanted],
    env: { GATE: bench.folder.join('gate') },
  });
  await Promise.all([run.process.started, waitForLine(run.plan.logPath, 'ready')]);
  return { ...run, alive };
}

test.each(behaviours)('nothing is left of a run with %s', async (behaviour, processes) => {
  await using bench = launchBench();
  const { process: run, alive } = await launchStubborn(bench, behaviour);
  expect(alive().length).toBeGreaterThanOrEqual(processes);
  const { survivors, announced } = await stopLadder(run);
  expect(alive()).toEqual([]);
  expect(survivors).toEqual([]);
  expect(announced.some(({ command }) => command.includes('stubborn.py'))).toBe(foundLast.includes(behaviour));
  expect(announced.filter(({ command }) => command === '')).toEqual([]);
});

test('nothing is left of a run that does all of this at once', async () => {
  await using bench = launchBench();
  const { process: run, alive } = await launchStubborn(bench, ...behaviours.map(([name]) => name));
  const { survivors } = await stopLadder(run);
  expect(alive()).toEqual([]);
  expect(survivors).toEqual([]);
  expect((await run.ended).exit).toEqual({ signal: 'SIGKILL' });
});

test('a daemon that was noted before its parent ended is found without the last resort', async () => {
  await using bench = launchBench();
  const { process: run, alive } = await launchStubborn(bench, 'late-ghost');
  // Any signal has the tree noted.
  await run.signal('SIGUSR1');
  await becomeGhost(bench, alive);
  expect(await run.kill(unannounced)).toEqual([]);
  expect(alive()).toEqual([]);
});

test.each(['launched', 'adopted'])('the tree of a run that was %s is noted from time to time', async (origin) => {
  const looks = { count: 0 };
  await using bench = launchBench({ clock: hurriedClock, table: countingTable(looks) });
  const stubborn = await launchStubborn(bench, 'late-ghost');
  let run = stubborn.process;
  if (origin === 'adopted') {
    const record = await stubborn.recordRunning();
    bench.launcher.dispose();
    run = bench.newLauncher().adopt(record);
  }
  looks.count = 0;
  await waitUntil(() => looks.count > 0, 'the table was looked at');
  await becomeGhost(bench, stubborn.alive);
  expect(await run.kill(unannounced)).toEqual([]);
  expect(stubborn.alive()).toEqual([]);
});

test('known limit: what forked twice, left its session and cleared its environment in between two looks is not found', async () => {
  await using bench = launchBench();
  const { process: run, alive } = await launchStubborn(bench, 'ghost');
  expect(await stopLadder(run)).toEqual({ survivors: [], announced: [] });
  expect((await run.ended).leftovers).toBe(0);
  expect(alive()).toHaveLength(1);
});

test('a run of another Executor that a script has started is left alone', async () => {
  await using bench = launchBench();
  const [other, marker] = ['0123456789ab', bench.folder.join('other.log')];
  // What such an Executor does: a session of its own, the other run's id, its shim.
  const shim = shimArgv({ shell: ['/bin/sh'], statusPath: `${bench.runsFolder}/${other}.status` }, stay);
  const script = `EXECUTOR_RUN_ID=${other} setsid "$@" >"$0" 2>&1 & wait`;
  const { process: run } = bench.launch({ argv: ['/bin/sh', '-c', script, marker, ...shim] });
  await waitForText(marker, (text) => text.includes('and an error'));
  const others = processesWith(`EXECUTOR_RUN_ID=${other}`);
  expect(others).toHaveLength(2);
  expect(await stopLadder(run)).toEqual({ survivors: [], announced: [] });
  expect(processesWith(`EXECUTOR_RUN_ID=${other}`)).toEqual(others);
  for (const pid of others) process.kill(pid, 'SIGKILL');
});

test('what a script leaves behind is counted when it ends', async () => {
  await using bench = launchBench();
  const runs = ['child', 'grandchild', 'own-group', 'own-session', 'daemon'] as const;
  const leftovers = await Promise.all(
    runs.map(async (behaviour) => {
      const { process: run } = await launchStubborn(bench, behaviour);
      await run.signal('SIGUSR1');
      process.kill((await startOf(run)).pid, 'SIGKILL');
      const end = await run.ended;
      await run.kill(() => undefined);
      return end.leftovers;
    }),
  );
  // Nothing but its environment ties the daemon to the run.
  expect(leftovers).toEqual([1, 2, 1, 1, 1]);
});

test('a child without environment that a script leaves in its group is found although its shim is gone', async () => {
  await using bench = launchBench();
  const { process: run, alive } = await launchStubborn(bench, 'cleared-environment');
  const { pid, shim } = await startOf(run);
  process.kill(pid, 'SIGKILL');
  expect((await run.ended).leftovers).toBe(1);
  await waitUntil(() => !processesWith(bench.mark).includes(shim.pid), 'the shim has ended');
  expect(await run.kill(unannounced)).toEqual([]);
  expect(alive()).toEqual([]);
});

test('a group is gone when nobody but the shim is left in it', async () => {
  await using bench = launchBench();
  const { process: run } = await launchStubborn(bench, 'child', 'own-session');
  const gone: string[] = [];
  const waiting = [run.groupGone(), run.groupGone()].map((each) => each.then(() => gone.push('gone')));
  await run.signal('SIGUSR1');
  expect(gone).toEqual([]);
  await run.signal('SIGTERM');
  await Promise.all(waiting);
  await run.ended;
  await run.groupGone();
  expect(await run.kill(unannounced)).toEqual([]);
});

/** Lets the parent of a late ghost end, and waits until it has. */
async function becomeGhost(bench: LaunchBench, alive: () => readonly number[]): Promise<void> {
  expect(alive()).toHaveLength(3);
  writeFileSync(bench.folder.join('gate'), '');
  await waitUntil(() => alive().length === 2, 'the parent of the ghost has ended');
}

/** The table of this machine, with the number of times that it was listed. */
function countingTable(looks: { count: number }): ProcessTable {
  const table = systemProcessTable();
  return {
    ...table,
    list: (isKnown) => {
      looks.count++;
      return table.list(isKnown);
    },
  };
}
