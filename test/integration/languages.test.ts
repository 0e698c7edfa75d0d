import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleFile, bundleText, type Sentences } from '../../scripts/sentences.ts';
import { translatedFiles } from '../../scripts/bundle.ts';
import { taskFileSchema } from '../../scripts/taskFileSchema.ts';
import { fileIn, translations } from '../../scripts/translations.ts';
import { picture, pictureNames } from '../../scripts/walkthroughPictures.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Sentences that are the same in German: names, signs, units, and patterns that only put things side by side. */
const sameInGerman = new Set([
  ...['Executor ({0})', 'Executor: {0}', 'In {0}, .vscode/executor.json.', 'Interpreter', 'Interpreter: {0}'],
  ...['in {0}/every second hour', '{0} {1}/day and month'],
  ...['Name', 'OK', '"{0}" in {1}', '{0} (in {1})', '{0} {1}, {2}', '{0}, {1}', '{0}. {1}.', '{0}; {1}', '{0}: {1}.'],
  ...['{0}. {1}', '{0}; {1}. {2}'],
  ...['{0} h', '{0} h {1} min', '{0} min', '{0} ms', '{0} s'],
  ...['{0} {1}/weekday and time', '{0}, {1}/how a run ended, and when'],
]);

function read(file: string): Sentences {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Sentences;
}

function messageOf(sentence: Sentences[string] | undefined): string {
  return typeof sentence === 'object' ? sentence.message : (sentence ?? '');
}

/** What a translation must keep: places for what is put in, commands behind links, words of the task file. */
function kept(sentence: string): readonly string[] {
  return (sentence.match(/\{\d\}|\]\([^)]+\)|`[^`]+`/g) ?? []).toSorted();
}

test('the English bundle has what the source says: `npm run l10n` writes it', async () => {
  expect(readFileSync(bundleFile, 'utf8')).toBe(await bundleText());
});

describe.each([
  ['sentences', 'l10n/bundle.l10n.json'],
  ['the manifest', 'package.nls.json'],
])('each translation of %s', (_, file) => {
  const english = read(file);
  const translations = globSync(file.replace('.json', '.*.json'), { cwd: root });

  test('has each sentence, and no other', () => {
    expect(translations).toContain(file.replace('.json', '.de.json'));
    for (const translation of translations) {
      expect(Object.keys(read(translation)).toSorted(), translation).toEqual(Object.keys(english).toSorted());
    }
  });

  test('keeps places, commands and words of the task file', () => {
    for (const translation of translations) {
      for (const [key, sentence] of Object.entries(read(translation))) {
        const [theirs, ours] = [kept(messageOf(sentence)), kept(messageOf(english[key]))];
        // A place may be named twice where a language needs that.
        expect(new Set(theirs), `${translation}: ${key}`).toEqual(new Set(ours));
      }
    }
  });
});

test.each(['l10n/bundle.l10n', 'package.nls'])('nothing in %s is left in English in German', (name) => {
  const english = read(`${name}.json`);
  const untranslated = Object.entries(read(`${name}.de.json`)).filter(
    ([key, sentence]) => messageOf(sentence) === messageOf(english[key]) && !sameInGerman.has(key),
  );
  expect(untranslated.map(([key]) => key)).toEqual([]);
});

test('the manifest names a key of package.nls.json wherever people read', () => {
  const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
  const named = [...manifest.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key);
  expect(named.toSorted()).toEqual(Object.keys(read('package.nls.json')).toSorted());
});

describe('the schema of the task file', () => {
  /** What an editor shows of it, by where that stands. */
  const shown = (value: unknown, place = ''): Readonly<Record<string, string>> => {
    if (typeof value !== 'object' || value === null) return {};
    const inner = Object.entries(value).map(([name, child]: [string, unknown]) =>
      typeof child === 'string' && ['title', 'label', 'description', 'markdownDescription'].includes(name)
        ? { [`${place}/${name}`]: child }
        : shown(child, `${place}/${name}`),
    );
    return Object.assign({}, ...inner) as Record<string, string>;
  };

  test.each(translations())('says everything in %s that it says in English', async (language) => {
    const english = shown(await taskFileSchema());
    const translated = shown(await taskFileSchema(language));
    expect(Object.keys(translated)).toEqual(Object.keys(english));
    const same = Object.keys(english).filter((place) => translated[place] === english[place]);
    // Snippets are labelled by the field that they fill.
    expect(same.filter((place) => !/\/properties\/\w+\/defaultSnippets\/0\/label$/.test(place))).toEqual([]);
  });
});

test('the schema of the task file and the pictures of the walkthrough are those of the language of the window', () => {
  for (const language of [undefined, ...translations()]) {
    const texts = Object.values(read(fileIn(language, 'package.nls.json'))).map(messageOf);
    const files = texts.filter((text) => text.startsWith('./dist/'));
    const expected = translatedFiles().map((file) => `./dist/${fileIn(language, file)}`);
    expect(files.toSorted()).toEqual(expected.toSorted());
  }
});

test.each(pictureNames())(
  'the picture %s says what it shows, and has no words beside names and those of the manifest',
  (name) => {
    const told = picture(name).match(/(?<=<title>)[^<]+/)?.[0];
    expect(Object.values(read('package.nls.json'))).toContain(told);
    const words =
      readFileSync(path.join(root, 'media/walkthrough', name), 'utf8').match(/(?<=>)[^<>]*\p{L}{2,}[^<>]*/gu) ?? [];
    const neutral =
      /^(?:%[\w.]+%|api|data|scrape|report|(?:report|scrape|serve)\.\w+|[\d/*-]+ .* MON-FRI|── .* ──|FileNotFoundError: .*|\d+ min)$/;
    expect(words.filter((text) => !neutral.test(text))).toEqual([]);
  },
);
