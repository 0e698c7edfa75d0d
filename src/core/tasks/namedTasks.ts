import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { ManagedTask } from './managedTask.ts';
import type { Ownership } from '../ownership.ts';
import type { TaskFileKeeper } from '../taskFileKeeper.ts';
import type { TaskRoster } from './taskRoster.ts';

/** What finding tasks needs. */
export interface NamedTasksPorts {
  readonly roster: TaskRoster;
  readonly file: TaskFileKeeper;
  readonly ownership: Ownership;
  /** Why a task is not to be started here although it could be; undefined if it may. */
  readonly whyNotHere: (task: string) => ExecutorFailure | undefined;
}

/** The tasks that verbs are about, by their names, or why there is none to be had. */
export class NamedTasks {
  constructor(private readonly ports: NamedTasksPorts) {}

  /** One that is in the list, be it in the task file or not. */
  listed(name: string): Result<ManagedTask, ExecutorFailure> {
    const task = this.ports.roster.find(name);
    return task ? ok(task) : err({ reason: 'no-such-task', task: name });
  }

  /** One that is in the list while it is known which tasks the file has. */
  known(name: string): Result<ManagedTask, ExecutorFailure> {
    const task = this.ports.roster.find(name);
    return task && !this.ports.file.whyUnknown ? ok(task) : err(this.whyNone(name));
  }

  /** One that the task file has. */
  defined(name: string): Result<ManagedTask, ExecutorFailure> {
    const task = this.ports.roster.find(name);
    return task && !task.isMissing ? ok(task) : err(this.whyNone(name));
  }

  /** One that may be started. */
  startable(name: string): Result<ManagedTask, ExecutorFailure> {
    const { file, ownership, whyNotHere } = this.ports;
    if (ownership.refusal) return err(ownership.refusal);
    const found = this.defined(name);
    const why = found.ok ? (file.whyBroken(name) ?? whyNotHere(name)) : undefined;
    return why ? err(why) : found;
  }

  /** Why nothing is known of what a task is to do. */
  whyNone(task: string): ExecutorFailure {
    return this.ports.file.whyUnknown ?? { reason: 'no-such-task', task };
  }
}
