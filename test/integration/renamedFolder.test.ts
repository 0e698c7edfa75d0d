import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type TakeOverPoint, takeOverPoints } from '../../src/base/faultPoint.ts';
import { connectToExecutor, type ExecutorConnection } from '../../src/host/reach/connect.ts';
import { aWindow, testBuild } from '../support/aClient.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { attached } from '../support/hostWorld.ts';
import { waitUntil } from '../support/waitFor.ts';
import { historyOf, pidOf, untilEnded, untilRunning } from '../support/witnessWorld.ts';

const interrupted = new HostPrograms('test/fixtures/takeOver.ts');
let world: CliWorld;
/** Each call of the command is a process. */
const slow = { tags: ['long'], timeout: 240_000 };
/** The place that the workspace is moved to. */
let place: string;

const { hosts } = useCliWorld((made) => {
  world = made;
  place = world.join('moved');
  world.define({
    loop: { ...world.run('1000', '0'), restart: 'always' },
    once: { ...world.run('0', '0'), restart: 'never' },
    report: { ...world.run('0', '0'), every: '1 day' },
  });
});

afterAll(() => {
  interrupted[Symbol.dispose]();
});

interface ListJson {
  readonly host: object | null;
  readonly oldFolder: {
    readonly folder: string;
    readonly pid: number | null;
    readonly tasks: readonly string[];
  } | null;
  readonly tasks: readonly {
    readonly name: string;
    readonly status: string;
    readonly pid: number | null;
    readonly desired: string;
    readonly schedule: string;
    readonly lastRun: object | null;
  }[];
}

const list = (folder: string): Promise<ListJson> => world.json<ListJson>('list', '--folder', folder);

/** Comes to the host of a folder, which is started if there is none. */
async function connectAt(folder: string): Promise<ExecutorConnection> {
  const program = { file: await hosts.file(), nodePath: process.execPath };
  const options = { ...world.options({ ...aWindow, build: testBuild }), folder };
  return attached(await connectToExecutor(options, { kind: 'background', program }));
}

/** Runs one task to its end, keeps another up and arms the schedule; answers the pid of what runs. */
async function begin(): Promise<number> {
  const first = await world.connect();
  await first.client.ask('task/start', { name: 'once' });
  await untilEnded(first, 'once');
  await first.client.ask('task/start', { name: 'report' });
  await first.client.ask('task/start', { name: 'loop' });
  const pid = pidOf(await untilRunning(first, 'loop')) ?? 0;
  await world.untilBegun(2);
  await first.close();
  return pid;
}

/** Expects that everything is at a place: what ran, what runs still and what is on schedule. */
async function expectEverythingAt(folder: string, pid: number): Promise<void> {
  const connection = await connectAt(folder);
  const loop = await untilRunning(connection, 'loop');
  expect(pidOf(loop)).toBe(pid);
  expect(connection.client.executor.tasks).toMatchObject([
    { name: 'loop', desired: 'up' },
    { name: 'once', runs: [{ outcome: { kind: 'succeeded' } }] },
    { name: 'report', schedule: { kind: 'armed' } },
  ]);
  for (const { logPath } of await historyOf(connection)) {
    expect(logPath.startsWith(`${folder}${path.sep}`)).toBe(true);
    expect(existsSync(logPath)).toBe(true);
  }
  await connection.close();
}

test('the new place says what lives under the old name, starts no second copy, and takes over', slow, async () => {
  const pid = await begin();
  renameSync(world.workspace, place);
  const before = await list(place);
  expect(before).toMatchObject({
    host: null,
    oldFolder: { folder: world.workspace, pid: world.record.pid, tasks: ['loop', 'report'] },
  });
  for (const verb of ['list', 'doctor']) {
    const { stdout } = await world.call(verb, '--folder', place);
    expect(stdout).toContain(
      `This folder used to be ${world.workspace}, where a host (pid ${String(world.record.pid)}) still manages loop, report.`,
    );
    expect(stdout).toContain('executor take-over');
  }
  for (const args of [
    ['start', 'loop', 'report'],
    ['run', 'loop'],
  ]) {
    const { exit, stderr, stdout } = await world.call(...args, '--folder', place);
    expect([args, exit === 0]).toEqual([args, false]);
    expect(`${stdout}${stderr}`).toContain(`was started when this folder was ${world.workspace}`);
  }
  const taken = await world.call('take-over', '--folder', place);
  expect(taken).toMatchObject({
    exit: 0,
    stdout: `Took over the history, schedules and states of ${world.workspace}.\nContinues here: loop, report.\n`,
  });
  await expectEverythingAt(place, pid);
  expect(world.pids).toHaveLength(2);
  expect((await list(place)).oldFolder).toBeNull();
  expect(world.hostPids).toHaveLength(1);

  // How it ends is written where its shim began, and is known here.
  const next = await connectAt(place);
  await next.client.ask('task/stop', { name: 'loop' });
  const [run] = (await untilEnded(next, 'loop')).runs;
  expect(run?.outcome).toEqual({ kind: 'stopped', exit: { signal: 'SIGTERM' } });
  await next.client.ask('task/pauseSchedule', { name: 'report' });
  await next.client.shutDownHost(false);
  await next.close();
  // What is left of the old place goes with the next host.
  await (await connectAt(place)).close();
  expect(states()).toHaveLength(1);
});

/** The folders of state. */
function states(): readonly string[] {
  return readdirSync(world.join('state', 'executor')).filter((name) => /^[0-9a-f]{16}$/.test(name));
}

test('a run that ends while no host lives, between two places, is known by how it ended', slow, async () => {
  const pid = await begin();
  await world.killHost();
  renameSync(world.workspace, place);
  expect((await list(place)).oldFolder).toEqual({ folder: world.workspace, pid: null, tasks: ['loop', 'report'] });
  const { stdout } = await world.call('take-over', '--folder', place, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ takenOver: { folder: world.workspace, tasks: ['loop', 'report'] } });
  await expectEverythingAt(place, pid);
  await world.call('down', '--folder', place);
  process.kill(pid, 'SIGTERM');
  await waitUntil(() => readFileSync(world.witness, 'utf8').includes('end SIGTERM'), 'it has ended');
  const next = await connectAt(place);
  await world.untilBegun(3);
  const runs = await next.client.history(10, 'loop');
  expect(runs.ok && runs.value.at(-1)?.outcome).toEqual({ kind: 'failed', exit: { signal: 'SIGTERM' } });
  await next.close();
});

test(
  'a folder that is renamed back finds its host as it was; one that was taken over is taken back',
  slow,
  async () => {
    const pid = await begin();
    renameSync(world.workspace, place);
    expect((await list(place)).oldFolder).not.toBeNull();
    renameSync(place, world.workspace);
    expect((await list(world.workspace)).oldFolder).toBeNull();
    await expectEverythingAt(world.workspace, pid);

    renameSync(world.workspace, place);
    expect((await world.call('take-over', '--folder', place)).exit).toBe(0);
    renameSync(place, world.workspace);
    expect((await list(world.workspace)).oldFolder).toMatchObject({ folder: place, tasks: ['loop', 'report'] });
    expect((await world.call('take-over', '--folder', world.workspace)).exit).toBe(0);
    await expectEverythingAt(world.workspace, pid);
    const last = await connectAt(world.workspace);
    await last.client.ask('task/stop', { name: 'loop' });
    expect((await untilEnded(last, 'loop')).runs[0]?.outcome).toEqual({ kind: 'stopped', exit: { signal: 'SIGTERM' } });
    await last.close();
  },
);

test('a copy is another folder, and there is nothing to take over', slow, async () => {
  await begin();
  cpSync(world.workspace, place, { recursive: true });
  const { oldFolder, tasks } = await list(place);
  expect(oldFolder).toBeNull();
  expect(tasks.map(({ lastRun, status }) => [status, lastRun])).toEqual(tasks.map(() => ['stopped', null]));
  const { exit, stderr } = await world.call('take-over', '--folder', place);
  expect([exit, stderr]).toEqual([3, expect.stringContaining('there is nothing to take over')]);
});

test(
  'a folder with a history of its own is replaced only where that is wanted, and never while its runs live',
  slow,
  async () => {
    const pid = await begin();
    renameSync(world.workspace, place);
    const own = await connectAt(place);
    await own.client.ask('task/start', { name: 'once' });
    await untilEnded(own, 'once');
    await own.close();
    const refused = await world.call('take-over', '--folder', place);
    expect([refused.exit, refused.stderr]).toEqual([3, expect.stringContaining('--replace')]);
    expect((await list(place)).oldFolder).toMatchObject({ tasks: ['loop', 'report'] });
    expect((await world.call('take-over', '--replace', '--folder', place)).exit).toBe(0);
    await expectEverythingAt(place, pid);
  },
);

test('a folder that was made anew at the old path has a state of its own', slow, async () => {
  const pid = await begin();
  renameSync(world.workspace, place);
  expect((await world.call('take-over', '--folder', place)).exit).toBe(0);
  mkdirSync(path.join(world.workspace, '.vscode'), { recursive: true });
  world.define({ loop: { ...world.run('0', '0') } });
  const anew = await list(world.workspace);
  expect(anew).toMatchObject({ oldFolder: null, tasks: [{ name: 'loop', status: 'stopped', lastRun: null }] });
  const other = await connectAt(world.workspace);
  await other.client.ask('task/start', { name: 'loop' });
  await untilEnded(other, 'loop');
  await other.close();
  await expectEverythingAt(place, pid);
});

/** Takes over in a process that kills itself after a step; answers the signal that has ended it. */
async function takeOverUntil(point: TakeOverPoint): Promise<NodeJS.Signals | null> {
  const env = { ...world.options().environment, EXECUTOR_FAULT: point } as NodeJS.ProcessEnv;
  const child = spawn(process.execPath, [await interrupted.file(), place], { env, stdio: 'ignore' });
  return new Promise((resolve) => {
    child.on('exit', (_code, signal) => {
      resolve(signal);
    });
  });
}

describe('a take-over that is killed loses nothing', () => {
  test.each(takeOverPoints)('after the step %s', slow, async (point) => {
    const pid = await begin();
    renameSync(world.workspace, place);
    expect(await takeOverUntil(point)).toBe('SIGKILL');
    const { oldFolder } = await list(place);
    if (oldFolder) expect((await world.call('take-over', '--folder', place)).exit).toBe(0);
    await expectEverythingAt(place, pid);
    expect(world.pids).toHaveLength(2);
    expect((await list(place)).oldFolder).toBeNull();

    // The old state is no trap for whoever renames the folder back.
    renameSync(place, world.workspace);
    expect((await world.call('take-over', '--folder', world.workspace)).exit).toBe(0);
    await expectEverythingAt(world.workspace, pid);
  });
});
