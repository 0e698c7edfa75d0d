import { causeOf, chainedTasks } from '../../model/chain.ts';
import type { DecidedRun } from '../../model/run.ts';
import type { SkipReason } from '../../model/schedule/skipped.ts';
import type { ManagedTask } from './managedTask.ts';
import type { OwedRun, World } from '../ports.ts';
import type { RunKeeper } from '../runs/runKeeper.ts';
import type { ChainedEnd, RunRequest } from '../supervisor/supervisorPorts.ts';

/** What the keeping of owed runs needs of the world. */
export interface OwedRunsPorts extends World {
  readonly keeper: Pick<RunKeeper, 'cancel'>;
  readonly find: (task: string) => ManagedTask | undefined;
  /** A run that was decided does not begin here; what becomes of its occurrence is decided again. */
  readonly withdraw: (run: DecidedRun) => void;
}

/**
 * Runs that are due while another of their task may live: those that the end of another task's run has made owed, and
 * those of schedules. What such a task says of `overlap` decides; at most one run of a task waits here.
 */
export class OwedRuns {
  /** What begins as soon as the live run of a task has ended. */
  private readonly queued = new Map<ManagedTask, RunRequest>();

  constructor(private readonly ports: OwedRunsPorts) {}

  /** Takes over the retries that an earlier host owed; to be called before its runs are adopted, which may wait for them. */
  takeOverRetries(): void {
    for (const owed of this.ports.store.owed()) {
      const task = this.ports.find(owed.task);
      const { next, retry } = owed;
      if (!retry) continue;
      if (task?.supervisor.definition) task.supervisor.awaitRetry({ next, ...retry });
      else this.leaveOut(owed, 'undefined');
    }
  }

  /** Takes over the other runs that it owed; to be called when its live ones are adopted. */
  takeOver(): void {
    for (const owed of this.ports.store.owed()) {
      if (owed.retry) continue;
      if (this.ports.find(owed.task)?.supervisor.definition) this.begin(owed);
      else this.leaveOut(owed, 'undefined');
    }
  }

  /** The runs of other tasks that an end makes owed. */
  chain({ definition, isFollowed, outcome, record }: ChainedEnd): readonly OwedRun[] {
    return chainedTasks(definition, outcome, isFollowed).flatMap((name): readonly OwedRun[] => {
      const task = this.ports.find(name);
      const target = task?.supervisor.definition;
      if (!task || !target) {
        this.skip(name, 'undefined', `${name}: not run after ${record.task} because it is not in the task file`);
        return [];
      }
      const retry = target.retries > 0 ? { retry: 0 } : {};
      const run = this.ports.random.hex(12);
      const next = { run, trigger: 'chained', isOnce: true, cause: causeOf(record, outcome), ...retry } as const;
      return [{ task: task.name, next }];
    });
  }

  /** Starts a run that is owed, or does with it what its task says for one that comes on top of another. */
  begin(owed: OwedRun): void {
    const task = this.ports.find(owed.task);
    if (!task || !this.mayCome(task)) {
      this.leaveOut(owed, 'overlap');
      return;
    }
    this.come(task, { owed: owed.next });
  }

  /** Whether a run that is due now is not to be left out. */
  mayCome(task: ManagedTask): boolean {
    const { supervisor } = task;
    if (!supervisor.isBusy) return true;
    const overlap = supervisor.definition?.overlap ?? 'skip';
    // A run that nobody here can end is given up by a person alone.
    if (overlap === 'replace') return !supervisor.isElsewhere;
    return overlap === 'queue' && !this.queued.has(task);
  }

  /** Whether a run may begin at once, be it in place of the live one. */
  mayBegin(task: ManagedTask): boolean {
    const { supervisor } = task;
    if (!supervisor.isBusy) return !this.queued.has(task);
    return supervisor.definition?.overlap === 'replace' && !supervisor.isElsewhere;
  }

  /** Whether what was missed may be made up for now: it stands in line behind whatever waits for the end of a run. */
  mayCatchUp(task: ManagedTask): boolean {
    return !task.supervisor.isBusy && !this.queued.has(task);
  }

  /** Starts a run that may come: now, instead of the live one, or after it. */
  come(task: ManagedTask, request: RunRequest): void {
    const { supervisor } = task;
    const trigger = request.decided?.trigger ?? request.owed?.trigger ?? 'schedule';
    if (!supervisor.isBusy) void supervisor.start(trigger, request);
    else if (supervisor.definition?.overlap === 'replace') void supervisor.restart(request);
    else this.queued.set(task, request);
  }

  /** Something about a task has changed: what waits for it may begin. */
  reevaluate(task: ManagedTask): void {
    const request = this.queued.get(task);
    if (!request || task.supervisor.isBusy) return;
    this.queued.delete(task);
    const { decided, owed } = request;
    if (!task.supervisor.definition) {
      if (decided) this.ports.withdraw(decided);
      if (owed) this.leaveOut({ task: task.name, next: owed }, 'undefined');
      return;
    }
    void task.supervisor.start(decided?.trigger ?? owed?.trigger ?? 'schedule', request);
  }

  /** A person has stopped the task: what waits for the end of its run will not begin. */
  cancel(task: ManagedTask): void {
    const { decided, owed } = this.queued.get(task) ?? {};
    this.queued.delete(task);
    if (owed) this.ports.store.forgive(owed.run);
    if (decided) this.ports.keeper.cancel(decided);
  }

  private leaveOut({ next, task }: OwedRun, why: 'overlap' | 'undefined'): void {
    this.ports.store.forgive(next.run);
    const after = next.cause ? ` after ${next.cause.task}` : '';
    const because = why === 'overlap' ? 'a run is live' : 'it is not in the task file';
    this.skip(task, why, `${task}: not run${after} because ${because}`);
  }

  /** A run that was due was left out. */
  private skip(task: string, why: SkipReason, message: string): void {
    const { clock, journal, store } = this.ports;
    const at = clock.now();
    store.noteSkipped({ task, from: at, to: at, count: 1, why });
    journal.record({ level: 'warning', event: 'run-skipped', task, message });
  }
}
