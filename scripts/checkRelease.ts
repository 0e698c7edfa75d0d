// Finds where the version, CHANGELOG.md and the tags of git do not agree.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { releaseFaults } from './releaseFaults.ts';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const versionIn = (file: string): string => (JSON.parse(read(file)) as { readonly version: string }).version;

const faults = releaseFaults({
  version: versionIn('package.json'),
  lockVersion: versionIn('package-lock.json'),
  changelog: read('CHANGELOG.md'),
  tags: tagsOf(),
  tagsHere: tagsOf('--points-at', 'HEAD'),
});
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

/** None where this is no checkout of git. */
function tagsOf(...args: readonly string[]): readonly string[] {
  const { stdout } = spawnSync('git', ['tag', ...args], { cwd: root, encoding: 'utf8' });
  return stdout.split('\n').filter((tag) => tag !== '');
}
