import type { Node } from 'jsonc-parser';
import { mask } from '../words/maskedText.ts';
import type { Field, ShownPart } from './fields/field.ts';
import { fileFields } from './fields/fileFields.ts';
import { taskFields } from './fields/taskFields.ts';
import { readSyntax } from './syntax.ts';

/** A task file that people may hand on. */
export interface MaskedTaskFile {
  /** The file as a value: keys, types and structure, no comments, and the values that say when and how tasks run. */
  readonly file: unknown;
  /** What was left out, to be left out elsewhere as well. */
  readonly hidden: readonly string[];
}

/** What is shown of a value, or of each of its fields. */
type Rule = Exclude<ShownPart, 'fields'> | { readonly fields: Rules };
type Rules = Readonly<Record<string, Rule>>;

/** What is no field of these is shown by its type. */
const fileRules = rulesOf(fileFields);
const taskRules = rulesOf(taskFields);

/** The task file without the values that may be a secret; undefined if it isn't one, or cannot be read. */
export function maskTaskFile(text: string): MaskedTaskFile | undefined {
  const syntax = readSyntax(text);
  if (syntax.kind !== 'tree') return undefined;
  const hidden = new Set<string>();
  return { file: showFile(syntax.root, hidden), hidden: [...hidden] };
}

/** A list of commands with their arguments left out; these are added to what is hidden. */
export function maskArgv(argv: readonly string[], hidden: Set<string>): readonly string[] {
  return argv.map((word, index) => (index === 0 && isProgram(word) ? word : hide(word, hidden)));
}

function showFile(root: Node, hidden: Set<string>): unknown {
  return showObject(root, hidden, (name, value) =>
    name === 'tasks'
      ? showObject(value, hidden, (_, task) => show(task, { fields: taskRules }, hidden))
      : show(value, ruleOf(fileRules, name), hidden),
  );
}

function rulesOf(rows: Readonly<Record<string, Field>>): Rules {
  const rule = ({ fields = {}, shown }: Field): Rule => (shown === 'fields' ? { fields: rulesOf(fields) } : shown);
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, rule(row)]));
}

function ruleOf(rules: Rules, name: string): Rule {
  return Object.hasOwn(rules, name) ? (rules[name] ?? 'nothing') : 'nothing';
}

function show(node: Node, rule: Rule, hidden: Set<string>): unknown {
  if (node.type === 'object') {
    const inner = (name: string): Rule => (typeof rule === 'object' ? ruleOf(rule.fields, name) : ofParts(rule));
    return showObject(node, hidden, (name, value) => show(value, inner(name), hidden));
  }
  if (node.type === 'array') {
    const children = node.children ?? [];
    if (rule === 'program') return children.map((child, index) => show(child, index === 0 ? rule : 'nothing', hidden));
    return children.map((child) => show(child, rule, hidden));
  }
  if (node.type === 'null') return null;
  const value: unknown = node.value;
  if (rule === 'program' && typeof value === 'string' && !isProgram(value)) hideWords(value, hidden);
  const isShown =
    rule === 'all' ||
    (rule === 'names' && typeof value === 'string' && /^[A-Za-z_]\w*$/.test(value)) ||
    (rule === 'program' && typeof value === 'string' && isProgram(value));
  return isShown ? value : hide(value, hidden);
}

/** What holds of the parts of a value that is no such thing as the rule expects. */
function ofParts(rule: Rule): Rule {
  return rule === 'all' ? rule : 'nothing';
}

/** In the order of the file; a name that is there twice is shown twice. */
function showObject(node: Node, hidden: Set<string>, of: (name: string, value: Node) => unknown): unknown {
  if (node.type !== 'object') return show(node, 'nothing', hidden);
  const shown: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (!key || !value) continue;
    let name = String(key.value);
    while (name in shown) name += ' (again)';
    shown[name] = of(String(key.value), value);
  }
  return shown;
}

/** The name or path of a program, and nothing that could be more. */
function isProgram(word: string): boolean {
  return /^[\w.~+\\/-]+$/.test(word) || /^[A-Za-z]:[\w.~+\\/ -]+$/.test(word);
}

/** The words of a shell's line may turn up one by one, as the arguments that they are; those that name a program say little. */
function hideWords(line: string, hidden: Set<string>): void {
  for (const [index, word] of line.split(/[\s'"`|&;<>()]+/).entries())
    if (word !== '' && !(index === 0 && isProgram(word))) hide(word, hidden);
}

function hide(value: unknown, hidden: Set<string>): string {
  if (typeof value !== 'string') {
    hidden.add(String(value));
    return `${mask} (${typeof value})`;
  }
  hidden.add(value);
  // What is behind the name of an option, or of a variable, may turn up by itself.
  const [, assigned] = /^[\w-]+=(.+)$/s.exec(value) ?? [];
  if (assigned !== undefined) hidden.add(assigned);
  for (const [, login = ''] of value.matchAll(/:\/\/([^\s/?#]*)@/g))
    for (const part of [login, ...login.split(':')]) hidden.add(part);
  return mask;
}
