import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { backoffShape, fileShape, taskShape } from '../../src/model/taskFileShape.ts';

const readme = readFileSync(path.resolve(import.meta.dirname, '../../README.md'), 'utf8');

/** The words in code style of a text. */
function words(text: string): readonly string[] {
  return [...text.matchAll(/`(\w+)`/g)].map(([, word = '']) => word);
}

/** The first column of the table whose heading begins like this. */
function firstColumn(heading: string): readonly string[] {
  const table = readme.slice(readme.indexOf(`| ${heading}`)).split('\n\n')[0] ?? '';
  return table
    .split('\n')
    .slice(2)
    .map((row) => row.split('|')[1] ?? '');
}

test('the table of the README names every field of a task and no other', () => {
  expect(firstColumn('field').flatMap(words).toSorted()).toEqual(Object.keys(taskShape.shape).toSorted());
});

test('the README names every field of the file and of backoff', () => {
  const named = words(readme.slice(readme.indexOf('## The task file'), readme.indexOf('## What runs what')));
  const fields = [...Object.keys(fileShape.shape), ...Object.keys(backoffShape.shape)];
  expect(fields.filter((field) => field !== '$schema' && !named.includes(field))).toEqual([]);
});
