import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const contributing = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8');
const source = readFileSync(new URL('../../src/vscode/commands.ts', import.meta.url), 'utf8');
const contributed = manifest.contributes.commands.map(({ command, title }) => [command, title]);

test('the table of commands in CONTRIBUTING is that of the manifest', () => {
  const rows = [...contributing.matchAll(/^\| `(executor\.\w+)` *\| (.+?) *\|/gm)].map(([, id, title]) => [id, title]);
  expect(rows.toSorted()).toEqual(contributed.toSorted());
});

test('every command of the manifest has a handler', () => {
  const handled = [...source.matchAll(/^ {4}'(executor\.\w+)':/gm)].map(([, id]) => id);
  expect(handled.toSorted()).toEqual(contributed.map(([id]) => id).toSorted());
});
