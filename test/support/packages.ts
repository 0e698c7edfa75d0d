import { cpSync, mkdirSync } from 'node:fs';
import { bundle } from '../../scripts/bundle.ts';
import { root } from '../../scripts/install.mjs';
import { packCommand } from '../../scripts/packCommand.ts';
import { packExtension } from '../../scripts/packExtension.ts';
import type { TemporaryFolder } from './temporaryFolder.ts';

/** What is handed to people, packed from the source as it is. */
export interface Packages {
  /** Path of the extension's package. */
  readonly vsix: string;
  /** Path of the command's package. */
  readonly tarball: string;
  /** What is in the way of handing them out. */
  readonly faults: readonly string[];
}

/** The files of the project that packages are made of, besides what is built. */
const packed = [
  'package.json',
  'package.nls.json',
  'package.nls.de.json',
  '.vscodeignore',
  'l10n',
  'media',
  'docs',
].concat(['README.md', 'LICENSE', 'CHANGELOG.md']);

/** Builds and packs the extension and the command as for a release, within a folder. */
export async function makePackages(folder: TemporaryFolder): Promise<Packages> {
  const source = folder.join('source');
  mkdirSync(source);
  for (const file of packed) cpSync(`${root}/${file}`, `${source}/${file}`, { recursive: true });
  const command = await bundle({ dist: `${source}/dist`, minify: true });
  if (!command) throw new Error('The source could not be bundled.');
  const [vsix, tarball] = [folder.join('executor.vsix'), folder.join('executor-cli.tgz')];
  const faults = [...(await packExtension(source, vsix)), ...packCommand(source, tarball, command)];
  return { vsix, tarball, faults };
}
