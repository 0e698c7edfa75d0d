import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '../../../../src/base/result.ts';
import type { JournalEntry } from '../../../../src/core/ports.ts';
import { type DueOccurrence, Scheduler } from '../../../../src/core/schedule/scheduler.ts';
import type { CatchUpPolicy } from '../../../../src/model/schedule/catchUpPolicy.ts';
import { parsePeriod } from '../../../../src/model/time/period.ts';
import type { RunRecord } from '../../../../src/model/run.ts';
import { parseRecurrence } from '../../../../src/model/schedule/recurrence.ts';
import { dueTime } from '../../../../src/model/schedule/dueTimes.ts';
import {
  createRule,
  createSchedule,
  type PeriodRule,
  type Schedule,
  type WrittenBounds,
} from '../../../../src/model/schedule/schedule.ts';
import { isMissed } from '../../../../src/model/schedule/skipped.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { word } from '../../../../src/model/words/clause.ts';
import { FakeStore } from '../../../support/fakePorts.ts';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;

type Starting = RunRecord & { readonly state: 'starting' };

/** A host that lives or is asked to be another one with the same store and clock. */
class World {
  readonly clock = new FakeClock(start);
  readonly store = new FakeStore();
  readonly entries: JournalEntry[] = [];
  readonly started: Starting[] = [];
  readonly failures: string[] = [];
  isLive = false;
  isUncertain = false;
  missed = 0;
  private ids = 0;
  scheduler = this.host();

  /** What the next host of this executor has. */
  restart(): void {
    this.scheduler.dispose();
    this.scheduler = this.host();
  }

  get scheduledFor(): readonly string[] {
    return this.started.map(({ scheduledFor }) => new Date(scheduledFor ?? 0).toISOString());
  }

  private host(): Scheduler {
    return new Scheduler({
      clock: this.clock,
      store: this.store,
      journal: { record: (entry) => this.entries.push(entry) },
      prepare: (due) => (this.isLive ? undefined : this.runOf(due)),
      isUncertain: () => this.isUncertain,
      start: (runs) => this.started.push(...runs),
      noteSkipped: (skipped) => {
        if (isMissed(skipped)) this.missed += skipped.count;
      },
      fail: ({ reason }) => this.failures.push(reason),
    });
  }

  private runOf({ at, task, trigger }: DueOccurrence): Starting {
    const id = String(++this.ids).padStart(12, '0');
    return { id, task, trigger, createdAt: this.clock.now(), logPath: '/l', scheduledFor: at, state: 'starting' };
  }
}

function every(text: string, more: Partial<PeriodRule> = {}): Schedule {
  const period = parsePeriod(text);
  if (!period.ok) throw new Error(word(period.error.message));
  return createSchedule({ kind: 'period', every: text, period: period.value, timeZone: 'UTC', ...more });
}

function cron(text: string, bounds: WrittenBounds = {}): Schedule {
  const recurrence = parseRecurrence(text);
  if (!recurrence.ok) throw new Error(word(recurrence.error.message));
  return createSchedule(createRule(recurrence.value, bounds, 'UTC'));
}

let world: World;

beforeEach(() => {
  world = new World();
});

afterEach(() => {
  world.scheduler.dispose();
  expect(world.clock.pendingTimers).toBe(0);
});

function open(schedule: Schedule): void {
  world.scheduler.define('report', schedule);
  world.scheduler.open();
}

describe('A schedule', () => {
  test('starts nothing before somebody arms it', () => {
    open(every('1 min'));
    world.clock.advance(10 * minute);
    expect(world.started).toEqual([]);
    const { rules } = every('1 min');
    expect(world.scheduler.view('report')).toEqual({ kind: 'paused', rules, timeZone: 'UTC' });
  });

  test('comes due one period after it was armed where it names no start', () => {
    open(every('10 min'));
    expect(world.scheduler.arm('report')).toEqual({ at: start + 10 * minute, timeZone: 'UTC' });
    world.clock.advance(10 * minute - 1);
    expect(world.started).toEqual([]);
    world.clock.advance(1);
    expect(world.started).toMatchObject([{ task: 'report', trigger: 'schedule', scheduledFor: start + 10 * minute }]);
    expect(world.scheduler.view('report')).toMatchObject({ kind: 'armed', anchor: start, next: start + 20 * minute });
    world.scheduler.pause('report');
    expect(world.scheduler.view('report')).toMatchObject({ kind: 'paused', anchor: start });
  });

  test('runs at start + k · period exactly, none missing and none twice, over twenty occurrences', () => {
    open(every('7 min', { start: start + 3 * minute }));
    world.scheduler.arm('report');
    world.clock.advance(3 * minute + 19 * 7 * minute);
    expect(world.started.map(({ scheduledFor }) => scheduledFor)).toEqual(
      Array.from({ length: 20 }, (_, k) => start + 3 * minute + k * 7 * minute),
    );
    expect(world.started.every((run) => run.createdAt >= (run.scheduledFor ?? 0))).toBe(true);
  });

  test('never runs before its start', () => {
    open(every('1 hour', { start: start + 100 * hour }));
    expect(world.scheduler.arm('report')?.at).toBe(start + 100 * hour);
    world.clock.advance(99 * hour);
    expect(world.started).toEqual([]);
  });

  test('that is paused comes no more due, and keeps its anchor for the time it is armed again', () => {
    open(every('10 min'));
    world.scheduler.arm('report');
    world.clock.advance(5 * minute);
    expect(world.scheduler.pause('report')).toBe(true);
    expect(world.scheduler.pause('report')).toBe(false);
    world.clock.advance(27 * minute);
    expect(world.started).toEqual([]);
    expect(world.scheduler.arm('report')?.at).toBe(start + 40 * minute);
  });

  test('gets a new anchor by an edit of its period, and no other', () => {
    open(every('10 min'));
    world.scheduler.arm('report');
    world.clock.advance(5 * minute);
    world.scheduler.define('report', every('10 min', { timeZone: 'Europe/Berlin' }));
    expect(world.scheduler.view('report')).toMatchObject({ next: start + 10 * minute });
    world.scheduler.define('report', every('20 min'));
    expect(world.scheduler.view('report')).toMatchObject({ next: start + 25 * minute });
  });

  test('owes nothing for the time before an edit was seen', () => {
    open(every('1 day', { start: start + 5 * hour }));
    world.scheduler.arm('report');
    world.scheduler.dispose();
    world.clock.advance(10 * hour);
    world.restart();
    open(every('1 day', { start: start + 6 * hour }));
    expect(world.started).toEqual([]);
    expect(world.scheduler.view('report')).toMatchObject({ next: start + 30 * hour });
  });

  test('is skipped while a run of the task is live, and says so', () => {
    open(every('10 min'));
    world.scheduler.arm('report');
    world.isLive = true;
    world.clock.advance(10 * minute);
    expect(world.started).toEqual([]);
    expect(world.entries.map(({ message }) => message)).toEqual([
      'report: 1 run skipped for 2026-01-01T00:10:00.000Z: the previous run was still running',
    ]);
    world.isLive = false;
    world.clock.advance(10 * minute);
    expect(world.scheduledFor).toEqual(['2026-01-01T00:20:00.000Z']);
  });

  test('leads to one run, the latest, for all occurrences found due at one waking', () => {
    open(every('1 hour'));
    world.scheduler.arm('report');
    world.clock.sleep(5 * hour + 30 * minute);
    world.clock.advance(40_000);
    expect(world.started).toMatchObject([{ trigger: 'catch-up', scheduledFor: start + 5 * hour }]);
    expect(world.missed).toBe(4);
    expect(world.entries.map(({ message }) => message)).toEqual([
      'report: 4 runs missed from 2026-01-01T01:00:00.000Z to 2026-01-01T04:00:00.000Z: the computer was asleep',
    ]);
  });

  test('notices within thirty seconds that the clock was set forward, and repeats nothing when it is set back', () => {
    open(every('1 hour'));
    world.scheduler.arm('report');
    world.clock.jump(hour);
    world.clock.advance(30_000);
    expect(world.started).toHaveLength(1);
    world.clock.jump(-hour);
    expect(world.scheduler.view('report')).toMatchObject({ next: start + 2 * hour });
    world.clock.advance(hour + 59 * minute);
    expect(world.started).toHaveLength(1);
    world.clock.advance(minute);
    expect(world.started).toHaveLength(2);
  });

  test('is taken over by the next host, which catches up on what came due meanwhile and repeats nothing', () => {
    open(every('1 hour'));
    world.scheduler.arm('report');
    world.clock.advance(hour);
    world.restart();
    open(every('1 hour'));
    expect(world.started).toHaveLength(1);
    world.scheduler.dispose();
    world.clock.advance(hour + 10 * minute);
    world.restart();
    open(every('1 hour'));
    world.clock.advance(10_000);
    expect(world.started).toMatchObject([
      { trigger: 'schedule', scheduledFor: start + hour },
      { trigger: 'catch-up', scheduledFor: start + 2 * hour },
    ]);
  });

  test('is held while its task is not in the file, and what it would have run meanwhile is only counted', () => {
    open(every('1 hour'));
    world.scheduler.arm('report');
    world.scheduler.hold('report');
    world.clock.advance(3 * hour + 5 * minute);
    world.scheduler.resume('report', every('1 hour'));
    expect(world.store.skips).toEqual([
      { task: 'report', from: start + hour, to: start + 3 * hour, count: 3, why: 'undefined' },
    ]);
    world.scheduler.define('report', every('1 hour'));
    expect(world.started).toEqual([]);
    expect(world.scheduler.view('report')).toMatchObject({ kind: 'armed', next: start + 4 * hour });
  });

  test('whose decision cannot be written starts nothing', () => {
    open(every('1 hour'));
    world.scheduler.arm('report');
    world.store.refusal = { reason: 'state-replaced', path: '/s' };
    world.clock.advance(hour);
    expect(world.started).toEqual([]);
    expect(world.failures).toEqual(['state-replaced']);
  });

  test('whose decision the disk refuses once is decided a moment later, before the next one', () => {
    const world = new World();
    world.scheduler.define('a', every('10 sec'));
    world.scheduler.open();
    world.scheduler.arm('a');
    world.store.refusal = { reason: 'state-unusable', path: '/s', detail: 'full' };
    world.clock.advance(10_000);
    expect([world.started, world.failures.length]).toEqual([[], 1]);
    world.store.refusal = undefined;
    world.clock.advance(1_000);
    expect(world.scheduledFor).toEqual(['2026-01-01T00:00:10.000Z']);
    world.clock.advance(9_000);
    expect(world.scheduledFor).toEqual(['2026-01-01T00:00:10.000Z', '2026-01-01T00:00:20.000Z']);
  });

  test('whose decision the disk refuses for a while is tried again after 1, 2, 4 … seconds, at most 10', () => {
    open(every('1 hour'));
    world.scheduler.arm('report');
    world.store.refusal = { reason: 'state-unusable', path: '/s', detail: 'full' };
    world.clock.advance(hour + 40_000);
    expect([world.started, world.failures.length]).toEqual([[], 7]);
    world.store.refusal = undefined;
    world.clock.advance(30_000);
    expect(world.started).toMatchObject([{ trigger: 'schedule', scheduledFor: start + hour }]);
    world.clock.advance(hour - 70_000);
    expect(world.started).toHaveLength(2);
  });
});

test('Pausing all schedules together brings back exactly these', () => {
  for (const task of ['a', 'b', 'c']) world.scheduler.define(task, every('1 hour'));
  world.scheduler.open();
  world.scheduler.arm('a');
  world.scheduler.arm('b');
  world.scheduler.arm('c');
  world.scheduler.pause('c');
  for (const task of ['a', 'b', 'c']) world.scheduler.pause(task, { together: true });
  // Whoever pauses one of them alone wants it paused.
  world.scheduler.pause('b');
  expect(['a', 'b', 'c'].filter((task) => world.scheduler.isPausedTogether(task))).toEqual(['a']);
});

test('All occurrences that are due at one waking are decided together', () => {
  const decided: number[] = [];
  const decide = world.store.decide.bind(world.store);
  world.store.decide = (decisions) => {
    decided.push(decisions.length);
    return decide(decisions);
  };
  for (const task of ['a', 'b', 'c']) world.scheduler.define(task, every('1 hour', { start: start + hour }));
  world.scheduler.open();
  for (const task of ['a', 'b', 'c']) world.scheduler.arm(task);
  world.clock.advance(hour);
  expect(decided).toEqual([3]);
  expect(world.started.map(({ task }) => task)).toEqual(['a', 'b', 'c']);
  expect(world.store.decide([])).toEqual(ok(undefined));
});

describe('the next run that a person skips', () => {
  const hourly = every('1 hour');

  test('does not come, and the one after it does', () => {
    open(hourly);
    world.scheduler.arm('report');
    expect(world.scheduler.skipNext('report')).toEqual(
      ok({ task: 'report', at: start + hour, timeZone: 'UTC', next: start + 2 * hour }),
    );
    expect(world.store.skips).toEqual([
      { task: 'report', from: start + hour, to: start + hour, count: 1, why: 'by-user' },
    ]);
    expect(world.scheduler.view('report')).toMatchObject({ kind: 'armed', next: start + 2 * hour });
    world.clock.advance(2 * hour);
    expect(world.scheduledFor).toEqual(['2026-01-01T02:00:00.000Z']);
    expect(world.missed).toBe(0);
    expect(world.store.schedule('report')).not.toHaveProperty('skips');
  });

  test('is the one after a skipped one when asked again', () => {
    open(hourly);
    world.scheduler.arm('report');
    world.scheduler.skipNext('report');
    expect(world.scheduler.skipNext('report')).toMatchObject({ value: { at: start + 2 * hour } });
    world.clock.advance(3 * hour);
    expect(world.scheduledFor).toEqual(['2026-01-01T03:00:00.000Z']);
  });

  test('stays skipped for the next host, through a pause, and is neither missed nor caught up', () => {
    open(hourly);
    world.scheduler.arm('report');
    world.scheduler.skipNext('report');
    world.scheduler.pause('report');
    world.scheduler.arm('report');
    world.scheduler.dispose();
    world.clock.advance(hour + 30 * minute);
    world.restart();
    open(hourly);
    world.clock.advance(10_000);
    expect([world.started, world.missed]).toEqual([[], 0]);
    expect(world.scheduler.view('report')).toMatchObject({ next: start + 2 * hour });
  });

  test('is the one that waits for its delay', () => {
    open(every('1 hour', { randomDelayMs: 10 * minute }));
    world.scheduler.arm('report');
    world.clock.advance(hour);
    world.scheduler.skipNext('report');
    world.clock.advance(50 * minute);
    expect(world.started).toEqual([]);
    world.clock.advance(20 * minute);
    expect(world.scheduledFor).toEqual(['2026-01-01T02:00:00.000Z']);
  });

  test('leaves the count of missed ones right', () => {
    open(hourly);
    world.scheduler.arm('report');
    world.scheduler.skipNext('report');
    world.scheduler.skipNext('report');
    world.clock.sleep(4 * hour + 30 * minute);
    world.clock.advance(40_000);
    expect(world.started).toMatchObject([{ trigger: 'catch-up', scheduledFor: start + 4 * hour }]);
    expect(world.missed).toBe(1);
  });

  test('stays due where the disk refuses the decision', () => {
    open(hourly);
    world.scheduler.arm('report');
    world.store.refusal = { reason: 'state-unusable', path: '/s', detail: 'full' };
    expect(world.scheduler.skipNext('report')).toMatchObject({ error: { reason: 'state-unusable' } });
    world.store.refusal = undefined;
    world.clock.advance(hour);
    expect(world.scheduledFor).toEqual(['2026-01-01T01:00:00.000Z']);
  });

  test('is refused where there is none', () => {
    open(cron('@daily', { end: { kind: 'instant', at: start + 36 * hour } }));
    expect(world.scheduler.skipNext('other')).toMatchObject({ error: { why: 'unscheduled' } });
    expect(world.scheduler.skipNext('report')).toMatchObject({ error: { why: 'paused' } });
    world.scheduler.arm('report');
    expect(world.scheduler.skipNext('report')).toEqual(ok({ task: 'report', at: start + 24 * hour, timeZone: 'UTC' }));
    expect(world.scheduler.skipNext('report')).toMatchObject({ error: { reason: 'schedule-ended' } });
    world.scheduler.define('often', hourly);
    world.scheduler.arm('often');
    for (let count = 0; count < 100; count += 1) expect(world.scheduler.skipNext('often').ok).toBe(true);
    expect(world.scheduler.skipNext('often')).toMatchObject({ error: { why: 'too-many' } });
  });
});

describe('a cron expression', () => {
  test('comes due at its times, and what was slept through is one run', () => {
    open(cron('0 */2 * * *'));
    world.scheduler.arm('report');
    world.clock.advance(5 * hour);
    expect(world.scheduledFor).toEqual(['2026-01-01T02:00:00.000Z', '2026-01-01T04:00:00.000Z']);
    world.scheduler.dispose();
    world.clock.advance(8 * hour);
    world.restart();
    open(cron('0 */2 * * *'));
    world.clock.advance(10_000);
    expect(world.scheduledFor.slice(2)).toEqual(['2026-01-01T12:00:00.000Z']);
    expect(world.missed).toBe(3);
  });

  test('that has ended is armed and comes no more due', () => {
    open(cron('@hourly', { end: { kind: 'instant', at: start + 2 * hour } }));
    world.scheduler.arm('report');
    world.clock.advance(2 * hour);
    expect(world.started).toHaveLength(2);
    expect(world.scheduler.view('report')).toMatchObject({ kind: 'ended' });
    world.clock.advance(24 * hour);
    expect(world.started).toHaveLength(2);
    expect(world.scheduler.pause('report')).toBe(true);
    expect(world.scheduler.view('report')).toMatchObject({ kind: 'paused' });
  });
});

test('a random delay shifts when a run begins, and not what it is scheduled for', () => {
  const schedule = cron('@hourly', { randomDelayMs: 30 * minute });
  const due = dueTime({ schedule, anchor: start }, 'report', start + hour);
  open(schedule);
  expect(world.scheduler.arm('report')?.at).toBe(due.at);
  world.clock.advance(due.at - start - 1);
  expect(world.started).toEqual([]);
  world.clock.advance(1);
  expect(world.started).toMatchObject([{ trigger: 'schedule', scheduledFor: start + hour, createdAt: due.at }]);
});

test('an occurrence that waits for its delay while its task returns to the file is still to come', () => {
  const schedule = cron('@hourly', { randomDelayMs: 30 * minute });
  const due = dueTime({ schedule, anchor: start }, 'report', start + 3 * hour);
  open(schedule);
  world.scheduler.arm('report');
  world.scheduler.hold('report');
  world.clock.advance(due.at - start - 1);
  world.scheduler.resume('report', schedule);
  expect(world.missed).toBe(2);
  world.scheduler.define('report', schedule);
  world.clock.advance(1);
  expect(world.scheduledFor).toEqual(['2026-01-01T03:00:00.000Z']);
});

describe('what was missed', () => {
  const sleep = 4 * hour + 30 * minute;

  function openWith(catchUp: CatchUpPolicy, schedule = every('1 hour')): void {
    world.scheduler.define('report', schedule, catchUp);
    world.scheduler.open();
    world.scheduler.arm('report');
  }

  /** The run that lives has ended. */
  function ends(task = 'report'): void {
    world.isLive = false;
    world.scheduler.taskRests(task);
  }

  test('is not caught up where the task says so, and stands in the history as one row', () => {
    openWith('skip');
    world.clock.jump(sleep);
    world.clock.advance(40_000);
    expect(world.started).toEqual([]);
    expect(world.store.skips).toEqual([
      { task: 'report', from: start + hour, to: start + 4 * hour, count: 4, why: 'missed' },
    ]);
  });

  test('is caught up one after another, the oldest first, where each counts', () => {
    openWith('all');
    world.clock.jump(sleep);
    world.clock.advance(40_000);
    world.isLive = true;
    for (const runs of [1, 2, 3, 4]) {
      world.clock.advance(minute);
      expect(world.started).toHaveLength(runs);
      ends();
      world.isLive = true;
    }
    expect(world.started.map(({ scheduledFor, trigger }) => [scheduledFor, trigger])).toEqual(
      [1, 2, 3, 4].map((k) => [start + k * hour, 'catch-up']),
    );
    expect(world.store.skips).toEqual([]);
  });

  test('is caught up a hundred times at most, and older ones are told', () => {
    openWith('all');
    world.clock.jump(130 * hour + 30 * minute);
    world.clock.advance(30_000);
    expect(world.store.skips).toEqual([
      { task: 'report', from: start + hour, to: start + 30 * hour, count: 30, why: 'limit' },
    ]);
    expect(world.store.schedule('report')?.owed).toEqual(
      Array.from({ length: 100 }, (_, k) => start + (31 + k) * hour),
    );
  });

  test('is made up for by a run that is on time, where one run is enough', () => {
    openWith('latest');
    world.clock.jump(3 * hour + 10_000);
    world.clock.advance(30_000);
    expect(world.started).toMatchObject([{ trigger: 'schedule', scheduledFor: start + 3 * hour }]);
    expect(world.store.skips).toEqual([
      { task: 'report', from: start + hour, to: start + 2 * hour, count: 2, why: 'missed' },
    ]);
    world.clock.advance(minute);
    expect(world.started).toHaveLength(1);
  });

  test('waits for the end of a run that lives, and then for nothing else', () => {
    openWith('latest');
    world.isLive = true;
    world.clock.jump(sleep);
    world.clock.advance(5 * minute);
    expect(world.started).toEqual([]);
    ends();
    expect(world.started).toMatchObject([{ trigger: 'catch-up', scheduledFor: start + 4 * hour }]);
  });

  test('waits ten seconds after a start or a sleep, and is caught up two tasks at a time', () => {
    const tasks = ['a', 'b', 'c'];
    for (const task of tasks) world.scheduler.define(task, every('1 hour'));
    world.scheduler.open();
    for (const task of tasks) world.scheduler.arm(task);
    world.clock.jump(sleep);
    world.clock.advance(30_000 + 9_999);
    expect(world.started).toEqual([]);
    world.clock.advance(1);
    expect(world.started.map(({ task }) => task)).toEqual(['a', 'b']);
    world.clock.advance(5 * minute);
    expect(world.started).toHaveLength(2);
    ends('b');
    expect(world.started.map(({ task }) => task)).toEqual(['a', 'b', 'c']);
  });

  test('and is still owed when the host ends is caught up by the next one, once', () => {
    openWith('latest');
    world.clock.jump(sleep);
    world.clock.advance(30_000);
    world.restart();
    openWith('latest');
    world.clock.advance(9_999);
    expect(world.started).toEqual([]);
    world.clock.advance(1);
    world.clock.advance(minute);
    expect(world.started).toMatchObject([{ trigger: 'catch-up', scheduledFor: start + 4 * hour }]);
  });

  test.each(['pause', 'edit'] as const)('and is still owed is given up by a %s, which the history tells', (what) => {
    openWith('latest');
    world.clock.jump(hour + 30 * minute);
    world.clock.advance(30_000);
    if (what === 'pause') world.scheduler.pause('report');
    else world.scheduler.define('report', every('2 hours'));
    world.clock.advance(10 * minute);
    expect(world.started).toEqual([]);
    expect(world.store.skips).toEqual([
      { task: 'report', from: start + hour, to: start + hour, count: 1, why: 'missed' },
    ]);
  });

  test('is decided only when it is known whether a run lives that an earlier host left', () => {
    openWith('latest');
    world.isUncertain = true;
    world.clock.advance(hour + 20_000);
    expect([world.started, world.store.skips]).toEqual([[], []]);
    world.isUncertain = false;
    world.scheduler.taskRests('report');
    expect(world.started).toMatchObject([{ trigger: 'schedule', scheduledFor: start + hour }]);
  });
});

describe('a run that was decided and never began', () => {
  /** The host was killed after its decision, and the next one finds that out `later` milliseconds after the occurrence. */
  function killedAndFound(catchUp: CatchUpPolicy, later: number): void {
    world.scheduler.define('report', every('1 hour'), catchUp);
    world.scheduler.open();
    world.scheduler.arm('report');
    world.clock.advance(hour);
    world.scheduler.dispose();
    world.clock.advance(later);
    world.restart();
    world.scheduler.define('report', every('1 hour'), catchUp);
    world.scheduler.open();
    const [lost] = world.started.splice(0);
    if (lost) world.scheduler.decideAnew(lost);
    world.clock.advance(20_000);
  }

  const missed = { task: 'report', from: start + hour, to: start + hour, count: 1, why: 'missed', because: 'no-host' };

  test('begins at once under another id while that is on time', () => {
    killedAndFound('skip', 40_000);
    expect(world.started).toMatchObject([{ trigger: 'schedule', scheduledFor: start + hour }]);
    expect(world.store.runs.map(({ id }) => id)).toEqual(world.started.map(({ id }) => id));
  });

  test.each(['latest', 'all'] as const)('is caught up later under "%s"', (catchUp) => {
    killedAndFound(catchUp, 10 * minute);
    expect(world.started).toMatchObject([{ trigger: 'catch-up', scheduledFor: start + hour }]);
    expect([world.store.runs.length, world.store.skips]).toEqual([1, []]);
  });

  test('is missed where nothing is caught up', () => {
    killedAndFound('skip', 10 * minute);
    expect([world.started, world.store.runs, world.store.skips]).toEqual([[], [], [missed]]);
  });

  test('is missed where a newer one is caught up in its place', () => {
    killedAndFound('latest', 90 * minute);
    expect(world.started).toMatchObject([{ trigger: 'catch-up', scheduledFor: start + 2 * hour }]);
    expect(world.store.skips).toEqual([missed]);
  });
});

describe('the recorded reason of missed runs is what was true', () => {
  const skips = (): readonly unknown[] =>
    world.store.skips.map(({ because, count, from, why }) => [why, because, (from - start) / minute, count]);

  function armed(period: string): void {
    world.scheduler.define('report', every(period), 'skip');
    world.scheduler.open();
    world.scheduler.arm('report');
  }

  test('the computer slept', () => {
    armed('10 min');
    world.clock.sleep(35 * minute);
    world.clock.advance(30_000);
    expect(skips()).toEqual([['missed', 'asleep', 10, 3]]);
  });

  test('the computer slept, although a person starts another schedule before that is noticed', () => {
    world.scheduler.define('other', every('1 hour'));
    armed('10 min');
    world.clock.sleep(35 * minute);
    world.scheduler.arm('other');
    world.clock.advance(30_000);
    expect(skips()).toEqual([['missed', 'asleep', 10, 3]]);
  });

  test('the host was suspended', () => {
    armed('10 min');
    world.clock.hold(35 * minute);
    expect(skips()).toEqual([['missed', 'held-up', 10, 3]]);
  });

  test('the computer was busy for a moment', () => {
    armed('1 sec');
    world.clock.hold(2_500);
    expect(world.scheduledFor).toEqual(['2026-01-01T00:00:02.000Z']);
    expect(skips()).toEqual([['missed', 'held-up', 1 / 60, 1]]);
  });

  test('no host lived', () => {
    armed('10 min');
    world.scheduler.dispose();
    world.clock.advance(35 * minute);
    world.restart();
    open(every('10 min'));
    world.scheduler.define('report', every('10 min'), 'skip');
    expect(skips()).toEqual([['missed', 'no-host', 10, 2]]);
  });

  test('the disk refused, after the computer had slept', () => {
    armed('10 min');
    world.store.refusal = { reason: 'state-unusable', path: '/s', detail: 'full' };
    world.clock.sleep(35 * minute);
    world.clock.advance(26 * minute);
    world.store.refusal = undefined;
    world.clock.advance(30_000);
    expect(skips()).toEqual([
      ['missed', 'asleep', 10, 3],
      ['missed', 'disk', 40, 3],
    ]);
  });

  test('it could not be known whether a run of the host before lived', () => {
    armed('10 min');
    world.isUncertain = true;
    world.clock.advance(25 * minute);
    world.isUncertain = false;
    world.scheduler.taskRests('report');
    expect(skips()).toEqual([['missed', 'disk', 10, 2]]);
  });

  test('nobody was late where the clock was set forward', () => {
    armed('10 min');
    world.clock.jump(35 * minute);
    world.clock.advance(30_000);
    expect(skips()).toEqual([['missed', undefined, 10, 3]]);
  });

  test('what is owed keeps its reason until it is given up, by the next host as well', () => {
    world.scheduler.define('report', every('10 min'), 'all');
    world.scheduler.open();
    world.scheduler.arm('report');
    world.clock.sleep(25 * minute);
    world.isLive = true;
    world.clock.advance(minute);
    world.scheduler.dispose();
    world.clock.advance(20 * minute);
    world.restart();
    world.scheduler.define('report', every('10 min'), 'all');
    world.scheduler.open();
    expect(world.store.schedule('report')?.owed).toHaveLength(4);
    world.scheduler.pause('report');
    expect(skips()).toEqual([
      ['missed', 'asleep', 10, 2],
      ['missed', 'no-host', 30, 2],
    ]);
  });
});

test('a timer that fires much later than asked is a sleep, whatever the clocks say: catch-ups wait ten seconds', () => {
  open(every('10 min'));
  world.scheduler.arm('report');
  world.clock.advance(minute);
  world.clock.hold(12 * minute);
  world.clock.advance(9_999);
  expect(world.started).toEqual([]);
  world.clock.advance(1);
  expect(world.started).toMatchObject([{ trigger: 'catch-up', scheduledFor: start + 10 * minute }]);
});

describe('a clock that was ahead for a minute', () => {
  const month = 30 * 24 * hour;

  function ahead(period = '1 hour'): void {
    open(every(period));
    world.scheduler.arm('report');
    world.clock.advance(10 * minute);
    world.clock.jump(month);
    world.clock.advance(minute);
    world.clock.jump(-month);
    world.started.splice(0);
    world.clock.advance(2 * minute);
  }

  const next = (): number => {
    const view = world.scheduler.view('report');
    return view.kind === 'armed' ? (view.next - start) / minute : NaN;
  };

  test('keeps its schedule silent no longer than until a person starts it', () => {
    ahead();
    expect(next()).toBeGreaterThan(month / minute);
    expect(world.scheduler.arm('report')?.at).toBe(start + hour);
    world.clock.advance(2 * hour);
    expect(world.scheduledFor).toEqual(['2026-01-01T01:00:00.000Z', '2026-01-01T02:00:00.000Z']);
    expect(world.entries.map(({ event }) => event)).toContain('horizon-given-up');
  });

  test('or pauses and starts it', () => {
    ahead();
    world.scheduler.pause('report');
    expect(world.scheduler.arm('report')?.at).toBe(start + hour);
  });

  test('or edits it', () => {
    ahead();
    world.scheduler.define('report', every('1 hour', { timeZone: 'Europe/Berlin' }));
    expect(next()).toBe(60);
  });

  test('or the next host comes, and has seen the clock be steady for a minute', () => {
    ahead();
    world.restart();
    open(every('1 hour'));
    expect(next()).toBeGreaterThan(month / minute);
    world.clock.advance(minute);
    expect(next()).toBe(60);
  });

  test('is not believed before it has been steady for a minute', () => {
    open(every('1 hour'));
    world.scheduler.arm('report');
    world.clock.advance(10 * minute);
    world.clock.jump(month);
    world.clock.advance(minute);
    world.clock.jump(-month);
    world.clock.advance(30_000);
    world.scheduler.arm('report');
    expect(next()).toBeGreaterThan(month / minute);
    world.clock.advance(minute);
    expect(next()).toBe(60);
  });

  test('does not repeat what ran meanwhile', () => {
    open(every('1 min'));
    world.scheduler.arm('report');
    world.clock.jump(10 * minute);
    world.clock.advance(30_000);
    expect(world.scheduledFor).toEqual(['2026-01-01T00:10:00.000Z']);
    world.clock.jump(-10 * minute);
    world.clock.advance(2 * minute);
    world.scheduler.arm('report');
    world.clock.advance(9 * minute);
    expect(world.scheduledFor.map((at) => at.slice(14, 16))).toEqual([
      '10',
      '03',
      '04',
      '05',
      '06',
      '07',
      '08',
      '09',
      '11',
    ]);
    expect(world.store.schedule('report')).not.toHaveProperty('horizon');
  });

  test('leaves nothing behind where a schedule was first started by it', () => {
    world.clock.jump(month);
    open(every('1 hour'));
    world.scheduler.arm('report');
    world.clock.advance(minute);
    world.clock.jump(-month);
    world.clock.advance(2 * minute);
    expect(world.scheduler.arm('report')?.at).toBe(world.clock.now() + hour);
  });
});
