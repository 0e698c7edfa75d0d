import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunRecord } from '../../../src/model/run.ts';
import { setZoneSource, systemTimeZone } from '../../../src/model/time/timeZone.ts';
import { approveAll, openFakeExecutor, settle } from '../../support/fakePorts.ts';

const oneTask =
  '{ "tasks": { "a": { "script": "a.sh", "restart": "never", "stopSignal": "SIGINT", "stopTimeout": "5 sec" } } }';
const kept = '{ "tasks": { "a": { "script": "a.sh", "backoff": { "initial": "2 sec" } } } }';
const missing = { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } as const;

test('lists the tasks of the file in their order', async () => {
  const { executor } = await openFakeExecutor(
    '{ "id": "x1", "tasks": { "b": { "script": "b.py" }, "a": { "description": "Lists files.", "command": ["ls"], "group": "g" } } }',
  );
  const fresh = {
    status: { kind: 'stopped' },
    isUndefined: false,
    runs: [],
    hasMoreRuns: false,
    leftovers: 0,
    schedule: { kind: 'none' },
    extraRuns: 0,
    isChanged: false,
    isMuted: false,
    secrets: [],
    isAutoStart: false,
    hasUnseenFailure: false,
    desired: 'down',
  };
  expect(executor.view()).toEqual({
    id: 'x1',
    file: { kind: 'valid' },
    timeZone: systemTimeZone(),
    tasks: [
      { ...fresh, name: 'b', script: 'b.py', commandLine: 'b.py' },
      { ...fresh, name: 'a', description: 'Lists files.', commandLine: 'ls', group: 'g' },
    ],
  });
});

test('records a run before it is spawned, and answers a start once the script is there', async () => {
  const { executor, launcher, store } = await openFakeExecutor(oneTask);
  const started = executor.taskRuns.start('a', 'manual');
  await settle();
  expect(store.runs).toMatchObject([{ id: '000000000001', task: 'a', trigger: 'manual', state: 'starting' }]);
  expect(store.desired('a')).toBe('up');
  expect(executor.view().tasks[0]?.status).toEqual({ kind: 'starting' });
  await launcher.last.starts(41);
  expect(await started).toEqual({ ok: true, value: undefined });
  expect(executor.view().tasks[0]?.status).toMatchObject({ kind: 'running', pid: 41 });
});

test('gives a run a scrubbed environment that knows its executor, task and run', async () => {
  const { executor, launcher } = await openFakeExecutor(
    '{ "id": "x1", "env": { "A": "1" }, "tasks": { "a": { "script": "a.sh", "env": { "A": "2" } } } }',
  );
  void executor.taskRuns.start('a', 'manual');
  await settle();
  expect(launcher.last.plan).toMatchObject({
    argv: ['/bin/sh', '/w/a.sh'],
    cwd: '/w',
    env: {
      PATH: '/usr/bin',
      A: '2',
      EXECUTOR_ID: 'x1',
      TASK_ID: 'x1a',
      EXECUTOR_TASK: 'a',
      EXECUTOR_RUN_ID: '000000000001',
    },
  });
  expect(launcher.last.plan?.env).not.toHaveProperty('VSCODE_PID');
});

test('a run that fails keeps its exit status, is news until somebody looks, and asks for no further run', async () => {
  const { executor, launcher, logs, store } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  await launcher.last.exits({ code: 3 });
  const [task] = executor.view().tasks;
  expect(task).toMatchObject({
    status: { kind: 'stopped' },
    hasUnseenFailure: true,
    runs: [{ outcome: { kind: 'failed', exit: { code: 3 } } }],
  });
  expect(store.desired('a')).toBe('down');
  expect(logs.files.get('/logs/a/000000000001.log')).toContain('exit 3');
  executor.markSeen('a');
  expect(executor.view().tasks[0]?.hasUnseenFailure).toBe(false);
});

test('stops with the signal and the patience of the definition, then kills', async () => {
  const { clock, executor, launcher } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  const stopped = executor.taskRuns.stop('a');
  expect(launcher.last.asked).toEqual(['SIGINT']);
  clock.advance(4_999);
  expect(launcher.last.asked).toEqual(['SIGINT']);
  clock.advance(1);
  expect(launcher.last.asked).toEqual(['SIGINT', 'kill']);
  await launcher.last.exits({ signal: 'SIGKILL' });
  expect(await stopped).toEqual({ ok: true, value: undefined });
  expect(executor.view().tasks[0]?.runs[0]?.outcome).toEqual({ kind: 'stopped', exit: { signal: 'SIGKILL' } });
  expect(clock.pendingTimers).toBe(0);
});

test('where there are no signals a stop kills at once, and none can be sent', async () => {
  const { clock, executor, launcher } = await openFakeExecutor(oneTask);
  launcher.hasSignals = false;
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  expect(await executor.taskRuns.signal('a', 'SIGHUP')).toMatchObject({ error: { reason: 'no-signals' } });
  const stopped = executor.taskRuns.stop('a');
  expect(launcher.last.asked).toEqual(['kill']);
  await launcher.last.exits({ code: 1 });
  await stopped;
  expect(executor.view().tasks[0]?.runs[0]?.outcome).toEqual({ kind: 'stopped', exit: { code: 1 } });
  expect(clock.pendingTimers).toBe(0);
});

test('a stop that comes before there is a process is done at once, and no process comes', async () => {
  const { executor, launcher, logs, programs } = await openFakeExecutor(oneTask);
  programs.isSilent = true;
  const started = executor.taskRuns.start('a', 'manual');
  await settle();
  expect(executor.view().tasks[0]?.status).toEqual({ kind: 'starting' });
  expect(await executor.taskRuns.stop('a')).toEqual({ ok: true });
  expect(await started).toEqual({ ok: true });
  expect(executor.view().tasks[0]).toMatchObject({
    status: { kind: 'stopped' },
    runs: [{ outcome: { kind: 'stopped' } }],
  });
  expect(logs.files.get('/logs/a/000000000001.log')).toContain('stopped');
  programs.isSilent = false;
  void executor.taskRuns.start('a', 'manual');
  await settle();
  expect(launcher.runs).toHaveLength(1);
});

test('a restart that comes before there is a process takes the place of the start', async () => {
  const { executor, launcher, programs, store } = await openFakeExecutor(oneTask);
  programs.isSilent = true;
  void executor.taskRuns.start('a', 'manual');
  await settle();
  programs.isSilent = false;
  void executor.taskRuns.restart('a');
  await settle();
  await launcher.last.starts();
  expect(store.runs).toMatchObject([{ outcome: { kind: 'stopped' } }, { state: 'running' }]);
  expect(launcher.runs).toHaveLength(1);
});

test('a stop that comes in the moment before there is a process abandons it', async () => {
  const { executor, launcher } = await openFakeExecutor(oneTask);
  const launch = launcher.launch.bind(launcher);
  let stopped: Promise<unknown> = Promise.resolve();
  launcher.launch = (plan) => {
    stopped = executor.taskRuns.stop('a');
    return launch(plan);
  };
  void executor.taskRuns.start('a', 'manual');
  await settle();
  expect(launcher.last.asked).toEqual(['abandon']);
  await launcher.last.isAbandoned();
  await stopped;
  expect(executor.view().tasks[0]?.runs[0]?.outcome).toEqual({ kind: 'stopped' });
});

describe('a task of which hosts have died', () => {
  const refusal = { reason: 'ends-hosts', task: 'a' } as const;

  test('is not started by itself, and says why', async () => {
    const { executor, launcher, reopen, store, suspicion } = await openFakeExecutor(kept);
    suspicion.refused.add('a');
    store.setDesired('a', 'up');
    const next = await reopen();
    await settle();
    expect(launcher.runs).toEqual([]);
    expect(next.view().tasks[0]?.status).toEqual({ kind: 'blocked', failure: refusal });
    expect(suspicion.underWay).toEqual([]);
    executor.dispose();
  });

  test('is started by a person, and once it is defined otherwise', async () => {
    const { launcher, reopen, store, suspicion, taskFile } = await openFakeExecutor(kept);
    suspicion.refused.add('a');
    store.setDesired('a', 'up');
    const next = await reopen();
    await settle();
    await taskFile.edit(kept.replace('a.sh', 'b.sh'));
    expect(launcher.runs).toHaveLength(1);
    await launcher.last.starts();
    expect(suspicion.underWay).toEqual([]);
    suspicion.refused.add('a');
    void next.taskRuns.restart('a');
    await settle();
    expect(launcher.last.asked).toEqual(['SIGTERM']);
  });

  test('is under suspicion from its start until its script is there', async () => {
    const { executor, launcher, suspicion } = await openFakeExecutor(oneTask);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    expect(suspicion.underWay).toEqual(['a']);
    await launcher.last.starts();
    expect(suspicion.underWay).toEqual([]);
  });
});

test('a start that throws what nobody has expected is a failure of this task alone', async () => {
  const { entries, executor, launcher } = await openFakeExecutor(oneTask);
  launcher.launch = () => {
    throw new TypeError('no such thing');
  };
  const error = { reason: 'internal', detail: 'no such thing' };
  expect(await executor.taskRuns.start('a', 'manual')).toEqual({ ok: false, error });
  expect(executor.view().tasks[0]?.status).toEqual({ kind: 'blocked', failure: error });
  expect(entries).toContainEqual(expect.objectContaining({ level: 'error', event: 'mishap', task: 'a' }));
});

test('a start whose script is missing answers why, keeps a log of it, and blocks the task until the next start', async () => {
  const { executor, launcher, logs, programs } = await openFakeExecutor(oneTask);
  programs.refusal = missing;
  expect(await executor.taskRuns.start('a', 'manual')).toEqual({ ok: false, error: missing });
  expect(executor.view().tasks[0]?.status).toEqual({ kind: 'blocked', failure: missing });
  expect(logs.files.get('/logs/a/000000000001.log')).toContain('was not found at /w/a.sh');
  expect(launcher.runs).toEqual([]);
  programs.refusal = undefined;
  void executor.taskRuns.start('a', 'manual');
  await settle();
  expect(launcher.runs).toHaveLength(1);
});

test('nothing is spawned where the run cannot be recorded, and the owner is told', async () => {
  const { executor, launcher, store } = await openFakeExecutor(oneTask);
  const lost: unknown[] = [];
  executor.onDidLoseState((failure) => lost.push(failure));
  store.refusal = { reason: 'state-replaced', path: '/state/executor.db' };
  expect(await executor.taskRuns.start('a', 'manual')).toEqual({ ok: false, error: store.refusal });
  expect(launcher.runs).toEqual([]);
  expect(lost).toEqual([store.refusal]);
  expect(await executor.taskRuns.start('a', 'manual')).toEqual({ ok: false, error: store.refusal });
});

test('what the disk refuses to record is started when it takes it, and the owner stays', async () => {
  const { clock, executor, launcher, store } = await openFakeExecutor(kept);
  const lost: unknown[] = [];
  executor.onDidLoseState((failure) => lost.push(failure));
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  store.refusal = { reason: 'state-unusable', path: '/state/executor.db', detail: 'full' };
  await launcher.last.exits({ code: 1 });
  clock.advance(60_000);
  await settle();
  executor.lookAtState();
  expect(executor.view().tasks[0]?.status).toEqual({ kind: 'blocked', failure: store.refusal });
  expect(launcher.runs).toHaveLength(1);
  store.refusal = undefined;
  executor.lookAtState();
  await settle();
  expect([launcher.runs.length, lost]).toEqual([2, []]);
});

describe('on a full disk', () => {
  const full = { reason: 'passing-trouble', trouble: 'disk-full', detail: '/state/executor.db: full' } as const;

  test('what is kept waits for room, and says so', async () => {
    const { clock, executor, launcher, store } = await openFakeExecutor(kept);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    store.refusal = full;
    await launcher.last.exits({ code: 1 });
    clock.advance(10_000);
    await settle();
    expect(executor.view().tasks[0]?.status).toMatchObject({ kind: 'backing-off', heldUpBy: 'disk-full' });
    store.refusal = undefined;
    clock.advance(60_000);
    await settle();
    expect([launcher.runs.length, executor.view().tasks[0]?.status.kind]).toEqual([2, 'starting']);
  });

  test('a run that follows another comes when there is room', async () => {
    const { clock, executor, launcher, store } = await openFakeExecutor(
      '{ "tasks": { "a": { "script": "a.sh", "restart": "never", "onSuccess": "b" }, "b": { "script": "b.sh" } } }',
    );
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    store.refusal = full;
    await launcher.last.exits({ code: 0 });
    await settle();
    expect(executor.view().tasks[1]?.status).toMatchObject({ kind: 'backing-off', heldUpBy: 'disk-full' });
    store.refusal = undefined;
    clock.advance(60_000);
    await settle();
    await launcher.last.starts();
    expect(executor.history(1, 'b')).toMatchObject([{ cause: { task: 'a' } }]);
    expect([launcher.runs.length, executor.view().tasks[1]?.status.kind]).toEqual([2, 'running']);
  });

  test('everybody who looks is told while it lasts, and the history blames the disk for what was missed', async () => {
    const text = '{ "tasks": { "a": { "script": "a.sh", "every": "10 min", "catchUp": "skip" } } }';
    const { clock, executor, store } = await openFakeExecutor(text);
    await executor.taskRuns.start('a', 'manual');
    expect(executor.view()).not.toHaveProperty('trouble');
    store.refusal = full;
    for (let minute = 0; minute < 25; minute += 1) {
      clock.advance(60_000);
      executor.lookAtState();
    }
    expect(executor.view().trouble).toEqual({ ...full, isTriedAgain: true });
    store.refusal = undefined;
    for (let second = 0; second < 60; second += 10) {
      clock.advance(10_000);
      executor.lookAtState();
    }
    expect(executor.view()).not.toHaveProperty('trouble');
    expect(executor.skipped(10)).toMatchObject([{ why: 'missed', because: 'disk', count: 2 }]);
  });

  test('a person who starts something is told, and it is not started later', async () => {
    const { clock, executor, launcher, store } = await openFakeExecutor(oneTask);
    store.refusal = full;
    expect(await executor.taskRuns.start('a', 'manual')).toEqual({ ok: false, error: full });
    store.refusal = undefined;
    clock.advance(60_000);
    await settle();
    expect([launcher.runs, store.desired('a')]).toEqual([[], 'down']);
  });
});

test('an owner whose state was taken away learns of it at the next look', async () => {
  const { executor, store } = await openFakeExecutor(oneTask);
  const lost: unknown[] = [];
  executor.onDidLoseState((failure) => lost.push(failure));
  store.refusal = { reason: 'state-replaced', path: '/state/host.lock' };
  executor.lookAtState();
  executor.lookAtState();
  expect(lost).toEqual([store.refusal]);
});

describe('a task that goes from the file', () => {
  const none = '{ "tasks": {} }';

  test('is undefined after five seconds, keeps its row and its run, and is not restarted', async () => {
    const { clock, executor, launcher, taskFile } = await openFakeExecutor(kept);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    await taskFile.edit(none);
    clock.advance(4_999);
    expect(executor.view().tasks).toMatchObject([{ name: 'a', isUndefined: false, status: { kind: 'running' } }]);
    clock.advance(1);
    expect(executor.view().tasks).toMatchObject([{ name: 'a', isUndefined: true, status: { kind: 'running' } }]);
    await launcher.last.exits({ code: 1 });
    clock.advance(60_000);
    await settle();
    expect(launcher.runs).toHaveLength(1);
    expect(executor.view().tasks).toMatchObject([{ name: 'a', isUndefined: true, status: { kind: 'stopped' } }]);
    expect(await executor.taskRuns.start('a', 'manual')).toMatchObject({
      ok: false,
      error: { reason: 'no-such-task' },
    });
  });

  test('has its state and history back when its name returns, and is started again where it is wanted', async () => {
    const { clock, executor, launcher, taskFile } = await openFakeExecutor(kept);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    await taskFile.edit(none);
    clock.advance(5_000);
    await launcher.last.exits({ code: 1 });
    await taskFile.edit(kept);
    await settle();
    expect(launcher.runs).toHaveLength(2);
    expect(executor.view().tasks).toMatchObject([{ name: 'a', isUndefined: false, runs: [{}, {}] }]);
  });

  test('and returns within five seconds has noticed nothing', async () => {
    const { clock, executor, entries, launcher, taskFile } = await openFakeExecutor(kept);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    await taskFile.edit(none);
    clock.advance(3_000);
    await taskFile.edit(kept);
    clock.advance(60_000);
    expect(executor.view().tasks).toMatchObject([{ name: 'a', isUndefined: false, status: { kind: 'running' } }]);
    expect(entries.filter(({ event }) => event === 'task-undefined')).toEqual([]);
  });

  test('without a trace leaves none', async () => {
    const { clock, executor, taskFile } = await openFakeExecutor(kept);
    await taskFile.edit(none);
    clock.advance(5_000);
    expect(executor.view().tasks).toEqual([]);
  });

  test('can be forgotten with its history, which a defined one cannot', async () => {
    const { clock, executor, launcher, logs, store, taskFile } = await openFakeExecutor(kept);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    await launcher.last.exits({ code: 0 });
    expect(await executor.edits.forget('a')).toMatchObject({ ok: false, error: { reason: 'task-defined' } });
    await taskFile.edit(none);
    clock.advance(5_000);
    expect(await executor.edits.forget('a')).toEqual({ ok: true, value: undefined });
    expect(executor.view().tasks).toEqual([]);
    expect(store.runs).toEqual([]);
    expect(logs.files.size).toBe(1);
  });

  test('while another with its definition comes in the same edit was renamed: run, history and logs go along', async () => {
    const { executor, launcher, logs, taskFile } = await openFakeExecutor(kept);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    await taskFile.edit(kept.replace('"a"', '"b"'));
    await settle();
    expect(executor.view().tasks).toMatchObject([{ name: 'b', isUndefined: false, status: { kind: 'running' } }]);
    expect(executor.history(1, 'b')).toMatchObject([{ logPath: '/logs/b/000000000001.log' }]);
    expect([...logs.files.keys()]).toEqual(['/logs/b/000000000001.log']);
    await launcher.last.exits({ code: 0 });
    expect(executor.history(1, 'b')).toMatchObject([{ outcome: { kind: 'succeeded' } }]);
  });
});

describe('a scheduled task', () => {
  const scheduled = '{ "tasks": { "a": { "script": "a.sh", "every": "10 min" } } }';
  const minute = 60_000;

  test('says in its log when it was due, on the clock of its own zone', async () => {
    const { clock, executor, launcher, logs } = await openFakeExecutor(
      '{ "tasks": { "a": { "script": "a.sh", "every": "1 day", "start": "2026-01-01T13:00:00", "timezone": "Asia/Tokyo" } } }',
    );
    await executor.taskRuns.start('a', 'manual');
    clock.advance(24 * 60 * minute);
    await settle();
    await launcher.last.starts();
    expect([...logs.files.values()].at(-1)).toContain('due      2026-01-01T13:00:00+09:00 Asia/Tokyo\n');
  });

  test('is armed by a start, which answers its next run, and runs when that is due', async () => {
    const { clock, executor, launcher, store } = await openFakeExecutor(scheduled);
    const next = clock.now() + 10 * minute;
    expect(await executor.taskRuns.start('a', 'manual')).toMatchObject({ ok: true, value: { at: next } });
    expect(launcher.runs).toEqual([]);
    expect(executor.view().tasks).toMatchObject([{ status: { kind: 'scheduled', next } }]);
    clock.advance(10 * minute);
    await settle();
    await launcher.last.starts();
    expect(executor.history(1, 'a')).toMatchObject([{ trigger: 'schedule', scheduledFor: next }]);
    expect(store.desired('a')).toBe('down');
    await launcher.last.exits({ code: 1 });
    expect(executor.view().tasks).toMatchObject([{ status: { kind: 'scheduled' }, hasUnseenFailure: true }]);
    clock.advance(9 * minute);
    expect(launcher.runs).toHaveLength(1);
  });

  test('keeps its schedule when a single run is started or stopped, and pauses it by a stop', async () => {
    const { executor, launcher } = await openFakeExecutor(scheduled);
    await executor.taskRuns.start('a', 'manual');
    void executor.taskRuns.runNow('a', { beside: false });
    await settle();
    await launcher.last.starts();
    const stopped = executor.taskRuns.stopRun('a');
    await launcher.last.exits({ signal: 'SIGTERM' });
    await stopped;
    expect(executor.view().tasks).toMatchObject([{ status: { kind: 'scheduled' } }]);
    await executor.taskRuns.stop('a');
    expect(executor.view().tasks).toMatchObject([{ status: { kind: 'stopped' }, schedule: { kind: 'paused' } }]);
  });

  test('that has had no schedule for a while owes nothing for that time', async () => {
    const cron = '{ "tasks": { "a": { "script": "a.sh", "cron": "0 * * * *", "timezone": "UTC" } } }';
    const { clock, executor, store, taskFile } = await openFakeExecutor(cron);
    await executor.taskRuns.start('a', 'manual');
    await taskFile.edit('{ "tasks": { "a": { "script": "a.sh" } } }');
    clock.advance(48.5 * 60 * minute);
    await taskFile.edit(cron);
    clock.advance(20 * minute);
    expect([store.runs, store.skips]).toEqual([[], []]);
    clock.advance(10 * minute);
    expect(store.runs).toMatchObject([{ trigger: 'schedule' }]);
  });

  test.each(['{ "tasks": {} }', '{ "tasks": { "a": { "script": "a.sh" } } }'])(
    'is paused by a stop while the file says %s',
    async (without) => {
      const { clock, executor, store, taskFile } = await openFakeExecutor(scheduled);
      await executor.taskRuns.start('a', 'manual');
      await taskFile.edit(without);
      clock.advance(6_000);
      await executor.taskRuns.stop('a');
      await taskFile.edit(scheduled);
      clock.advance(60 * minute);
      await settle();
      expect(executor.view().tasks[0]?.schedule.kind).toBe('paused');
      expect(store.runs).toEqual([]);
    },
  );

  test('is paused and resumed together with all others', async () => {
    const { executor } = await openFakeExecutor(scheduled);
    await executor.taskRuns.start('a', 'manual');
    expect(await executor.allTasks.pauseAll()).toEqual([{ name: 'a', kind: 'paused' }]);
    expect(await executor.allTasks.pauseAll()).toEqual([{ name: 'a', kind: 'not-armed' }]);
    expect(await executor.allTasks.resumeAll()).toMatchObject([{ name: 'a', kind: 'scheduled' }]);
    expect(await executor.allTasks.resumeAll()).toEqual([]);
  });

  test('is armed by Start All, which starts the others', async () => {
    const { executor, launcher } = await openFakeExecutor(
      '{ "tasks": { "a": { "script": "a.sh", "every": "10 min" }, "b": { "script": "b.sh" } } }',
    );
    const answers = executor.allTasks.startAll();
    await settle();
    await launcher.last.starts();
    expect(await answers).toMatchObject([
      { name: 'a', kind: 'scheduled' },
      { name: 'b', kind: 'started' },
    ]);
  });
});

describe('a single run', () => {
  test('is not restarted and leaves what the user wants as it is', async () => {
    const { clock, executor, launcher, store } = await openFakeExecutor(kept);
    void executor.taskRuns.runNow('a', { beside: false, args: ['--once'] });
    await settle();
    await launcher.last.starts();
    expect(executor.history(1, 'a')).toMatchObject([{ args: ['--once'] }]);
    expect(store.desired('a')).toBe('down');
    await launcher.last.exits({ code: 1 });
    clock.advance(60_000);
    expect(launcher.runs).toHaveLength(1);
  });

  test('beside a live one has a row of its own and ends with Stop', async () => {
    const { executor, launcher } = await openFakeExecutor(kept);
    void executor.taskRuns.start('a', 'manual');
    await settle();
    await launcher.last.starts();
    expect(await executor.taskRuns.runNow('a', { beside: false })).toMatchObject({
      ok: false,
      error: { reason: 'task-live' },
    });
    void executor.taskRuns.runNow('a', { beside: true });
    await settle();
    const [first, second] = launcher.runs;
    await second?.starts(42);
    expect(executor.view().tasks).toMatchObject([{ extraRuns: 1, runs: [{ isExtra: true }, {}] }]);
    const stopped = executor.taskRuns.stop('a');
    await first?.exits({ signal: 'SIGTERM' });
    await second?.exits({ signal: 'SIGTERM' });
    await stopped;
    expect(executor.view().tasks).toMatchObject([{ extraRuns: 0, status: { kind: 'stopped' } }]);
  });
});

test('as many runs live as the settings allow; the others wait and come in their order', async () => {
  const text = '{ "tasks": { "a": { "script": "a.sh" }, "b": { "script": "b.sh" }, "c": { "script": "c.sh" } } }';
  const { executor, launcher } = await openFakeExecutor(text, ({ store }) => {
    store.hostSettings = { ...store.hostSettings, maxConcurrentRuns: 1 };
  });
  void executor.allTasks.startAll();
  await settle();
  await launcher.last.starts();
  expect(executor.view().tasks.map(({ status }) => status.kind)).toEqual(['running', 'waiting', 'waiting']);
  executor.applySettings({ interpreters: {}, choices: {}, folder: '.executor', maxConcurrentRuns: 2 });
  await settle();
  await launcher.last.starts();
  expect(executor.view().tasks.map(({ status }) => status.kind)).toEqual(['running', 'running', 'waiting']);
});

test('schedules that name no zone follow that of the machine', async () => {
  let zone = 'Europe/Berlin';
  const source = setZoneSource(() => zone);
  onTestFinished(() => {
    source.dispose();
  });
  const { executor } = await openFakeExecutor(
    '{ "tasks": { "a": { "script": "a.sh", "cron": "0 9 * * *" }, "b": { "script": "b.sh", "cron": "0 9 * * *", "timezone": "UTC" } } }',
  );
  await executor.allTasks.startAll();
  const zones = (): unknown => executor.view().tasks.map(({ schedule }) => 'timeZone' in schedule && schedule.timeZone);
  expect(zones()).toEqual(['Europe/Berlin', 'UTC']);
  zone = 'Asia/Tokyo';
  executor.lookAtTimeZone();
  await settle();
  expect(zones()).toEqual(['Asia/Tokyo', 'UTC']);
});

test('a file that does not parse, or is gone, leaves the last good definitions in force', async () => {
  const { executor, taskFile } = await openFakeExecutor(oneTask);
  await taskFile.edit('{ "tasks": { "b": ');
  expect(executor.view()).toMatchObject({ file: { kind: 'invalid', line: 1 }, tasks: [{ name: 'a' }] });
  await taskFile.edit(undefined);
  expect(executor.view()).toMatchObject({ file: { kind: 'absent' }, tasks: [{ name: 'a' }] });
});

test('the next host brings the last good definitions into force where the file does not parse, and says since when', async () => {
  const text =
    '{ "tasks": { "a": { "script": "a.sh", "restart": "always" }, "b": { "script": "b.sh", "every": "1 hour" } } }';
  const { clock, definitions, executor, launcher, reopen, taskFile } = await openFakeExecutor(text);
  const since = clock.now();
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  await executor.taskRuns.start('b', 'manual');
  await executor.leave();
  executor.dispose();
  clock.advance(60_000);
  await taskFile.edit('<<<<<<< HEAD\n{ "tasks": {} }');
  const next = await reopen();
  expect(next.view()).toMatchObject({
    file: { kind: 'invalid', line: 1, column: 1, path: '/w/.vscode/executor.json', inForceSince: since },
    tasks: [
      { name: 'a', desired: 'up', isUndefined: false },
      { name: 'b', schedule: { kind: 'armed' }, isUndefined: false },
    ],
  });
  expect(definitions).toMatchObject({ writes: 1, kept: { text, since } });
});

test('a file that cannot be read at all leaves the definitions of an earlier host in force as well', async () => {
  const { definitions, reopen, taskFile } = await openFakeExecutor(oneTask);
  taskFile.trouble = { reason: 'task-file-unreadable', path: taskFile.path, detail: 'permission denied' };
  const next = await reopen();
  expect(next.view()).toMatchObject({
    file: { kind: 'invalid', isUnread: true, inForceSince: definitions.kept?.since },
    tasks: [{ name: 'a', status: { kind: 'stopped' } }],
  });
});

test('a file that is gone leaves the definitions in force until the host ends, and not for the next one', async () => {
  const { definitions, executor, reopen, taskFile } = await openFakeExecutor(oneTask);
  await taskFile.edit(undefined);
  expect(executor.view().file).toEqual({ kind: 'absent', inForceSince: definitions.kept?.since });
  const next = await reopen();
  expect(next.view()).toMatchObject({ file: { kind: 'absent' }, tasks: [] });
  expect(next.view().file).not.toHaveProperty('inForceSince');
});

test('while nobody can say which tasks there are, every verb names the place of the error', async () => {
  const { definitions, executor, launcher, reopen, taskFile } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  await launcher.last.exits({ code: 0 });
  await taskFile.edit('{\n  "tasks": { "a": ');
  definitions.kept = undefined;
  const next = await reopen();
  const error = { reason: 'task-file-invalid', path: '/w/.vscode/executor.json', line: 2, column: 19 };
  expect(next.view().tasks).toMatchObject([
    { name: 'a', isUndefined: false, status: { kind: 'blocked', failure: error } },
  ]);
  const beside = { beside: false };
  for (const asked of [
    next.taskRuns.start('a', 'manual'),
    next.taskRuns.start('other', 'manual'),
    next.taskRuns.restart('a'),
    next.taskRuns.runNow('a', beside),
    next.edits.remove('a', false),
    next.edits.forget('a'),
    next.edits.rename('a', 'b'),
    next.environment('a'),
  ])
    expect(await asked).toMatchObject({ ok: false, error });
});

test('the definitions are kept only when they have changed, and never those of a text with an error', async () => {
  const { clock, definitions, taskFile } = await openFakeExecutor(oneTask);
  const before = definitions.kept;
  await taskFile.edit(oneTask);
  await taskFile.edit('{ ');
  await taskFile.edit(oneTask);
  expect([definitions.writes, definitions.kept]).toEqual([1, before]);
  clock.advance(1_000);
  const text = '{ "tasks": { "b": { "script": "b.sh" } } }';
  await taskFile.edit(text);
  expect([definitions.writes, definitions.kept]).toEqual([2, { text, since: clock.now() }]);
});

test('what was approved of the last good definitions is approved still, and nothing else', async () => {
  const wanting = (script: string): string => `{ "tasks": { "a": { "script": "${script}", "autoStart": true } } }`;
  const { executor, reopen, taskFile } = await openFakeExecutor(wanting('a.sh'));
  approveAll(executor);
  await taskFile.edit(wanting('b.sh'));
  await taskFile.edit('{ ');
  const next = await reopen();
  expect(next.allTasks.requests()).toMatchObject([{ name: 'a', state: 'changed' }]);
});

test('a task with an error says so in its row and leaves the others alone', async () => {
  const { executor } = await openFakeExecutor('{ "tasks": {\n "a": { "script": "a.sh" },\n "b": { "script": 1 } } }');
  expect(executor.view().tasks).toMatchObject([
    { name: 'a', status: { kind: 'stopped' } },
    { name: 'b', status: { kind: 'blocked', failure: { reason: 'task-invalid', line: 3 } }, isUndefined: false },
  ]);
  expect(await executor.taskRuns.start('b', 'manual')).toMatchObject({ ok: false, error: { reason: 'task-invalid' } });
});

test('an owner that closes leaves each run three seconds at most', async () => {
  const { clock, executor, launcher } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  const closed = executor.stopAllForClosing();
  clock.advance(3_000);
  expect(launcher.last.asked).toEqual(['SIGINT', 'kill']);
  await launcher.last.exits({ signal: 'SIGKILL' });
  await closed;
  expect(await executor.taskRuns.start('a', 'manual')).toMatchObject({ ok: false, error: { reason: 'closing' } });
});

test('takes over the runs that an earlier owner left, and settles those that ended meanwhile', async () => {
  const left: RunRecord = {
    id: 'r9',
    task: 'a',
    trigger: 'manual',
    createdAt: 1,
    logPath: '/logs/a/r9.log',
    state: 'starting',
  };
  const { executor, launcher, store } = await openFakeExecutor(oneTask, ({ store: prepared }) =>
    prepared.runs.push(left),
  );
  expect(launcher.last.run).toBe('r9');
  await launcher.last.starts(77);
  expect(executor.view().tasks[0]?.status).toMatchObject({ kind: 'running', pid: 77 });
  await launcher.last.exits({ code: 3 });
  expect(store.runs).toMatchObject([{ state: 'ended', outcome: { kind: 'failed', exit: { code: 3 } } }]);
});

test('a task that is to be kept is started again after its backoff, each failure doubling it', async () => {
  const { clock, executor, launcher, store } = await openFakeExecutor(kept);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  await launcher.last.exits({ code: 1 });
  // The random source of these tests is at its lowest, which takes a tenth off each delay.
  expect(executor.view().tasks[0]?.status).toEqual({ kind: 'backing-off', until: clock.now() + 1_800 });
  expect(store.desired('a')).toBe('up');
  clock.advance(1_799);
  await settle();
  expect(launcher.runs).toHaveLength(1);
  clock.advance(1);
  await settle();
  expect(store.runs.at(-1)).toMatchObject({ trigger: 'restart', state: 'starting' });
  await launcher.last.starts();
  await launcher.last.exits({ signal: 'SIGSEGV' });
  expect(executor.view().tasks[0]?.status).toEqual({ kind: 'backing-off', until: clock.now() + 3_600 });
});

test('five short runs in a row are a crash loop', async () => {
  const { clock, executor, launcher } = await openFakeExecutor(kept);
  void executor.taskRuns.start('a', 'manual');
  for (let run = 1; run <= 5; run += 1) {
    await settle();
    await launcher.last.starts();
    await launcher.last.exits({ code: 1 });
    if (run < 5) clock.advance(60_000);
  }
  expect(executor.view().tasks[0]?.status).toMatchObject({ kind: 'crash-looping', shortRuns: 5 });
  expect(launcher.runs).toHaveLength(5);
});

test('a task that is to be kept rests after a success, and after a stop during its delay', async () => {
  const { clock, executor, launcher, store } = await openFakeExecutor(kept);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  await launcher.last.exits({ code: 0 });
  expect([executor.view().tasks[0]?.status.kind, store.desired('a')]).toEqual(['stopped', 'down']);

  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  await launcher.last.exits({ code: 1 });
  await executor.taskRuns.stop('a');
  expect([executor.view().tasks[0]?.status.kind, store.desired('a')]).toEqual(['stopped', 'down']);
  expect(clock.pendingTimers).toBe(0);
});

test('a restart waits for the real end of the old run, then starts without delay', async () => {
  const { executor, launcher, store } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  const first = launcher.last;
  first.hasGroup = true;
  const restarted = executor.taskRuns.restart('a');
  await first.exits({ signal: 'SIGINT' });
  expect(launcher.runs).toHaveLength(1);
  await first.groupEnds();
  expect(first.asked).toEqual(['SIGINT', 'kill']);
  expect(launcher.runs).toHaveLength(2);
  await launcher.last.starts();
  expect(await restarted).toEqual({ ok: true });
  expect(store.runs.map((run) => ('outcome' in run ? run.outcome.kind : run.state))).toEqual(['stopped', 'running']);
});

test('processes that a run has left are counted, and ended before the next one starts', async () => {
  const { executor, launcher, logs } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  const first = launcher.last;
  await first.exitsLeaving(2, { code: 0 });
  expect(executor.view().tasks[0]).toMatchObject({ status: { kind: 'stopped' }, leftovers: 2 });
  expect([...logs.files.values()].join('')).toContain('2 processes left');
  void executor.taskRuns.start('a', 'manual');
  await settle();
  expect(first.asked).toEqual(['SIGINT', 'kill']);
  expect(launcher.runs).toHaveLength(2);
});

test('what a run of an earlier host has left is counted anew, and ended before the task starts again', async () => {
  const { executor, launcher, reopen, store } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  await launcher.last.exitsLeaving(3, { code: 0 });
  launcher.left = 2;
  const next = await reopen();
  await settle();
  expect(next.view().tasks[0]).toMatchObject({ status: { kind: 'stopped' }, leftovers: 2 });
  const [left] = launcher.recalled;
  expect(left?.asked).toEqual(['count']);
  void next.taskRuns.start('a', 'manual');
  await settle();
  expect(left?.asked).toEqual(['count', 'SIGINT', 'kill']);
  expect(launcher.runs).toHaveLength(2);
  await launcher.last.starts();
  expect([next.view().tasks[0]?.leftovers, store.leavingRuns()]).toEqual([0, []]);
});

test('what has ended by itself since an earlier host counted it is forgotten', async () => {
  const { executor, launcher, reopen, store } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  await launcher.last.exitsLeaving(1, { code: 0 });
  const next = await reopen();
  await settle();
  expect([next.view().tasks[0]?.leftovers, store.leavingRuns()]).toEqual([0, []]);
  void next.taskRuns.start('a', 'manual');
  await settle();
  expect(launcher.recalled.map(({ asked }) => asked)).toEqual([['count']]);
});

test('a start that is stopped while it waits for what earlier runs have left begins nothing', async () => {
  const { executor, launcher, reopen } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  await launcher.last.exitsLeaving(1, { code: 0 });
  launcher.left = 1;
  const next = await reopen();
  await settle();
  const [left] = launcher.recalled;
  if (!left) throw new Error('nothing was recalled');
  left.hasGroup = true;
  void next.taskRuns.start('a', 'manual');
  await settle();
  expect(left.asked).toEqual(['count', 'SIGINT']);
  const stopped = next.taskRuns.stop('a');
  await left.groupEnds();
  expect(await stopped).toEqual({ ok: true });
  expect(launcher.runs).toHaveLength(1);
  expect(next.view().tasks[0]).toMatchObject({ status: { kind: 'stopped' }, leftovers: 0 });
});

test('Stop names what it cannot end instead of waiting for it, and tries again when it is asked again', async () => {
  const { executor, launcher } = await openFakeExecutor(oneTask);
  void executor.taskRuns.start('a', 'manual');
  await settle();
  const run = launcher.last;
  await run.starts();
  run.survivors = [{ pid: 41, command: 'sudo sleep 60' }];
  const stopped = executor.taskRuns.stop('a');
  await settle();
  void executor.taskRuns.stop('a');
  const failure = { reason: 'not-ended', task: 'a', processes: ['sudo sleep 60 (pid 41)'] };
  expect(await stopped).toEqual({ ok: false, error: failure });
  expect(executor.view().tasks[0]?.status.kind).toBe('stopping');
  expect(await executor.allTasks.stopAll()).toEqual([{ name: 'a', kind: 'failed', failure }]);
  run.survivors = [];
  const again = executor.taskRuns.stop('a');
  await run.exits({ signal: 'SIGKILL' });
  expect(await again).toEqual({ ok: true });
  expect(run.asked).toEqual(['SIGINT', 'kill', 'kill', 'kill']);
});

test('start all and stop all answer for each task', async () => {
  const { executor, launcher } = await openFakeExecutor(
    '{ "tasks": { "a": { "script": "a.sh" }, "b": { "script": "b.sh" }, "c": { "script": 1 } } }',
  );
  void executor.taskRuns.start('a', 'manual');
  await settle();
  await launcher.last.starts();
  const started = executor.allTasks.startAll();
  await settle();
  await launcher.last.starts();
  expect(await started).toMatchObject([
    { name: 'a', kind: 'already-running' },
    { name: 'b', kind: 'started' },
    { name: 'c', kind: 'failed', failure: { reason: 'task-invalid' } },
  ]);
  const stopped = executor.allTasks.stopAll();
  for (const run of launcher.runs) await run.exits({ signal: 'SIGTERM' });
  expect(await stopped).toEqual([
    { name: 'a', kind: 'stopped' },
    { name: 'b', kind: 'stopped' },
    { name: 'c', kind: 'not-running' },
  ]);
});

test('a new owner brings back what the user wants up, and nothing that is never restarted', async () => {
  const tasks =
    '{ "tasks": { "a": { "script": "a.sh" }, "b": { "script": "b.sh", "restart": "never" }, "c": { "script": "c.sh" } } }';
  const { launcher, store } = await openFakeExecutor(tasks, ({ store: prepared }) => {
    prepared.setDesired('a', 'up');
    prepared.setDesired('b', 'up');
  });
  await settle();
  expect(store.runs).toMatchObject([{ task: 'a', trigger: 'restart' }]);
  expect(launcher.runs).toHaveLength(1);
  expect(store.desired('b')).toBe('down');
});

test('a new owner goes on with a stop that the last one was busy with, until its deadline', async () => {
  const left: RunRecord = {
    id: 'r9',
    task: 'a',
    trigger: 'manual',
    createdAt: 1,
    logPath: '/logs/a/r9.log',
    state: 'running',
    startedAt: 2,
    pid: 77,
    shim: { machineId: 'm', bootId: 'b', pidNamespace: 'n', pid: 76, startTime: '7' },
    stopping: { by: Date.UTC(2026, 0, 1) + 4_000, hasTimedOut: false },
  };
  const { clock, executor, launcher } = await openFakeExecutor(oneTask, ({ store }) => store.runs.push(left));
  await launcher.last.starts(77);
  expect(executor.view().tasks[0]?.status).toEqual({ kind: 'stopping' });
  clock.advance(4_000);
  expect(launcher.last.asked).toEqual(['abandon', 'SIGINT', 'kill']);
  await launcher.last.exits({ signal: 'SIGKILL' });
  expect(executor.view().tasks[0]?.runs[0]?.outcome).toEqual({ kind: 'stopped', exit: { signal: 'SIGKILL' } });
});

test('a run that was being stopped for its timeout has timed out, whichever owner sees its end', async () => {
  const kind = 'timed-out';
  const tasks = '{ "tasks": { "a": { "script": "a.sh", "timeout": "1 min", "stopTimeout": "5 sec" } } }';
  const first = await openFakeExecutor(tasks);
  void first.executor.taskRuns.start('a', 'manual');
  await settle();
  await first.launcher.last.starts(77);
  first.clock.advance(60_000);
  const left = first.store.runs.at(-1);
  expect(left).toMatchObject({ state: 'running', stopping: { hasTimedOut: true } });

  const { executor, launcher } = await openFakeExecutor(tasks, ({ store }) => {
    if (left) store.runs.push(left);
    store.setDesired('a', 'up');
  });
  await launcher.last.starts(77);
  await launcher.last.exits({ signal: 'SIGTERM' });
  await settle();
  expect(executor.history(1, 'a')).toMatchObject([{ outcome: { kind, exit: { signal: 'SIGTERM' } } }]);
  expect(executor.view().tasks[0]?.status.kind).toBe('backing-off');
});

test('what is kept of a settled run is dropped once a later record is sure to be on the disk', async () => {
  const { executor, launcher } = await openFakeExecutor(oneTask);
  for (const forgotten of [[], ['000000000001']]) {
    void executor.taskRuns.start('a', 'manual');
    await settle();
    expect(launcher.forgotten).toEqual(forgotten);
    await launcher.last.starts();
    await launcher.last.exits({ code: 0 });
  }
});

test('says nothing where a reading of the task file brings nothing new', async () => {
  const { executor, taskFile } = await openFakeExecutor(oneTask);
  const changes: string[] = [];
  executor.onDidChange(({ kind }) => changes.push(kind));
  await taskFile.edit(oneTask);
  expect(changes).toEqual([]);
  await taskFile.edit('{ "tasks": { "a": { "script": "b.sh" } } }');
  expect(changes).toEqual(['executor']);
});

test('a secret reaches the script, and no string of the definition, which would put it into the argv', async () => {
  const { executor, launcher, programs } = await openFakeExecutor(
    '{ "tasks": { "a": { "script": "a.sh", "secrets": ["TOKEN"], "args": ["${env:TOKEN}"] } } }',
  );
  expect(await executor.taskRuns.start('a', 'manual')).toMatchObject({
    ok: false,
    error: { reason: 'secret-missing', names: ['TOKEN'] },
  });
  executor.putSecrets({ TOKEN: 'hush', OTHER: 'nobody asked for it' });
  await settle();
  expect(launcher.last.plan?.env).toMatchObject({ TOKEN: 'hush' });
  expect(launcher.last.plan?.env).not.toHaveProperty('OTHER');
  expect(programs.seen).not.toHaveProperty('TOKEN');
});
