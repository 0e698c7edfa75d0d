import { isFailure, type RunCause, type RunOutcome, type RunRecord } from './run.ts';
import type { TaskDefinition } from './task.ts';

/**
 * The names of the tasks that run next after a run has ended: after each success those of `onSuccess`; those of `onFailure`
 * only after a failure that is neither retried nor restarted. What was stopped makes nothing run.
 */
export function chainedTasks(
  { onFailure, onSuccess }: Pick<TaskDefinition, 'onFailure' | 'onSuccess'>,
  outcome: RunOutcome,
  isFollowed: boolean,
): readonly string[] {
  if (outcome.kind === 'succeeded') return onSuccess;
  return isFailure(outcome) && !isFollowed ? onFailure : [];
}

/** What a chained run is told of the run that has made it run. */
export function causeOf({ id, logPath, task }: RunRecord, outcome: RunOutcome): RunCause {
  return {
    task,
    run: id,
    outcome: outcome.kind,
    ...('exit' in outcome && { exit: outcome.exit }),
    logPath,
  };
}
