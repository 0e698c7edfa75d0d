import { type TaskDefinition } from '../task.ts';
import { taskKey } from '../words/taskKey.ts';
import { differsInNameOnly } from './definitionEquality.ts';

/** What a task file named and defined at one moment. */
export interface NamedTasks {
  /** Every name that was there, of tasks with an error too. */
  readonly names: readonly string[];
  /** The tasks that could run. */
  readonly tasks: readonly TaskDefinition[];
}

/**
 * Tells a rename by hand from a removal and an addition: one name went and one came in one edit, and both have the same
 * definition. Another letter case is no other name.
 */
export function detectRename(
  before: NamedTasks,
  after: NamedTasks,
): { readonly from: string; readonly to: string } | undefined {
  const [gone, furtherGone] = missingFrom(before, after);
  const [come, furtherCome] = missingFrom(after, before);
  if (gone === undefined || come === undefined || furtherGone !== undefined || furtherCome !== undefined)
    return undefined;
  const definition = definitionOf(before, gone);
  const renamed = definitionOf(after, come);
  return definition && renamed && differsInNameOnly(definition, renamed) ? { from: gone, to: come } : undefined;
}

function missingFrom(these: NamedTasks, those: NamedTasks): readonly string[] {
  const keys = new Set(those.names.map(taskKey));
  return these.names.filter((name) => !keys.has(taskKey(name)));
}

function definitionOf({ tasks }: NamedTasks, name: string): TaskDefinition | undefined {
  return tasks.find((task) => taskKey(task.name) === taskKey(name));
}
