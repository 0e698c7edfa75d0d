import { withoutVariables } from '../words/variables.ts';

/** A value of an env file as it was written: texts, and the variables whose values come in their places. */
export type EnvFileValue = readonly (string | EnvReference)[];

/** A variable in a value. */
export interface EnvReference {
  readonly name: string;
  /** As it is in the file: "$HOME", "${PORT:-5000}". */
  readonly written: string;
  /** Where its `$` stands. */
  readonly place: TextPlace;
  /** What follows the name in braces. */
  readonly otherwise?: { readonly operator: Operator; readonly value: EnvFileValue };
}

/** A place in a file; both are counted from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** As POSIX shells have them; with a colon an empty value counts as none. */
type Operator = ':-' | '-' | ':+' | '+' | ':?' | '?';

/** A value with the values of its variables, and what became of those that have none. */
export interface ExpandedValue {
  readonly text: string;
  /** Variables that expand to nothing. */
  readonly unset: readonly EnvReference[];
  /** The first that must have a value (`${NAME:?why}`) and has none. */
  readonly missing?: { readonly reference: EnvReference; readonly why: string };
}

/** Puts values in place of variables, in one pass: what a value contains is not looked at again. */
export function expandValue(value: EnvFileValue, valueOf: (name: string) => string | undefined): ExpandedValue {
  const parts = value.map((part): ExpandedValue =>
    typeof part === 'string' ? { text: part, unset: [] } : expandReference(part, valueOf),
  );
  const missing = parts.find((part) => part.missing)?.missing;
  return {
    text: parts.map(({ text }) => text).join(''),
    unset: parts.flatMap(({ unset }) => unset),
    ...(missing && { missing }),
  };
}

function expandReference(reference: EnvReference, valueOf: (name: string) => string | undefined): ExpandedValue {
  const { name, otherwise } = reference;
  const value = valueOf(name);
  if (!otherwise) return { text: value ?? '', unset: value === undefined ? [reference] : [] };
  const { operator } = otherwise;
  const isSet = value !== undefined && (value !== '' || !operator.startsWith(':'));
  switch (operator) {
    case ':-':
    case '-':
      return isSet ? { text: value, unset: [] } : expandValue(otherwise.value, valueOf);
    case ':+':
    case '+':
      return isSet ? expandValue(otherwise.value, valueOf) : { text: '', unset: [] };
    case ':?':
    case '?': {
      if (isSet) return { text: value, unset: [] };
      const why = expandValue(otherwise.value, valueOf).text;
      return { text: '', unset: [], missing: { reference, why } };
    }
  }
}

/** A text with variables, or where in it a `${` begins none. */
export type ReadValue =
  { readonly kind: 'value'; readonly value: EnvFileValue } | { readonly kind: 'bad'; readonly offset: number };

/**
 * Finds the variables in a text: `$NAME`, and in braces with what may follow the name. `$$` and what begins no name
 * stay as they are, as does a backslash, except before `$` and where `meant` says what it makes of the character behind
 * it. `placeOf` tells where in the file an offset in the text is.
 */
export function readValue(
  text: string,
  meant: Readonly<Record<string, string>>,
  placeOf: (offset: number) => TextPlace,
): ReadValue {
  const reader = new ValueReader(text, meant, placeOf);
  const value = reader.read(0);
  return value ? { kind: 'value', value } : { kind: 'bad', offset: reader.index };
}

/** How deep variables may be in what follows the names of others. */
const deepest = 8;
const bare = /\$([A-Za-z_]\w*)/y;
const bracedStart = /\$\{([A-Za-z_]\w*)(:?[-+?])?/y;

/** A text that is read once, from the front. */
class ValueReader {
  /** Of what comes next; where nothing could be read, of the `${` that begins no variable. */
  index = 0;

  constructor(
    private readonly text: string,
    private readonly meant: Readonly<Record<string, string>>,
    private readonly placeOf: (offset: number) => TextPlace,
  ) {}

  /** Up to the end, or inside of braces to the closing one; undefined if a `${` begins no variable. */
  read(depth: number): EnvFileValue | undefined {
    const parts: (string | EnvReference)[] = [];
    let literal = '';
    while (this.index < this.text.length && !(depth > 0 && this.text.charAt(this.index) === '}')) {
      const plain = this.takePlain();
      if (plain !== undefined) {
        literal += plain;
        continue;
      }
      const reference = this.takeReference(depth);
      if (!reference) return undefined;
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push(reference);
    }
    return literal === '' ? parts : [...parts, literal];
  }

  /** What the next character stands for, with the one behind it where they belong together; undefined before a variable. */
  private takePlain(): string | undefined {
    const { index, text } = this;
    const char = text.charAt(index);
    const next = text.charAt(index + 1);
    if (char === '\\' && (next === '$' || Object.hasOwn(this.meant, next))) {
      this.index += 2;
      return this.meant[next] ?? next;
    }
    if (char === '$' && next === '$') {
      this.index += 2;
      return '$$';
    }
    if (char === '$' && /[{A-Za-z_]/.test(next)) return undefined;
    this.index += 1;
    return char;
  }

  private takeReference(depth: number): EnvReference | undefined {
    const start = this.index;
    const place = this.placeOf(start);
    const short = this.take(bare);
    if (short) return { name: short[1] ?? '', written: short[0], place };
    const head = depth < deepest ? this.take(bracedStart) : undefined;
    if (!head) return undefined;
    const [, name = '', operator] = head;
    const value = operator === undefined ? [] : this.read(depth + 1);
    if (!value) return undefined;
    if (this.text.charAt(this.index) !== '}') {
      this.index = start;
      return undefined;
    }
    this.index += 1;
    const written = this.text.slice(start, this.index);
    const otherwise = operator === undefined ? {} : { otherwise: { operator: operator as Operator, value } };
    return { name, written, place, ...otherwise };
  }

  private take(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.index;
    const match = sticky.exec(this.text);
    if (!match) return undefined;
    this.index += match[0].length;
    return match;
  }
}

/** The same as a string of a task file; what that cannot say stays as it is written. */
export function asTaskFileString(value: EnvFileValue): string {
  return value
    .map((part, index) => {
      if (typeof part === 'string') {
        const isBeforeVariable = typeof value[index + 1] === 'object';
        return withoutVariables(isBeforeVariable ? part.replace(/\$+$/, (run) => run + run) : part);
      }
      const { name, otherwise } = part;
      if (!otherwise) return `\${env:${name}}`;
      const fallback = asTaskFileString(otherwise.value);
      const isSayable = otherwise.operator.endsWith('-') && /^(?:[^{}]|\$\{[^{}]*\})*$/.test(fallback);
      return isSayable ? `\${env:${name}:-${fallback}}` : withoutVariables(part.written);
    })
    .join('');
}

/**
 * Whether a text is the hash of a password, or has one behind a colon as in a file of Apache's: "$2b$12$…", "me:$apr1$…". No
 * shell makes anything useful of its dollar signs.
 */
export function isPasswordHash(text: string): boolean {
  return passwordHash.test(text);
}

/** The modular crypt format, by the names of its methods. */
const passwordHash =
  /^(?:[^\s$:]+:)?\$(?:[1-9][a-z]?|apr1|argon2(?:id|i|d)|g?y|md5|sha1|scrypt|bcrypt-sha\d+|pbkdf2(?:-sha\d+)?|[PH])\$[\w./+=,$-]+$/;
