import { globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { translatedFiles } from './bundle.ts';
import { packedReadme } from './packedReadme.ts';
import { noticesFile } from './thirdPartyNotices.ts';
import { fileIn, translations } from './translations.ts';
import { zipEntries } from './zipEntries.ts';

const sizeLimit = 900_000;

/**
 * Packs the extension that is built in `source`/dist into a VSIX. Answers what stands in the way of handing it to people, a
 * sentence each.
 */
export async function packExtension(source: string, vsix: string): Promise<readonly string[]> {
  // It takes a while to load.
  const { createVSIX } = await import('@vscode/vsce');
  await createVSIX({ cwd: source, packagePath: vsix, dependencies: false, ...readmeOptions(source) });
  const { size } = statSync(vsix);
  console.log(`${vsix}: ${String(size)} bytes`);
  return [
    ...contentFaults(source, vsix),
    ...(size < sizeLimit ? [] : [`The package has ${String(size)} bytes; fewer than ${String(sizeLimit)} are wanted.`]),
  ];
}

/**
 * With a repository in the manifest vsce gives the README's pictures and links their addresses there. As long as there is
 * none, the package has a README without them.
 */
function readmeOptions(source: string): object {
  const manifest = JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')) as object;
  if ('repository' in manifest) return {};
  const readme = 'out/README.md';
  mkdirSync(path.join(source, 'out'), { recursive: true });
  writeFileSync(path.join(source, readme), packedReadme(readFileSync(path.join(source, 'README.md'), 'utf8')));
  return { allowMissingRepository: true, rewriteRelativeLinks: false, readmePath: readme };
}

/** What the package lacks, and what does not belong there. */
function contentFaults(source: string, vsix: string): readonly string[] {
  const media = readdirSync(path.join(source, 'media'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(source, path.join(entry.parentPath, entry.name)))
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
      ...globSync(['package.nls.*.json', 'l10n/bundle.l10n.*.json', 'dist/shared/*.mjs'], { cwd: source }),
      'dist/extension.mjs',
      'dist/host.mjs',
      'dist/host.files.json',
      'dist/uninstall.mjs',
      'dist/executor.mjs',
      'dist/cli.mjs',
      `dist/${noticesFile}`,
      ...[undefined, ...translations()].flatMap((language) =>
        translatedFiles().map((file) => `dist/${fileIn(language, file)}`),
      ),
      'dist/taskForm.js',
      'dist/taskForm.style.css',
      ...media,
    ].map((file) => `extension/${file}`),
  ]);
  const found = new Set(zipEntries(vsix).map((entry) => entry.name));
  return [
    ...[...expected.difference(found)].map((name) => `The package lacks ${name}.`),
    ...[...found.difference(expected)].map((name) => `The package holds ${name}, which does not belong there.`),
  ];
}
