import { type Clause, say } from '../words/clause.ts';
import { type Node, type ParseError, createScanner, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { TextProblem } from '../words/textProblem.ts';

/**
 * The largest task file that is read, in bytes: some five thousand tasks. A tenth of a second or so goes by while it is
 * parsed, in which nothing else is done; no task is to wait longer.
 */
export const largestTaskFile = 512 * 1024;

/** No task file needs to nest deeper; the parser's recursion stays far from the end of the stack. */
const deepestNesting = 100;

/** A text as JSON with comments and trailing commas: its tree, or why there is none. */
export type TaskFileSyntax =
  | { readonly kind: 'tree'; readonly root: Node }
  /** Nothing but white space and comments. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'broken'; readonly problem: TextProblem };

/** Reads the syntax of a task file. Offsets count from the start of `text`, a byte order mark included. */
export function readSyntax(text: string): TaskFileSyntax {
  if (isTooLarge(text)) {
    const message = say(
      'The task file is larger than 512 KB. Executor does not read it, because reading it would hold up its tasks. Split it across folders.',
    );
    return broken(message, 0, 0);
  }
  const json = withoutMark(text);
  const { tokens, tooDeepAt } = scanNesting(json);
  if (tooDeepAt !== undefined) {
    return broken(say('Nested deeper than {0} levels. A task file needs at most five.', deepestNesting), tooDeepAt, 1);
  }
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { allowTrailingComma: true });
  // What follows the first error is mostly its consequence.
  const [error] = errors;
  if (!error && root) return { kind: 'tree', root };
  const isEmpty = tokens === 0 && error !== undefined && printParseErrorCode(error.error) === 'ValueExpected';
  if (isEmpty || !error) return { kind: 'empty' };
  return broken(wordsFor(error), error.offset, error.length);
}

/** Whether a text, whatever errors it has, is one of those that the parser can be given. */
export function isParsable(text: string): boolean {
  return !isTooLarge(text) && scanNesting(withoutMark(text)).tooDeepAt === undefined;
}

/** The parser knows no byte order mark; a space in its place keeps every offset. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
}

/** Whether a text is more than is read of a task file. */
export function isTooLarge(text: string): boolean {
  // No unit of UTF-16 has more than three bytes in UTF-8.
  if (text.length > largestTaskFile || 3 * text.length <= largestTaskFile) return text.length > largestTaskFile;
  let bytes = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_00_00 ? 3 : 4;
  }
  return bytes > largestTaskFile;
}

function scanNesting(json: string): { readonly tokens: number; readonly tooDeepAt?: number } {
  const scanner = createScanner(json, true);
  let depth = 0;
  for (let tokens = 0; ; tokens += 1) {
    scanner.scan();
    const offset = scanner.getTokenOffset();
    if (offset >= json.length) return { tokens };
    // The kinds of tokens are an ambient const enum, of which nothing is left at run time: their text tells instead.
    const first = json[offset];
    if (first === '{' || first === '[') depth += 1;
    if (first === '}' || first === ']') depth -= 1;
    if (depth > deepestNesting) return { tokens, tooDeepAt: offset };
  }
}

function broken(message: Clause, offset: number, length: number): TaskFileSyntax {
  return { kind: 'broken', problem: { message, offset, length } };
}

function wordsFor(error: ParseError): Clause {
  return syntaxWords[printParseErrorCode(error.error)] ?? say('This is not valid JSON.');
}

const syntaxWords: Readonly<Record<string, Clause>> = {
  InvalidSymbol: say('This is not valid JSON. Write text in double quotes.'),
  InvalidNumberFormat: say('This is not a valid number.'),
  PropertyNameExpected: say('A name in double quotes is missing here.'),
  ValueExpected: say('A value is missing here.'),
  ColonExpected: say('A colon is missing before this.'),
  CommaExpected: say('A comma is missing before this.'),
  CloseBraceExpected: say('A closing "}" is missing here.'),
  CloseBracketExpected: say('A closing "]" is missing here.'),
  EndOfFileExpected: say('Nothing may follow the end of the object. Remove this text or the extra closing brace.'),
  UnexpectedEndOfComment: say('This comment is not closed. Close it with "*/".'),
  UnexpectedEndOfString: say('This text is not closed. Close it with a double quote on the same line.'),
  UnexpectedEndOfNumber: say('This number is incomplete.'),
  InvalidUnicode: say('This Unicode escape is incomplete. Write \\u and four hexadecimal digits.'),
  InvalidEscapeCharacter: say('This escape is unknown. Write a backslash as "\\\\".'),
  InvalidCharacter: say(
    'Text in quotes cannot contain control characters. Write a tab as "\\t", a line break as "\\n".',
  ),
};
