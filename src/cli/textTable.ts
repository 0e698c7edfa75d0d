import { eastAsianWidth } from 'get-east-asian-width';
import { stripVTControlCharacters } from 'node:util';
import { safeLine, safeLines } from '../model/words/safeText.ts';

/** How a cell is coloured, where colours are used. */
export type CellTone = 'plain' | 'good' | 'uneasy' | 'bad' | 'faint';

/** One cell. */
export interface Cell {
  readonly text: string;
  readonly tone?: CellTone;
}

const codes = { plain: '', good: '32', uneasy: '33', bad: '31', faint: '2' } as const;

/** What `paint` puts around a text, captured so that `split` keeps it. */
const ownColors = new RegExp(`(\u001B\\[(?:0|${Object.values(codes).filter(Boolean).join('|')})m)`);

/** Text in a tone; as it is if there are no colours. */
export function paint(text: string, tone: CellTone, hasColor: boolean): string {
  return hasColor && tone !== 'plain' && text !== '' ? `\u001B[${codes[tone]}m${text}\u001B[0m` : text;
}

/** Rows below headings, in columns; no line has blanks at its end. Names cannot play with the reader's terminal. */
export function renderTable(
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  { hasColor }: { readonly hasColor: boolean },
): string {
  const all: readonly (readonly Cell[])[] = [headings.map((text) => ({ text, tone: 'faint' as const })), ...rows];
  const texts = all.map((row) => row.map(({ text }) => printable(text)));
  const widths = headings.map((_, column) => Math.max(...texts.map((row) => widthOf(row[column] ?? ''))));
  return all
    .map((row, index) => {
      const cells = row.map(({ tone = 'plain' }, column) => {
        const text = texts[index]?.[column] ?? '';
        const rest = (texts[index] ?? []).slice(column + 1).every((other) => other === '');
        const gap = rest ? '' : ' '.repeat((widths[column] ?? 0) - widthOf(text) + 2);
        return paint(text, tone, hasColor) + gap;
      });
      return `${cells.join('').trimEnd()}\n`;
    })
    .join('');
}

/** Control characters in a name or path would break the line or play with the terminal. */
export function printable(text: string): string {
  return safeLine(stripVTControlCharacters(text));
}

/** The same of lines, in which our own colours stay. */
export function printableLines(text: string): string {
  const parts = text.split(ownColors);
  return parts.map((part, index) => (index % 2 === 1 ? part : safeLines(stripVTControlCharacters(part)))).join('');
}

/** Columns that a text takes on a screen. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) continue;
    width += eastAsianWidth(character.codePointAt(0) ?? 0);
  }
  return width;
}
