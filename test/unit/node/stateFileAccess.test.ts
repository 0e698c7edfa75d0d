import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../../src');
const sources = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: relative(root, path).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }));

/** The source files that contain this. */
function sourcesWith(pattern: RegExp): readonly string[] {
  return sources
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
    .sort();
}

test('SQLite is opened by one module, and that is used by the lock, the store, who counts its rows and who moves it alone', () => {
  // Any other code that opens and closes one of these files drops the locks that SQLite holds on it in this process.
  expect(sourcesWith(/node:sqlite/)).toEqual(['node/files/sqlite.ts']);
  expect(sourcesWith(/\bopenDatabase\b/)).toEqual([
    'node/files/sqlite.ts',
    'node/state/hostLock.ts',
    'node/state/sqliteStore.ts',
    'node/state/stateSizes.ts',
    'node/state/stateTransfer.ts',
  ]);
});

test('the names of the lock and the database stand in one module, so that no other can name them', () => {
  expect(sourcesWith(/['"`/]host\.lock\b/)).toEqual(['node/state/stateFolder.ts']);
  expect(sourcesWith(/['"`/]executor\.db\b/)).toEqual(['node/state/stateFolder.ts']);
});

test('the lock and the store read and write their files through SQLite alone', () => {
  const files = [
    'node/state/hostLock.ts',
    'node/state/sqliteStore.ts',
    'node/state/sqliteSchema.ts',
    'node/files/fileIdentity.ts',
  ];
  const opening = sourcesWith(/\b(?:open|openSync|readFile|readFileSync|writeFile\w*|copyFile\w*|createReadStream)\(/);
  expect(opening.filter((path) => files.includes(path))).toEqual([]);
});
