import { type Node, findNodeAtLocation } from 'jsonc-parser';
import type * as z from 'zod';
import { restartPolicies } from './restartPolicy.ts';
import type { DiagnosticCode, TextRange } from './taskFileDiagnostic.ts';
import { type FieldHelp, fieldHelp } from './taskFileHelp.ts';
import { backoffShape, unsupportedBackoffFields } from './taskFileShape.ts';
import { closest } from './taskFileSuggestion.ts';

/** A violation of a shape, in our words and at its place. */
export interface TaskFileIssue {
  readonly code: DiagnosticCode;
  readonly place: TextRange;
  readonly message: string;
}

/** Which fields an object of the task file has, and how it is called in messages. */
export interface FieldNames {
  /** "A task", "The task file". */
  readonly owner: string;
  readonly known: readonly string[];
  readonly unsupported: readonly string[];
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
      const ownNames = issue.path[0] === 'backoff' ? backoffNames : names;
      return issue.keys.map((key) => unknownField(key, owner, ownNames));
    }
    return innerIssues(issue).map((path) => wrongValue(path, node));
  });
}

const backoffNames: FieldNames = {
  owner: '"backoff"',
  known: Object.keys(backoffShape.shape),
  unsupported: unsupportedBackoffFields,
};

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
  const place = propertyOf(node, key)?.children?.[0] ?? node;
  if (names.unsupported.includes(key)) {
    return { code: 'unsupported-field', place, message: `"${key}" is not supported by this version of Executor.` };
  }
  const meant = closest(key, [...names.known, ...names.unsupported]);
  const advice =
    meant === undefined ? `${names.owner} has the fields ${names.known.join(', ')}.` : `Did you mean "${meant}"?`;
  return { code: 'unknown-field', place, message: `Unknown field "${key}". ${advice}` };
}

function wrongValue(path: readonly PropertyKey[], root: Node): TaskFileIssue {
  const place = nodeAt(root, path);
  const field = String(path[0]);
  const inner = typeof path[1] === 'symbol' ? String(path[1]) : path[1];
  const given: unknown = place.value;
  const isValueWrong = hasTypeOf(field, inner, place);
  const found = isValueWrong && typeof given === 'string' && given !== '' ? `"${given}"` : describeType(place);
  return {
    code: isValueWrong ? 'invalid-value' : 'wrong-type',
    place,
    message: `${subjectAndRule(field, inner)}, not ${found}.${adviceFor(field, inner, given)}`,
  };
}

function subjectAndRule(field: string, inner: string | number | undefined): string {
  if (inner === undefined) return `"${field}" must be ${fieldHelp[field]?.expected ?? 'something else'}`;
  if (typeof inner === 'number') return `Each element of "${field}" must be a string`;
  const expected = innerHelp(field, inner)?.expected ?? 'a string, or null to take it away';
  return `"${inner}" in "${field}" must be ${expected}`;
}

function innerHelp(field: string, inner: string | number | undefined): FieldHelp | undefined {
  const fields = fieldHelp[field]?.fields;
  return typeof inner === 'string' && fields && Object.hasOwn(fields, inner) ? fields[inner] : undefined;
}

/** Whether the value has a type that its field takes, so that it is the value itself that is wrong. */
function hasTypeOf(field: string, inner: string | number | undefined, node: Node): boolean {
  if (inner !== undefined) return node.type === 'string';
  if (field === 'interpreter') return node.type === 'string' || node.type === 'array';
  if (field === 'env' || field === 'tasks' || field === 'backoff') return node.type === 'object';
  return node.type === (isList(field) ? 'array' : 'string');
}

function isList(field: string): boolean {
  return field === 'command' || field === 'args';
}

function adviceFor(field: string, inner: string | number | undefined, given: unknown): string {
  if (typeof given === 'number' && (field === 'stopTimeout' || innerHelp(field, inner))) {
    return ` Write it with a unit: "${String(given)} sec".`;
  }
  if ((inner !== undefined && !innerHelp(field, inner)) || field === 'group') return adviceForText(given);
  if (field === 'restart') return adviceForRestart(given);
  if (field === 'stopSignal' && typeof given === 'string') {
    const meant = `SIG${given.toUpperCase()}`;
    return fieldHelp['stopSignal']?.examples?.includes(meant) ? ` Write "${meant}".` : '';
  }
  // Words with quotes or other marks of a shell cannot be divided safely.
  if (isList(field) && typeof given === 'string' && /^[\w@%+=:,./ -]+$/.test(given)) {
    return ` Write ${JSON.stringify(given.trim().split(/\s+/)).replaceAll('","', '", "')}.`;
  }
  return '';
}

function adviceForText(given: unknown): string {
  const isBare = typeof given === 'number' || typeof given === 'boolean';
  return isBare ? ` Write it in quotes: "${String(given)}".` : '';
}

function adviceForRestart(given: unknown): string {
  if (typeof given === 'boolean') return ` Write "${given ? 'always' : 'never'}".`;
  const meant = typeof given === 'string' ? closest(given, restartPolicies) : undefined;
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}

function describeType(node: Node): string {
  switch (node.type) {
    case 'string':
      return node.value === '' ? 'an empty string' : 'a string';
    case 'array':
      return node.children?.length ? 'an array' : 'an empty array';
    case 'object':
      return 'an object';
    case 'null':
      return 'null';
    case 'boolean':
    case 'number':
    case 'property':
      return `a ${node.type}`;
  }
}

/** The property of an object node with this name; the first where it is there twice. */
export function propertyOf(node: Node, name: string): Node | undefined {
  return node.children?.find((property) => property.children?.[0]?.value === name);
}
