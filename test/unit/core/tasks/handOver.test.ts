import { describe, expect, test } from 'vitest';
import type { Executor } from '../../../../src/core/executor.ts';
import type { RunRecord } from '../../../../src/model/run.ts';
import { type FakeRun, type FakeWorld, openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const hour = 3_600_000;

function file(fields: object): string {
  return JSON.stringify({ tasks: { a: { script: 'a.sh', every: '1 hour', ...fields } } });
}

async function pass({ clock }: FakeWorld, ms: number): Promise<void> {
  clock.advance(ms);
  await settle();
  await settle();
}

/** A world in which a scheduled run of `a` lives and the next occurrence has found it. */
async function overlapped(fields: object): Promise<FakeWorld> {
  const world = await openFakeExecutor(file(fields));
  await world.executor.taskRuns.start('a', 'manual');
  await pass(world, hour);
  await world.launcher.last.starts();
  await pass(world, hour);
  return world;
}

function runs({ store }: FakeWorld): readonly string[] {
  return store.runs.map(({ state, trigger }) => `${trigger} ${state}`);
}

/** The next host of this world, and the runs that it looks for. */
async function nextHost(world: FakeWorld): Promise<{ next: Executor; found: (record?: RunRecord) => FakeRun }> {
  world.executor.dispose();
  const before = world.launcher.runs.length;
  const next = await world.reopen();
  const found = (record?: RunRecord): FakeRun => {
    const run = world.launcher.runs.slice(before).find((each) => each.run === record?.id);
    if (!run) throw new Error('it is not looked for');
    return run;
  };
  return { next, found };
}

/** How many scripts were started in all. */
function launched({ launcher }: FakeWorld): number {
  return launcher.runs.filter(({ plan }) => plan).length;
}

describe('a run that waits for the end of another when its host ends', () => {
  test.each([0, 20 * 60_000])('leaves that one to the next host, and follows it once (%i ms later)', async (ms) => {
    const world = await overlapped({ overlap: 'queue' });
    await pass(world, ms);
    const [lives, waits] = world.store.runs;
    const { next, found } = await nextHost(world);
    await found(lives).starts();
    await found(waits).isAbandoned();
    await pass(world, 30_000);
    expect(launched(world)).toBe(1);
    expect(next.view().tasks[0]?.status).toMatchObject({ kind: 'running' });
    await found(lives).exits({ code: 0 });
    await settle();
    expect(launched(world)).toBe(2);
    expect(world.store.runs.at(-1)).toMatchObject({ scheduledFor: waits?.scheduledFor });
    next.dispose();
  });

  test('does not keep that one from being stopped', async () => {
    const world = await overlapped({ overlap: 'queue' });
    const [lives, waits] = world.store.runs;
    const { next, found } = await nextHost(world);
    await found(waits).isAbandoned();
    await found(lives).starts();
    const stopped = next.taskRuns.stop('a');
    await settle();
    expect(found(lives).asked).toEqual(['SIGTERM']);
    await found(lives).exits({ signal: 'SIGTERM' });
    await stopped;
    await pass(world, 60_000);
    expect(launched(world)).toBe(1);
    next.dispose();
  });

  test('and replaces that one leaves its stop to the next host, and follows it once', async () => {
    const world = await overlapped({ overlap: 'replace' });
    const [lives, waits] = world.store.runs;
    const { next, found } = await nextHost(world);
    await found(lives).starts();
    await found(waits).isAbandoned();
    expect(launched(world)).toBe(1);
    await pass(world, 20_000);
    expect(found(lives).asked).toContain('kill');
    await found(lives).exits({ signal: 'SIGKILL' });
    await settle();
    expect(launched(world)).toBe(2);
    expect(runs(world)).toEqual(['schedule ended', 'schedule starting']);
    next.dispose();
  });

  test('is left to the next host where this one stops what lives', async () => {
    const world = await overlapped({ overlap: 'queue' });
    const closed = world.executor.stopAllForClosing();
    await settle();
    await world.launcher.last.exits({ signal: 'SIGTERM' });
    await closed;
    await settle();
    expect([launched(world), runs(world)]).toEqual([1, ['schedule ended', 'schedule starting']]);
    const { next, found } = await nextHost(world);
    await found(world.store.runs.at(-1)).isAbandoned();
    expect([launched(world), runs(world)]).toEqual([2, ['schedule ended', 'schedule starting']]);
    next.dispose();
  });

  test('is left to the next host where what lives ends by itself while this one leaves', async () => {
    const world = await overlapped({ overlap: 'queue' });
    await world.executor.leave();
    await world.launcher.last.exits({ code: 0 });
    await settle();
    expect([launched(world), runs(world)]).toEqual([1, ['schedule ended', 'schedule starting']]);
  });

  test('comes after the retry that its host owed', async () => {
    const world = await overlapped({ overlap: 'queue', retries: 1, retryDelay: '1 hour' });
    // The retry is to come while the run waits.
    await world.launcher.last.exits({ code: 1 });
    const { next, found } = await nextHost(world);
    await found(world.store.runs.at(-1)).isAbandoned();
    expect(launched(world)).toBe(1);
    await pass(world, hour);
    await pass(world, 30_000);
    expect(runs(world)).toContain('retry starting');
    expect(world.store.owedRuns).toEqual([]);
    next.dispose();
  });
});

describe('what is wanted up while the task file is broken', () => {
  const always = JSON.stringify({ tasks: { a: { script: 'a.sh', restart: 'always' } } });
  const broken = {
    'does not parse': '{ "tasks": ',
    'has an error in the task': JSON.stringify({ tasks: { a: { script: 'a.sh', restart: 'always', nonsense: 1 } } }),
  };

  test.each(Object.entries(broken))('starts when the file is mended (it %s, and a run has ended)', async (_, text) => {
    const world = await openFakeExecutor(always);
    void world.executor.taskRuns.start('a', 'manual');
    await settle();
    await world.launcher.last.starts();
    const [lives] = world.store.runs;
    world.taskFile.text = text;
    // Nobody knows of good definitions.
    world.definitions.kept = undefined;
    const { next, found } = await nextHost(world);
    await found(lives).starts();
    await found(lives).exits();
    expect(runs(world)).toEqual(['manual ended']);
    expect(world.store.desired('a')).toBe('up');
    await world.taskFile.edit(always);
    expect(runs(world)).toEqual(['manual ended', 'restart starting']);
    next.dispose();
  });

  test.each(Object.entries(broken))('starts when the file is mended (it %s, and nothing ran)', async (_, text) => {
    const world = await openFakeExecutor(text, ({ store }) => {
      store.setDesired('a', 'up');
      store.runs.push({
        ...{ id: 'r1', task: 'a', trigger: 'manual', createdAt: 1, logPath: '/logs/a/r1.log' },
        ...{ state: 'ended', endedAt: 2, outcome: { kind: 'failed', exit: { code: 1 } } },
      });
    });
    await pass(world, 60_000);
    expect(runs(world)).toEqual(['manual ended']);
    await world.taskFile.edit(always);
    expect(runs(world)).toEqual(['manual ended', 'restart starting']);
  });
});
