import fc from 'fast-check';
import { expect, test } from 'vitest';
import { word } from '../../../../src/model/words/clause.ts';
import { parseEnvFile } from '../../../../src/model/environment/envFile.ts';
import { asTaskFileString, type EnvFileValue, expandValue } from '../../../../src/model/environment/envFileValue.ts';
import { substitute, unknownVariables } from '../../../../src/model/words/variables.ts';

/** A value as it is in the file, its variables not expanded. */
function unexpanded(value: EnvFileValue): string {
  return value.map((part) => (typeof part === 'string' ? part : part.written)).join('');
}

/** Names with values as read, before any expansion. */
function values(text: string): Record<string, string> {
  const parsed = parseEnvFile(text);
  if (!parsed.ok) throw new Error(`line ${String(parsed.error.line)}: ${word(parsed.error.message)}`);
  return Object.fromEntries(parsed.value.map(({ name, value }) => [name, unexpanded(value)]));
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
  ['A=1 # comment\nB="1 # none" # comment\nC=#\nD=x#y', { A: '1', B: '1 # none', C: '#', D: 'x#y' }],
  ['A= # comment\nB=\t#\nC="1"# comment\nD=1\t# comment', { A: '', B: '', C: '1', D: '1' }],
  ['A=s3cret#2024\nB=#ff0000\nC="#1"', { A: 's3cret#2024', B: '#ff0000', C: '#1' }],
  ['export A B # handed on\nexport C=1', { C: '1' }],
  ['A="{\\"b\\": \\"c\\\\d\\"}"', { A: '{"b": "c\\d"}' }],
  ['A="\\r\\t\\n\\`\\b\\x\\\'"', { A: "\r\t\n`\\b\\x\\'" }],
  ['A="one\\\ntwo"', { A: 'onetwo' }],
  ["A='it'\\''s'\nB='Let\\'s go!'\nC='C:\\'", { A: "it's", B: "Let's go!", C: 'C:\\' }],
  ['A=$2b$12$KIXQd9tVjM5f.abc/def\nB="$6$salt$hash"', { A: '$2b$12$KIXQd9tVjM5f.abc/def', B: '$6$salt$hash' }],
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

test('only single quotes, and hashes of passwords, hold back variables', () => {
  const text = 'A=$X\nB="$X"\nC=\'$X\'\nD=`$X`\nE=me:$apr1$X$X\nF=$y$j9T$X\nG=$a$X';
  const parsed = parseEnvFile(text);
  const expanded = parsed.ok ? parsed.value.map(({ value }) => expandValue(value, () => 'x').text) : [];
  expect(expanded).toEqual(['x', 'x', '$X', 'x', 'me:$apr1$X$X', '$y$j9T$X', 'xx']);
});

const notAnAssignment = 'this does not have the form NAME=value';
const unknownVariable =
  'in the value of A, "${" does not begin a variable; write ${NAME} or ${NAME:-default}, or put the value in single quotes';
const trailing = 'text follows the quoted value of A; put the whole value in a different kind of quotes';

test.each<[string, number, string | undefined, number?]>([
  ['A=1\nsecret words', 2, notAnAssignment, 1],
  ['A="1\n2"\n\nB', 4, notAnAssignment],
  ['1A=1', 1, notAnAssignment],
  ['A B=1', 1, notAnAssignment],
  ['=1', 1, notAnAssignment],
  ['\n  A: 1', 2, notAnAssignment, 3],
  ['export A-B', 1, notAnAssignment],
  ['A', 1, notAnAssignment],
  ['#\nA="1\nB=2', 2, 'the " that opens the value of A is not closed'],
  ["A='1", 1, "the ' that opens the value of A is not closed"],
  ['A="1" 2', 1, trailing, 7],
  ['A="1\n2"x', 2, trailing, 3],
  ["A='1'2", 1, trailing, 6],
  ['A="C:\\"', 1, 'the " that opens the value of A is not closed', 3],
  ['A="{"a":1}"', 1, trailing],
  ['A=x\0y', 1, 'the value of A contains a zero byte'],
  ['A=${B', 1, unknownVariable],
  ['A=${B:?needed}', 1, undefined],
  ['A=x${B/c/d}', 1, unknownVariable, 4],
  ['\nA="${1}"', 2, unknownVariable],
  ['A=${B:-${C:-${D}}}', 1, undefined],
  [`A=${'${B:-'.repeat(9)}${'}'.repeat(9)}`, 1, unknownVariable],
  ['A=$\\${B}{', 1, undefined],
  ["A='${'", 1, undefined],
  ['A="\\${"', 1, undefined],
])('finds what is wrong in %j', (text, line, message, column = expect.any(Number) as number) => {
  const wrong = { ok: false, error: { line, column, message } };
  expect(parseEnvFile(text)).toMatchObject(message === undefined ? { ok: true } : wrong);
});

test('no message quotes a value', () => {
  for (const text of ['hush', 'A="hush', 'A="x" hush', 'A=hush${', 'A=hush\0', 'hush A=1']) {
    const parsed = parseEnvFile(text);
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
      const parsed = parseEnvFile(text);
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
  ['$A$A ${A}x $Ax', 'aa ax ', 1],
  ['$A.$A-$A/', 'a.a-a/'],
  ['[$NONE${NONE}]', '[]', 2],
  ['[$EMPTY]', '[]'],
  ['\\$A \\${A}', '$A ${A}'],
  ['\\\\$A', '\\$A'],
  ['5$ $5 $$A $', '5$ $5 $$A $'],
  ['${A:+x}${A+y}[${NONE:+x}${NONE+y}${EMPTY:+x}]${EMPTY+y}', 'xy[]y'],
  ['${A:?x}${EMPTY?x}', 'a'],
  ['${NONE:-${NONE:-${NONE:-$A}}}', 'a'],
  ['${NONE:-$OTHER}', '', 1],
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
] as [string, string, number?][])('expands %j to %j', (text, expected, unset = 0) => {
  const variables = new Map([
    ['A', 'a'],
    ['EMPTY', ''],
    ['DOLLAR', '$A'],
  ]);
  const parsed = parseEnvFile(`X=${text.replace('\n', ' ')}`);
  const expanded = parsed.ok && expandValue(parsed.value[0]?.value ?? [], (name) => variables.get(name));
  expect(expanded && [expanded.text, expanded.unset.length]).toEqual([expected.replace('\n', ' '), unset]);
});

test('many braces without end do not take forever', () => {
  expect(parseEnvFile(`A=${'${A:-'.repeat(20_000)}`)).toMatchObject({ ok: false, error: { line: 1 } });
  expect(parseEnvFile(`A='${"\\'".repeat(20_000)}`)).toMatchObject({ ok: false, error: { line: 1 } });
  expect(parseEnvFile(`A="${'\\"'.repeat(200_000)}`)).toMatchObject({ ok: false, error: { line: 1 } });
});

test.each([
  ['plain', 'plain'],
  ['$A/${B}', '${env:A}/${env:B}'],
  ['${A:-x}${A-y$B}', '${env:A:-x}${env:A:-y${env:B}}'],
  ['$5$ $$', '$5$ $$'],
  ['\\${A}', '$${A}'],
  ['x\\$$A', 'x$$${env:A}'],
  ['${A:+x}', '$${A:+x}'],
])('a value %j is the string %j of a task file', (text, expected) => {
  const parsed = parseEnvFile(`X=${text}`);
  const string = parsed.ok ? asTaskFileString(parsed.value[0]?.value ?? []) : '';
  expect([string, unknownVariables(string)]).toEqual([expected, []]);
  const env = { A: 'a', B: 'b' };
  if (!text.includes('+')) {
    const names = { workspaceFolder: '/w', userHome: '/h', env, platform: 'linux' };
    const value =
      parsed.ok && expandValue(parsed.value[0]?.value ?? [], (name) => new Map(Object.entries(env)).get(name));
    expect(substitute(string, names)).toBe(value && value.text);
  }
});
