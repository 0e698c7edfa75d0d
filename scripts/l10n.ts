// `npm run l10n`: writes the English bundle anew and says which sentences a translation lacks, or has no more.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { bundleFile, type Sentences, writeBundle } from './sentences.ts';

await writeBundle();
const english = Object.keys(read(bundleFile));
for (const file of globSync('l10n/bundle.l10n.*.json', { cwd: root })) {
  const translated = Object.keys(read(path.join(root, file)));
  for (const key of english) if (!translated.includes(key)) console.log(`${file} lacks ${JSON.stringify(key)}`);
  for (const key of translated) if (!english.includes(key)) console.log(`${file} no longer needs ${JSON.stringify(key)}`);
}

function read(file: string): Sentences {
  return JSON.parse(readFileSync(file, 'utf8')) as Sentences;
}
