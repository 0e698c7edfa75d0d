import type { Edit, Node } from 'jsonc-parser';
import { type Piece, type TextLayout, inlineJson, isComment, layoutOf, lineIndent, piecesBetween } from './layout.ts';

/** A property to insert: a value, or further properties that each stand on a line of their own. */
export type NewProperty =
  | { readonly name: string; readonly value: unknown }
  | { readonly name: string; readonly children: readonly NewProperty[] };

/** A property whose text is behind its name to the letter, the colon included. */
interface CopiedProperty {
  readonly name: string;
  readonly text: string;
}

/** Longer lines are broken. */
const longestLine = 100;

/** The text of a new task file with these tasks, after what is in `text` already: blanks and comments at most. */
export function newTaskFile(text: string, tasks: readonly { readonly name: string }[]): string {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const comments = text.slice(bom.length).trim();
  const layout = layoutOf(text);
  const head =
    comments === '' ? '// The tasks of this folder, run by Executor. Each has a "script" or a "command".' : comments;
  const children = tasks.map(({ name, ...value }) => ({ name, value }));
  const body = renderValue({ name: '', children: [{ name: 'tasks', children }] }, '', layout);
  return `${bom}${head}${layout.eol}${body}${layout.eol}`;
}

/**
 * The edits that insert properties at the end of an object: behind its last property and the comments on that line, but
 * before comments on lines of their own, which would else seem to belong to what is new.
 */
export function insertProperties(
  text: string,
  object: Node,
  properties: readonly (NewProperty | CopiedProperty)[],
): readonly Edit[] {
  const layout = layoutOf(text);
  const close = object.offset + object.length - 1;
  const last = object.children?.at(-1);
  const start = last ? last.offset + last.length : object.offset + 1;
  const pieces = piecesBetween(text, start, close);
  const comma = pieces.find(({ kind }) => kind === 'comma');
  const behind = pieces.filter((piece) => piece.start >= (comma?.end ?? start));
  const firstBreak = behind.findIndex(({ kind }) => kind === 'line-break');
  const sameLine = firstBreak < 0 ? behind : behind.slice(0, firstBreak);
  const position = sameLine.findLast(isComment)?.end ?? comma?.end ?? start;
  const outer = indentOfLine(text, object.offset);
  // A comment behind a trailing comma would seem to belong to what follows it on its line.
  const isApart = comma === undefined || position === comma.end;
  const isOneLine = last !== undefined && isApart && !/[\n\r]/.test(text.slice(object.offset, close));
  const indent = (last && lineIndent(text, last.offset)) ?? outer + layout.indent;

  const rendered = properties.map((property) => render(property, indent, layout, isOneLine));
  const separator = isOneLine ? ' ' : layout.eol + indent;
  const inserted = separator + rendered.join(`,${separator}`) + (comma ? ',' : '');
  const comes = pieces.filter((piece) => piece.start >= position);
  const closing = isOneLine ? undefined : closingBreak(comes, position, close, layout.eol + outer);
  const edits: Edit[] = [];
  if (last && !comma) edits.push({ offset: isOneLine ? position : start, length: 0, content: ',' });
  edits.push({ offset: position, length: closing?.replaces ?? 0, content: inserted + (closing?.text ?? '') });
  return edits;
}

/**
 * The edits that insert a copy of one property of an object right behind it, under another name: behind the comments on
 * its line, which belong to it. Comments above it are not repeated.
 */
export function insertAfter(text: string, object: Node, index: number, name: string): readonly Edit[] {
  const children = object.children ?? [];
  const property = children[index];
  const key = property?.children?.[0];
  if (!property || !key) throw new Error('internal: there is no such property');
  const copy = { name, text: text.slice(key.offset + key.length, property.offset + property.length) };
  const next = children[index + 1];
  if (!next) return insertProperties(text, object, [copy]);

  const pieces = piecesBetween(text, property.offset + property.length, next.offset);
  const comma = pieces.find(({ kind }) => kind === 'comma')?.end ?? next.offset;
  const behind = pieces.filter(({ start }) => start >= comma);
  const firstBreak = behind.findIndex(({ kind }) => kind === 'line-break');
  const layout = layoutOf(text);
  const copied = `${JSON.stringify(name)}${copy.text},`;
  if (firstBreak < 0) return [{ offset: comma, length: 0, content: ` ${copied}` }];
  const offset = behind.slice(0, firstBreak).findLast(isComment)?.end ?? comma;
  const indent = lineIndent(text, property.offset) ?? indentOfLine(text, property.offset);
  return [{ offset, length: 0, content: layout.eol + indent + copied }];
}

/** The edit that writes another value in the place of the one that a property has. */
export function replaceValue(text: string, property: Node, present: Node, value: unknown): readonly Edit[] {
  const indent = indentOfLine(text, property.offset);
  const isOneLine = !/[\n\r]/.test(text.slice(present.offset, present.offset + present.length));
  const width = longestLine - (present.offset - property.offset) - indent.length - 1;
  const content = renderValue({ name: '', value }, indent, layoutOf(text), isOneLine ? width : 0);
  return [{ offset: present.offset, length: present.length, content }];
}

/** The closing bracket goes to a line of its own, unless it or a comment already begins one. */
function closingBreak(
  pieces: readonly Piece[],
  position: number,
  close: number,
  text: string,
): { readonly replaces: number; readonly text: string } | undefined {
  const isBroken = pieces.some(({ kind }) => kind === 'line-break');
  return isBroken ? undefined : { replaces: close - position, text };
}

function indentOfLine(text: string, offset: number): string {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  return /^\uFEFF?([ \t]*)/.exec(text.slice(lineStart, offset))?.[1] ?? '';
}

function render(
  property: NewProperty | CopiedProperty,
  indent: string,
  layout: TextLayout,
  onOneLine: boolean,
): string {
  if ('text' in property) return JSON.stringify(property.name) + property.text;
  const head = `${JSON.stringify(property.name)}: `;
  if (onOneLine) return head + inlineJson(plainValue(property));
  const width = longestLine - indent.length - head.length - 1;
  return head + renderValue(property, indent, layout, width);
}

function renderValue(property: NewProperty, indent: string, layout: TextLayout, width = longestLine): string {
  const deeper = indent + layout.indent;
  if ('children' in property) {
    const lines = property.children.map((child) => deeper + render(child, deeper, layout, false));
    return `{${layout.eol}${lines.join(`,${layout.eol}`)}${layout.eol}${indent}}`;
  }
  const short = inlineJson(property.value);
  if (short.length <= width) return short;
  return JSON.stringify(property.value, undefined, layout.indent).replaceAll('\n', layout.eol + indent);
}

function plainValue(property: NewProperty): unknown {
  if ('value' in property) return property.value;
  return Object.fromEntries(property.children.map((child) => [child.name, plainValue(child)]));
}
