import { globSync } from 'node:fs';
import { root } from './install.mjs';

/** The languages that there are sentences in, beside English. */
export function translations(): readonly string[] {
  return globSync('package.nls.*.json', { cwd: root }).map((file) => file.replace(/^package\.nls\.(.+)\.json$/, '$1'));
}

/** What a file that is made in each language is called in one of them, or in English; the manifest's texts name it. */
export function fileIn(language: string | undefined, file: string): string {
  return language === undefined ? file : file.replace(/\.\w+$/, `.${language}$&`);
}
