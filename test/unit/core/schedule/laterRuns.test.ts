import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../../../src/core/ports.ts';
import { type DueLaterRun, LaterRuns } from '../../../../src/core/schedule/laterRuns.ts';
import { type LaterRun, mostLaterRuns } from '../../../../src/model/schedule/laterRun.ts';
import type { DecidedRun } from '../../../../src/model/run.ts';
import { taskKey } from '../../../../src/model/words/taskKey.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { FakeStore, openFakeExecutor, settle } from '../../../support/fakePorts.ts';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;

/** A host that keeps later runs, or is asked to be another one with the same store and clock. */
class World {
  readonly clock = new FakeClock(start);
  readonly store = new FakeStore();
  readonly entries: JournalEntry[] = [];
  readonly started: DecidedRun[] = [];
  readonly failures: string[] = [];
  readonly changed: string[] = [];
  standing: 'begins' | 'waits' | 'gone' = 'begins';
  private ids = 0;
  private catchingUp = new Set<string>();
  later = this.host();

  /** What the next host of this executor has. */
  restart(): void {
    this.later.dispose();
    this.catchingUp = new Set();
    this.later = this.host();
    this.later.open();
  }

  ask(at: number, more: Partial<LaterRun> = {}): LaterRun {
    const id = `later${String(++this.ids)}`;
    const later = { id, task: 'report', at, timeZone: 'UTC', askedAt: this.clock.now(), ...more };
    expect(this.later.ask(later)).toEqual({ ok: true, value: undefined });
    return later;
  }

  /** No run of the task lives any more. */
  rest(task = 'report'): void {
    this.catchingUp.delete(taskKey(task));
    this.later.reevaluate();
  }

  get runs(): readonly (readonly [trigger: string, at: number])[] {
    return this.started.map(({ scheduledFor = 0, trigger }) => [trigger, scheduledFor - start]);
  }

  private host(): LaterRuns {
    const later = new LaterRuns({
      clock: this.clock,
      store: this.store,
      journal: { record: (entry) => this.entries.push(entry) },
      catchingUp: this.catchingUp,
      standing: () => this.standing,
      prepare: (due) => this.runOf(due),
      start: (runs) => this.started.push(...runs),
      noteSkipped: () => undefined,
      fail: ({ reason }) => this.failures.push(reason),
    });
    later.onDidChange((task) => this.changed.push(task));
    return later;
  }

  private runOf({ later, trigger }: DueLaterRun): DecidedRun {
    const { args, askedAt, at, id, task, timeZone } = later;
    return {
      id: `run${String(++this.ids)}`,
      task,
      trigger,
      createdAt: this.clock.now(),
      logPath: '/l',
      scheduledFor: at,
      ...(args && { args }),
      later: { id, askedAt, timeZone },
      state: 'starting',
    };
  }
}

let world: World;

beforeEach(() => {
  world = new World();
});

afterEach(() => {
  world.later.dispose();
  expect(world.clock.pendingTimers).toBe(0);
});

describe('A run that was asked for at an instant', () => {
  test('begins at the first waking at or after it, once, with its arguments, and is gone then', () => {
    world.later.open();
    const asked = world.ask(start + 20 * minute, { args: ['--year', '2026'] });
    expect(world.later.of('REPORT')).toEqual([asked]);
    world.clock.advance(20 * minute - 1);
    expect(world.started).toEqual([]);
    world.clock.advance(1);
    const { askedAt, id, timeZone } = asked;
    const run = { trigger: 'schedule', scheduledFor: asked.at, args: asked.args, later: { id, askedAt, timeZone } };
    expect(world.started).toMatchObject([run]);
    expect(world.store.runs).toEqual(world.started);
    expect([world.later.all, world.store.laterRuns()]).toEqual([[], []]);
    world.clock.advance(24 * hour);
    expect(world.started).toHaveLength(1);
    expect(world.changed).toEqual(['report', 'report']);
  });

  test('is refused where its instant has passed, and beyond a hundred of a task', () => {
    world.later.open();
    const later = { id: 'a', task: 'report', timeZone: 'UTC', askedAt: start };
    const passed = { reason: 'time-passed', at: start, now: start, timeZone: 'UTC' };
    expect(world.later.ask({ ...later, at: start })).toEqual({ ok: false, error: passed });
    for (let count = 0; count < mostLaterRuns; count += 1) world.ask(start + hour + count);
    const tooMany = { reason: 'too-many-later', task: 'report', most: mostLaterRuns };
    expect(world.later.ask({ ...later, at: start + minute })).toEqual({ ok: false, error: tooMany });
    expect(world.later.ask({ ...later, task: 'other', at: start + minute })).toMatchObject({ ok: true });
  });

  test('is asked for and taken back on the disk, or not at all', () => {
    world.later.open();
    const asked = world.ask(start + minute);
    world.store.refusal = { reason: 'state-unusable', path: '/db', detail: 'full' };
    const refused = { ok: false, error: world.store.refusal };
    expect(world.later.ask({ ...asked, id: 'b' })).toEqual(refused);
    expect(world.later.cancel('report')).toEqual(refused);
    expect(world.later.all).toEqual([asked]);
    world.store.refusal = undefined;
    expect(world.later.cancel('report', 'other')).toEqual({ ok: true, value: [] });
    expect(world.later.cancel('report', asked.id)).toEqual({ ok: true, value: [asked] });
    expect(world.store.laterRuns()).toEqual([]);
    world.clock.advance(hour);
    expect(world.started).toEqual([]);
  });

  test('waits for the end of what runs, however long, and is on time all the same', () => {
    world.later.open();
    world.ask(start + minute);
    world.ask(start + 2 * minute);
    world.standing = 'waits';
    world.clock.advance(5 * hour);
    expect(world.started).toEqual([]);
    expect(world.later.all).toHaveLength(2);
    world.standing = 'begins';
    world.rest();
    expect(world.runs).toEqual([['schedule', minute]]);
    world.rest();
    expect(world.runs).toEqual([
      ['schedule', minute],
      ['schedule', 2 * minute],
    ]);
    expect(world.store.skips).toEqual([]);
  });

  test('that waits is left out where a person stops the task, and one to come is not', () => {
    world.later.open();
    world.ask(start + minute);
    const tomorrow = world.ask(start + 24 * hour);
    world.standing = 'waits';
    world.clock.advance(2 * minute);
    world.later.leaveOutWaiting('report');
    expect(world.later.all).toEqual([tomorrow]);
    expect(world.store.skips).toEqual([
      { task: 'report', from: start + minute, to: start + minute, count: 1, why: 'overlap' },
    ]);
  });

  test('is made up for ten seconds after the next host has come, where none lived at its instant', () => {
    world.later.open();
    world.ask(start + minute);
    world.later.dispose();
    world.clock.advance(3 * hour);
    world.restart();
    world.clock.advance(9_999);
    expect(world.started).toEqual([]);
    world.clock.advance(1);
    expect(world.runs).toEqual([['catch-up', minute]]);
    expect(world.store.skips).toEqual([]);
  });

  test('is on time up to a minute late, with a new host as well', () => {
    world.later.open();
    world.ask(start + minute);
    world.later.dispose();
    world.clock.advance(2 * minute);
    world.restart();
    expect(world.runs).toEqual([['schedule', minute]]);
  });

  test('is made up for after a sleep; of those that would do the same by the latest alone', () => {
    world.later.open();
    world.ask(start + hour);
    world.ask(start + 2 * hour);
    world.ask(start + 3 * hour, { args: ['other'] });
    world.ask(start + 4 * hour, { task: 'poll' });
    world.clock.sleep(6 * hour);
    world.clock.advance(minute);
    expect(world.runs).toEqual([
      ['catch-up', 2 * hour],
      ['catch-up', 4 * hour],
    ]);
    world.rest();
    expect(world.runs.slice(2)).toEqual([['catch-up', 3 * hour]]);
    const missed = { task: 'report', from: start + hour, to: start + hour, count: 1, why: 'missed', because: 'asleep' };
    expect(world.store.skips).toEqual([missed]);
  });

  test('two at most catch up at once', () => {
    world.later.open();
    for (const task of ['a', 'b', 'c']) world.ask(start + hour, { task });
    world.clock.sleep(6 * hour);
    world.clock.advance(minute);
    expect(world.started.map(({ task }) => task)).toEqual(['a', 'b']);
    world.rest('a');
    expect(world.started.map(({ task }) => task)).toEqual(['a', 'b', 'c']);
  });

  test('of a task that has gone from the file is recorded as missed with that reason', () => {
    world.later.open();
    world.ask(start + minute);
    world.standing = 'gone';
    world.clock.advance(30_000);
    expect(world.later.all).toHaveLength(1);
    world.clock.advance(30_000);
    expect(world.later.all).toEqual([]);
    expect(world.store.skips).toMatchObject([{ why: 'undefined', from: start + minute }]);
    expect(world.entries.at(-1)).toMatchObject({ event: 'occurrence-missed', task: 'report' });
  });

  test('that the disk does not let be decided is tried again until it does', () => {
    world.later.open();
    world.ask(start + minute);
    world.store.refusal = { reason: 'state-unusable', path: '/db', detail: 'full' };
    world.clock.advance(minute + 8_000);
    expect(world.started).toEqual([]);
    expect(world.failures.length).toBeGreaterThan(2);
    world.store.refusal = undefined;
    world.clock.advance(10_000);
    expect(world.runs).toEqual([['schedule', minute]]);
  });

  test('is due again where its run was decided and never began', () => {
    world.later.open();
    const asked = world.ask(start + minute, { args: ['x'] });
    world.clock.advance(minute);
    const [decided] = world.started;
    if (!decided) throw new Error('nothing was decided');
    world.clock.advance(hour);
    world.restart();
    world.later.takeBack(decided);
    expect(world.store.runs).toEqual([]);
    expect(world.later.all).toEqual([asked]);
    world.clock.advance(10_000);
    expect(world.started.slice(1)).toMatchObject([{ trigger: 'catch-up', scheduledFor: asked.at, args: ['x'] }]);
  });

  test('follows its task to another name, and what that name had is gone', () => {
    world.later.open();
    world.ask(start + minute);
    world.ask(start + minute, { task: 'summary' });
    world.later.rename('report', 'summary');
    expect(world.later.all).toMatchObject([{ id: 'later1', task: 'summary' }]);
    world.later.rename('summary', 'Summary');
    expect(world.later.all).toMatchObject([{ id: 'later1', task: 'Summary' }]);
  });

  test('ends as exactly one run or one recorded miss, whatever happens', () => {
    const deed = fc.oneof(
      fc.record({ kind: fc.constant('ask' as const), inMs: fc.integer({ min: 1, max: 4 * hour }), args: fc.boolean() }),
      fc.record({
        kind: fc.constantFrom('advance' as const, 'sleep' as const),
        ms: fc.integer({ min: 0, max: 3 * hour }),
      }),
      fc.record({ kind: fc.constantFrom('restart' as const, 'crash' as const, 'rest' as const, 'stop' as const) }),
      fc.record({ kind: fc.constant('set' as const), ms: fc.integer({ min: -2 * hour, max: 2 * hour }) }),
      fc.record({ kind: fc.constant('standing' as const), to: fc.constantFrom('begins', 'waits', 'gone') }),
      fc.record({ kind: fc.constant('disk' as const), refuses: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 40 }), (deeds) => {
        const each = new World();
        const asked: LaterRun[] = [];
        each.later.open();
        for (const [index, one] of deeds.entries()) {
          switch (one.kind) {
            case 'ask':
              if (each.store.refusal) break;
              // No two are for one instant, so that rows without a run can be told apart.
              asked.push(
                each.ask(each.clock.now() + one.inMs + index / 1_000, {
                  task: index % 2 === 0 ? 'report' : 'poll',
                  ...(one.args && { args: ['x'] }),
                }),
              );
              break;
            case 'advance':
              each.clock.advance(one.ms);
              break;
            case 'sleep':
              each.clock.sleep(one.ms);
              break;
            case 'set':
              each.clock.jump(one.ms);
              break;
            case 'restart':
              each.restart();
              break;
            case 'crash': {
              // What was decided last never began, which the next host finds out.
              const last = each.started.at(-1);
              each.restart();
              if (!last || each.store.refusal) break;
              each.started.pop();
              each.later.takeBack(last);
              break;
            }
            case 'rest':
              each.rest('report');
              each.rest('poll');
              break;
            case 'stop':
              if (!each.store.refusal) each.later.leaveOutWaiting('report');
              break;
            case 'standing':
              each.standing = one.to;
              break;
            case 'disk':
              each.store.refusal = one.refuses ? { reason: 'state-unusable', path: '/db', detail: 'full' } : undefined;
          }
        }
        each.store.refusal = undefined;
        each.standing = 'begins';
        each.clock.advance(12 * hour);
        asked.forEach(() => {
          each.rest('report');
          each.rest('poll');
          each.clock.advance(minute);
        });
        each.later.dispose();
        const ends = asked.map(
          ({ at, id }) =>
            each.started.filter((run) => run.later?.id === id).length +
            each.store.skips.filter(({ from }) => from === at).length,
        );
        expect(ends).toEqual(asked.map(() => 1));
        expect(each.store.laterRuns()).toEqual([]);
        expect(each.clock.pendingTimers).toBe(0);
      }),
    );
  });
});

describe('An executor that is asked to run a task later', () => {
  const file = (tasks: object): string => JSON.stringify({ timezone: 'Europe/Berlin', tasks });
  const plain = { a: { script: 'a.sh', restart: 'never' } };

  test('runs it once, leaves everything else as it is, and says so while it is to come', async () => {
    const { clock, executor, launcher, store } = await openFakeExecutor(file(plain));
    const at = clock.now() + 20 * minute;
    const asked = executor.taskRuns.runLater('A', { at, timeZone: 'Europe/Berlin', args: ['x'] });
    expect(asked).toMatchObject({ ok: true, value: { task: 'a', at, askedAt: clock.now() } });
    expect(executor.isIdle).toBe(false);
    const { tasks, timeZone } = executor.view();
    expect(timeZone).toBe('Europe/Berlin');
    expect(tasks[0]).toMatchObject({ status: { kind: 'stopped' }, later: [{ at, args: ['x'] }] });
    clock.advance(20 * minute);
    await settle();
    expect(launcher.last.plan?.argv.at(-1)).toBe('x');
    expect(launcher.last.plan?.env).toMatchObject({ EXECUTOR_TRIGGER: 'schedule' });
    await launcher.last.starts();
    await launcher.last.exits({ code: 1 });
    expect(executor.view().tasks[0]).not.toHaveProperty('later');
    expect(store.desired('a')).toBe('down');
    expect(store.runs).toMatchObject([{ trigger: 'schedule', scheduledFor: at, isOnce: true }]);
    expect(executor.isIdle).toBe(true);
    executor.dispose();
    expect(clock.pendingTimers).toBe(0);
  });

  test.each(['skip', 'queue'] as const)('waits for the end of a live run, with overlap %s', async (overlap) => {
    const tasks = { a: { script: 'a.sh', every: '1 day', overlap } };
    const { clock, executor, launcher, store } = await openFakeExecutor(file(tasks));
    void executor.taskRuns.runNow('a', { beside: false });
    await settle();
    await launcher.last.starts();
    executor.taskRuns.runLater('a', { at: clock.now() + minute, timeZone: 'UTC' });
    clock.advance(hour);
    await settle();
    expect(launcher.runs).toHaveLength(1);
    await launcher.last.exits({ code: 0 });
    expect(launcher.runs).toHaveLength(2);
    expect(store.runs.at(-1)).toMatchObject({ trigger: 'schedule', scheduledFor: clock.now() - 59 * minute });
    executor.dispose();
  });

  test('replaces a live run where the task says so', async () => {
    const tasks = { a: { script: 'a.sh', every: '1 day', overlap: 'replace' } };
    const { clock, executor, launcher } = await openFakeExecutor(file(tasks));
    void executor.taskRuns.runNow('a', { beside: false });
    await settle();
    await launcher.last.starts();
    const [first] = launcher.runs;
    executor.taskRuns.runLater('a', { at: clock.now() + minute, timeZone: 'UTC' });
    clock.advance(minute);
    await settle();
    expect(first?.asked).toContain('SIGTERM');
    executor.dispose();
  });

  test('keeps to it though the task is stopped or its schedule paused, and gives it up where it is removed', async () => {
    const tasks = { a: { script: 'a.sh', every: '1 day' }, b: { script: 'a.sh' } };
    const { clock, executor, launcher, store } = await openFakeExecutor(file(tasks));
    for (const name of ['a', 'b']) executor.taskRuns.runLater(name, { at: clock.now() + hour, timeZone: 'UTC' });
    await executor.taskRuns.start('a', 'manual');
    await executor.taskRuns.stop('a');
    await executor.allTasks.pauseAll();
    expect(executor.view().tasks[0]).toMatchObject({ later: [{ task: 'a' }], schedule: { kind: 'paused' } });
    await executor.edits.remove('b', false);
    expect(store.laterRuns()).toMatchObject([{ task: 'a' }]);
    clock.advance(hour);
    await settle();
    expect(launcher.runs).toHaveLength(1);
    executor.dispose();
  });

  test('takes it along to another name', async () => {
    const { clock, executor, launcher, store } = await openFakeExecutor(file(plain));
    executor.taskRuns.runLater('a', { at: clock.now() + hour, timeZone: 'UTC' });
    await executor.edits.rename('a', 'b');
    expect(executor.view().tasks[0]).toMatchObject({ name: 'b', later: [{ task: 'b' }] });
    clock.advance(hour);
    await settle();
    expect(launcher.runs).toHaveLength(1);
    expect(store.runs).toMatchObject([{ task: 'b' }]);
    executor.dispose();
  });

  test('holds it while the task is not in the file: it runs where that returns in time, else it is missed', async () => {
    const { clock, executor, launcher, store, taskFile } = await openFakeExecutor(file({ ...plain, b: plain.a }));
    executor.taskRuns.runLater('a', { at: clock.now() + hour, timeZone: 'UTC' });
    executor.taskRuns.runLater('b', { at: clock.now() + 2 * hour, timeZone: 'UTC' });
    await taskFile.edit(file({}));
    clock.advance(10_000);
    expect(executor.view().tasks).toMatchObject([
      { name: 'a', isUndefined: true, later: [{}] },
      { name: 'b', isUndefined: true, later: [{}] },
    ]);
    clock.advance(hour);
    await settle();
    expect(store.skips).toMatchObject([{ task: 'a', why: 'undefined' }]);
    await taskFile.edit(file({ b: plain.a }));
    clock.advance(hour);
    await settle();
    expect(launcher.runs).toHaveLength(1);
    executor.dispose();
  });

  test('refuses what is not there and cannot be run', async () => {
    const { clock, executor } = await openFakeExecutor(file({ ...plain, bad: { script: 1 } }));
    const when = { at: clock.now() + hour, timeZone: 'UTC' };
    expect(executor.taskRuns.runLater('none', when)).toMatchObject({ ok: false, error: { reason: 'no-such-task' } });
    expect(executor.taskRuns.runLater('bad', when)).toMatchObject({ ok: false, error: { reason: 'task-invalid' } });
    expect(executor.taskRuns.cancelLater('none')).toMatchObject({ ok: false, error: { reason: 'no-such-task' } });
    expect(executor.taskRuns.cancelLater('a')).toEqual({ ok: true, value: [] });
    executor.dispose();
  });
});
