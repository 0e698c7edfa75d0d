import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { waitUntil } from '../support/waitFor.ts';
import { expectSameAsWitness } from '../support/witness.ts';
import { historyOf, untilEnded, WitnessWorld } from '../support/witnessWorld.ts';

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
  await doomed.client.startTask('first');
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

test('a retry that is to come when its host is killed is made by the next, for the same occurrence', async () => {
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
  await first.client.startTask('report');
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
});
