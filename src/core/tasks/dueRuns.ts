import type { DecidedRun } from '../../model/run.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { DueLaterRun, LaterRunsPorts } from '../schedule/laterRuns.ts';
import type { ManagedTask } from './managedTask.ts';
import type { OwedRuns } from './owedRuns.ts';
import type { Ownership } from '../ownership.ts';
import type { World } from '../ports.ts';
import type { DueOccurrence } from '../schedule/scheduler.ts';
import type { TaskFileKeeper } from '../taskFileKeeper.ts';
import type { TaskRoster } from './taskRoster.ts';

/** What runs that a clock decides need. */
export interface DueRunsPorts extends World {
  readonly file: TaskFileKeeper;
  readonly ownership: Ownership;
  readonly roster: TaskRoster;
  readonly owed: OwedRuns;
}

/** The runs that an instant which has come leads to: whether they may begin, as what they are recorded, how they start. */
export class DueRuns {
  constructor(private readonly ports: DueRunsPorts) {}

  /** The run that an occurrence leads to; none while one is live, for then the occurrence is skipped. */
  ofSchedule(due: DueOccurrence): DecidedRun | undefined {
    const { owed, ownership, roster } = this.ports;
    const task = roster.find(due.task);
    if (ownership.refusal || !task?.supervisor.definition) return undefined;
    const mayCome = due.trigger === 'catch-up' ? owed.mayCatchUp(task) : owed.mayCome(task);
    return mayCome ? { ...this.newRun(task, due), isOnce: true } : undefined;
  }

  /** Whether a run that somebody has asked for at an instant may begin, now that this has come. */
  standing({ later, trigger }: DueLaterRun): ReturnType<LaterRunsPorts['standing']> {
    const { file, owed, ownership, roster } = this.ports;
    const task = roster.find(later.task);
    if (ownership.refusal) return 'waits';
    // Which tasks there are, a file does not say that cannot be read.
    if (!task || task.isMissing) return file.view.kind === 'invalid' ? 'waits' : 'gone';
    if (!task.supervisor.definition || task.supervisor.isUncertain) return 'waits';
    const mayBegin = trigger === 'catch-up' ? owed.mayCatchUp(task) : owed.mayBegin(task);
    return mayBegin ? 'begins' : 'waits';
  }

  /** The run that somebody has asked for. */
  ofWish({ later, trigger }: DueLaterRun): DecidedRun {
    const { args, askedAt, at, id, timeZone } = later;
    const task = this.ports.roster.take(later.task);
    return {
      ...this.newRun(task, { at, trigger }),
      // What waits for its restart has it now, as by Run Now.
      ...(task.supervisor.state.kind !== 'backing-off' && { isOnce: true }),
      ...(args && { args }),
      later: { id, askedAt, timeZone },
    };
  }

  /** Starts runs whose decision is on the disk. */
  start(runs: readonly DecidedRun[]): void {
    const decided = new Map(runs.map((run) => [taskKey(run.task), run]));
    // Nothing is started for one of them that is about to start anyway.
    for (const task of this.ports.roster.inStartOrder) {
      const run = decided.get(taskKey(task.name));
      if (run) this.ports.owed.come(task, { isOnce: true, decided: run });
    }
  }

  private newRun({ name, supervisor }: ManagedTask, { at, trigger }: Omit<DueOccurrence, 'task'>): DecidedRun {
    const { clock, logs, random } = this.ports;
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
}
