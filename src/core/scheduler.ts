import type { Clock, Instant } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { reached } from '../base/faultPoint.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { latestDue, nextDue } from '../model/dueTimes.ts';
import { type Grid, latestOccurrence, nextOccurrence } from '../model/occurrences.ts';
import type { RunRecord } from '../model/run.ts';
import { periodsText, type Schedule, writtenText } from '../model/schedule.ts';
import { describeSchedule } from '../model/scheduleWords.ts';
import { isMissed, type Skipped, skippedLine } from '../model/skipped.ts';
import { taskKey } from '../model/task.ts';
import type { ScheduleView } from '../model/taskView.ts';
import type { Journal, ScheduleDecision, ScheduleState, Store } from './ports.ts';

/** Timers are hints: after this many milliseconds at most the clock is looked at again, whatever was slept through or set. */
const longestWaitMs = 30_000;
/** An occurrence found due within this many milliseconds is on time. */
const onTimeMs = 60_000;

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
  readonly store: Pick<Store, 'decide' | 'schedule' | 'setSchedule'>;
  readonly journal: Journal;
  /** The run to begin for an occurrence, recorded but not started; undefined where a run is live, which skips it. */
  readonly prepare: (due: DueOccurrence) => (RunRecord & { readonly state: 'starting' }) | undefined;
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

  /** Fires with the name of a task whose schedule looks different. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly ports: SchedulerPorts) {}

  /** Begins to decide; what came due before is decided at once. */
  open(): void {
    this.isOpen = true;
    this.wake();
  }

  /**
   * Puts a schedule in force, or takes it away where there is none. After an edit the time before it was seen is
   * decided; `every` edited sets the anchor anew.
   */
  define(task: string, schedule: Schedule | undefined): void {
    const key = taskKey(task);
    if (!schedule) {
      this.hold(task);
      return;
    }
    const before = this.ports.store.schedule(task);
    const state = before && this.afterEdit(task, schedule, before);
    this.entries.set(key, { task, schedule, state });
    this.armTimer();
  }

  /** The task has gone from the file: nothing of it comes due; the time until it returns is passed over. */
  hold(task: string): void {
    this.entries.delete(taskKey(task));
    this.armTimer();
  }

  /** Passes over what would have come due while a task was not in the file; answers how many occurrences that were. */
  resume(task: string, schedule: Schedule): number {
    const state = this.ports.store.schedule(task);
    if (state?.mode !== 'armed') return 0;
    const now = this.ports.clock.now();
    const grid = gridOf(schedule, state);
    const missed = latestDue(grid, task, state.cursor, now)?.count ?? 0;
    // An occurrence that waits for its delay is still to come.
    const next = nextDue(grid, task, state.cursor, now)?.occurrence ?? now;
    this.ports.store.setSchedule(task, { ...state, cursor: Math.max(state.cursor, Math.min(now, next - 1)) });
    return missed;
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
    if (!entry) return false;
    const { schedule, state } = entry;
    const wasArmed = state?.mode === 'armed';
    if (!state || (!wasArmed && (together || state.isPausedTogether !== true))) return false;
    this.put(entry, {
      mode: 'paused',
      written: writtenText(schedule),
      every: periodsText(schedule),
      anchor: state.anchor,
      cursor: state.cursor,
      ...(together && { isPausedTogether: true }),
    });
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
    const { timeZone } = entry.schedule;
    const words = describeSchedule(entry.schedule);
    if (entry.state?.mode !== 'armed') return { kind: 'paused', words, timeZone };
    const next = this.next(entry);
    return next ? { kind: 'armed', words, timeZone, next: next.at } : { kind: 'ended', words, timeZone };
  }

  /** Forgets a schedule altogether. */
  remove(task: string): void {
    this.hold(task);
    this.ports.store.setSchedule(task, undefined);
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
    const state: ScheduleState = {
      ...before,
      written,
      every,
      anchor: every === before.every ? before.anchor : now,
      cursor: Math.max(before.cursor, now),
    };
    this.ports.store.setSchedule(task, state);
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
    const now = this.ports.clock.now();
    const decisions = [...this.entries.values()].flatMap((entry) => this.decide(entry, now));
    if (decisions.length > 0) this.carryOut(decisions);
    this.armTimer();
  }

  private decide({ schedule, state, task }: Entry, now: Instant): readonly ScheduleDecision[] {
    if (state?.mode !== 'armed') return [];
    const due = latestDue(gridOf(schedule, state), task, state.cursor, now);
    if (!due) return [];
    const trigger = now - due.at <= onTimeMs ? 'schedule' : 'catch-up';
    const run = this.ports.prepare({ task, at: due.occurrence, trigger });
    const { count, occurrence } = due;
    const grid = gridOf(schedule, state);
    const skipped: Skipped[] = [];
    const before = latestOccurrence(grid, state.cursor, occurrence - 1);
    if (before) {
      const from = nextOccurrence(grid, state.cursor) ?? before.at;
      skipped.push({ task, from, to: before.at, count: count - 1, why: 'missed' });
    }
    if (!run) skipped.push({ task, from: occurrence, to: occurrence, count: 1, why: 'overlap' });
    return [{ task, schedule: { ...state, cursor: occurrence }, ...(run && { run }), skipped }];
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
    this.ports.start(decisions.flatMap(({ run }) => run ?? []));
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
    const nexts = [...this.entries.values()].flatMap((entry) => this.next(entry)?.at ?? []);
    if (nexts.length === 0) return;
    const waitMs = Math.min(...nexts) - this.ports.clock.now();
    this.timer = this.ports.clock.setTimer(Math.min(Math.max(0, waitMs), longestWaitMs), () => {
      this.wake();
    });
  }
}

function gridOf(schedule: Schedule, { anchor }: ScheduleState): Grid {
  return { schedule, anchor };
}
