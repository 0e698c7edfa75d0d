import { firstWhere } from '../../base/firstWhere.ts';
import { type Clause, say } from '../words/clause.ts';
import { type EnvFileValue, isPasswordHash, readValue, type TextPlace } from './envFileValue.ts';
import { type Result, err, ok } from '../../base/result.ts';

/** The largest file of variables that is read, in bytes: no environment that a system takes is larger. */
export const largestEnvFile = 2 * 1024 * 1024;

/** A file of variables, read and checked but not expanded. */
export interface EnvFile {
  /** As the task file has it, its variables replaced; for people. */
  readonly path: string;
  /** In the order of the file; one name may come more than once. */
  readonly assignments: readonly EnvAssignment[];
}

/** One line `NAME=value`; in quotes a value may span several. */
export interface EnvAssignment {
  readonly name: string;
  /** Without its quotes, and with what its backslashes mean. */
  readonly value: EnvFileValue;
  /** Where a shell would run a command in it: `$(…)` or backticks. Here it is text. */
  readonly command?: TextPlace;
}

/** What is wrong with a file of variables. Never quotes a value, which may be secret. */
export interface EnvFileProblem extends TextPlace {
  readonly message: Clause;
}

/**
 * Reads the text of a file of variables: `NAME=value`, `export NAME=value`, comments and empty lines. What `sh`, Docker
 * Compose and python-dotenv agree on is so here; where they differ, `docs/dialects.md` says what is done and why.
 */
export function parseEnvFile(text: string): Result<readonly EnvAssignment[], EnvFileProblem> {
  const reader = new EnvFileReader(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  const assignments: EnvAssignment[] = [];
  while (!reader.isAtEnd) {
    if (reader.take(restOfLine) || reader.take(exportOnly)) continue;
    const name = reader.take(assignmentStart)?.[1];
    if (name === undefined) return err({ ...reader.place, message: say('this does not have the form NAME=value') });
    const assignment = readAssignment(reader, name);
    if (!assignment.ok) return assignment;
    assignments.push(assignment.value);
  }
  return ok(assignments);
}

/** The text of a value between its quotes, and the offset in the file at which it begins. */
interface ValueSource {
  readonly start: number;
  readonly text: string;
}

function readAssignment(reader: EnvFileReader, name: string): Result<EnvAssignment, EnvFileProblem> {
  const quote = reader.take(quoteMark)?.[0];
  const source = quote === undefined ? ok(takeUnquoted(reader)) : takeQuoted(reader, quote, name);
  if (!source.ok) return source;
  const { start, text } = source.value;
  const placeOf = (offset: number): TextPlace => reader.placeOf(start + offset);
  const nul = text.indexOf('\0');
  if (nul >= 0) return err({ ...placeOf(nul), message: say('the value of {0} contains a zero byte', name) });
  if (quote === "'" || isPasswordHash(text)) return ok({ name, value: text === '' ? [] : [text] });
  const read = readValue(text, quote === '"' ? meantInDoubleQuotes : {}, placeOf);
  if (read.kind === 'bad') {
    const message = say(
      'in the value of {0}, "${" does not begin a variable; write ${NAME} or ${NAME:-default}, or put the value in single quotes',
      name,
    );
    return err({ ...placeOf(read.offset), message });
  }
  const command = quote === '`' ? -1 : text.search(commandStart);
  return ok({ name, value: read.value, ...(command >= 0 && { command: placeOf(command) }) });
}

/** Takes the rest of a line, without the comment that may be in it behind white space. */
function takeUnquoted(reader: EnvFileReader): ValueSource {
  const start = reader.index;
  const text = reader.take(untilEndOfLine)?.[1] ?? '';
  const isComment = text.startsWith('#') && reader.isBlankBefore(start);
  return { start, text: isComment ? '' : text.replace(inlineComment, '').trimEnd() };
}

/** Takes a value behind its opening quote, and the rest of its line, where nothing but a comment may stand. */
function takeQuoted(reader: EnvFileReader, quote: string, name: string): Result<ValueSource, EnvFileProblem> {
  const start = reader.index;
  let trailing: TextPlace | undefined;
  for (const { body, meaning } of quotedForms[quote] ?? []) {
    const text = reader.take(body)?.[1];
    if (text === undefined) continue;
    if (reader.take(restOfLine)) return ok({ start, text: meaning ? meaning(text) : text });
    trailing ??= reader.place;
    reader.index = start;
  }
  const message = trailing
    ? say('text follows the quoted value of {0}; put the whole value in a different kind of quotes', name)
    : say('the {0} that opens the value of {1} is not closed', quote, name);
  return err({ ...(trailing ?? reader.placeOf(start - 1)), message });
}

const blanks = /[^\S\n]*/y;
/** What may follow a value in quotes, and all that is on a line without an assignment. */
const restOfLine = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;
/** Hands on what is there, which is done anyway. */
const exportOnly = /[^\S\n]*export(?:[^\S\n]+[A-Za-z_]\w*)+[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;
const assignmentStart = /[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_][\w.-]*)[^\S\n]*=[^\S\n]*/y;
const untilEndOfLine = /([^\n]*)(?:\n|$)/y;
const inlineComment = /[^\S\n]#.*$/;
const quoteMark = /["'`]/y;
/** Where a shell would run a command. */
const commandStart = /(?<!\\)(?:\$\(|`)/;

/** What a backslash makes of the character behind it. */
const meantInDoubleQuotes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '`': '`',
  '\n': '',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** How a value in quotes may go on behind the opening one: the first that reaches the end of a line. */
const quotedForms: Readonly<Record<string, readonly QuotedForm[]>> = {
  "'": [
    // In a shell nothing but a quote ends them, and '\'' is how one is written.
    { body: /([^']*(?:'\\''[^']*)*)'/y, meaning: (text) => text.replaceAll("'\\''", "'") },
    // Compose and python-dotenv take \' for one.
    { body: /([^'\\]*(?:\\[^][^'\\]*)*)'/y, meaning: (text) => text.replaceAll("\\'", "'") },
  ],
  '"': [{ body: /([^"\\]*(?:\\[^][^"\\]*)*)"/y }],
  '`': [{ body: /([^`]*)`/y }],
};

interface QuotedForm {
  readonly body: RegExp;
  readonly meaning?: (text: string) => string;
}

/** A text that is taken from the front. */
class EnvFileReader {
  /** Of what comes next. */
  index = 0;
  private readonly lineStarts: readonly number[];

  constructor(private readonly text: string) {
    this.lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  }

  get isAtEnd(): boolean {
    return this.index >= this.text.length;
  }

  /** Of what comes next, blanks left out. */
  get place(): TextPlace {
    blanks.lastIndex = this.index;
    return this.placeOf(this.index + (blanks.exec(this.text)?.[0].length ?? 0));
  }

  placeOf(offset: number): TextPlace {
    const { length } = this.lineStarts;
    const line = firstWhere(0, length, (index) => (this.lineStarts[index] ?? Infinity) > offset);
    return { line, column: offset - (this.lineStarts[line - 1] ?? 0) + 1 };
  }

  isBlankBefore(offset: number): boolean {
    return /\s/.test(this.text.charAt(offset - 1));
  }

  take(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.index;
    const match = sticky.exec(this.text);
    if (!match) return undefined;
    this.index += match[0].length;
    return match;
  }
}
