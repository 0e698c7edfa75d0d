import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { tablePages, withTables } from '../../scripts/docTables.ts';
import { backoffShape, fileShape, readyShape, taskShape } from '../../src/model/taskFile/shape.ts';

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
    ...Object.keys(fileShape.shape).filter((field) => field !== '$schema'),
    ...Object.keys(taskShape.shape),
    ...Object.keys(backoffShape.shape).map((field) => `backoff.${field}`),
    ...Object.keys(readyShape.shape).map((field) => `ready.${field}`),
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
