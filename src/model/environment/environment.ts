import { type Clause, say } from '../words/clause.ts';
import type { EnvAssignment, EnvFile } from './envFile.ts';
import { type ExpandedValue, expandValue, type TextPlace } from './envFileValue.ts';
import type { LoginLimits } from './loginLimits.ts';
import type { RunCause, Trigger } from '../run.ts';
import type { Environment } from '../task.ts';
import { substitute, unsetVariables } from '../words/variables.ts';

/** The machine and the folder that a run belongs to. */
export interface RunPlace {
  /** Absolute path. */
  readonly workspaceFolder: string;
  /** Absolute path. */
  readonly userHome: string;
  /** As `process.platform` tells it; on `win32` names of variables are compared without letter case. */
  readonly platform: string;
}

/**
 * What the runs of a host build on: the environment of the user's login shell, or of the process that started the host.
 */
export interface BaseEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  readonly origin: 'login-shell' | 'starter';
  /** Why the login shell's could not be had, as a clause: "/bin/zsh did not answer within 10 s". */
  readonly problem?: string;
  /** The login shell's; absent if it was not asked, or has not told. */
  readonly limits?: LoginLimits;
}

/** Where a variable of a run comes from. */
export type VariableOrigin =
  /** `default`: `defaultEnvironment`; `file` and `task`: their `env`; `executor`: what names the run. */
  | { readonly kind: BaseEnvironment['origin'] | 'default' | 'file' | 'task' | 'secret' | 'executor' }
  /** `path` as the task file has it. */
  | { readonly kind: 'env-file'; readonly path: string };

/** What a run's environment is made of, in the order in which one overrides the other. */
export interface EnvironmentParts {
  /** Scrubbed here, whatever was done to it before. */
  readonly base: {
    readonly variables: Readonly<Record<string, string | undefined>>;
    readonly origin: BaseEnvironment['origin'];
    readonly limits?: BaseEnvironment['limits'];
  };
  /** Variables that apply where `base` has none of the name; `defaultEnvironment` if not given. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** The task file's `env`. */
  readonly fileEnv: Environment;
  /** The files that `envFile` names: the task file's own, then the task's. */
  readonly envFiles: readonly EnvFile[];
  /** The task's `env`. */
  readonly taskEnv: Environment;
  /** The values of the task's secrets, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly identity: {
    readonly executorId: string;
    readonly task: string;
    readonly run: string;
    readonly trigger: Trigger;
    /** The occurrence that the run was started for, in ISO 8601 with offset; absent if it has none. */
    readonly scheduledFor?: string;
    /** The run whose end made this one run. */
    readonly cause?: RunCause;
  };
  /** For the variables in the strings of `fileEnv` and `taskEnv`. */
  readonly place: RunPlace;
}

/** The whole environment of a run. */
export interface ComposedEnvironment {
  readonly variables: Record<string, string>;
  /** By the names in `variables`. */
  readonly origins: ReadonlyMap<string, VariableOrigin>;
  /** What a person may not have meant in values that were composed. */
  readonly remarks: readonly VariableRemark[];
  /** A variable of an env file that must have a value (`${NAME:?why}`) and has none: nothing may run so. */
  readonly missing?: MissingVariable;
  /** What the run may do beside; that of the host if absent. */
  readonly limits?: LoginLimits;
}

/** What a person may not have meant. */
export interface VariableRemark {
  /** The variable whose value it is about; absent if it is about a string of the task file. */
  readonly name?: string;
  /** Quotes nothing of an env file, where values may be secret. */
  readonly remark: Clause;
}

/** Where in an env file a variable must have a value and has none. */
export interface MissingVariable extends TextPlace {
  readonly path: string;
  readonly message: Clause;
}

/** What makes scripts write their lines when they happen: Python buffers blocks when it writes into a file. */
export const defaultEnvironment: Readonly<Record<string, string>> = { PYTHONUNBUFFERED: '1' };

/**
 * Composes the whole environment of a run. `${env:NAME}` in the file's `env` sees the scrubbed base, in the task's
 * `env` also what the file's and the env files have made of it; so each may lengthen PATH. A line of an env file sees
 * everything above it. A variable that is not set expands to nothing, and is remarked.
 */
export function composeEnvironment(parts: EnvironmentParts): ComposedEnvironment {
  const { base, envFiles, identity, place, secrets } = parts;
  const env = new Variables(place.platform === 'win32');
  env.setAll(scrubEnvironment(base.variables), { kind: base.origin });
  for (const [name, value] of Object.entries(parts.defaults ?? defaultEnvironment)) {
    if (env.get(name) === undefined) env.set(name, value, { kind: 'default' });
  }
  overlay(env, parts.fileEnv, { kind: 'file' }, place);
  let missing: MissingVariable | undefined;
  for (const { assignments, path } of envFiles) {
    for (const assignment of assignments) {
      const expanded = expandValue(assignment.value, (other) => env.get(other));
      missing ??= missingIn(expanded, path);
      env.set(assignment.name, expanded.text, { kind: 'env-file', path }, remarksOn(assignment, expanded, path));
    }
  }
  overlay(env, parts.taskEnv, { kind: 'task' }, place);
  env.setAll(secrets, { kind: 'secret' });
  // Nothing else may claim to have been scheduled or caused.
  for (const name of [scheduledForVariable, ...causeVariables]) env.delete(name);
  env.setAll(identityVariables(identity), { kind: 'executor' });
  return { ...env.toComposed(), ...(missing && { missing }), ...(base.limits && { limits: base.limits }) };
}

function missingIn({ missing }: ExpandedValue, path: string): MissingVariable | undefined {
  if (!missing) return undefined;
  const { reference, why } = missing;
  const message =
    why === '' ? say('{0} must be set', reference.name) : say('{0} must be set: {1}', reference.name, why);
  return { path, ...reference.place, message };
}

function remarksOn({ command, name }: EnvAssignment, { unset }: ExpandedValue, path: string): readonly Clause[] {
  const ofUnset = unset.map(({ place: { column, line } }) =>
    say(
      'the variable at {0}:{1}:{2} is not set, so it is empty in {3}; if you mean a literal "$", put the value in single quotes',
      path,
      line,
      column,
      name,
    ),
  );
  if (!command) return ofUnset;
  const { column, line } = command;
  return [
    ...ofUnset,
    say('the command at {0}:{1}:{2} is not run; {3} contains it as written', path, line, column, name),
  ];
}

/** The secrets that a task names and that have no value; an empty value is one. */
export function missingSecrets(names: readonly string[], values: Readonly<Record<string, string>>): readonly string[] {
  return names.filter((name) => !Object.hasOwn(values, name));
}

function overlay(env: Variables, overlaid: Environment, origin: VariableOrigin, place: RunPlace): void {
  const seen = env.toRecord();
  for (const [name, value] of Object.entries(overlaid)) {
    if (value === null) env.delete(name);
    else {
      const variables = { ...place, env: seen };
      const remarks = unsetVariables(value, variables).map((unset) => unsetRemark(unset, name));
      env.set(name, substitute(value, variables), origin, remarks);
    }
  }
}

/** That a variable in a string of the task file expands to nothing; `where` is the field or the variable. */
export function unsetRemark(variable: string, where: string): Clause {
  return say('{0} is not set, so it is empty in {1}', `\${env:${variable}}`, where);
}

const scheduledForVariable = 'EXECUTOR_SCHEDULED_FOR';
const causeVariables = ['TASK', 'RUN_ID', 'OUTCOME', 'EXIT_CODE', 'LOG'].map((name) => `EXECUTOR_CAUSE_${name}`);

function identityVariables(identity: EnvironmentParts['identity']): Record<string, string> {
  const { cause, executorId, run, scheduledFor, task, trigger } = identity;
  return {
    EXECUTOR_ID: executorId,
    TASK_ID: executorId + task,
    EXECUTOR_TASK: task,
    EXECUTOR_RUN_ID: run,
    EXECUTOR_TRIGGER: trigger,
    ...(scheduledFor !== undefined && { [scheduledForVariable]: scheduledFor }),
    ...(cause && {
      EXECUTOR_CAUSE_TASK: cause.task,
      EXECUTOR_CAUSE_RUN_ID: cause.run,
      EXECUTOR_CAUSE_OUTCOME: cause.outcome,
      ...(cause.exit && 'code' in cause.exit && { EXECUTOR_CAUSE_EXIT_CODE: String(cause.exit.code) }),
      EXECUTOR_CAUSE_LOG: cause.logPath,
    }),
  };
}

/** What belongs to the editor or to an earlier run and would harm or mislead a script. */
const scrubbed: readonly RegExp[] = [
  /^ELECTRON_/,
  /^VSCODE_(?!PORTABLE|SHELL_LOGIN|ENV_REPLACE|ENV_APPEND|ENV_PREPEND)/,
  /^SNAP(?:_|$)/,
  /^GDK_PIXBUF_/,
  /^CODE_SERVER_/,
  /^EXECUTOR_/,
  /^(?:DEBUG|NODE_OPTIONS|LD_PRELOAD|DYLD_INSERT_LIBRARIES|TASK_ID)$/,
];

/** An environment without what belongs to the editor or to another run. Scrubbing again changes nothing. */
export function scrubEnvironment(base: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(base).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || scrubbed.some((pattern) => pattern.test(name))) return [];
    if (name !== 'LD_LIBRARY_PATH') return [[name, value]];
    const libraries = withoutPackagedLibraries(value, [base['SNAP'], base['APPDIR']]);
    return libraries === '' ? [] : [[name, libraries]];
  });
  return Object.fromEntries(kept);
}

/** An editor from a snap or an AppImage brings libraries of its own, with which other programs crash. */
function withoutPackagedLibraries(libraryPath: string, packages: readonly (string | undefined)[]): string {
  const roots = packages.flatMap((root) => (root === undefined || root === '' ? [] : [root]));
  const isPackaged = (entry: string): boolean => roots.some((root) => entry === root || entry.startsWith(`${root}/`));
  return libraryPath
    .split(':')
    .filter((entry) => !isPackaged(entry))
    .join(':');
}

/** A variable by the name that it was first given. */
interface Variable {
  readonly name: string;
  readonly value: string;
  readonly origin: VariableOrigin;
  readonly remarks: readonly Clause[];
}

/** Variables by name; on Windows `Path` and `PATH` are the same, and the first spelling stays. */
class Variables {
  private readonly entries = new Map<string, Variable>();

  constructor(private readonly ignoresCase: boolean) {}

  get(name: string): string | undefined {
    return this.entries.get(this.key(name))?.value;
  }

  set(name: string, value: string, origin: VariableOrigin, remarks: readonly Clause[] = []): void {
    const key = this.key(name);
    this.entries.set(key, { name: this.entries.get(key)?.name ?? name, value, origin, remarks });
  }

  setAll(values: Readonly<Record<string, string>>, origin: VariableOrigin): void {
    for (const [name, value] of Object.entries(values)) this.set(name, value, origin);
  }

  delete(name: string): void {
    this.entries.delete(this.key(name));
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries([...this.entries.values()].map(({ name, value }) => [name, value]));
  }

  toComposed(): ComposedEnvironment {
    const entries = [...this.entries.values()];
    const origins = entries.map(({ name, origin }): [string, VariableOrigin] => [name, origin]);
    const remarks = entries.flatMap(({ name, remarks }) => remarks.map((remark) => ({ name, remark })));
    return { variables: this.toRecord(), origins: new Map(origins), remarks };
  }

  private key(name: string): string {
    return this.ignoresCase ? name.toUpperCase() : name;
  }
}
