import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createLauncher } from '../../src/node/process/launcher.ts';
import { fixture, inParallel, launchBench, startOf, stay, unannounced } from '../support/launchBench.ts';
import { processesWith } from '../support/leftovers.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { waitForLine, waitUntil } from '../support/waitFor.ts';

test('reports a run from its start to its end', async () => {
  await using bench = launchBench();
  const before = Date.now();
  const { plan, process: run, log, statusPath } = bench.launch({ argv: [fixture('exitWith.sh'), '3'] });
  const { at, pid, shim } = await startOf(run);
  const end = await run.ended;
  expect(end).toEqual({ at: end.at, exit: { code: 3 }, leftovers: 0 });
  expect(readFileSync(statusPath, 'utf8')).toBe(`pid ${String(pid)}\nexit 3\n`);
  expect(log()).toBe('before the end\nand an error\n');
  expect(shim.pid).not.toBe(pid);
  expect(shim.startTime).toMatch(/^\d+$/);
  expect(before <= at && at <= end.at && end.at <= Date.now()).toBe(true);
  expect(run.run).toBe(plan.run);
});

test('appends to the log and leaves its header alone', async () => {
  await using bench = launchBench();
  const plan = bench.plan({ argv: [fixture('exitWith.sh'), '0'] });
  writeFileSync(plan.logPath, 'header\n');
  const { process: run, log } = bench.launchPlan(plan);
  await run.ended;
  expect(log()).toBe('header\nbefore the end\nand an error\n');
});

test('starts nothing without a log', async () => {
  await using bench = launchBench();
  const plan = bench.plan({ argv: ['/bin/echo'] });
  rmSync(plan.logPath);
  expect(await bench.launchPlan(plan).process.started).toMatchObject({
    kind: 'failed',
    failure: { reason: 'log-unwritable', path: plan.logPath },
  });
});

test('says that the working directory is gone, or the shell', async () => {
  await using bench = launchBench({ shell: ['/nowhere/sh'] });
  const cwd = bench.folder.join('gone');
  const reports = await Promise.all([
    bench.launch({ argv: ['/bin/echo'], cwd }).process.started,
    bench.launch({ argv: ['/bin/echo'] }).process.started,
  ]);
  expect(reports).toMatchObject([
    { kind: 'failed', failure: { reason: 'cwd-missing', path: cwd } },
    { kind: 'failed', failure: { reason: 'spawn-failed', program: '/nowhere/sh' } },
  ]);
});

test('says which variable, or which argument, is too large', async () => {
  await using bench = launchBench();
  const large = 'x'.repeat(8 * 1024 * 1024);
  const plan = bench.plan({ argv: ['/bin/echo'] });
  const reports = await Promise.all([
    bench.launchPlan({ ...plan, env: { ...plan.env, BIG: large } }).process.started,
    bench.launch({ argv: ['/bin/echo', large] }).process.started,
  ]);
  expect(reports).toMatchObject([
    { kind: 'failed', failure: { reason: 'too-large', what: 'variable', name: 'BIG', bytes: large.length + 5 } },
    { kind: 'failed', failure: { reason: 'too-large', what: 'argument', name: '1', bytes: large.length + 1 } },
  ]);
});

test('says that everything together is too large', async () => {
  await using bench = launchBench();
  const plan = bench.plan({ argv: ['/bin/echo'] });
  const some = Array.from({ length: 100 }, (_, index) => [`V${String(index)}`, 'x'.repeat(100_000)]);
  const env = { ...plan.env, ...Object.fromEntries(some) } as Record<string, string>;
  expect(await bench.launchPlan({ ...plan, env }).process.started).toMatchObject({
    kind: 'failed',
    failure: { reason: 'too-large', what: 'all', limitBytes: expect.any(Number) as number },
  });
});

test('tells trouble that passes from what somebody has to mend', async () => {
  const ended = { kind: 'spawn-failed', detail: 'spawn sh EAGAIN', code: 'EAGAIN' } as const;
  await using bench = launchBench({ spawn: () => ({ pid: undefined, ended: Promise.resolve(ended) }) });
  expect(await bench.launch({ argv: ['/bin/echo'] }).process.started).toMatchObject({
    kind: 'failed',
    failure: { reason: 'passing-trouble', trouble: 'too-many-processes' },
  });
});

test('says that the folder of status files cannot be used', async () => {
  await using bench = launchBench();
  writeFileSync(bench.runsFolder, 'not a folder');
  const { process: run, log } = bench.launch({ argv: ['/bin/echo', 'it ran'] });
  expect(await run.started).toMatchObject({ kind: 'failed', failure: { reason: 'state-unusable' } });
  expect(log()).toBe('');
});

test('runs where the status files cannot be watched', async () => {
  await using bench = launchBench();
  const run = bench.launch({ argv: ['/bin/echo'] }).process;
  await run.ended;
  rmSync(bench.runsFolder, { recursive: true });
  // The launcher still watches the folder that is gone.
  const launcher = bench.newLauncher();
  const later = launcher.launch(bench.plan({ argv: ['/bin/echo'] }));
  expect((await later.ended).exit).toEqual({ code: 0 });
  const blind = bench.launch({ argv: ['/bin/echo'] }).process;
  expect((await blind.ended).exit).toEqual({ code: 0 });
});

test('an abandoned start never becomes the script', async () => {
  using gates = temporaryFolder();
  const gate = gates.join('gate');
  // A shell that takes its time, as on a machine under load.
  const wait = `while [ ! -e "${gate}" ]; do sleep 0.01; done; exec /bin/sh "$@"`;
  await using bench = launchBench({ shell: ['/bin/sh', '-c', wait, 'slow-shell'] });
  const { process: run, statusPath } = bench.launch({ argv: ['/bin/mkdir', gates.join('ran')] });
  await run.abandon();
  expect(await run.started).toEqual({ kind: 'abandoned' });
  writeFileSync(gate, '');
  await waitUntil(() => processesWith(bench.mark).length === 0, 'the shim has ended');
  expect(readdirSync(gates.path)).toEqual(['gate']);
  expect(readFileSync(statusPath, 'utf8')).toBe('abandoned\n');
});

test('abandoning what has started does nothing', async () => {
  await using bench = launchBench();
  const { process: run } = bench.launch({ argv: [fixture('waitForGate.sh'), bench.folder.join('gate'), '3'] });
  await run.started;
  await run.abandon();
  writeFileSync(bench.folder.join('gate'), '');
  expect((await run.ended).exit).toEqual({ code: 3 });
});

test('a script that ignores SIGTERM is killed, and its shim records it', async () => {
  await using bench = launchBench();
  const { plan, process: run, statusPath, log } = bench.launch({ argv: [fixture('ignoreSigterm.sh')] });
  await Promise.all([run.started, waitForLine(plan.logPath, 'ready')]);
  await run.signal('SIGTERM');
  expect(await run.kill(unannounced)).toEqual([]);
  expect(processesWith(bench.mark)).toEqual([]);
  expect((await run.ended).exit).toEqual({ signal: 'SIGKILL' });
  expect(readFileSync(statusPath, 'utf8')).toMatch(/^pid \d+\nexit 137\n$/);
  expect(log()).toBe('ready\n');
});

test('grandchildren in the same group are killed too', async () => {
  await using bench = launchBench();
  const { plan, process: run } = bench.launch({ argv: [fixture('spawnGrandchild.sh')] });
  await Promise.all([run.started, waitForLine(plan.logPath, 'ready')]);
  expect(processesWith(bench.mark).length).toBeGreaterThan(3);
  expect(await run.kill(unannounced)).toEqual([]);
  expect(processesWith(bench.mark)).toEqual([]);
});

test('what a script left behind in its group can still be killed after its end', async () => {
  await using bench = launchBench();
  const { process: run } = bench.launch({ argv: [fixture('leaveChild.sh')] });
  expect(await run.ended).toMatchObject({ exit: { code: 5 }, leftovers: 1 });
  await waitUntil(() => processesWith(bench.mark).length === 1, 'only the child is left');
  expect(await run.kill(unannounced)).toEqual([]);
  expect(processesWith(bench.mark)).toEqual([]);
});

test('a run whose shim was killed goes on, and ends without an exit status', async () => {
  await using bench = launchBench();
  const gate = bench.folder.join('gate');
  const { plan, process: run, statusPath } = bench.launch({ argv: [fixture('waitForGate.sh'), gate, '3'] });
  const { pid, shim } = await startOf(run);
  await waitForLine(plan.logPath, 'ready');
  process.kill(shim.pid, 'SIGKILL');
  await waitUntil(() => !processesWith(bench.mark).includes(shim.pid), 'the shim is gone');
  expect(processesWith(bench.mark)).toContain(pid);
  writeFileSync(gate, '');
  expect(await run.ended).not.toHaveProperty('exit');
  expect(readFileSync(statusPath, 'utf8')).toBe(`pid ${String(pid)}\n`);
});

test('a run whose shim was killed can still be stopped', async () => {
  await using bench = launchBench();
  const runs = [bench.launch({ argv: stay }), bench.launch({ argv: stay })] as const;
  for (const { process: run } of runs) process.kill((await startOf(run)).shim.pid, 'SIGKILL');
  await waitUntil(() => processesWith(bench.mark).length === 2, 'the shims are gone');
  await runs[0].process.signal('SIGTERM');
  expect(await runs[1].process.kill(unannounced)).toEqual([]);
  for (const { process: run } of runs) expect(await run.ended).not.toHaveProperty('exit');
});

test('hundreds of short runs leave no descriptor, no watch and no process', { tags: ['long'] }, async () => {
  await using bench = launchBench();
  const launcher = bench.newLauncher();
  const codes: unknown[] = [];
  const one = async (): Promise<void> => {
    const run = launcher.launch(bench.plan({ argv: ['/bin/true'] }));
    codes.push((await run.ended).exit);
  };
  await one();
  const open = readdirSync('/proc/self/fd').length;
  await inParallel(300, 1, one);
  await inParallel(700, 50, one);
  expect(codes.filter((exit) => JSON.stringify(exit) !== '{"code":0}')).toEqual([]);
  expect(codes).toHaveLength(1001);
  await waitUntil(() => processesWith(bench.mark).length === 0, 'the last shim has ended');
  expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(open);
  const watches = (): number => process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;
  const watching = watches();
  launcher.dispose();
  expect(watches()).toBeLessThanOrEqual(watching);
});

test('the launcher of this platform runs scripts', async () => {
  await using bench = launchBench();
  const launcher = createLauncher({ runsFolder: bench.runsFolder, clock: systemClock });
  const run = launcher.launch(bench.plan({ argv: [fixture('exitWith.sh'), '3'] }));
  expect((await run.ended).exit).toEqual({ code: 3 });
  launcher.dispose();
});
