import { describe, expect, test } from 'vitest';
import { type InterpreterPlan, planInterpreter, scriptKind } from '../../../../src/model/interpreter/interpreter.ts';
import { candidatesFor, runsTypeScript, withOwnArguments } from '../../../../src/model/interpreter/candidates.ts';
import { interpretedKinds, scriptExtensions } from '../../../../src/model/interpreter/kind.ts';
import { projectPlaces, wellKnownPlaces } from '../../../../src/model/interpreter/places.ts';
import { parseShebang } from '../../../../src/model/interpreter/shebang.ts';

function plan(path: string, firstLine?: string, platform = 'linux'): InterpreterPlan {
  return planInterpreter({ path, firstLine, platform });
}

/** The programs of a plan in their order, with their arguments. */
function programs(path: string, firstLine?: string, platform?: string): readonly string[] {
  const made = plan(path, firstLine, platform);
  if (made.kind === 'direct') return ['(itself)'];
  if (made.kind === 'batch') return ['(itself, on Windows)'];
  if (made.kind === 'literal') return [[made.program, ...made.args].join(' ')];
  return made.candidates.map(({ program, args }) => [program, ...args].join(' '));
}

describe('shebang lines', () => {
  test.each([
    ['#!/bin/sh', 'literal', '/bin/sh', []],
    ['#! /bin/bash  -e -u  ', 'literal', '/bin/bash', ['-e -u']],
    ['#!/usr/bin/perl -w\r', 'literal', '/usr/bin/perl', ['-w']],
    ['#!/usr/bin/env python3', 'program', 'python3', []],
    ['#!/usr/bin/env python3 -u', 'program', 'python3', ['-u']],
    ['#!/usr/bin/env -S node --import tsx', 'program', 'node', ['--import', 'tsx']],
    ['#!/usr/bin/env -Snode --x', 'program', 'node', ['--x']],
    ['#!/bin/env --split-string=Rscript --vanilla', 'program', 'Rscript', ['--vanilla']],
    ['#!/usr/bin/env /opt/py/bin/python', 'literal', '/opt/py/bin/python', []],
    ['#!/usr/bin/env -i sh', 'literal', '/usr/bin/env', ['-i sh']],
    ['#!/usr/bin/env -S X=1 sh', 'literal', '/usr/bin/env', ['-S X=1 sh']],
    ['#!/usr/bin/env -S sh -c "a b"', 'literal', '/usr/bin/env', ['-S sh -c "a b"']],
    ['#!/usr/bin/env', 'literal', '/usr/bin/env', []],
    ['#!python', 'program', 'python', []],
  ])('%j is read as the kernel and env would', (line, kind, program, args) => {
    expect(parseShebang(line, 'linux')).toEqual({ kind, program, args });
  });

  test.each(['', '#', '#!', '#! ', '# !/bin/sh', ' #!/bin/sh', '\uFEFF#!/bin/sh', '#!bin/ -x'])(
    '%j is none',
    (line) => {
      expect(parseShebang(line, 'linux')).toBeUndefined();
    },
  );

  test('macOS divides the arguments', () => {
    expect(parseShebang('#!/bin/bash -e  -u', 'darwin')).toMatchObject({ args: ['-e', '-u'] });
  });

  test('on Windows, the name of the program counts instead of its path', () => {
    expect(parseShebang('#!/bin/bash -e', 'win32')).toEqual({ kind: 'program', program: 'bash', args: ['-e'] });
    expect(parseShebang('#!/bin/', 'win32')).toBeUndefined();
  });
});

describe('what runs a script', () => {
  test.each([
    ['a.R', undefined, ['Rscript']],
    ['a.r', '# no shebang', ['Rscript']],
    ['a.py', undefined, ['python3', 'python']],
    ['a.mjs', undefined, ['node', 'nodejs']],
    ['a.MTS', undefined, ['tsx', 'node', 'ts-node']],
    ['a.sh', undefined, ['bash', 'sh']],
    ['a.zsh', undefined, ['zsh']],
    ['a.fish', undefined, ['fish']],
    ['a.Rmd', undefined, ['Rscript -e rmarkdown::render(commandArgs(TRUE)[1])', 'quarto render']],
    ['a.qmd', undefined, ['quarto render']],
    ['a.ipynb', undefined, ['jupyter nbconvert --to notebook --execute --ExecutePreprocessor.timeout=-1']],
    ['a.ps1', undefined, ['pwsh -NoProfile -NonInteractive -File']],
    ['a.bat', undefined, ['(itself, on Windows)']],
    ['a.CMD', undefined, ['(itself, on Windows)']],
    ['a.jl', undefined, ['julia --project=@.']],
    ['a.rb', undefined, ['ruby']],
    ['a.pl', undefined, ['perl']],
    ['a.php', undefined, ['php']],
    ['a.lua', undefined, ['lua', 'lua5.4', 'lua5.3', 'luajit']],
    ['a.m', undefined, ['octave --no-gui', 'octave-cli']],
    ['a.bat', '#!/usr/bin/env bash', ['bash']],
    ['a.py', '#!/opt/python/bin/python3.9', ['/opt/python/bin/python3.9']],
    ['a.py', '#!/usr/bin/env python', ['python', 'python3']],
    ['a.py', '#!/usr/bin/env python3.12', ['python3.12']],
    ['a.py', '#!/usr/bin/env -S python3 -X dev', ['python3 -X dev']],
    ['a.sh', '#!/usr/bin/env zsh', ['zsh']],
    ['a', '#!/usr/bin/env ruby', ['ruby']],
    ['a', undefined, ['(itself)']],
    ['a.exe', undefined, ['(itself)']],
    ['.R', undefined, ['(itself)']],
    ['dir.py/a', undefined, ['(itself)']],
    ['a.__proto__', undefined, ['(itself)']],
  ])('%j with the first line %j', (path, line, expected) => {
    expect(programs(path, line)).toEqual(expected);
  });

  test('says why', () => {
    expect(plan('/w/fit.R')).toEqual({
      kind: 'search',
      script: 'r',
      candidates: [{ program: 'Rscript', args: [] }],
      choiceArgs: [],
      why: 'for .R',
    });
    expect(plan('/w/fit.R', '#!/usr/bin/env Rscript')).toMatchObject({ script: 'r', why: 'from the shebang line' });
  });

  test.each([
    ['#!/usr/bin/env python3', []],
    ['#!/usr/bin/env -S python -u', ['-u']],
    ['#!/usr/bin/env -S Rscript --vanilla', ['--vanilla']],
    ['#!/usr/bin/env python3.12', undefined],
    ['#!/usr/bin/env pypy', undefined],
    ['#!/usr/bin/env zsh', undefined],
  ])('with %j, the choice of an extension gets the arguments %j', (line, choiceArgs) => {
    expect(plan('a', line)).toMatchObject({ kind: 'search', choiceArgs });
  });

  test('asks only a Node that is to run TypeScript for its version', () => {
    const asked = candidatesFor('typescript', 'a.ts', 'linux').filter(({ mustRunTypeScript }) => mustRunTypeScript);
    expect(asked.map(({ program }) => program)).toEqual(['node']);
  });

  test('takes other orders and places on Windows', () => {
    expect(programs('a.py', undefined, 'win32')).toEqual(['python', 'py', 'python3']);
    expect(programs('a', '#!/usr/bin/env bash', 'win32')).toEqual(['bash']);
    expect(programs('a.ps1', undefined, 'win32')).toEqual([
      'pwsh -NoProfile -NonInteractive -File',
      'powershell -ExecutionPolicy Bypass -NoProfile -NonInteractive -File',
    ]);
    expect(wellKnownPlaces('julia', 'win32', 'C:\\Users\\me')).toEqual([
      'C:\\Users\\me\\AppData\\Local\\Programs\\Julia-*\\bin',
    ]);
    expect(projectPlaces('python', 'win32').map(({ programs }) => programs)).toEqual(['.venv/Scripts', 'venv/Scripts']);
    expect(wellKnownPlaces('r', 'win32', 'C:\\Users\\me')).toEqual(['C:\\Program Files\\R\\R-*\\bin']);
    expect(wellKnownPlaces('shell', 'win32', 'C:\\Users\\me')).toEqual(['C:\\Program Files\\Git\\bin']);
    expect(wellKnownPlaces('r', 'darwin', '/Users/me')).toContain('/Library/Frameworks/R.framework/Resources/bin');
  });
});

test('a kind that can be rendered by the program of another is looked for where that one is', () => {
  const places = wellKnownPlaces('rmarkdown', 'linux', '/home/me');
  expect(places).toEqual(expect.arrayContaining(['/opt/R/*/bin', '/opt/quarto/bin', '/home/me/.local/bin']));
});

test.each([
  [['quarto'], 'quarto', 'a.qmd', ['quarto', 'render']],
  [['/opt/quarto/bin/quarto'], 'rmarkdown', 'a.Rmd', ['/opt/quarto/bin/quarto', 'render']],
  [['quarto', 'preview'], 'quarto', 'a.qmd', ['quarto', 'preview']],
  [['C:\\Program Files\\Julia\\bin\\julia.EXE'], 'julia', 'a.jl', [expect.any(String), '--project=@.']],
  [['my-julia'], 'julia', 'a.jl', ['my-julia']],
  [['python3'], 'python', 'a.py', ['python3']],
] as const)('%j, named for %s, runs %s as %j', (argv, kind, path, expected) => {
  expect(withOwnArguments(argv, kind, path, 'linux')).toEqual(expected);
});

test('every extension belongs to one kind, and every kind but batch files has a program', () => {
  expect(new Set(scriptExtensions).size).toBe(scriptExtensions.length);
  const without = interpretedKinds.filter((kind) => candidatesFor(kind, '', 'linux').length === 0);
  expect(without).toEqual(['batch']);
});

test.each([
  ['a.py', undefined, 'python'],
  ['a.TS', undefined, 'typescript'],
  ['a', '#!/usr/bin/env Rscript', 'r'],
  ['a', '#!/usr/bin/python3.11 -u', 'python'],
  ['a.sh', '#!/usr/bin/env node', 'node'],
  ['a', '#!/usr/bin/env ruby', 'ruby'],
  ['a', '#!/usr/bin/fish', 'fish'],
  ['a.Rmd', undefined, 'rmarkdown'],
  ['a', '#!/usr/bin/env awk', 'executable'],
  ['a', undefined, 'executable'],
])('the kind of %j with the first line %j is %s', (path, line, kind) => {
  expect(scriptKind(path, line)).toBe(kind);
});

test.each([
  ['v20.20.2', false],
  ['v22.17.9', false],
  ['v22.18.0', true],
  ['v23.5.0', false],
  ['v23.6.0', true],
  ['v24.0.0', true],
  ['v100.0.0', true],
  ['', false],
])('whether Node %s runs TypeScript: %s', (version, runs) => {
  expect(runsTypeScript(version)).toBe(runs);
});
