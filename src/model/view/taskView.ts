import type { Instant } from '../../base/clock.ts';
import { assertNever } from '../../base/assertNever.ts';
import type { ApprovalState } from '../taskFile/approval.ts';
import type { Clause } from '../words/clause.ts';
import type { ExecutorFailure } from '../failure.ts';
import type { LaterRun } from '../schedule/laterRun.ts';
import type { RunCause, RunId, RunOutcome, RunRecord, Trigger } from '../run.ts';
import type { Dependency } from '../task.ts';
import type { PassingTrouble } from '../passingTrouble.ts';
import { crashLoopingFrom } from '../restartPolicy.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { Skipped } from '../schedule/skipped.ts';
import type { SupervisorState } from '../supervisor/state.ts';
import { systemTimeZone } from '../time/timeZone.ts';

/** What a task is doing, as every reader shows it: tree, status bar, and whatever comes. */
export type TaskStatus =
  | { readonly kind: 'starting' }
  /** It waits `for` other tasks; or as many runs live as the setting allows, and this one has a `position` in the queue. */
  | { readonly kind: 'waiting'; readonly for?: readonly string[]; readonly position?: number }
  | { readonly kind: 'running'; readonly since: Instant; readonly pid: number }
  | { readonly kind: 'stopping' }
  /** Ended, and to be started again at `until`. */
  | {
      readonly kind: 'backing-off';
      readonly until: Instant;
      /** Which retry of a failed run that will be, and of how many; absent if it is a restart. */
      readonly retry?: { readonly number: number; readonly of: number };
      /** It could not start for something that passes by itself. */
      readonly heldUpBy?: PassingTrouble;
    }
  /** The same after many consecutive short runs. */
  | { readonly kind: 'crash-looping'; readonly until: Instant; readonly shortRuns: number }
  /** So many consecutive short runs that `giveUpAfter` ended it; only a person goes on. */
  | { readonly kind: 'gave-up'; readonly shortRuns: number }
  | { readonly kind: 'blocked'; readonly failure: ExecutorFailure }
  /** Another owner runs this executor; what the task does is not known here. */
  | { readonly kind: 'elsewhere' }
  /** Nothing runs, and the next run is due at `next`. */
  | { readonly kind: 'scheduled'; readonly next: Instant; readonly timeZone: string }
  | { readonly kind: 'stopped' };

/** Whether a task has a schedule, and whether it is armed. */
export type ScheduleView =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'armed'; readonly next: Instant } & ShownSchedule)
  | ({ readonly kind: 'paused' } & ShownSchedule)
  /** It is armed, and nothing of it will be due any more. */
  | ({ readonly kind: 'ended' } & ShownSchedule);

/** A schedule as whoever shows it puts it into words. */
export interface ShownSchedule extends Schedule {
  /** When it was first armed, from which periods without a start count; absent until then. */
  readonly anchor?: Instant;
}

/** One run, for readers. */
export interface RunView {
  readonly id: RunId;
  readonly trigger: Trigger;
  readonly createdAt: Instant;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  readonly outcome?: RunOutcome;
  /** The script's own process id, once it has started. */
  readonly pid?: number;
  /** The occurrence that it was started for. */
  readonly scheduledFor?: Instant;
  /** Arguments of this run alone, after those of the task. */
  readonly args?: readonly string[];
  /** Of a run that may be tried again: which retry it is, 0 for the first try. */
  readonly retry?: number;
  /** The run of another task whose end made it run. */
  readonly cause?: RunCause;
  /** It ran, or runs, beside the task's supervised run. */
  readonly isExtra?: true;
  /** Absolute path. */
  readonly logPath: string;
}

/** One run of the history of an executor, for readers. */
export interface HistoryRun extends RunView {
  /** The task's name when the run was decided. */
  readonly task: string;
}

/** How many of a task's runs a view holds. */
export const shownRuns = 5;

/** One task, for readers. */
export interface TaskView {
  readonly name: string;
  /** What it is for, in a line. */
  readonly description?: string;
  readonly status: TaskStatus;
  /** What the user wants of it; a stop is remembered, and what is wanted up is brought back by the next host. */
  readonly desired: 'up' | 'down';
  /** The script as the task file names it; absent for commands and for missing tasks. */
  readonly script?: string;
  /** What is run, for people. */
  readonly commandLine: string;
  /** A shell reads that; of a task that no shell runs absent. */
  readonly isShell?: true;
  /** The task file lost the definition while something of the task is still live. */
  readonly isUndefined: boolean;
  /** The tree's group that the task is in. */
  readonly group?: string;
  /** The newest runs, newest first, at most `shownRuns`. */
  readonly runs: readonly RunView[];
  /** Occurrences that led to no run and belong among those runs, newest first; absent if there are none. */
  readonly skipped?: readonly Skipped[];
  /** There are older runs than those. */
  readonly hasMoreRuns: boolean;
  /** How many processes the newest run has left behind it. */
  readonly leftovers: number;
  readonly schedule: ScheduleView;
  /** Its runs that people have asked for at an instant, the earliest first; absent if there are none. */
  readonly later?: readonly LaterRun[];
  /** Runs that live beside the supervised one. */
  readonly extraRuns: number;
  /** What runs was started with another definition than the one in force. */
  readonly isChanged: boolean;
  /** No notifications are shown about it. */
  readonly isMuted: boolean;
  /** Which interpreter the newest run was started with and why, where this host started it. */
  readonly interpreter?: Clause;
  /** The names of the secrets that it wants. */
  readonly secrets: readonly string[];
  /** What must be there before it starts; absent if nothing is. */
  readonly after?: readonly Dependency[];
  /** It starts automatically when its folder is opened. */
  readonly isAutoStart: boolean;
  /** Why it does not, although it wants to: nobody has agreed, to this definition, or somebody has refused; else absent. */
  readonly approval?: Exclude<ApprovalState, 'approved'>;
  /** The newest run failed, and nobody has looked at it since. */
  readonly hasUnseenFailure: boolean;
}

/** What became of the task file at its last reading. */
export type TaskFileView =
  | {
      readonly kind: 'absent';
      /** Since when the last good definitions have been in force, which still are; absent if none are. */
      readonly inForceSince?: Instant;
    }
  /** There are definitions; a task that has an error says so itself. */
  | { readonly kind: 'valid' }
  /** The file as a whole cannot be used. */
  | {
      readonly kind: 'invalid';
      /** Absolute. */
      readonly path?: string;
      /** Where the first error stands, from 1. */
      readonly line: number;
      readonly column?: number;
      readonly message: Clause;
      /** Its text could not be had at all, so that the place says nothing. */
      readonly isUnread?: true;
      /** Since when the last good definitions have been in force, which still are; absent if none are. */
      readonly inForceSince?: Instant;
    };

/** Everything a reader needs to draw an executor. */
export interface ExecutorView {
  readonly id: string;
  /** Why nothing can be started or changed from here; absent if everything can. */
  readonly readOnly?: ExecutorFailure;
  /** Why the state on the disk cannot be written at the moment, so that nothing starts; absent if it can. */
  readonly trouble?: ExecutorFailure;
  readonly file: TaskFileView;
  /** The zone by whose clocks a task goes that names none; absent of an owner elsewhere. */
  readonly timeZone?: string;
  /** In the order of the task file; missing tasks last. */
  readonly tasks: readonly TaskView[];
}

/** The zone by whose clocks a task goes. */
export function zoneOfTask({ timeZone = systemTimeZone() }: Pick<ExecutorView, 'timeZone'>, task: TaskView): string {
  return task.schedule.kind === 'none' ? timeZone : task.schedule.timeZone;
}

/** When a task is due next, and in which zone people read that: by its schedule, or because somebody has asked for it. */
export function nextDueOf({
  later = [],
  schedule,
}: TaskView): { readonly at: Instant; readonly timeZone: string } | undefined {
  const scheduled = schedule.kind === 'armed' ? [{ at: schedule.next, timeZone: schedule.timeZone }] : [];
  return [...scheduled, ...later.slice(0, 1)].toSorted((one, other) => one.at - other.at)[0];
}

/** The status of a task whose supervisor is in this state. */
export function toStatus(state: SupervisorState): TaskStatus {
  switch (state.kind) {
    case 'idle':
      return { kind: 'stopped' };
    case 'starting':
      return { kind: state.stop ? 'stopping' : 'starting' };
    case 'running':
      return { kind: 'running', since: state.since, pid: state.pid };
    case 'stopping':
    case 'clearing':
      return { kind: 'stopping' };
    case 'backing-off': {
      const { heldUp, shortRuns, until } = state;
      if (heldUp) return { kind: 'backing-off', until, heldUpBy: heldUp.trouble };
      return shortRuns >= crashLoopingFrom
        ? { kind: 'crash-looping', until, shortRuns }
        : { kind: 'backing-off', until };
    }
    case 'retrying': {
      const { heldUp, next, of, until } = state;
      if (heldUp) return { kind: 'backing-off', until, heldUpBy: heldUp.trouble };
      const { retry = 0 } = next;
      return { kind: 'backing-off', until, ...(retry > 0 && { retry: { number: retry, of } }) };
    }
    case 'depending':
    case 'waiting':
      return { kind: 'waiting' };
    case 'gave-up':
      return { kind: 'gave-up', shortRuns: state.shortRuns };
    case 'blocked':
      return { kind: 'blocked', failure: state.failure };
    default:
      return assertNever(state);
  }
}

/** What goes on of a task: a run is there or about to be, one comes again by itself, nothing, or what nobody here knows. */
const goingsOn: Readonly<Record<TaskStatus['kind'], 'run' | 'return' | 'nothing' | 'unknown'>> = {
  starting: 'run',
  waiting: 'run',
  running: 'run',
  stopping: 'run',
  'backing-off': 'return',
  'crash-looping': 'return',
  'gave-up': 'nothing',
  blocked: 'nothing',
  elsewhere: 'unknown',
  scheduled: 'nothing',
  stopped: 'nothing',
};

/** Whether a run of the task exists or is about to. */
export function isLiveStatus({ kind }: TaskStatus): boolean {
  return goingsOn[kind] === 'run';
}

/** The same, or whether one comes again by itself before anything is due. */
export function isUnderWay({ kind }: TaskStatus): boolean {
  return goingsOn[kind] === 'run' || goingsOn[kind] === 'return';
}

/** What readers see of a recorded run. */
export function toRunView(record: RunRecord): RunView {
  return {
    id: record.id,
    trigger: record.trigger,
    createdAt: record.createdAt,
    logPath: record.logPath,
    ...('startedAt' in record && { startedAt: record.startedAt }),
    ...('pid' in record && { pid: record.pid }),
    ...(record.scheduledFor !== undefined && { scheduledFor: record.scheduledFor }),
    ...(record.args && { args: record.args }),
    ...(record.retry !== undefined && { retry: record.retry }),
    ...(record.cause && { cause: record.cause }),
    ...(record.isExtra && { isExtra: record.isExtra }),
    ...(record.state === 'ended' && { endedAt: record.endedAt, outcome: record.outcome }),
  };
}

/** The same with the name of its task. */
export function toHistoryRun(record: RunRecord): HistoryRun {
  return { task: record.task, ...toRunView(record) };
}

/** How many processes an ended run has left that nobody is ending yet. */
export function countLeftovers(state: SupervisorState): number {
  return 'leftovers' in state ? state.leftovers.count : 0;
}
