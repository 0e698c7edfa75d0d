import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { guessKind, readForeign } from '../../src/model/foreign/foreignFile.ts';
import type { ForeignPlace, ForeignTasks } from '../../src/model/foreign/foreignTasks.ts';

/** The dialects that there are files of. */
export type Dialect = 'crontab' | 'procfile';

const folder = path.resolve(import.meta.dirname, '../fixtures/dialects');
const place: ForeignPlace = { folder: '', siblings: [], envText: undefined, platform: 'linux' };

/** The names of all files of a dialect. */
export function dialectFiles(dialect: Dialect): readonly string[] {
  return readdirSync(path.join(folder, dialect)).toSorted();
}

/** The text of a file of a dialect. */
export function dialectText(dialect: Dialect, name: string): string {
  return readFileSync(path.join(folder, dialect, name), 'utf8');
}

/** What a file of a dialect is imported as. */
export function importDialect(dialect: Dialect, name: string): ForeignTasks {
  const text = dialectText(dialect, name);
  const guess = dialect === 'crontab' ? guessKind(name, text) : guessKind(`Procfile.${name}`, text);
  if (!guess.ok) throw new Error(`${name} is taken for nothing`);
  const read = readForeign(text, guess.value, name, place, 'me');
  if (!read.ok) throw new Error(`${name} cannot be read`);
  return read.value;
}

/** What is expected of a file: each task in a line or two, then each problem, then what holds for all. */
export function expectedOf(dialect: Dialect): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(readFileSync(path.join(folder, `${dialect}.json`), 'utf8')) as Record<string, readonly string[]>;
}

/** What a file was imported as, in the form in which it is expected. */
export function describeImport({ notes, problems, tasks }: ForeignTasks): readonly string[] {
  return [
    ...tasks.flatMap(({ fields, remarks, stem }) => [
      `${stem}: ${JSON.stringify(fields)}`,
      ...remarks.map((remark) => `  ${remark}`),
    ]),
    ...problems.map(({ line, message }) => `line ${String(line)}: ${message}`),
    ...notes.map((note) => `all: ${note}`),
  ];
}
