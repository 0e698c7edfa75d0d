import { expect, test } from 'vitest';
import { editorSchema } from '../../../../src/model/taskFile/schema.ts';
import { fileShape } from '../../../../src/model/taskFile/fields/fileFields.ts';
import { completedFields, fieldRows, taskFields, taskShape } from '../../../../src/model/taskFile/fields/taskFields.ts';
import { word } from '../../../../src/model/words/clause.ts';

/** Every object inside of a value, itself included, except what is no schema but text to insert. */
function schemas(value: unknown): readonly Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).filter(([name]) => name !== 'defaultSnippets' && name !== 'examples');
  return [value as Record<string, unknown>, ...inner.flatMap(([, child]) => schemas(child))];
}

const schema = editorSchema() as {
  properties: Record<string, { additionalProperties?: { properties: Record<string, Record<string, unknown>> } }>;
};
const task = schema.properties['tasks']?.additionalProperties;

test('the schema judges nothing, because diagnostics do', () => {
  const judging = ['type', 'required', 'enum', 'const', 'pattern', 'propertyNames', 'anyOf', 'minLength', 'minItems'];
  for (const part of schemas({ ...schema, properties: undefined })) {
    for (const word of judging) expect(part).not.toHaveProperty(word);
    expect(part).not.toHaveProperty('additionalProperties', false);
  }
  for (const field of Object.values({ ...schema.properties, ...task?.properties })) {
    for (const word of judging) expect(field).not.toHaveProperty(word);
    // Whatever a value is, it is anything.
    expect([undefined, [{}]]).toContainEqual('oneOf' in field ? field['oneOf'] : undefined);
  }
});

test('the schema explains every field and completes its value', () => {
  expect(Object.keys(schema.properties)).toEqual(Object.keys(fileShape.shape));
  expect(Object.keys(task?.properties ?? {})).toEqual(Object.keys(taskShape.shape));
  for (const [name, field] of Object.entries(task?.properties ?? {})) {
    expect(field['markdownDescription']).toBe(word(fieldRows[name]?.description ?? ''));
    const isCompletedElsewhere = completedFields.some((completed) => completed === name);
    expect(field['examples'] ?? field['defaultSnippets'] ?? 'nothing').toEqual(
      isCompletedElsewhere ? 'nothing' : expect.anything(),
    );
  }
  expect(task?.properties['stopSignal']).toMatchObject({ examples: expect.arrayContaining(['SIGTERM']) as unknown });
});

test('the schema explains and completes the fields of backoff, and proposes every restart policy', () => {
  const fields = task?.properties['backoff']?.['properties'] as Record<string, Record<string, unknown>>;
  expect(Object.keys(fields)).toEqual(Object.keys(taskFields.backoff.fields));
  for (const [name, field] of Object.entries(fields)) {
    expect(field).toEqual({
      markdownDescription: fieldRows['backoff']?.fields?.[name]?.description,
      examples: expect.arrayContaining([expect.any(name === 'giveUpAfter' ? Number : String)]) as unknown,
    });
  }
  expect(task?.properties['restart']).toMatchObject({ examples: ['never', 'on-failure', 'always'] });
  expect(task?.properties['notify']).toMatchObject({ examples: ['failure', 'always', 'never'] });
});

test('a new task is completed as a script, as a command or as a line for a shell', () => {
  expect(task).toMatchObject({
    defaultSnippets: [
      { body: { script: expect.any(String) as unknown } },
      { body: { command: expect.any(Array) as unknown } },
      { body: { command: expect.any(String) as unknown, shell: true } },
    ],
  });
});
