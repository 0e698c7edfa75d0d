import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DueOccurrence, Scheduler } from '../../../../src/core/schedule/scheduler.ts';
import { word } from '../../../../src/model/words/clause.ts';
import { parseRecurrence } from '../../../../src/model/schedule/recurrence.ts';
import type { RunRecord } from '../../../../src/model/run.ts';
import { createRule, createSchedule, type Schedule } from '../../../../src/model/schedule/schedule.ts';
import { FakeStore } from '../../../support/fakePorts.ts';
import { RestlessClock } from '../../../support/restlessClock.ts';
import { seededRandom } from '../../../support/seededRandom.ts';

const start = Date.UTC(2026, 0, 1);

type Starting = RunRecord & { readonly state: 'starting' };

/** Schedules that are decided while the clock goes on: at each look at it, in each write, at each start. */
class BusyWorld {
  readonly clock: RestlessClock;
  readonly started: Starting[] = [];
  private readonly store = new FakeStore();
  private readonly scheduler: Scheduler;
  /** By a run's id: how many wakings there were when it was decided, that one included. */
  private readonly decidedBy = new Map<string, number>();
  private ids = 0;

  constructor(stride: () => number) {
    const clock = new RestlessClock(start, stride);
    this.clock = clock;
    const decide = this.store.decide.bind(this.store);
    this.store.decide = (decisions) => {
      clock.pass(stride() * decisions.length);
      return decide(decisions);
    };
    this.scheduler = new Scheduler({
      clock,
      store: this.store,
      journal: { record: () => undefined },
      prepare: (due) => this.runOf(due),
      isUncertain: () => false,
      start: (runs) => {
        for (const run of runs) {
          clock.pass(stride());
          this.started.push(run);
        }
      },
      noteSkipped: () => undefined,
      fail: () => undefined,
    });
  }

  begin(schedules: readonly Schedule[]): void {
    for (const [index, schedule] of schedules.entries()) this.scheduler.define(`task-${String(index)}`, schedule);
    this.scheduler.open();
    for (const index of schedules.keys()) this.scheduler.arm(`task-${String(index)}`);
    this.clock.wakings.splice(0);
  }

  end(): void {
    this.scheduler.dispose();
    expect(this.clock.pendingTimers).toBe(0);
  }

  /** The runs that were not decided by the first waking at or after their instant. */
  get late(): readonly string[] {
    const { wakings } = this.clock;
    return this.started.flatMap(({ createdAt, id, scheduledFor = 0, task }) => {
      // The last waking before the one that decided it.
      const earlier = wakings[(this.decidedBy.get(id) ?? 0) - 2] ?? -Infinity;
      return earlier >= scheduledFor
        ? [`${task} ${String(scheduledFor - start)} ${String(createdAt - scheduledFor)}`]
        : [];
    });
  }

  /** By how many milliseconds the latest decision came after its instant. */
  get worst(): number {
    return Math.max(0, ...this.started.map(({ createdAt, scheduledFor = 0 }) => createdAt - scheduledFor));
  }

  private runOf({ at, task, trigger }: DueOccurrence): Starting {
    const id = String(++this.ids).padStart(12, '0');
    this.decidedBy.set(id, this.clock.wakings.length);
    return { id, task, trigger, createdAt: this.clock.now(), logPath: '/l', scheduledFor: at, state: 'starting' };
  }
}

function schedule(text: string, begin?: number): Schedule {
  const recurrence = parseRecurrence(text);
  if (!recurrence.ok) throw new Error(word(recurrence.error.message));
  const bounds = begin === undefined ? {} : { start: { kind: 'instant', at: begin } as const };
  return createSchedule(createRule(recurrence.value, bounds, 'UTC'));
}

describe('An occurrence is decided by the first waking at or after its instant', () => {
  test('whatever time the wakings themselves take, and however close the instants are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 5, max: 90 }), fc.integer({ min: 0, max: 400 })), {
          minLength: 2,
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer(),
        (tasks, longest, seed) => {
          const random = seededRandom(seed);
          const world = new BusyWorld(() => Math.floor(random() * longest));
          world.begin(tasks.map(([seconds, offset]) => schedule(`${String(seconds)} sec`, start + 10_000 + offset)));
          world.clock.advance(5 * 60_000);
          world.end();
          expect(world.late).toEqual([]);
          // Far more than one waking takes, and far less than another schedule's period.
          expect(world.worst).toBeLessThan(4_000);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('of schedules that count from when each was started, as Start All starts them', () => {
    const random = seededRandom(7);
    const world = new BusyWorld(() => Math.floor(random() * 4));
    world.begin(Array.from({ length: 10 }, () => schedule('10 sec')));
    world.clock.advance(100_000);
    world.end();
    expect([world.late, world.started.length]).toEqual([[], 100]);
    expect(world.worst).toBeLessThan(1_000);
  });

  test('through a day of 200 schedules, none of which has a run less than it should', () => {
    const random = seededRandom(13);
    const world = new BusyWorld(() => Math.floor(random() * 3));
    const texts = ['5 min', '7 min', '*/10 * * * *', '30 */2 * * *', '1 hour', '90 min', '0 9 * * *', '13 * * * *'];
    const schedules = Array.from({ length: 200 }, (_, index) =>
      schedule(
        texts[index % texts.length] ?? '',
        start + Math.floor(random() * 10) * 60_000 + Math.floor(random() * 50),
      ),
    );
    world.begin(schedules);
    world.clock.advance(24 * 3_600_000);
    world.end();
    expect(world.late).toEqual([]);
    expect(world.worst).toBeLessThan(2_000);
    const perTask = new Map<string, number[]>();
    for (const { scheduledFor = 0, task } of world.started) {
      perTask.set(task, [...(perTask.get(task) ?? []), scheduledFor]);
    }
    const fiveMinutes = [...Array(25).keys()].map((index) => perTask.get(`task-${String(index * texts.length)}`) ?? []);
    for (const instants of fiveMinutes) {
      const gaps = instants.slice(1).map((at, index) => at - (instants[index] ?? 0));
      expect([instants.length >= 286, new Set(gaps)]).toEqual([true, new Set([300_000])]);
    }
  });
});
