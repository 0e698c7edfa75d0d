import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import { completedFields, type FieldHelp, fieldHelp } from './help.ts';
import { fileShape, scheduleShape, taskShape } from './shape.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON schema that helps to write a task file in the editor: it completes and explains, and judges nothing, since
 * Executor's own diagnostics judge. Made at build time.
 */
export function editorSchema(): object {
  const file = explainedFields(z.toJSONSchema(fileShape, { target: 'draft-7' }));
  const task = explainedFields(z.toJSONSchema(taskShape, { target: 'draft-7' }));
  const schedule = explainedFields(z.toJSONSchema(scheduleShape, { target: 'draft-7' }));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: l10n.t('Tasks of Executor'),
    // Both are words of the editor, not of JSON schema.
    allowComments: true,
    allowTrailingCommas: true,
    defaultSnippets: [
      { label: l10n.t('Task file'), description: l10n.t('A task file with one task.'), body: fileSnippet },
    ],
    properties: {
      ...file,
      tasks: {
        ...file['tasks'],
        additionalProperties: {
          title: l10n.t('Task'),
          defaultSnippets: taskSnippets,
          properties: { ...task, schedules: { ...task['schedules'], items: { properties: schedule } } },
        },
      },
    },
  };
}

/** Keeps the names of a shape's fields; whatever the shape says of their values would judge. */
function explainedFields(schema: object): Record<string, JsonSchema> {
  const fields = 'properties' in schema && schema.properties instanceof Object ? Object.keys(schema.properties) : [];
  return Object.fromEntries(fields.map((name) => [name, explained(name, fieldHelp[name])]));
}

function explained(name: string, help: FieldHelp | undefined): JsonSchema {
  if (!help) return {};
  const { description, snippet, examples, fields } = help;
  return {
    markdownDescription: description,
    ...(completedFields.some((field) => field === name) ? withoutValues : examples && { examples }),
    ...(snippet !== undefined && { defaultSnippets: [{ label: name, body: snippet }] }),
    ...(fields && (help.types?.includes('array') ? { items: innerFields(fields) } : innerFields(fields))),
  };
}

function innerFields(fields: Readonly<Record<string, FieldHelp>>): JsonSchema {
  return { properties: Object.fromEntries(Object.entries(fields).map(([name, its]) => [name, explained(name, its)])) };
}

/** Executor completes the value itself; the editor is only told that there is one, without judging it. */
const withoutValues: JsonSchema = { oneOf: [{}] };

const fileSnippet = { tasks: { '${1:name}': { script: '${2:path/to/script}' } } };

const taskSnippets = [
  {
    label: l10n.t('Script'),
    description: l10n.t('A script, whose interpreter is found.'),
    body: { script: '${1:path/to/script}' },
  },
  {
    label: l10n.t('Command'),
    description: l10n.t('A program with its arguments, run without a shell.'),
    body: { command: ['${1:program}', '${2:argument}'] },
  },
  {
    label: l10n.t('Shell command'),
    description: l10n.t('A line that a shell reads, with pipes and redirections.'),
    body: { command: '${1:sort names.txt | uniq > unique.txt}', shell: true },
  },
];
