import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitArguments } from '../../../../src/model/words/argumentLine.ts';

test.each<[string, readonly string[]]>([
  ['', []],
  ['  \t ', []],
  ['one', ['one']],
  [' one  two ', ['one', 'two']],
  ["'one two' three", ['one two', 'three']],
  ['"one two"three', ['one twothree']],
  ['--city="New York"', ['--city=New York']],
  ['"" \'\'', ['', '']],
  [String.raw`a\ b`, ['a b']],
  [String.raw`"a\"b\\c\d"`, [String.raw`a"b\c\d`]],
  [String.raw`'a\b'`, [String.raw`a\b`]],
  ['$HOME *.csv ~ `x` a;b', ['$HOME', '*.csv', '~', '`x`', 'a;b']],
  ['\\😀', ['😀']],
])('%j is split into %j', (line, words) => {
  expect(splitArguments(line)).toEqual({ ok: true, value: words });
});

test.each<[string, number, string]>([
  ["a 'b c", 2, "The quote ' in column 3 is not closed. Close it, or write a backslash before it."],
  ['a"b', 1, 'The quote " in column 2 is not closed. Close it, or write a backslash before it.'],
  ['a\\', 1, 'The line ends with a backslash that escapes nothing. Write two to mean one.'],
])('%j is refused at %i', (line, offset, message) => {
  expect(splitArguments(line)).toEqual({ ok: false, error: { message, offset, length: line.length - offset } });
});

test('words that are quoted come back as they were', () => {
  const quote = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
      expect(splitArguments(words.map(quote).join(' '))).toEqual({ ok: true, value: words });
    }),
  );
});
