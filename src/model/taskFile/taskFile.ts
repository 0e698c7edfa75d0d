import { say } from '../words/clause.ts';
import { type Node, getNodeValue } from 'jsonc-parser';
import { type TaskDefinition, type TaskFile } from '../task.ts';
import { taskKey } from '../words/taskKey.ts';
import { type Diagnostic, DiagnosticCollector } from './diagnostic.ts';
import { describeIssues, valueOf } from './issues.ts';
import { type FileFields, fileFields, fileShape } from './fields/fileFields.ts';
import { readSyntax } from './syntax.ts';
import { listOf, readTask } from './task.ts';
import { refuseBadEnvironment, refuseBadStrings, refuseDuplicates } from './rules.ts';
import { refuseBadRelations } from './relations.ts';
import { readTimeZone } from './schedule.ts';
import { taskNameProblem } from '../taskName.ts';
import { systemTimeZone } from '../time/timeZone.ts';

/** What a task file may leave to others to say. */
export interface TaskFileDefaults {
  /** The zone of schedules where neither the task nor the file names one, not unknown; the machine's if absent. */
  readonly defaultTimeZone?: string;
}

/** What a text says: its definitions, and everything that is wrong in it. */
export interface ParsedTaskFile {
  /**
   * The tasks that can run; those with an error are left out and named by a diagnostic. Undefined if the file as a
   * whole cannot be used: then the last good definitions stay in force.
   */
  readonly file: TaskFile | undefined;
  /** Every task's name in the order of the text, of those with an error too; of two with the same name the first. */
  readonly names: readonly string[];
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a task file: JSON with comments and trailing commas. A bad task never takes the others down. An error in the
 * syntax or in the file's own fields does, because every task depends on them: nothing runs with half of what it says.
 */
export function parseTaskFile(text: string, defaults: TaskFileDefaults = {}): ParsedTaskFile {
  const collector = new DiagnosticCollector(text);
  const names: string[] = [];
  const file = readFile(text, defaults.defaultTimeZone ?? systemTimeZone(), collector, names);
  return { file, names, diagnostics: collector.inOrder() };
}

function readFile(
  text: string,
  defaultTimeZone: string,
  collector: DiagnosticCollector,
  names: string[],
): TaskFile | undefined {
  const syntax = readSyntax(text);
  if (syntax.kind === 'broken') {
    collector.error('syntax', syntax.problem, syntax.problem.message);
    return undefined;
  }
  if (syntax.kind === 'empty') {
    collector.error('syntax', { offset: 0, length: 0 }, say('The task file is empty. Write at least { "tasks": {} }.'));
    return undefined;
  }
  const { root } = syntax;
  if (root.type !== 'object') {
    collector.error('wrong-type', root, say('The task file must be an object. Write at least { "tasks": {} }.'));
    return undefined;
  }
  const fields = readFields(root, collector);
  const tasksNode = valueOf(root, 'tasks');
  const timeZone = readTimeZone(valueOf(root, 'timezone'), collector);
  const zone = timeZone ?? defaultTimeZone;
  const tasks = tasksNode?.type === 'object' ? readTasks(tasksNode, zone, collector, names) : [];
  if (!fields || (fields.timezone !== undefined && timeZone === undefined)) return undefined;
  const { env = {}, id } = fields;
  const envFile = listOf(fields.envFile);
  return { ...(id !== undefined && { id }), env, envFile, ...(timeZone !== undefined && { timeZone }), tasks };
}

function readFields(root: Node, collector: DiagnosticCollector): FileFields | undefined {
  const before = collector.errors;
  const env = valueOf(root, 'env');
  refuseDuplicates(root, collector);
  if (env) refuseDuplicates(env, collector);
  if (collector.errors > before) return undefined;
  const checked = fileShape.safeParse(shallowValue(root));
  if (!checked.success) {
    const names = { owner: say('The task file'), known: Object.keys(fileFields) };
    for (const { code, place, message } of describeIssues(checked.error.issues, root, names)) {
      collector.error(code, place, message);
    }
  }
  if (env) refuseBadEnvironment(env, collector);
  for (const value of [env, valueOf(root, 'envFile')]) {
    if (value) refuseBadStrings(value, collector);
  }
  return checked.success && collector.errors === before ? checked.data : undefined;
}

/** The root's fields without the insides of `tasks`, which are judged one by one. */
function shallowValue(root: Node): unknown {
  return Object.fromEntries(
    (root.children ?? []).map((property): [string, unknown] => {
      const [key, value] = property.children ?? [];
      const isTasks = key?.value === 'tasks' && value?.type === 'object';
      return [String(key?.value), isTasks ? {} : value && getNodeValue(value)];
    }),
  );
}

/** Reads the tasks one by one, schedules without a zone in `timeZone`, and gathers their `names`. */
function readTasks(
  tasksNode: Node,
  timeZone: string,
  collector: DiagnosticCollector,
  names: string[],
): readonly TaskDefinition[] {
  const firstByKey = new Map<string, string>();
  const tasks = (tasksNode.children ?? []).flatMap((property) => {
    const [nameNode, value] = property.children ?? [];
    if (!nameNode || !value) return [];
    const name = String(nameNode.value);
    const why = taskNameProblem(name);
    if (why !== undefined) {
      collector.error(
        'invalid-name',
        nameNode,
        say('This is not a valid task name: {0}. Choose another name.', why),
        name,
      );
      return [];
    }
    const key = taskKey(name);
    const first = firstByKey.get(key);
    if (first !== undefined) {
      const same = first === name ? '' : say(' (names are not case-sensitive)');
      const message = say(
        'There is already a task named "{0}" above{1}, so this one does not run. Choose another name.',
        first,
        same,
      );
      // Not for a task: the one of that name runs.
      collector.error('duplicate-key', nameNode, message);
      return [];
    }
    firstByKey.set(key, name);
    names.push(name);
    const definition = readTask(name, nameNode, value, timeZone, collector);
    return definition ? [definition] : [];
  });
  return refuseBadRelations(tasksNode, names, tasks, collector);
}
