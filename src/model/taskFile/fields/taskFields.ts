import type * as z from 'zod';
import { environmentFields } from './environmentFields.ts';
import type { Field, TaskField } from './field.ts';
import { fileFields } from './fileFields.ts';
import { generalFields } from './generalFields.ts';
import { occurrenceFields } from './occurrenceFields.ts';
import { programFields } from './programFields.ts';
import { relationFields } from './relationFields.ts';
import { restartFields } from './restartFields.ts';
import { scheduleFields } from './scheduleFields.ts';
import { shapeOf } from './shapeOf.ts';
import { stopFields } from './stopFields.ts';

/** The fields of a task that this version runs, in their order in the documentation and in the form: a row for each. */
export const taskFields = {
  ...programFields,
  ...environmentFields,
  ...scheduleFields,
  ...occurrenceFields,
  ...restartFields,
  ...relationFields,
  ...stopFields,
  ...generalFields,
};

/** A task, by the types of its fields alone. */
export const taskShape = shapeOf(taskFields);

/** A task's fields as they are written in the file. */
export type TaskFields = z.infer<typeof taskShape>;

/** The name of a field of a task. */
export type TaskFieldName = keyof typeof taskFields;

/** The rows of a task's fields by name, for those who do with each of them the same. */
export const taskFieldRows: Readonly<Record<string, TaskField>> = taskFields;

/** All rows by name; those of the file and of a task with the same name are the same. */
export const fieldRows: Readonly<Record<string, Field>> = { ...fileFields, ...taskFields };

type Defaulted = {
  [N in TaskFieldName]: (typeof taskFields)[N] extends { readonly default: unknown } ? N : never;
}[TaskFieldName];

/** What holds of a task that does not say otherwise, as it would be written. */
export const taskDefaults = Object.fromEntries(
  Object.entries(taskFieldRows).flatMap(([name, row]) => ('default' in row ? [[name, row.default]] : [])),
) as Readonly<Required<Pick<TaskFields, Defaulted>>>;

/** The name of a field whose values are completed with what they come to. */
export type CompletedField = {
  [N in TaskFieldName]: (typeof taskFields)[N] extends { readonly isCompleted: true } ? N : never;
}[TaskFieldName];

/** The fields whose values are completed so. */
export const completedFields = Object.keys(taskFieldRows).filter(
  (name): name is CompletedField => taskFieldRows[name]?.isCompleted === true,
);

/** Fields of a task that a later version will know; refused by name. */
export const unsupportedTaskFields: readonly string[] = ['log'];
