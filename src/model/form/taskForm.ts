import { err, ok, type Result } from '../../base/result.ts';
import { splitArguments } from '../words/argumentLine.ts';
import { type Clause, say, word } from '../words/clause.ts';
import { looksLikeCron } from '../cron/cron.ts';
import type { FormVariable, TaskForm } from './messages.ts';
import { fieldApplies } from './formField.ts';
import { formFields } from './fields.ts';
import { isSameValue, type WrittenFields } from '../taskFile/fieldChange.ts';
import type { FieldKind, RunMode } from '../taskFile/fields/field.ts';
import { shownValue } from './shownValue.ts';

/** Why what is in a field of the form cannot be written into a task file at all. */
export interface FormProblem {
  readonly field: string;
  readonly message: string;
}

/** A form as the fields of a task, and what in it could not be read. */
export interface WrittenForm {
  readonly fields: WrittenFields;
  readonly problems: readonly FormProblem[];
}

/** A form without anything in it, for a new task. */
export const emptyForm: TaskForm = {
  name: '',
  program: 'script',
  mode: 'manual',
  values: {},
  variables: [],
  secrets: [],
};

/** A task of the task file as a form to fill in. */
export function toForm(name: string, fields: WrittenFields): TaskForm {
  const values: Record<string, string> = {};
  for (const { key, kind } of formFields) {
    const value = key === 'recurrence' ? (fields.get('every') ?? fields.get('cron')) : fields.get(key);
    // A line of a shell stands as it is, also where `shell` does not say so.
    const isLine = key === 'command' && typeof value === 'string';
    if (value !== undefined) values[key] = shownValue(isLine ? 'text' : kind, value);
  }
  const mode = modeOf(fields);
  if (mode !== 'keep') delete values['restart'];
  const secrets = fields.get('secrets');
  return {
    name,
    program: fields.has('command') ? 'command' : 'script',
    mode,
    values,
    variables: [...fields].flatMap(([field, value]): readonly FormVariable[] =>
      field.startsWith('env.') ? [toVariable(field.slice(4), value)] : [],
    ),
    secrets: Array.isArray(secrets) ? secrets.map(String) : [],
  };
}

/**
 * What a form says, as a task file has it. `before` is what was there when the form was filled in: what the form does
 * not know stays, and so does what it would only write in another way.
 */
export function readForm(form: TaskForm, before: WrittenFields): WrittenForm {
  const shown = toForm('', before);
  const fields = new Map(before);
  const problems: FormProblem[] = [];
  for (const field of formFields) {
    const { key, kind } = field;
    const text = fieldApplies(field, form) ? (form.values[key] ?? '') : '';
    const shownText = fieldApplies(field, shown) ? (shown.values[key] ?? '') : '';
    if (key === 'restart') {
      const isAsShown = form.mode === shown.mode && text === shownText && form.mode !== 'schedule';
      if (!isAsShown || before.size === 0) setRestart(fields, form.mode, text, before);
      continue;
    }
    const isReadAnew = key === 'command' && text !== '' && isInShell(form) !== isInShell(shown);
    if (text === shownText && !isReadAnew) continue;
    if (key === 'recurrence') setRecurrence(fields, text);
    else {
      const value = read(key === 'command' && isInShell(form) ? 'text' : kind, text);
      if (!value.ok) problems.push({ field: key, message: word(value.error) });
      set(fields, key, value.ok ? value.value : undefined);
    }
  }
  setVariables(fields, form, shown.variables);
  if (!isSameValue(form.secrets, shown.secrets)) {
    set(fields, 'secrets', form.secrets.length > 0 ? form.secrets : undefined);
  }
  return { fields, problems };
}

/** Whether the form's command is a line that a shell is to read. */
function isInShell({ program, values }: TaskForm): boolean {
  return program === 'command' && values['shell'] === 'true';
}

function modeOf(fields: WrittenFields): RunMode {
  if (['every', 'cron', 'schedules'].some((field) => fields.has(field))) return 'schedule';
  return fields.get('restart') === 'never' ? 'manual' : 'keep';
}

function setRecurrence(fields: Map<string, unknown>, text: string): void {
  const [field, other] = looksLikeCron(text) ? ['cron', 'every'] : ['every', 'cron'];
  fields.delete(other);
  set(fields, field, text.trim() === '' ? undefined : text.trim());
}

/** The run mode says it, or the choice does; where the default is meant nothing is written that was not there. */
function setRestart(fields: Map<string, unknown>, mode: RunMode, text: string, before: WrittenFields): void {
  if (mode === 'manual') fields.set('restart', 'never');
  else if (mode === 'schedule') set(fields, 'restart', before.get('restart') === 'never' ? 'never' : undefined);
  else if (text === 'always') fields.set('restart', 'always');
  else set(fields, 'restart', before.has('restart') || before.size === 0 ? 'on-failure' : undefined);
}

function setVariables(fields: Map<string, unknown>, form: TaskForm, shown: readonly FormVariable[]): void {
  const written = form.variables.filter(({ name, value }) => name !== '' || value !== '');
  const names = new Set(written.map(({ name }) => name));
  for (const { name } of shown) if (!names.has(name)) fields.delete(`env.${name}`);
  if (written.length > 0) fields.delete('env');
  for (const { isUnset, name, value } of written) {
    const before = shown.find((variable) => variable.name === name);
    if (before?.value === value && before.isUnset === isUnset) continue;
    fields.set(`env.${name}`, isUnset ? null : value);
  }
}

function set(fields: Map<string, unknown>, key: string, value: unknown): void {
  if (value === undefined) fields.delete(key);
  else fields.set(key, value);
}

function toVariable(name: string, value: unknown): FormVariable {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { name, value: value === null ? '' : text, isUnset: value === null };
}

/** Reads what a person wrote, by its form alone: what it means the task file's own rules judge. Nothing is undefined. */
function read(kind: FieldKind, text: string): Result<unknown, Clause> {
  const trimmed = text.trim();
  if (trimmed === '') return ok(undefined);
  switch (kind) {
    case 'words':
    case 'program': {
      const words = splitArguments(trimmed);
      if (!words.ok) return err(words.error.message);
      const [only, ...more] = words.value;
      return ok(kind === 'program' && more.length === 0 ? only : words.value);
    }
    case 'lines':
    case 'files': {
      if (trimmed.startsWith('[')) return readJson(trimmed);
      const lines = trimmed.split('\n').flatMap((line) => (line.trim() === '' ? [] : line.trim()));
      return ok(kind === 'files' && lines.length === 1 ? lines[0] : lines);
    }
    case 'numbers':
      return ok(trimmed.split(/[\s,]+/).flatMap((part) => (part === '' ? [] : toNumber(part))));
    case 'number':
      return ok(toNumber(trimmed));
    case 'flag':
      return ok(trimmed === 'true' ? true : trimmed);
    case 'json':
      return readJson(trimmed);
    case 'text':
    case 'zone':
    case 'choice':
      return ok(trimmed);
  }
}

function readJson(text: string): Result<unknown, Clause> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return err(say('This is not valid JSON. Write it as it should appear in the task file.'));
  }
}

/** A number where it is one; else the text, of which the task file's rules say what is wrong. */
function toNumber(text: string): number | string {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}
