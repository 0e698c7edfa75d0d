import { ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { ApprovalAnswer, ApprovalRequest, ApprovalState } from '../../model/taskFile/approval.ts';
import type { TaskAnswer } from '../../model/view/taskAnswer.ts';
import type { AllTasks } from './allTasks.ts';
import type { Announcer } from '../tasks/announcer.ts';
import type { Approvals } from '../approvals.ts';
import { note } from '../note.ts';
import type { World } from '../ports.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { TaskRoster } from '../tasks/taskRoster.ts';

/** What starting tasks by themselves needs. */
export interface AutoStartPorts extends World {
  readonly approvals: Approvals;
  readonly roster: TaskRoster;
  readonly scheduler: Scheduler;
  readonly announcer: Announcer;
  readonly allTasks: AllTasks;
}

/** Tasks that start automatically, once a person has approved that. */
export class AutoStart {
  constructor(private readonly ports: AutoStartPorts) {}

  /**
   * Starts the tasks that are to start automatically and may, except those that a person has stopped last; one answer
   * for each. Where whoever asks `approvesAll`, whatever the task file has now may, until this host ends.
   */
  autoStart({ approvesAll = false }: { readonly approvesAll?: boolean } = {}): Promise<readonly TaskAnswer[]> {
    const { allTasks, approvals, scheduler, store } = this.ports;
    if (approvesAll) {
      approvals.grantAll();
      this.takeEffect();
    }
    return allTasks.forAll('auto-start', (task) => {
      const { definition } = task.supervisor;
      const isAsked = definition?.autoStart === true && !task.isMissing && !store.isStoppedByUser(task.name);
      const isBusy = task.isActive || scheduler.view(task.name).kind === 'armed';
      if (!isAsked || isBusy) return undefined;
      const state = approvals.state(task.name);
      if (state === 'approved') return allTasks.start(task, 'autostart');
      if (state !== undefined) this.noteUnapproved(task.name, state);
      return undefined;
    });
  }

  /** The tasks that want to start automatically, and what a person is to be asked about them. */
  requests(): readonly ApprovalRequest[] {
    return this.ports.approvals.requests();
  }

  /** Takes what a person has answered to that, all or none; what waits for it is started. */
  approve(answers: readonly ApprovalAnswer[]): Result<void, ExecutorFailure> {
    const { approvals, journal } = this.ports;
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
    const { approvals, roster } = this.ports;
    roster.tryAgain((failure) => failure.reason === 'not-approved' && approvals.state(failure.by) === 'approved');
  }

  private takeEffect(): void {
    this.ports.announcer.announceAll();
    this.tryApproved();
  }

  private noteUnapproved(task: string, state: Exclude<ApprovalState, 'approved'>): void {
    const why = {
      missing: 'nobody has approved that',
      changed: 'its definition has changed since it was approved',
      refused: 'that was refused',
    }[state];
    const message = `${task} does not start automatically: ${why}. See executor approve.`;
    this.ports.journal.record({ level: 'warning', event: 'not-approved', task, message });
  }
}
