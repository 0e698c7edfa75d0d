import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { openDatabase } from '../../src/node/files/sqlite.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { lockDatabase } from '../support/databaseLocker.ts';
import { untilTask } from '../support/hostWorld.ts';
import { privilegeRequirement } from '../support/requirement.ts';
import { readOnly, smallDisk } from '../support/fileSystems.ts';
import { waitUntil } from '../support/waitFor.ts';
import { expectSameAsWitness } from '../support/witness.ts';
import { pidOf, settleAll, untilEnded, untilRunning, WitnessWorld } from '../support/witnessWorld.ts';

const programs = new HostPrograms();
let world: WitnessWorld;
let start: number;

beforeEach(() => {
  world = new WitnessWorld(programs);
  start = Date.now();
  world.setClock(start);
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

function database(): string {
  return path.join(world.stateFolder, 'executor.db');
}

/** A host that manages a run, an armed schedule, and a task that is about to end. */
async function openBusyHost(): Promise<ExecutorConnection> {
  const window = await world.connect();
  await window.client.ask('task/start', { name: 'stay' });
  await window.client.ask('task/start', { name: 'once' });
  await window.client.ask('task/start', { name: 'often' });
  await untilTask(window, 'often', ({ runs }) => runs[0]?.endedAt !== undefined);
  await untilRunning(window, 'stay');
  return window;
}

/**
 * Expects that a state which cannot be written for a while ends nothing: what could not be started or recorded then is
 * started or recorded when it can, each run once and with its exit status.
 */
async function expectRecovery(window: ExecutorConnection, recover: () => Promise<void> | void): Promise<void> {
  const { facts } = window;
  const before = world.events.filter((event) => event === 'run-ended').length;
  await waitUntil(() => readFileSync(world.witness, 'utf8').includes(' end 3\n'), 'the script has ended');
  expect(pidOf(await untilRunning(window, 'stay'))).toBe(world.pids[0]);
  await recover();
  world.setClock(start + 31_000);
  await waitUntil(() => world.events.filter((event) => event === 'run-ended').length > before + 1, 'runs end again');
  expect((await untilEnded(window, 'once')).runs).toMatchObject([{ outcome: { kind: 'failed', exit: { code: 3 } } }]);
  expect((await world.connect()).facts).toEqual(facts);
  expectSameAsWitness(await settleAll(window), world.witness);
  await window.close();
}

describe('under a living host, a database', () => {
  test(
    'that another program has for itself delays what is to be recorded, and nothing is lost or doubled',
    { tags: ['long'] },
    async () => {
      const window = await openBusyHost();
      const lock = await lockDatabase(database());
      try {
        expect(await window.client.ask('task/start', { name: 'once' })).toMatchObject({ ok: false });
        expect(await window.client.ask('task/runNow', { name: 'often', beside: true })).toMatchObject({ ok: false });
      } finally {
        await expectRecovery(window, async () => {
          await lock[Symbol.asyncDispose]();
        });
      }
    },
  );

  test('on a full disk delays what is to be recorded, and nothing is lost or doubled', async (context) => {
    context.skip(privilegeRequirement() !== undefined, privilegeRequirement());
    using disk = smallDisk(world.join('state'), 12);
    const window = await openBusyHost();
    disk.fill();
    // What is left of pages that are used again takes a few more rows.
    for (;;) {
      const ran = await window.client.ask('task/runNow', { name: 'often', beside: true });
      if (!ran.ok && ran.error.reason === 'passing-trouble') break;
    }
    await expectRecovery(window, () => {
      disk.free();
    });
    await world.end();
  });
});

test('a full disk for logs delays starts, which leave no log, and the next one after it has room again runs', async (context) => {
  context.skip(privilegeRequirement() !== undefined, privilegeRequirement());
  const folder = path.join(world.workspace, '.executor');
  using disk = smallDisk(folder, 1);
  const window = await world.connect();
  disk.fill();
  expect(await window.client.ask('task/start', { name: 'stay' })).toMatchObject({
    ok: false,
    error: { reason: 'passing-trouble' },
  });
  expect(await window.client.ask('task/start', { name: 'once' })).toMatchObject({
    ok: false,
    error: { reason: 'passing-trouble' },
  });
  const { status } = await untilTask(window, 'stay', (task) => task.status.kind === 'backing-off');
  expect(status).toMatchObject({ heldUpBy: 'disk-full' });
  expect(await untilTask(window, 'once', (task) => task.status.kind !== 'starting')).toMatchObject({
    status: { kind: 'stopped' },
  });
  expect(readdirSync(folder, { recursive: true }).filter((file) => String(file).endsWith('.log'))).toEqual([]);
  disk.free();
  await untilRunning(window, 'stay');
  await world.end();
});

describe('before a host is opened, a database', () => {
  /** Leaves a run behind, and no host. */
  async function leave(): Promise<number> {
    const first = await world.connect();
    await first.client.ask('task/start', { name: 'stay' });
    const pid = pidOf(await untilRunning(first, 'stay')) ?? 0;
    expect(await first.client.shutDownHost(false)).toMatchObject({ ok: true });
    return pid;
  }

  test.each<[string, () => void]>([
    [
      'cut off',
      () => {
        truncateSync(database(), 5_000);
      },
    ],
    [
      'that is noise',
      () => {
        writeFileSync(database(), crypto.getRandomValues(new Uint8Array(65_536)));
      },
    ],
  ])('%s is set aside; the run that it told of goes on, and is not started again', async (_what, damage) => {
    const pid = await leave();
    damage();
    const next = await world.connect();
    expect(next.client.executor.tasks).toMatchObject(
      ['once', 'often', 'stay'].map((name) => ({ name, runs: [], status: { kind: 'stopped' } })),
    );
    expect(world.events).toContain('state-set-aside');
    await next.client.ask('task/start', { name: 'once' });
    await untilEnded(next, 'once');
    expect(world.pids).toEqual([pid, world.pids[1]]);
    process.kill(pid, 0);
    await next.close();
  });

  test('of a newer version is left as it is, and so is the run', async () => {
    const pid = await leave();
    const newer = openDatabase(database(), 0);
    newer.exec('PRAGMA user_version = 99');
    newer.close();
    const before = readFileSync(database());
    await expect(world.connect()).rejects.toThrow('state-newer');
    expect(readFileSync(database()).equals(before)).toBe(true);
    expect(world.pids).toEqual([pid]);
    process.kill(pid, 0);
  });

  test('that another program has for itself keeps the host away for as long, and then the run is found', async () => {
    const pid = await leave();
    const lock = await lockDatabase(database());
    try {
      await expect(world.connect()).rejects.toThrow('state-unusable');
    } finally {
      await lock[Symbol.asyncDispose]();
    }
    const next = await world.connect();
    expect(pidOf(await untilRunning(next, 'stay'))).toBe(pid);
    expectSameAsWitness(await settleAll(next), world.witness);
    await next.close();
  });

  test('that cannot be written to keeps the host away and is left as it is, and then the run is found', async (context) => {
    const reason = privilegeRequirement();
    context.skip(reason !== undefined, reason);
    const pid = await leave();
    const before = readFileSync(database());
    const unwritable = readOnly(database());
    try {
      await expect(world.connect()).rejects.toThrow('state-unusable');
      expect(readFileSync(database()).equals(before)).toBe(true);
      process.kill(pid, 0);
    } finally {
      unwritable[Symbol.dispose]();
    }
    const next = await world.connect();
    expect(pidOf(await untilRunning(next, 'stay'))).toBe(pid);
    expectSameAsWitness(await settleAll(next), world.witness);
    await next.close();
  });
});
