// `npm run format`: gives every file the form that `npm run check` wants, and the README its tables.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { withTables } from './readmeTables.ts';
import { runToolOrExit } from './runTool.ts';

const readme = path.join(root, 'README.md');
writeFileSync(readme, withTables(readFileSync(readme, 'utf8')));
await runToolOrExit('prettier', ['--write', '--log-level', 'warn', '.']);
await runToolOrExit('eslint', ['--fix', '.']);
