import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';
import { fileIn } from './translations.ts';

/** The pictures of the walkthrough, by the names of their files. */
export function pictureNames(): readonly string[] {
  return readdirSync(path.join(root, 'media/walkthrough'));
}

/** A picture in a language: a text of the manifest stands where the drawing names its key, as in `%command.addTask%`. */
export function picture(name: string, language?: string): string {
  const texts = JSON.parse(readFileSync(path.join(root, fileIn(language, 'package.nls.json')), 'utf8')) as Readonly<
    Record<string, string>
  >;
  const drawing = readFileSync(path.join(root, 'media/walkthrough', name), 'utf8');
  return drawing.replaceAll(/%([\w.]+)%/g, (_, key: string) => {
    const text = texts[key];
    if (text === undefined) throw new Error(`${name} names ${key}, which package.nls.json does not have.`);
    return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  });
}
