import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { withTables } from '../../scripts/readmeTables.ts';
import { fileFields } from '../../src/model/taskFile/fields/fileFields.ts';
import { taskFields } from '../../src/model/taskFile/fields/taskFields.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The names in the first column of the README's tables. */
const named = new Set([...readme.matchAll(/^\| `([\w.]+)` +\|/gm)].map(([, name = '']) => name));

test('the tables of the README are those that schema and manifest make; else: npm run format', () => {
  expect(withTables(readme)).toBe(readme);
});

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

test('a table that is out of date is noticed, and a README without a place for one', () => {
  expect(withTables(readme.replace('| `cron` |', '| `crom` |'))).toBe(readme);
  expect(() => withTables('# Executor\n')).toThrow('no place for the table "file"');
});
