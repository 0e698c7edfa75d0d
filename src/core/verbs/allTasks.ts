import { ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { ApprovalAnswer, ApprovalRequest, ApprovalState } from '../../model/taskFile/approval.ts';
import { describeAnswer, type TaskAnswer } from '../../model/view/taskAnswer.ts';
import type { Trigger } from '../../model/run.ts';
import { isLive } from '../../model/supervisor/state.ts';
import { inEnglish } from '../../model/words/language.ts';
import type { ManagedTask } from '../tasks/managedTask.ts';
import { note } from '../note.ts';
import type { TaskRuns } from './taskRuns.ts';
import type { VerbParts } from './verbParts.ts';

/** What is done with all tasks at once, automatic starts among it, once a person has approved those. */
export class AllTasks {
  constructor(
    private readonly parts: VerbParts,
    private readonly runs: TaskRuns,
  ) {}

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
    const { scheduler, store, takeOver } = this.parts;
    return this.forAll('stop-all', async (task): Promise<TaskAnswer> => {
      takeOver.pardon(task.name);
      const { isActive: wasActive, leftovers } = task;
      store.setStoppedByUser(task.name, true);
      const wasArmed = scheduler.pause(task.name);
      const ended = await this.runs.end(task);
      if (!ended.ok) return { name: task.name, kind: 'failed', failure: ended.error };
      if (!wasActive && leftovers > 0) return { name: task.name, kind: 'stopped', leftovers };
      return { name: task.name, kind: wasActive ? 'stopped' : wasArmed ? 'paused' : 'not-running' };
    });
  }

  /** Pauses every armed schedule, so that `resumeAll` brings back exactly these; their runs go on. */
  pauseAll(): Promise<readonly TaskAnswer[]> {
    return this.forAll('pause-all', (task): TaskAnswer | undefined => {
      if (!task.supervisor.definition?.schedule) return undefined;
      const wasArmed = this.parts.scheduler.pause(task.name, { together: true });
      return { name: task.name, kind: wasArmed ? 'paused' : 'not-armed' };
    });
  }

  /** Arms exactly those schedules that `pauseAll` paused. */
  resumeAll(): Promise<readonly TaskAnswer[]> {
    const { ownership, scheduler } = this.parts;
    return this.forAll('resume-all', (task): TaskAnswer | undefined => {
      if (ownership.refusal || !scheduler.isPausedTogether(task.name)) return undefined;
      const next = scheduler.arm(task.name);
      return next && { name: task.name, kind: 'scheduled', next: next.at, timeZone: next.timeZone };
    });
  }

  /** Every window has been closed for a while: ends what is not to go on without one; schedules stay as they are. */
  endDeserted(): void {
    const { journal, roster } = this.parts;
    for (const task of roster.all) {
      const { definition, isElsewhere } = task.supervisor;
      if (definition?.onClose !== 'stop' || !task.isActive || isElsewhere) continue;
      const message = `Stopping ${task.name} because every window of its folder is closed`;
      note(journal, 'windows-closed', task.name, message);
      void this.runs.end(task);
    }
  }

  /**
   * Starts the tasks that are to start automatically and may, except those that a person has stopped last; one answer
   * for each. Where whoever asks `approvesAll`, whatever the task file has now may, until this host ends.
   */
  autoStart({ approvesAll = false }: { readonly approvesAll?: boolean } = {}): Promise<readonly TaskAnswer[]> {
    const { approvals, scheduler, store } = this.parts;
    if (approvesAll) {
      approvals.grantAll();
      this.takeEffect();
    }
    return this.forAll('auto-start', (task) => {
      const { definition } = task.supervisor;
      const isAsked = definition?.autoStart === true && !task.isMissing && !store.isStoppedByUser(task.name);
      const isBusy = task.isActive || scheduler.view(task.name).kind === 'armed';
      if (!isAsked || isBusy) return undefined;
      const state = approvals.state(task.name);
      if (state === 'approved') return this.start(task, 'autostart');
      if (state !== undefined) this.noteUnapproved(task.name, state);
      return undefined;
    });
  }

  /** The tasks that want to start automatically, and what a person is to be asked about them. */
  requests(): readonly ApprovalRequest[] {
    return this.parts.approvals.requests();
  }

  /** Takes what a person has answered to that, all or none; what waits for it is started. */
  approve(answers: readonly ApprovalAnswer[]): Result<void, ExecutorFailure> {
    const { approvals, journal } = this.parts;
    const taken = approvals.answer(answers);
    if (!taken.ok) return taken;
    for (const { isApproved, name } of answers) {
      if (isApproved) note(journal, 'auto-start-approved', name, `Approved: ${name} starts automatically`);
      else note(journal, 'auto-start-refused', name, `Refused: ${name} does not start automatically`);
    }
    this.takeEffect();
    return ok(undefined);
  }

  /** Tries tasks again that nobody had approved, and that may start by now. */
  tryApproved(): void {
    const { approvals, roster } = this.parts;
    roster.tryAgain((failure) => failure.reason === 'not-approved' && approvals.state(failure.by) === 'approved');
  }

  /** Starts a task, and answers as for one of many. */
  private async start({ name }: ManagedTask, trigger: Trigger): Promise<TaskAnswer> {
    const started = await this.runs.start(name, trigger);
    if (!started.ok) return { name, kind: 'failed', failure: started.error };
    const next = started.value;
    if (next && 'first' in next) return { name, kind: 'started', first: next.first };
    return next ? { name, kind: 'scheduled', next: next.at, timeZone: next.timeZone } : { name, kind: 'started' };
  }

  /** Does something to every task at once; one answer for each that it concerns, in their order. */
  private async forAll(
    event: string,
    act: (task: ManagedTask) => Promise<TaskAnswer | undefined> | TaskAnswer | undefined,
  ): Promise<readonly TaskAnswer[]> {
    const { journal, roster } = this.parts;
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

  private takeEffect(): void {
    this.parts.announcer.announceAll();
    this.tryApproved();
  }

  private noteUnapproved(task: string, state: Exclude<ApprovalState, 'approved'>): void {
    const why = {
      missing: 'nobody has approved that',
      changed: 'its definition has changed since it was approved',
      refused: 'that was refused',
    }[state];
    const message = `${task} does not start automatically: ${why}. See executor approve.`;
    this.parts.journal.record({ level: 'warning', event: 'not-approved', task, message });
  }
}
