import { isDeepStrictEqual } from 'node:util';
import type { TaskDefinition } from '../task.ts';
import type { TaskField } from './fields/field.ts';
import { type TaskFieldName, taskFields } from './fields/taskFields.ts';

type Part = keyof TaskDefinition;

/** Every field becomes some part of the definition: that of its own name, or the one that it names. */
const rows: {
  readonly [N in TaskFieldName]: N extends Part ? TaskField : TaskField & { readonly part: Part };
} = taskFields;

/** What makes no difference to a run: the name of the task, how it is shown and reported, and when it starts and ends automatically. */
const besideTheRun: ReadonlySet<string> = new Set(['name', ...partsThatChange('nothing'), ...partsThatChange('start')]);

/** Whether two definitions would run the same. A live task whose definition would run otherwise now is *changed*. */
export function definesSameRun(one: TaskDefinition, other: TaskDefinition): boolean {
  return isDeepStrictEqual(without(one, besideTheRun), without(other, besideTheRun));
}

/** Whether they would also start the same before that. */
export function definesSameStart(one: TaskDefinition, other: TaskDefinition): boolean {
  return (
    definesSameRun(one, other) && partsThatChange('start').every((part) => isDeepStrictEqual(one[part], other[part]))
  );
}

/** Whether two definitions are the same in everything but the name. */
export function differsInNameOnly(one: TaskDefinition, other: TaskDefinition): boolean {
  const name = new Set(['name']);
  return isDeepStrictEqual(without(one, name), without(other, name));
}

function partsThatChange(what: TaskField['changes']): readonly Part[] {
  return Object.entries(rows).flatMap(([name, row]) => (row.changes === what ? [row.part ?? (name as Part)] : []));
}

function without(definition: TaskDefinition, fields: ReadonlySet<string>): object {
  return Object.fromEntries(Object.entries(definition).filter(([field]) => !fields.has(field)));
}
