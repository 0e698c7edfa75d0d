import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

/** The file of both packages that says whose code they hold. */
export const noticesFile = 'ThirdPartyNotices.txt';

/** A package of others of which something stands in what we hand out. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its manifest names it: "MIT". */
  readonly licence: string;
  /** Licence and notices in full; undefined where the package brings no licence. */
  readonly text: string | undefined;
}

/** The texts that stand in the repository of a package alone, by the package's name. */
const textsKeptHere: Readonly<Record<string, string>> = {
  '@microsoft/fast-element': 'fast.txt',
  '@microsoft/fast-foundation': 'fast.txt',
  '@microsoft/fast-web-utilities': 'fast.txt',
  '@vscode/l10n': 'vscode-l10n.txt',
};

/** The packages of these files, whose paths are relative to the project, by name and version. */
export function packagesOf(files: Iterable<string>): readonly BundledPackage[] {
  const folders = [...files].map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  const found = [...new Set(folders)].filter((folder) => folder !== undefined).map(readPackage);
  const byKey = new Map(found.map((each) => [`${each.name} ${each.version}`, each]));
  return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
}

/** What stands in the way of handing these packages on, a sentence each. */
export function licenceFaults(packages: readonly BundledPackage[]): readonly string[] {
  return packages
    .filter(({ text }) => text === undefined)
    .map(
      ({ name, version }) =>
        `${name} ${version} brings no licence text. Keep that of its repository in scripts/licenceTexts, and name it in scripts/thirdPartyNotices.ts.`,
    );
}

/** The text of the file of notices. */
export function thirdPartyNotices(packages: readonly BundledPackage[]): string {
  const rule = '-'.repeat(80);
  const sections = packages.map(
    ({ licence, name, text, version }) => `${rule}\n${name} ${version} (${licence})\n\n${(text ?? '').trim()}\n`,
  );
  return ['Executor contains code of these packages, under the licences below.\n', ...sections].join('\n');
}

function readPackage(folder: string): BundledPackage {
  const place = path.join(root, folder);
  const { license, name, version } = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const names = readdirSync(place).toSorted();
  const licences = names.filter((file) => /^(?:licen[cs]e|copying)/i.test(file));
  const notices = names.filter((file) => /notices?(?:\.\w+)?$/i.test(file));
  const kept = textsKeptHere[name];
  const texts = [
    ...(kept !== undefined && licences.length === 0 ? [path.join(root, 'scripts/licenceTexts', kept)] : []),
    ...[...licences, ...notices].map((file) => path.join(place, file)),
  ].map((file) => readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim());
  const hasLicence = licences.length > 0 || kept !== undefined;
  return { name, version, licence: license ?? 'unknown', text: hasLicence ? texts.join('\n\n') : undefined };
}
