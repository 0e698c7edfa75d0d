import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const [beginning = ''] = readFileSync(new URL('README.md', root), 'utf8').split('\n## ');

test('the README begins with what this is, a picture that is there, and the two commands that are there', () => {
  const [title, what, picture = '', commands, ...rest] = beginning.trimEnd().split('\n\n');
  expect(title).toBe('# Executor');
  expect(what?.match(/\.(?=\s|$)/g)?.length).toBeLessThanOrEqual(3);
  const [, file = ''] = /^!\[.+\]\((media\/[^)]+)\)$/.exec(picture) ?? [];
  expect(readFileSync(new URL(file, root)).length).toBeGreaterThan(0);
  const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { readonly scripts: object };
  const named = [...(commands ?? '').matchAll(/^npm (\S+) +# \S/gm)].map(([, name]) => name);
  expect(named).toEqual(['start', 'test']);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  expect(rest).toHaveLength(1);
});

test('the README has at most 10 KB: everything else has a page of its own', () => {
  expect(statSync(new URL('README.md', root)).size).toBeLessThanOrEqual(10_240);
});
