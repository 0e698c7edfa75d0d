import type { Edit, Node } from 'jsonc-parser';
import { type Piece, isComment, lineIndent, piecesBetween } from './layout.ts';

/** The edits that take one property out of an object, together with the comments that belong to it. */
export function removalOf(text: string, object: Node, index: number): readonly Edit[] {
  const children = object.children ?? [];
  const property = children[index];
  if (!property) throw new Error('internal: there is no such property');
  const previous = children[index - 1];
  const next = children[index + 1];
  const before = piecesBetween(text, previous ? endOf(previous) : object.offset + 1, property.offset);
  const close = endOf(object) - 1;
  const after = piecesBetween(text, endOf(property), next?.offset ?? close);

  const from = startWithComments(before, property.offset, previous === undefined);
  const to = endWithComments(after, endOf(property), next !== undefined);
  const { start, end } = wholeLines(text, from, to, close, next === undefined);
  const edits: Edit[] = [{ offset: start, length: end - start, content: '' }];
  // Each property but the last needs one comma behind it; a trailing one behind the last stays if it was there.
  const ownComma = after.find(({ kind }) => kind === 'comma');
  const comma = ownComma ?? before.find(({ kind }) => kind === 'comma');
  if (comma && (comma.end <= start || comma.start >= end)) {
    edits.push({ offset: comma.start, length: 1, content: '' });
  }
  if (children.length === 1) return emptied(text, object, edits);
  return edits.toSorted((one, other) => one.offset - other.offset);
}

/** Comments directly above the property, and those before it on its own line, belong to it. */
function startWithComments(before: readonly Piece[], offset: number, isFirst: boolean): number {
  const near = before.slice(before.findIndex(({ kind }) => kind === 'comma') + 1);
  // What is behind the previous property's comma, or behind the opening bracket, on that line belongs to that.
  const firstBreak = near.findIndex(({ kind }) => kind === 'line-break');
  const foreign = firstBreak >= 0 ? firstBreak : isFirst ? near.length : 0;
  let start = offset;
  let breaks = 0;
  for (const piece of near.slice(foreign).toReversed()) {
    if (piece.kind === 'line-break') breaks += 1;
    if (breaks > 1) break;
    if (!isComment(piece)) continue;
    start = piece.start;
    breaks = 0;
  }
  return start;
}

/** Comments behind the property on its line belong to it, unless the next property follows on that line. */
function endWithComments(after: readonly Piece[], offset: number, hasNext: boolean): number {
  const firstBreak = after.findIndex(({ kind }) => kind === 'line-break');
  const comma = after.findIndex(({ kind }) => kind === 'comma');
  const sameLine = firstBreak < 0 ? after : after.slice(0, firstBreak);
  const reach = firstBreak < 0 && hasNext ? sameLine.slice(0, comma + 1) : sameLine;
  return reach.findLast((piece) => isComment(piece) || piece.kind === 'comma')?.end ?? offset;
}

/** Widens a range to whole lines where it fills them, and closes the gap between blank lines. */
function wholeLines(
  text: string,
  from: number,
  to: number,
  close: number,
  isLast: boolean,
): { readonly start: number; readonly end: number } {
  const indent = lineIndent(text, from);
  const rest = /^[ \t]*(?:\r\n|\n|\r(?!\n))/.exec(text.slice(to, close))?.[0];
  if (indent === undefined || rest === undefined) {
    // On a line with others: one of the blanks around it goes as well.
    if (!isLast) return { start: from, end: to + (/^[ \t]*/.exec(text.slice(to, close))?.[0].length ?? 0) };
    return { start: from - (indent === undefined ? blanksBefore(text, from) : 0), end: to };
  }
  const start = from - indent.length;
  const end = to + rest.length;
  const blankAfter = /^(?:[ \t]*(?:\r\n|\n|\r(?!\n)))+/.exec(text.slice(end, close))?.[0] ?? '';
  const blankBefore = /(?:\r\n|\n|\r(?!\n))((?:[ \t]*(?:\r\n|\n|\r(?!\n)))+)$/.exec(text.slice(0, start))?.[1] ?? '';
  if (blankBefore !== '' && isLast) return { start: start - blankBefore.length, end };
  return { start, end: blankBefore === '' ? end : end + blankAfter.length };
}

function blanksBefore(text: string, offset: number): number {
  return offset - text.slice(0, offset).trimEnd().length;
}

/** An object of which nothing but blanks is left becomes `{}`. */
function emptied(text: string, object: Node, edits: readonly Edit[]): readonly Edit[] {
  const start = object.offset + 1;
  const end = endOf(object) - 1;
  let rest = '';
  let position = start;
  for (const { offset, length } of edits.toSorted((one, other) => one.offset - other.offset)) {
    rest += text.slice(position, offset);
    position = offset + length;
  }
  rest += text.slice(position, end);
  return rest.trim() === '' ? [{ offset: start, length: end - start, content: '' }] : edits;
}

function endOf(node: Node): number {
  return node.offset + node.length;
}
