import { type Clause, say } from '../words/clause.ts';
import { type Edit, type Node, applyEdits, getNodeValue } from 'jsonc-parser';
import { type Result, err, ok } from '../../base/result.ts';
import type { ExecutorFailure } from '../failure.ts';
import { taskKey } from '../words/taskKey.ts';
import { divideTask, type FieldChange, pathOf, pendingChanges, uniteTask } from './fieldChange.ts';
import { DiagnosticCollector } from './diagnostic.ts';
import { insertAfter, insertProperties, newTaskFile, replaceValue } from './insertion.ts';
import { propertyOf } from './issues.ts';
import { placesOfName } from './relations.ts';
import { removalOf } from './removal.ts';
import type { TaskFields } from './fields/taskFields.ts';
import { readSyntax } from './syntax.ts';
import { checkTaskName } from '../taskName.ts';

/** A task to add: its name and its fields, as they are to be in the file. */
export interface NewTask extends TaskFields {
  readonly name: string;
}

/** A task as a form has it: what is to be in the file now that did not, and what was there. */
export interface SavedTask {
  readonly name: string;
  readonly isNew: boolean;
  /** What a task that is there is to be called from now on; its name stays if absent. */
  readonly newName?: string;
  readonly changes: readonly FieldChange[];
}

/**
 * Adds tasks at the end of a task file's text, all or none; the rest of the text stays as it is, to the letter. Without
 * a text a new one is made. A task with a schedule says nothing of `restart`, which its schedule does instead. Fails where
 * the text cannot be read or a name is taken; `path` is for the message alone.
 */
export function addTasks(
  text: string | undefined,
  newTasks: readonly NewTask[],
  path: string,
): Result<string, ExecutorFailure> {
  const tasks = newTasks.map(withoutIdleRestart);
  const properties = tasks.map(({ name, ...fields }) => ({ name, value: fields }));
  const syntax = readSyntax(text ?? '');
  if (text === undefined || syntax.kind === 'empty') return addToEmpty(text ?? '', tasks);
  const found = findTasks(text, path);
  if (!found.ok) return found;
  const { root, tasksNode } = found.value;
  const taken = takenName(tasksNode, tasks);
  if (taken !== undefined) return err({ reason: 'name-taken', task: taken });
  if (tasks.length === 0) return ok(text);
  const edits: readonly Edit[] = tasksNode
    ? insertProperties(text, tasksNode, properties)
    : insertProperties(text, root, [{ name: 'tasks', children: properties }]);
  return ok(applyEdits(text, [...edits]));
}

/**
 * Takes a task out of a task file's text, with the comments that belong to it: those directly above it and those behind
 * it on its line. Every other comment stays. Fails where the text cannot be read or has no such task.
 */
export function removeTask(text: string, name: string, path: string): Result<string, ExecutorFailure> {
  const found = findTask(text, name, path);
  if (!found.ok) return found;
  const { index, tasksNode } = found.value;
  return ok(applyEdits(text, [...removalOf(text, tasksNode, index)]));
}

/**
 * Gives a task another name, wherever the file says it; its place, its fields and every comment stay. Fails where the text cannot be read, has no
 * such task, or the new name cannot be used; of its own name a task may change the letter case.
 */
export function renameTask(text: string, from: string, to: string, path: string): Result<string, ExecutorFailure> {
  const found = findTask(text, from, path);
  if (!found.ok) return found;
  const { index, names, key, tasksNode } = found.value;
  const why = checkTaskName(to, names.toSpliced(index, 1));
  if (why) return err(why);
  const places = [key, ...placesOfName(tasksNode, from)];
  const edits = places.map(({ length, offset }) => ({ offset, length, content: JSON.stringify(to) }));
  return ok(applyEdits(text, edits));
}

/**
 * Adds a copy of a task right behind it, with the text of its value as it is there, comments inside included. Fails
 * where the text cannot be read, has no such task, or the new name cannot be used.
 */
export function duplicateTask(
  text: string,
  name: string,
  newName: string,
  path: string,
): Result<string, ExecutorFailure> {
  const found = findTask(text, name, path);
  if (!found.ok) return found;
  const { index, names, tasksNode } = found.value;
  const why = checkTaskName(newName, names);
  if (why) return err(why);
  return ok(applyEdits(text, [...insertAfter(text, tasksNode, index, newName)]));
}

/**
 * Adds a task with these fields, or writes fields of a task that is there, and gives it another name; everything else
 * stays to the letter. Fails as a whole where the text cannot be read, a name is taken, cannot be used or is gone, or a
 * field is there as nobody saw it who wants to change it.
 */
export function saveTask(
  text: string | undefined,
  { changes, isNew, name, newName = name }: SavedTask,
  path: string,
): Result<string, ExecutorFailure> {
  if (isNew) {
    const fields = uniteTask(new Map(changes.map(({ field, value }) => [field, value])));
    return addTasks(text, [{ name, ...fields }], path);
  }
  const found = findTask(text ?? '', name, path);
  if (!found.ok) return found;
  const pending = pendingChanges(fieldsOf(found.value), changes);
  if (!pending.ok) return err({ reason: 'fields-changed', task: name, fields: pending.error });
  let changed = text ?? '';
  for (const change of pending.value) {
    const task = findTask(changed, name, path);
    if (!task.ok) return task;
    const node = task.value.value;
    if (node.type !== 'object') return invalid(changed, path, node.offset, say('A task must be an object.'));
    changed = applyEdits(changed, [...changeOf(changed, node, change)]);
  }
  return newName === name ? ok(changed) : renameTask(changed, name, newName, path);
}

/** What a task says, as it is written; undefined if the text cannot be read or has no such task. */
export function writtenTask(text: string, name: string): ReturnType<typeof divideTask> | undefined {
  const found = findTask(text, name, '');
  return found.ok ? fieldsOf(found.value) : undefined;
}

function fieldsOf({ value }: { readonly value: Node }): ReturnType<typeof divideTask> {
  return divideTask(getNodeValue(value));
}

/** The edits that write one field of a task, or take it out. */
function changeOf(text: string, task: Node, { field, value }: FieldChange): readonly Edit[] {
  const [name = '', part] = pathOf(field);
  const outer = propertyOf(task, name);
  if (part !== undefined && outer?.children?.[1]?.type === 'object') {
    const object = outer.children[1];
    const isLast = value === undefined && object.children?.length === 1;
    return isLast ? changeProperty(text, task, name, undefined) : changeProperty(text, object, part, value);
  }
  return changeProperty(text, task, name, part === undefined || value === undefined ? value : { [part]: value });
}

function changeProperty(text: string, object: Node, name: string, value: unknown): readonly Edit[] {
  const property = propertyOf(object, name);
  const present = property?.children?.[1];
  if (!property || !present) return value === undefined ? [] : insertProperties(text, object, [{ name, value }]);
  if (value !== undefined) return replaceValue(text, property, present, value);
  return removalOf(text, object, (object.children ?? []).indexOf(property));
}

function withoutIdleRestart(task: NewTask): NewTask {
  if (task.every === undefined && task.cron === undefined) return task;
  const { restart, ...scheduled } = task;
  return restart === undefined ? task : scheduled;
}

/** Finds one task; of two with the same name the first, which is the one that is in force. */
function findTask(
  text: string,
  name: string,
  path: string,
): Result<
  {
    readonly tasksNode: Node;
    readonly index: number;
    /** The node of its name. */
    readonly key: Node;
    readonly value: Node;
    /** The names of all tasks, in their order. */
    readonly names: readonly string[];
  },
  ExecutorFailure
> {
  const found = findTasks(text, path);
  if (!found.ok) return found;
  const { tasksNode } = found.value;
  const names = (tasksNode?.children ?? []).map(nameOf);
  const index = names.findIndex((other) => taskKey(other) === taskKey(name));
  const [key, value] = tasksNode?.children?.[index]?.children ?? [];
  if (!tasksNode || !key || !value) return err({ reason: 'no-such-task', task: name });
  return ok({ tasksNode, index, key, value, names });
}

function addToEmpty(text: string, tasks: readonly NewTask[]): Result<string, ExecutorFailure> {
  const taken = takenName(undefined, tasks);
  return taken === undefined ? ok(newTaskFile(text, tasks)) : err({ reason: 'name-taken', task: taken });
}

function findTasks(
  text: string,
  path: string,
): Result<{ readonly root: Node; readonly tasksNode: Node | undefined }, ExecutorFailure> {
  const syntax = readSyntax(text);
  if (syntax.kind === 'empty') return invalid(text, path, 0, say('The task file is empty.'));
  if (syntax.kind === 'broken') {
    return invalid(text, path, syntax.problem.offset, syntax.problem.message);
  }
  const { root } = syntax;
  if (root.type !== 'object') return invalid(text, path, root.offset, say('The task file must be an object.'));
  const [property, second] = (root.children ?? []).filter((child) => nameOf(child) === 'tasks');
  if (second) return invalid(text, path, second.offset, say('"tasks" appears twice.'));
  const tasksNode = property?.children?.[1];
  if (tasksNode && tasksNode.type !== 'object') {
    return invalid(text, path, tasksNode.offset, say('"tasks" must be an object whose keys are the names of tasks.'));
  }
  return ok({ root, tasksNode });
}

function invalid(text: string, path: string, offset: number, message: Clause): Result<never, ExecutorFailure> {
  const collector = new DiagnosticCollector(text);
  collector.error('syntax', { offset, length: 0 }, message);
  const { column = 1, line = 1 } = collector.inOrder()[0] ?? {};
  return err({ reason: 'task-file-invalid', path, line, column, message });
}

function takenName(tasksNode: Node | undefined, tasks: readonly NewTask[]): string | undefined {
  const names = new Map((tasksNode?.children ?? []).map((property) => [taskKey(nameOf(property)), nameOf(property)]));
  for (const { name } of tasks) {
    const taken = names.get(taskKey(name));
    if (taken !== undefined) return taken;
    names.set(taskKey(name), name);
  }
  return undefined;
}

function nameOf(property: Node): string {
  return String(property.children?.[0]?.value);
}
