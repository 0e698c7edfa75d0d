import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { word } from '../../../src/model/clause.ts';
import { type EnvAssignment, expandVariables, parseEnvFile } from '../../../src/model/envFile.ts';

function parse(text: string): ReturnType<typeof parseEnvFile> {
  return parseEnvFile(text, (written) => parseEnv(`VALUE=${written}`)['VALUE'] ?? '');
}

/** Names with values as read, before any expansion. */
function values(text: string): Record<string, string> {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(`line ${String(parsed.error.line)}: ${word(parsed.error.message)}`);
  return Object.fromEntries(parsed.value.map(({ name, value }: EnvAssignment) => [name, value]));
}

test.each([
  ['', {}],
  ['\n  \n# A=1\n  # indented\n', {}],
  ['A=1', { A: '1' }],
  ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ['\uFEFFA=1\n', { A: '1' }],
  ['  A =  1 2  \n', { A: '1 2' }],
  ['export A=1\nexport  B=2\nexport=3', { A: '1', B: '2', export: '3' }],
  ['A=\nB=  \nC=1', { A: '', B: '', C: '1' }],
  ['A=1 # comment\nB="1 # none" # comment\nC=#\nD=x#y', { A: '1', B: '1 # none', C: '', D: 'x' }],
  ['A="two\nlines"\nB=1', { A: 'two\nlines', B: '1' }],
  ['A="a\\nb"\nB=\'a\\nb\'\nC=a\\nb', { A: 'a\nb', B: 'a\\nb', C: 'a\\nb' }],
  ['A="it\'s"\nB=\'say "x"\'\nC=`it\'s "x"`', { A: "it's", B: 'say "x"', C: 'it\'s "x"' }],
  ['A=""\nB=\'\'\nC=``', { A: '', B: '', C: '' }],
  ['A=x"y"\nB=it\'s', { A: 'x"y"', B: "it's" }],
  ['A=a=b\nB_1.x-y==', { A: 'a=b', 'B_1.x-y': '=' }],
  ['A=1\nA=2', { A: '2' }],
  ['__proto__=1\nconstructor="2"\ntoString=', JSON.parse('{"__proto__":"1","constructor":"2","toString":""}')],
])('reads %j', (text, expected) => {
  expect(values(text)).toEqual(expected);
});

test('tells what stands in single quotes, which is literal', () => {
  expect(parse('A=1\nB="1"\nC=\'1\'\nD=`1`')).toEqual({
    ok: true,
    value: [
      { name: 'A', value: '1', isLiteral: false },
      { name: 'B', value: '1', isLiteral: false },
      { name: 'C', value: '1', isLiteral: true },
      { name: 'D', value: '1', isLiteral: false },
    ],
  });
});

const notAnAssignment = 'this is not of the form NAME=value';
const unknownVariable =
  'in the value of A, "${" does not begin a variable; write ${NAME} or ${NAME:-default}, or put the value in single quotes';
const trailing = 'more text follows the value of A in quotes; put the whole value in quotes of another kind';

test.each([
  ['A=1\nsecret words', 2, notAnAssignment],
  ['A="1\n2"\n\nB', 4, notAnAssignment],
  ['1A=1', 1, notAnAssignment],
  ['A B=1', 1, notAnAssignment],
  ['=1', 1, notAnAssignment],
  ['A: 1', 1, notAnAssignment],
  ['export A', 1, notAnAssignment],
  ['#\nA="1\nB=2', 2, 'the " that begins the value of A has no end'],
  ["A='1", 1, "the ' that begins the value of A has no end"],
  ['A="1" 2', 1, trailing],
  ['A="{"a":1}"', 1, trailing],
  ['A=x\0y', 1, 'the value of A contains a zero byte'],
  ['A=${B', 1, unknownVariable],
  ['A=${B:?needed}', 1, unknownVariable],
  ['\nA="${1}"', 2, unknownVariable],
  ['A=${B:-${C:-${D}}}', 1, unknownVariable],
  ['A=$\\${B}{', 1, undefined],
  ["A='${'", 1, undefined],
  ['A="\\${"', 1, undefined],
])('finds what is wrong in %j', (text, line, message) => {
  expect(parse(text)).toMatchObject(message === undefined ? { ok: true } : { ok: false, error: { line, message } });
});

test('no message quotes a value', () => {
  for (const text of ['hush', 'A="hush', 'A="x" hush', 'A=hush${', 'A=hush\0', 'hush A=1']) {
    const parsed = parse(text);
    expect(parsed.ok ? 'no problem' : word(parsed.error.message)).not.toMatch(/hush|no problem/);
  }
});

test('whatever the text, it is read or has its problem in a line that is there', () => {
  const piece = fc.constantFrom(
    'A',
    'B_2',
    '=',
    '"',
    "'",
    '`',
    '#',
    ' ',
    '\n',
    '\r\n',
    '$',
    '${',
    '}',
    '\\',
    ':-',
    'export ',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      const parsed = parse(text);
      if (parsed.ok) return;
      expect(parsed.error.line).toBeGreaterThanOrEqual(1);
      expect(parsed.error.line).toBeLessThanOrEqual(text.split('\n').length);
    }),
    { numRuns: 2_000 },
  );
});

test('any value survives being written in quotes that it does not contain', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom("'", '`'), (value, quote) => {
      fc.pre(!value.includes(quote) && !/[\r\0]|\$\{/.test(value));
      expect(values(`A=0\nX=${quote}${value}${quote}\nB=1`)).toEqual({ A: '0', X: value, B: '1' });
    }),
  );
});

test.each([
  ['plain', 'plain'],
  ['$A', 'a'],
  ['${A}', 'a'],
  ['$A$A ${A}x $Ax', 'aa ax '],
  ['$A.$A-$A/', 'a.a-a/'],
  ['[$NONE${NONE}]', '[]'],
  ['[$EMPTY]', '[]'],
  ['\\$A \\${A}', '$A ${A}'],
  ['\\\\$A', '\\$A'],
  ['5$ $5 $$A $', '5$ $5 $a $'],
  ['${A:-x}${A-x}', 'aa'],
  ['${NONE:-x}${NONE-y}', 'xy'],
  ['${EMPTY:-x}[${EMPTY-y}]', 'x[]'],
  ['${NONE:-}', ''],
  ['${NONE:-$A b}', 'a b'],
  ['${NONE:-${A}}', 'a'],
  ['${NONE:-<${NONE:-x}>}', '<x>'],
  ['${NONE:-\\$A $5}', '$A $5'],
  ['$DOLLAR ${DOLLAR}', '$A $A'],
  ['${NONE:-$DOLLAR}', '$A'],
  ['a b\nc', 'a b\nc'],
])('expands %j to %j', (text, expected) => {
  const variables = new Map([
    ['A', 'a'],
    ['EMPTY', ''],
    ['DOLLAR', '$A'],
  ]);
  expect(expandVariables(text, (name) => variables.get(name))).toBe(expected);
});

test('many braces without end do not take forever', () => {
  const text = '${A:-'.repeat(20_000);
  expect(expandVariables(text, () => 'x')).toBe(text);
});
