import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { waitUntil } from '../support/waitFor.ts';
import { expectSameAsWitness } from '../support/witness.ts';
import { historyOf, pidOf, settleAll, untilEnded, untilRunning, WitnessWorld } from '../support/witnessWorld.ts';

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

test('a chained run whose host is killed right after the end that makes it is begun once by the next', async () => {
  world.define({
    first: { ...world.run('0', '0'), restart: 'never', onSuccess: 'second' },
    second: { ...world.run('0', '0'), restart: 'never' },
  });
  world.fault = 'settle';
  const doomed = await world.connect();
  await doomed.client.ask('task/start', { name: 'first' });
  await waitUntil(() => world.hostPids.length === 0, 'the host has been killed');
  await doomed.close();
  world.fault = undefined;

  const next = await world.connect();
  await untilEnded(next, 'second');
  const history = await historyOf(next);
  expect(history.map(({ trigger }) => trigger).toSorted()).toEqual(['chained', 'manual']);
  expectSameAsWitness(history, world.witness);
  await next.close();
});

test(
  'a retry that is to come when its host is killed is made by the next, for the same occurrence',
  { tags: ['long'] },
  async () => {
    const start = Date.UTC(2030, 0, 1);
    world.setClock(start - 4_000);
    world.define({
      report: {
        ...world.run('0', '3'),
        every: '1 year',
        start: '2030-01-01T00:00:00Z',
        ...{ retries: 2, retryDelay: '2 sec' },
      },
    });
    const first = await world.connect();
    await first.client.ask('task/start', { name: 'report' });
    await untilTask(first, 'report', ({ status }) => status.kind === 'backing-off' && status.retry?.number === 1);
    await world.killHost();
    await first.close();

    const next = await world.connect();
    await untilTask(next, 'report', ({ runs, status }) => runs.length === 3 && status.kind === 'scheduled');
    const history = await historyOf(next);
    expect(history.map(({ retry, scheduledFor, trigger }) => [trigger, retry, scheduledFor])).toEqual([
      ['retry', 2, start],
      ['retry', 1, start],
      ['schedule', 0, start],
    ]);
    expectSameAsWitness(history, world.witness);
    await next.close();
  },
);

describe('a run that waits for the end of another when its host ends', () => {
  const first = Date.UTC(2030, 0, 1);
  const hour = 3_600_000;

  /** A host under which a scheduled run lives, and the next occurrence has found it. */
  async function overlapped(fields: object): Promise<{ doomed: ExecutorConnection; pid: number | undefined }> {
    world.setClock(first - 2_000);
    world.define({ report: { ...fields, every: '1 hour', start: '2030-01-01T00:00:00Z' } });
    const doomed = await world.connect();
    await doomed.client.ask('task/start', { name: 'report' });
    const pid = pidOf(await untilRunning(doomed, 'report'));
    world.setClock(first + hour - 1_000);
    await untilTask(doomed, 'report', ({ runs }) => runs.length === 2);
    return { doomed, pid };
  }

  async function killHostOf(doomed: ExecutorConnection): Promise<ExecutorConnection> {
    await world.killHost();
    await doomed.close();
    return world.connect();
  }

  test('leaves that one its pid and its Stop, and begins once when it has ended', async () => {
    const { doomed, pid } = await overlapped({ ...world.run('1000', '0'), overlap: 'queue' });
    const next = await killHostOf(doomed);
    const withdrawn = (): boolean => world.events.includes('run-withdrawn');
    await waitUntil(withdrawn, 'the next host knows that the other run never began');
    expect(pidOf(await untilRunning(next, 'report'))).toBe(pid);
    expect(world.pids).toEqual([pid]);
    expect(await next.client.ask('task/stopRun', { name: 'report' })).toMatchObject({ ok: true });
    await world.untilBegun(2);
    const history = await settleAll(next);
    expect(history.map(({ outcome, scheduledFor, trigger }) => [outcome?.kind, scheduledFor, trigger])).toEqual([
      ['stopped', first + hour, 'schedule'],
      ['stopped', first, 'schedule'],
    ]);
    expect(world.pids).toHaveLength(2);
    expectSameAsWitness(history, world.witness);
    await next.close();
  });

  test('begins once when the next host has ended that one, which it replaces', { tags: ['long'] }, async () => {
    const stubborn = { ...world.run('1000', '0', 'stubborn'), stopTimeout: '10 sec' };
    const { doomed, pid } = await overlapped({ ...stubborn, overlap: 'replace' });
    const next = await killHostOf(doomed);
    await world.untilBegun(2);
    const replacing = pidOf(await untilRunning(next, 'report'));
    expect(world.pids).toEqual([pid, replacing]);
    const history = await historyOf(next);
    expect(history.map(({ outcome, scheduledFor }) => [outcome?.kind, scheduledFor])).toEqual([
      [undefined, first + hour],
      ['stopped', first],
    ]);
    // A second Stop does not wait.
    void next.client.ask('task/stop', { name: 'report' });
    await settleAll(next);
    await next.close();
  });

  test('is left to the next host where this one stops what lives', async () => {
    const { doomed } = await overlapped({ ...world.run('1000', '0'), overlap: 'queue' });
    await doomed.client.shutDownHost(true);
    await waitUntil(() => world.hostPids.length === 0, 'the host has gone');
    expect(world.pids).toHaveLength(1);
    await doomed.close();
    const next = await world.connect();
    await world.untilBegun(2);
    await untilRunning(next, 'report');
    const history = await settleAll(next);
    expect(history.map(({ scheduledFor }) => scheduledFor)).toEqual([first + hour, first]);
    expectSameAsWitness(history, world.witness);
    await next.close();
  });
});

test('what is wanted up is there again once the file is mended that was broken when a host began', async () => {
  const service = { service: { ...world.run('1000', '0'), restart: 'always' } };
  world.define(service);
  const doomed = await world.connect();
  await doomed.client.ask('task/start', { name: 'service' });
  const pid = pidOf(await untilRunning(doomed, 'service')) ?? 0;
  await world.killHost();
  await doomed.close();
  world.write('.vscode/executor.json', '{ "tasks": ');

  const next = await world.connect();
  await untilTask(next, 'service', ({ status }) => status.kind === 'running');
  process.kill(pid, 'SIGKILL');
  await untilTask(next, 'service', ({ runs }) => runs[0]?.endedAt !== undefined);
  world.define(service);
  await world.untilBegun(2);
  await untilRunning(next, 'service');
  await settleAll(next);
  await next.close();
});
