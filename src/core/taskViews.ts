import type { ApprovalState } from '../model/taskFile/approval.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { LaterRun } from '../model/schedule/laterRun.ts';
import { hasFailed, type RunRecord } from '../model/run.ts';
import type { Skipped } from '../model/schedule/skipped.ts';
import { programLine, type TaskDefinition } from '../model/task.ts';
import {
  isLiveStatus,
  type ScheduleView,
  shownRuns,
  type TaskStatus,
  type TaskView,
  toRunView,
} from '../model/view/taskView.ts';
import type { Clause } from '../model/words/clause.ts';
import type { Store } from './ports.ts';

/** What there is to know of a task beside what the store keeps. */
export interface ViewedTask extends Pick<TaskView, 'name' | 'isUndefined' | 'isChanged' | 'extraRuns' | 'leftovers'> {
  /** The definition in force; undefined if the task is no longer in the file. */
  readonly definition: TaskDefinition | undefined;
  /** What its supervised run does, whatever its schedule. */
  readonly status: TaskStatus;
}

/** What a view of a task is made from, beside the task. */
export interface ViewSources {
  readonly store: Pick<Store, 'desired' | 'isMuted' | 'recentRuns' | 'recentSkipped' | 'seenRun'>;
  readonly schedule: ScheduleView;
  /** The runs that people have asked for at an instant, the earliest first. */
  readonly later: readonly LaterRun[];
  /** Why the task cannot be run, where the file does not define it well. */
  readonly broken: ExecutorFailure | undefined;
  /** Whether it may start automatically; undefined if it does not want to. */
  readonly approval: ApprovalState | undefined;
  /** Which interpreter its newest run was started with, and why. */
  readonly interpreter: Clause | undefined;
}

/** What readers see of a task. */
export function taskView(task: ViewedTask, sources: ViewSources): TaskView {
  const { approval, later, store, schedule, interpreter } = sources;
  const { definition, extraRuns, isChanged, isUndefined, leftovers, name } = task;
  const runs = store.recentRuns(name, shownRuns + 1);
  const [last] = runs;
  const skipped = skippedAmong(runs, store.recentSkipped(name, shownRuns));
  return {
    name,
    ...(definition?.description !== undefined && { description: definition.description }),
    status: statusOf(task, sources),
    desired: store.desired(name),
    ...(definition?.program.kind === 'script' && { script: definition.program.script }),
    ...(definition?.program.kind === 'shell' && { isShell: true }),
    ...(definition?.group !== undefined && { group: definition.group }),
    commandLine: definition ? programLine(definition) : '',
    isUndefined,
    runs: runs.slice(0, shownRuns).map(toRunView),
    ...(skipped.length > 0 && { skipped }),
    hasMoreRuns: runs.length > shownRuns,
    leftovers,
    schedule,
    ...(later.length > 0 && { later }),
    extraRuns,
    isChanged,
    isMuted: store.isMuted(name),
    secrets: definition?.secrets ?? [],
    ...(definition && definition.after.length > 0 && { after: definition.after }),
    isAutoStart: definition?.autoStart ?? false,
    ...(definition?.autoStart && approval !== undefined && approval !== 'approved' && { approval }),
    ...(interpreter !== undefined && { interpreter }),
    // What is to be tried again, or waits for what passes, has not failed yet.
    hasUnseenFailure:
      !isRetried(task.status) && last !== undefined && hasFailed(last) && store.seenRun(name) !== last.id,
  };
}

/** Those that are newer than the oldest run that is shown; all, where every run is. */
function skippedAmong(runs: readonly RunRecord[], skipped: readonly Skipped[]): readonly Skipped[] {
  const oldest = runs.length > shownRuns ? runs[shownRuns - 1] : undefined;
  return oldest ? skipped.filter(({ to }) => to >= oldest.createdAt) : skipped;
}

function statusOf({ status }: ViewedTask, { broken, schedule }: ViewSources): TaskStatus {
  if (broken && !isLiveStatus(status)) return { kind: 'blocked', failure: broken };
  if (status.kind !== 'stopped' || schedule.kind !== 'armed') return status;
  return { kind: 'scheduled', next: schedule.next, timeZone: schedule.timeZone };
}

function isRetried(status: TaskStatus): boolean {
  return status.kind === 'backing-off' && (status.retry !== undefined || status.heldUpBy !== undefined);
}
