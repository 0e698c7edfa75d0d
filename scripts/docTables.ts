import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Field } from '../src/model/taskFile/fields/field.ts';
import { fileFields } from '../src/model/taskFile/fields/fileFields.ts';
import { fieldRows, taskFields } from '../src/model/taskFile/fields/taskFields.ts';
import { word } from '../src/model/words/clause.ts';
import { root } from './install.mjs';

/** What the table shows of a setting in the manifest. */
interface Setting {
  readonly default: unknown;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

/** The pages with generated tables, and the tables each page has. */
export const tablePages = {
  'docs/fields.md': ['fields', 'file'],
  'docs/settings.md': ['settings'],
} as const;

type Table = (typeof tablePages)[keyof typeof tablePages][number];

/** A page with these tables as the task file's schema and the manifest define them. */
export function withTables(page: string, names: readonly Table[]): string {
  const tables: Readonly<Record<Table, () => string>> = {
    fields: () => fieldTable(taskFields),
    file: () => fieldTable(fileFields),
    settings: settingTable,
  };
  return names.reduce((text, name) => {
    const place = new RegExp(
      `(<!-- ${name}: written by npm run format -->\n\n).*?(\n\n<!-- prettier-ignore-end -->)`,
      's',
    );
    if (!place.test(text)) throw new Error(`The page has no place for the table "${name}".`);
    const table = tables[name]();
    return text.replace(place, (_, before: string, after: string) => `${before}${table}${after}`);
  }, page);
}

function fieldTable(fields: Readonly<Record<string, Field>>): string {
  const rows = Object.entries(fields).flatMap(([name, field]) => [fieldRow(name, field), ...innerRows(name, field)]);
  return table(['field', 'meaning'], rows);
}

/** Those of an element of `schedules` are the task's own, and stand there. */
function innerRows(name: string, { fields = {} }: Field): readonly (readonly string[])[] {
  const own = Object.entries(fields).filter(([inner, field]) => field !== fieldRows[inner]);
  return own.map(([inner, field]) => fieldRow(`${name}.${inner}`, field));
}

function fieldRow(name: string, { description }: Field): readonly string[] {
  return [`\`${name}\``, word(description)];
}

function settingTable(): string {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, Setting>> } };
  };
  const rows = Object.entries(manifest.contributes.configuration.properties).map(([name, setting]) => [
    `\`${name}\``,
    setting.default === ''
      ? '–'
      : `\`${typeof setting.default === 'string' ? setting.default : JSON.stringify(setting.default)}\``,
    settingMeaning(setting),
  ]);
  return table(['setting', 'default', 'meaning'], rows);
}

function settingMeaning(setting: Setting): string {
  const description = manifestText(setting.markdownDescription ?? setting.description ?? '');
  const choices = (setting.enum ?? []).map(
    (choice, index) => `\`${choice}\`: ${manifestText(setting.enumDescriptions?.[index] ?? '')}`,
  );
  // The settings editor turns a name between two of these into a link.
  return [description.replaceAll(/#(executor\.\w+)#/g, '$1'), ...choices].join(' ');
}

/** A text of the manifest, resolved if it is a key of the translations. */
function manifestText(text: string): string {
  const file = path.join(root, 'package.nls.json');
  const key = /^%(.+)%$/.exec(text)?.[1];
  if (key === undefined || !existsSync(file)) return text;
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string | undefined>>;
  return texts[key] ?? text;
}

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [
    heading,
    heading.map(() => '---'),
    ...rows.map((row) => row.map((cell) => cell.replaceAll('|', '\\|'))),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
