import { expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { systemTimeZone } from '../../src/model/time/timeZone.ts';
import type { RunView } from '../../src/model/view/taskView.ts';
import { HostWorld, untilSeen, untilTask } from '../support/hostWorld.ts';

const hourMs = 60 * 60 * 1000;

/** A zone that is not this machine's, the first day of its summer time in 2030, and the hour of 13:00 there in UTC. */
const zone =
  systemTimeZone() === 'America/New_York'
    ? { name: 'Europe/Berlin', change: Date.UTC(2030, 2, 31), winterHour: 12, summerHour: 11 }
    : { name: 'America/New_York', change: Date.UTC(2030, 2, 10), winterHour: 18, summerHour: 17 };

/** 13:00 in that zone, this many days from the change to summer time; by hand, without any arithmetic of zones. */
function oneOClock(days: number): number {
  return zone.change + (days * 24 + (days < 0 ? zone.winterHour : zone.summerHour)) * hourMs;
}

/** The wall time of an occurrence as the task file has it. */
function startText(days: number): string {
  return `${new Date(zone.change + days * 24 * hourMs).toISOString().slice(0, 10)}T13:00:00`;
}

/** Resolves with the run for an occurrence, when it has ended. */
function untilRunFor(connection: ExecutorConnection, name: string, at: number): Promise<RunView> {
  return untilSeen(
    connection,
    (tasks) =>
      tasks
        .find((task) => task.name === name)
        ?.runs.find(({ outcome, scheduledFor }) => scheduledFor === at && outcome !== undefined),
    `${name} has run for ${new Date(at).toISOString()}`,
  );
}

/** Every run of a task there is, the oldest first. */
async function history({ client }: ExecutorConnection, name: string): Promise<readonly RunView[]> {
  const runs = await client.history(1000, name);
  return runs.ok ? runs.value.toReversed() : [];
}

test('a report every day at 13:00 in another zone runs 20 times across the change to summer time, none missing or twice', async () => {
  using world = new HostWorld();
  world.define({
    report: { command: ['./report.sh'], every: '1 day', start: startText(-8), timezone: zone.name },
  });
  world.write('report.sh', '#!/bin/sh\necho "$EXECUTOR_SCHEDULED_FOR"\n[ ! -e bad ]\n');
  const occurrences = Array.from({ length: 20 }, (_, k) => oneOClock(k - 8));
  world.setClock(oneOClock(-8) - hourMs);
  let connection = await world.open();
  expect(await connection.client.ask('task/start', { name: 'report' })).toMatchObject({
    ok: true,
    value: { next: { at: occurrences[0] } },
  });

  for (const [k, at] of occurrences.entries()) {
    // The fifth fails, which changes nothing.
    if (k === 4) world.write('bad', '');
    if (k === 5) world.remove('bad');
    if (k === 10) {
      // Due while there was no host, and found by the next one soon enough to be on time.
      await connection.close();
      world.setClock(at + 5_000);
      connection = await world.open();
    } else world.setClock(at + 200);
    const { outcome } = await untilRunFor(connection, 'report', at);
    expect(outcome?.kind).toBe(k === 4 ? 'failed' : 'succeeded');
  }

  const runs = await history(connection, 'report');
  expect(runs.map(({ scheduledFor }) => scheduledFor)).toEqual(occurrences);
  expect(new Set(runs.map(({ trigger }) => trigger))).toEqual(new Set(['schedule']));
  expect(runs.filter(({ scheduledFor = Infinity, startedAt = 0 }) => startedAt < scheduledFor)).toEqual([]);
  const { schedule } = await untilTask(connection, 'report', ({ status }) => status.kind === 'scheduled');
  expect(schedule).toMatchObject({ kind: 'armed', next: oneOClock(12), timeZone: zone.name });
  await connection.close();
  await world.noLeftovers();
});

test(
  'of the days that a machine slept through only the newest is caught up, and a clock set back repeats none',
  { tags: ['long'] },
  async () => {
    using world = new HostWorld();
    world.define({ report: { command: ['true'], every: '1 day', start: startText(-8), timezone: zone.name } });
    world.setClock(oneOClock(-8) - hourMs);
    const first = await world.open();
    await first.client.ask('task/start', { name: 'report' });
    world.setClock(oneOClock(-8) + 100);
    await untilRunFor(first, 'report', oneOClock(-8));
    await first.close();

    world.setClock(oneOClock(-4) + hourMs);
    const second = await world.open();
    expect((await untilRunFor(second, 'report', oneOClock(-4))).trigger).toBe('catch-up');
    world.setClock(oneOClock(-6) - hourMs);
    world.setClock(oneOClock(-3) + 100);
    expect((await untilRunFor(second, 'report', oneOClock(-3))).trigger).toBe('schedule');
    const runs = await history(second, 'report');
    expect(runs.map(({ scheduledFor }) => scheduledFor)).toEqual([-8, -4, -3].map(oneOClock));
    await second.close();
    await world.noLeftovers();
  },
);

test('twelve tasks that are due at one instant all start, once each', async () => {
  using world = new HostWorld();
  const names = Array.from({ length: 12 }, (_, index) => `task-${String(index + 1)}`);
  const definition = { command: ['true'], every: '1 day', start: startText(-8), timezone: zone.name };
  world.define(Object.fromEntries(names.map((name) => [name, definition])));
  world.setClock(oneOClock(-8) - hourMs);
  const connection = await world.open();
  const answers = await connection.client.ask('task/startAll', {});
  expect(answers.ok ? answers.value.map(({ kind }) => kind) : []).toEqual(names.map(() => 'scheduled'));
  for (const days of [-8, -7]) {
    world.setClock(oneOClock(days) + 100);
    await Promise.all(names.map((name) => untilRunFor(connection, name, oneOClock(days))));
  }
  for (const name of names) {
    const runs = await history(connection, name);
    expect(runs.map(({ outcome, scheduledFor }) => [scheduledFor, outcome?.kind])).toEqual([
      [oneOClock(-8), 'succeeded'],
      [oneOClock(-7), 'succeeded'],
    ]);
  }
  await connection.close();
  await world.noLeftovers();
});

test('two hundred tasks that are due at one instant of the real clock all start, once each', async () => {
  using world = new HostWorld();
  const names = Array.from({ length: 200 }, (_, index) => `task-${String(index + 1)}`);
  const at = Math.ceil(Date.now() / 1_000) * 1_000 + 6_000;
  const definition = { command: ['true'], every: '1 day', start: new Date(at).toISOString() };
  world.define(Object.fromEntries(names.map((name) => [name, definition])));
  const connection = await world.open();
  await connection.client.ask('task/startAll', {});
  await Promise.all(names.map((name) => untilRunFor(connection, name, at)));
  const runs = await connection.client.history(1_000);
  const found = runs.ok ? runs.value : [];
  expect(found.map(({ task }) => task).toSorted()).toEqual(names.toSorted());
  expect(new Set(found.map(({ outcome, trigger }) => `${trigger} ${String(outcome?.kind)}`))).toEqual(
    new Set(['schedule succeeded']),
  );
  await connection.close();
  await world.noLeftovers();
});

test(
  'ten schedules that were started together, on the real clock, have a run for each occurrence',
  { tags: ['long'] },
  async () => {
    using world = new HostWorld();
    const names = Array.from({ length: 10 }, (_, index) => `tick-${String(index)}`);
    world.define(Object.fromEntries(names.map((name) => [name, { command: ['true'], every: '4 sec' }])));
    const connection = await world.open();
    await connection.client.ask('task/startAll', {});
    await Promise.all(
      names.map((name) =>
        untilSeen(
          connection,
          (tasks) =>
            tasks.find((task) => task.name === name)?.runs.filter(({ outcome }) => outcome).length === 4 || undefined,
          `${name} has run four times`,
        ),
      ),
    );
    for (const name of names) await connection.client.ask('task/pauseSchedule', { name });
    const skipped = await connection.client.skipped(1000);
    expect(skipped).toMatchObject({ ok: true, value: [] });
    for (const name of names) {
      const at = (await history(connection, name)).slice(0, 4).map(({ scheduledFor = 0 }) => scheduledFor);
      expect(at.slice(1).map((each, index) => each - (at[index] ?? 0))).toEqual([4_000, 4_000, 4_000]);
    }
    await connection.close();
    await world.noLeftovers();
  },
);
