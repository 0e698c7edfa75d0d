import type { Clock, Instant } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { reached } from '../base/faultPoint.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { dropOwed, findDue, oweAgain, onTimeMs, settleMisfires, type Waking } from '../model/catchUp.ts';
import type { CatchUpPolicy } from '../model/catchUpPolicy.ts';
import { dueTime, latestDue, nextDue } from '../model/dueTimes.ts';
import { type Grid, nextOccurrence } from '../model/occurrences.ts';
import type { RunRecord } from '../model/run.ts';
import { periodsText, type Schedule, writtenText } from '../model/schedule.ts';
import { duesUntil, type UpcomingTask } from '../model/upcoming.ts';
import { isMissed, type Skipped, skippedLine } from '../model/skipped.ts';
import { taskKey } from '../model/task.ts';
import type { ScheduleView } from '../model/taskView.ts';
import type { Journal, ScheduleDecision, ScheduleState, Store } from './ports.ts';

/** Timers are hints: after this many milliseconds at most the clock is looked at again, whatever was slept through or set. */
const longestWaitMs = 30_000;
/** Milliseconds after the start of a host, or the end of a sleep, in which nothing is caught up. */
const calmMs = 10_000;
/** So many runs that catch up live at once. */
const mostCatchingUp = 2;
/** Milliseconds by which the clock must have run ahead of the time that passed to count as a sleep. */
const sleepMs = 2_000;

/** What is written of a schedule that was taken out of the definition of its task. */
const noSchedule = '';

/** An instant at which a run is due, and the zone in which people read it. */
export interface NextOccurrence {
  readonly at: Instant;
  readonly timeZone: string;
}

/** An occurrence that has come. */
export interface DueOccurrence {
  readonly task: string;
  /** The occurrence itself, without the delay. */
  readonly at: Instant;
  /** `catch-up` where it is too late to count as on time. */
  readonly trigger: 'schedule' | 'catch-up';
}

/** What the scheduler asks of its surroundings. */
export interface SchedulerPorts {
  readonly clock: Clock;
  readonly store: Pick<Store, 'decide' | 'noteSkipped' | 'schedule' | 'setSchedule'>;
  readonly journal: Journal;
  /** The run to begin for an occurrence, recorded but not started; undefined where a run is live, which skips it. */
  readonly prepare: (due: DueOccurrence) => (RunRecord & { readonly state: 'starting' }) | undefined;
  /** An earlier host has left a run of the task, and it is not known yet whether it lives. */
  readonly isUncertain: (task: string) => boolean;
  /** Starts runs whose decision is on the disk. */
  readonly start: (runs: readonly (RunRecord & { readonly state: 'starting' })[]) => void;
  /** Occurrences led to no run, which is on the disk. */
  readonly noteSkipped: (skipped: Skipped) => void;
  /** A decision could not be written. Where the state is ours still, it is made anew at the next look. */
  readonly fail: (failure: ExecutorFailure) => void;
}

/** One schedule: what the file says, and what was decided so far. */
interface Entry {
  readonly task: string;
  readonly schedule: Schedule;
  readonly catchUp: CatchUpPolicy;
  readonly state: ScheduleState | undefined;
}

/**
 * Decides which occurrences of which schedules lead to a run. Occurrences are a pure function of the schedule, so that
 * neither restarts nor sleep nor a clock that is set can change which ones there are; the cursor, kept on the disk with
 * each decision, sees to it that none is decided twice.
 */
export class Scheduler implements Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly changed = new Emitter<string>();
  private timer: Disposable | undefined;
  private isOpen = false;
  /** Until when, on the monotonic clock, nothing is caught up. */
  private calmUntil = 0;
  /** By how much the clock was ahead of the monotonic one at the last look. */
  private ahead = 0;
  private readonly firstDues = new WeakMap<Entry, Instant>();
  /** Tasks whose run that catches up lives. */
  private readonly catchingUp = new Set<string>();
  /** Tasks for which nothing could be decided at the last look, for it is not known yet whether a run lives. */
  private readonly deferred = new Set<string>();

  /** Fires with the name of a task whose schedule looks different. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly ports: SchedulerPorts) {}

  /** Begins to decide; what came due before is decided at once. */
  open(): void {
    this.isOpen = true;
    this.ahead = this.offset();
    this.beCalm();
    this.wake();
  }

  /**
   * Puts a schedule in force, or takes it away where the task has none. After an edit the time before it was seen is
   * decided, and so is the time without a schedule; `every` edited sets the anchor anew.
   */
  define(task: string, schedule: Schedule | undefined, catchUp: CatchUpPolicy = 'latest'): void {
    const key = taskKey(task);
    const before = this.ports.store.schedule(task);
    if (!schedule) {
      if (before && before.written !== noSchedule) this.noteEdit(task, { ...before, written: noSchedule });
      this.hold(task);
      return;
    }
    const state = before && this.afterEdit(task, schedule, before);
    this.entries.set(key, { task, schedule, catchUp, state });
    this.armTimer();
  }

  /** The task has gone from the file: nothing of it comes due; the time until it returns is passed over. */
  hold(task: string): void {
    this.entries.delete(taskKey(task));
    this.armTimer();
  }

  /** A task is called otherwise from now on, on the disk already; its schedule and what waits for its run go along. */
  rename(from: string, to: string): void {
    const [oldKey, newKey] = [taskKey(from), taskKey(to)];
    const entry = this.entries.get(oldKey);
    this.entries.delete(oldKey);
    if (entry) this.entries.set(newKey, { ...entry, task: to });
    for (const keys of [this.catchingUp, this.deferred]) if (keys.delete(oldKey)) keys.add(newKey);
    this.armTimer();
  }

  /** Passes over what would have come due while a task was not in the file. */
  resume(task: string, schedule: Schedule): void {
    const state = this.ports.store.schedule(task);
    if (state?.mode !== 'armed' || state.written === noSchedule) return;
    const now = this.ports.clock.now();
    const grid = gridOf(schedule, state);
    const missed = latestDue(grid, task, state.cursor, now);
    // An occurrence that waits for its delay is still to come.
    const next = nextDue(grid, task, state.cursor, now)?.occurrence ?? now;
    this.ports.store.setSchedule(task, { ...state, cursor: Math.max(state.cursor, Math.min(now, next - 1)) });
    if (!missed) return;
    const from = nextOccurrence(grid, state.cursor) ?? missed.occurrence;
    this.skip([{ task, from, to: missed.occurrence, count: missed.count, why: 'undefined' }]);
  }

  /** Arms a schedule; answers when it is due next. */
  arm(task: string): NextOccurrence | undefined {
    const entry = this.entries.get(taskKey(task));
    if (!entry) return undefined;
    const { schedule, state } = entry;
    if (state?.mode === 'armed') return this.next(entry);
    const now = this.ports.clock.now();
    const armed: ScheduleState = {
      mode: 'armed',
      written: writtenText(schedule),
      every: periodsText(schedule),
      anchor: state?.anchor ?? now,
      // While it was paused nothing came due.
      cursor: Math.max(state?.cursor ?? now, now),
    };
    return this.next(this.put(entry, armed));
  }

  /** Pauses a schedule, alone or `together` with all others. Answers whether it was armed. */
  pause(task: string, { together = false }: { readonly together?: boolean } = {}): boolean {
    const entry = this.entries.get(taskKey(task));
    const state = entry ? entry.state : this.ports.store.schedule(task);
    const wasArmed = state?.mode === 'armed';
    if (!state || (!wasArmed && (together || state.isPausedTogether !== true))) return false;
    const { anchor, cursor, every, owed = [], written } = state;
    const paused = { mode: 'paused', written, every, anchor, cursor } as const;
    if (entry) this.put(entry, { ...paused, ...(together && { isPausedTogether: true }) });
    // It is not in the file at the moment, and does not come due when it returns.
    else this.ports.store.setSchedule(task, paused);
    this.skip(dropOwed(entry?.task ?? task, owed));
    return wasArmed;
  }

  /** Whether *Resume All* is to arm it. */
  isPausedTogether(task: string): boolean {
    return this.entries.get(taskKey(task))?.state?.isPausedTogether === true;
  }

  /** What readers see of a task's schedule. */
  view(task: string): ScheduleView {
    const entry = this.entries.get(taskKey(task));
    if (!entry) return { kind: 'none' };
    const { rules, timeZone } = entry.schedule;
    const { anchor, mode } = entry.state ?? {};
    const shown = { rules, timeZone, ...(anchor !== undefined && { anchor }) };
    if (mode !== 'armed') return { kind: 'paused', ...shown };
    const next = this.next(entry);
    return next ? { kind: 'armed', ...shown, next: next.at } : { kind: 'ended', ...shown };
  }

  /** What is due of the armed schedules until an instant, the first `count` of each. */
  upcoming(until: Instant, count: number): readonly UpcomingTask[] {
    return [...this.entries.values()].flatMap((entry) => {
      const { schedule, state, task } = entry;
      const first = this.next(entry)?.at ?? Infinity;
      if (!state || first > until) return [];
      const due = duesUntil(gridOf(schedule, state), task, { after: first - 1, until }, count);
      return [{ task, timeZone: schedule.timeZone, rules: schedule.rules, ...due }];
    });
  }

  /** Forgets a schedule altogether. */
  remove(task: string): void {
    this.hold(task);
    this.ports.store.setSchedule(task, undefined);
  }

  /** No run of the task lives any more: what waited for that goes on. */
  taskRests(task: string): void {
    const key = taskKey(task);
    const wasAwaited = this.catchingUp.delete(key) || this.deferred.has(key);
    if (wasAwaited || this.entries.get(key)?.state?.owed) this.wake();
  }

  /**
   * Decides an occurrence anew whose run was decided by an earlier host and never began. The run leaves the history; a further one
   * follows at once where that is still on time, else as `catchUp` says.
   */
  decideAnew({ id: withdrawn, scheduledFor: at = 0, task, trigger }: RunRecord): void {
    const entry = this.entries.get(taskKey(task));
    const state = entry?.state ?? this.ports.store.schedule(task);
    if (!state) return;
    const base = { task, withdrawn };
    if (entry?.state?.mode !== 'armed') {
      const why = entry ? 'missed' : 'undefined';
      this.carryOut([{ ...base, schedule: state, skipped: dropOwed(task, [at], why) }]);
      return;
    }
    const waking = wakingOf(entry, entry.state, this.ports.clock.now());
    const isOnTime = waking.now - dueTime(waking.grid, task, at).at <= onTimeMs;
    const run = isOnTime && trigger === 'schedule' ? this.ports.prepare({ task, at, trigger }) : undefined;
    const { owed, skipped } = run ? { owed: waking.owed, skipped: [] } : oweAgain(waking, at);
    this.carryOut([{ ...base, schedule: withOwed(entry.state, owed), ...(run && { run }), skipped }]);
    this.armTimer();
  }

  dispose(): void {
    this.isOpen = false;
    this.timer?.dispose();
    this.changed.dispose();
  }

  private afterEdit(task: string, schedule: Schedule, before: ScheduleState): ScheduleState {
    const written = writtenText(schedule);
    if (written === before.written) return before;
    const now = this.ports.clock.now();
    const every = periodsText(schedule);
    return this.noteEdit(task, {
      ...before,
      written,
      every,
      anchor: every === before.every ? before.anchor : now,
      cursor: Math.max(before.cursor, now),
    });
  }

  /** What is owed of a schedule is given up by an edit. */
  private noteEdit(task: string, { owed = [], ...state }: ScheduleState): ScheduleState {
    this.ports.store.setSchedule(task, state);
    this.skip(dropOwed(task, owed));
    return state;
  }

  private put(entry: Entry, state: ScheduleState): Entry {
    const changed = { ...entry, state };
    this.ports.store.setSchedule(entry.task, state);
    this.entries.set(taskKey(entry.task), changed);
    this.armTimer();
    this.changed.fire(entry.task);
    return changed;
  }

  private next({ schedule, state, task }: Entry): NextOccurrence | undefined {
    if (state?.mode !== 'armed') return undefined;
    const due = nextDue(gridOf(schedule, state), task, state.cursor, this.ports.clock.now());
    return due && { at: due.at, timeZone: schedule.timeZone };
  }

  /** Looks at the clock and decides, in one transaction, whatever is due; then waits for what is due next. */
  private wake(): void {
    if (!this.isOpen) return;
    this.noticeSleep();
    const now = this.ports.clock.now();
    let free = this.isCalm ? 0 : mostCatchingUp - this.catchingUp.size;
    const decisions: ScheduleDecision[] = [];
    for (const entry of this.entries.values()) {
      const decision = this.decide(entry, now, free > 0);
      if (decision?.run?.trigger === 'catch-up') free -= 1;
      if (decision) decisions.push(decision);
    }
    if (decisions.length > 0) this.carryOut(decisions);
    this.armTimer();
  }

  /** Decides what has come due of one schedule, and whether one that is owed begins now. */
  private decide(entry: Entry, now: Instant, mayCatchUp: boolean): ScheduleDecision | undefined {
    const { state, task } = entry;
    if (state?.mode !== 'armed' || (this.firstDue(entry) > now && !state.owed)) return undefined;
    this.deferred.delete(taskKey(task));
    const due = this.decideDue(entry, state, now);
    if (due === 'uncertain') return undefined;
    const owed = due ? (due.schedule.owed ?? []) : (state.owed ?? []);
    const [first] = owed;
    if (first === undefined || due?.run || !mayCatchUp || this.ports.isUncertain(task)) return due;
    const run = this.ports.prepare({ task, at: first, trigger: 'catch-up' });
    if (!run) return due;
    return { task, ...due, schedule: withOwed(due?.schedule ?? state, owed.slice(1)), run };
  }

  private decideDue(entry: Entry, state: ScheduleState, now: Instant): ScheduleDecision | 'uncertain' | undefined {
    const { task } = entry;
    if (this.firstDue(entry) > now) return undefined;
    const waking = wakingOf(entry, state, now);
    const found = findDue(waking);
    if (!found) return undefined;
    if (this.ports.isUncertain(task)) {
      this.deferred.add(taskKey(task));
      return 'uncertain';
    }
    const { cursor, onTime } = found;
    const run = onTime && this.ports.prepare({ task, at: onTime.occurrence, trigger: 'schedule' });
    const { owed, skipped } = settleMisfires(waking, found, run !== undefined);
    const overlapped = onTime && !run ? dropOwed(task, [onTime.occurrence], 'overlap') : [];
    const schedule = withOwed({ ...state, cursor }, owed);
    return { task, schedule, ...(run && { run }), skipped: [...skipped, ...overlapped] };
  }

  /** When the first occurrence is due that is not decided; looked for once for each state of a schedule. */
  private firstDue(entry: Entry): Instant {
    const { schedule, state, task } = entry;
    if (state?.mode !== 'armed') return Infinity;
    const known = this.firstDues.get(entry);
    if (known !== undefined) return known;
    const first = nextDue(gridOf(schedule, state), task, state.cursor, state.cursor)?.at ?? Infinity;
    this.firstDues.set(entry, first);
    return first;
  }

  private get isCalm(): boolean {
    return this.ports.clock.monotonic() < this.calmUntil;
  }

  private beCalm(): void {
    this.calmUntil = this.ports.clock.monotonic() + calmMs;
  }

  /** Whoever slept wakes to much at once; the same where the clock was set forward. */
  private noticeSleep(): void {
    const ahead = this.offset();
    if (ahead - this.ahead > sleepMs) this.beCalm();
    this.ahead = ahead;
  }

  private offset(): number {
    const { clock } = this.ports;
    return clock.now() - clock.monotonic();
  }

  /** Records what led to no run beside any decision. */
  private skip(skipped: readonly Skipped[]): void {
    for (const each of skipped) {
      this.ports.store.noteSkipped(each);
      this.tellSkipped(each);
    }
  }

  /** What cannot be written is not decided: it is due still at the next look. */
  private carryOut(decisions: readonly ScheduleDecision[]): void {
    const decided = this.ports.store.decide(decisions);
    if (!decided.ok) {
      this.ports.fail(decided.error);
      return;
    }
    for (const { schedule: state, skipped = [], task } of decisions) {
      const key = taskKey(task);
      const entry = this.entries.get(key);
      if (entry) this.entries.set(key, { ...entry, state });
      for (const each of skipped) this.tellSkipped(each);
    }
    reached('cursor');
    const runs = decisions.flatMap(({ run }) => run ?? []);
    for (const { task, trigger } of runs) if (trigger === 'catch-up') this.catchingUp.add(taskKey(task));
    this.ports.start(runs);
    for (const { task } of decisions) this.changed.fire(task);
  }

  private tellSkipped(skipped: Skipped): void {
    const event = isMissed(skipped) ? 'occurrence-missed' : 'occurrence-skipped';
    const message = skippedLine(skipped);
    this.ports.journal.record({ level: 'warning', event, task: skipped.task, message });
    this.ports.noteSkipped(skipped);
  }

  private armTimer(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (!this.isOpen) return;
    const { clock } = this.ports;
    const now = clock.now();
    const entries = [...this.entries.values()];
    const isLate = entries.some((entry) => this.firstDue(entry) <= now);
    // What could not be decided at the last look waits for the next occurrence, of whichever schedule.
    const nexts = entries.flatMap((entry) => {
      const first = this.firstDue(entry);
      const next = first > now ? first : (this.next(entry)?.at ?? Infinity);
      return next < Infinity ? [next] : [];
    });
    const calmMsLeft = this.calmUntil - clock.monotonic();
    const isOwing = calmMsLeft > 0 && entries.some(({ state }) => state?.owed);
    if (nexts.length === 0 && !isOwing && !isLate) return;
    const waitMs = Math.min(Math.min(...nexts) - now, isOwing ? calmMsLeft : longestWaitMs);
    this.timer = this.ports.clock.setTimer(Math.min(Math.max(0, waitMs), longestWaitMs), () => {
      this.wake();
    });
  }
}

function gridOf(schedule: Schedule, { anchor }: ScheduleState): Grid {
  return { schedule, anchor };
}

/** The same with other occurrences owed. */
function withOwed(state: ScheduleState, owed: readonly Instant[]): ScheduleState {
  const copy: { owed?: readonly Instant[] } & ScheduleState = { ...state };
  delete copy.owed;
  return { ...copy, ...(owed.length > 0 && { owed }) };
}

function wakingOf({ catchUp, schedule, task }: Entry, state: ScheduleState, now: Instant): Waking {
  const { cursor, owed = [] } = state;
  return { grid: gridOf(schedule, state), task, policy: catchUp, cursor, owed, now };
}
