import { type Clause, say } from '../words/clause.ts';
import { type Node, findNodeAtLocation } from 'jsonc-parser';
import type * as z from 'zod';
import { parseDuration } from '../time/duration.ts';
import { parsePeriod } from '../time/period.ts';
import type { DiagnosticCode, TextRange } from './diagnostic.ts';
import type { Field } from './fields/field.ts';
import { fieldRows } from './fields/taskFields.ts';
import { aDuration } from './fields/values.ts';
import { closest } from '../words/spelling.ts';

/** A violation of a shape, in our words and at its place. */
export interface TaskFileIssue {
  readonly code: DiagnosticCode;
  readonly place: TextRange;
  readonly message: Clause;
}

/** Which fields an object of the task file has, and its name in messages. */
export interface FieldNames {
  /** "A task", "The task file". */
  readonly owner: Clause;
  readonly known: readonly string[];
  /** Those that a later version will know. */
  readonly unsupported?: readonly string[];
}

/** Says what the shape found wrong in the object `node`, one issue for each place. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  node: Node,
  names: FieldNames,
): readonly TaskFileIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const owner = nodeAt(node, issue.path);
      const { fields, owner: own } = rowOf(String(issue.path[0])) ?? {};
      const ownNames = fields && own !== undefined ? { owner: own, known: Object.keys(fields) } : names;
      return issue.keys.map((key) => unknownField(key, owner, ownNames));
    }
    return innerIssues(issue).map((path) => wrongValue(path, node));
  });
}

function rowOf(field: string): Field | undefined {
  return Object.hasOwn(fieldRows, field) ? fieldRows[field] : undefined;
}

function nodeAt(root: Node, path: readonly PropertyKey[]): Node {
  const segments = path.map((segment) => (typeof segment === 'symbol' ? String(segment) : segment));
  return findNodeAtLocation(root, segments) ?? root;
}

/** The paths an issue is about: of a union, those inside of the alternative that fits best. */
function innerIssues(issue: z.core.$ZodIssue): readonly (readonly PropertyKey[])[] {
  if (issue.code !== 'invalid_union') return [issue.path];
  const inside = issue.errors.find((alternative) => alternative.some((inner) => inner.path.length > 0));
  return inside ? inside.map((inner) => [...issue.path, ...inner.path]) : [issue.path];
}

function unknownField(key: string, node: Node, names: FieldNames): TaskFileIssue {
  const { known, owner, unsupported = [] } = names;
  const place = propertyOf(node, key)?.children?.[0] ?? node;
  if (unsupported.includes(key)) {
    const message = say('This version of Executor does not support "{0}". Remove it.', key);
    return { code: 'unsupported-field', place, message };
  }
  const meant = closest(key, [...known, ...unsupported]);
  const advice =
    meant === undefined ? say('{0} has the fields {1}.', owner, known.join(', ')) : say('Did you mean "{0}"?', meant);
  return { code: 'unknown-field', place, message: say('Unknown field "{0}". {1}', key, advice) };
}

function wrongValue(path: readonly PropertyKey[], root: Node): TaskFileIssue {
  const place = nodeAt(root, path);
  // The fields of an element of `schedules` are those of a task.
  const [first, second] = innerField(path);
  const field = String(first);
  const inner = typeof second === 'symbol' ? String(second) : second;
  const given: unknown = place.value;
  const help = helpFor(field, inner);
  const isValueWrong = (help?.types ?? ['string']).includes(place.type);
  const found = isValueWrong && isTelling(given) ? JSON.stringify(given) : describeType(place);
  return {
    code: isValueWrong ? 'invalid-value' : 'wrong-type',
    place,
    message: say('{0}, not {1}.{2}', subjectAndRule(field, inner, help), found, adviceFor(field, inner, help, given)),
  };
}

/** The field that a path is about, and the one inside of it: of `after` those of an element are its own. */
function innerField(path: readonly PropertyKey[]): readonly PropertyKey[] {
  if (path.length <= 2) return path;
  if (path[0] === 'schedules') return path.slice(2);
  return path[0] === 'after' ? ['after', ...path.slice(2)] : path;
}

/** What is said of a field, of one inside of it, or of an element of its array; nothing of a variable in `env`. */
function helpFor(field: string, inner: string | number | undefined): Partial<Field> | undefined {
  const help = rowOf(field);
  if (inner === undefined) return help;
  if (typeof inner === 'number') return help?.element ?? { expected: say('a string') };
  return help?.fields && Object.hasOwn(help.fields, inner) ? help.fields[inner] : undefined;
}

/** Whether a wrong value says more than its type. */
function isTelling(given: unknown): boolean {
  return typeof given === 'number' || (typeof given === 'string' && given !== '');
}

function subjectAndRule(field: string, inner: string | number | undefined, help: Partial<Field> | undefined): Clause {
  if (inner === undefined) return say('"{0}" must be {1}', field, help?.expected ?? say('something else'));
  if (typeof inner === 'number')
    return say('Each element of "{0}" must be {1}', field, help?.expected ?? say('a string'));
  return say('"{0}" in "{1}" must be {2}', inner, field, help?.expected ?? say('a string, or null to unset it'));
}

function adviceFor(
  field: string,
  inner: string | number | undefined,
  help: Partial<Field> | undefined,
  given: unknown,
): Clause {
  if (typeof given === 'number' && (help?.expected === aDuration || field === 'every')) {
    const read = field === 'every' ? parsePeriod : parseDuration;
    return read(`${String(given)} sec`).ok ? say(' Write it with a unit: "{0} sec".', given) : '';
  }
  const isText = (help?.types ?? ['string']).includes('string');
  if (field === 'stopSignal' && typeof given === 'string') {
    const meant = `SIG${given.toUpperCase()}`;
    return help?.choices?.includes(meant) ? say(' Write "{0}".', meant) : '';
  }
  if (help?.choices) return adviceForChoice(given, help.choices);
  if ((inner !== undefined && isText) || field === 'group') return adviceForText(given);
  return inner === undefined && help?.types?.join() === 'array' ? adviceForList(field, help, given) : '';
}

/** Offers the array that a single value was meant to be. */
function adviceForList(field: string, { element }: Partial<Field>, given: unknown): Clause {
  if (typeof given === 'number') return element?.types?.includes('number') ? ` Write [${String(given)}].` : '';
  if (typeof given !== 'string' || element?.types?.includes('number')) return '';
  const array = arrayInstead(given, field === 'watch');
  return array === undefined ? '' : say(' Write {0}.', array);
}

/** The array that a string was meant to be, of its words or of it as `isOne`; none if words cannot be divided safely. */
export function arrayInstead(given: string, isOne = false): string | undefined {
  // Quotes and other marks of a shell say that a blank is not always the end of a word.
  if (!/^[\w@%+=:,./* -]*[\w@%+=:,./*-]$/.test(given)) return undefined;
  const words = isOne ? [given] : given.trim().split(/[\s]+/);
  return JSON.stringify(words).replaceAll('","', '", "');
}

function adviceForText(given: unknown): Clause {
  const isBare = typeof given === 'number' || typeof given === 'boolean';
  return isBare ? say(' Write it in quotes: "{0}".', String(given)) : '';
}

function adviceForChoice(given: unknown, choices: readonly string[]): Clause {
  if (typeof given === 'boolean') {
    const meant = given ? 'always' : 'never';
    return choices.includes(meant) ? say(' Write "{0}".', meant) : '';
  }
  const meant = typeof given === 'string' ? closest(given, choices) : undefined;
  return meant === undefined ? '' : say(' Did you mean "{0}"?', meant);
}

function describeType(node: Node): Clause {
  switch (node.type) {
    case 'string':
      return node.value === '' ? say('an empty string') : say('a string');
    case 'array':
      return node.children?.length ? say('an array') : say('an empty array');
    case 'object':
      return say('an object');
    case 'null':
      return 'null';
    case 'boolean':
    case 'number':
    case 'property':
      return node.type === 'number' ? say('a number') : say('a boolean');
  }
}

/** The property of an object node with this name; the first where it is there twice. */
export function propertyOf(node: Node, name: string): Node | undefined {
  return node.children?.find((property) => property.children?.[0]?.value === name);
}

/** The value of that property. */
export function valueOf(node: Node, name: string): Node | undefined {
  return propertyOf(node, name)?.children?.[1];
}
