import { say } from '../words/clause.ts';
import type { Node } from 'jsonc-parser';
import type { TextProblem } from '../words/textProblem.ts';
import type { DiagnosticCode, DiagnosticCollector, TextRange } from './diagnostic.ts';
import { unknownVariables } from '../words/variables.ts';
import { lineProblem } from '../words/lineText.ts';
import { longestDescription } from '../task.ts';
import { taskNameProblem } from '../taskName.ts';

/** Refuses every second property of the same name in an object. */
export function refuseDuplicates(object: Node, collector: DiagnosticCollector, task?: string): void {
  const seen = new Set<string>();
  for (const property of object.type === 'object' ? (object.children ?? []) : []) {
    const [key] = property.children ?? [];
    if (!key) continue;
    const name = String(key.value);
    if (seen.has(name)) {
      collector.error('duplicate-key', key, say('"{0}" appears twice here. Remove one of the two.', name), task);
    }
    seen.add(name);
  }
}

/** Refuses names that no shell would hand on. Values are judged by their shape. */
export function refuseBadEnvironment(env: Node, collector: DiagnosticCollector, task?: string): void {
  for (const property of env.type === 'object' ? (env.children ?? []) : []) {
    const [key] = property.children ?? [];
    if (key) refuseBadVariable(key, collector, task);
  }
}

/** Refuses in a list of secrets what cannot be the name of a variable, and every second one of the same name. */
export function refuseBadSecrets(secrets: Node, collector: DiagnosticCollector, task: string): void {
  const seen = new Set<unknown>();
  for (const name of secrets.type === 'array' ? (secrets.children ?? []) : []) {
    if (name.type !== 'string') continue;
    if (seen.has(name.value)) {
      const message = say('The secret "{0}" is listed twice. Remove one of the two.', String(name.value));
      collector.error('duplicate-key', name, message, task);
      continue;
    }
    seen.add(name.value);
    refuseBadVariable(name, collector, task);
  }
}

function refuseBadVariable(name: Node, collector: DiagnosticCollector, task: string | undefined): void {
  // An object of JavaScript cannot be trusted with the last name.
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(String(name.value)) && name.value !== '__proto__') return;
  const message = say(
    'This is not a valid name for an environment variable: shells ignore names that contain anything but letters, digits and "_", or that begin with a digit. Choose another name.',
  );
  collector.error('invalid-name', name, message, task);
}

/** Refuses a group that people could not tell or type: it is named like a task. */
export function refuseBadGroup(group: Node, collector: DiagnosticCollector, task: string): void {
  const why = group.type === 'string' ? taskNameProblem(String(group.value)) : undefined;
  if (why === undefined) return;
  collector.error('invalid-name', group, say('This is not a valid group name: {0}. Choose another name.', why), task);
}

/** Refuses a description that is more than a line. */
export function refuseBadDescription(description: Node, collector: DiagnosticCollector, task: string): void {
  const text = description.type === 'string' ? String(description.value) : undefined;
  const why = text === undefined ? undefined : lineProblem(text, longestDescription);
  if (why === undefined) return;
  collector.error(
    'invalid-value',
    description,
    say('This is not a valid description: {0}. Write another one.', why),
    task,
  );
}

/** Refuses what no string of a program may contain: unknown variables and NUL characters. */
export function refuseBadStrings(value: Node, collector: DiagnosticCollector, task?: string): void {
  if (value.type === 'string') {
    const text = String(value.value);
    for (const problem of unknownVariables(text)) reportInString(value, 'invalid-value', problem, collector, task);
    const offset = text.indexOf('\0');
    if (offset >= 0) {
      const message = say('A NUL character cannot be passed to a program. Remove it.');
      reportInString(value, 'invalid-value', { message, offset, length: 1 }, collector, task);
    }
  }
  for (const child of value.children ?? []) {
    refuseBadStrings(child.type === 'property' ? (child.children?.[1] ?? child) : child, collector, task);
  }
}

/** Reports a problem inside of a string at its place in the file. */
export function reportInString(
  node: Node,
  code: DiagnosticCode,
  problem: TextProblem,
  collector: DiagnosticCollector,
  task?: string,
): void {
  collector.error(code, placeInString(node, problem), problem.message, task);
}

/** Warns of a part of a string at its place in the file. */
export function warnInString(
  node: Node,
  code: DiagnosticCode,
  remark: TextProblem,
  collector: DiagnosticCollector,
  task?: string,
): void {
  collector.warning(code, placeInString(node, remark), remark.message, task);
}

/** Where a part of a string's value stands. Escapes make the two differ in length; then it is the whole string. */
function placeInString(node: Node, part: TextRange): TextRange {
  const isPlain = node.length === String(node.value).length + 2;
  return isPlain && part.length > 0 ? { offset: node.offset + 1 + part.offset, length: part.length } : node;
}
