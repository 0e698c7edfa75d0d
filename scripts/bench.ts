// `npm run bench [-- start|restart|output|schedule|many|read|soak] [-- options]`: measures against what the platform itself can do, and prints it.
// Nothing fails because it is slow: figures are for people to read, on a machine that does nothing else.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, stop } from 'esbuild';
import { nodeModule } from './bundle.ts';
import { root } from './install.mjs';
import { runToolOrExit } from './runTool.ts';

const benches = ['start', 'restart', 'output', 'schedule', 'many', 'read'];
/** Takes a quarter of an hour, so it runs only when it is named; from the source, for the hosts are what is looked at. */
const soak = 'soak';
const given = process.argv.slice(2);
const isNamed = given[0] !== undefined && !given[0].startsWith('--');
const [name, args] = isNamed ? [given[0], given.slice(1)] : [undefined, given];
if (name === soak) {
  const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
  await runToolOrExit('node', [...flags, path.join(root, 'bench', 'soak.ts'), ...args]);
  process.exit();
}
const chosen = benches.filter((bench) => name === undefined || bench === name);
if (chosen.length === 0) {
  console.error(`There is no bench "${String(name)}"; there are ${[...benches, soak].join(', ')}.`);
  process.exit(1);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'executor-bench-'));
process.once('exit', () => {
  rmSync(folder, { recursive: true, force: true });
});
// Bundled as the product is, and each in a process of its own: what a spawn costs depends on the size of the process
// that spawns, and one that reads TypeScript is twice as large.
const entryPoints = chosen.map((bench) => path.join(root, 'bench', `${bench}.ts`));
await build({ ...nodeModule, entryPoints, outdir: folder, outExtension: { '.js': '.mjs' }, target: 'node24' });
await stop();
for (const bench of chosen) await runToolOrExit('node', [path.join(folder, `${bench}.mjs`), ...args]);
