import * as l10n from '@vscode/l10n';
import { word } from '../words/clause.ts';
import type { Field } from './fields/field.ts';
import { fileFields } from './fields/fileFields.ts';
import { taskFields } from './fields/taskFields.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON schema that helps to write a task file in the editor: it completes and explains, and judges nothing, since
 * Executor's own diagnostics judge. Made at build time.
 */
export function editorSchema(): object {
  const file = explainedFields(fileFields);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: l10n.t('Executor tasks'),
    // Both are words of the editor, not of JSON schema.
    allowComments: true,
    allowTrailingCommas: true,
    defaultSnippets: [
      { label: l10n.t('Task file'), description: l10n.t('A task file with one task.'), body: fileSnippet },
    ],
    properties: {
      $schema: {},
      ...file,
      tasks: {
        ...file['tasks'],
        additionalProperties: {
          title: l10n.t('Task'),
          defaultSnippets: taskSnippets,
          properties: explainedFields(taskFields),
        },
      },
    },
  };
}

/** What helps with each field; its shape would judge. */
function explainedFields(fields: Readonly<Record<string, Field>>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, explained(name, field)]));
}

function explained(name: string, { choices, description, fields, snippet, types, ...field }: Field): JsonSchema {
  const examples = field.examples ?? choices;
  const inner = fields && { properties: explainedFields(fields) };
  return {
    markdownDescription: word(description),
    ...(field.isCompleted ? withoutValues : examples && { examples }),
    ...(snippet !== undefined && { defaultSnippets: [{ label: name, body: snippet }] }),
    ...(inner && types?.includes('array') ? { items: inner } : inner),
  };
}

/** Executor completes the value itself; the editor is only told that there is one, without judging it. */
const withoutValues: JsonSchema = { oneOf: [{}] };

const fileSnippet = { tasks: { '${1:name}': { script: '${2:path/to/script}' } } };

const taskSnippets = [
  {
    label: l10n.t('Script'),
    description: l10n.t('A script. Executor finds its interpreter.'),
    body: { script: '${1:path/to/script}' },
  },
  {
    label: l10n.t('Command'),
    description: l10n.t('A program with its arguments, run without a shell.'),
    body: { command: ['${1:program}', '${2:argument}'] },
  },
  {
    label: l10n.t('Shell command'),
    description: l10n.t('A command line for a shell, with pipes and redirections.'),
    body: { command: '${1:sort names.txt | uniq > unique.txt}', shell: true },
  },
];
