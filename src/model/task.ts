import type { Backoff, RestartPolicy } from './restartPolicy.ts';
import type { CatchUpPolicy } from './schedule/catchUpPolicy.ts';
import type { Schedule } from './schedule/schedule.ts';
import { commandLine } from './words/commandLine.ts';
import type { Argv } from './words/argv.ts';
import { posixShellArgv } from './words/shellLine.ts';

/** The signals that `stopSignal` may name: those a POSIX shell can catch, so that the shim outlives them. */
export const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** A signal that asks a run to end. */
export type StopSignal = (typeof stopSignals)[number];

/** Milliseconds between `stopSignal` and SIGKILL where a task does not say. */
export const defaultStopTimeoutMs = 10_000;

/** Variables set for a run; `null` takes one away. */
export type Environment = Readonly<Record<string, string | null>>;

/** What a task runs: a script whose interpreter is found, a command as it stands, or a line that a shell reads. */
export type TaskProgram =
  | {
      readonly kind: 'script';
      /** Path as written in the task file, relative to the workspace folder. */
      readonly script: string;
      /** The interpreter the task names; found by kind and PATH if absent. */
      readonly interpreter?: Argv;
    }
  | { readonly kind: 'command'; readonly command: Argv }
  | { readonly kind: 'shell'; readonly line: string };

/** When people are told about a task's runs: of failures, of successes too, or never. */
export const notifyPolicies = ['failure', 'always', 'never'] as const;

/** When people are told about a task's runs. */
export type NotifyPolicy = (typeof notifyPolicies)[number];

/** What becomes of a run after the last window of its folder has gone: it goes on, or is stopped. */
export const closePolicies = ['keep', 'stop'] as const;

/** What becomes of a run after the last window of its folder has gone. */
export type ClosePolicy = (typeof closePolicies)[number];

/** What becomes of a run that is due while another of its task lives: it is left out, waits, or takes the other's place. */
export const overlapPolicies = ['skip', 'queue', 'replace'] as const;

/** What becomes of a run that is due while another of its task lives. */
export type OverlapPolicy = (typeof overlapPolicies)[number];

/** What another task must have come to before one may start. */
export const dependencyConditions = ['started', 'succeeded', 'ready'] as const;

/** What another task must have come to before one may start. */
export type DependencyCondition = (typeof dependencyConditions)[number];

/** A task that another one starts after. */
export interface Dependency {
  /** As the task file spells it where it is defined. */
  readonly task: string;
  readonly condition: DependencyCondition;
}

/** How a running task shows that it is ready. */
export type ReadinessSign =
  /** A text that appears in its log, or a regular expression that matches a line of it. */
  | { readonly kind: 'log'; readonly text: string; readonly isPattern: boolean }
  /** A TCP port of this machine that accepts connections. */
  | { readonly kind: 'port'; readonly port: number }
  /** A command that exits with 0. */
  | { readonly kind: 'command'; readonly command: Argv };

/** When a running task counts as ready. */
export interface Readiness {
  readonly sign: ReadinessSign;
  /** Milliseconds after the start of its run after which nobody waits for it any more. */
  readonly timeoutMs: number;
}

/** Milliseconds before a retry where a task does not say. */
export const defaultRetryDelayMs = 5_000;

/** Milliseconds that a task has to become ready where it does not say. */
export const defaultReadyTimeoutMs = 60_000;

/** One task of the task file, validated, with every default filled in. */
export interface TaskDefinition {
  /** Unique per executor, compared case-insensitively. */
  readonly name: string;
  /** What it is for, in a line. */
  readonly description?: string;
  readonly program: TaskProgram;
  readonly args: readonly string[];
  /** Working directory as written, relative to the workspace folder; the workspace folder if absent. */
  readonly cwd?: string;
  readonly env: Environment;
  /** Files of variables as written, relative to the workspace folder; of two that set the same the later one counts. */
  readonly envFile: readonly string[];
  /** Names of variables whose values are kept outside of the task file. */
  readonly secrets: readonly string[];
  readonly restart: RestartPolicy;
  readonly backoff: Backoff;
  /** When runs are due, where the task has `every`. */
  readonly schedule?: Schedule;
  /** What becomes of occurrences that were missed. */
  readonly catchUp: CatchUpPolicy;
  /** What becomes of a run that is due while another one lives. */
  readonly overlap: OverlapPolicy;
  /** How often a scheduled or chained run that failed is tried again. */
  readonly retries: number;
  /** Milliseconds before each of these. */
  readonly retryDelayMs: number;
  /** What must be there before it starts. */
  readonly after: readonly Dependency[];
  /** When it counts as ready; absent if it never says. */
  readonly ready?: Readiness;
  /** The tasks to run after a success. */
  readonly onSuccess: readonly string[];
  /** The tasks to run after a failure that nothing follows by itself. */
  readonly onFailure: readonly string[];
  /** Exit codes that are no failure. */
  readonly successExitCodes: readonly number[];
  /** Exit codes after which the task is not started again, whatever `restart` says; a success or a failure all the same. */
  readonly noRestartExitCodes: readonly number[];
  /** Milliseconds that a run may take; any time if absent. */
  readonly timeoutMs?: number;
  /** Globs of files, relative to the workspace folder, whose change restarts the live run. */
  readonly watch: readonly string[];
  /** It starts when its folder is opened, unless a person has stopped it last. */
  readonly autoStart: boolean;
  readonly onClose: ClosePolicy;
  readonly notify: NotifyPolicy;
  /** The tree's group that the task is in. */
  readonly group?: string;
  /** Asks a run to end, before `stopSignal` does. */
  readonly stopCommand?: Argv;
  readonly stopSignal: StopSignal;
  /** Milliseconds between `stopSignal` and SIGKILL. */
  readonly stopTimeoutMs: number;
}

/** The most characters (code points) that a task's description may have. */
export const longestDescription = 1_000;

/** Everything a valid task file says. */
export interface TaskFile {
  /** The executor's id, where the file names one. */
  readonly id?: string;
  /** Variables for every task. */
  readonly env: Environment;
  /** Files of variables for every task, as written, relative to the workspace folder. */
  readonly envFile: readonly string[];
  /** The zone of schedules that name none, where the file says. */
  readonly timeZone?: string;
  /** In the order of the file. */
  readonly tasks: readonly TaskDefinition[];
}

/** What a definition runs, as written, for people: interpreter, script or command, and arguments; or the line of a shell. */
export function programLine({ args, name, program }: TaskDefinition): string {
  switch (program.kind) {
    case 'script':
      return commandLine([...(program.interpreter ?? []), program.script, ...args]);
    case 'command':
      return commandLine([...program.command, ...args]);
    case 'shell':
      return args.length === 0 ? program.line : commandLine(posixShellArgv('sh', program.line, name, args));
  }
}
