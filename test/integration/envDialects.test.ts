import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readByDotenv, readByExecutor, readByPython, readBySh, type Reading } from '../support/envReaders.ts';
import { pythonModuleRequirement } from '../support/requirement.ts';

/** What readers make of one file; whoever is not named reads it as Executor does. */
interface Row {
  readonly ours: Reading;
  readonly sh?: Reading;
  /** After its documentation; `unsaid` where that says nothing. */
  readonly compose?: Reading | 'unsaid';
  readonly python?: Reading;
  readonly dotenv?: Reading;
  /** After systemd.exec(5). */
  readonly systemd?: Reading | 'unsaid';
  /** Why ours differs from theirs. */
  readonly why?: string;
}

const noVariables = 'dotenv and systemd know no variables';
const literals = { A: '${NONE:-x}', B: '${NONE-y}', C: '${NONE:-${HOME}}' };
const hash = { HASH: '$2b$12$KIXQd9tVjM5fabcdefghij/klm' };

const rows: Readonly<Record<string, Row>> = {
  plain: { ours: { A: '1', B: 'two' } },
  'empty-values': { ours: { A: '', B: '', C: '' } },
  'comment-lines': { ours: { A: '1' } },
  'comment-behind-value': {
    ours: { A: '1', B: '2' },
    systemd: { A: '1 # comment', B: '2\t# comment' },
    why: 'systemd knows comments only as lines of their own',
  },
  'comment-behind-quotes': {
    ours: { A: '1', B: '2' },
    systemd: 'unsaid',
    why: 'systemd knows comments only as lines of their own',
  },
  'comment-against-quotes': {
    ours: { A: '1' },
    sh: 'refuses',
    systemd: 'unsaid',
    why: 'to a shell the quotes are part of a longer word',
  },
  'comment-for-value': {
    ours: { A: '' },
    python: { A: '# comment' },
    systemd: { A: '# comment' },
    why: 'python-dotenv looks for white space behind the white space that it has passed over',
  },
  'hash-in-value': {
    ours: { PASS: 's3cret#2024', URL: 'https://example.org/#top' },
    dotenv: { PASS: 's3cret', URL: 'https://example.org/' },
    why: 'dotenv cuts any value at its first #',
  },
  'hash-first': { ours: { COLOR: '#ff0000' }, dotenv: { COLOR: '' }, why: 'dotenv cuts any value at its first #' },
  'hash-in-quotes': { ours: { A: '1 # 2', B: '1 # 2' } },
  export: { ours: { A: '1', B: '2' }, systemd: 'unsaid', why: 'systemd knows no export' },
  'export-alone': {
    ours: { A: '1' },
    python: { A: null },
    why: 'python-dotenv forgets the value above; a shell hands it on',
  },
  'export-several': {
    ours: { A: '1 B=2' },
    sh: { A: '1', B: '2' },
    systemd: 'unsaid',
    why: 'a value goes up to the end of its line everywhere but in a shell',
  },
  'blanks-in-value': {
    ours: { A: 'hello world' },
    sh: 'refuses',
    why: 'a shell would run "world"',
  },
  'blanks-at-end': { ours: { A: '1', B: '2   ' } },
  'blanks-round-equals': { ours: { A: '1' }, sh: 'refuses', why: 'a shell would run "A"' },
  'equals-in-value': { ours: { A: 'a=b==' } },
  twice: { ours: { A: '2' } },
  crlf: {
    ours: { A: '1', B: '2' },
    sh: { A: '1\r', B: '2\r' },
    why: 'to a shell a carriage return is a character; nobody wants it in a value',
  },
  'byte-order-mark': {
    ours: { A: '1', B: '2' },
    sh: 'refuses',
    python: { '\uFEFFA': '1', B: '2' },
    systemd: 'refuses',
    why: 'Windows editors write one, and no name begins with it',
  },
  'double-quotes': { ours: { A: 'two words', B: "it's" } },
  'single-quotes': { ours: { A: 'two words', B: 'say "x"' } },
  backticks: {
    ours: { A: 'echo hi' },
    sh: { A: 'hi' },
    compose: { A: '`echo hi`' },
    python: { A: '`echo hi`' },
    systemd: { A: '`echo hi`' },
    why: 'Node and dotenv take them for quotes, as earlier versions of Executor did; no command is run',
  },
  'escaped-double-quote': {
    ours: { JSON: '{"hello": "json"}' },
    dotenv: { JSON: '{\\"hello\\": \\"json\\"}' },
    why: 'dotenv keeps the backslashes',
  },
  'escaped-single-quote': {
    ours: { A: "Let's go!" },
    sh: 'refuses',
    dotenv: { A: "Let\\'s go!" },
    systemd: 'unsaid',
    why: 'a shell finds no end of the quotes, so that nothing but what Compose and python-dotenv read can be meant',
  },
  'single-quote-of-a-shell': {
    ours: { A: "it's" },
    compose: 'unsaid',
    python: {},
    dotenv: { A: "it'\\''s" },
    systemd: 'unsaid',
    why: 'the way of shells to write a single quote; nobody else gives it a meaning of its own',
  },
  'backslashes-in-double-quotes': {
    ours: { A: 'C:\\dir', B: 'a\\.b' },
    dotenv: { A: 'C:\\\\dir', B: 'a\\.b' },
    why: 'dotenv keeps the backslashes',
  },
  'backslash-letters-in-double-quotes': {
    ours: { A: '1\n2', B: '1\t2' },
    sh: { A: '1\\n2', B: '1\\t2' },
    dotenv: { A: '1\n2', B: '1\\t2' },
    systemd: { A: '1\\n2', B: '1\\t2' },
    why: 'who writes them for a line break in a key means what Compose and python-dotenv read',
  },
  'control-letters-in-double-quotes': {
    ours: { A: '\\bword' },
    compose: 'unsaid',
    python: { A: '\bword' },
    why: 'nobody wants a bell or a backspace in a value: it is a path of Windows or a pattern',
  },
  'backslashes-in-single-quotes': { ours: { A: 'C:\\new\\table', B: '\\$X' } },
  'backslashes-without-quotes': {
    ours: { A: 'C:\\new\\table' },
    sh: { A: 'C:newtable' },
    systemd: { A: 'C:newtable' },
    why: 'Compose, python-dotenv and dotenv keep them, and paths of Windows stay whole',
  },
  'line-continued': {
    ours: { A: 'one two' },
    compose: 'unsaid',
    python: { A: 'one \\\ntwo' },
    dotenv: { A: 'one \\\ntwo' },
    why: 'nobody wants a backslash at the end of a line in a value',
  },
  'several-lines': { ours: { A: '1\n2', B: '3\n4' } },
  'quotes-inside': { ours: { A: 'x"y"z' }, sh: { A: 'xyz' }, why: 'quotes that do not begin a value belong to it' },
  'json-in-double-quotes': {
    ours: 'refuses',
    sh: { A: '{b: 1}' },
    compose: 'unsaid',
    python: {},
    dotenv: { A: '{"b": 1}' },
    systemd: 'unsaid',
    why: 'three readings, and a value without its quotes harms more than a start that says which line it is',
  },
  variables: {
    ours: { A: '1', B: '12', C: '13', D: '1/4' },
    python: { A: '1', B: '12', C: '13', D: '$A/4' },
    dotenv: { A: '1', B: '${A}2', C: '${A}3', D: '$A/4' },
    systemd: { A: '1', B: '${A}2', C: '${A}3', D: '$A/4' },
    why: `python-dotenv knows variables in braces alone; ${noVariables}`,
  },
  'variables-in-single-quotes': {
    ours: { A: '1', B: '$A', C: '${A}' },
    python: { A: '1', B: '$A', C: '1' },
    why: 'python-dotenv looks for variables in any quotes',
  },
  'variables-unset': {
    ours: { A: 'xy', B: 'x/y' },
    python: { A: 'xy', B: 'x$NONE/y' },
    dotenv: { A: 'x${NONE}y', B: 'x$NONE/y' },
    systemd: { A: 'x${NONE}y', B: 'x$NONE/y' },
    why: `python-dotenv knows variables in braces alone; ${noVariables}`,
  },
  defaults: {
    ours: { A: 'x', B: 'y', C: '/home/me' },
    python: { A: 'x', B: '', C: '${HOME}' },
    dotenv: literals,
    systemd: literals,
    why: `python-dotenv knows :- alone, and no variable in a default; ${noVariables}`,
  },
  alternatives: {
    ours: { A: '1', B: 'yes', C: '[]' },
    python: { A: '1', B: '${A:+yes}', C: '[]' },
    dotenv: { A: '1', B: '${A:+yes}', C: '[${NONE+yes}]' },
    systemd: { A: '1', B: '${A:+yes}', C: '[${NONE+yes}]' },
    why: `python-dotenv knows :- alone; ${noVariables}`,
  },
  'required-and-set': {
    ours: { A: '1', B: '1' },
    python: { A: '1', B: '${A:?set A}' },
    dotenv: { A: '1', B: '${A:?set A}' },
    systemd: { A: '1', B: '${A:?set A}' },
    why: `python-dotenv knows :- alone; ${noVariables}`,
  },
  'required-and-unset': {
    ours: 'refuses',
    python: { B: '${NONE:?set NONE}' },
    dotenv: { B: '${NONE:?set NONE}' },
    systemd: { B: '${NONE:?set NONE}' },
    why: `python-dotenv knows :- alone; ${noVariables}`,
  },
  'password-hash': {
    ours: hash,
    sh: { HASH: 'b2/klm' },
    compose: { HASH: '$2b$12/klm' },
    why: 'nothing useful is left of a hash in which variables are looked for',
  },
  'password-hash-in-double-quotes': {
    ours: { HASH: '$6$salty$KIXQd9tVjM5f' },
    sh: { HASH: '' },
    compose: { HASH: '$6' },
    why: 'nothing useful is left of a hash in which variables are looked for',
  },
  'password-hash-in-single-quotes': { ours: hash },
  'dollar-in-password': {
    ours: { A: 'pa' },
    python: { A: 'pa$word' },
    dotenv: { A: 'pa$word' },
    systemd: { A: 'pa$word' },
    why: 'as in a shell and in Compose; the log says that a variable stands for nothing',
  },
  'dollars-doubled': {
    ours: { A: 'pa$$word' },
    sh: { A: expect.stringMatching(/^pa\d+word$/) as string },
    compose: { A: 'pa$word' },
    why: 'nobody wants the number of a process; passwords stay whole, as with python-dotenv, dotenv and systemd',
  },
  'dollar-escaped': {
    ours: { A: '$HOME', B: '$HOME' },
    compose: 'unsaid',
    python: { A: '\\$HOME', B: '\\$HOME' },
    dotenv: { A: '\\$HOME', B: '\\$HOME' },
    why: 'where $HOME is a variable, \\$HOME has to be none',
  },
  'dollar-alone': { ours: { A: '5$', B: '$ 5' } },
  command: {
    ours: { A: '$(echo hi)' },
    sh: { A: 'hi' },
    why: 'reading a file runs nothing; the log says that a command was not run',
  },
  tilde: { ours: { A: '~/data' }, sh: { A: '/home/me/data' }, why: 'only shells know it' },
  colon: {
    ours: 'refuses',
    compose: { A: '1' },
    python: {},
    dotenv: { A: '1' },
    systemd: {},
    why: 'it is YAML that has lost its way, and most readers lose the variable',
  },
  'name-alone': {
    ours: 'refuses',
    compose: {},
    python: { A: null },
    dotenv: {},
    systemd: {},
    why: 'the lines of a key that has lost its quotes look the same',
  },
  'no-assignment': {
    ours: 'refuses',
    python: { A: '1', B: '2' },
    dotenv: { A: '1', B: '2' },
    systemd: { A: '1', B: '2' },
    why: 'a variable that is lost harms more than a start that says which line it is',
  },
  'semicolon-comment': {
    ours: 'refuses',
    python: { A: '1' },
    dotenv: { A: '1' },
    systemd: { A: '1' },
    why: 'only systemd knows it',
  },
  'name-with-dot': { ours: { 'a.b': '1' }, sh: 'refuses', systemd: 'unsaid', why: 'a shell would run "a.b=1"' },
};

const folder = path.join(import.meta.dirname, '../fixtures/dialects/env');
const fileOf = (name: string): string => path.join(folder, `${name}.env`);
const names = Object.keys(rows);

test('every file has its row', () => {
  expect(readdirSync(folder).toSorted()).toEqual(names.map((name) => `${name}.env`).toSorted());
});

test('what sh, Compose and python-dotenv agree on is so', () => {
  const others = Object.entries(rows).filter(([, { compose, ours, python = ours, sh = ours }]) => {
    const [first, ...rest] = [sh, compose ?? ours, python].map((reading) => JSON.stringify(reading));
    return rest.every((reading) => reading === first) && first !== JSON.stringify(ours);
  });
  expect(others).toEqual([]);
});

test('whatever differs has its reason', () => {
  const readers = ['sh', 'compose', 'python', 'dotenv', 'systemd'] as const;
  const unexplained = names.filter(
    (name) => readers.some((reader) => rows[name]?.[reader] !== undefined) !== (rows[name]?.why !== undefined),
  );
  expect(unexplained).toEqual([]);
});

describe.each(names)('%s', (name) => {
  const row = rows[name];

  test('is read by a run as the table says', () => {
    expect(readByExecutor(fileOf(name))).toEqual(row?.ours);
  });

  test('is read by sh as the table says', () => {
    expect(readBySh(fileOf(name))).toEqual(row?.sh ?? row?.ours);
  });

  test('is read by dotenv as the table says', () => {
    expect(readByDotenv(fileOf(name))).toEqual(row?.dotenv ?? row?.ours);
  });
});

test('python-dotenv reads each file as the table says', { tags: ['long'] }, (context) => {
  const reason = pythonModuleRequirement('dotenv');
  context.skip(reason !== undefined, reason);
  const readings = readByPython(names.map(fileOf));
  const read = Object.fromEntries(names.map((name) => [name, readings.get(fileOf(name))]));
  expect(read).toEqual(
    Object.fromEntries(Object.entries(rows).map(([name, { ours, python }]) => [name, python ?? ours])),
  );
});
