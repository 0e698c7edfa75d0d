import { isLiveStatus, isUnderWay, type RunView, type TaskView } from './taskView.ts';

/**
 * The flags of a task's row that menus ask for, as one word: `executor.task;idle;scheduled;paused;`. Where nothing can be
 * started or stopped, a task is neither live nor idle.
 */
export function taskContext(task: TaskView, isReadOnly: boolean): string {
  const flags: string[] = [];
  if (!isReadOnly) flags.push(isStoppable(task) ? 'live' : 'idle');
  if (task.schedule.kind !== 'none') flags.push('scheduled');
  if (task.schedule.kind === 'paused') flags.push('paused');
  if (task.hasUnseenFailure) flags.push('failed');
  if (task.runs.length > 0) flags.push('hasRuns');
  if (task.script !== undefined) flags.push('hasScript');
  if (task.status.kind === 'running') flags.push('running');
  if (task.later) flags.push('later');
  if (task.isUndefined) flags.push('undefined');
  if (task.isChanged) flags.push('changed');
  if (task.isMuted) flags.push('muted');
  return `executor.task;${flags.map((flag) => `${flag};`).join('')}`;
}

/** The same for the row of a run. */
export function runContext({ outcome }: RunView, isReadOnly: boolean): string {
  return outcome || isReadOnly ? 'executor.run;ended;' : 'executor.run;live;';
}

/**
 * Whether there is something that Stop would end: a run, a restart to come, or processes that a run has left. A run on
 * another machine is given up by it.
 */
export function isStoppable({ extraRuns, leftovers, status }: TaskView): boolean {
  return isUnderWay(status) || status.kind === 'elsewhere' || extraRuns > 0 || leftovers > 0;
}

/** Whether the task can be started: nothing of it runs, and its definition is there. */
export function isStartable(task: TaskView): boolean {
  return !isLiveStatus(task.status) && task.status.kind !== 'elsewhere' && !task.isUndefined;
}

/** Whether the task file has the task. */
export function isDefined({ isUndefined }: TaskView): boolean {
  return !isUndefined;
}
