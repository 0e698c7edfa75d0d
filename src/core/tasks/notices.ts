import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Instant } from '../../base/clock.ts';
import { afterRun } from '../../model/notice/incident.ts';
import type { Notice, Summary } from '../../model/notice/notice.ts';
import { defaultBackoff } from '../../model/restartPolicy.ts';
import type { RunOutcome, RunRecord } from '../../model/run.ts';
import type { Store } from '../ports.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';

/** Decides what a person is told although nobody asked: one notice for each incident, and a summary of an absence. */
export class Notices implements Disposable {
  private readonly noticed = new Emitter<Notice>();
  /** Somebody is there to see what happens. */
  private isAttended = false;

  readonly onDidNotice = this.noticed.event;

  constructor(
    private readonly store: Store,
    private readonly now: () => Instant,
  ) {}

  /** A run has ended; `supervisor` is what has kept it. */
  runEnded(supervisor: Supervisor, record: RunRecord, outcome: RunOutcome): void {
    const { definition, state, task } = supervisor;
    const before = this.store.incident(task);
    const { incident, notice } = afterRun(before, {
      record,
      outcome,
      at: this.now(),
      state,
      resetAfterMs: (definition?.backoff ?? defaultBackoff).resetAfterMs,
      notify: definition?.notify ?? 'failure',
    });
    if (incident !== before) this.store.setIncident(task, incident);
    if (this.isAttended) this.store.setAttendedUntil(this.now());
    if (notice && !this.store.isMuted(task)) this.noticed.fire(notice);
  }

  /** Occurrences have passed that are not caught up. */
  runsMissed(count: number): void {
    if (!this.isAttended) this.store.setMissedUnattended(this.store.missedUnattended() + count);
  }

  /** What happened while no window was open; answered once, to the first window that comes. */
  takeSummary(taskOrder: readonly string[]): Summary | undefined {
    if (this.isAttended) return undefined;
    this.isAttended = true;
    const since = this.store.attendedUntil();
    const missed = this.store.missedUnattended();
    this.store.setAttendedUntil(this.now());
    if (missed > 0) this.store.setMissedUnattended(0);
    if (since === undefined) return undefined;
    const runs = this.store.countEndedAfter(since);
    if (runs === 0 && missed === 0) return undefined;
    return { since, runs, failed: taskOrder.filter((name) => this.store.hasFailedAfter(name, since)), missed };
  }

  /** Nobody looks any more; what happens from now on belongs into the next summary. */
  leave(): void {
    if (this.isAttended) this.store.setAttendedUntil(this.now());
    this.isAttended = false;
  }

  dispose(): void {
    this.noticed.dispose();
  }
}
