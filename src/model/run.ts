import { type Clause, say, word } from './words/clause.ts';
import { assertNever } from '../base/assertNever.ts';
import type { Instant } from '../base/clock.ts';
import type { ExecutorFailure } from './failure.ts';
import type { LaterOrigin } from './schedule/laterRun.ts';

/** Twelve random hexadecimal digits that name one run. */
export type RunId = string;

/** What can make a run start. */
export const triggers = [
  'manual',
  'schedule',
  'catch-up',
  'restart',
  'retry',
  'autostart',
  'dependency',
  'chained',
] as const;

/** What made a run start. */
export type Trigger = (typeof triggers)[number];

/** How a process ended: with a code or by a signal, never both. */
export type ExitStatus = { readonly code: number } | { readonly signal: string };

/** How a run ended. Outcomes are data: a script that fails is no exception. */
export type RunOutcome =
  | { readonly kind: 'succeeded'; readonly exit: ExitStatus }
  | { readonly kind: 'failed'; readonly exit: ExitStatus }
  /** It took longer than its `timeout`, and was stopped for that. */
  | { readonly kind: 'timed-out'; readonly exit?: ExitStatus }
  /** We stopped it; `exit` is unknown where the run never became the script, and of one that an earlier host had started. */
  | { readonly kind: 'stopped'; readonly exit?: ExitStatus }
  | { readonly kind: 'start-failed'; readonly failure: ExecutorFailure }
  /** Nobody can know the exit status. */
  | { readonly kind: 'interrupted' };

/**
 * Identifies a process beyond its pid, which is used again: a process is the recorded one only if all of this is equal.
 * Signals are sent to nothing else.
 */
export interface ProcessIdentity {
  readonly machineId: string;
  readonly bootId: string;
  /** The pid namespace (Linux `/proc/self/ns/pid`); empty if the platform has none. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** Start time as the platform tells it (Linux: clock ticks since boot); an opaque word, compared only. */
  readonly startTime: string;
}

/** A stop that has begun: until when it may take, and whether it began because the run took longer than its `timeout`. */
export interface StopInProgress {
  readonly by: Instant;
  readonly hasTimedOut: boolean;
}

/** The run whose end made another task run. */
export interface RunCause {
  readonly task: string;
  readonly run: RunId;
  readonly outcome: RunOutcome['kind'];
  readonly exit?: ExitStatus;
  /** Absolute path. */
  readonly logPath: string;
}

/** One run as the history keeps it. */
export type RunRecord = {
  readonly id: RunId;
  /** The task's name when the run was decided. */
  readonly task: string;
  readonly trigger: Trigger;
  /** When the run was decided. */
  readonly createdAt: Instant;
  /** Absolute path of its log. */
  readonly logPath: string;
  /** The occurrence that it was started for. */
  readonly scheduledFor?: Instant;
  /** Arguments of this run alone, after those of the task. */
  readonly args?: readonly string[];
  /** Of a run that may be tried again: which retry it is, 0 for the first try. */
  readonly retry?: number;
  /** What made it run, where that was the end of another task's run. */
  readonly cause?: RunCause;
  /** The wish of a person that led to it, where it was asked for to run later. */
  readonly later?: LaterOrigin;
  /** It runs beside the task's supervised run. */
  readonly isExtra?: true;
  /** It is not restarted, and says nothing about what the user wants of the task. */
  readonly isOnce?: true;
} & (
  | { readonly state: 'starting' }
  /** `shim` leads the process group; `pid` is the script's own. */
  | {
      readonly state: 'running';
      readonly startedAt: Instant;
      readonly pid: number;
      readonly shim: ProcessIdentity;
      /** A stop is under way. */
      readonly stopping?: StopInProgress;
    }
  | {
      readonly state: 'ended';
      readonly startedAt?: Instant;
      readonly endedAt: Instant;
      readonly outcome: RunOutcome;
      /** The script's own; absent if it never started. */
      readonly pid?: number;
    }
);

/** A run that is recorded, and may have been spawned or not. */
export type DecidedRun = Extract<RunRecord, { readonly state: 'starting' }>;

/** The exit code as a shell reports it: 128 + n for signal n where this platform has such a signal, else a plain code. */
export function exitStatusFromShell(code: number, signalNames: ReadonlyMap<number, string>): ExitStatus {
  const signal = code > 128 ? signalNames.get(code - 128) : undefined;
  return signal === undefined ? { code } : { signal };
}

/** The outcome of a run that ended by itself; `successExitCodes` are no failure. */
export function outcomeOf(exit: ExitStatus | undefined, successExitCodes: readonly number[] = [0]): RunOutcome {
  if (!exit) return { kind: 'interrupted' };
  return endsWith(exit, successExitCodes) ? { kind: 'succeeded', exit } : { kind: 'failed', exit };
}

/**
 * Whether a process ended with one of these codes. What a shell reports as 128 + n is read as signal n, so a task that
 * names such a code means the signal as well.
 */
export function endsWith(exit: ExitStatus, codes: readonly number[]): boolean {
  if ('code' in exit) return codes.includes(exit.code);
  const signal = signalNumbers.get(exit.signal);
  return signal !== undefined && codes.includes(128 + signal);
}

/** The signals that end processes and have the same number on every platform. */
const signalNumbers: ReadonlyMap<string, number> = new Map([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGQUIT', 3],
  ['SIGILL', 4],
  ['SIGTRAP', 5],
  ['SIGABRT', 6],
  ['SIGFPE', 8],
  ['SIGKILL', 9],
  ['SIGSEGV', 11],
  ['SIGPIPE', 13],
  ['SIGALRM', 14],
  ['SIGTERM', 15],
]);

/** Whether a run ended as a failure; what we stopped never did. */
export function hasFailed(record: RunRecord): boolean {
  return record.state === 'ended' && isFailure(record.outcome);
}

/** Whether an outcome is a failure: for the history, for restarts and for those who are told. */
export function isFailure({ kind }: RunOutcome): boolean {
  return kind === 'failed' || kind === 'timed-out' || kind === 'start-failed' || kind === 'interrupted';
}

/** "exit 3" or "SIGTERM": the words people read for an exit status. */
export function describeExit(exit: ExitStatus): string {
  return word(exitClause(exit));
}

/** The same, for those who word it in another language. */
export function exitClause(exit: ExitStatus): Clause {
  return 'code' in exit ? say('exit {0}', exit.code) : exit.signal;
}

/**
 * "succeeded", "failed (exit 3)", "stopped (SIGTERM)": the words people read for an outcome. `startedAt` is that of the
 * run, undefined if it never became its script.
 */
export function describeOutcome(outcome: RunOutcome, startedAt?: Instant): string {
  return word(outcomeClause(outcome, startedAt));
}

/** The same, for those who word it in another language. */
export function outcomeClause(outcome: RunOutcome, startedAt?: Instant): Clause {
  switch (outcome.kind) {
    case 'succeeded':
      return say('succeeded');
    case 'failed':
      return say('failed ({0})', exitClause(outcome.exit));
    case 'timed-out':
      return outcome.exit ? say('timed out ({0})', exitClause(outcome.exit)) : say('timed out');
    case 'stopped':
      if (outcome.exit) return say('stopped ({0})', exitClause(outcome.exit));
      return startedAt === undefined ? say('stopped before it started') : say('stopped (exit status unknown)');
    case 'start-failed':
      return say('could not start');
    case 'interrupted':
      return say('interrupted (exit status unknown)');
    default:
      return assertNever(outcome);
  }
}
