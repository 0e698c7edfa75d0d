import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import type { JournalEntry } from '../../src/core/ports.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { waitUntil } from '../support/waitFor.ts';
import { pidOf, settleAll, untilRunning, WitnessWorld } from '../support/witnessWorld.ts';

const programs = new HostPrograms();
let world: WitnessWorld;

beforeEach(() => {
  world = new WitnessWorld(programs);
  world.define({
    bad: { ...world.run('1000', '0'), restart: 'always' },
    good: { ...world.run('1000', '0'), restart: 'always' },
    often: { ...world.run('0', '0'), every: '1 sec' },
  });
});

afterEach(async () => {
  await world.end();
  world[Symbol.dispose]();
});

afterAll(() => {
  programs[Symbol.dispose]();
});

/** The errors of the executor's own log. */
function errors(): readonly JournalEntry[] {
  const lines = readFileSync(world.journal, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as JournalEntry).filter(({ level }) => level === 'error');
}

async function untilGone(connection: ExecutorConnection): Promise<void> {
  const pid = connection.facts?.pid ?? 0;
  await waitUntil(() => !world.hostPids.includes(pid), 'the host has gone');
  await connection.close();
}

/** The next host, whose first task may end it before it can be reached. */
async function nextHost(): Promise<void> {
  try {
    await untilGone(await world.connect());
  } catch {
    // It has gone before it said that it was ready.
  }
}

describe('what nobody has caught', () => {
  test('is told with its task, and the host goes on', async () => {
    world.mishap = { point: 'claim', task: 'bad', words: 'EIO: i/o error' };
    const connection = await world.connect();
    void connection.client.ask('task/start', { name: 'bad' });
    await waitUntil(() => errors().length > 0, 'the mishap is told');
    expect(errors()).toMatchObject([{ event: 'mishap', task: 'bad' }]);
    expect(errors()[0]?.message).toContain('EIO');
    expect(await connection.client.ask('task/start', { name: 'good' })).toMatchObject({ ok: true });
    await untilRunning(connection, 'good');
    expect(world.hostPids).toEqual([connection.facts?.pid]);
    await connection.close();
  });

  test('ends a host in order that cannot trust its state; of two in a row the third leaves that task alone', async () => {
    world.mishap = { point: 'claim', task: 'bad', words: 'internal: no such state' };
    const first = await world.connect();
    await first.client.ask('task/start', { name: 'good' });
    await first.client.ask('task/start', { name: 'often' });
    void first.client.ask('task/start', { name: 'bad' });
    await untilGone(first);
    expect(errors().map(({ event }) => event)).toEqual(['mishap', 'host-untrusted']);
    // What was started lives: the second host finds it, and that ends it as well.
    await nextHost();
    const third = await world.connect();
    const bad = await untilTask(third, 'bad', ({ status }) => status.kind === 'blocked');
    expect(bad.status).toEqual({ kind: 'blocked', failure: { reason: 'ends-hosts', task: 'bad' } });
    await untilRunning(third, 'good');
    process.kill(world.record.pid, 'SIGTERM');
    await untilGone(third);
    // All the time its run has gone on, and a person has it managed again.
    world.mishap = undefined;
    const last = await world.connect();
    expect(await last.client.ask('task/start', { name: 'bad' })).toMatchObject({ ok: true });
    const running = await untilRunning(last, 'bad');
    expect(world.pids).toContain(pidOf(running));
    expect((await settleAll(last)).filter(({ outcome }) => outcome?.kind === 'interrupted')).toEqual([]);
    await last.close();
  });
});

describe('a host that is killed while it starts a task', () => {
  test('twice in a row is followed by one that lives and leaves the task alone, until a person starts it', async () => {
    const calm = await world.connect();
    await calm.client.ask('task/start', { name: 'bad' });
    await world.untilBegun(1);
    await world.killHost();
    await calm.close();
    for (const pid of world.pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL');

    world.fault = 'record';
    await nextHost();
    await nextHost();
    world.fault = undefined;
    const third = await world.connect();
    const bad = await untilTask(third, 'bad', ({ status }) => status.kind === 'blocked');
    expect(bad.status).toMatchObject({ failure: { reason: 'ends-hosts' } });
    const { pid } = world.record;
    process.kill(pid, 'SIGTERM');
    await untilGone(third);

    const last = await world.connect();
    await untilTask(last, 'bad', ({ status }) => status.kind === 'blocked');
    expect(await last.client.ask('task/start', { name: 'bad' })).toMatchObject({ ok: true });
    await untilRunning(last, 'bad');
    process.kill(world.record.pid, 'SIGTERM');
    await untilGone(last);
    expect(existsSync(path.join(world.stateFolder, 'attempts.jsonl'))).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
