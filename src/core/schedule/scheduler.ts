import type { Clock, Instant } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { reached } from '../../base/faultPoint.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure, SkipRefusal } from '../../model/failure.ts';
import {
  addCause,
  type CausedUntil,
  findDue,
  oweAgain,
  onTimeMs,
  rowsOf,
  settleMisfires,
  type Waking,
} from '../../model/schedule/catchUp.ts';
import type { CatchUpPolicy } from '../../model/schedule/catchUpPolicy.ts';
import { dueTime, latestDue, nextDue } from '../../model/schedule/dueTimes.ts';
import { nextOccurrence } from '../../model/schedule/occurrences.ts';
import type { RunRecord } from '../../model/run.ts';
import { periodsText, type Schedule, writtenText } from '../../model/schedule/schedule.ts';
import type { UpcomingTask } from '../../model/schedule/upcoming.ts';
import {
  isMissed,
  type MissCause,
  mostSkips,
  type Skipped,
  skippedLine,
  type SkippedNext,
} from '../../model/schedule/skipped.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { ScheduleView } from '../../model/view/taskView.ts';
import { ClockWatch } from './clockWatch.ts';
import {
  afterEdit,
  gridOf,
  type NextOccurrence,
  nextOf,
  scheduleView,
  type TaskSchedule,
  upcomingOf,
} from './scheduleView.ts';
import type { Journal, ScheduleDecision, ScheduleState, Store } from '../ports.ts';
import { pastHorizon, pastSkips, withOwed } from './scheduleStates.ts';
import { longestWaitMs, mostCatchingUp, retryAfterMs } from './wakings.ts';
import { isoTime } from '../../model/time/timestamp.ts';

/** What is written of a schedule that was taken out of the definition of its task. */
const noSchedule = '';

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
  readonly store: Pick<Store, 'decide' | 'hasRunFor' | 'noteSkipped' | 'schedule' | 'setSchedule'>;
  readonly journal: Journal;
  /** The run to begin for an occurrence, recorded but not started; undefined if a run is live, which skips it. */
  readonly prepare: (due: DueOccurrence) => (RunRecord & { readonly state: 'starting' }) | undefined;
  /** An earlier host has left a run of the task, and it is not known yet whether it lives. */
  readonly isUncertain: (task: string) => boolean;
  /** Starts runs whose decision is on the disk. */
  readonly start: (runs: readonly (RunRecord & { readonly state: 'starting' })[]) => void;
  /** Tasks whose run that catches up lives, by their keys; `LaterRuns` counts them too. */
  readonly catchingUp?: Set<string>;
  /** Occurrences led to no run, which is on the disk. */
  readonly noteSkipped: (skipped: Skipped) => void;
  /** A decision could not be written. If the state is still ours, it is made again a moment later. */
  readonly fail: (failure: ExecutorFailure) => void;
}

/** One schedule: what the file says, and what was decided so far. */
interface Entry extends TaskSchedule {
  readonly catchUp: CatchUpPolicy;
}

/**
 * Decides which occurrences of which schedules lead to a run. Occurrences are a pure function of the schedule, so that
 * neither restarts nor sleep nor a clock that is set can change which ones there are; the cursor, kept on the disk with
 * each decision, sees to it that none is decided twice.
 *
 * A waking looks at the clock once. Whatever is due at that instant is decided by it, or is `undecided` until it is
 * tried again; whatever comes due while it is carried out is decided by the next waking, which follows at once.
 */
export class Scheduler implements Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly changed = new Emitter<string>();
  private timer: Disposable | undefined;
  private isOpen = false;
  /** The first instant that this host has seen. */
  private openedAt = Infinity;
  private readonly watch: ClockWatch;
  private readonly firstDues = new WeakMap<Entry, Instant>();
  private readonly catchingUp: Set<string>;
  /**
   * What was due at the last look and could not be decided: it is not known yet whether a run lives, or the disk has refused. With what
   * has kept it from that so far.
   */
  private readonly undecided = new Map<Entry, readonly CausedUntil[]>();
  /** How many consecutive looks have left something undecided. */
  private retries = 0;
  /** Tasks of which more is decided than the clock has shown; believed once the clock is. */
  private readonly doubted = new Set<string>();

  /** Fires with the name of a task whose schedule looks different. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly ports: SchedulerPorts) {
    this.watch = new ClockWatch(ports.clock);
    this.catchingUp = ports.catchingUp ?? new Set();
  }

  /** Begins to decide; what came due before is decided at once. */
  open(): void {
    this.isOpen = true;
    this.watch.begin();
    this.openedAt = this.ports.clock.now();
    for (const [key, { state }] of this.entries) if (state?.mode === 'armed') this.doubt(key, state);
    this.wake({ because: 'no-host' });
  }

  /**
   * Puts a schedule in force, or takes it away where the task has none. After an edit the time before it was seen is
   * decided, and so is the time without a schedule; `every` edited sets the anchor again.
   */
  define(task: string, schedule: Schedule | undefined, catchUp: CatchUpPolicy = 'latest'): void {
    const key = taskKey(task);
    const before = this.ports.store.schedule(task);
    if (!schedule) {
      if (before && before.written !== noSchedule) this.noteEdit(task, { ...before, written: noSchedule });
      this.hold(task);
      return;
    }
    const edited = before && afterEdit(schedule, before, this.ports.clock.now());
    const state = edited && edited !== before ? this.noteEdit(task, edited) : before;
    this.entries.set(key, { task, schedule, catchUp, state });
    if (state && state !== before) this.doubt(key, state);
    this.settleDoubts();
    this.armTimer();
  }

  /** The task is no longer in the file: nothing of it comes due; the time until it returns is passed over. */
  hold(task: string): void {
    this.entries.delete(taskKey(task));
    this.armTimer();
  }

  /** A task has another name from now on, on the disk already; its schedule and what waits for its run go along. */
  rename(from: string, to: string): void {
    const [oldKey, newKey] = [taskKey(from), taskKey(to)];
    const entry = this.entries.get(oldKey);
    this.entries.delete(oldKey);
    if (entry) this.entries.set(newKey, { ...entry, task: to });
    for (const keys of [this.catchingUp, this.doubted]) if (keys.delete(oldKey)) keys.add(newKey);
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
    this.record([{ task, from, to: missed.occurrence, count: missed.count, why: 'undefined' }]);
  }

  /** Arms a schedule; answers when it is due next. */
  arm(task: string): NextOccurrence | undefined {
    const entry = this.entries.get(taskKey(task));
    if (!entry) return undefined;
    const { schedule, state, task: name } = entry;
    const now = this.ports.clock.now();
    const armed: ScheduleState = {
      mode: 'armed',
      written: writtenText(schedule),
      every: periodsText(schedule),
      anchor: state?.anchor ?? now,
      // While it was paused nothing came due.
      cursor: Math.max(state?.cursor ?? now, now),
      ...(state?.horizon !== undefined && { horizon: state.horizon }),
      ...(state?.skips && { skips: state.skips }),
    };
    const after = state?.mode === 'armed' ? entry : this.put(entry, armed);
    const key = taskKey(name);
    if (after.state) this.doubt(key, after.state);
    this.watch.notice();
    this.settleDoubts();
    this.armTimer();
    return nextOf(this.entries.get(key) ?? after, now);
  }

  /** Pauses a schedule, alone or `together` with all others. Answers whether it was armed. */
  pause(task: string, { together = false }: { readonly together?: boolean } = {}): boolean {
    const entry = this.entries.get(taskKey(task));
    const state = entry ? entry.state : this.ports.store.schedule(task);
    const wasArmed = state?.mode === 'armed';
    if (!state || (!wasArmed && (together || state.isPausedTogether !== true))) return false;
    const { anchor, cursor, every, horizon, owed = [], owedBecause, skips, written } = state;
    const paused = {
      mode: 'paused',
      written,
      every,
      anchor,
      cursor,
      ...(horizon !== undefined && { horizon }),
      ...(skips && { skips }),
    } as const;
    if (entry) this.put(entry, { ...paused, ...(together && { isPausedTogether: true }) });
    // It is not in the file at the moment, and does not come due when it returns.
    else this.ports.store.setSchedule(task, paused);
    this.record(rowsOf({ task: entry?.task ?? task, why: 'missed', causes: owedBecause ?? [] }, owed));
    return wasArmed;
  }

  /**
   * Skips the next occurrence of an armed schedule: it leads to no run, and is decided for every later host. Answers when its run
   * would have been due, and when the one after it is.
   */
  skipNext(task: string): Result<SkippedNext, ExecutorFailure> {
    const entry = this.entries.get(taskKey(task));
    const refuse = (why: SkipRefusal): Result<never, ExecutorFailure> =>
      err({ reason: 'nothing-to-skip', task: entry?.task ?? task, why });
    if (!entry) return refuse('unscheduled');
    const { schedule, state, task: name } = entry;
    if (state?.mode !== 'armed') return refuse('paused');
    const now = this.ports.clock.now();
    const due = nextDue(gridOf(schedule, state), name, state.cursor, now);
    if (!due) return err({ reason: 'schedule-ended', task: name });
    // What has passed is in nobody's way any more.
    const skips = (state.skips ?? []).filter((at) => at > Math.min(state.cursor, now));
    if (skips.length >= mostSkips) return refuse('too-many');
    const { at, occurrence } = due;
    const skipped: Skipped = { task: name, from: occurrence, to: occurrence, count: 1, why: 'by-user' };
    const decided = this.carryOut([
      { task: name, schedule: { ...state, skips: [...skips, occurrence] }, skipped: [skipped] },
    ]);
    if (!decided.ok) return decided;
    this.armTimer();
    const changed = this.entries.get(taskKey(task));
    const next = changed && nextOf(changed, now);
    const { timeZone } = schedule;
    return ok({ task: name, at, timeZone, ...(next && { next: next.at }) });
  }

  /** Whether *Resume All* is to arm it. */
  isPausedTogether(task: string): boolean {
    return this.entries.get(taskKey(task))?.state?.isPausedTogether === true;
  }

  /** What readers see of a task's schedule. */
  view(task: string): ScheduleView {
    return scheduleView(this.entries.get(taskKey(task)), this.ports.clock.now());
  }

  /** What is due of the armed schedules until an instant, the first `count` of each. */
  upcoming(until: Instant, count: number): readonly UpcomingTask[] {
    const now = this.ports.clock.now();
    return [...this.entries.values()].flatMap((entry) => upcomingOf(entry, now, until, count) ?? []);
  }

  /** Forgets a schedule altogether. */
  remove(task: string): void {
    this.hold(task);
    this.ports.store.setSchedule(task, undefined);
  }

  /** No run of the task lives any more: what waited for that goes on. */
  taskRests(task: string): void {
    const key = taskKey(task);
    const entry = this.entries.get(key);
    const wasAwaited = this.catchingUp.delete(key) || (entry && this.undecided.has(entry));
    if (wasAwaited || entry?.state?.owed) this.wake();
  }

  /**
   * Decides an occurrence again whose run was decided by an earlier host and never began. The run leaves the history; a
   * further one follows at once where that is still on time, else as `catchUp` says.
   */
  decideAnew({ createdAt, id: withdrawn, scheduledFor: at = 0, task, trigger }: RunRecord): void {
    const entry = this.entries.get(taskKey(task));
    const state = entry?.state ?? this.ports.store.schedule(task);
    if (!state) return;
    const base = { task, withdrawn };
    // The host that decided it ended before it began.
    const cause = { until: at, because: createdAt < this.openedAt ? 'no-host' : undefined } as const;
    if (entry?.state?.mode !== 'armed') {
      const why = entry ? 'missed' : 'undefined';
      const skipped = rowsOf({ task, why, ...(entry && { causes: [cause] }) }, [at]);
      this.carryOut([{ ...base, schedule: state, skipped }]);
      return;
    }
    const causes = [...(entry.state.owedBecause ?? []), cause].toSorted((one, other) => one.until - other.until);
    const waking = wakingOf(entry, entry.state, this.ports.clock.now(), causes);
    const isOnTime = waking.now - dueTime(waking.grid, task, at).at <= onTimeMs;
    const run = isOnTime && trigger === 'schedule' ? this.ports.prepare({ task, at, trigger }) : undefined;
    const { owed, skipped } = run ? { owed: waking.owed, skipped: [] } : oweAgain(waking, at);
    this.carryOut([{ ...base, schedule: withOwed(entry.state, owed, causes), ...(run && { run }), skipped }]);
    this.armTimer();
  }

  dispose(): void {
    this.isOpen = false;
    this.timer?.dispose();
    this.changed.dispose();
  }

  /** What is owed of a schedule is given up by an edit. */
  private noteEdit(task: string, { owed = [], owedBecause = [], ...state }: ScheduleState): ScheduleState {
    this.ports.store.setSchedule(task, state);
    this.record(rowsOf({ task, why: 'missed', causes: owedBecause }, owed));
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

  /**
   * Looks at the clock and decides, in one transaction, whatever is due; then waits for what is due next. `because` is what
   * has kept everything that is late from being seen, where that is known already.
   */
  private wake({ because, lateMs }: { readonly because?: MissCause; readonly lateMs?: number } = {}): void {
    if (!this.isOpen) return;
    const now = this.watch.look(lateMs);
    this.settleDoubts();
    const causes = new Map<Entry, readonly CausedUntil[]>();
    for (const entry of this.entries.values()) {
      const first = this.firstDue(entry);
      if (first > now) continue;
      const earlier = this.undecided.get(entry);
      const cause = earlier ? 'disk' : (because ?? this.watch.causeSince(first));
      causes.set(entry, addCause(earlier ?? [], { until: now, because: cause }));
    }
    this.undecided.clear();
    let free = this.watch.calmMsLeft > 0 ? 0 : mostCatchingUp - this.catchingUp.size;
    const decisions: ScheduleDecision[] = [];
    for (const entry of this.entries.values()) {
      const decision = this.decide(entry, now, causes.get(entry), free > 0);
      if (decision?.run?.trigger === 'catch-up') free -= 1;
      if (decision) decisions.push(decision);
    }
    const isWritten = decisions.length === 0 || this.carryOut(decisions).ok;
    // What is decided has another entry.
    for (const entry of this.entries.values()) {
      const waited = causes.get(entry);
      if (waited) this.undecided.set(entry, this.withoutOnTime(entry, now, waited));
    }
    this.retries = isWritten && this.undecided.size === 0 ? 0 : this.retries + 1;
    this.armTimer();
  }

  /** Decides what has come due of one schedule, and whether one that is owed begins now. */
  private decide(
    entry: Entry,
    now: Instant,
    causes: readonly CausedUntil[] | undefined,
    mayCatchUp: boolean,
  ): ScheduleDecision | undefined {
    const { state, task } = entry;
    if (state?.mode !== 'armed' || (!causes && !state.owed)) return undefined;
    const isUncertain = this.ports.isUncertain(task);
    if (causes && isUncertain) return undefined;
    const due = causes && this.decideDue(entry, state, now, causes);
    const owed = due ? (due.schedule.owed ?? []) : (state.owed ?? []);
    const [first] = owed;
    if (first === undefined || due?.run || !mayCatchUp || isUncertain) return due;
    const run = this.ports.prepare({ task, at: first, trigger: 'catch-up' });
    if (!run) return due;
    const schedule = due?.schedule ?? state;
    return { task, ...due, schedule: withOwed(schedule, owed.slice(1), schedule.owedBecause), run };
  }

  private decideDue(
    entry: Entry,
    state: ScheduleState,
    now: Instant,
    fresh: readonly CausedUntil[],
  ): ScheduleDecision | undefined {
    const { task } = entry;
    const causes = [...(state.owedBecause ?? []), ...fresh];
    const waking = wakingOf(entry, state, now, causes);
    const found = findDue(waking);
    if (!found) return undefined;
    const { cursor, onTime } = found;
    const hasRun = (at: Instant): boolean => at <= (state.horizon ?? -Infinity) && this.ports.store.hasRunFor(task, at);
    const mayRun = onTime && !hasRun(onTime.occurrence);
    const run = mayRun && this.ports.prepare({ task, at: onTime.occurrence, trigger: 'schedule' });
    const { owed, skipped } = settleMisfires(waking, found, run !== undefined);
    const overlapped = mayRun && !run ? rowsOf({ task, why: 'overlap' }, [onTime.occurrence]) : [];
    const unrun = owed.filter((at) => !hasRun(at));
    const schedule = pastSkips(pastHorizon(withOwed({ ...state, cursor }, unrun, causes)));
    return { task, schedule, ...(run && { run }), skipped: [...skipped, ...overlapped] };
  }

  /** What has kept an undecided schedule from deciding so far: nothing what is on time still. */
  private withoutOnTime(entry: Entry, now: Instant, causes: readonly CausedUntil[]): readonly CausedUntil[] {
    const onTime = entry.state && findDue(wakingOf(entry, entry.state, now, causes))?.onTime;
    if (!onTime) return causes;
    return causes.map((cause) => (cause.until === now ? { ...cause, until: onTime.occurrence - 1 } : cause));
  }

  /** Remembers a schedule of which more is decided than can have passed, if the clock is right. */
  private doubt(key: string, { cursor }: ScheduleState): void {
    if (cursor > this.ports.clock.now()) this.doubted.add(key);
  }

  /**
   * Once the clock is believed, gives up what was decided while it was ahead: a schedule would be silent until then. What ran
   * does not run again.
   */
  private settleDoubts(): void {
    if (this.doubted.size === 0 || this.watch.unsteadyMsLeft > 0) return;
    const doubted = [...this.doubted].flatMap((key) => this.entries.get(key) ?? []);
    this.doubted.clear();
    for (const entry of doubted) this.giveUpHorizon(entry, this.ports.clock.now());
  }

  private giveUpHorizon(entry: Entry, now: Instant): void {
    const { state, task } = entry;
    if (!state || state.cursor <= now) return;
    const { anchor, cursor, horizon = cursor, owed = [] } = state;
    const due = owed.filter((at) => at <= now);
    this.put(entry, {
      ...withOwed(state, due, state.owedBecause),
      anchor: Math.min(anchor, now),
      cursor: now,
      horizon: Math.max(horizon, cursor),
    });
    const until = isoTime(cursor);
    const message = `${task}: the clock was ahead; decisions until ${until} are dropped, and its schedule continues from now`;
    this.ports.journal.record({ level: 'warning', event: 'horizon-given-up', task, message });
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

  /** Records what led to no run beside any decision. */
  private record(skipped: readonly Skipped[]): void {
    for (const each of skipped) {
      this.ports.store.noteSkipped(each);
      this.tellSkipped(each);
    }
  }

  /** What cannot be written is not decided. */
  private carryOut(decisions: readonly ScheduleDecision[]): Result<void, ExecutorFailure> {
    const decided = this.ports.store.decide(decisions);
    if (!decided.ok) {
      this.ports.fail(decided.error);
      return decided;
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
    return ok(undefined);
  }

  private tellSkipped(skipped: Skipped): void {
    const event = isMissed(skipped) ? 'occurrence-missed' : 'occurrence-skipped';
    const message = skippedLine(skipped);
    const level = skipped.why === 'by-user' ? 'info' : 'warning';
    this.ports.journal.record({ level, event, task: skipped.task, message });
    this.ports.noteSkipped(skipped);
  }

  /** Waits for what is due first; what is due already, and was not at the last look, is seen to at once. */
  private armTimer(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (!this.isOpen) return;
    const { clock } = this.ports;
    const now = clock.now();
    const waits: number[] = [];
    for (const entry of this.entries.values()) {
      const first = this.firstDue(entry);
      if (first < Infinity && !this.undecided.has(entry)) waits.push(first - now);
    }
    if (this.retries > 0) waits.push(retryAfterMs(this.retries));
    if (this.doubted.size > 0) waits.push(this.watch.unsteadyMsLeft);
    const { calmMsLeft } = this.watch;
    if (calmMsLeft > 0 && [...this.entries.values()].some(({ state }) => state?.owed)) waits.push(calmMsLeft);
    if (waits.length === 0) return;
    const waitMs = Math.max(0, Math.min(longestWaitMs, ...waits));
    const dueAt = clock.monotonic() + waitMs;
    this.timer = clock.setTimer(waitMs, () => {
      this.wake({ lateMs: clock.monotonic() - dueAt });
    });
  }
}

function wakingOf(
  { catchUp, schedule, task }: Entry,
  state: ScheduleState,
  now: Instant,
  causes: readonly CausedUntil[],
): Waking {
  const { cursor, owed = [] } = state;
  return { grid: gridOf(schedule, state), task, policy: catchUp, cursor, owed, causes, now };
}
