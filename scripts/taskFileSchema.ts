import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './install.mjs';

/**
 * The schema of the task file, in a language that there are sentences in, else in English. It comes from the very code that
 * reads the task file, so that the two cannot differ.
 */
export async function taskFileSchema(language?: string): Promise<object> {
  const { outputFiles } = await build({
    stdin: { contents: schemaProgram(language), resolveDir: root, loader: 'ts' },
    bundle: true,
    // Of libraries it takes what needs no files: nobody gives a module that is imported as an address a `require`.
    platform: 'browser',
    format: 'esm',
    target: 'node24',
    write: false,
    logLevel: 'warning',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote nothing');
  const url = `data:text/javascript;base64,${Buffer.from(file.contents).toString('base64')}`;
  const { schema } = (await import(url)) as { schema: object };
  return schema;
}

/** Tables of sentences are made once, so the language is set before they are loaded. */
function schemaProgram(language: string | undefined): string {
  const speaks =
    language === undefined
      ? ''
      : `import { speak } from './src/model/words/language.ts';
         speak(${JSON.stringify({ tag: language, bundle: bundleOf(language) })});`;
  return `${speaks}
    const { editorSchema } = await import('./src/model/taskFile/schema.ts');
    export const schema = editorSchema();`;
}

function bundleOf(language: string): unknown {
  return JSON.parse(readFileSync(path.join(root, `l10n/bundle.l10n.${language}.json`), 'utf8'));
}
