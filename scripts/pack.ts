import { globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundle, translatedFiles } from './bundle.ts';
import { root } from './install.mjs';
import { packedReadme } from './packedReadme.ts';
import { runTool } from './runTool.ts';
import { fileIn, translations } from './translations.ts';
import { zipEntries } from './zipEntries.ts';

/** Where the packed extension is put. */
export const vsix = path.join(root, 'out/executor.vsix');

const sizeLimit = 1_000_000;

/** Builds the extension for release and packs it. Answers false, having said why, where the package is not fit for use. */
export async function pack(): Promise<boolean> {
  if (!(await bundle({ minify: true }))) return false;
  mkdirSync(path.dirname(vsix), { recursive: true });
  const code = await runTool('vsce', ['package', '--no-dependencies', ...readmeOptions(), '--out', vsix]);
  const faults = code === 0 ? packageFaults() : ['vsce could not pack the extension.'];
  for (const fault of faults) console.error(fault);
  return faults.length === 0;
}

/**
 * With a repository in the manifest vsce gives the README's pictures and links their addresses there. As long as there is
 * none, the package has a README without them.
 */
function readmeOptions(): readonly string[] {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as object;
  if ('repository' in manifest) return [];
  const readme = 'out/README.md';
  writeFileSync(path.join(root, readme), packedReadme(readFileSync(path.join(root, 'README.md'), 'utf8')));
  return ['--allow-missing-repository', '--no-rewrite-relative-links', '--readme-path', readme];
}

/** What stands in the way of handing this package to people, a sentence each. */
function packageFaults(): readonly string[] {
  const media = readdirSync(path.join(root, 'media'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    // Those of the README are seen where it has an address; those of the walkthrough are packed in each language.
    .filter((file) => !/^media\/(?:readme|walkthrough)\//.test(file));
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
      'dist/cli.mjs',
      ...[undefined, ...translations()].flatMap((language) =>
        translatedFiles().map((file) => `dist/${fileIn(language, file)}`),
      ),
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
