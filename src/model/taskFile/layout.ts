import { createScanner } from 'jsonc-parser';

/** How a text is laid out, so that what is inserted looks like what is there already. */
export interface TextLayout {
  readonly eol: string;
  /** One step of indentation. */
  readonly indent: string;
}

/** Finds out the line breaks and the indentation of a text; `\n` and two spaces where nothing tells. */
export function layoutOf(text: string): TextLayout {
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  // The first indented property or bracket tells; lines of comments are indented in ways of their own.
  const indent = /(?:^|[\n\r])([ \t]+)["{[]/.exec(text)?.[1];
  return { eol, indent: indent ?? '  ' };
}

/** A piece of text between two values: a comma, a comment, a line break or blanks. */
export interface Piece {
  readonly kind: 'comma' | 'line-comment' | 'block-comment' | 'line-break' | 'blank';
  readonly start: number;
  readonly end: number;
}

/** Divides the text between two values, or between a value and a bracket, into its pieces. */
export function piecesBetween(text: string, start: number, end: number): readonly Piece[] {
  const scanner = createScanner(text.slice(0, end));
  scanner.setPosition(start);
  const pieces: Piece[] = [];
  while (scanner.getPosition() < end) {
    scanner.scan();
    const from = scanner.getTokenOffset();
    pieces.push({ kind: kindOf(text, from), start: from, end: scanner.getPosition() });
  }
  return pieces;
}

function kindOf(text: string, offset: number): Piece['kind'] {
  const first = text[offset] ?? '';
  switch (first) {
    case ',':
      return 'comma';
    case '/':
      return text[offset + 1] === '*' ? 'block-comment' : 'line-comment';
    case '\n':
    case '\r':
      return 'line-break';
    default:
      return 'blank';
  }
}

/** Whether a piece is a comment of either kind. */
export function isComment({ kind }: Piece): boolean {
  return kind === 'line-comment' || kind === 'block-comment';
}

/** The blanks at the beginning of the line that `offset` is in; undefined if something else is before it. */
export function lineIndent(text: string, offset: number): string | undefined {
  const before = /(?:^|[\n\r])\uFEFF?([ \t]*)$/.exec(text.slice(Math.max(0, offset - 1_000), offset));
  return before?.[1];
}

/** A value as JSON on one line with spaces inside of brackets, as people write it. */
export function inlineJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const properties = Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    inner === undefined ? [] : [`${JSON.stringify(name)}: ${inlineJson(inner)}`],
  );
  return properties.length === 0 ? '{}' : `{ ${properties.join(', ')} }`;
}
