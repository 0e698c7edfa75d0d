import type { PartField } from '../taskFile/fields/field.ts';
import { taskFieldRows } from '../taskFile/fields/taskFields.ts';
import { type Clause, say, word } from '../words/clause.ts';
import type { FormField } from './formField.ts';
import { shownValue } from './shownValue.ts';

/** The fields of the form in their order. Name, run mode, variables and secrets have controls of their own. */
export const formFields: readonly FormField<Clause>[] = Object.entries(taskFieldRows).flatMap(([name, row]) =>
  row.control === 'parts'
    ? Object.entries(row.fields ?? {}).flatMap(([part, inner]) => formField(`${name}.${part}`, inner))
    : formField(name, row),
);

/** The same for a page, in the language that is spoken; `timeZone` counts where the form names none. */
export function fieldsToShow(timeZone: string): readonly FormField[] {
  return formFields.map((field) => ({
    ...field,
    label: word(field.label),
    placeholder: field.key === 'timezone' ? timeZone : word(field.placeholder),
    help: word(field.help),
    choices: field.choices.map(({ label, value }) => ({ value, label: word(label) })),
  }));
}

function formField(name: string, row: PartField): readonly FormField<Clause>[] {
  const { choices = [], control, description } = row;
  if (typeof control !== 'object') return [];
  const { key = name, kind, labels, placeholder, help = description, ...rest } = control;
  const isOneInEachLine = kind === 'lines' || kind === 'files';
  return [
    {
      ...rest,
      key,
      kind,
      placeholder: placeholder ?? (row.default === undefined ? '' : shownValue(kind, row.default)),
      help: isOneInEachLine ? say('One per line. {0}', help) : help,
      choices: labels
        ? Object.entries(labels).map(([value, label]) => ({ value, label }))
        : choices.map((value) => ({ value, label: value })),
    },
  ];
}
