import { describe, expect, test } from 'vitest';
import { type FakeWorld, openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const script = { script: 'a.sh', restart: 'never' };

async function ran(tasks: Readonly<Record<string, object>>, code: number): Promise<FakeWorld> {
  const world = await openFakeExecutor(JSON.stringify({ tasks }));
  void world.executor.taskRuns.start('a', 'manual');
  await settle();
  await world.launcher.last.starts();
  await world.launcher.last.exits({ code });
  await settle();
  return world;
}

function names({ store }: FakeWorld): readonly string[] {
  return store.runs.map(({ task, trigger }) => `${task} ${trigger}`);
}

describe('the end of a run', () => {
  const chained = { a: { ...script, onSuccess: 'b', onFailure: ['c'] }, b: script, c: script };
  test('makes others run after a success, which are told what made them', async () => {
    const world = await ran(chained, 0);
    expect(names(world)).toEqual(['a manual', 'b chained']);
    const [cause] = world.store.runs;
    expect(world.launcher.last.plan?.env).toMatchObject({
      EXECUTOR_TRIGGER: 'chained',
      EXECUTOR_CAUSE_TASK: 'a',
      EXECUTOR_CAUSE_RUN_ID: cause?.id,
      EXECUTOR_CAUSE_OUTCOME: 'succeeded',
      EXECUTOR_CAUSE_EXIT_CODE: '0',
      EXECUTOR_CAUSE_LOG: cause?.logPath,
    });
    expect(world.store.desired('b')).toBe('down');
    expect(world.store.owedRuns).toEqual([]);
  });

  test('makes others run after a failure', async () => {
    const world = await ran(chained, 3);
    expect(names(world)).toEqual(['a manual', 'c chained']);
    expect(world.launcher.last.plan?.env).toMatchObject({
      EXECUTOR_CAUSE_OUTCOME: 'failed',
      EXECUTOR_CAUSE_EXIT_CODE: '3',
    });
  });

  test('that is followed by a restart is no failure yet, but each success counts', async () => {
    const kept = { ...script, onSuccess: 'b', onFailure: 'c' };
    expect(names(await ran({ ...chained, a: { ...kept, restart: 'on-failure' } }, 3))).toEqual(['a manual']);
    expect(names(await ran({ ...chained, a: { ...kept, restart: 'always' } }, 0))).toEqual(['a manual', 'b chained']);
  });

  test('makes nothing run where a person has stopped it', async () => {
    const world = await openFakeExecutor(JSON.stringify({ tasks: chained }));
    void world.executor.taskRuns.start('a', 'manual');
    await settle();
    await world.launcher.last.starts();
    void world.executor.taskRuns.stop('a');
    await world.launcher.last.exits({ signal: 'SIGTERM' });
    expect(names(world)).toEqual(['a manual']);
  });
});

test('a chained run that finds its task live is skipped, and that is written down', async () => {
  const world = await openFakeExecutor(JSON.stringify({ tasks: { a: { ...script, onSuccess: 'b' }, b: script } }));
  void world.executor.taskRuns.start('b', 'manual');
  void world.executor.taskRuns.start('a', 'manual');
  await settle();
  for (const run of world.launcher.runs) await run.starts();
  await world.launcher.last.exits({ code: 0 });
  expect(names(world)).toEqual(['b manual', 'a manual']);
  expect(world.entries).toContainEqual(
    expect.objectContaining({ event: 'run-skipped', task: 'b', message: 'b: not run after a because a run is live' }),
  );
  expect(world.executor.skipped(10)).toMatchObject([{ task: 'b', count: 1, why: 'overlap' }]);
  expect(world.store.owedRuns).toEqual([]);
});

test('a chained run that waits is left out where its task goes from the file', async () => {
  const tasks = { a: { ...script, onSuccess: 'b' }, b: { ...script, overlap: 'queue' } };
  const world = await openFakeExecutor(JSON.stringify({ tasks }));
  void world.executor.taskRuns.start('b', 'manual');
  void world.executor.taskRuns.start('a', 'manual');
  await settle();
  for (const run of world.launcher.runs) await run.starts();
  await world.launcher.last.exits({ code: 0 });
  await world.taskFile.edit(JSON.stringify({ tasks: { a: script } }));
  world.clock.advance(6_000);
  await world.launcher.runs[0]?.exits({ code: 0 });
  await settle();
  expect(names(world)).toEqual(['b manual', 'a manual']);
  expect([world.store.owedRuns, world.store.skips]).toMatchObject([[], [{ task: 'b', why: 'undefined' }]]);
});

test('a chained run is recorded as owed with the end that made it, and the next host begins it once', async () => {
  const tasks = { a: { ...script, onSuccess: 'b' }, b: script };
  const world = await openFakeExecutor(JSON.stringify({ tasks }));
  void world.executor.taskRuns.start('a', 'manual');
  await settle();
  await world.launcher.last.starts();
  // The host is told to end, and sees the end of the run before that.
  await world.executor.leave();
  await world.launcher.last.exits({ code: 0 });
  expect(names(world)).toEqual(['a manual']);
  expect(world.store.owedRuns).toMatchObject([{ task: 'b', next: { trigger: 'chained', cause: { task: 'a' } } }]);
  const next = await openFakeExecutor(JSON.stringify({ tasks }), ({ store }) => {
    store.owedRuns.push(...world.store.owedRuns);
  });
  await settle();
  expect(names(next)).toEqual(['b chained']);
  expect(next.store.owedRuns).toEqual([]);
});

test('only the last failure of a run that is tried again makes others run', async () => {
  const world = await openFakeExecutor(
    JSON.stringify({
      tasks: { a: { ...script, every: '1 hour', retries: 1, onFailure: 'b' }, b: { ...script, retries: 1 } },
    }),
  );
  await world.executor.taskRuns.start('a', 'manual');
  world.clock.advance(3_600_000);
  await settle();
  await world.launcher.last.starts();
  await world.launcher.last.exits({ code: 1 });
  expect(names(world)).toEqual(['a schedule']);
  world.clock.advance(5_000);
  await settle();
  await world.launcher.last.starts();
  await world.launcher.last.exits({ code: 1 });
  await settle();
  expect(names(world)).toEqual(['a schedule', 'a retry', 'b chained']);
  await world.launcher.last.starts();
  await world.launcher.last.exits({ code: 1 });
  expect(world.executor.view().tasks[1]?.status).toMatchObject({ kind: 'backing-off', retry: { number: 1, of: 1 } });
});
