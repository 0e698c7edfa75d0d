import { globSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { bundle } from './bundle.ts';
import { root } from './install.mjs';
import { runTool } from './runTool.ts';
import { zipEntries } from './zipEntries.ts';

/** Where the packed extension is put. */
export const vsix = path.join(root, 'out/executor.vsix');

const sizeLimit = 1_000_000;

/** Builds the extension for release and packs it. Answers false, having said why, where the package is not fit for use. */
export async function pack(): Promise<boolean> {
  if (!(await bundle({ minify: true }))) return false;
  mkdirSync(path.dirname(vsix), { recursive: true });
  // There is no address yet where the extension is published, nor one for the README's links to other files.
  const unpublished = ['--allow-missing-repository', '--no-rewrite-relative-links'];
  const code = await runTool('vsce', ['package', '--no-dependencies', ...unpublished, '--out', vsix]);
  const faults = code === 0 ? packageFaults() : ['vsce could not pack the extension.'];
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

/** What stands in the way of handing this package to people, a sentence each. */
function packageFaults(): readonly string[] {
  const media = readdirSync(path.join(root, 'media'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  const expected = new Set([
    '[Content_Types].xml',
    'extension.vsixmanifest',
    // vsce gives these three its own spelling.
    ...['LICENSE.txt', 'changelog.md', 'readme.md'].map((file) => `extension/${file}`),
    ...[
      'package.json',
      'package.nls.json',
      ...globSync(['package.nls.*.json', 'l10n/bundle.l10n.*.json'], { cwd: root }),
      'dist/extension.js',
      'dist/host.mjs',
      'dist/uninstall.mjs',
      'dist/executor.mjs',
      'dist/executor.schema.json',
      'dist/taskForm.js',
      'dist/taskForm.style.css',
      ...media,
    ].map((file) => `extension/${file}`),
  ]);
  const found = new Set(zipEntries(vsix).map((entry) => entry.name));
  const faults = [
    ...[...expected.difference(found)].map((name) => `The package lacks ${name}.`),
    ...[...found.difference(expected)].map((name) => `The package holds ${name}, which does not belong there.`),
  ];
  const { size } = statSync(vsix);
  if (size >= sizeLimit)
    faults.push(`The package has ${String(size)} bytes; fewer than ${String(sizeLimit)} are wanted.`);
  return faults;
}
