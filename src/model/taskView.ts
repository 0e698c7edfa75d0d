import type { Instant } from '../base/clock.ts';
import { assertNever } from '../base/assertNever.ts';
import type { ExecutorFailure } from './failure.ts';
import type { RunId, RunOutcome, RunRecord, Trigger } from './run.ts';
import type { TaskFile } from './task.ts';
import type { Diagnostic } from './taskFileDiagnostic.ts';
import { crashLoopingFrom } from './restartPolicy.ts';
import type { SupervisorState } from './supervisorState.ts';

/** What a task is doing, as every reader shows it: tree, status bar, and whatever comes. */
export type TaskStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly since: Instant; readonly pid: number }
  | { readonly kind: 'stopping' }
  /** Ended, and to be started again at `until`. */
  | { readonly kind: 'backing-off'; readonly until: Instant }
  /** The same after many short runs in a row. */
  | { readonly kind: 'crash-looping'; readonly until: Instant; readonly shortRuns: number }
  | { readonly kind: 'blocked'; readonly failure: ExecutorFailure }
  /** Another owner runs this executor; what the task does is not known here. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'stopped' };

/** One run, for readers. */
export interface RunView {
  readonly id: RunId;
  readonly trigger: Trigger;
  readonly createdAt: Instant;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  readonly outcome?: RunOutcome;
  /** Absolute path. */
  readonly logPath: string;
}

/** How many of a task's runs a view holds. */
export const shownRuns = 5;

/** One task, for readers. */
export interface TaskView {
  readonly name: string;
  readonly status: TaskStatus;
  /** The script as the task file names it; absent for commands and for undefined tasks. */
  readonly script?: string;
  /** What is run, for people. */
  readonly commandLine: string;
  /** The definition has gone from the task file while something of the task is still live. */
  readonly isUndefined: boolean;
  /** The tree's group that the task stands in. */
  readonly group?: string;
  /** The newest runs, newest first, at most `shownRuns`. */
  readonly runs: readonly RunView[];
  /** There are older runs than those. */
  readonly hasMoreRuns: boolean;
  /** How many processes the newest run has left behind it. */
  readonly leftovers: number;
  /** The newest run failed, and nobody has looked at it since. */
  readonly hasUnseenFailure: boolean;
}

/** What became of the task file at its last reading. */
export type TaskFileView =
  | { readonly kind: 'absent' }
  /** There are definitions; a task that has an error says so itself. */
  | { readonly kind: 'valid' }
  /** The file as a whole cannot be used: the last good definitions are in force. */
  | { readonly kind: 'invalid'; readonly line: number; readonly message: string };

/** Everything a reader needs to draw an executor. */
export interface ExecutorView {
  readonly id: string;
  /** Why nothing can be started or changed from here; absent where everything can. */
  readonly readOnly?: ExecutorFailure;
  readonly file: TaskFileView;
  /** In the order of the task file; undefined tasks last. */
  readonly tasks: readonly TaskView[];
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
      const { shortRuns, until } = state;
      return shortRuns >= crashLoopingFrom
        ? { kind: 'crash-looping', until, shortRuns }
        : { kind: 'backing-off', until };
    }
    case 'blocked':
      return { kind: 'blocked', failure: state.failure };
    default:
      return assertNever(state);
  }
}

/** What became of a text that was read. */
export function toFileView(file: TaskFile | undefined, diagnostics: readonly Diagnostic[]): TaskFileView {
  const error = diagnostics.find(({ severity }) => severity === 'error');
  return file || !error ? { kind: 'valid' } : { kind: 'invalid', line: error.line, message: error.message };
}

/** Whether a run of the task exists or is about to. */
export function isLiveStatus(status: TaskStatus): boolean {
  return status.kind === 'starting' || status.kind === 'running' || status.kind === 'stopping';
}

/** What readers see of a recorded run. */
export function toRunView(record: RunRecord): RunView {
  return {
    id: record.id,
    trigger: record.trigger,
    createdAt: record.createdAt,
    logPath: record.logPath,
    ...('startedAt' in record && { startedAt: record.startedAt }),
    ...(record.state === 'ended' && { endedAt: record.endedAt, outcome: record.outcome }),
  };
}

/** How many processes an ended run has left that nobody is ending yet. */
export function countLeftovers(state: SupervisorState): number {
  return state.kind === 'idle' || state.kind === 'backing-off' ? (state.leftovers?.count ?? 0) : 0;
}
