import { describe, expect, test, vi } from 'vitest';
import type { Notice } from '../../../../src/model/notice/notice.ts';
import { type FakeWorld, openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const hourly = { script: 'a.sh', every: '1 hour', retries: 2, retryDelay: '10 sec' };

function file(tasks: Readonly<Record<string, object>>): string {
  return JSON.stringify({ tasks });
}

async function due(tasks: Readonly<Record<string, object>> = { a: hourly }): Promise<FakeWorld> {
  const world = await openFakeExecutor(file(tasks));
  await world.executor.taskRuns.start('a', 'manual');
  world.clock.advance(3_600_000);
  await settle();
  await world.launcher.last.starts();
  return world;
}

async function fail(world: FakeWorld, code = 3): Promise<void> {
  await world.launcher.last.exits({ code });
}

async function pass(world: FakeWorld, ms: number): Promise<void> {
  world.clock.advance(ms);
  await settle();
}

function runs({ executor }: FakeWorld, task = 'a'): readonly unknown[] {
  return executor
    .history(20, task)
    .map(({ outcome, retry, trigger }) => [trigger, retry, outcome?.kind])
    .toReversed();
}

describe('a scheduled run that fails', () => {
  test('is tried again as often as its task says, each try a run of its own, and only the last failure is told', async () => {
    const world = await due();
    const notices: Notice[] = [];
    world.executor.onDidNotice((notice) => notices.push(notice));
    await fail(world);
    const [task] = world.executor.view().tasks;
    expect(task).toMatchObject({
      status: { kind: 'backing-off', until: world.clock.now() + 10_000, retry: { number: 1, of: 2 } },
      hasUnseenFailure: false,
    });
    await pass(world, 10_000);
    expect(world.launcher.last.plan?.env).toMatchObject({ EXECUTOR_TRIGGER: 'retry' });
    expect(world.launcher.last.plan?.env).toHaveProperty('EXECUTOR_SCHEDULED_FOR');
    await world.launcher.last.starts();
    await fail(world);
    expect(notices).toEqual([]);
    await pass(world, 10_000);
    await world.launcher.last.starts();
    await fail(world);
    expect(notices).toMatchObject([{ kind: 'failed', how: 'exit 3' }]);
    expect(runs(world)).toEqual([
      ['schedule', 0, 'failed'],
      ['retry', 1, 'failed'],
      ['retry', 2, 'failed'],
    ]);
    expect(world.executor.view().tasks[0]).toMatchObject({ status: { kind: 'scheduled' }, hasUnseenFailure: true });
    expect(world.store.owedRuns).toEqual([]);
  });

  test('is tried no more once it succeeds', async () => {
    const world = await due();
    await fail(world);
    await pass(world, 10_000);
    await world.launcher.last.starts();
    await fail(world, 0);
    await pass(world, 60_000);
    expect(runs(world)).toEqual([
      ['schedule', 0, 'failed'],
      ['retry', 1, 'succeeded'],
    ]);
  });

  test('is tried no more once a person has stopped the run, and its schedule goes on', async () => {
    const world = await due();
    await fail(world);
    await world.executor.taskRuns.stopRun('a');
    await pass(world, 60_000);
    expect(runs(world)).toHaveLength(1);
    expect(world.store.owedRuns).toEqual([]);
    expect(world.executor.view().tasks[0]?.schedule.kind).toBe('armed');
  });

  test('is tried by the next host where this one ends before that, at the time it was to be', async () => {
    const world = await due();
    await fail(world);
    const { store } = world;
    world.executor.dispose();
    const next = await openFakeExecutor(file({ a: hourly }), (prepared) => {
      prepared.store.owedRuns.push(...store.owedRuns);
    });
    expect(next.executor.view().tasks[0]?.status).toMatchObject({ kind: 'backing-off', retry: { number: 1, of: 2 } });
    await pass(next, world.clock.now() + 10_000 - next.clock.now());
    expect(next.store.runs).toMatchObject([{ trigger: 'retry', retry: 1 }]);
    expect(next.store.owedRuns).toEqual([]);
  });
});

test('a single run that a person asks for is not tried again', async () => {
  const world = await openFakeExecutor(file({ a: hourly }));
  void world.executor.taskRuns.runNow('a', { beside: false });
  await settle();
  await world.launcher.last.starts();
  await fail(world);
  await pass(world, 60_000);
  expect(runs(world)).toEqual([['manual', undefined, 'failed']]);
});

describe('an occurrence that finds a run', () => {
  const again = { ...hourly, retries: 0 };
  test('is skipped by default, and while a retry is to come as well', async () => {
    const world = await due();
    await pass(world, 3_600_000);
    expect(runs(world)).toHaveLength(1);
    const slow = await due({ a: { ...hourly, retryDelay: '2 hours' } });
    await fail(slow);
    await pass(slow, 3_600_000);
    expect(runs(slow)).toHaveLength(1);
  });

  test('waits for its end under queue, and those after it are skipped', async () => {
    const world = await due({ a: { ...again, overlap: 'queue' } });
    const { launcher } = world;
    await pass(world, 3_600_000);
    await pass(world, 3_600_000);
    expect(launcher.runs).toHaveLength(1);
    await fail(world, 0);
    await settle();
    expect(launcher.runs).toHaveLength(2);
    await launcher.last.starts();
    await fail(world, 0);
    await settle();
    expect(launcher.runs).toHaveLength(2);
  });

  test('that waits is left out, and told as any other, where its task goes from the file', async () => {
    const world = await due({ a: { ...again, overlap: 'queue' } });
    await pass(world, 3_600_000);
    await world.taskFile.edit('{ "tasks": {} }');
    await pass(world, 6_000);
    await world.launcher.last.exits({ code: 0 });
    await settle();
    expect(runs(world)).toEqual([['schedule', undefined, 'succeeded']]);
    expect(world.store.skips).toMatchObject([{ why: 'undefined', count: 1 }]);
  });

  test('that waits is left out by a stop', async () => {
    const world = await due({ a: { ...again, overlap: 'queue' } });
    await pass(world, 3_600_000);
    const stopped = world.executor.taskRuns.stop('a');
    await world.launcher.last.exits({ signal: 'SIGTERM' });
    await stopped;
    expect(runs(world)).toEqual([
      ['schedule', undefined, 'stopped'],
      ['schedule', undefined, 'stopped'],
    ]);
    expect(world.launcher.runs).toHaveLength(1);
  });

  test('on another machine is skipped under replace, for only a person may give that run up', async () => {
    const world = await due({ a: { ...again, overlap: 'replace' } });
    world.executor.dispose();
    const next = await world.reopen();
    const giveUp = vi.fn();
    Object.assign(world.launcher.last, { elsewhere: { giveUp } });
    await world.launcher.last.starts();
    await pass(world, 3_600_000);
    expect(giveUp).not.toHaveBeenCalled();
    expect(runs(world)).toHaveLength(1);
    expect(world.store.skips).toMatchObject([{ why: 'overlap', count: 1 }]);
    next.dispose();
  });

  test('takes its place under replace, once that has been stopped', async () => {
    const world = await due({ a: { ...again, overlap: 'replace' } });
    const { launcher } = world;
    const [first] = launcher.runs;
    await pass(world, 3_600_000);
    expect(first?.asked).toContain('SIGTERM');
    await first?.exits({ signal: 'SIGTERM' });
    expect(launcher.runs).toHaveLength(2);
    await launcher.last.starts();
    expect(runs(world)).toEqual([
      ['schedule', undefined, 'stopped'],
      ['schedule', undefined, undefined],
    ]);
  });
});
