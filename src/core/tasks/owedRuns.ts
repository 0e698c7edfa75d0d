import { causeOf, chainedTasks } from '../../model/chain.ts';
import type { DecidedRun } from '../../model/run.ts';
import type { SkipReason } from '../../model/schedule/skipped.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { ManagedTask } from './managedTask.ts';
import type { Parts } from './parts.ts';
import type { OwedRun } from '../ports.ts';
import type { DueLaterRun, LaterRunsPorts } from '../schedule/laterRuns.ts';
import type { DueOccurrence } from '../schedule/scheduler.ts';
import type { ChainedEnd, RunRequest } from '../supervisor/supervisorPorts.ts';

/**
 * Runs that are due while another of their task may live: those that the end of another task's run has made owed, and
 * those of clocks. What such a task says of `overlap` decides; at most one run of a task waits here.
 */
export class OwedRuns {
  /** What begins as soon as the live run of a task has ended. */
  private readonly queued = new Map<ManagedTask, RunRequest>();

  /** `withdraw` is told of a run that was decided and does not begin: what becomes of its occurrence is decided again. */
  constructor(
    private readonly parts: Parts,
    private readonly withdraw: (run: DecidedRun) => void,
  ) {}

  /** Takes over the retries that an earlier host owed; to be called before its runs are adopted, which may wait for them. */
  takeOverRetries(): void {
    for (const owed of this.parts.store.owed()) {
      const task = this.parts.roster.find(owed.task);
      const { next, retry } = owed;
      if (!retry) continue;
      if (task?.supervisor.definition) task.supervisor.awaitRetry({ next, ...retry });
      else this.leaveOut(owed, 'undefined');
    }
  }

  /** Takes over the other runs that it owed; to be called when its live ones are adopted. */
  takeOver(): void {
    for (const owed of this.parts.store.owed()) {
      if (owed.retry) continue;
      if (this.parts.roster.find(owed.task)?.supervisor.definition) this.begin(owed);
      else this.leaveOut(owed, 'undefined');
    }
  }

  /** The runs of other tasks that an end makes owed. */
  chain({ definition, isFollowed, outcome, record }: ChainedEnd): readonly OwedRun[] {
    return chainedTasks(definition, outcome, isFollowed).flatMap((name): readonly OwedRun[] => {
      const task = this.parts.roster.find(name);
      const target = task?.supervisor.definition;
      if (!task || !target) {
        this.skip(name, 'undefined', `${name}: not run after ${record.task} because it is not in the task file`);
        return [];
      }
      const retry = target.retries > 0 ? { retry: 0 } : {};
      const run = this.parts.random.hex(12);
      const next = { run, trigger: 'chained', isOnce: true, cause: causeOf(record, outcome), ...retry } as const;
      return [{ task: task.name, next }];
    });
  }

  /** The run that an occurrence leads to; none while one is live, for then the occurrence is skipped. */
  ofSchedule(due: DueOccurrence): DecidedRun | undefined {
    const { ownership, roster } = this.parts;
    const task = roster.find(due.task);
    if (ownership.refusal || !task?.supervisor.definition) return undefined;
    const mayCome = due.trigger === 'catch-up' ? this.mayCatchUp(task) : this.mayCome(task);
    return mayCome ? { ...this.newRun(task, due), isOnce: true } : undefined;
  }

  /** Whether a run that somebody has asked for at an instant may begin, now that this has come. */
  standing({ later, trigger }: DueLaterRun): ReturnType<LaterRunsPorts['standing']> {
    const { file, ownership, roster } = this.parts;
    const task = roster.find(later.task);
    if (ownership.refusal) return 'waits';
    // Which tasks there are, a file does not say that cannot be read.
    if (!task || task.isMissing) return file.view.kind === 'invalid' ? 'waits' : 'gone';
    if (!task.supervisor.definition || task.supervisor.isUncertain) return 'waits';
    const mayBegin = trigger === 'catch-up' ? this.mayCatchUp(task) : this.mayBegin(task);
    return mayBegin ? 'begins' : 'waits';
  }

  /** The run that somebody has asked for. */
  ofWish({ later, trigger }: DueLaterRun): DecidedRun {
    const { args, askedAt, at, id, timeZone } = later;
    const task = this.parts.roster.take(later.task);
    return {
      ...this.newRun(task, { at, trigger }),
      // What waits for its restart has it now, as by Run Now.
      ...(task.supervisor.state.kind !== 'backing-off' && { isOnce: true }),
      ...(args && { args }),
      later: { id, askedAt, timeZone },
    };
  }

  /** Starts runs whose decision is on the disk. */
  startDecided(runs: readonly DecidedRun[]): void {
    const decided = new Map(runs.map((run) => [taskKey(run.task), run]));
    // Nothing is started for one of them that is about to start anyway.
    for (const task of this.parts.roster.inStartOrder) {
      const run = decided.get(taskKey(task.name));
      if (run) this.come(task, { isOnce: true, decided: run });
    }
  }

  /** Starts a run that is owed, or does with it what its task says for one that comes on top of another. */
  begin(owed: OwedRun): void {
    const task = this.parts.roster.find(owed.task);
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
      if (decided) this.withdraw(decided);
      if (owed) this.leaveOut({ task: task.name, next: owed }, 'undefined');
      return;
    }
    void task.supervisor.start(decided?.trigger ?? owed?.trigger ?? 'schedule', request);
  }

  /** A person has stopped the task: what waits for the end of its run will not begin. */
  cancel(task: ManagedTask): void {
    const { decided, owed } = this.queued.get(task) ?? {};
    this.queued.delete(task);
    if (owed) this.parts.store.forgive(owed.run);
    if (decided) this.parts.keeper.cancel(decided);
  }

  private newRun({ name, supervisor }: ManagedTask, { at, trigger }: Omit<DueOccurrence, 'task'>): DecidedRun {
    const { clock, logs, random } = this.parts;
    const id = random.hex(12);
    const createdAt = clock.now();
    const mayBeRetried = (supervisor.definition?.retries ?? 0) > 0;
    return {
      id,
      task: name,
      trigger,
      createdAt,
      logPath: logs.pathFor(name, id, createdAt),
      scheduledFor: at,
      ...(mayBeRetried && { retry: 0 }),
      state: 'starting',
    };
  }

  private leaveOut({ next, task }: OwedRun, why: 'overlap' | 'undefined'): void {
    this.parts.store.forgive(next.run);
    const after = next.cause ? ` after ${next.cause.task}` : '';
    const because = why === 'overlap' ? 'a run is live' : 'it is not in the task file';
    this.skip(task, why, `${task}: not run${after} because ${because}`);
  }

  /** A run that was due was left out. */
  private skip(task: string, why: SkipReason, message: string): void {
    const { clock, journal, store } = this.parts;
    const at = clock.now();
    store.noteSkipped({ task, from: at, to: at, count: 1, why });
    journal.record({ level: 'warning', event: 'run-skipped', task, message });
  }
}
