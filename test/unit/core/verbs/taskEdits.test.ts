import { describe, expect, test } from 'vitest';
import { openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const oneTask =
  '{ "tasks": { "a": { "script": "a.sh", "restart": "never", "stopSignal": "SIGINT", "stopTimeout": "5 sec" } } }';
const kept = '{ "tasks": { "a": { "script": "a.sh", "backoff": { "initial": "2 sec" } } } }';

test('adds scripts with their restart policy written out, all or none', async () => {
  const { executor, taskFile } = await openFakeExecutor(undefined);
  expect(
    await executor.edits.add([
      { name: 'one', script: 'jobs/one.py', restart: 'never' },
      { name: 'two', script: 'two.R', restart: 'on-failure' },
    ]),
  ).toEqual({ ok: true });
  expect(executor.view().tasks.map(({ name, script }) => [name, script])).toEqual([
    ['one', 'jobs/one.py'],
    ['two', 'two.R'],
  ]);
  expect(taskFile.text).toContain('"restart": "never"');
  const before = taskFile.text;
  expect(
    await executor.edits.add([
      { name: 'three', script: '3.sh', restart: 'never' },
      { name: 'ONE', script: '1.sh', restart: 'never' },
    ]),
  ).toMatchObject({
    ok: false,
    error: { reason: 'name-taken', task: 'one' },
  });
  expect(taskFile.text).toBe(before);
});

test('removing a task stops it, takes it from the file and forgets it; its logs stay unless they are unwanted', async () => {
  const { executor, launcher, logs, store, taskFile } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  const removed = executor.edits.remove('a', true);
  await settle();
  expect(launcher.last.asked).toEqual(['SIGINT']);
  await launcher.last.exits({ signal: 'SIGINT' });
  expect(await removed).toEqual({ ok: true });
  expect(executor.view().tasks).toEqual([]);
  expect(taskFile.text).not.toContain('"a"');
  expect(store.runs).toEqual([]);
  expect(logs.files.size).toBe(0);
});

test.each(['queue', 'replace', 'skip'])(
  'nothing follows the run of a task that is removed, under %s',
  async (overlap) => {
    const hour = 3_600_000;
    const task = { script: 'a.sh', every: '1 hour', overlap, catchUp: 'all' };
    const { clock, executor, launcher, store } = await openFakeExecutor(JSON.stringify({ tasks: { a: task } }));
    await executor.taskRuns.start('a', 'manual');
    // Further occurrences are owed, but for the one that is on time.
    clock.jump(3 * hour);
    clock.advance(hour);
    await settle();
    await launcher.last.starts();
    const end = overlap === 'replace' ? 0 : hour;
    // The next occurrence comes while the removal waits for the end of the run.
    clock.advance(end + hour - 500);
    const removed = executor.edits.remove('a', false);
    await settle();
    clock.advance(1_000);
    await launcher.last.exits({ signal: 'SIGTERM' });
    await removed;
    await settle();
    expect(launcher.runs).toHaveLength(1);
    expect([store.runs, store.schedule('a')]).toEqual([[], undefined]);
  },
);

describe('renaming a task', () => {
  test('changes file, state, history and logs together, and its run goes on', async () => {
    const { executor, launcher, taskFile } = await openFakeExecutor(kept);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    const views: unknown[] = [];
    executor.onDidChange((change) => {
      if (change.kind === 'executor') views.push(change.executor.tasks.map(({ name, runs }) => [name, runs.length]));
    });
    expect(await executor.edits.rename('a', 'b')).toEqual({ ok: true, value: undefined });
    await settle();
    // At no moment is it the old task without a past: who watches knows it again by its runs.
    expect(new Set(views.map((view) => JSON.stringify(view)))).toEqual(new Set(['[["b",1]]']));
    expect(taskFile.text).toContain('"b": { "script"');
    expect(executor.view().tasks).toMatchObject([{ name: 'b', status: { kind: 'running' }, runs: [{}] }]);
    expect(launcher.runs).toHaveLength(1);
  });

  test('takes along the run that waits for the end of another', async () => {
    const task = { script: 'a.sh', every: '1 hour', overlap: 'queue' };
    const { clock, executor, launcher, store } = await openFakeExecutor(JSON.stringify({ tasks: { a: task } }));
    await executor.taskRuns.start('a', 'manual');
    for (let hours = 0; hours < 2; hours++) {
      clock.advance(3_600_000);
      await settle();
      if (hours === 0) await launcher.last.starts();
    }
    await executor.edits.rename('a', 'b');
    await settle();
    await launcher.last.exits({ code: 0 });
    await settle();
    expect(launcher.last.plan?.env).toMatchObject({ EXECUTOR_TASK: 'b', EXECUTOR_TRIGGER: 'schedule' });
    expect(store.runs.map(({ state, task: name }) => `${name} ${state}`)).toEqual(['b ended', 'b starting']);
  });

  test('frees the place among those that catch up when its run ends', async () => {
    const tasks = Object.fromEntries(
      ['a', 'b', 'c'].map((name) => [name, { script: 'a.sh', every: '1 hour', args: [name] }]),
    );
    const { clock, executor, launcher, store } = await openFakeExecutor(JSON.stringify({ tasks }));
    await executor.allTasks.startAll();
    clock.jump(5.5 * 3_600_000);
    clock.advance(60_000);
    await settle();
    for (const run of launcher.runs) await run.starts();
    await executor.edits.rename('a', 'x');
    await executor.edits.rename('b', 'y');
    for (const run of launcher.runs) await run.exits({ code: 0 });
    await settle();
    expect(store.runs.map(({ task, trigger }) => `${task} ${trigger}`)).toEqual([
      'x catch-up',
      'y catch-up',
      'c catch-up',
    ]);
  });

  test('that cannot be written leaves the schedule as it was', async () => {
    const tasks = { a: { script: 'a.sh', every: '1 hour' } };
    const { clock, executor, store, taskFile } = await openFakeExecutor(JSON.stringify({ tasks }));
    await executor.taskRuns.start('a', 'manual');
    taskFile.refusal = { reason: 'task-file-unwritable', path: taskFile.path, detail: 'EROFS' };
    expect(await executor.edits.rename('a', 'b')).toMatchObject({ ok: false });
    clock.advance(3_600_000);
    await settle();
    expect(store.runs).toMatchObject([{ task: 'a', trigger: 'schedule' }]);
  });

  test('to a name that is taken or that is none changes nothing', async () => {
    const { executor, taskFile } = await openFakeExecutor(oneTask);
    await executor.edits.duplicate('a', 'b');
    const before = taskFile.text;
    expect(await executor.edits.rename('a', 'B')).toMatchObject({ ok: false, error: { reason: 'name-taken' } });
    expect(await executor.edits.rename('a', '')).toMatchObject({ ok: false, error: { reason: 'name-invalid' } });
    expect(await executor.edits.rename('x', 'y')).toMatchObject({ ok: false, error: { reason: 'no-such-task' } });
    expect(taskFile.text).toBe(before);
    expect(executor.view().tasks.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('saving a task under another name', () => {
  const changes = [{ field: 'timeout', value: '2 hours' }];

  test('writes its fields and its name in one edit, and its run and history go along', async () => {
    const { executor, launcher, taskFile } = await openFakeExecutor(kept);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    expect(await executor.edits.save({ name: 'a', isNew: false, newName: 'b', changes })).toEqual({
      ok: true,
      value: undefined,
    });
    expect(taskFile.text).toBe(
      '{ "tasks": { "b": { "script": "a.sh", "backoff": { "initial": "2 sec" }, "timeout": "2 hours" } } }',
    );
    expect(executor.view().tasks).toMatchObject([{ name: 'b', status: { kind: 'running' }, runs: [{}] }]);
  });

  test('saves nothing where the name is refused', async () => {
    const { clock, executor, taskFile } = await openFakeExecutor(
      '{ "tasks": { "a": { "script": "a.sh" }, "gone": { "script": "a.sh", "every": "1 day" } } }',
    );
    await executor.taskRuns.start('gone', 'manual');
    const text = '{ "tasks": { "a": { "script": "a.sh" }, "b": { "script": "a.sh" } } }';
    await taskFile.edit(text);
    clock.advance(5_000);
    const save = (newName: string): ReturnType<typeof executor.edits.save> =>
      executor.edits.save({ name: 'a', isNew: false, newName, changes });
    // The file does not know the name any more, but its schedule and history are kept.
    expect(await save('Gone')).toMatchObject({ ok: false, error: { reason: 'name-taken' } });
    expect(await save('b')).toMatchObject({ ok: false, error: { reason: 'name-taken' } });
    expect(await save(' ')).toMatchObject({ ok: false, error: { reason: 'name-invalid' } });
    expect(taskFile.text).toBe(text);
    expect(executor.view().tasks.map(({ name }) => name)).toEqual(['a', 'b', 'gone']);
  });
});
