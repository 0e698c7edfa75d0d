// `npm run l10n`: writes the English bundle anew and says which sentences a translation lacks, or needs no more.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { bundleFile, bundleText, type Sentences } from './sentences.ts';

const text = await bundleText();
writeFileSync(bundleFile, text);
const english = JSON.parse(text) as Sentences;
for (const file of globSync('l10n/bundle.l10n.*.json', { cwd: root })) {
  const translated = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Sentences;
  for (const key of keysBeside(english, translated)) console.log(`${file} lacks ${JSON.stringify(key)}`);
  for (const key of keysBeside(translated, english)) console.log(`${file} needs no more ${JSON.stringify(key)}`);
}

function keysBeside(one: Sentences, other: Sentences): readonly string[] {
  return Object.keys(one).filter((key) => !Object.hasOwn(other, key));
}
