import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { reached } from '../../base/faultPoint.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { onTimeMs } from '../../model/schedule/catchUp.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { isSameWish, type LaterRun, mostLaterRuns } from '../../model/schedule/laterRun.ts';
import type { DecidedRun } from '../../model/run.ts';
import { isMissed, type MissCause, type Skipped, skippedLine, type SkipReason } from '../../model/schedule/skipped.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import { ClockWatch } from './clockWatch.ts';
import { note } from '../note.ts';
import type { LaterDecision, Store } from '../ports.ts';
import { type DecidingPorts, longestWaitMs, mostCatchingUp, retryAfterMs } from './wakings.ts';
import { isoTime } from '../../model/time/timestamp.ts';

/** A run that is due now: on time, or made up for. */
export interface DueLaterRun {
  readonly later: LaterRun;
  readonly trigger: 'schedule' | 'catch-up';
}

/** What the keeping of later runs needs of the world. */
export interface LaterRunsPorts extends DecidingPorts {
  readonly store: Pick<Store, 'addLater' | 'cancelLater' | 'decideLater' | 'laterRuns' | 'noteSkipped' | 'returnLater'>;
  /** Whether a run that is due may begin now, has to wait, or never will, its task being no longer in the task file. */
  readonly standing: (due: DueLaterRun) => 'begins' | 'waits' | 'gone';
  /** The run to begin, recorded but not started. */
  readonly prepare: (due: DueLaterRun) => DecidedRun;
}

/** What was found when a run was first seen to be due. */
interface Sight {
  readonly isLate: boolean;
  readonly because: MissCause | undefined;
}

/**
 * The runs that people have asked for at an instant. Each is decided once, by the first waking at or after its instant,
 * in one durable transaction with the run that it leads to, or with the row that says why there is none. Being
 * somebody's wish it is never left out for a live run: it is here until that has ended. What was missed is made up for
 * as `catchUp: latest` has it: of those of a task that would do the same, by one run.
 */
export class LaterRuns implements Disposable {
  private entries: readonly LaterRun[] = [];
  /** Those that are due and not decided yet, by their ids. */
  private readonly seen = new Map<string, Sight>();
  private readonly changed = new Emitter<string>();
  private readonly watch: ClockWatch;
  private timer: Disposable | undefined;
  private isOpen = false;
  /** How many consecutive writes the disk has refused. */
  private retries = 0;

  /** Fires with the name of a task of which another run is to come, or one less. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly ports: LaterRunsPorts) {
    this.watch = new ClockWatch(ports.clock);
    this.entries = ports.store.laterRuns();
  }

  /** Begins to decide; what came due before is decided at once. */
  open(): void {
    this.isOpen = true;
    this.watch.begin();
    this.wake({ because: 'no-host' });
  }

  /** All of them, the earliest first. */
  get all(): readonly LaterRun[] {
    return this.entries;
  }

  /** Those of a task, the earliest first. */
  of(task: string): readonly LaterRun[] {
    return this.entries.filter((later) => taskKey(later.task) === taskKey(task));
  }

  /** Takes a wish; it outlasts this host when this is answered. */
  ask(later: LaterRun): Result<void, ExecutorFailure> {
    const { at, task, timeZone } = later;
    const now = this.ports.clock.now();
    if (at <= now) return err({ reason: 'time-passed', at, now, timeZone });
    if (this.of(task).length >= mostLaterRuns) return err({ reason: 'too-many-later', task, most: mostLaterRuns });
    const added = this.ports.store.addLater(later);
    if (!added.ok) return added;
    this.put([...this.entries, later]);
    note(this.ports.journal, 'run-later', task, `${task} will run once at ${isoTime(at)}`);
    this.changed.fire(task);
    this.armTimer();
    return ok(undefined);
  }

  /** Takes one of a task back, or all; answers which. */
  cancel(task: string, id?: string): Result<readonly LaterRun[], ExecutorFailure> {
    const gone = this.of(task).filter((later) => id === undefined || later.id === id);
    if (gone.length === 0) return ok([]);
    const cancelled = this.ports.store.cancelLater(gone.map((later) => later.id));
    if (!cancelled.ok) return cancelled;
    this.leave(gone);
    for (const { at } of gone)
      note(this.ports.journal, 'later-cancelled', task, `${task} will no longer run at ${isoTime(at)}`);
    this.changed.fire(task);
    this.armTimer();
    return ok(gone);
  }

  /** A person stops a task that runs: what waits for the end of that run is left out; what is to come stays. */
  leaveOutWaiting(task: string): void {
    const waiting = this.of(task).filter(({ id }) => this.seen.has(id));
    this.carryOut(waiting.map((later) => ({ later, skipped: skippedOf(later, 'overlap') })));
    this.armTimer();
  }

  /** A task has another name from now on, on the disk already; what was to run of one that had that name is gone. */
  rename(from: string, to: string): void {
    const [oldKey, newKey] = [taskKey(from), taskKey(to)];
    this.put(
      this.entries
        .filter(({ task }) => oldKey === newKey || taskKey(task) !== newKey)
        .map((later) => (taskKey(later.task) === oldKey ? { ...later, task: to } : later)),
    );
    if (this.ports.catchingUp.delete(oldKey)) this.ports.catchingUp.add(newKey);
  }

  /** Something has changed that may decide whether a run begins. */
  reevaluate(): void {
    const now = this.ports.clock.now();
    if (this.entries.some(({ at }) => at <= now)) this.wake();
  }

  /** A run that was decided by an earlier host never began, and never will: it is due again. */
  takeBack({ args, id, later, scheduledFor, task }: DecidedRun): void {
    if (!later || scheduledFor === undefined) return;
    const returned: LaterRun = { ...later, task, at: scheduledFor, ...(args && { args }) };
    const written = this.ports.store.returnLater(returned, id);
    if (!written.ok) {
      this.ports.fail(written.error);
      return;
    }
    this.put([...this.entries, returned]);
    this.changed.fire(task);
    this.wake({ because: 'no-host' });
  }

  dispose(): void {
    this.isOpen = false;
    this.timer?.dispose();
    this.changed.dispose();
  }

  private put(entries: readonly LaterRun[]): void {
    this.entries = entries.toSorted((one, other) => one.at - other.at || one.askedAt - other.askedAt);
  }

  private leave(gone: readonly LaterRun[]): void {
    this.entries = this.entries.filter((later) => !gone.includes(later));
    for (const { id } of gone) this.seen.delete(id);
  }

  /** Looks at the clock and decides, in one transaction, whatever is due and need not wait. */
  private wake({ because, lateMs }: { readonly because?: MissCause; readonly lateMs?: number } = {}): void {
    if (!this.isOpen) return;
    const now = this.watch.look(lateMs);
    const due = this.entries.filter(({ at }) => at <= now);
    for (const { at, id } of due) {
      if (this.seen.has(id)) continue;
      this.seen.set(id, { isLate: now - at > onTimeMs, because: because ?? this.watch.causeSince(at) });
    }
    const decisions = this.decide(due);
    const isWritten = this.carryOut(decisions);
    this.retries = isWritten ? 0 : this.retries + 1;
    this.armTimer();
  }

  private decide(due: readonly LaterRun[]): readonly LaterDecision[] {
    let free = this.watch.calmMsLeft > 0 ? 0 : mostCatchingUp - this.ports.catchingUp.size;
    const beginning = new Set<string>();
    return due.flatMap((later): readonly LaterDecision[] => {
      const key = taskKey(later.task);
      const { because, isLate } = this.sightOf(later);
      const trigger = isLate ? 'catch-up' : 'schedule';
      const standing = this.ports.standing({ later, trigger });
      if (standing === 'gone') return [{ later, skipped: skippedOf(later, 'undefined') }];
      const isMadeUpFor = isLate && due.some((other) => this.makesUpFor(later, other));
      if (isMadeUpFor) return [{ later, skipped: { ...skippedOf(later, 'missed'), ...(because && { because }) } }];
      if (standing === 'waits' || beginning.has(key) || (isLate && free <= 0)) return [];
      beginning.add(key);
      if (isLate) free -= 1;
      return [{ later, run: this.ports.prepare({ later, trigger }) }];
    });
  }

  /** Whether a missed run is made up for by the run that another, later one leads to. */
  private makesUpFor(missed: LaterRun, other: LaterRun): boolean {
    const isAfter = this.entries.indexOf(other) > this.entries.indexOf(missed);
    const isOfSame = taskKey(other.task) === taskKey(missed.task) && isSameWish(missed, other);
    return isAfter && isOfSame && this.sightOf(other).isLate;
  }

  private sightOf({ id }: LaterRun): Sight {
    return this.seen.get(id) ?? { isLate: false, because: undefined };
  }

  /** What cannot be written is not decided. Answers whether it was. */
  private carryOut(decisions: readonly LaterDecision[]): boolean {
    if (decisions.length === 0) return true;
    const decided = this.ports.store.decideLater(decisions);
    if (!decided.ok) {
      this.ports.fail(decided.error);
      return false;
    }
    this.leave(decisions.map(({ later }) => later));
    reached('cursor');
    for (const { skipped } of decisions) if (skipped) this.tellSkipped(skipped);
    const runs = decisions.flatMap(({ run }) => run ?? []);
    for (const { task, trigger } of runs) if (trigger === 'catch-up') this.ports.catchingUp.add(taskKey(task));
    this.ports.start(runs);
    for (const task of new Set(decisions.map(({ later }) => later.task))) this.changed.fire(task);
    return true;
  }

  private tellSkipped(skipped: Skipped): void {
    const event = isMissed(skipped) ? 'occurrence-missed' : 'occurrence-skipped';
    this.ports.journal.record({ level: 'warning', event, task: skipped.task, message: skippedLine(skipped) });
    this.ports.noteSkipped(skipped);
  }

  /** Waits for what is due first. What is due and waits is looked at whenever something changes, and each half minute. */
  private armTimer(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (!this.isOpen || this.entries.length === 0) return;
    const { clock } = this.ports;
    const now = clock.now();
    const waits = this.entries.flatMap(({ at, id }) => (this.seen.has(id) ? [] : [at - now]));
    if (this.retries > 0) waits.push(retryAfterMs(this.retries));
    const { calmMsLeft } = this.watch;
    if (calmMsLeft > 0 && this.seen.size > 0) waits.push(calmMsLeft);
    const waitMs = Math.max(0, Math.min(longestWaitMs, ...waits));
    const dueAt = clock.monotonic() + waitMs;
    this.timer = clock.setTimer(waitMs, () => {
      this.wake({ lateMs: clock.monotonic() - dueAt });
    });
  }
}

function skippedOf({ at, task }: LaterRun, why: SkipReason): Skipped {
  return { task, from: at, to: at, count: 1, why };
}
