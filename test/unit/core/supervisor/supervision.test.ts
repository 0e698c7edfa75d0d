import { describe, expect, test } from 'vitest';
import { defaultHostSettings } from '../../../../src/model/host/hostSettings.ts';
import type { RunRecord } from '../../../../src/model/run.ts';
import { type FakeRun, type FakeWorld, openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const missing = { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } as const;

/** A task file with one task `a` that has these fields beside its script. */
function oneTask(fields: object = {}): string {
  return JSON.stringify({ tasks: { a: { script: 'a.sh', ...fields } } });
}

async function startA(world: FakeWorld): Promise<FakeRun> {
  void world.executor.taskRuns.start('a', 'manual');
  await settle();
  await world.launcher.last.starts();
  return world.launcher.last;
}

function status({ executor }: FakeWorld, task = 'a'): string | undefined {
  return executor.view().tasks.find(({ name }) => name === task)?.status.kind;
}

function outcomes({ store }: FakeWorld): readonly string[] {
  return store.runs.map((run) => (run.state === 'ended' ? run.outcome.kind : run.state));
}

describe('trouble that passes', () => {
  const busy = { reason: 'passing-trouble', trouble: 'too-many-processes', detail: 'sh: spawn sh EAGAIN' } as const;

  async function failsToStart(world: FakeWorld): Promise<unknown> {
    const answer = world.executor.taskRuns.start('a', 'manual');
    await settle();
    await world.launcher.last.fails(busy);
    return answer;
  }

  test('delays what is to be kept running until it has passed', async () => {
    const world = await openFakeExecutor(oneTask({ restart: 'always' }));
    expect(await failsToStart(world)).toEqual({ ok: false, error: { ...busy, isTriedAgain: true } });
    const now = world.clock.now();
    expect(world.executor.view().tasks[0]).toMatchObject({
      status: { kind: 'backing-off', until: now + 900, heldUpBy: 'too-many-processes' },
      desired: 'up',
      hasUnseenFailure: false,
    });
    world.clock.advance(1_000);
    await settle();
    await world.launcher.last.fails(busy);
    world.clock.advance(2_000);
    await settle();
    await world.launcher.last.starts();
    expect([outcomes(world), status(world)]).toEqual([['start-failed', 'start-failed', 'running'], 'running']);
  });

  test('is told to a person where nothing is to be kept running', async () => {
    const world = await openFakeExecutor(oneTask({ restart: 'never' }));
    expect(await failsToStart(world)).toEqual({ ok: false, error: busy });
    expect([outcomes(world), status(world), world.store.desired('a')]).toEqual([['start-failed'], 'stopped', 'down']);
    expect(world.clock.pendingTimers).toBe(0);
  });
});

describe('timeout', () => {
  test('a run that takes too long is stopped, counts as a failure and is restarted', async () => {
    const world = await openFakeExecutor(oneTask({ timeout: '1 min', stopTimeout: '5 sec' }));
    const run = await startA(world);
    world.clock.advance(59_999);
    expect(run.asked).toEqual([]);
    world.clock.advance(1);
    expect(run.asked).toEqual(['SIGTERM']);
    world.clock.advance(5_000);
    expect(run.asked).toEqual(['SIGTERM', 'kill']);
    await run.exits({ signal: 'SIGKILL' });
    expect([outcomes(world), status(world)]).toEqual([['timed-out'], 'backing-off']);
    expect(world.executor.view().tasks[0]?.hasUnseenFailure).toBe(true);
    await world.executor.taskRuns.stop('a');
    expect(world.clock.pendingTimers).toBe(0);
  });

  test('goes on for a run that was found', async () => {
    const left: RunRecord = {
      id: 'r9',
      task: 'a',
      trigger: 'manual',
      createdAt: 1,
      logPath: '/logs/a/r9.log',
      state: 'running',
      startedAt: Date.UTC(2026, 0, 1) - 50_000,
      pid: 77,
      shim: { machineId: 'm', bootId: 'b', pidNamespace: 'n', pid: 76, startTime: '7' },
    };
    const world = await openFakeExecutor(oneTask({ timeout: '1 min' }), ({ store }) => store.runs.push(left));
    world.launcher.last.startedAt = left.startedAt;
    await world.launcher.last.starts(77);
    world.clock.advance(9_999);
    expect(world.launcher.last.asked).toEqual([]);
    world.clock.advance(1);
    expect(world.launcher.last.asked).toEqual(['SIGTERM']);
  });
});

describe('stopCommand', () => {
  const task = oneTask({ stopCommand: ['/bin/bye', '-x'], stopTimeout: '5 sec', env: { A: '1' } });

  test('comes before the signal, in the folder, environment and log of its run', async () => {
    const world = await openFakeExecutor(task);
    const run = await startA(world);
    void world.executor.taskRuns.stop('a');
    await settle();
    expect(world.launcher.commands.map(({ plan }) => plan)).toMatchObject([
      {
        argv: ['/bin/bye', '-x'],
        cwd: '/w',
        logPath: '/logs/a/000000000001.log',
        env: { A: '1', EXECUTOR_PID: '41', EXECUTOR_RUN_ID: '000000000001' },
      },
    ]);
    expect(world.logs.files.get('/logs/a/000000000001.log')).toContain(
      '── executor: run 000000000001 · stopping with /bin/bye -x',
    );
    expect(run.asked).toEqual([]);
    world.launcher.commands[0]?.ends({ kind: 'ended', exit: { code: 0 } });
    await settle();
    expect(run.asked).toEqual(['SIGTERM']);
    await run.exits({ code: 0 });
    expect([run.asked, outcomes(world)]).toEqual([['SIGTERM', 'kill'], ['stopped']]);
  });

  test('is cut off when its time is over, and the signal has as much again', async () => {
    const world = await openFakeExecutor(task);
    const run = await startA(world);
    void world.executor.taskRuns.stop('a');
    await settle();
    world.clock.advance(5_000);
    await settle();
    expect(run.asked).toEqual(['SIGTERM']);
    expect(world.entries.at(-1)).toMatchObject({ event: 'stop-command-failed', level: 'warning' });
    world.clock.advance(4_999);
    expect(run.asked).toEqual(['SIGTERM']);
    world.clock.advance(1);
    expect(run.asked).toEqual(['SIGTERM', 'kill']);
  });

  test('that cannot be run leaves the rest to the signal', async () => {
    const world = await openFakeExecutor(task);
    const run = await startA(world);
    world.programs.refusal = { reason: 'program-missing', program: '/bin/bye', places: ['/bin'] };
    void world.executor.taskRuns.stop('a');
    await settle();
    expect([world.launcher.commands, run.asked]).toEqual([[], ['SIGTERM']]);
    expect(world.entries.at(-1)?.message).toContain('could not be run');
  });

  test('is skipped by a second stop', async () => {
    const world = await openFakeExecutor(task);
    const run = await startA(world);
    void world.executor.taskRuns.stop('a');
    void world.executor.taskRuns.stop('a');
    expect(run.asked).toEqual(['kill']);
  });
});

test('a task gives up after giveUpAfter short runs, and an edit does not bring it back', async () => {
  const fields = { backoff: { giveUpAfter: 2 } };
  const world = await openFakeExecutor(oneTask(fields));
  await (await startA(world)).exits({ code: 1 });
  world.clock.advance(2_000);
  await settle();
  await world.launcher.last.starts();
  await world.launcher.last.exits({ code: 1 });
  expect(world.executor.view().tasks[0]?.status).toEqual({ kind: 'gave-up', shortRuns: 2 });
  expect([world.store.desired('a'), world.clock.pendingTimers]).toEqual(['down', 0]);
  await world.taskFile.edit(oneTask({ ...fields, args: ['-v'] }));
  expect([status(world), world.launcher.runs.length]).toEqual(['gave-up', 2]);
  await startA(world);
  expect(status(world)).toBe('running');
});

describe('a task that cannot start', () => {
  test('stays wanted, and starts when what it lacks appears', async () => {
    const world = await openFakeExecutor(oneTask());
    world.programs.refusal = missing;
    await world.executor.taskRuns.start('a', 'manual');
    expect([status(world), world.store.desired('a')]).toEqual(['blocked', 'up']);
    expect([...world.pathWatch.awaited.keys()]).toEqual(['/w/a.sh']);
    world.programs.refusal = undefined;
    await world.pathWatch.appear('/w/a.sh');
    expect([status(world), world.store.runs.at(-1)?.trigger]).toEqual(['starting', 'restart']);
    expect(world.pathWatch.awaited.size).toBe(0);
  });

  test('is tried again when its definition is edited, not when another one is', async () => {
    const world = await openFakeExecutor(oneTask());
    world.programs.refusal = missing;
    await world.executor.taskRuns.start('a', 'manual');
    await world.taskFile.edit('{ "tasks": { "a": { "script": "a.sh" }, "b": { "script": "b.sh" } } }');
    expect([status(world), world.store.runs.length]).toEqual(['blocked', 1]);
    world.programs.refusal = undefined;
    await world.taskFile.edit('{ "tasks": { "a": { "script": "c.sh" }, "b": { "script": "b.sh" } } }');
    expect([status(world), world.store.runs.length]).toEqual(['starting', 2]);
  });

  test('rests where it is never restarted', async () => {
    const world = await openFakeExecutor(oneTask({ restart: 'never' }));
    world.programs.refusal = missing;
    await world.executor.taskRuns.start('a', 'manual');
    expect([status(world), world.store.desired('a')]).toEqual(['blocked', 'down']);
    await world.pathWatch.appear('/w/a.sh');
    expect([status(world), world.store.runs.length]).toEqual(['stopped', 1]);
  });

  test('says which env file is missing, and waits for it', async () => {
    const world = await openFakeExecutor(oneTask({ envFile: '.env' }));
    const started = await world.executor.taskRuns.start('a', 'manual');
    expect(started).toMatchObject({ ok: false, error: { reason: 'env-file-missing' } });
    world.envFiles.set('.env', { path: '.env', assignments: [{ name: 'A', value: ['1'] }] });
    await world.pathWatch.appear('/w/.env');
    expect(world.launcher.last.plan?.env).toMatchObject({ A: '1' });
  });

  test('starts when the secret that it lacks is there', async () => {
    const world = await openFakeExecutor(oneTask({ secrets: ['KEY'] }));
    const started = await world.executor.taskRuns.start('a', 'manual');
    expect(started).toMatchObject({ ok: false, error: { reason: 'secret-missing', names: ['KEY'] } });
    world.executor.putSecrets({ KEY: 'x', OTHER: 'y' });
    await settle();
    expect(world.launcher.last.plan?.env).toMatchObject({ KEY: 'x' });
    expect(world.launcher.last.plan?.env).not.toHaveProperty('OTHER');
  });
});

describe('watch', () => {
  test('restarts the live run once its files have been quiet, without backoff, and says which file it was', async () => {
    const world = await openFakeExecutor(oneTask({ watch: ['src/**'] }));
    const run = await startA(world);
    expect([...world.fileWatch.watches.keys()]).toEqual(['src/**']);
    world.fileWatch.change('src/a.py');
    world.clock.advance(299);
    world.fileWatch.change('src/b.py');
    world.clock.advance(299);
    expect(run.asked).toEqual([]);
    world.clock.advance(1);
    expect(run.asked).toEqual(['SIGTERM']);
    expect(world.entries.find(({ event }) => event === 'file-changed')?.message).toContain('src/a.py');
    expect(world.fileWatch.watches.size).toBe(0);
    await run.exits({ signal: 'SIGTERM' });
    await world.launcher.last.starts();
    expect([outcomes(world), world.store.runs.at(-1)?.trigger]).toEqual([['stopped', 'running'], 'restart']);
    expect(world.fileWatch.watches.size).toBe(1);
  });

  test('is forgotten with the run', async () => {
    const world = await openFakeExecutor(oneTask({ watch: ['src/**'], restart: 'never' }));
    const run = await startA(world);
    world.fileWatch.change('src/a.py');
    await run.exits({ code: 0 });
    expect([world.fileWatch.watches.size, world.clock.pendingTimers]).toEqual([0, 0]);
  });
});

test('a signal that a person sends goes to the live run, whose end by it is no failure', async () => {
  const world = await openFakeExecutor(oneTask());
  expect(await world.executor.taskRuns.signal('a', 'SIGUSR1')).toMatchObject({ error: { reason: 'task-not-running' } });
  const run = await startA(world);
  expect(await world.executor.taskRuns.signal('a', 'SIGUSR1')).toMatchObject({ ok: true });
  await run.exits({ signal: 'SIGUSR1' });
  expect([run.asked, outcomes(world), status(world)]).toEqual([['SIGUSR1'], ['stopped'], 'stopped']);
});

describe('where only so many may run', () => {
  const two = '{ "tasks": { "a": { "script": "a.sh" }, "b": { "script": "b.sh", "restart": "always" } } }';

  async function full(): Promise<FakeWorld> {
    const world = await openFakeExecutor(two);
    world.executor.applySettings({ ...defaultHostSettings, maxConcurrentRuns: 1 });
    await startA(world);
    expect(await world.executor.taskRuns.start('b', 'manual')).toMatchObject({ ok: true });
    return world;
  }

  test('the next one waits, wanted but not in the history, and starts when there is room', async () => {
    const world = await full();
    expect([status(world, 'b'), world.store.desired('b'), world.store.runs.length]).toEqual(['waiting', 'up', 1]);
    await world.launcher.last.exits({ code: 0 });
    expect([status(world, 'b'), world.store.runs.at(-1)?.task]).toEqual(['starting', 'b']);
  });

  test('it starts when more may run', async () => {
    const world = await full();
    world.executor.applySettings({ ...defaultHostSettings, maxConcurrentRuns: 2 });
    await settle();
    expect(status(world, 'b')).toBe('starting');
  });

  test('a stop takes it out of the row', async () => {
    const world = await full();
    await world.executor.taskRuns.stop('b');
    await world.launcher.last.exits({ code: 0 });
    expect([status(world, 'b'), world.store.desired('b'), world.launcher.runs.length]).toEqual(['stopped', 'down', 1]);
  });

  test('all others are told their new places when one has left the row, and a restart goes to its end', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const tasks = Object.fromEntries(names.map((name) => [name, { script: 'a.sh' }]));
    const world = await openFakeExecutor(JSON.stringify({ tasks }));
    world.executor.applySettings({ ...defaultHostSettings, maxConcurrentRuns: 1 });
    await startA(world);
    for (const name of ['b', 'c', 'd']) await world.executor.taskRuns.start(name, 'manual');
    const places = (): readonly unknown[] =>
      world.executor
        .view()
        .tasks.map(({ name, status: its }) => (its.kind === 'waiting' ? `${name} ${String(its.position)}` : name));
    expect(places()).toEqual(['a', 'b 1', 'c 2', 'd 3']);
    const told: unknown[] = [];
    world.executor.onDidChange((change) => {
      if (change.kind === 'task') told.push([change.task.name, change.task.status]);
    });
    await world.executor.taskRuns.stop('b');
    expect(told).toContainEqual(['d', { kind: 'waiting', position: 2 }]);
    void world.executor.taskRuns.restart('c');
    await settle();
    expect(places()).toEqual(['a', 'b', 'c 2', 'd 1']);
  });

  test('a scheduled run waits as well', async () => {
    const world = await openFakeExecutor(
      '{ "tasks": { "a": { "script": "a.sh" }, "b": { "script": "b.sh", "every": "1 hour" } } }',
    );
    world.executor.applySettings({ ...defaultHostSettings, maxConcurrentRuns: 1 });
    await world.executor.taskRuns.start('b', 'manual');
    await startA(world);
    world.clock.advance(3_600_000);
    await settle();
    expect([status(world, 'b'), world.launcher.runs.length]).toEqual(['waiting', 1]);
    await world.launcher.last.exits({ code: 0 });
    expect(status(world, 'b')).toBe('starting');
  });

  test('a restart needs no other slot', async () => {
    const world = await full();
    const first = world.launcher.last;
    void world.executor.taskRuns.restart('a');
    await first.exits({ signal: 'SIGTERM' });
    expect([status(world, 'a'), status(world, 'b')]).toEqual(['starting', 'waiting']);
  });
});

describe('a single run', () => {
  test('is not restarted, has its own arguments and leaves the task down', async () => {
    const world = await openFakeExecutor(oneTask({ args: ['-v'] }));
    void world.executor.taskRuns.runNow('a', { beside: false, args: ['two words'] });
    await settle();
    await world.launcher.last.starts();
    expect(world.launcher.last.plan?.argv).toEqual(['/bin/sh', '/w/a.sh', '-v', 'two words']);
    expect([...world.logs.files.values()][0]).toMatch(/added +'two words'/);
    expect(world.store.desired('a')).toBe('down');
    await world.launcher.last.exits({ code: 1 });
    expect([status(world), world.store.desired('a')]).toEqual(['stopped', 'down']);
  });

  test('beside a live one is recorded as such, ends alone and changes nothing', async () => {
    const world = await openFakeExecutor(oneTask());
    const kept = await startA(world);
    void world.executor.taskRuns.runNow('a', { beside: true });
    await settle();
    const extra = world.launcher.last;
    await extra.starts();
    expect(world.store.runs.at(-1)).toMatchObject({ isExtra: true, isOnce: true });
    await extra.exits({ code: 1 });
    expect([status(world), world.store.desired('a'), kept.asked]).toEqual(['running', 'up', []]);
  });

  test('that a schedule has decided is not recorded twice', async () => {
    const world = await openFakeExecutor(oneTask({ every: '1 min' }));
    await world.executor.taskRuns.start('a', 'manual');
    world.clock.advance(60_000);
    await settle();
    expect(world.store.runs).toMatchObject([{ trigger: 'schedule', isOnce: true, scheduledFor: world.clock.now() }]);
    await world.launcher.last.starts();
    expect([outcomes(world), world.store.desired('a')]).toEqual([['running'], 'down']);
    expect(world.launcher.last.plan?.env).toHaveProperty('EXECUTOR_SCHEDULED_FOR');
    expect([...world.logs.files.values()][0]).toMatch(/due +\d{4}-/);
  });
});

describe('a task that goes from the file for longer than an edit takes', () => {
  test('is not restarted, stays wanted, and starts again when it returns', async () => {
    const world = await openFakeExecutor(oneTask());
    const run = await startA(world);
    await world.taskFile.edit('{ "tasks": {} }');
    world.clock.advance(5_000);
    await run.exits({ code: 1 });
    expect([status(world), world.store.desired('a'), world.clock.pendingTimers]).toEqual(['stopped', 'up', 0]);
    await world.taskFile.edit(oneTask());
    expect([status(world), world.store.runs.at(-1)?.trigger]).toEqual(['starting', 'restart']);
  });

  test('keeps a run that lives all the time', async () => {
    const world = await openFakeExecutor(oneTask());
    const run = await startA(world);
    await world.taskFile.edit('{ "tasks": {} }');
    world.clock.advance(5_000);
    await world.taskFile.edit(oneTask());
    expect([status(world), run.asked, world.launcher.runs.length]).toEqual(['running', [], 1]);
  });
});

test('a live task whose definition would run otherwise is changed until it is started anew', async () => {
  const world = await openFakeExecutor(oneTask());
  const run = await startA(world);
  const isChanged = (): boolean | undefined => world.executor.view().tasks[0]?.isChanged;
  await world.taskFile.edit(oneTask({ group: 'g' }));
  expect(isChanged()).toBe(false);
  await world.taskFile.edit(oneTask({ args: ['-v'] }));
  expect(isChanged()).toBe(true);
  void world.executor.taskRuns.restart('a');
  await run.exits({ signal: 'SIGTERM' });
  await world.launcher.last.starts();
  expect(isChanged()).toBe(false);
});

describe('a run that an earlier host decided and that never began', () => {
  const left: RunRecord = {
    id: 'r9',
    task: 'a',
    trigger: 'restart',
    createdAt: Date.UTC(2026, 0, 1) - 90_000,
    logPath: '/logs/a/r9.log',
    state: 'starting',
  };

  async function found(record: Partial<RunRecord>, desired: 'up' | 'down', fields: object = {}): Promise<FakeWorld> {
    const world = await openFakeExecutor(oneTask(fields), ({ store }) => {
      store.runs.push({ ...left, ...record } as RunRecord);
      store.setDesired('a', desired);
    });
    await world.launcher.last.isAbandoned();
    await settle();
    return world;
  }

  test('is started anew under another id where its task is wanted up, whatever its restart policy', async () => {
    for (const restart of ['always', 'never']) {
      const world = await found({}, 'up', { restart });
      await world.launcher.last.starts();
      expect(world.store.runs).toMatchObject([{ trigger: 'restart', state: 'running' }]);
      expect(world.store.runs[0]?.id).not.toBe('r9');
      expect(world.launcher.runs).toHaveLength(2);
    }
  });

  test('is over where nobody wants its task any more', async () => {
    const world = await found({}, 'down');
    expect([outcomes(world), status(world), world.launcher.runs.length]).toEqual([['stopped'], 'stopped', 1]);
  });

  test('and was for once is started anew only where it was asked for a moment ago', async () => {
    const old = await found({ trigger: 'manual', isOnce: true }, 'down');
    expect([outcomes(old), old.launcher.runs.length]).toEqual([['stopped'], 1]);
    const fresh = await found({ trigger: 'manual', isOnce: true, createdAt: Date.UTC(2026, 0, 1) - 9_000 }, 'down');
    await fresh.launcher.last.starts();
    expect([outcomes(fresh), fresh.launcher.runs.length]).toEqual([['running'], 2]);
    await fresh.launcher.last.exits({ code: 1 });
    expect(status(fresh)).toBe('stopped');
  });

  test('is started anew beside the run of its task where it was to run there', async () => {
    const world = await found({ isExtra: true, isOnce: true, createdAt: Date.UTC(2026, 0, 1) }, 'down');
    await world.launcher.last.starts();
    expect(world.executor.view().tasks).toMatchObject([{ extraRuns: 1 }]);
    expect(world.store.runs).toMatchObject([{ isExtra: true, state: 'running' }]);
  });

  test('keeps the occurrence that it was for, and is caught up where that is long past', async () => {
    const world = await openFakeExecutor(oneTask({ every: '1 hour', catchUp: 'latest' }));
    await world.executor.taskRuns.start('a', 'manual');
    world.clock.advance(3_600_000);
    await settle();
    const [decided] = world.store.runs;
    world.executor.dispose();
    world.clock.advance(600_000);
    const next = await world.reopen();
    await world.launcher.last.isAbandoned();
    await settle();
    expect([world.store.runs, world.store.schedule('a')?.owed]).toEqual([[], [decided?.scheduledFor]]);
    world.clock.advance(10_000);
    await settle();
    await world.launcher.last.starts();
    expect(world.store.runs).toMatchObject([{ trigger: 'catch-up', scheduledFor: decided?.scheduledFor }]);
    next.dispose();
  });

  test('is the only one that begins, although a further occurrence has come due meanwhile', async () => {
    const world = await openFakeExecutor(oneTask({ every: '2 sec' }));
    await world.executor.taskRuns.start('a', 'manual');
    world.clock.advance(2_000);
    await settle();
    const [decided] = world.store.runs;
    world.executor.dispose();
    world.clock.advance(2_100);
    const next = await world.reopen();
    await world.launcher.last.isAbandoned();
    await settle();
    const unended = (): readonly RunRecord[] => world.store.runs.filter(({ state }) => state !== 'ended');
    await world.launcher.last.starts();
    expect(unended()).toMatchObject([{ scheduledFor: decided?.scheduledFor, state: 'running' }]);
    expect(world.launcher.runs).toHaveLength(3);
    // The further one begins when that has ended.
    await world.launcher.last.exits({ code: 0 });
    await settle();
    expect(unended()).toHaveLength(world.launcher.runs.length - 3);
    next.dispose();
  });
});

test('a schedule that has ended says so when it is started', async () => {
  const world = await openFakeExecutor(
    oneTask({ every: '1 hour', start: '2025-01-01T00:00Z', end: '2025-02-01T00:00Z' }),
  );
  const failure = { reason: 'schedule-ended', task: 'a' };
  expect(await world.executor.taskRuns.start('a', 'manual')).toEqual({ ok: false, error: failure });
  expect(await world.executor.allTasks.startAll()).toEqual([{ name: 'a', kind: 'failed', failure }]);
});
