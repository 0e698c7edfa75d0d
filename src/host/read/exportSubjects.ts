import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import { composeEnvironment } from '../../model/environment/environment.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import { noPreferences, preferencesOf } from '../../model/interpreter/preferences.ts';
import type { Argv } from '../../model/words/argv.ts';
import type { Environment, TaskDefinition, TaskFile } from '../../model/task.ts';
import { parseTaskFile } from '../../model/taskFile/taskFile.ts';
import { substitute } from '../../model/words/variables.ts';
import { ownNode } from '../../node/program/ownNode.ts';
import { ProgramFinder } from '../../node/program/programResolver.ts';
import { userHome } from '../../node/environment/userHome.ts';
import { readTaskFileText } from './userFiles.ts';

/** Everything of a task that another scheduler has to be told to run it. */
export interface ExportSubject {
  readonly definition: TaskDefinition;
  /** What is run, by absolute paths. */
  readonly argv: Argv;
  /** Absolute path. */
  readonly cwd: string;
  /** What `env` of file and task say together, with every variable in it replaced; no secret. */
  readonly env: Environment;
  /** Absolute paths, of which later ones count more. */
  readonly envFiles: readonly string[];
  /** The command that asks it to end, by its own words. */
  readonly stopCommand?: Argv;
}

/** A task of which no other scheduler can be told, and why. */
export interface UnfitSubject {
  readonly task: string;
  /** The field of the task file that names what is not found. */
  readonly field: 'script' | 'command';
  readonly why: ExecutorFailure;
}

/** What became of the tasks that were asked for. */
export interface ExportSubjects {
  readonly subjects: readonly ExportSubject[];
  readonly unfit: readonly UnfitSubject[];
}

/** Where tasks are exported from. */
export interface ExportOptions {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What a window's settings have said last; nothing if that is not known. */
  readonly settings: HostSettings | undefined;
}

/** The tasks of a folder as another scheduler would run them, by their names. Runs nothing; values of secrets are not looked at. */
export async function exportSubjects(
  { environment, folder, settings }: ExportOptions,
  names: readonly string[],
): Promise<Result<ExportSubjects, ExecutorFailure>> {
  const workspaceFolder = await realpath(folder);
  const text = await readTaskFileText(path.join(workspaceFolder, '.vscode', 'executor.json'));
  if (!text.ok) return text;
  const zone = settings?.timeZone;
  const { file } = parseTaskFile(text.value ?? '{}', zone === undefined ? {} : { defaultTimeZone: zone });
  const place = { workspaceFolder, userHome: userHome(environment) ?? '/', platform: process.platform };
  const finder = new ProgramFinder(place, () => (settings ? preferencesOf(settings) : noPreferences), ownNode(process));
  const subjects: ExportSubject[] = [];
  const unfit: UnfitSubject[] = [];
  for (const name of names) {
    const definition = file?.tasks.find((task) => task.name === name);
    if (!file || !definition) return err({ reason: 'no-such-task', task: name });
    const env = environmentOf(definition, file, environment, place);
    const found = await finder.foresee(definition, env);
    if (!found.ok) {
      unfit.push({ task: name, field: 'script' in definition.program ? 'script' : 'command', why: found.error });
      continue;
    }
    const fill = (written: string): string => substitute(written, { ...place, env });
    const [program, ...args] = (definition.stopCommand ?? []).map(fill);
    subjects.push({
      definition,
      argv: found.value.argv,
      cwd: found.value.cwd,
      env: ownVariables({ ...file.env, ...definition.env }, env),
      envFiles: [...file.envFile, ...definition.envFile].map((each) => path.resolve(workspaceFolder, fill(each))),
      ...(program !== undefined && { stopCommand: [byPath(program, found.value.cwd), ...args] }),
    });
  }
  return ok({ subjects, unfit });
}

/** The environment that the strings of a definition see: that of the terminal below the task's own, and never a secret. */
function environmentOf(
  definition: TaskDefinition,
  file: TaskFile,
  environment: ExportOptions['environment'],
  place: Parameters<typeof composeEnvironment>[0]['place'],
): Readonly<Record<string, string>> {
  const secrets = new Set(definition.secrets);
  const isOpen = ([name]: readonly [string, unknown]): boolean => !secrets.has(name);
  const { variables } = composeEnvironment({
    base: { variables: Object.fromEntries(Object.entries(environment).filter(isOpen)), origin: 'starter' },
    fileEnv: Object.fromEntries(Object.entries(file.env).filter(isOpen)),
    envFiles: [],
    taskEnv: Object.fromEntries(Object.entries(definition.env).filter(isOpen)),
    secrets: {},
    identity: { executorId: '', task: definition.name, run: '', trigger: 'schedule' },
    place,
  });
  return variables;
}

/** A program that is named by its path, from the working directory; a name stays one. */
function byPath(program: string, cwd: string): string {
  return program.includes('/') ? path.resolve(cwd, program) : program;
}

/** What the task file sets or takes away itself. */
function ownVariables(written: Environment, env: Readonly<Record<string, string>>): Environment {
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]): readonly [string, string | null][] => {
      if (value === null) return [[name, null]];
      const filled = env[name];
      return filled === undefined ? [] : [[name, filled]];
    }),
  );
}
