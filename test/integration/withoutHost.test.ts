import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { testBuild } from '../support/aClient.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { waitForText, waitUntil } from '../support/waitFor.ts';
import { expectSameAsWitness } from '../support/witness.ts';
import { historyOf, pidOf, settleAll, untilEnded, untilRunning, WitnessWorld } from '../support/witnessWorld.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2030, 0, 1);

const programs = new HostPrograms();
let world: WitnessWorld;

beforeEach(() => {
  world = new WitnessWorld(programs);
});

afterEach(async () => {
  await world.end();
  world[Symbol.dispose]();
});

afterAll(() => {
  programs[Symbol.dispose]();
});

test('scripts that end while no host lives, their logs deleted as well, are known by how they ended', async () => {
  world.define({
    well: { ...world.run('1', '0'), restart: 'never' },
    three: { ...world.run('1', '3'), restart: 'never' },
    signalled: { ...world.run('1000', '0'), restart: 'never' },
  });
  const first = await world.connect();
  for (const name of ['well', 'three', 'signalled']) await first.client.ask('task/start', { name });
  const pid = pidOf(await untilRunning(first, 'signalled')) ?? 0;
  await world.untilBegun(3);
  await world.killHost();
  await first.close();
  process.kill(pid, 'SIGTERM');
  rmSync(path.join(world.workspace, '.executor'), { recursive: true });
  await waitUntil(() => readFileSync(world.witness, 'utf8').split(' end ').length === 4, 'all three have ended');

  const next = await world.connect();
  for (const name of ['well', 'three', 'signalled']) await untilEnded(next, name);
  expect(next.client.executor.tasks.map(({ runs }) => runs[0]?.outcome)).toEqual([
    { kind: 'succeeded', exit: { code: 0 } },
    { kind: 'failed', exit: { code: 3 } },
    { kind: 'failed', exit: { signal: 'SIGTERM' } },
  ]);
  expectSameAsWitness(await historyOf(next), world.witness);
  expect(existsSync(path.join(world.workspace, '.executor'))).toBe(false);
  await next.close();
});

/** Resolves when the occurrence this many hours after the start has had its run. */
function untilHour(connection: ExecutorConnection, hour: number): Promise<unknown> {
  return untilTask(connection, 'hourly', ({ runs }) =>
    runs.some(({ endedAt, scheduledFor }) => endedAt !== undefined && scheduledFor === start + hour * hourMs),
  );
}

/** The hours of all runs, oldest first; none may have run twice. */
async function hoursOf(connection: ExecutorConnection): Promise<readonly number[]> {
  const history = await settleAll(connection);
  expectSameAsWitness(history, world.witness);
  return history.map(({ scheduledFor = 0 }) => (scheduledFor - start) / hourMs).toReversed();
}

function defineHourly(): void {
  world.define({
    hourly: { ...world.run('0', '0'), every: '1 hour', start: '2030-01-01T00:00:00Z' },
    once: { ...world.run('0', '0'), restart: 'never' },
  });
}

test('a clock that is set back between two hosts repeats no occurrence and loses none to come', async () => {
  defineHourly();
  world.setClock(start + hourMs / 2);
  const first = await world.connect();
  await first.client.ask('task/start', { name: 'hourly' });
  world.setClock(start + hourMs + 100);
  await untilHour(first, 1);
  await world.killHost();
  await first.close();

  world.setClock(start + hourMs / 2);
  const second = await world.connect();
  expect(second.client.executor.tasks[0]?.schedule).toMatchObject({ kind: 'armed', next: start + 2 * hourMs });
  world.setClock(start + hourMs + 100);
  // What were to come a second time would come before this.
  await second.client.ask('task/runNow', { name: 'once', beside: false });
  await untilEnded(second, 'once');
  expect(second.client.executor.tasks[0]?.runs).toHaveLength(1);
  world.setClock(start + 2 * hourMs + 100);
  await untilHour(second, 2);
  const hours = (await hoursOf(second)).filter((hour) => hour > 0);
  expect(hours).toEqual([1, 2]);
  await second.close();
});

test(
  'an occurrence that comes due while one build hands over to the next fires exactly once, five times in a row',
  { tags: ['long'] },
  async () => {
    defineHourly();
    world.setClock(start + hourMs / 2);
    let window = await world.connect({ ...testBuild, stamp: 1 });
    await window.client.ask('task/start', { name: 'hourly' });
    for (let hour = 1; hour <= 5; hour++) {
      const build = { ...testBuild, stamp: hour + 1 };
      await programs.file(build);
      await window.close();
      const next = world.connect(build);
      // Every other one comes due when the older host has begun to let go.
      if (hour % 2 === 0) await waitForText(world.journal, (text) => text.split('"host-retired"').length > hour);
      world.setClock(start + hour * hourMs + 100);
      window = await next;
      await untilHour(window, hour);
    }
    expect(world.events.filter((event) => event === 'host-retired')).toHaveLength(5);
    expect(await hoursOf(window)).toEqual([1, 2, 3, 4, 5]);
    await window.close();
  },
);
