import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TaskView } from '../../src/model/view/taskView.ts';
import { BackgroundWorld, HostPrograms } from '../support/backgroundWorld.ts';
import { untilSeen, untilTask } from '../support/hostWorld.ts';
import { waitUntil } from '../support/waitFor.ts';

const programs = new HostPrograms();
let world: BackgroundWorld;

beforeEach(() => {
  world = new BackgroundWorld(programs);
  world.define({
    loop: { command: ['sleep', '1000'], restart: 'always' },
    quick: { command: ['true'], restart: 'never' },
  });
});

afterEach(async () => {
  await world.end();
  world[Symbol.dispose]();
});

afterAll(() => {
  programs[Symbol.dispose]();
});

const isRunning = ({ status }: TaskView): boolean => status.kind === 'running';
const pidOf = ({ status }: TaskView): number | undefined => (status.kind === 'running' ? status.pid : undefined);

describe('a background host', () => {
  test('goes on when its last client has left, and shows the next one the same run', async () => {
    const first = await world.connect();
    expect(first.facts?.mode).toBe('background');
    await first.client.ask('task/start', { name: 'loop' });
    const pid = pidOf(await untilTask(first, 'loop', isRunning));
    await first.close();

    const second = await world.connect();
    expect(second.facts).toEqual(first.facts);
    expect(pidOf(await untilTask(second, 'loop', isRunning))).toBe(pid);
    await second.client.ask('task/stop', { name: 'loop' });
    await second.close();
  });

  test('shows a change to every window', async () => {
    const one = await world.connect();
    const other = await world.connect();
    const seen = untilTask(other, 'loop', isRunning);
    await untilTask(one, 'loop', ({ status }) => status.kind === 'stopped');
    void one.client.ask('task/start', { name: 'loop' });
    expect(pidOf(await seen)).toBe(pidOf(await untilTask(one, 'loop', isRunning)));
    await one.close();
    await other.close();
  });

  test('is one, however many windows open at the same moment', async () => {
    const windows = await Promise.all(Array.from({ length: 6 }, () => world.connect()));
    expect(new Set(windows.map(({ facts }) => facts?.pid)).size).toBe(1);
    // Those that came too late say so and go.
    await waitUntil(() => world.hostPids.length === 1, 'one host is left');
    for (const window of windows) await window.close();
  });

  test('that is killed leaves its runs alone; the next one finds them, with all that ended meanwhile', async () => {
    world.define({
      loop: { command: ['sleep', '1000'], restart: 'always' },
      three: { command: ['sh', '-c', 'sleep 0.5; exit 3'], restart: 'never' },
    });
    const first = await world.connect();
    await first.client.ask('task/start', { name: 'loop' });
    await first.client.ask('task/start', { name: 'three' });
    const pid = pidOf(await untilTask(first, 'loop', isRunning));
    const gone = new Promise<void>((resolve) => first.onDidEnd(resolve));
    await world.killHost();
    await gone;
    expect(await first.client.ask('task/start', { name: 'loop' })).toMatchObject({
      ok: false,
      error: { reason: 'host-gone' },
    });
    await first.close();

    const second = await world.connect();
    expect(second.facts?.pid).not.toBe(first.facts?.pid);
    expect(pidOf(await untilTask(second, 'loop', isRunning))).toBe(pid);
    const three = await untilTask(second, 'three', ({ runs }) => runs[0]?.endedAt !== undefined);
    expect(three.runs).toMatchObject([{ outcome: { kind: 'failed', exit: { code: 3 } } }]);
    await second.close();
  });

  test('is told to end: it leaves its runs, or stops them first', async () => {
    const first = await world.connect();
    await first.client.ask('task/start', { name: 'loop' });
    const pid = pidOf(await untilTask(first, 'loop', isRunning));
    expect(await first.client.shutDownHost(false)).toEqual({ ok: true, value: null });
    expect(first.client.ending).toBe('shut-down');
    expect(existsSync(path.join(world.stateFolder, 'host.json'))).toBe(false);

    const second = await world.connect();
    expect(pidOf(await untilTask(second, 'loop', isRunning))).toBe(pid);
    expect(await second.client.shutDownHost(true)).toEqual({ ok: true, value: null });
    await waitUntil(() => world.hostPids.length === 0, 'the host has gone');
    await world.noLeftovers();
  });

  test('that nobody needs ends after ten minutes, and not before', async () => {
    const start = Date.now();
    world.setClock(start);
    const window = await world.connect();
    await window.client.ask('task/runNow', { name: 'quick', beside: false });
    await untilTask(window, 'quick', ({ runs }) => runs[0]?.endedAt !== undefined);
    await window.close();
    world.setClock(start + 9 * 60_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(world.hostPids).toHaveLength(1);
    for (let minute = 11; minute <= 60 && world.hostPids.length > 0; minute += 2) {
      world.setClock(start + minute * 60_000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await waitUntil(() => world.hostPids.length === 0, 'the idle host has gone');
    expect(world.events.slice(-2)).toEqual(['host-idle', 'host-closed']);
  });

  test('that cannot start says why, and what it wrote is kept', async () => {
    mkdirSync(world.join('state', 'executor'), { recursive: true });
    const first = await world.connect();
    await first.client.shutDownHost(true);
    const database = path.join(world.stateFolder, 'executor.db');
    rmSync(database);
    mkdirSync(database);
    await expect(world.connect()).rejects.toThrow('state-unusable');
    rmSync(database, { recursive: true });
  });
});

describe('two builds', () => {
  const older = { version: '1.0.0', stamp: 1 };
  const newer = { version: '1.0.0', stamp: 2 };

  test('that attach by turns twenty times leave one retirement, and the run never notices', async () => {
    const first = await world.connect(older);
    await first.client.ask('task/start', { name: 'loop' });
    const pid = pidOf(await untilTask(first, 'loop', isRunning));
    await first.close();
    for (let turn = 0; turn < 20; turn++) {
      const window = await world.connect(turn % 2 === 0 ? newer : older);
      expect(window.facts?.build).toEqual(newer);
      expect(pidOf(await untilTask(window, 'loop', isRunning))).toBe(pid);
      await window.close();
    }
    expect(world.events.filter((event) => event === 'host-retired')).toHaveLength(1);
  });

  test('start the newer one, whichever of them asks', async () => {
    const ahead = await world.connect(newer);
    await ahead.client.shutDownHost(false);
    const behind = await world.connect(older);
    expect(behind.facts?.build).toEqual(newer);
    await behind.close();
  });

  test('keep an occurrence that is due while one makes room for the other', async () => {
    world.define({ often: { command: ['true'], every: '1 sec' } });
    const first = await world.connect(older);
    await first.client.ask('task/start', { name: 'often' });
    await untilTask(first, 'often', ({ runs }) => runs.length >= 2);
    await first.close();
    const second = await world.connect(newer);
    await untilTask(second, 'often', ({ runs }) => runs.length >= 5);
    await second.client.ask('task/pauseSchedule', { name: 'often' });
    const runs = await second.client.history(100, 'often');
    const due = runs.ok ? runs.value.map(({ scheduledFor }) => scheduledFor ?? 0).reverse() : [];
    expect(new Set(due).size).toBe(due.length);
    await second.close();
  });
});

describe('the socket of a host', () => {
  function raw(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(world.record.address);
      socket.once('connect', () => {
        resolve(socket);
      });
      socket.once('error', reject);
    });
  }

  const closed = (socket: Socket): Promise<void> =>
    new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.resume();
      socket.once('close', () => {
        resolve();
      });
    });

  test('can be entered by nobody else', async () => {
    const window = await world.connect();
    const { address } = world.record;
    expect(address.startsWith(world.join('run', 'executor'))).toBe(true);
    expect(statSync(path.dirname(address)).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(world.stateFolder, 'host.json')).mode & 0o777).toBe(0o600);
    expect(statSync(world.stateFolder).mode & 0o777).toBe(0o700);
    await window.close();
  });

  test.each([
    ['garbage', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['JSON that is no message', '{"hello":"world"}\n'],
    ['a message without end', 'x'.repeat(2 * 1024 * 1024)],
    ['a wrong token', `${JSON.stringify(greeting('guess'))}\n`],
  ])('cuts off who sends %s, and serves the others all the same', async (_what, text) => {
    const window = await world.connect();
    const socket = await raw();
    const isClosed = closed(socket);
    socket.write(text);
    await isClosed;
    expect(await window.client.ask('task/start', { name: 'quick' })).toMatchObject({ ok: true });
    await window.close();
  });

  test('goes from a folder that a clean-up empties to another path, where clients find it', async () => {
    const start = Date.now();
    world.setClock(start);
    const window = await world.connect();
    const before = world.record.address;
    rmSync(before);
    world.setClock(start + 31_000);
    await waitUntil(() => world.record.address !== before && existsSync(world.record.address), 'it listens elsewhere');
    expect(lstatSync(world.record.address).isSocket()).toBe(true);
    const second = await world.connect();
    expect(second.facts).toEqual(window.facts);
    expect(await window.client.ask('task/start', { name: 'quick' })).toMatchObject({ ok: true });
    await window.close();
    await second.close();
  });

  test('a client that reads nothing neither fills the host nor holds up the others', { tags: ['long'] }, async () => {
    world.define({ noisy: { command: ['sh', '-c', 'yes "$(printf %0200d 7)" | head -c 300M; exec sleep 1000'] } });
    const window = await world.connect();
    await window.client.ask('task/start', { name: 'noisy' });
    const socket = await raw();
    socket.write(`${JSON.stringify(greeting(world.record.token))}\n`);
    socket.write(`${JSON.stringify(request(2, 'executor/attach', {}))}\n`);
    const follow = { subscription: 1, source: { kind: 'task', name: 'noisy' }, lastLines: 1_000_000 };
    socket.write(`${JSON.stringify(request(3, 'log/follow', follow))}\n`);
    socket.pause();
    const { pid } = world.record;
    const before = residentMegabytes(pid);
    for (let round = 0; round < 200; round++) {
      await window.client.ask('task/markAllSeen', {});
      if (round % 20 === 0) await window.client.ask('task/runNow', { name: 'noisy', beside: true });
    }
    expect(residentMegabytes(pid) - before).toBeLessThan(120);
    await window.client.ask('task/stop', { name: 'noisy' });
    await untilSeen(window, (tasks) => (tasks[0]?.extraRuns === 0 ? true : undefined), 'all have ended');
    socket.destroy();
    await window.close();
  });
});

function request(id: number, method: string, params: object): object {
  return { jsonrpc: '2.0', id, method, params };
}

function greeting(token: string): object {
  const build = { version: '0.0.0', stamp: 0 };
  return request(1, 'host/hello', { protocolVersion: 2, build, token, kind: 'tool', access: 'full' });
}

function residentMegabytes(pid: number): number {
  const pages = Number(readStat(pid).split(' ')[1]);
  return (pages * 4096) / 1024 / 1024;
}

function readStat(pid: number): string {
  return readFileSync(`/proc/${String(pid)}/statm`, 'utf8');
}
