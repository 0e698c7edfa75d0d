import type { Trigger } from './run.ts';
import type { Environment } from './task.ts';
import { substitute } from './taskFileVariables.ts';

/** The machine and the folder that a run belongs to. */
export interface RunPlace {
  /** Absolute path. */
  readonly workspaceFolder: string;
  /** Absolute path. */
  readonly userHome: string;
  /** As `process.platform` tells it; on `win32` names of variables are compared without letter case. */
  readonly platform: string;
}

/** What a run's environment is made of, in the order in which one overrides the other. */
export interface EnvironmentParts {
  /** The environment of whoever starts the run; scrubbed here. */
  readonly base: Readonly<Record<string, string | undefined>>;
  /** Variables that apply where `base` has none of the name; `defaultEnvironment` if not given. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** The task file's `env`. */
  readonly fileEnv: Environment;
  /** The task's `env`. */
  readonly taskEnv: Environment;
  readonly identity: {
    readonly executorId: string;
    readonly task: string;
    readonly run: string;
    readonly trigger: Trigger;
  };
  /** For the variables in the strings of `fileEnv` and `taskEnv`. */
  readonly place: RunPlace;
}

/** What makes scripts write their lines when they happen: Python buffers blocks when it writes into a file. */
export const defaultEnvironment: Readonly<Record<string, string>> = { PYTHONUNBUFFERED: '1' };

/**
 * Composes the whole environment of a run. `${env:NAME}` in the file's `env` sees the scrubbed base, in the task's
 * `env` also what the file's has made of it; so both may lengthen PATH.
 */
export function composeEnvironment(parts: EnvironmentParts): Record<string, string> {
  const { place, identity } = parts;
  const env = new Variables(place.platform === 'win32');
  for (const [name, value] of Object.entries(scrub(parts.base))) env.set(name, value);
  for (const [name, value] of Object.entries(parts.defaults ?? defaultEnvironment)) {
    if (!env.has(name)) env.set(name, value);
  }
  for (const overlay of [parts.fileEnv, parts.taskEnv]) {
    const seen = env.toRecord();
    for (const [name, value] of Object.entries(overlay)) {
      if (value === null) env.delete(name);
      else env.set(name, substitute(value, { ...place, env: seen }));
    }
  }
  env.set('EXECUTOR_ID', identity.executorId);
  env.set('TASK_ID', identity.executorId + identity.task);
  env.set('EXECUTOR_TASK', identity.task);
  env.set('EXECUTOR_RUN_ID', identity.run);
  env.set('EXECUTOR_TRIGGER', identity.trigger);
  return env.toRecord();
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

function scrub(base: Readonly<Record<string, string | undefined>>): Record<string, string> {
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

/** Variables by name; on Windows `Path` and `PATH` are the same, and the first spelling stays. */
class Variables {
  private readonly entries = new Map<string, readonly [name: string, value: string]>();

  constructor(private readonly ignoresCase: boolean) {}

  has(name: string): boolean {
    return this.entries.has(this.key(name));
  }

  set(name: string, value: string): void {
    const key = this.key(name);
    this.entries.set(key, [this.entries.get(key)?.[0] ?? name, value]);
  }

  delete(name: string): void {
    this.entries.delete(this.key(name));
  }

  toRecord(): Record<string, string> {
    return Object.fromEntries(this.entries.values());
  }

  private key(name: string): string {
    return this.ignoresCase ? name.toUpperCase() : name;
  }
}
