import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectToExecutor, connectToLiveHost, type ExecutorConnection } from '../../src/host/reach/connect.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { attached, untilTask } from '../support/hostWorld.ts';
import { requirement } from '../support/requirement.ts';
import { waitUntil } from '../support/waitFor.ts';
import { expectSameAsWitness } from '../support/witness.ts';
import { historyOf, pidOf, settleAll, untilEnded, untilRunning, WitnessWorld } from '../support/witnessWorld.ts';

const programs = new HostPrograms();
let world: WitnessWorld;

beforeEach(() => {
  world = new WitnessWorld(programs);
  world.define({
    once: { ...world.run('1', '3'), restart: 'never' },
    often: { ...world.run('0', '0'), every: '1 sec' },
    stay: { ...world.run('1000', '0'), restart: 'always' },
  });
});

afterEach(async () => {
  await world.end();
  world[Symbol.dispose]();
});

afterAll(() => {
  programs[Symbol.dispose]();
});

/** Comes to the host of another folder of this world. */
async function connectAt(folder: string): Promise<ExecutorConnection> {
  const program = { file: await programs.file(), nodePath: process.execPath };
  return attached(await connectToExecutor({ ...world.options(), folder }, { kind: 'background', program }));
}

/** Nothing of a folder has run, is wanted, or is due. */
const untouched = ['once', 'often', 'stay'].map((name) => ({
  name,
  runs: [],
  status: { kind: 'stopped' },
  schedule: { kind: name === 'often' ? 'paused' : 'none' },
}));

function git(...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
    cwd: world.workspace,
    stdio: 'ignore',
  });
}

/** Takes the logs away under two tasks that run, and sees that nothing else is lost. */
async function expectLogsLost(clean: () => void): Promise<void> {
  const window = await world.connect();
  await window.client.ask('task/start', { name: 'stay' });
  await window.client.ask('task/start', { name: 'once' });
  const pid = pidOf(await untilRunning(window, 'stay'));
  await world.untilBegun(2);
  clean();
  expect(existsSync(path.join(world.workspace, '.executor'))).toBe(false);
  expect((await untilEnded(window, 'once')).runs).toMatchObject([{ outcome: { kind: 'failed', exit: { code: 3 } } }]);

  expect(await window.client.ask('task/start', { name: 'once' })).toMatchObject({ ok: true });
  const { runs } = await untilRunning(window, 'once');
  expect(existsSync(runs[0]?.logPath ?? '')).toBe(true);
  expect(pidOf(await untilRunning(window, 'stay'))).toBe(pid);
  await untilEnded(window, 'once');
  expectSameAsWitness(await settleAll(window), world.witness);
  await window.close();
}

describe('under tasks that run', () => {
  test('"rm -rf .executor" costs their logs and nothing else', async () => {
    await expectLogsLost(() => {
      rmSync(path.join(world.workspace, '.executor'), { recursive: true });
    });
  });

  test('"git clean -fdx" costs their logs and nothing else', { tags: ['long'] }, async (context) => {
    const missing = requirement('git');
    context.skip(missing !== undefined, missing);
    git('init');
    git('add', '.vscode');
    git('commit', '-m', 'tasks');
    await expectLogsLost(() => {
      git('clean', '-fdx');
    });
  });

  test.each<[string, () => void]>([
    [
      'renamed',
      () => {
        renameSync(world.workspace, `${world.workspace}-renamed`);
      },
    ],
    [
      'deleted',
      () => {
        rmSync(world.workspace, { recursive: true });
      },
    ],
  ])(
    'a folder that is %s loses no run, is not made anew, and its host can still be told to end',
    async (_how, take) => {
      const window = await world.connect();
      await window.client.ask('task/start', { name: 'stay' });
      await window.client.ask('task/start', { name: 'once' });
      await world.untilBegun(2);
      take();
      expect((await untilEnded(window, 'once')).runs).toMatchObject([
        { outcome: { kind: 'failed', exit: { code: 3 } } },
      ]);
      await window.client.ask('task/start', { name: 'often' });
      await untilTask(window, 'often', ({ runs }) => runs[0]?.outcome?.kind === 'start-failed');
      expect(await window.client.ask('task/start', { name: 'once' })).toMatchObject({ ok: false });
      await window.client.ask('task/add', { tasks: [{ name: 'more', script: 'more.sh', restart: 'never' }] });
      expect(existsSync(world.workspace)).toBe(false);
      await window.close();

      const next = await attached(await connectToLiveHost(world.options()));
      expect(next.facts).toEqual(window.facts);
      const history = (await settleAll(next)).filter(({ outcome }) => outcome?.kind !== 'start-failed');
      expectSameAsWitness(history, world.witness);
      expect(await next.client.shutDownHost(true)).toMatchObject({ ok: true });
    },
  );
});

test('a folder under another name is another executor: nothing of the first is its own, and the first goes on', async () => {
  const window = await world.connect();
  await window.client.ask('task/start', { name: 'stay' });
  await window.client.ask('task/start', { name: 'often' });
  await untilTask(window, 'often', ({ runs }) => runs[0]?.endedAt !== undefined);
  const pid = pidOf(await untilRunning(window, 'stay'));
  const copy = world.join('copy');
  cpSync(world.workspace, copy, { recursive: true });

  const other = await connectAt(copy);
  expect(other.client.executor.tasks).toMatchObject(untouched);
  expect(other.facts?.pid).not.toBe(window.facts?.pid);
  await other.client.ask('task/start', { name: 'once' });
  await untilEnded(other, 'once');
  expect(other.client.executor.tasks.map(({ runs }) => runs.length)).toEqual([1, 0, 0]);
  expect(pidOf(await untilRunning(window, 'stay'))).toBe(pid);
  expect(window.client.executor.tasks[0]?.runs).toEqual([]);
  expectSameAsWitness([...(await settleAll(window)), ...(await historyOf(other))], world.witness);
  await window.close();
  await other.close();
});

test('what a repository brings in its .executor folder arms nothing, starts nothing and is taken for no host', async () => {
  const first = await world.connect();
  await first.client.ask('task/start', { name: 'often' });
  await first.client.ask('task/start', { name: 'stay' });
  await untilTask(first, 'often', ({ runs }) => runs[0]?.endedAt !== undefined);
  await untilRunning(first, 'stay');
  const { record } = world;
  await settleAll(first);
  await first.client.ask('task/start', { name: 'often' });
  await first.client.ask('task/start', { name: 'stay' });
  const pid = pidOf(await untilRunning(first, 'stay')) ?? 0;
  await world.killHost();
  await first.close();
  // The state of an executor in which everything is wanted and armed, with a host that lives, as far as its record goes.
  const repository = world.join('repository');
  cpSync(path.join(world.workspace, '.vscode'), path.join(repository, '.vscode'), { recursive: true });
  const callers: unknown[] = [];
  const address = world.join('run', 'forged.sock');
  const listener = createServer((socket) => {
    callers.push(socket);
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(address, resolve));
  try {
    for (const place of ['.executor', '.vscode', '.']) {
      const folder = path.join(repository, place);
      mkdirSync(folder, { recursive: true });
      for (const name of readdirSync(world.stateFolder))
        cpSync(path.join(world.stateFolder, name), path.join(folder, name), { recursive: true });
      writeFileSync(path.join(folder, 'host.json'), JSON.stringify({ ...record, pid: process.pid, address }));
    }
    process.kill(pid, 'SIGKILL');
    const before = readFileSync(world.witness, 'utf8').split(' start ').length;
    const start = Date.now();
    world.setClock(start);
    const window = await connectAt(repository);
    expect(window.client.executor.tasks).toMatchObject(untouched);
    world.setClock(start + 3_600_000);
    // What a host would start automatically has come before what it is asked for an hour later.
    await window.client.ask('task/start', { name: 'once' });
    await untilEnded(window, 'once');
    expect(window.client.executor.tasks.map(({ runs }) => runs.length)).toEqual([1, 0, 0]);
    expect(readFileSync(world.witness, 'utf8').split(' start ')).toHaveLength(before + 1);
    expect(callers).toEqual([]);
    await window.close();
  } finally {
    listener.close();
  }
});

describe('a state directory that is deleted under a living host', () => {
  test('costs the history: runs go on, another host can be opened, and the old one ends by itself and says why', async () => {
    const start = Date.now();
    world.setClock(start);
    const old = await world.connect();
    await old.client.ask('task/start', { name: 'stay' });
    const pid = pidOf(await untilRunning(old, 'stay'));
    const gone = new Promise<void>((resolve) => old.onDidEnd(resolve));
    rmSync(world.join('state', 'executor'), { recursive: true });

    const next = await world.connect();
    expect(next.facts?.pid).not.toBe(old.facts?.pid);
    expect(next.client.executor.tasks).toMatchObject(untouched);
    world.setClock(start + 11_000);
    await gone;
    await waitUntil(() => world.hostPids.length === 1, 'the old host has ended');
    expect(world.hostPids).toEqual([next.facts?.pid]);
    expect(world.events.filter((event) => event === 'host-lost-state')).toHaveLength(1);
    expect(world.pids).toEqual([pid]);
    process.kill(pid ?? 0, 0);
    await old.close();
    await next.close();
  });

  test('ends it at the next thing that it would start, which starts nowhere', async () => {
    const old = await world.connect();
    await old.client.ask('task/start', { name: 'stay' });
    const pid = pidOf(await untilRunning(old, 'stay'));
    const gone = new Promise<void>((resolve) => old.onDidEnd(resolve));
    await world.untilBegun(1);
    rmSync(world.stateFolder, { recursive: true });
    process.kill(pid ?? 0, 'SIGTERM');
    await gone;
    await waitUntil(() => world.hostPids.length === 0, 'the host has ended');
    expect(world.pids).toEqual([pid]);
    // There is nobody left to tell, but for whoever looks there.
    expect(readdirSync(world.stateFolder)).toEqual(['executor.log']);
    expect(world.events).toContain('host-lost-state');
    expect(readdirSync(world.join('run'))).toEqual([]);
    await old.close();
  });
});
