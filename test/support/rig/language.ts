import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A language that windows can be opened in: one with translations, or the pseudo-locale of which each sentence is in brackets. */
export type RigLanguage = 'de' | 'qps-ploc';

type Sentence = string | { readonly message: string };

const root = path.resolve(import.meta.dirname, '../../..');

/** Makes a language known to the server as a language pack does, with no translation of VS Code itself. */
export function installLanguage(userDir: string, language: RigLanguage): void {
  const folder = path.join(userDir, 'language');
  mkdirSync(folder, { recursive: true });
  const vscode = path.join(folder, 'main.i18n.json');
  writeFileSync(vscode, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: 'rig.language' }, version: '1.0.0' }];
  const pack = { hash: language, extensions, translations: { vscode }, label: language };
  writeFileSync(path.join(userDir, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** Puts the sentences of the pseudo-locale into the installed extension, which comes without them. */
export function installPseudoLocale(extensionsDir: string): void {
  const [extension] = globSync('executor-scripts.executor-*', { cwd: extensionsDir });
  if (extension === undefined) throw new Error('The extension is not installed.');
  const folder = path.join(extensionsDir, extension);
  writeFileSync(path.join(folder, 'package.nls.qps-ploc.json'), pseudo('package.nls.json', bracketedLabel));
  writeFileSync(path.join(folder, 'l10n/bundle.l10n.qps-ploc.json'), pseudo('l10n/bundle.l10n.json', bracketed));
}

/** A text of the manifest as a window in this language shows it. */
export function manifestText(key: string, language: RigLanguage | 'en'): string {
  const file = language === 'de' ? 'package.nls.de.json' : 'package.nls.json';
  const texts = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Readonly<Record<string, string>>;
  const text = texts[key];
  if (text === undefined) throw new Error(`The manifest has no text "${key}".`);
  return language === 'qps-ploc' ? bracketedLabel(text) : text;
}

/** A sentence of the source as a window in this language says it. */
export function sentenceIn(sentence: string, language: RigLanguage): string {
  if (language === 'qps-ploc') return bracketed(sentence);
  const bundle = readFileSync(path.join(root, `l10n/bundle.l10n.${language}.json`), 'utf8');
  return (JSON.parse(bundle) as Readonly<Record<string, string>>)[sentence] ?? sentence;
}

function pseudo(file: string, change: (sentence: string) => string): string {
  const english = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Readonly<Record<string, Sentence>>;
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(english).map(([key, sentence]) => [
        key,
        change(typeof sentence === 'string' ? sentence : sentence.message),
      ]),
    ),
  );
}

function bracketed(sentence: string): string {
  return `⟦${sentence}⟧`;
}

/** Markdown and lines that become buttons keep their form: the brackets stand around what is read. */
function bracketedLabel(text: string): string {
  // A file of the extension is no text for people.
  if (text.startsWith('./')) return text;
  return text
    .split('\n')
    .map((line) => {
      const link = /^(?<before>.*)\[(?<label>[^\]]+)\](?<target>\([^)]*\))$/.exec(line)?.groups;
      if (!link) return bracketed(line);
      const { before = '', label = '', target = '' } = link;
      return `${before === '' ? '' : `${bracketed(before.trim())} `}[${bracketed(label)}]${target}`;
    })
    .join('\n');
}
