import { failureClause } from '../../../../src/model/describeFailure.ts';
import type { ExecutorFailure } from '../../../../src/model/failure.ts';
import { describe, expect, test } from 'vitest';
import { type FakeRun, type FakeWorld, openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const db = { script: 'db.sh', ready: { port: 5432, timeout: '10 sec' } };
const api = { script: 'api.sh', after: ['db'] };

function world(tasks: Readonly<Record<string, object>>): Promise<FakeWorld> {
  return openFakeExecutor(JSON.stringify({ tasks }));
}

async function start({ executor }: FakeWorld, name: string): Promise<void> {
  void executor.taskRuns.start(name, 'manual');
  await settle();
}

function statusOf({ executor }: FakeWorld, name: string): unknown {
  return executor.view().tasks.find((task) => task.name === name)?.status;
}

/** The run of a task that was launched last. */
function runOf({ launcher, store }: FakeWorld, task: string): FakeRun {
  const ids = store.runs.filter((run) => run.task === task).map(({ id }) => id);
  const run = launcher.runs.findLast((each) => ids.includes(each.run));
  if (!run) throw new Error(`${task} was not launched`);
  return run;
}

function launched({ store }: FakeWorld): readonly string[] {
  return store.runs.map(({ task, trigger }) => `${task} ${trigger}`);
}

describe('a task that starts after another', () => {
  test('starts that first, says for what it waits, and follows as soon as the other runs', async () => {
    const it = await world({ api, db });
    expect(await it.executor.taskRuns.start('api', 'manual')).toEqual({ ok: true, value: { first: ['db'] } });
    await settle();
    expect(launched(it)).toEqual(['db dependency']);
    expect(it.store.desired('api')).toBe('up');
    expect(it.store.desired('db')).toBe('up');
    expect(statusOf(it, 'api')).toEqual({ kind: 'waiting', for: ['db'] });
    await runOf(it, 'db').starts();
    await settle();
    expect(launched(it)).toEqual(['db dependency', 'api manual']);
  });

  test('starts at once where the other is there', async () => {
    const it = await world({ api, db });
    await start(it, 'db');
    await runOf(it, 'db').starts();
    await start(it, 'api');
    expect(launched(it)).toEqual(['db manual', 'api manual']);
  });

  test('waits no more once it is stopped, and what was started for it goes on', async () => {
    const it = await world({ api, db });
    await start(it, 'api');
    await it.executor.taskRuns.stop('api');
    expect(statusOf(it, 'api')).toEqual({ kind: 'stopped' });
    await runOf(it, 'db').starts();
    await settle();
    expect(launched(it)).toEqual(['db dependency']);
    expect(statusOf(it, 'db')).toMatchObject({ kind: 'running' });
  });

  test('waits through the restarts of the other, and says so where that cannot start', async () => {
    const it = await world({ api, db });
    it.programs.refusal = { reason: 'script-missing', script: 'db.sh', path: '/w/db.sh' };
    await start(it, 'api');
    expect(statusOf(it, 'api')).toMatchObject({
      kind: 'blocked',
      failure: { reason: 'dependency-failed', task: 'api', dependency: 'db' },
    });
    it.programs.refusal = undefined;
    await it.pathWatch.appear('/w/db.sh');
    await settle();
    await runOf(it, 'db').starts();
    await settle();
    expect(launched(it)).toEqual(['db dependency', 'db restart', 'api restart']);
  });

  test('waits for a success where it says so, and is blocked by a failure', async () => {
    const migrate = { script: 'm.sh', restart: 'never' };
    const it = await world({ api: { ...api, after: [{ task: 'migrate', condition: 'succeeded' }] }, migrate });
    await start(it, 'api');
    await runOf(it, 'migrate').starts();
    expect(statusOf(it, 'api')).toEqual({ kind: 'waiting', for: ['migrate'] });
    await runOf(it, 'migrate').exits({ code: 1 });
    expect(statusOf(it, 'api')).toMatchObject({ kind: 'blocked', failure: { why: 'failed (exit 1)' } });
    // A success later on is as good.
    await start(it, 'migrate');
    await runOf(it, 'migrate').starts();
    await runOf(it, 'migrate').exits({ code: 0 });
    await settle();
    expect(launched(it).at(-1)).toBe('api restart');
    await runOf(it, 'api').starts();
    await it.executor.taskRuns.stop('migrate');
  });

  test('waits for the sign of one that is to be ready, until that is late', async () => {
    const it = await world({ api: { ...api, after: [{ task: 'db', condition: 'ready' }] }, db });
    await start(it, 'api');
    await runOf(it, 'db').starts();
    await settle();
    expect(statusOf(it, 'api')).toEqual({ kind: 'waiting', for: ['db'] });
    for (let second = 0; second < 10; second++) {
      it.clock.advance(1_000);
      await settle();
    }
    expect(statusOf(it, 'api')).toMatchObject({
      kind: 'blocked',
      failure: { why: 'was not ready 10 s after its start (port 5432 accepts no connections)' },
    });
    it.readinessProbe.openPorts.add(5432);
    it.clock.advance(1_000);
    await settle();
    expect(launched(it)).toEqual(['db dependency', 'api restart']);
  });

  test('is started after what is to be there for the other', async () => {
    const it = await world({ web: { script: 'w.sh', after: ['api'] }, api, db });
    await start(it, 'web');
    expect(launched(it)).toEqual(['db dependency']);
    await runOf(it, 'db').starts();
    await settle();
    await runOf(it, 'api').starts();
    await settle();
    expect(launched(it)).toEqual(['db dependency', 'api dependency', 'web manual']);
  });
});

test('a log shows that a task is ready', async () => {
  const it = await world({
    api: { ...api, after: [{ task: 'db', condition: 'ready' }] },
    db: { script: 'db.sh', ready: { log: '/ready|up/i' } },
  });
  await start(it, 'api');
  await runOf(it, 'db').starts();
  it.readinessProbe.logs.get('/ready|up/i')?.onFound();
  await settle();
  expect(launched(it)).toEqual(['db dependency', 'api manual']);
  expect(it.readinessProbe.logs.size).toBe(0);
});

test('a command that cannot be run is the reason why a task is not ready', async () => {
  const it = await world({
    api: { ...api, after: [{ task: 'db', condition: 'ready' }] },
    db: { script: 'db.sh', ready: { command: ['is-up'], timeout: '10 sec' } },
  });
  await start(it, 'api');
  const refusal: ExecutorFailure = { reason: 'program-missing', program: 'is-up', places: ['/bin'] };
  it.programs.refusal = refusal;
  await runOf(it, 'db').starts();
  await settle();
  it.clock.advance(10_000);
  await settle();
  const why = { say: 'was not ready {0} after its start: {1}', with: ['10 s', failureClause(refusal)] };
  expect(statusOf(it, 'api')).toMatchObject({ kind: 'blocked', failure: { why } });
});

test('a sign that nobody can judge ends the waiting with the reason, and is looked for no more in that run', async () => {
  const it = await world({
    api: { ...api, after: [{ task: 'db', condition: 'ready' }] },
    db: { script: 'db.sh', ready: { log: '/(a+)+$/' } },
  });
  await start(it, 'api');
  await runOf(it, 'db').starts();
  it.readinessProbe.logs.get('/(a+)+$/')?.onUnknown('cannot be seen to be ready: its pattern is too slow');
  await settle();
  const blocked = {
    kind: 'blocked',
    failure: { dependency: 'db', why: 'cannot be seen to be ready: its pattern is too slow' },
  };
  expect(statusOf(it, 'api')).toMatchObject(blocked);
  await start(it, 'api');
  expect(statusOf(it, 'api')).toMatchObject(blocked);
  it.clock.advance(3_600_000);
  await settle();
  expect(it.readinessProbe.logs.size).toBe(0);
  expect(statusOf(it, 'db')).toMatchObject({ kind: 'running' });
});

test('a task that has been up for long has time to show that it is ready', async () => {
  const it = await world({
    db: { ...db, ready: { log: 'listening', timeout: '1 min' } },
    api: { ...api, restart: 'never', after: [{ task: 'db', condition: 'ready' }] },
  });
  await start(it, 'db');
  await runOf(it, 'db').starts();
  it.clock.advance(3_600_000);
  await start(it, 'api');
  it.clock.advance(9_999);
  expect(statusOf(it, 'api')).toEqual({ kind: 'waiting', for: ['db'] });
  it.readinessProbe.logs.get('listening')?.onFound();
  await settle();
  expect(launched(it)).toEqual(['db manual', 'api manual']);
});

test('a scheduled run starts nothing that a person has stopped, and its history says why it did not start', async () => {
  const it = await world({ report: { script: 'r.sh', every: '1 hour', after: ['db'] }, db });
  await it.executor.taskRuns.stop('db');
  await start(it, 'report');
  it.clock.advance(3_600_000);
  await settle();
  expect(it.store.runs).toMatchObject([
    { task: 'report', outcome: { kind: 'start-failed', failure: { dependency: 'db', why: 'was stopped' } } },
  ]);
});

test('a scheduled run starts nothing that a person has stopped, however many steps away', async () => {
  const it = await world({ web: { script: 'w.sh', every: '1 hour', after: ['api'] }, api, db });
  await it.executor.taskRuns.stop('db');
  await start(it, 'web');
  it.clock.advance(3_600_000);
  await settle();
  expect(launched(it)).toEqual(['web schedule']);
  expect(statusOf(it, 'api')).toMatchObject({ kind: 'blocked', failure: { dependency: 'db', why: 'was stopped' } });
  // A person who asks for the same is given it.
  void it.executor.taskRuns.runNow('web', { beside: false });
  await settle();
  expect(launched(it)).toEqual(['web schedule', 'db dependency']);
});

describe('an edit of what a task starts after', () => {
  const after = [{ task: 'migrate', condition: 'succeeded' }];
  const migrate = { script: 'm.sh', restart: 'never' };
  const edit = (it: FakeWorld, tasks: object): Promise<void> => it.taskFile.edit(JSON.stringify({ tasks }));

  test('releases a task that is blocked by it', async () => {
    const it = await world({ api: { ...api, after }, migrate });
    await start(it, 'api');
    await runOf(it, 'migrate').starts();
    await runOf(it, 'migrate').exits({ code: 1 });
    expect(statusOf(it, 'api')).toMatchObject({ kind: 'blocked' });
    await edit(it, { api: { ...api, after: [] }, migrate });
    expect(launched(it)).toEqual(['migrate dependency', 'api restart']);
  });

  test('counts for a task that waits', async () => {
    const it = await world({ api: { ...api, after }, migrate });
    await start(it, 'api');
    await runOf(it, 'migrate').starts();
    await edit(it, { api: { ...api, after: [...after, 'db'] }, migrate, db });
    expect(statusOf(it, 'api')).toEqual({ kind: 'waiting', for: ['migrate', 'db'] });
    await edit(it, { api: { ...api, after: [] }, migrate, db });
    expect(launched(it)).toEqual(['migrate dependency', 'db dependency', 'api manual']);
  });

  test('leaves a live run as it is', async () => {
    const it = await world({ api: { ...api, after: [] }, migrate });
    await start(it, 'api');
    await runOf(it, 'api').starts();
    await edit(it, { api: { ...api, after }, migrate });
    expect(statusOf(it, 'api')).toMatchObject({ kind: 'running' });
    expect(it.executor.view().tasks[0]).toMatchObject({ isChanged: false });
  });
});

test('a task waits in vain as soon as the file has an error in what it waits for', async () => {
  const waiting = { ...api, after: [{ task: 'db', condition: 'ready' }] };
  const it = await world({ api: waiting, db });
  await start(it, 'api');
  await runOf(it, 'db').starts();
  await it.taskFile.edit(JSON.stringify({ tasks: { api: waiting, db: { ...db, args: 1 } } }));
  expect(statusOf(it, 'api')).toMatchObject({ kind: 'blocked', failure: { dependency: 'db' } });
});

test('a scheduled run waits for the task that it comes after, which is started for it', async () => {
  const it = await world({ report: { script: 'r.sh', every: '1 hour', after: ['db'] }, db });
  await start(it, 'report');
  it.clock.advance(3_600_000);
  await settle();
  expect(launched(it)).toEqual(['report schedule', 'db dependency']);
  expect(it.launcher.runs).toHaveLength(1);
  await runOf(it, 'db').starts();
  await settle();
  expect(it.launcher.runs).toHaveLength(2);
});

test('a scheduled run waits for a success that is due at the same instant', async () => {
  const it = await world({
    load: { script: 'l.sh', every: '1 hour', after: [{ task: 'extract', condition: 'succeeded' }] },
    extract: { script: 'e.sh', every: '1 hour' },
  });
  await it.executor.allTasks.startAll();
  it.clock.advance(3_600_000);
  await settle();
  expect(statusOf(it, 'load')).toEqual({ kind: 'waiting', for: ['extract'] });
  await runOf(it, 'extract').starts();
  await runOf(it, 'extract').exits({ code: 0 });
  await settle();
  expect(launched(it).toSorted()).toEqual(['extract schedule', 'load schedule']);
  expect(it.launcher.runs).toHaveLength(2);
});

test('Start All starts first what others come after', async () => {
  const it = await world({ api, db });
  const answers = it.executor.allTasks.startAll();
  await settle();
  expect(launched(it)).toEqual(['db manual']);
  await runOf(it, 'db').starts();
  await settle();
  await runOf(it, 'api').starts();
  expect(await answers).toEqual([
    { name: 'api', kind: 'started' },
    { name: 'db', kind: 'started' },
  ]);
});
