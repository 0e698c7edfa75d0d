import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { tablePages, withTables } from '../../scripts/docTables.ts';
import { fileFields } from '../../src/model/taskFile/fields/fileFields.ts';
import { taskFields } from '../../src/model/taskFile/fields/taskFields.ts';

const pages = Object.entries(tablePages).map(([page, tables]) => ({
  text: readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8'),
  tables,
}));

/** The names in the first column of the tables. */
const named = new Set(
  pages.flatMap(({ text }) => [...text.matchAll(/^\| `([\w.]+)` +\|/gm)].map(([, name = '']) => name)),
);

test.each(pages)(
  'the tables $tables are those that schema and manifest make; else: npm run format',
  ({ text, tables }) => {
    expect(withTables(text, tables)).toBe(text);
  },
);

test('they name every field of the file, of a task and of what is in it, and every setting', () => {
  const wanted = [
    ...Object.keys(fileFields),
    ...Object.keys(taskFields),
    ...Object.keys(taskFields.backoff.fields).map((field) => `backoff.${field}`),
    ...Object.keys(taskFields.ready.fields).map((field) => `ready.${field}`),
    ...Object.keys(manifest.contributes.configuration.properties),
  ];
  expect(wanted.filter((name) => !named.has(name))).toEqual([]);
});

test('a table that is out of date is noticed, and a page without a place for one', () => {
  for (const { text, tables } of pages) {
    expect(withTables(text.replaceAll(/^\| `\w/gm, '| `changed'), tables)).toBe(text);
  }
  expect(() => withTables('# Executor\n', ['file'])).toThrow('no place for the table "file"');
});
