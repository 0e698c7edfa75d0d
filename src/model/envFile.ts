import { type Clause, say } from './clause.ts';
import { type Result, err, ok } from '../base/result.ts';

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
  /** Without its quotes. */
  readonly value: string;
  /** In single quotes: `$` and `\` mean themselves. Otherwise `expandVariables` gives the final value. */
  readonly isLiteral: boolean;
}

/** What is wrong with a file of variables. Never quotes a value, which may be secret. */
export interface EnvFileProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly message: Clause;
}

/** What a value means that is written with quotes and comment behind a `NAME=`: `util.parseEnv`, in effect. */
export type ReadValue = (written: string) => string;

/**
 * Reads the text of a file of variables: `NAME=value`, `export NAME=value`, comments and empty lines. What a value means
 * is up to `readValue`; where it ends and in which quotes it stands is found here, since Node's parser tells neither and
 * passes over what it does not understand.
 */
export function parseEnvFile(text: string, readValue: ReadValue): Result<readonly EnvAssignment[], EnvFileProblem> {
  const assignments: EnvAssignment[] = [];
  const lines = new LineReader(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  while (!lines.isAtEnd) {
    const line = lines.line;
    const problem = (message: Clause): Result<never, EnvFileProblem> => err({ line, message });
    if (lines.take(restOfLine)) continue;
    const name = lines.take(assignmentStart)?.[1];
    if (name === undefined) return problem(say('this is not of the form NAME=value'));
    const source = lines.takeValue();
    if (source.kind === 'unclosed')
      return problem(say('the {0} that begins the value of {1} has no end', source.quote, name));
    if (source.kind === 'trailing') {
      return problem(
        say('more text follows the value of {0} in quotes; put the whole value in quotes of another kind', name),
      );
    }
    const isLiteral = source.text.startsWith("'");
    const value = readValue(source.text);
    if (value.includes('\0')) return problem(say('the value of {0} contains a zero byte', name));
    if (!isLiteral && value.replaceAll(reference, ' ').includes('${')) {
      return problem(
        say(
          'in the value of {0}, "${" does not begin a variable; write ${NAME} or ${NAME:-default}, or put the value in single quotes',
          name,
        ),
      );
    }
    assignments.push({ name, value, isLiteral });
  }
  return ok(assignments);
}

/**
 * Puts values in place of `${NAME}` and `$NAME`, in one pass: what a value contains is not looked at again. A name that
 * is not set stands for nothing, or for the default in `${NAME-default}`; `${NAME:-default}` takes the default for an empty
 * value too. A default may hold variables of its own, one level deep. `\$` is a dollar sign.
 */
export function expandVariables(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replaceAll(
    reference,
    (whole: string, braced?: string, operator?: string, fallback?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return whole.slice(1);
      const value = valueOf(name);
      const isTaken = operator === ':-' ? value !== undefined && value !== '' : value !== undefined;
      if (isTaken || operator === undefined) return value ?? '';
      return expandVariables(fallback ?? '', valueOf);
    },
  );
}

/** An escaped dollar sign, a variable in braces with or without a default, or a bare one. */
const reference =
  /\\\$|\$\{([A-Za-z_]\w*)(?:(:?-)((?:[^{}$]|\$\{[A-Za-z_]\w*(?::?-[^{}]*)?\}|\$(?!\{))*))?\}|\$([A-Za-z_]\w*)/g;

/** What may follow a value in quotes, and all that is on a line without an assignment. */
const restOfLine = /[^\S\n]*(?:#[^\n]*)?(?:\n|$)/y;
const assignmentStart = /[^\S\n]*(?:export[^\S\n]+)?([A-Za-z_][\w.-]*)[^\S\n]*=[^\S\n]*/y;
const unquoted = /[^\n]*(?:\n|$)/y;

type ValueSource =
  /** With its quotes, or with the comment that may follow it. */
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'unclosed'; readonly quote: string }
  | { readonly kind: 'trailing' };

/** A text that is taken from the front. */
class LineReader {
  /** Of what comes next, counted from 1. */
  line = 1;
  private index = 0;

  constructor(private readonly text: string) {}

  get isAtEnd(): boolean {
    return this.index >= this.text.length;
  }

  take(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.index;
    const match = sticky.exec(this.text);
    if (!match) return undefined;
    this.advance(match[0].length);
    return match;
  }

  /** Takes a value and the rest of its line. */
  takeValue(): ValueSource {
    const quote = this.text.charAt(this.index);
    if (!['"', "'", '`'].includes(quote)) return { kind: 'whole', text: this.take(unquoted)?.[0].trimEnd() ?? '' };
    const close = this.text.indexOf(quote, this.index + 1);
    if (close === -1) return { kind: 'unclosed', quote };
    const text = this.text.slice(this.index, close + 1);
    this.advance(text.length);
    return this.take(restOfLine) ? { kind: 'whole', text } : { kind: 'trailing' };
  }

  private advance(length: number): void {
    const end = this.index + length;
    this.line += this.text.slice(this.index, end).split('\n').length - 1;
    this.index = end;
  }
}
