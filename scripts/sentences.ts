import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson, type l10nJsonFormat } from '@vscode/l10n-dev';
import { format, resolveConfig } from 'prettier';
import { root } from './install.mjs';

/** The sentences by their keys, as a bundle has them; an object where a comment tells two of the same words apart. */
export type Sentences = l10nJsonFormat;

/** Where the bundle of English sentences is, from which all others are translated. */
export const bundleFile = path.join(root, 'l10n/bundle.l10n.json');

/** Every sentence that the source says to people, in the order of the alphabet. */
async function sentencesOfSource(): Promise<Sentences> {
  const files = globSync('src/**/*.ts', { cwd: root }).sort();
  const found = await getL10nJson(
    files.map((file) => ({ extension: '.ts', contents: asTranslated(readFileSync(path.join(root, file), 'utf8')) })),
  );
  return Object.fromEntries(Object.entries(found).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The extractor knows `l10n.t` alone; what `say` is given is worded by it later on. */
function asTranslated(source: string): string {
  if (!/from '[./\w]+\/clause\.ts'/.test(source)) return source;
  const calls = source.replaceAll(/(?<![.\w])say\(/g, 'l10n.t(');
  return calls.includes("from '@vscode/l10n'") ? calls : `import * as l10n from '@vscode/l10n';\n${calls}`;
}

/** The text of the bundle as it is to be. */
export async function bundleText(): Promise<string> {
  const sentences = JSON.stringify(await sentencesOfSource());
  return format(sentences, { ...(await resolveConfig(bundleFile)), parser: 'json' });
}
