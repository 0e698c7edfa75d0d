import type { Backoff, RestartPolicy } from './restartPolicy.ts';

/** The signals that `stopSignal` may name: those a POSIX shell can catch, so that the shim outlives them. */
export const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** A signal that asks a run to end. */
export type StopSignal = (typeof stopSignals)[number];

/** Milliseconds between `stopSignal` and SIGKILL where a task does not say. */
export const defaultStopTimeoutMs = 10_000;

/** An argv array: the program and its arguments, never parsed by a shell. */
export type Argv = readonly [string, ...string[]];

/** Variables set for a run; `null` takes one away. */
export type Environment = Readonly<Record<string, string | null>>;

/** What a task runs: a script whose interpreter is found, or a command as it stands. */
export type TaskProgram =
  | {
      readonly kind: 'script';
      /** Path as written in the task file, relative to the workspace folder. */
      readonly script: string;
      /** The interpreter the task names; found by kind and PATH where absent. */
      readonly interpreter?: Argv;
    }
  | { readonly kind: 'command'; readonly command: Argv };

/** One task of the task file, validated, with every default filled in. */
export interface TaskDefinition {
  /** Unique per executor, compared case-insensitively. */
  readonly name: string;
  readonly program: TaskProgram;
  readonly args: readonly string[];
  /** Working directory as written, relative to the workspace folder; the workspace folder where absent. */
  readonly cwd?: string;
  readonly env: Environment;
  readonly restart: RestartPolicy;
  readonly backoff: Backoff;
  /** The tree's group that the task stands in. */
  readonly group?: string;
  readonly stopSignal: StopSignal;
  /** Milliseconds between `stopSignal` and SIGKILL. */
  readonly stopTimeoutMs: number;
}

/** Everything a valid task file says. */
export interface TaskFile {
  /** The executor's id, where the file names one. */
  readonly id?: string;
  /** Variables for every task. */
  readonly env: Environment;
  /** In the order of the file. */
  readonly tasks: readonly TaskDefinition[];
}

/** The form in which task names are compared: two names are the same if their keys are. */
export function taskKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** What a definition runs, as written: interpreter, script or command, and arguments. */
export function programArgv({ args, program }: TaskDefinition): readonly string[] {
  return program.kind === 'command'
    ? [...program.command, ...args]
    : [...(program.interpreter ?? []), program.script, ...args];
}
