import { expect, test } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import { type Disposable, toDisposable } from '../../src/base/disposable.ts';
import { Scheduler } from '../../src/core/schedule/scheduler.ts';
import { type CatchUpPolicy, catchUpPolicies } from '../../src/model/schedule/catchUpPolicy.ts';
import { dueTime } from '../../src/model/schedule/dueTimes.ts';
import { nextOccurrence } from '../../src/model/schedule/occurrences.ts';
import { parseRecurrence } from '../../src/model/schedule/recurrence.ts';
import { type OverlapPolicy, overlapPolicies } from '../../src/model/task.ts';
import type { DecidedRun } from '../../src/model/run.ts';
import { createRule, createSchedule, type Schedule, type ScheduleRule } from '../../src/model/schedule/schedule.ts';
import { FakeStore } from '../support/fakePorts.ts';
import { word } from '../../src/model/words/clause.ts';
import { seededRandom } from '../support/seededRandom.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const begin = Date.UTC(2026, 0, 1, 0, 0, 7);
const end = begin + 365 * day;

const texts = [
  ...['1 day', '12 hours', '36 hours', '1 week', '1 month', '5 days and 3 hours', '0 9 * * MON-FRI'],
  ...['0 2,14 * * *', '30 2 * * *', '0 0 L * *', '*/30 9-10 * * MON', '0 */8 * * SAT,SUN', '15 1 * * *'],
];
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

/** A clock that goes where the simulation puts it; what is asked of it is due or not, and nothing fires by itself. */
class SimulatedClock implements Clock {
  passed = 0;
  set = 0;
  timer: { readonly due: number; readonly isHint: boolean; readonly callback: () => void } | undefined;

  now(): number {
    return begin + this.passed + this.set;
  }

  monotonic(): number {
    return this.passed;
  }

  setTimer(delayMs: number, callback: () => void): Disposable {
    const timer = { due: this.passed + delayMs, isHint: delayMs >= 30_000, callback };
    this.timer = timer;
    return toDisposable(() => {
      if (this.timer === timer) this.timer = undefined;
    });
  }
}

/** What the simulation reckons itself about one task. */
interface Account {
  readonly task: string;
  readonly catchUp: CatchUpPolicy;
  readonly overlap: OverlapPolicy;
  schedule: Schedule;
  /** The last occurrence that is accounted for or was passed over. */
  decided: number;
  /** The one after it, and from when it is due. */
  next: { readonly occurrence: number; readonly at: number };
  mode: 'armed' | 'paused';
  isDefined: boolean;
  /** The file was edited while no host lived. */
  isEdited: boolean;
  /** Occurrences that must have become one run, or part of one row. */
  readonly expected: number[];
}

/** A year of one executor: its host dies and returns, the machine sleeps, its clock is set, its file is edited. */
class Year {
  readonly clock = new SimulatedClock();
  readonly store = new FakeStore();
  readonly accounts: readonly Account[];
  /** The live run of a task, and the instant of the monotonic clock at which it ends. */
  private readonly live = new Map<string, { readonly run: string; readonly until: number }>();
  /** What begins at the end of the live run, unless the host dies before that. */
  private readonly queued = new Map<string, DecidedRun>();
  private readonly uncertain = new Set<string>();
  private scheduler: Scheduler | undefined;
  private isDoomed = false;
  private ids = 0;
  deathsBeforeSpawn = 0;
  deathsOverQueue = 0;
  /** Every run that was spawned. */
  readonly spawned: DecidedRun[] = [];

  constructor(
    private readonly random: () => number,
    tasks: number,
  ) {
    this.accounts = Array.from({ length: tasks }, (_, index) => {
      const account: Account = {
        task: `task-${String(index)}`,
        catchUp: this.pick(catchUpPolicies),
        overlap: this.pick(overlapPolicies),
        schedule: this.anySchedule(),
        decided: begin,
        next: { occurrence: Infinity, at: Infinity },
        mode: 'armed',
        isDefined: true,
        isEdited: false,
        expected: [],
      };
      this.plan(account, begin);
      return account;
    });
    this.open();
    for (const { task } of this.accounts) this.scheduler?.arm(task);
  }

  run(): void {
    while (this.clock.passed < end - begin) {
      this.goOn(this.clock.passed + this.upTo(30 * hour));
      const what = this.random();
      if (what < 0.25) this.dieFor(this.upTo(this.random() < 0.5 ? 30_000 : 3 * day));
      else if (what < 0.4) this.sleep(this.upTo(2 * day));
      else if (what < 0.45) this.clock.set += this.upTo(3 * hour);
      else if (what < 0.5) this.clock.set -= Math.min(this.upTo(3 * hour), this.clock.set + this.clock.passed);
      else if (what < 0.55) this.isDoomed = true;
      else for (let times = 0; times < 4; times += 1) this.meddle(this.pick(this.accounts));
    }
    // Whatever is owed at the end has its time: two at once are caught up with, and a run takes hours.
    for (const account of this.accounts) if (!account.isDefined) this.returnToFile(account);
    this.isDoomed = false;
    this.goOn(this.clock.passed + 30 * day);
    for (const account of this.accounts) this.scheduler?.pause(account.task);
    this.spawned.push(...this.queued.values());
    this.close();
  }

  /** Lets time pass, with a host that looks whenever something is due. */
  private goOn(until: number): void {
    for (;;) {
      if (!this.scheduler) this.open();
      let nextDue = Infinity;
      for (const account of this.accounts) nextDue = Math.min(nextDue, this.dueAt(account));
      // Looks that would find nothing are left out, or a year would have a million of them.
      const { timer } = this.clock;
      const soon = timer && !timer.isHint ? timer.due : Infinity;
      const next = Math.max(this.clock.passed, Math.min(nextDue, soon, ...this.ends()));
      if (next > until) break;
      this.clock.passed = next;
      this.endUntil(next);
      if (this.scheduler && nextDue <= next) this.look();
      else if (this.scheduler && soon <= next) this.fire();
    }
    this.clock.passed = Math.max(until, this.clock.passed);
  }

  /** A random span, in whole milliseconds as all clocks have them: sums of others would not always be equal. */
  private upTo(longestMs: number): number {
    return Math.floor(this.random() * longestMs);
  }

  private ends(): readonly number[] {
    return [...this.live.values()].map(({ until }) => until);
  }

  private endUntil(instant: number): void {
    for (const [task, { until }] of [...this.live]) {
      // Its host may have died at the end of another.
      if (until > instant || this.live.get(task)?.until !== until) continue;
      this.end(task);
      this.scheduler?.taskRests(task);
      this.buryIfDead();
      const next = this.live.has(task) ? undefined : this.queued.get(task);
      if (next) this.spawn(next);
    }
  }

  private end(task: string): void {
    const run = this.live.get(task)?.run;
    this.live.delete(task);
    // What has ended is kept by the simulation; the store would be searched for it again and again.
    const index = this.store.runs.findIndex(({ id }) => id === run);
    if (index !== -1) this.store.runs.splice(index, 1);
  }

  private spawn(run: DecidedRun): void {
    const { id, task } = run;
    // Another may go first, and leave the one that waits waiting.
    if (this.queued.get(task) === run) this.queued.delete(task);
    expect(this.live.has(task)).toBe(false);
    this.spawned.push(run);
    this.live.set(task, { run: id, until: this.clock.passed + this.upTo(this.random() ** 3 * 20 * hour) });
  }

  /** What becomes of a run that is decided while another may live. */
  private come(run: DecidedRun): void {
    const { task } = run;
    if (this.live.has(task) && this.overlapOf(task) === 'queue') {
      this.queued.set(task, run);
      return;
    }
    if (this.live.has(task) && this.overlapOf(task) === 'replace') this.end(task);
    this.spawn(run);
  }

  private mayCome(task: string, trigger: string): boolean {
    if (this.uncertain.has(task)) return false;
    if (!this.live.has(task)) return true;
    const overlap = this.overlapOf(task);
    return trigger !== 'catch-up' && (overlap === 'replace' || (overlap === 'queue' && !this.queued.has(task)));
  }

  private overlapOf(task: string): OverlapPolicy | undefined {
    return this.accounts.find((account) => account.task === task)?.overlap;
  }

  /** The host looks at the clock: what is due must be accounted for from now on. */
  private look(): void {
    for (const account of this.accounts) this.account(account);
    this.fire();
  }

  private fire(): void {
    const { timer } = this.clock;
    this.clock.timer = undefined;
    timer?.callback();
    this.buryIfDead();
  }

  private buryIfDead(): void {
    if (!this.isDoomed || this.deathsBeforeSpawn === this.deathsSeen) return;
    this.deathsSeen = this.deathsBeforeSpawn;
    this.isDoomed = false;
    this.dieFor(this.upTo(2 * hour));
  }

  private deathsSeen = 0;

  private account(account: Account): void {
    if (account.mode !== 'armed' || account.isEdited) return;
    const now = this.clock.now();
    while (account.next.at <= now) {
      account.expected.push(account.next.occurrence);
      this.plan(account, account.next.occurrence);
    }
  }

  /** When the next occurrence is due, on the monotonic clock. */
  private dueAt({ isDefined, mode, next }: Account): number {
    const at = isDefined && mode === 'armed' ? next.at : Infinity;
    return at - begin - this.clock.set;
  }

  private dieFor(ms: number): void {
    this.close();
    this.clock.passed += ms;
    for (const account of this.accounts) if (this.random() < 0.02) this.edit(account);
    this.endUntil(this.clock.passed);
    this.open();
  }

  private sleep(ms: number): void {
    this.clock.set += ms;
    this.look();
  }

  /** A person does something about one task. */
  private meddle(account: Account): void {
    const { mode, task } = account;
    if (!account.isDefined) {
      this.returnToFile(account);
      return;
    }
    const what = this.random();
    if (what < 0.4) {
      if (mode === 'armed') this.look();
      if (mode === 'armed') this.scheduler?.pause(task);
      else {
        this.skipUntilNow(account);
        this.scheduler?.arm(task);
      }
      account.mode = mode === 'armed' ? 'paused' : 'armed';
    } else if (what < 0.7) {
      this.look();
      this.edit(account);
    } else {
      this.look();
      account.isDefined = false;
      this.scheduler?.hold(task);
    }
  }

  private returnToFile(account: Account): void {
    account.isDefined = true;
    this.scheduler?.resume(account.task, account.schedule);
    this.account(account);
    this.scheduler?.define(account.task, account.schedule, account.catchUp);
  }

  private edit(account: Account): void {
    if (!account.isDefined) return;
    account.schedule = this.anySchedule();
    if (this.scheduler) this.seeEdit(account);
    else account.isEdited = true;
  }

  private seeEdit(account: Account): void {
    account.isEdited = false;
    this.plan(account, Math.max(account.decided, this.clock.now()));
    this.scheduler?.define(account.task, account.schedule, account.catchUp);
  }

  private skipUntilNow(account: Account): void {
    this.plan(account, Math.max(account.decided, this.clock.now()));
  }

  private plan(account: Account, after: number): void {
    const grid = { schedule: account.schedule, anchor: begin };
    const occurrence = nextOccurrence(grid, after);
    account.decided = after;
    account.next =
      occurrence === undefined ? { occurrence: Infinity, at: Infinity } : dueTime(grid, account.task, occurrence);
  }

  private open(): void {
    const lives = new Set([...this.live.values()].map(({ run }) => run));
    const unsettled = this.store.unsettledRuns().filter(({ id }) => !lives.has(id));
    for (const { task } of unsettled) if (!this.live.has(task)) this.uncertain.add(task);
    const scheduler = new Scheduler({
      clock: this.clock,
      store: this.store,
      journal: { record: () => undefined },
      prepare: ({ at, task, trigger }) => {
        if (!this.mayCome(task, trigger)) return undefined;
        const id = String(++this.ids);
        return { id, task, trigger, createdAt: this.clock.now(), logPath: id, scheduledFor: at, state: 'starting' };
      },
      isUncertain: (task) => this.uncertain.has(task),
      start: (runs) => {
        if (this.isDoomed) {
          this.deathsBeforeSpawn += 1;
          return;
        }
        for (const run of runs) this.come(run);
      },
      noteSkipped: () => undefined,
      fail: () => undefined,
    });
    this.scheduler = scheduler;
    for (const account of this.accounts) {
      if (account.isEdited) this.seeEdit(account);
      else if (account.isDefined) scheduler.define(account.task, account.schedule, account.catchUp);
    }
    for (const account of this.accounts) if (account.isDefined) this.account(account);
    scheduler.open();
    for (const record of unsettled) {
      this.uncertain.delete(record.task);
      scheduler.decideAnew(record);
      scheduler.taskRests(record.task);
    }
    this.buryIfDead();
  }

  private close(): void {
    this.deathsOverQueue += this.queued.size;
    this.queued.clear();
    this.scheduler?.dispose();
    this.scheduler = undefined;
    this.clock.timer = undefined;
  }

  private anySchedule(): Schedule {
    const [first, ...others] = Array.from({ length: this.random() < 0.2 ? 2 : 1 }, () => this.anyRule());
    if (!first) throw new Error('no rule');
    return createSchedule(first, ...others);
  }

  private anyRule(): ScheduleRule {
    const recurrence = parseRecurrence(this.pick(texts));
    if (!recurrence.ok) throw new Error(word(recurrence.error.message));
    const start = { kind: 'instant', at: begin - this.upTo(100 * day) } as const;
    const randomDelayMs = this.random() < 0.1 ? 20 * minute : undefined;
    return createRule(recurrence.value, { start, randomDelayMs }, this.pick(zones));
  }

  private pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.random() * values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }
}

/** Where occurrences and what became of them do not fit. */
function mistakes({ accounts, spawned, store }: Year): readonly string[] {
  return accounts.flatMap(({ expected, task }) => {
    const runs = spawned.filter((run) => run.task === task).map(({ scheduledFor = 0 }) => scheduledFor);
    const ran = new Set(runs);
    const left = expected.filter((at) => !ran.has(at));
    const found = [
      ...(ran.size < runs.length ? [`${task} ran twice for one occurrence`] : []),
      ...runs.filter((at) => !expected.includes(at)).map((at) => `${task} ran for ${new Date(at).toISOString()}`),
    ];
    const rows = store.skips.filter((row) => row.task === task).toSorted((one, other) => one.to - other.to);
    for (const { count, from, to, why } of rows) {
      for (let told = 0; told < count; told += 1) {
        const index = left.findIndex((at) => at >= from && at <= to);
        if (index === -1) found.push(`${task} has too many that are ${why} until ${new Date(to).toISOString()}`);
        else left.splice(index, 1);
      }
    }
    return [...found, ...left.map((at) => `${task} has lost ${new Date(at).toISOString()}`)];
  });
}

for (const seed of [1, 2, 3]) {
  const title = `in a year of deaths, sleeps, set clocks and edits every occurrence is one run or in one row (seed ${String(seed)})`;
  test(title, { tags: seed > 1 ? ['long'] : [], timeout: 240_000 }, () => {
    const year = new Year(seededRandom(seed), 200);
    year.run();
    expect(mistakes(year).slice(0, 10)).toEqual([]);
    const triggers = Map.groupBy(year.spawned, ({ trigger }) => trigger);
    const reasons = new Set(year.store.skips.map(({ why }) => why));
    const deaths = [year.deathsBeforeSpawn > 0, year.deathsOverQueue > 0];
    expect([triggers.size, deaths]).toEqual([2, [true, true]]);
    expect([...reasons]).toEqual(expect.arrayContaining(['missed', 'overlap', 'undefined']));
  });
}
