import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunRecord } from '../../src/model/run.ts';
import { fixture, hurriedClock, launchBench, startOf, stay, unannounced } from '../support/launchBench.ts';
import { processesWith } from '../support/leftovers.ts';
import { startOtherHost } from '../support/otherHost.ts';
import { waitForLine, waitForText, waitUntil } from '../support/waitFor.ts';

test('runs go on when their host is killed, and the next host learns how they ended', async () => {
  await using bench = launchBench();
  await using first = await startOtherHost(bench.runsFolder);
  const gates = [bench.folder.join('gate-0'), bench.folder.join('gate-1')] as const;
  const plans = gates.map((gate) => bench.plan({ argv: [fixture('waitForGate.sh'), gate, '3'] }));
  const starts = await Promise.all(plans.map((plan) => first.launch(plan).started));
  await Promise.all(plans.map(({ logPath }) => waitForLine(logPath, 'ready')));
  await first.kill();

  // The first ends while no host lives, the second when the next host has adopted it.
  writeFileSync(gates[0], '');
  await waitForText(`${bench.runsFolder}/${plans[0]?.run ?? ''}.status`, (text) => text.endsWith('exit 3\n'));
  const adopted = plans.map((plan, index) => {
    const started = starts[index];
    if (started?.kind !== 'started') throw new Error('the run did not start');
    const { at, pid, shim } = started;
    const known = { id: plan.run, task: 'test', trigger: 'manual', createdAt: at, logPath: plan.logPath } as const;
    return bench.launcher.adopt({ ...known, state: 'running', startedAt: at, pid, shim });
  });
  expect(await Promise.all(adopted.map((run) => run.started))).toEqual(starts);
  expect((await adopted[0]?.ended)?.exit).toEqual({ code: 3 });
  expect(processesWith(bench.mark).length).toBeGreaterThan(0);
  writeFileSync(gates[1], '');
  expect((await adopted[1]?.ended)?.exit).toEqual({ code: 3 });
});

test('an adopted run can be signalled and killed', async () => {
  await using bench = launchBench();
  const runs = [bench.launch({ argv: stay }), bench.launch({ argv: [fixture('ignoreSigterm.sh')] })] as const;
  await waitForLine(runs[1].plan.logPath, 'ready');
  const records = await Promise.all(runs.map((run) => run.recordRunning()));
  bench.launcher.dispose();
  const later = bench.newLauncher();
  const [polite, stubborn] = records.map((record) => later.adopt(record));
  await polite?.signal('SIGTERM');
  expect((await polite?.ended)?.exit).toEqual({ signal: 'SIGTERM' });
  await stubborn?.signal('SIGTERM');
  expect(await stubborn?.kill(unannounced)).toEqual([]);
  expect((await stubborn?.ended)?.exit).toEqual({ signal: 'SIGKILL' });
});

test('status files of settled runs go, save those that still keep a late shim from starting', async () => {
  await using bench = launchBench();
  const ended = bench.launch({ argv: ['/usr/bin/true'] });
  await ended.process.ended;
  const abandoned = `${bench.runsFolder}/aaaaaaaaaaaa.status`;
  writeFileSync(abandoned, 'abandoned\n');
  bench.launcher.forget([ended.plan.run, 'aaaaaaaaaaaa', 'bbbbbbbbbbbb']);
  await waitUntil(() => !existsSync(ended.statusPath), 'the status file has gone');
  expect(existsSync(abandoned)).toBe(true);
});

test('status files of earlier hosts go after a day, save those of runs that are not settled and what is none', async () => {
  await using bench = launchBench();
  mkdirSync(bench.runsFolder, { recursive: true });
  const names = ['aaaaaaaaaaaa.status', 'bbbbbbbbbbbb.status', 'cccccccccccc.status', 'notes.txt'] as const;
  for (const [index, name] of names.entries()) {
    writeFileSync(`${bench.runsFolder}/${name}`, 'pid 1\nexit 0\n');
    const daysAgo = index === 2 ? 0.5 : 2;
    const at = new Date(Date.now() - daysAgo * 86_400_000);
    utimesSync(`${bench.runsFolder}/${name}`, at, at);
  }
  await bench.launcher.tidy(new Set(['bbbbbbbbbbbb']));
  expect(readdirSync(bench.runsFolder).sort()).toEqual(names.slice(1));
});

test('the net catches the end of an adopted run whose shim was killed', async () => {
  await using bench = launchBench({ clock: hurriedClock });
  const run = bench.launch({ argv: stay });
  await waitForLine(run.plan.logPath, 'and an error');
  const record = await run.recordRunning();
  bench.launcher.dispose();
  const adopted = bench.newLauncher(hurriedClock).adopt(record);
  const { pid, shim } = await startOf(adopted);
  process.kill(shim.pid, 'SIGKILL');
  process.kill(pid, 'SIGKILL');
  expect(await adopted.ended).not.toHaveProperty('exit');
});

test('a start that was recorded but never made is taken away', async () => {
  await using bench = launchBench();
  const plan = bench.plan({ argv: ['/bin/echo'] });
  const adopted = bench.launcher.adopt(startingRecord(plan));
  expect(await adopted.started).toEqual({ kind: 'abandoned' });
  expect(readFileSync(`${bench.runsFolder}/${plan.run}.status`, 'utf8')).toBe('abandoned\n');
  // Whoever comes later finds it settled.
  expect(await bench.newLauncher().adopt(startingRecord(plan)).started).toEqual({ kind: 'abandoned' });
});

test('a start of which nobody recorded the success is found again with its shim', async () => {
  await using bench = launchBench();
  const gate = bench.folder.join('gate');
  const run = bench.launch({ argv: [fixture('waitForGate.sh'), gate, '3'] });
  const known = await startOf(run.process);
  bench.launcher.dispose();
  const adopted = bench.newLauncher().adopt(run.recordStarting());
  expect(await startOf(adopted)).toMatchObject({ pid: known.pid, shim: known.shim });
  writeFileSync(gate, '');
  expect((await adopted.ended).exit).toEqual({ code: 3 });
});

test('a start that was recorded and has ended since is settled from its status file', async () => {
  await using bench = launchBench();
  const run = bench.launch({ argv: [fixture('exitWith.sh'), '3'] });
  await run.process.ended;
  const adopted = bench.newLauncher().adopt(run.recordStarting());
  const { pid } = await startOf(adopted);
  expect(pid).toBe((await startOf(run.process)).pid);
  expect(await adopted.ended).toEqual(await run.process.ended);
  expect(await adopted.kill(unannounced)).toEqual([]);
});

test('an empty status file that no process belongs to means that the run never started', async () => {
  await using bench = launchBench();
  const plan = bench.plan({ argv: ['/bin/echo'] });
  mkdirSync(bench.runsFolder);
  writeFileSync(`${bench.runsFolder}/${plan.run}.status`, '');
  expect(await bench.launcher.adopt(startingRecord(plan)).started).toEqual({ kind: 'abandoned' });
});

test('an empty status file with a process that carries the run means that this process is the run', async () => {
  await using bench = launchBench({ clock: hurriedClock });
  const plan = bench.plan({ argv: ['/bin/echo'] });
  mkdirSync(bench.runsFolder);
  writeFileSync(`${bench.runsFolder}/${plan.run}.status`, '');
  const pidFile = bench.folder.join('pid');
  // What a shim looks like whose script runs although its pid was never written.
  const shim = spawn('/bin/sh', ['-c', `/bin/sh -c 'echo $$ >"$0"; exec sleep 1000' "$0"; exit $?`, pidFile], {
    env: { ...plan.env, EXECUTOR_RUN_ID: plan.run },
    detached: true,
    stdio: 'ignore',
  });
  const script = Number(await waitForText(pidFile, (text) => text.endsWith('\n')));
  const adopted = bench.launcher.adopt(startingRecord(plan));
  expect((await startOf(adopted)).pid).toBe(script);
  expect(await adopted.kill(unannounced)).toEqual([]);
  expect(await adopted.ended).not.toHaveProperty('exit');
  await waitUntil(() => shim.exitCode !== null || shim.signalCode !== null, 'the shim has ended');
});

test('a run of an earlier boot has ended; nobody knows how unless its status file says', async () => {
  await using bench = launchBench();
  const run = bench.launch({ argv: [fixture('exitWith.sh'), '3'] });
  const record = await run.recordRunning();
  await run.process.ended;
  const earlier = withShim(record, { bootId: 'another boot' });
  expect((await bench.newLauncher().adopt(earlier).ended).exit).toEqual({ code: 3 });
  writeFileSync(run.statusPath, readFileSync(run.statusPath, 'utf8').split('\n', 1).join('') + '\n');
  expect(await bench.newLauncher().adopt(earlier).ended).not.toHaveProperty('exit');
});

test('a run of an earlier boot is not mistaken for the process that has its pid now', async () => {
  await using bench = launchBench();
  const run = bench.launch({ argv: stay });
  const record = await run.recordRunning();
  const mistaken = bench.newLauncher().adopt(withShim(record, { bootId: 'another boot' }));
  expect(await mistaken.ended).not.toHaveProperty('exit');
  expect(await mistaken.kill(unannounced)).toEqual([]);
  expect(processesWith(bench.mark)).toContain((await startOf(run.process)).pid);
  await run.process.kill(unannounced);
});

test.each(['machineId', 'pidNamespace'] as const)(
  'a run with another %s is never signalled, nor settled',
  async (field) => {
    await using bench = launchBench();
    const run = bench.launch({ argv: stay });
    const record = await run.recordRunning();
    const elsewhere = bench.newLauncher(hurriedClock).adopt(withShim(record, { [field]: 'another' }));
    const ended: string[] = [];
    void elsewhere.ended.then(() => ended.push('elsewhere'));
    await elsewhere.signal('SIGTERM');
    expect(await elsewhere.kill(unannounced)).toEqual([]);
    expect(processesWith(bench.mark)).toContain((await startOf(run.process)).pid);
    expect(ended).toEqual([]);
    // Its status file may still tell, where both machines share it.
    await run.process.signal('SIGINT');
    expect((await elsewhere.ended).exit).toEqual({ signal: 'SIGINT' });
  },
);

test('a process that has the pid of a recorded shim, but is another, is never signalled', async () => {
  await using bench = launchBench();
  const bystander = bench.launch({ argv: stay });
  const record = await bystander.recordRunning();
  const mistaken = bench.newLauncher().adopt({ ...withShim(record, { startTime: '1' }), id: 'fffffffffff0' });
  await mistaken.signal('SIGTERM');
  expect(await mistaken.kill(unannounced)).toEqual([]);
  expect(processesWith(bench.mark)).toContain((await startOf(bystander.process)).pid);
  await bystander.process.kill(unannounced);
  await mistaken.ended;
});

test('a settled run cannot be adopted', async () => {
  await using bench = launchBench();
  const { run, logPath } = bench.plan({ argv: ['/bin/echo'] });
  const outcome = { kind: 'interrupted' } as const;
  const record = {
    id: run,
    task: 'test',
    trigger: 'manual',
    createdAt: 0,
    logPath,
    state: 'ended',
    endedAt: 0,
    outcome,
  } as const;
  expect(() => bench.launcher.adopt(record)).toThrow('internal');
});

function startingRecord(plan: { readonly run: string; readonly logPath: string }): RunRecord {
  const { run, logPath } = plan;
  return { id: run, task: 'test', trigger: 'manual', createdAt: Date.now(), logPath, state: 'starting' };
}

function withShim(record: RunRecord, change: object): RunRecord {
  if (record.state !== 'running') throw new Error('not a running record');
  return { ...record, shim: { ...record.shim, ...change } };
}
