import { describeAnswer, type TaskAnswer } from '../../model/view/taskAnswer.ts';
import type { Trigger } from '../../model/run.ts';
import { isLive } from '../../model/supervisor/state.ts';
import { inEnglish } from '../../model/words/language.ts';
import type { ManagedTask } from '../tasks/managedTask.ts';
import { note } from '../note.ts';
import type { Ownership } from '../ownership.ts';
import type { World } from '../ports.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { TakeOver } from '../tasks/takeOver.ts';
import type { TaskRoster } from '../tasks/taskRoster.ts';
import type { TaskRuns } from './taskRuns.ts';

/** What the verbs for all tasks need. */
export interface AllTasksPorts extends World {
  readonly ownership: Ownership;
  readonly roster: TaskRoster;
  readonly scheduler: Scheduler;
  readonly takeOver: TakeOver;
  readonly runs: TaskRuns;
}

/** What is done with all tasks at once. */
export class AllTasks {
  constructor(private readonly ports: AllTasksPorts) {}

  /** Starts every unscheduled task that does not run, and arms every schedule; one answer for each, in their order. */
  startAll(): Promise<readonly TaskAnswer[]> {
    return this.forAll('start-all', async (task): Promise<TaskAnswer | undefined> => {
      const { name } = task;
      if (task.isMissing) return undefined;
      const hasSchedule = task.supervisor.definition?.schedule !== undefined;
      if (!hasSchedule && isLive(task.supervisor.state)) return { name, kind: 'already-running' };
      return this.start(task, 'manual');
    });
  }

  /** Stops every task that runs, and pauses every schedule; one answer for each, when all have ended. */
  stopAll(): Promise<readonly TaskAnswer[]> {
    const { runs, scheduler, store, takeOver } = this.ports;
    return this.forAll('stop-all', async (task): Promise<TaskAnswer> => {
      takeOver.pardon(task.name);
      const { isActive: wasActive, leftovers } = task;
      store.setStoppedByUser(task.name, true);
      const wasArmed = scheduler.pause(task.name);
      const ended = await runs.end(task);
      if (!ended.ok) return { name: task.name, kind: 'failed', failure: ended.error };
      if (!wasActive && leftovers > 0) return { name: task.name, kind: 'stopped', leftovers };
      return { name: task.name, kind: wasActive ? 'stopped' : wasArmed ? 'paused' : 'not-running' };
    });
  }

  /** Pauses every armed schedule, so that `resumeAll` brings back exactly these; their runs go on. */
  pauseAll(): Promise<readonly TaskAnswer[]> {
    return this.forAll('pause-all', (task): TaskAnswer | undefined => {
      if (!task.supervisor.definition?.schedule) return undefined;
      const wasArmed = this.ports.scheduler.pause(task.name, { together: true });
      return { name: task.name, kind: wasArmed ? 'paused' : 'not-armed' };
    });
  }

  /** Arms exactly those schedules that `pauseAll` paused. */
  resumeAll(): Promise<readonly TaskAnswer[]> {
    const { ownership, scheduler } = this.ports;
    return this.forAll('resume-all', (task): TaskAnswer | undefined => {
      if (ownership.refusal || !scheduler.isPausedTogether(task.name)) return undefined;
      const next = scheduler.arm(task.name);
      return next && { name: task.name, kind: 'scheduled', next: next.at, timeZone: next.timeZone };
    });
  }

  /** Every window has been closed for a while: ends what is not to go on without one; schedules stay as they are. */
  endDeserted(): void {
    const { journal, roster, runs } = this.ports;
    for (const task of roster.all) {
      const { definition, isElsewhere } = task.supervisor;
      if (definition?.onClose !== 'stop' || !task.isActive || isElsewhere) continue;
      const message = `Stopping ${task.name} because every window of its folder is closed`;
      note(journal, 'windows-closed', task.name, message);
      void runs.end(task);
    }
  }

  /** Starts a task, and answers as for one of many. */
  async start({ name }: ManagedTask, trigger: Trigger): Promise<TaskAnswer> {
    const started = await this.ports.runs.start(name, trigger);
    if (!started.ok) return { name, kind: 'failed', failure: started.error };
    const next = started.value;
    if (next && 'first' in next) return { name, kind: 'started', first: next.first };
    return next ? { name, kind: 'scheduled', next: next.at, timeZone: next.timeZone } : { name, kind: 'started' };
  }

  /** Does something to every task at once; one answer for each that it concerns, in their order. */
  async forAll(
    event: string,
    act: (task: ManagedTask) => Promise<TaskAnswer | undefined> | TaskAnswer | undefined,
  ): Promise<readonly TaskAnswer[]> {
    const { journal, roster } = this.ports;
    const acts = new Map<ManagedTask, Promise<TaskAnswer | undefined>>();
    for (const task of roster.inStartOrder) acts.set(task, (async () => act(task))());
    const answers = await Promise.all(roster.all.flatMap((task) => acts.get(task) ?? []));
    return answers.flatMap((answer) => {
      if (!answer) return [];
      const message = inEnglish(() => describeAnswer(answer));
      note(journal, event, answer.name, message);
      return [answer];
    });
  }
}
