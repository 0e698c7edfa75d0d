import { describe, expect, test } from 'vitest';
import { approveAll, type FakeWorld, openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const eager = `{ "tasks": {
  "api": { "script": "a.sh", "autoStart": true },
  "report": { "script": "a.sh", "every": "1 hour", "autoStart": true },
  "manual": { "script": "a.sh" }
} }`;

const closing = `{ "tasks": {
  "dev": { "script": "a.sh", "onClose": "stop", "restart": "always" },
  "train": { "script": "a.sh" }
} }`;

function statuses({ executor }: FakeWorld): Record<string, string> {
  return Object.fromEntries(executor.view().tasks.map(({ name, status }) => [name, status.kind]));
}

/** A world in which a person has approved everything that starts automatically. */
async function approvedWorld(): Promise<FakeWorld> {
  const world = await openFakeExecutor(eager);
  approveAll(world.executor);
  return world;
}

describe('what starts by itself', () => {
  test('starts when it is asked for, once, and its schedule begins; nothing else does', async () => {
    const world = await approvedWorld();
    expect(statuses(world)).toEqual({ api: 'stopped', report: 'stopped', manual: 'stopped' });
    const answers = world.executor.allTasks.autoStart();
    await settle();
    await world.launcher.last.starts();
    expect((await answers).map(({ kind, name }) => [name, kind])).toEqual([
      ['api', 'started'],
      ['report', 'scheduled'],
    ]);
    expect(statuses(world)).toEqual({ api: 'running', report: 'scheduled', manual: 'stopped' });
    expect(world.store.runs[0]).toMatchObject({ trigger: 'autostart' });
    expect(await world.executor.allTasks.autoStart()).toEqual([]);
  });

  test('does not start what a person has stopped last, until a person has started it again', async () => {
    const world = await approvedWorld();
    await world.executor.taskRuns.stop('api');
    await world.executor.taskRuns.stop('report');
    expect(await world.executor.allTasks.autoStart()).toEqual([]);
    const started = world.executor.taskRuns.start('api', 'manual');
    await settle();
    await world.launcher.last.starts();
    await started;
    await world.launcher.last.exits({ code: 0 });
    const answers = world.executor.allTasks.autoStart();
    await settle();
    await world.launcher.last.starts();
    expect(await answers).toEqual([{ name: 'api', kind: 'started' }]);
  });
});

describe('what ends with the last window', () => {
  async function running(): Promise<FakeWorld> {
    const world = await openFakeExecutor(closing);
    world.executor.setAttended(true);
    for (const name of ['dev', 'train']) {
      const started = world.executor.taskRuns.start(name, 'manual');
      await settle();
      await world.launcher.last.starts();
      await started;
    }
    return world;
  }

  test('is stopped thirty seconds later, while the rest goes on', async () => {
    const world = await running();
    world.executor.setAttended(false);
    world.clock.advance(29_999);
    await settle();
    expect(statuses(world)).toEqual({ dev: 'running', train: 'running' });
    world.clock.advance(1);
    await settle();
    expect(statuses(world)).toEqual({ dev: 'stopping', train: 'running' });
    await world.launcher.runs[0]?.exits({ signal: 'SIGTERM' });
    expect(statuses(world)).toEqual({ dev: 'stopped', train: 'running' });
    expect(world.store.runs[0]).toMatchObject({ outcome: { kind: 'stopped' } });
  });

  test('goes on where a window comes back in time', async () => {
    const world = await running();
    world.executor.setAttended(false);
    world.clock.advance(29_000);
    world.executor.setAttended(true);
    world.clock.advance(60_000);
    await settle();
    expect(statuses(world)).toEqual({ dev: 'running', train: 'running' });
  });

  test('takes along the run that waits for its end', async () => {
    const task = { script: 'a.sh', every: '1 hour', overlap: 'queue', onClose: 'stop' };
    const world = await openFakeExecutor(JSON.stringify({ tasks: { report: task } }));
    world.executor.setAttended(true);
    await world.executor.taskRuns.start('report', 'manual');
    world.clock.advance(3_600_000);
    await settle();
    await world.launcher.last.starts();
    world.clock.advance(3_600_000);
    world.executor.setAttended(false);
    world.clock.advance(30_000);
    await settle();
    await world.launcher.last.exits({ signal: 'SIGTERM' });
    await settle();
    expect(world.launcher.runs).toHaveLength(1);
    expect(statuses(world)).toEqual({ report: 'scheduled' });
  });

  test('does not come back by itself, nor counts as stopped by a person', async () => {
    const world = await running();
    world.executor.setAttended(false);
    world.clock.advance(30_000);
    await settle();
    await world.launcher.runs[0]?.exits({ signal: 'SIGTERM' });
    world.clock.advance(120_000);
    await settle();
    expect({
      status: statuses(world)['dev'],
      desired: world.store.desired('dev'),
      isStoppedByUser: world.store.isStoppedByUser('dev'),
    }).toEqual({
      status: 'stopped',
      desired: 'down',
      isStoppedByUser: false,
    });
  });
});
