import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { connectToLiveHost } from '../../src/host/reach/connect.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { waitUntil } from '../support/waitFor.ts';
import { expectSameAsWitness } from '../support/witness.ts';
import { pidOf, settleAll, untilRunning, WitnessWorld } from '../support/witnessWorld.ts';

const programs = new HostPrograms();
let world: WitnessWorld;

beforeEach(() => {
  world = new WitnessWorld(programs);
  world.define({ stay: { ...world.run('1000', '0'), restart: 'always' } });
});

afterEach(async () => {
  await world.end();
  world[Symbol.dispose]();
});

afterAll(() => {
  programs[Symbol.dispose]();
});

/** Has less patience than a client has. */
const hurried: Clock = { ...systemClock, setTimer: (delayMs, then) => systemClock.setTimer(delayMs / 20, then) };

/** The folder of sockets. */
function sockets(): string {
  return world.join('run', 'executor');
}

describe('where a host that was killed had its socket', () => {
  test.each<[string, (address: string) => void, (address: string) => unknown, unknown]>([
    [
      'a folder',
      (address) => {
        mkdirSync(address);
        writeFileSync(path.join(address, 'mine'), 'text');
      },
      (address) => readFileSync(path.join(address, 'mine'), 'utf8'),
      'text',
    ],
    [
      'a link to a file',
      (address) => {
        writeFileSync(world.join('mine'), 'text');
        symlinkSync(world.join('mine'), address);
      },
      (address) => readFileSync(address, 'utf8'),
      'text',
    ],
    [
      'a file',
      (address) => {
        writeFileSync(address, 'text');
      },
      (address) => readFileSync(address, 'utf8'),
      'text',
    ],
  ])('%s is left as it is, and the next host is found elsewhere', async (_what, put, look, wanted) => {
    const first = await world.connect();
    await first.client.ask('task/start', { name: 'stay' });
    const pid = pidOf(await untilRunning(first, 'stay'));
    const { address } = world.record;
    await world.killHost();
    rmSync(address);
    put(address);

    const next = await world.connect();
    expect(world.record.address).not.toBe(address);
    expect(pidOf(await untilRunning(next, 'stay'))).toBe(pid);
    expect(look(address)).toBe(wanted);
    expectSameAsWitness(await settleAll(next), world.witness);
    await next.close();
  });

  test('its socket is taken away, and the folder of sockets goes with the last one', async () => {
    const first = await world.connect();
    const { address } = world.record;
    await world.killHost();
    await first.close();
    expect(lstatSync(address).isSocket()).toBe(true);
    const next = await world.connect();
    expect(readdirSync(sockets())).toEqual([path.basename(world.record.address)]);
    await next.client.shutDownHost(false);
    await waitUntil(() => world.hostPids.length === 0, 'the host has ended');
    expect(existsSync(sockets())).toBe(false);
  });
});

describe('in the place of a socket whose host lives', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['talks nonsense', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['hangs up', (socket) => socket.destroy()],
  ])('a stranger who %s is taken for no host, until the host has moved', async (_what, answer) => {
    const start = Date.now();
    world.setClock(start);
    const window = await world.connect();
    await window.client.ask('task/start', { name: 'stay' });
    const pid = pidOf(await untilRunning(window, 'stay'));
    const { address } = world.record;
    const callers = new Set<Socket>();
    rmSync(address);
    const stranger = createServer((socket) => {
      callers.add(socket.on('error', () => undefined));
      answer(socket);
    });
    await new Promise<void>((resolve) => stranger.listen(address, resolve));
    try {
      const refused = await connectToLiveHost({ ...world.options(), clock: hurried });
      expect(refused).toMatchObject({ ok: false });
      expect(callers.size).toBe(1);
      world.setClock(start + 31_000);
      await waitUntil(() => world.record.address !== address, 'the host listens elsewhere');
      const next = await world.connect();
      expect(next.facts).toEqual(window.facts);
      expect(pidOf(await untilRunning(next, 'stay'))).toBe(pid);
      expectSameAsWitness(await settleAll(next), world.witness);
      await next.close();
    } finally {
      for (const caller of callers) caller.destroy();
      await new Promise((resolve) => stranger.close(resolve));
    }
    await window.close();
  });

  test('a host that is stopped keeps nobody waiting for ever, and serves everybody when it goes on', async () => {
    const window = await world.connect();
    await window.client.ask('task/start', { name: 'stay' });
    await untilRunning(window, 'stay');
    const { pid } = world.record;
    process.kill(pid, 'SIGSTOP');
    try {
      expect(await connectToLiveHost({ ...world.options(), clock: hurried })).toMatchObject({
        ok: false,
        error: { reason: 'held-elsewhere', pid },
      });
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const next = await world.connect();
    expect(next.facts).toEqual(window.facts);
    expectSameAsWitness(await settleAll(next), world.witness);
    await next.close();
    await window.close();
  });
});

describe('where the folder of sockets belongs', () => {
  test.each<[string, (folder: string) => void]>([
    [
      'a file',
      (folder) => {
        writeFileSync(folder, 'text');
      },
    ],
    [
      'a link to another folder',
      (folder) => {
        mkdirSync(world.join('other'));
        symlinkSync(world.join('other'), folder);
      },
    ],
  ])('%s is left as it is, and the socket is put where nobody else enters', async (_what, put) => {
    put(sockets());
    const window = await world.connect();
    const { address } = world.record;
    expect(path.dirname(address)).not.toBe(sockets());
    expect(statSync(path.dirname(address)).mode & 0o077).toBe(0);
    expect(existsSync(world.join('other')) ? readdirSync(world.join('other')) : []).toEqual([]);
    await window.client.shutDownHost(false);
    await waitUntil(() => world.hostPids.length === 0, 'the host has ended');
    expect(existsSync(address)).toBe(false);
  });

  test('a folder that others may enter is closed to them', async () => {
    mkdirSync(sockets());
    chmodSync(sockets(), 0o777);
    const window = await world.connect();
    expect(path.dirname(world.record.address)).toBe(sockets());
    expect(statSync(sockets()).mode & 0o777).toBe(0o700);
    await window.close();
  });
});
