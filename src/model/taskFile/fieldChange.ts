import { err, ok, type Result } from '../../base/result.ts';
import { taskFieldRows } from './fields/taskFields.ts';

/** The fields of a task as they are written, by where they stand: `script`, and `env.NAME` and `backoff.max` one by one. */
export type WrittenFields = ReadonlyMap<string, unknown>;

/** One field of a task that is to be written differently. */
export interface FieldChange {
  /** Where it stands, as in `WrittenFields`. */
  readonly field: string;
  /** What is to be there; nothing if absent. */
  readonly value?: unknown;
  /** What was there when the change was thought of; nothing if absent. */
  readonly seen?: unknown;
}

/** The names that lead to a field. No name of an environment variable or of a field has a dot. */
export function pathOf(field: string): readonly string[] {
  return field.split('.');
}

/** Takes a task as it is written apart into its fields. */
export function divideTask(task: unknown): WrittenFields {
  const fields = new Map<string, unknown>();
  for (const [name, value] of isObject(task) ? Object.entries(task) : []) {
    // Two people can each change one part of such an object.
    const parts = isObject(value) && isDivided(name) ? Object.entries(value) : [];
    if (parts.length === 0 || parts.some(([part]) => part.includes('.'))) fields.set(name, value);
    else for (const [part, inner] of parts) fields.set(`${name}.${part}`, inner);
  }
  return fields;
}

/** Puts a task together from its fields, as it is to be written. */
export function uniteTask(fields: WrittenFields): Readonly<Record<string, unknown>> {
  const task: Record<string, unknown> = {};
  for (const [field, value] of fields) {
    const [name = '', part] = pathOf(field);
    if (part === undefined) task[name] = value;
    else task[name] = { ...(isObject(task[name]) ? task[name] : {}), [part]: value };
  }
  return task;
}

/** What leads from one version of a task to another, field by field. */
export function changesBetween(before: WrittenFields, after: WrittenFields): readonly FieldChange[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((field) => !isSameValue(before.get(field), after.get(field)))
    .map((field) => ({
      field,
      ...(after.has(field) && { value: after.get(field) }),
      ...(before.has(field) && { seen: before.get(field) }),
    }));
}

/**
 * Those changes that are still to be made to a task that may have become another one meanwhile. Fails with the fields in
 * which somebody else wrote something else.
 */
export function pendingChanges(
  current: WrittenFields,
  changes: readonly FieldChange[],
): Result<readonly FieldChange[], readonly string[]> {
  const pending = changes.filter(({ field, value }) => !isSameValue(current.get(field), value));
  const contested = pending.filter(({ field, seen }) => !isSameValue(current.get(field), seen));
  return contested.length > 0 ? err(contested.map(({ field }) => field)) : ok(pending);
}

/** Whether two values would be written alike; of objects the order counts, because people have chosen it. */
export function isSameValue(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function isDivided(field: string): boolean {
  return Object.hasOwn(taskFieldRows, field) && taskFieldRows[field]?.control === 'parts';
}

/** Whether a value is an object of JSON, and no array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
