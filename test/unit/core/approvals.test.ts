import { describe, expect, test } from 'vitest';
import type { Executor } from '../../../src/core/executor.ts';
import { approveAll, type FakeWorld, openFakeExecutor, settle } from '../../support/fakePorts.ts';

type Tasks = Readonly<Record<string, object>>;

const api = { script: 'a.sh', autoStart: true, restart: 'always', backoff: { initial: '1 s', max: '1 s' } };

function fileOf(tasks: Tasks, file: object = {}): string {
  return JSON.stringify({ ...file, tasks });
}

async function autoStart(world: FakeWorld, executor: Executor = world.executor): Promise<readonly string[]> {
  const before = world.launcher.runs.length;
  const answers = executor.allTasks.autoStart();
  await settle();
  if (world.launcher.runs.length > before) await world.launcher.last.starts();
  return (await answers).map(({ kind, name }) => `${name} ${kind}`);
}

function stateOf(world: FakeWorld, name: string): string {
  const task = world.executor.view().tasks.find((each) => each.name === name);
  return `${task?.status.kind ?? 'gone'}, ${task?.approval ?? 'no question'}`;
}

function approvalsIn({ executor }: FakeWorld): readonly string[] {
  return executor.allTasks.requests().map(({ name, state }) => `${name} ${state}`);
}

describe('what wants to start by itself', () => {
  test('does not before somebody has approved it, and the journal says so', async () => {
    const world = await openFakeExecutor(fileOf({ api, manual: { script: 'a.sh' } }));
    expect(await autoStart(world)).toEqual([]);
    expect(stateOf(world, 'api')).toBe('stopped, missing');
    expect(stateOf(world, 'manual')).toBe('stopped, no question');
    expect(world.entries.at(-1)).toMatchObject({
      level: 'warning',
      event: 'not-approved',
      task: 'api',
      message: 'api does not start automatically: nobody has approved that. See executor approve.',
    });
    approveAll(world.executor);
    expect(stateOf(world, 'api')).toBe('stopped, no question');
    expect(await autoStart(world)).toEqual(['api started']);
  });

  test('asks again when it is another one, with what has changed', async () => {
    const world = await openFakeExecutor(fileOf({ api }));
    approveAll(world.executor);
    await world.taskFile.edit(fileOf({ api: { ...api, script: 'evil.sh' } }));
    expect(await autoStart(world)).toEqual([]);
    expect(world.executor.allTasks.requests()).toMatchObject([
      { name: 'api', state: 'changed', changes: [{ of: 'task', field: 'script', before: 'a.sh', after: 'evil.sh' }] },
    ]);
    await world.taskFile.edit(fileOf({ api }));
    expect(await autoStart(world)).toEqual(['api started']);
  });

  test('stays as it is where somebody has refused it, until it is another one', async () => {
    const world = await openFakeExecutor(fileOf({ api }));
    const [request] = world.executor.allTasks.requests();
    world.executor.allTasks.approve([{ name: 'api', content: request?.content ?? '', isApproved: false }]);
    expect(await autoStart(world)).toEqual([]);
    expect(stateOf(world, 'api')).toBe('stopped, refused');
    await world.taskFile.edit(fileOf({ api: { ...api, cwd: 'x' } }));
    expect(stateOf(world, 'api')).toBe('stopped, missing');
  });

  test('is not approved by an answer to what the file has said before', async () => {
    const world = await openFakeExecutor(fileOf({ api }));
    const [request] = world.executor.allTasks.requests();
    await world.taskFile.edit(fileOf({ api: { ...api, script: 'evil.sh' } }));
    const answer = { name: 'api', content: request?.content ?? '', isApproved: true };
    expect(world.executor.allTasks.approve([answer])).toMatchObject({
      ok: false,
      error: { reason: 'approval-outdated' },
    });
    expect(world.executor.allTasks.approve([{ ...answer, name: 'other' }])).toMatchObject({
      ok: false,
      error: { reason: 'no-such-task' },
    });
    expect(stateOf(world, 'api')).toBe('stopped, missing');
  });

  test('may where whoever opens the folder says so, as long as this host lives and the file stays', async () => {
    const world = await openFakeExecutor(fileOf({ api }));
    const answers = world.executor.allTasks.autoStart({ approvesAll: true });
    await settle();
    await world.launcher.last.starts();
    expect(await answers).toEqual([{ name: 'api', kind: 'started' }]);
    expect(world.store.approvals.size).toBe(0);
    await world.taskFile.edit(fileOf({ api: { ...api, script: 'evil.sh' } }));
    expect(approvalsIn(world)).toEqual(['api missing']);
    const next = await world.reopen();
    expect(next.allTasks.requests().map(({ state }) => state)).toEqual(['missing']);
  });
});

describe('what has started by itself', () => {
  async function started(tasks: Tasks, file?: object): Promise<FakeWorld> {
    const world = await openFakeExecutor(fileOf(tasks, file));
    approveAll(world.executor);
    await autoStart(world);
    return world;
  }

  const evil = { ...api, script: 'evil.sh' };

  test('is not restarted as another one after a crash, until somebody approves that', async () => {
    const world = await started({ api });
    await world.taskFile.edit(fileOf({ api: evil }));
    await world.launcher.last.exits({ code: 1 });
    world.clock.advance(1_000);
    await settle();
    expect(world.launcher.runs).toHaveLength(1);
    expect(stateOf(world, 'api')).toBe('blocked, changed');
    approveAll(world.executor);
    await settle();
    expect(world.launcher.runs).toHaveLength(2);
  });

  test('is not brought back as another one by the next host', async () => {
    const world = await started({ api });
    await world.launcher.last.exits({ code: 1 });
    world.executor.dispose();
    world.taskFile.text = fileOf({ api: evil });
    const next = await world.reopen();
    await settle();
    expect(world.launcher.runs).toHaveLength(1);
    expect(next.view().tasks[0]?.status).toMatchObject({ kind: 'blocked', failure: { reason: 'not-approved' } });
  });

  test('is not run as another one by its schedule', async () => {
    const report = { script: 'a.sh', every: '1 hour', autoStart: true };
    const world = await started({ report });
    await world.taskFile.edit(fileOf({ report: { ...report, script: 'evil.sh' } }));
    world.clock.advance(3_600_000);
    await settle();
    expect(world.launcher.runs).toEqual([]);
    expect(world.store.runs.at(-1)).toMatchObject({ outcome: { failure: { reason: 'not-approved' } } });
  });

  test('is not run in another environment of the whole file', async () => {
    const world = await started({ api });
    await world.launcher.last.exits({ code: 1 });
    await world.taskFile.edit(fileOf({ api }, { env: { LD_PRELOAD: 'x.so' } }));
    world.clock.advance(1_000);
    await settle();
    expect(world.launcher.runs).toHaveLength(1);
    await world.taskFile.edit(fileOf({ api }));
    expect(world.launcher.runs).toHaveLength(2);
  });

  test('does not go on where the file says no more that it starts by itself, and is another one', async () => {
    const world = await started({ api });
    await world.taskFile.edit(fileOf({ api: { ...evil, autoStart: false } }));
    await world.launcher.last.exits({ code: 1 });
    world.clock.advance(1_000);
    await settle();
    expect(world.launcher.runs).toHaveLength(1);
  });

  test('belongs to a person who starts it, whatever it is then', async () => {
    const world = await started({ api });
    await world.taskFile.edit(fileOf({ api: evil }));
    await world.launcher.last.exits({ code: 1 });
    world.clock.advance(1_000);
    await settle();
    const again = world.executor.taskRuns.start('api', 'manual');
    await settle();
    await world.launcher.last.starts();
    expect(await again).toMatchObject({ ok: true });
    await world.launcher.last.exits({ code: 1 });
    world.clock.advance(1_000);
    await settle();
    expect(world.launcher.runs).toHaveLength(3);
  });

  test('starts no other task that has become another one: neither before it nor after it', async () => {
    const others = { db: { script: 'a.sh', restart: 'always' }, mail: { script: 'a.sh' } };
    const own = { ...api, restart: 'never', after: ['db'], onSuccess: 'mail' };
    const world = await openFakeExecutor(fileOf({ api: own, ...others }));
    approveAll(world.executor);
    const answers = world.executor.allTasks.autoStart();
    await settle();
    await world.launcher.last.starts();
    await settle();
    await world.launcher.last.starts();
    expect(await answers).toMatchObject([{ name: 'api', kind: 'started' }]);
    await world.taskFile.edit(
      fileOf({ api: own, db: { ...others.db, script: 'evil.sh' }, mail: { script: 'evil.sh' } }),
    );
    await world.launcher.runs[0]?.exits({ code: 1 });
    await world.launcher.runs[1]?.exits({ code: 0 });
    world.clock.advance(60_000);
    await settle();
    expect(world.launcher.runs).toHaveLength(2);
    expect(stateOf(world, 'db')).toBe('blocked, no question');
  });
});

describe('an edit through Executor', () => {
  test('counts as approval of what it makes', async () => {
    const world = await openFakeExecutor(undefined);
    await world.executor.edits.add([{ name: 'api', script: 'a.sh', autoStart: true }]);
    const changes = [
      { field: 'script', value: 'b.sh' },
      { field: 'autoStart', value: true },
    ];
    await world.executor.edits.save({ name: 'form', isNew: true, changes });
    expect(approvalsIn(world)).toEqual(['api approved', 'form approved']);
  });

  test('counts as approval where it is what makes a task start by itself', async () => {
    const world = await openFakeExecutor(fileOf({ api: { script: 'a.sh' } }));
    await world.executor.edits.save({ name: 'api', isNew: false, changes: [{ field: 'autoStart', value: true }] });
    expect(approvalsIn(world)).toEqual(['api approved']);
  });

  test('keeps what was approved, and approves nothing else', async () => {
    const world = await openFakeExecutor(
      fileOf({ api: { ...api, after: ['db'] }, db: { script: 'd.sh' }, other: api }),
    );
    const [request] = world.executor.allTasks.requests();
    world.executor.allTasks.approve([{ name: 'api', content: request?.content ?? '', isApproved: true }]);
    const cwd = [{ field: 'cwd', value: 'x' }];
    for (const name of ['api', 'db', 'other']) await world.executor.edits.save({ name, isNew: false, changes: cwd });
    await world.executor.edits.rename('db', 'database');
    await world.executor.edits.rename('api', 'server');
    await world.executor.edits.duplicate('server', 'copy');
    await world.executor.edits.duplicate('other', 'other copy');
    expect(approvalsIn(world)).toEqual(['server approved', 'copy approved', 'other missing', 'other copy missing']);
  });

  test('approves nothing of what somebody else wrote into the file a moment ago', async () => {
    const world = await openFakeExecutor(fileOf({ api, other: { script: 'o.sh' } }));
    approveAll(world.executor);
    world.taskFile.text = fileOf({ api: { ...api, script: 'evil.sh' }, other: { script: 'o.sh' } });
    await world.executor.edits.save({ name: 'other', isNew: false, changes: [{ field: 'cwd', value: 'x' }] });
    expect(approvalsIn(world)).toEqual(['api changed']);
  });

  test('in an editor that gives it another name asks again', async () => {
    const world = await openFakeExecutor(fileOf({ api }));
    approveAll(world.executor);
    await world.taskFile.edit(fileOf({ server: api }));
    expect(approvalsIn(world)).toEqual(['server changed']);
  });
});
