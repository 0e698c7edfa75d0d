import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnsiStripper } from '../../../../src/model/words/ansiStripper.ts';

const colourful =
  'plain \u001b[1;31mred\u001b[0m, \u001b]8;;https://example.org\u0007a link\u001b]8;;\u0007, \u001b[2Kcleared';

function strip(...pieces: readonly string[]): string {
  const stripper = new AnsiStripper();
  return pieces.map((piece) => stripper.strip(piece)).join('');
}

test('takes colours, links and cursor movements out', () => {
  expect(strip(colourful)).toBe('plain red, a link, cleared');
});

test('gives the same text wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(colourful.length), { maxLength: 5 }), (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), colourful.length];
      const pieces = places.slice(1).map((end, index) => colourful.slice(places[index], end));
      expect(strip(...pieces)).toBe('plain red, a link, cleared');
    }),
  );
});

test('does not hold a text back for an escape character that begins nothing', () => {
  expect(strip(`\u001b[${'9'.repeat(300)}`, 'after')).toContain('after');
});
