import { commandLine } from '../model/commandLine.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { hasFailed } from '../model/run.ts';
import { isLive } from '../model/supervisorState.ts';
import { programArgv } from '../model/task.ts';
import {
  countLeftovers,
  type ScheduleView,
  shownRuns,
  type TaskStatus,
  type TaskView,
  toRunView,
  toStatus,
} from '../model/taskView.ts';
import type { ManagedTask } from './managedTask.ts';
import type { Store } from './ports.ts';

/** What a view of a task is made from, beside the task. */
export interface ViewSources {
  readonly store: Store;
  readonly schedule: ScheduleView;
  /** Why the task cannot be run, where the file does not define it well. */
  readonly broken: ExecutorFailure | undefined;
  /** Which interpreter its newest run was started with, and why. */
  readonly interpreter: string | undefined;
}

/** What readers see of a task. */
export function taskView(task: ManagedTask, sources: ViewSources): TaskView {
  const { store, schedule, interpreter } = sources;
  const { definition, isChanged, state } = task.supervisor;
  const runs = store.recentRuns(task.name, shownRuns + 1);
  const [last] = runs;
  return {
    name: task.name,
    status: statusOf(task, sources),
    ...(definition?.program.kind === 'script' && { script: definition.program.script }),
    ...(definition?.group !== undefined && { group: definition.group }),
    commandLine: definition ? commandLine(programArgv(definition)) : '',
    isUndefined: task.isUndefined,
    runs: runs.slice(0, shownRuns).map(toRunView),
    hasMoreRuns: runs.length > shownRuns,
    leftovers: countLeftovers(state),
    schedule,
    extraRuns: task.extraCount,
    isChanged,
    isMuted: store.isMuted(task.name),
    secrets: definition?.secrets ?? [],
    isAutoStart: definition?.autoStart ?? false,
    ...(interpreter !== undefined && { interpreter }),
    hasUnseenFailure: last !== undefined && hasFailed(last) && store.seenRun(task.name) !== last.id,
  };
}

function statusOf({ supervisor: { state } }: ManagedTask, { broken, schedule }: ViewSources): TaskStatus {
  if (broken && !isLive(state)) return { kind: 'blocked', failure: broken };
  const status = toStatus(state);
  if (status.kind !== 'stopped' || schedule.kind !== 'armed') return status;
  return { kind: 'scheduled', next: schedule.next, timeZone: schedule.timeZone };
}
