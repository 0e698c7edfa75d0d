// `npm run format`: formats every file as `npm run check` wants it, and writes the tables of the docs.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tablePages, withTables } from './docTables.ts';
import { root } from './install.mjs';
import { runToolOrExit } from './runTool.ts';

for (const [page, tables] of Object.entries(tablePages)) {
  const file = path.join(root, page);
  writeFileSync(file, withTables(readFileSync(file, 'utf8'), tables));
}
await runToolOrExit('prettier', ['--write', '--log-level', 'warn', '.']);
await runToolOrExit('eslint', ['--fix', '.']);
