import { expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import type { CliWorld } from '../support/cliWorld.ts';
import { useCliWorld } from '../support/useCliWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { waitUntil } from '../support/waitFor.ts';
import { untilEnded } from '../support/witnessWorld.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2030, 0, 1);

let world: CliWorld;

useCliWorld((made) => {
  world = made;
  world.define({
    report: { command: ['sh', '-c', 'echo "report $1"', '-'], restart: 'never' },
    other: { command: ['true'], restart: 'never' },
  });
});

interface LaterJson {
  readonly id: string;
  readonly task: string;
  readonly at: string;
  readonly timezone: string;
  readonly args: readonly string[];
}

const listed = async (): Promise<readonly LaterJson[]> =>
  (await world.json<{ readonly later: readonly LaterJson[] }>('at')).later;

/** What ran of a task: the triggers, newest first, and for when. */
async function runsOf({ client }: ExecutorConnection, name: string): Promise<readonly (readonly unknown[])[]> {
  const history = await client.history(100, name);
  if (!history.ok) throw new Error(history.error.message);
  return history.value.map(({ scheduledFor, trigger }) => [trigger, scheduledFor]);
}

test('a task runs once at the time that was said, with its arguments, and then nothing is to run later', async () => {
  const asked = await world.call('at', 'in', '2', 'sec', 'REPORT', '--', 'one');
  expect(asked).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(/^report runs once at \S+ \S+ \(in [12] s\)\n$/) as string,
  });
  const connection = await world.connect();
  const task = await untilEnded(connection, 'report');
  expect(task.runs).toMatchObject([{ trigger: 'schedule', args: ['one'], outcome: { kind: 'succeeded' } }]);
  expect(task).not.toHaveProperty('later');
  expect(await listed()).toEqual([]);
  expect((await world.call('logs', 'report')).stdout).toContain('report one\n');
  await connection.close();
});

test('what is to run later is shown and taken back, with a host and without one', { tags: ['long'] }, async () => {
  const at = ['at', '2031-12-24 18:00'];
  const [first] = (await world.json<{ readonly later: readonly LaterJson[] }>(...at, 'report')).later;
  expect(first).toMatchObject({
    task: 'report',
    args: [],
    at: expect.stringContaining('2031-12-24T18:00:00.000') as string,
  });
  await world.call(...at, 'report', '--', 'x');
  await world.call('at', 'tomorrow', '7:30', 'other');
  await world.call('down');
  expect(await listed()).toMatchObject([{ task: 'other' }, { task: 'report' }, { task: 'report', args: ['x'] }]);
  expect((await world.call('list', '--next-run')).stdout).toMatch(/^TASK.*\nother .* runs once at .*\nreport /s);
  expect((await world.call('show', 'report')).stdout).toContain('Runs once, as requested:');
  expect(world.hostPids).toEqual([]);

  const one = await world.call('at', '--cancel', first?.id ?? '');
  expect(one).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(/^Cancelled: report at Wed 24 Dec 2031 18:00/) as string,
  });
  expect(await listed()).toMatchObject([{ task: 'other' }, { args: ['x'] }]);
  await world.call('rename', 'report', 'summary');
  expect(await listed()).toMatchObject([{ task: 'other' }, { task: 'summary' }]);
  expect((await world.call('at', '--cancel', 'SUMMARY')).stdout).toMatch(/^Cancelled: summary at /);
  expect((await world.call('at', '--cancel', 'summary')).stdout).toBe('No run of summary is set for later.\n');
  await world.call('remove', 'other');
  expect((await world.call('at')).stdout).toBe('Nothing is set to run later.\n');
});

test.each([
  [['soon', 'report'], /^Character 1 of the time: "soon" is not a time\. Write a time such as/],
  [['in 20 minuets', 'report'], /^Character 7 of the time: "minuets" is not a unit/],
  [['2021-02-27 13:00', 'report'], /^Character 1 of the time: .* has passed: it is now /],
  [['22:00'], /^Which task should run at "22:00"\?/],
  [['22:00', 'report', '--cancel', 'report'], /^Name a time and a task, or use --cancel, not both/],
])('at %j makes no sense, which is said, and starts no host', async (args, message) => {
  const said = { exit: 2, stdout: '', stderr: expect.stringMatching(message) as string };
  expect(await world.call('at', ...args)).toMatchObject(said);
  expect(world.hostPids).toEqual([]);
});

test('what was missed while no host lived is made up for once', async () => {
  world.setClock(start);
  const first = await world.connect();
  const asked = await first.client.ask('task/runLater', { name: 'report', at: start + hourMs, timeZone: 'UTC' });
  expect(asked).toMatchObject({ ok: true, value: { task: 'report', at: start + hourMs } });
  await world.killHost();
  await first.close();

  world.setClock(start + 3 * hourMs);
  const second = await world.connect();
  expect(second.client.executor.tasks[0]).toMatchObject({ later: [{ at: start + hourMs }], runs: [] });
  world.setClock(start + 3 * hourMs + 11_000);
  await untilEnded(second, 'report');
  await world.killHost();
  await second.close();

  world.setClock(start + 4 * hourMs);
  const third = await world.connect();
  expect(third.client.executor.tasks[0]).not.toHaveProperty('later');
  expect(await runsOf(third, 'report')).toEqual([['catch-up', start + hourMs]]);
  await third.close();
});

test('one that was decided by a host which died before it began is due again, and runs once', async () => {
  world.setClock(start);
  world.fault = 'cursor';
  const first = await world.connect();
  await first.client.ask('task/runLater', { name: 'report', at: start + hourMs, timeZone: 'UTC', args: ['x'] });
  world.setClock(start + hourMs + 100);
  await waitUntil(() => world.hostPids.length === 0, 'the host has gone');
  await first.close();
  world.fault = undefined;
  const second = await world.connect();
  const task = await untilEnded(second, 'report');
  expect(task.runs).toMatchObject([{ trigger: 'schedule', scheduledFor: start + hourMs, args: ['x'] }]);
  expect(task).not.toHaveProperty('later');
  await second.close();
});

test('a host that nobody needs stays for what is to run later', async () => {
  world.setClock(start);
  const first = await world.connect();
  await first.client.ask('task/runLater', { name: 'report', at: start + 2 * hourMs, timeZone: 'UTC' });
  const { pid } = world.record;
  await first.close();
  world.setClock(start + hourMs);
  const second = await world.connect();
  expect(world.record.pid).toBe(pid);
  expect((await untilTask(second, 'report', ({ later }) => later !== undefined)).later).toHaveLength(1);
  await second.close();
});
