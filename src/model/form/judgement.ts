import * as l10n from '@vscode/l10n';
import { findNodeAtOffset, getNodePath } from 'jsonc-parser';
import type { Instant } from '../../base/clock.ts';
import { word } from '../words/clause.ts';
import { describeFailure } from '../describeFailure.ts';
import { programLine, type TaskDefinition } from '../task.ts';
import { taskKey } from '../words/taskKey.ts';
import { changesBetween, type FieldChange, type WrittenFields } from '../taskFile/fieldChange.ts';
import { parseTaskFile } from '../taskFile/taskFile.ts';
import type { Diagnostic } from '../taskFile/diagnostic.ts';
import { saveTask, writtenTask } from '../taskFile/edit.ts';
import { scheduleOutlook } from '../schedule/scheduleOutlook.ts';
import { scheduleOfTask } from '../taskFile/hover.ts';
import { readSyntax } from '../taskFile/syntax.ts';
import { readForm, toForm } from './taskForm.ts';
import { fieldApplies } from './formField.ts';
import { formFields } from './fields.ts';
import type { FormConflict, FormView, TaskForm } from './messages.ts';
import { checkTaskName, freeTaskName } from '../taskName.ts';

/** A form, and what it was filled in from. */
export interface FormInWork {
  readonly form: TaskForm;
  /** The task that is edited, as the file names it; a new one if absent. */
  readonly task?: string;
  readonly before: WrittenFields;
}

/** What the form is judged by. */
export interface FormSurroundings {
  /** The task file as it stands now; undefined if there is none. */
  readonly text: string | undefined;
  readonly path: string;
  /** The zone of schedules where neither task nor file names one. */
  readonly defaultZone: string;
  readonly now: Instant;
}

/** What a form comes to. */
export interface FormJudgement extends Pick<FormView, 'problems' | 'notes' | 'schedule' | 'commandLine'> {
  /** What it changes in the task file. */
  readonly changes: readonly FieldChange[];
  /** The task as it would be defined. */
  readonly definition?: TaskDefinition;
  /** The task file as it would be. */
  readonly text?: string;
}

/**
 * Judges a form by what the task file would say after it was saved: its own rules find every error, and each is shown
 * at the field that it is in.
 */
export function judgeForm(inWork: FormInWork, surroundings: FormSurroundings): FormJudgement {
  const { before, form, task } = inWork;
  const { defaultZone, now, path, text } = surroundings;
  const read = readForm(form, before);
  const changes = changesBetween(before, read.fields);
  const problems = read.problems.map((problem) => ({ ...problem, isWarning: false }));
  const names = parseTaskFile(text ?? '{}').names.filter(
    (name) => task === undefined || taskKey(name) !== taskKey(task),
  );
  const badName = checkTaskName(form.name, names);
  if (form.name === '') problems.unshift({ field: 'name', message: l10n.t('A task needs a name.'), isWarning: false });
  else if (badName) problems.unshift({ field: 'name', message: describeFailure(badName), isWarning: false });

  // With a name that cannot be used the rest is judged all the same.
  const name = badName ? (task ?? freeTaskName('task', names)) : form.name;
  const isNew = task === undefined;
  // What somebody else wrote meanwhile is a conflict, and the form is judged as if its own version were to hold.
  const current = currentFields(text, task) ?? before;
  const wanted = changes.map((change) => ({ ...change, seen: current.get(change.field) }));
  const edit = isNew ? { name, isNew, changes } : { name: task, isNew, newName: name, changes: wanted };
  const saved = saveTask(text, edit, path);
  if (!saved.ok) return { changes, problems, notes: [describeFailure(saved.error)] };
  const parsed = parseTaskFile(saved.value, { defaultTimeZone: defaultZone });
  const notes: string[] = [];
  for (const diagnostic of parsed.diagnostics) {
    if (diagnostic.task === undefined ? diagnostic.severity === 'warning' : taskKey(diagnostic.task) !== taskKey(name))
      continue;
    const field = diagnostic.task === undefined ? undefined : fieldAt(saved.value, diagnostic, form);
    const isWarning = diagnostic.severity === 'warning';
    if (field === undefined) notes.push(word(diagnostic.message));
    // What could not even be read counts as missing, which needs no second message.
    else if (!read.problems.some((problem) => problem.field === field)) {
      problems.push({ field, message: word(diagnostic.message), isWarning });
    }
  }
  const definition = parsed.file?.tasks.find((other) => taskKey(other.name) === taskKey(name));
  const schedule = scheduleOfTask(saved.value, name, defaultZone);
  return {
    changes,
    problems,
    notes,
    text: saved.value,
    ...(definition && { definition, commandLine: programLine(definition) }),
    ...(schedule && { schedule: scheduleOutlook(schedule, name, now) }),
  };
}

/** A form after the task file has changed, and in which fields it now says something else than the file does. */
export interface RebasedForm {
  readonly inWork: FormInWork;
  /** The fields whose new values were taken over from the file. */
  readonly taken: readonly string[];
  readonly conflicts: readonly FormConflict[];
}

/**
 * Takes over what the task file says now in all fields that the form leaves as they were. Fields that both have changed
 * stay as the form has them; they are answered as conflicts until one version of each is chosen.
 */
export function rebaseForm({ before, form, task }: FormInWork, current: WrittenFields): RebasedForm {
  const mine = readForm(form, before);
  const changes = changesBetween(before, mine.fields);
  const own = new Set([...changes.map(({ field }) => field), ...mine.problems.map(({ field }) => field)]);
  const theirs = changesBetween(before, current).map(({ field }) => field);
  const taken = theirs.filter((field) => !own.has(field));
  const contested = theirs.filter((field) => own.has(field) && !isEqual(mine.fields, current, field));
  const agreed = theirs.filter((field) => own.has(field) && !contested.includes(field));

  const nextBefore = new Map(before);
  for (const field of [...taken, ...agreed]) copy(nextBefore, current, field);
  // The form shows its own fields as they were typed, the others as the file has them.
  const next = toForm(form.name, nextBefore);
  const values: Record<string, string> = {};
  for (const { key } of formFields) {
    const ownKeys = key === 'recurrence' ? ['every', 'cron'] : [key];
    const isOwn = ownKeys.some((field) => own.has(field)) || fieldWasDropped(key, form);
    const value = isOwn ? form.values[key] : next.values[key];
    if (value !== undefined) values[key] = value;
  }
  const changesMode = ['restart', 'every', 'cron', 'schedules'].some((field) => own.has(field));
  const changesProgram = own.has('script') || own.has('command');
  const variables = [
    ...next.variables.filter(({ name }) => !own.has(`env.${name}`)),
    ...form.variables.filter(({ name }) => own.has(`env.${name}`) || !nextBefore.has(`env.${name}`)),
  ].filter(({ name }) => !theirs.includes(`env.${name}`) || current.has(`env.${name}`) || own.has(`env.${name}`));
  return {
    inWork: {
      ...(task !== undefined && { task }),
      before: nextBefore,
      form: {
        name: form.name,
        mode: changesMode ? form.mode : next.mode,
        program: changesProgram ? form.program : next.program,
        values,
        variables,
        secrets: own.has('secrets') ? form.secrets : next.secrets,
      },
    },
    taken,
    conflicts: contested.map((field) => ({
      field,
      mine: written(mine.fields, field),
      theirs: written(current, field),
    })),
  };
}

/** Settles a conflict: the form's version holds, over what the file says now, or the file's is taken over. */
export function settleConflict(
  { before, form, task }: FormInWork,
  current: WrittenFields,
  field: string,
  takes: 'mine' | 'theirs',
): FormInWork {
  const settled = new Map(before);
  copy(settled, current, field);
  const named = task === undefined ? {} : { task };
  if (takes === 'mine') return { ...named, before: settled, form };
  const theirs = toForm(form.name, settled);
  const key = field === 'every' || field === 'cron' ? 'recurrence' : field;
  const value = theirs.values[key];
  const others = Object.fromEntries(Object.entries(form.values).filter(([other]) => other !== key));
  const name = field.startsWith('env.') ? field.slice(4) : undefined;
  return {
    ...named,
    before: settled,
    form: {
      ...form,
      ...(['restart', 'every', 'cron', 'schedules'].includes(field) && { mode: theirs.mode }),
      ...(['script', 'command'].includes(field) && { program: theirs.program }),
      values: { ...others, ...(value !== undefined && { [key]: value }) },
      ...(name !== undefined && {
        variables: [
          ...form.variables.filter((variable) => variable.name !== name),
          ...theirs.variables.filter((variable) => variable.name === name),
        ],
      }),
      ...(field === 'secrets' && { secrets: theirs.secrets }),
    },
  };
}

/** What a task file says of a task that a form is for; nothing if it has no such task. */
export function currentFields(text: string | undefined, task: string | undefined): WrittenFields | undefined {
  return task === undefined ? new Map() : writtenTask(text ?? '', task);
}

/** The field of the form that a diagnostic is in; undefined if the form shows no such field. */
function fieldAt(text: string, { code, offset }: Diagnostic, form: TaskForm): string | undefined {
  const syntax = readSyntax(text);
  const node = syntax.kind === 'tree' ? findNodeAtOffset(syntax.root, offset) : undefined;
  if (!node) return undefined;
  const [, , name, part] = getNodePath(node);
  // A task that says nothing to run is told so at its name.
  if (name === undefined) return code === 'contradiction' ? form.program : undefined;
  if (name === 'env') return typeof part === 'string' ? `env.${part}` : 'env';
  if (name === 'secrets') return 'secrets';
  const key =
    name === 'every' || name === 'cron'
      ? 'recurrence'
      : `${String(name)}${name === 'backoff' ? `.${String(part)}` : ''}`;
  const field = formFields.find((known) => known.key === key);
  return field && fieldApplies(field, form) ? key : undefined;
}

function fieldWasDropped(key: string, form: TaskForm): boolean {
  const field = formFields.find((known) => known.key === key);
  return field !== undefined && !fieldApplies(field, form);
}

function isEqual(one: WrittenFields, other: WrittenFields, field: string): boolean {
  return written(one, field) === written(other, field);
}

function written(fields: WrittenFields, field: string): string {
  return fields.has(field) ? JSON.stringify(fields.get(field)) : '';
}

function copy(target: Map<string, unknown>, source: WrittenFields, field: string): void {
  if (source.has(field)) target.set(field, source.get(field));
  else target.delete(field);
}
