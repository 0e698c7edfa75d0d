import type { Instant } from '../base/clock.ts';
import { err, ok, type Result } from '../base/result.ts';
import {
  type ComposedEnvironment,
  composeEnvironment,
  missingSecrets,
  type RunPlace,
  scrubEnvironment,
} from '../model/environment.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { timeWithZone } from '../model/logText.ts';
import type { RunCause, RunId, Trigger } from '../model/run.ts';
import type { TaskDefinition, TaskFile } from '../model/task.ts';
import { substitute } from '../model/taskFileVariables.ts';
import type { EnvFileReader, EnvironmentSource } from './ports.ts';

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
export interface RunIdentity {
  readonly task: string;
  readonly run: RunId;
  readonly trigger: Trigger;
  readonly scheduledFor?: Instant;
  readonly cause?: RunCause;
}

/** Puts the environment of a run together; files are read anew each time. A file or a secret that is missing is a failure. */
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
  const files = [...file.envFile, ...definition.envFile].map((path) => substitute(path, variables));
  const envFiles = await ports.envFiles.read(files);
  if (!envFiles.ok) return envFiles;
  const due = scheduledFor === undefined ? undefined : isoTime(scheduledFor, definition);
  return ok(
    composeEnvironment({
      base,
      fileEnv: file.env,
      envFiles: envFiles.value,
      taskEnv: definition.env,
      secrets: Object.fromEntries(definition.secrets.map((name) => [name, secrets[name] ?? ''])),
      identity: { executorId, ...identity, ...(due !== undefined && { scheduledFor: due }) },
      place,
    }),
  );
}

/** In ISO 8601 with the offset of the task's zone. */
function isoTime(at: Instant, { schedule }: TaskDefinition): string {
  const [time = ''] = timeWithZone(at, schedule?.timeZone).split(' ');
  return time;
}
