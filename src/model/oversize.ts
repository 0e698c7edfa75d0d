import { type Clause, say } from './words/clause.ts';

/** How much a system hands to a program that is started, in bytes; undefined if nothing is known of it. */
export interface StartLimits {
  /** For one argument or one variable with its name. */
  readonly one?: number;
  /** For all of them together. */
  readonly all?: number;
}

/** More than the platform hands to a program. */
export interface TooLarge {
  readonly reason: 'too-large';
  /** One variable, one argument, or all of them together. */
  readonly what: 'variable' | 'argument' | 'all';
  /** Of the variable; of an argument its number, the program being 0. */
  readonly name?: string;
  readonly bytes: number;
  /** Absent if it is not known. */
  readonly limitBytes?: number;
  /** Of all of them. */
  readonly largest?: { readonly what: 'variable' | 'argument'; readonly name: string; readonly bytes: number };
}

/** What a system that has refused to start a program has found too large: one thing, or all of them together. */
export function findTooLarge(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  { all, one }: StartLimits,
): TooLarge {
  const variables = Object.entries(env).map(([name, value]) => part('variable', name, `${name}=${value}`));
  const args = argv.map((arg, index) => part('argument', String(index), arg));
  const single = [largest(variables), largest(args)].find((each) => each && one !== undefined && each.bytes > one);
  if (single) return { reason: 'too-large', ...single, ...(one !== undefined && { limitBytes: one }) };
  const parts = [...variables, ...args];
  return {
    reason: 'too-large',
    what: 'all',
    bytes: parts.reduce((bytes, each) => bytes + each.bytes, 0),
    ...(all !== undefined && { limitBytes: all }),
    largest: largest(parts) ?? { what: 'variable', name: '', bytes: 0 },
  };
}

/** The sentences for it. */
export function tooLargeClause(failure: TooLarge): Clause {
  const size = kilobytes(failure.bytes);
  const limit = failure.limitBytes === undefined ? undefined : kilobytes(failure.limitBytes);
  if (failure.what === 'all') {
    const { largest = { what: 'variable', name: '', bytes: 0 } } = failure;
    const what = nameOf(largest.what, largest.name);
    const facts = say('the largest is {0} with {1}', what, kilobytes(largest.bytes));
    return limit === undefined
      ? say(
          'The environment and arguments total {0}, more than this system allows; {1}. Put it in a file, and pass the script its path.',
          size,
          facts,
        )
      : say(
          'The environment and arguments total {0}, but this system allows at most {2}; {1}. Put it in a file, and pass the script its path.',
          size,
          facts,
          limit,
        );
  }
  return say(
    '{0} has {1}, but this system allows at most {2} each. Put it in a file, and pass the script its path.',
    failure.what === 'variable'
      ? say('The variable {0}', failure.name ?? '')
      : say('Argument {0} of the command line', failure.name ?? ''),
    size,
    limit ?? '',
  );
}

function nameOf(what: 'variable' | 'argument', name: string): Clause {
  return what === 'variable' ? say('the variable {0}', name) : say('argument {0} of the command line', name);
}

type Part = NonNullable<TooLarge['largest']>;

/** Its bytes are counted with the zero byte at its end. */
function part(what: Part['what'], name: string, text: string): Part {
  return { what, name, bytes: new TextEncoder().encode(text).length + 1 };
}

function largest(parts: readonly Part[]): Part | undefined {
  return parts.reduce<Part | undefined>((most, each) => (most && most.bytes >= each.bytes ? most : each), undefined);
}

/** A size in whole kilobytes, rounded up: "513 KB". */
export function kilobytes(bytes: number): string {
  return `${String(Math.ceil(bytes / 1024))} KB`;
}
