import { err, ok, type Result } from '../../base/result.ts';
import type { ComposedEnvironment } from '../../model/environment/environment.ts';
import { environmentView, type VariableView } from '../../model/environment/environmentView.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { TaskDefinition } from '../../model/task.ts';
import type { FoundInterpreters, ProgramResolver, ResolvedProgram } from '../ports.ts';
import {
  composeRunEnvironment,
  type RunEnvironmentPorts,
  type RunSurroundings,
  withoutSecrets,
} from './runEnvironment.ts';
import type { TaskFileKeeper } from '../taskFileKeeper.ts';

/** What a task would run, and with which environment. */
export interface TaskPreview extends ResolvedProgram {
  /** Secrets masked. */
  readonly variables: readonly VariableView[];
}

/** What tasks would run, and with which environment, now or if the task file had another text. Runs nothing of it. */
export class TaskPreviews {
  constructor(
    private readonly ports: RunEnvironmentPorts & { readonly resolver: ProgramResolver },
    private readonly file: Pick<TaskFileKeeper, 'definitionIn'>,
    private readonly surroundings: () => RunSurroundings,
  ) {}

  /** The environment that a run of the definition would get now, its secrets masked. */
  async environment(definition: TaskDefinition): Promise<Result<readonly VariableView[], ExecutorFailure>> {
    const composed = await this.compose(definition);
    return composed.ok ? ok(environmentView(composed.value, definition.secrets)) : composed;
  }

  /** What a task would run, and with which environment, if the task file had this text; secrets without a value are left out. */
  async preview(name: string, text: string): Promise<Result<TaskPreview, ExecutorFailure>> {
    const definition = this.file.definitionIn(text, name);
    if (!definition) return err({ reason: 'no-such-task', task: name });
    const { secrets } = this.surroundings();
    const known = { ...definition, secrets: definition.secrets.filter((secret) => Object.hasOwn(secrets, secret)) };
    const composed = await this.compose(known);
    if (!composed.ok) return composed;
    const program = await this.ports.resolver.foresee(known, withoutSecrets(composed.value));
    if (!program.ok) return program;
    return ok({ ...program.value, variables: environmentView(composed.value, definition.secrets) });
  }

  /** The interpreters that there are for a task's script, if the task file had this text. */
  async interpreters(name: string, text: string): Promise<Result<FoundInterpreters, ExecutorFailure>> {
    const definition = this.file.definitionIn(text, name);
    if (!definition) return err({ reason: 'no-such-task', task: name });
    const composed = await this.compose({ ...definition, secrets: [] });
    return composed.ok ? this.ports.resolver.interpreters(definition, composed.value.variables) : composed;
  }

  private compose(definition: TaskDefinition): Promise<Result<ComposedEnvironment, ExecutorFailure>> {
    const identity = { task: definition.name, run: '', trigger: 'manual' } as const;
    return composeRunEnvironment(definition, identity, this.surroundings(), this.ports);
  }
}
