import type { Instant } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import {
  type ComposedEnvironment,
  composeEnvironment,
  missingSecrets,
  type RunPlace,
  scrubEnvironment,
  unsetRemark,
  type VariableRemark,
} from '../../model/environment/environment.ts';
import { type Clause, say } from '../../model/words/clause.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { timeWithZone } from '../../model/log/logText.ts';
import type { RunId, RunRecord } from '../../model/run.ts';
import type { TaskDefinition, TaskFile } from '../../model/task.ts';
import { substitute, unsetVariables } from '../../model/words/variables.ts';
import type { EnvFileReader, EnvironmentSource } from '../ports.ts';

/** What is the same for all runs of an executor until the task file or the secrets change. */
export interface RunSurroundings {
  readonly executorId: string;
  readonly file: Pick<TaskFile, 'env' | 'envFile'>;
  readonly place: RunPlace;
  /** By name; kept in memory only. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Where the environment of a run is read. */
export interface RunEnvironmentPorts {
  readonly base: EnvironmentSource;
  readonly envFiles: EnvFileReader;
}

/** Which run the environment is for. */
export interface RunIdentity extends Pick<RunRecord, 'task' | 'trigger' | 'scheduledFor' | 'cause'> {
  readonly run: RunId;
}

/** Puts the environment of a run together; files are read again each time. A file or a secret that is missing is a failure. */
export async function composeRunEnvironment(
  definition: TaskDefinition,
  { scheduledFor, ...identity }: RunIdentity,
  { executorId, file, place, secrets }: RunSurroundings,
  ports: RunEnvironmentPorts,
): Promise<Result<ComposedEnvironment, ExecutorFailure>> {
  const missing = missingSecrets(definition.secrets, secrets);
  if (missing.length > 0) return err({ reason: 'secret-missing', names: missing });
  const base = await ports.base.get();
  const variables = { ...place, env: scrubEnvironment(base.variables) };
  const named = [...file.envFile, ...definition.envFile];
  const files = named.map((path) => substitute(path, variables));
  const envFiles = await ports.envFiles.read(files);
  if (!envFiles.ok) return envFiles;
  const due = scheduledFor === undefined ? undefined : isoTime(scheduledFor, definition);
  const composed = composeEnvironment({
    base,
    fileEnv: file.env,
    envFiles: envFiles.value,
    taskEnv: definition.env,
    secrets: Object.fromEntries(definition.secrets.map((name) => [name, secrets[name] ?? ''])),
    identity: { executorId, ...identity, ...(due !== undefined && { scheduledFor: due }) },
    place,
  });
  if (composed.missing) {
    const { path, ...problem } = composed.missing;
    return err({ reason: 'env-file-invalid', file: path, path, ...problem });
  }
  const ofFiles = named.flatMap((path) => unsetVariables(path, variables)).map((name) => unsetRemark(name, 'envFile'));
  const ofStrings = remarksOnStrings(definition, composed, place);
  return ok({ ...composed, remarks: [...composed.remarks, ...ofFiles.map((remark) => ({ remark })), ...ofStrings] });
}

/** What the strings of a definition may see: a secret that was in them would be in the argv, which everybody can read. */
export function withoutSecrets({
  origins,
  variables,
}: Pick<ComposedEnvironment, 'origins' | 'variables'>): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => origins.get(name)?.kind !== 'secret'));
}

function remarksOnStrings(
  { args, cwd, program, ready, secrets, stopCommand }: TaskDefinition,
  composed: ComposedEnvironment,
  place: RunPlace,
): readonly VariableRemark[] {
  const fields: readonly (readonly [string, readonly string[]])[] = [
    ...programStrings(program),
    ['args', args],
    ['cwd', cwd === undefined ? [] : [cwd]],
    ['stopCommand', stopCommand ?? []],
    ['ready', ready?.sign.kind === 'command' ? ready.sign.command : []],
  ];
  // The pid is known only when the command that ends the run is started.
  const variables = { ...place, env: { EXECUTOR_PID: '', ...withoutSecrets(composed) } };
  return fields.flatMap(([field, strings]) =>
    strings
      .flatMap((text) => unsetVariables(text, variables))
      .map((name) => ({ remark: secrets.includes(name) ? secretRemark(name, field) : unsetRemark(name, field) })),
  );
}

function programStrings(program: TaskDefinition['program']): readonly (readonly [string, readonly string[]])[] {
  switch (program.kind) {
    case 'command':
      return [['command', program.command]];
    case 'shell':
      return [['command', [program.line]]];
    case 'script':
      return [
        ['script', [program.script]],
        ['interpreter', program.interpreter ?? []],
      ];
  }
}

function secretRemark(name: string, field: string): Clause {
  return say('{0} is a secret, which arguments cannot contain, so it is empty in {1}', `\${env:${name}}`, field);
}

/** In ISO 8601 with the offset of the task's zone. */
function isoTime(at: Instant, { schedule }: TaskDefinition): string {
  const [time = ''] = timeWithZone(at, schedule?.timeZone).split(' ');
  return time;
}
