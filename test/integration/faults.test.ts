import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FaultPoint, faultPoints } from '../../src/base/faultPoint.ts';
import type { ExecutorConnection } from '../../src/host/reach/connect.ts';
import { isLiveStatus } from '../../src/model/view/taskView.ts';
import { testBuild } from '../support/aClient.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { untilTask } from '../support/hostWorld.ts';
import { waitUntil } from '../support/waitFor.ts';
import { expectSameAsWitness } from '../support/witness.ts';
import { settleAll, WitnessWorld } from '../support/witnessWorld.ts';

const programs = new HostPrograms();
const newerBuild = { ...testBuild, stamp: 1 };
let world: WitnessWorld;

beforeEach(() => {
  world = new WitnessWorld(programs);
  world.define({
    once: { ...world.run('1', '3'), restart: 'never' },
    often: { ...world.run('0', '0'), every: '1 sec' },
    stay: { ...world.run('1000', '0'), restart: 'always' },
    polite: { ...world.run('1000', '0'), restart: 'never', stopCommand: ['sh', '-c', 'kill -TERM "$EXECUTOR_PID"'] },
    stubborn: { ...world.run('1000', '0', 'stubborn'), restart: 'never', stopTimeout: '300 ms' },
  });
});

afterEach(async () => {
  await world.end();
  world[Symbol.dispose]();
});

afterAll(() => {
  programs[Symbol.dispose]();
});

const isRunning = (name: string, connection: ExecutorConnection): Promise<unknown> =>
  untilTask(connection, name, ({ status }) => status.kind === 'running');

/** What leads a host to a point; nothing of it is answered by a host that has ended. */
const ways: Record<FaultPoint, (connection: ExecutorConnection) => Promise<unknown>> = {
  cursor: ({ client }) => client.ask('task/start', { name: 'often' }),
  record: ({ client }) => client.ask('task/start', { name: 'once' }),
  spawn: ({ client }) => client.ask('task/start', { name: 'once' }),
  claim: ({ client }) => client.ask('task/start', { name: 'once' }),
  'exit-seen': ({ client }) => client.ask('task/start', { name: 'once' }),
  settle: ({ client }) => client.ask('task/start', { name: 'once' }),
  'stop-recorded': (connection) => startAndStop('stay', connection),
  'stop-signal': (connection) => startAndStop('stay', connection),
  'stop-command': (connection) => startAndStop('polite', connection),
  kill: (connection) => startAndStop('stubborn', connection),
  'hand-over': async (connection) => {
    await connection.client.ask('task/start', { name: 'stay' });
    await connection.client.ask('task/start', { name: 'once' });
    await isRunning('stay', connection);
    await world.connect(newerBuild).then((newer) => newer.close());
  },
};

async function startAndStop(name: string, connection: ExecutorConnection): Promise<unknown> {
  await connection.client.ask('task/start', { name });
  await isRunning(name, connection);
  // A signal may come before the script's first word.
  await world.untilBegun(1);
  return connection.client.ask('task/stop', { name });
}

describe('a host that is killed', () => {
  test.each(faultPoints)(
    'at the point "%s" loses no run, doubles none, and the next one knows every exit status',
    async (point) => {
      world.fault = point;
      const first = await world.connect();
      const { pid } = first.facts ?? {};
      const going = ways[point](first);
      await waitUntil(() => !world.hostPids.includes(pid ?? 0), `the host has ended at ${point}`);
      await going;
      await first.close();

      world.fault = undefined;
      const second = await world.connect(newerBuild);
      const wasStopped = point.startsWith('stop-') || point === 'kill';
      const stopped = point === 'stop-command' ? 'polite' : point === 'kill' ? 'stubborn' : 'stay';
      if (wasStopped) {
        const { runs } = await untilTask(
          second,
          stopped,
          (task) => task.runs[0]?.endedAt !== undefined && !isLiveStatus(task.status),
        );
        expect(runs).toMatchObject([{ outcome: { kind: 'stopped' } }]);
      }
      if (point === 'exit-seen' || point === 'settle')
        await untilTask(second, 'once', ({ runs }) => runs[0]?.outcome?.kind === 'failed');
      if (point === 'hand-over') await isRunning('stay', second);
      expectSameAsWitness(await settleAll(second), world.witness);
      await second.close();
    },
  );

  test('again and again while five tasks run, crash and are stopped loses and doubles nothing', async () => {
    for (let round = 0; round < 6; round++) {
      const window = await world.connect();
      await window.client.ask('task/startAll', {});
      await isRunning('stay', window);
      if (round % 2 === 1) void window.client.ask('task/stop', { name: 'polite' });
      if (round % 3 === 1) void window.client.ask('task/stop', { name: 'stubborn' });
      await world.killHost();
      await window.close();
    }
    const last = await world.connect();
    const history = await settleAll(last);
    expect(history.length).toBeGreaterThan(5);
    expectSameAsWitness(history, world.witness);
    const due = history.flatMap(({ scheduledFor }) => scheduledFor ?? []);
    expect(new Set(due).size).toBe(due.length);
    await last.close();
  });
});
