import * as l10n from '@vscode/l10n';
import { getNodeValue } from 'jsonc-parser';
import { changesBetween, divideTask, isObject, type WrittenFields } from './fieldChange.ts';
import { taskKey } from '../words/taskKey.ts';
import { valueOf } from './issues.ts';
import { readSyntax } from './syntax.ts';

/**
 * What a person agrees to who lets a task start automatically: its name and everything that the task file says of it,
 * of all tasks, and of the tasks that it starts in turn. Fields as they are written, so that a default that a later
 * version of Executor fills in asks nobody again.
 */
export interface ApprovedContent {
  /** As the task file spells it. */
  readonly name: string;
  readonly task: Fields;
  /** What every task inherits: `env.NAME`, `envFile`, `timezone`. */
  readonly file: Fields;
  /** What is in `after`, `onSuccess` and `onFailure`, and so on from there. */
  readonly starts: readonly { readonly name: string; readonly task: Fields }[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What a person has answered about a task. */
export interface ApprovalRecord {
  /** What was agreed to last. */
  readonly approved?: ApprovedContent;
  /** What was refused since. */
  readonly refused?: ApprovedContent;
}

/** Whether a task may start automatically, as its definition is now. */
export const approvalStates = ['approved', 'missing', 'changed', 'refused'] as const;

/** Whether a task may start automatically, as its definition is now. */
export type ApprovalState = (typeof approvalStates)[number];

/** One field that is not what was agreed to. */
export interface ApprovalChange {
  /** Whose it is: the task's own, every task's, or that of a task which it starts. */
  readonly of: 'task' | 'file' | 'started';
  /** The task that it starts, where the field is of that. */
  readonly started?: string;
  readonly field: string;
  /** What was agreed to; nothing if absent. */
  readonly before?: unknown;
  /** What is there now; nothing if absent. */
  readonly after?: unknown;
}

/** A task that wants to start automatically, and what a person is asked about it. */
export interface ApprovalRequest {
  readonly name: string;
  readonly state: ApprovalState;
  /** Names what an answer is about: one about something else counts for nothing. */
  readonly content: string;
  /** What is new since a person has agreed: everything, where nobody has. */
  readonly changes: readonly ApprovalChange[];
}

/** A person's answer about a task. */
export interface ApprovalAnswer {
  readonly name: string;
  /** As the request had it. */
  readonly content: string;
  readonly isApproved: boolean;
}

/** A task file's text, taken apart for approvals; one that cannot be read has no tasks. */
export class WrittenTaskFile {
  private readonly tasks = new Map<string, { readonly name: string; readonly fields: WrittenFields }>();
  private readonly file: Fields;

  constructor(text: string) {
    const syntax = readSyntax(text);
    const root = syntax.kind === 'tree' && syntax.root.type === 'object' ? syntax.root : undefined;
    const inherited = ['env', 'envFile', 'timezone'].flatMap((field) => {
      const value = root && valueOf(root, field);
      return value ? [[field, getNodeValue(value) as unknown] as const] : [];
    });
    this.file = Object.fromEntries(divideTask(Object.fromEntries(inherited)));
    // By its nodes, as the file's reader does: of two with the same name the first one runs, whatever that name is.
    for (const property of (root && valueOf(root, 'tasks')?.children) ?? []) {
      const [key, value] = property.children ?? [];
      const name = String(key?.value);
      if (!value || this.tasks.has(taskKey(name))) continue;
      this.tasks.set(taskKey(name), { name, fields: divideTask(getNodeValue(value)) });
    }
  }

  /** The tasks that are to start automatically, in their order. */
  get startingByThemselves(): readonly string[] {
    return [...this.tasks.values()].flatMap(({ fields, name }) => (fields.get('autoStart') === true ? [name] : []));
  }

  /** What there is to agree to about a task; undefined if the file has no such task. */
  contentOf(name: string): ApprovedContent | undefined {
    const task = this.tasks.get(taskKey(name));
    if (!task) return undefined;
    const starts: { readonly name: string; readonly task: Fields }[] = [];
    const seen = new Set([taskKey(name)]);
    const pending = startedBy(task.fields);
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const other = this.tasks.get(taskKey(next));
      if (seen.has(taskKey(next)) || !other) continue;
      seen.add(taskKey(next));
      starts.push({ name: other.name, task: Object.fromEntries(other.fields) });
      pending.push(...startedBy(other.fields));
    }
    return { name: task.name, task: Object.fromEntries(task.fields), file: this.file, starts };
  }
}

/** One text for one content, whatever the order of what has no order. */
export function contentText(content: ApprovedContent): string {
  return JSON.stringify(ordered(content));
}

/** Whether a task may start automatically, after these answers. */
export function approvalState(content: ApprovedContent, { approved, refused }: ApprovalRecord = {}): ApprovalState {
  const now = contentText(content);
  if (refused && contentText(refused) === now) return 'refused';
  if (!approved) return 'missing';
  return contentText(approved) === now ? 'approved' : 'changed';
}

/** What is different from what was agreed to: everything, where nobody has agreed to anything. */
export function approvalChanges(now: ApprovedContent, before: ApprovedContent | undefined): readonly ApprovalChange[] {
  const changes = (of: 'task' | 'file', one: Fields = {}, other: Fields = {}): readonly ApprovalChange[] =>
    fieldChanges(one, other).map((change) => ({ of, ...change }));
  const startsBefore = new Map(before?.starts.map(({ name, task }) => [name, task]));
  const startsNow = new Map(now.starts.map(({ name, task }) => [name, task]));
  const others = [...new Set([...startsBefore.keys(), ...startsNow.keys()])];
  return [
    ...(before && before.name !== now.name
      ? [{ of: 'task' as const, field: 'name', before: before.name, after: now.name }]
      : []),
    ...changes('task', before?.task, now.task),
    ...changes('file', before?.file, now.file),
    ...others.flatMap((started) =>
      fieldChanges(startsBefore.get(started) ?? {}, startsNow.get(started) ?? {}).map((change) => ({
        of: 'started' as const,
        started,
        ...change,
      })),
    ),
  ];
}

/** A change as a line: `script: "a.sh" → "b.sh"`. What is long is said in full: nothing may hide behind an ellipsis. */
export function approvalChangeLine(change: ApprovalChange): string {
  const { field, of, started = '' } = change;
  const what =
    of === 'file'
      ? l10n.t('{0}, of all tasks', field)
      : of === 'started'
        ? l10n.t('{0} of {1}, which it starts', field, started)
        : field;
  if (!('before' in change)) return `${what}: ${JSON.stringify(change.after)}`;
  if (!('after' in change)) return l10n.t('{0}: no longer {1}', what, JSON.stringify(change.before));
  return l10n.t('{0}: {1}, previously {2}', what, JSON.stringify(change.after), JSON.stringify(change.before));
}

function fieldChanges(before: Fields, after: Fields): readonly Omit<ApprovalChange, 'of' | 'started'>[] {
  const changes = changesBetween(new Map(Object.entries(before)), new Map(Object.entries(after)));
  return changes
    .filter((change) => JSON.stringify(ordered(change.seen)) !== JSON.stringify(ordered(change.value)))
    .map((change) => ({
      field: change.field,
      ...('seen' in change && { before: change.seen }),
      ...('value' in change && { after: change.value }),
    }));
}

/** The names of the tasks that a start or an end of this one starts. */
function startedBy(fields: WrittenFields): string[] {
  return ['after', 'onSuccess', 'onFailure'].flatMap((field) => {
    const written = fields.get(field);
    return (Array.isArray(written) ? (written as readonly unknown[]) : [written]).flatMap((each) => {
      const name = isObject(each) ? each['task'] : each;
      return typeof name === 'string' ? [name] : [];
    });
  });
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, ordered(value[key])]),
  );
}
