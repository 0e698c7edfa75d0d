import { describe, expect, test } from 'vitest';
import { parseInterpreterSetting, preferredInterpreter } from '../../../../src/model/interpreter/preferences.ts';

describe('the setting executor.interpreters', () => {
  test('takes a program, or a program with its arguments, for each kind', () => {
    const value = { r: 'Rscript', python: ['/opt/py/bin/python', '-u'], shell: '/my tools/bash', typescript: ['tsx'] };
    expect(parseInterpreterSetting(value)).toEqual({
      preferences: {
        r: ['Rscript'],
        python: ['/opt/py/bin/python', '-u'],
        shell: ['/my tools/bash'],
        typescript: ['tsx'],
      },
      problems: [],
    });
  });

  test.each([[undefined], [null], [{}]])('%j says nothing', (value) => {
    expect(parseInterpreterSetting(value)).toEqual({ preferences: {}, problems: [] });
  });

  test.each([['python3'], [['python3']], [1]])('%j is no object', (value) => {
    expect(parseInterpreterSetting(value)).toEqual({
      preferences: {},
      problems: [
        'executor.interpreters must be an object that maps kinds to programs, such as { "python": "/opt/python/bin/python3" }.',
      ],
    });
  });

  test.each([
    [{ pyhton: 'x' }, 'Unknown kind of script "pyhton" in executor.interpreters. Did you mean "python"?'],
    [{ '.R': 'x' }, 'Unknown kind of script ".R" in executor.interpreters. Did you mean "r"?'],
    [{ '*.mjs': 'x' }, 'Unknown kind of script "*.mjs" in executor.interpreters. Did you mean "node"?'],
    [{ Rscript: 'x' }, 'Unknown kind of script "Rscript" in executor.interpreters. Did you mean "r"?'],
    [{ bash: 'x' }, 'Unknown kind of script "bash" in executor.interpreters. Did you mean "shell"?'],
    [
      { cobol: 'x' },
      /^Unknown kind of script "cobol" in executor\.interpreters\. Known kinds: r, rmarkdown, .*octave\.$/,
    ],
    [{ executable: 'x' }, /^Unknown kind of script "executable" in/],
    [{ r: 1 }, /^"r" in executor\.interpreters must be a program or an array .*, all strings\.$/],
    [{ r: ['Rscript', 1] }, /all strings\.$/],
    [{ r: { command: 'Rscript' } }, /all strings\.$/],
    [{ r: ' ' }, '"r" in executor.interpreters names no program. Name one, or remove the entry.'],
    [{ r: [] }, '"r" in executor.interpreters names no program. Name one, or remove the entry.'],
    [
      { python: 'python3  -u' },
      '"python" in executor.interpreters is read as the name of one program. To pass arguments, write an array: ["python3","-u"].',
    ],
    [
      { r: '/usr/lib/R/bin/R' },
      '"r" in executor.interpreters names R, which is meant for the console. Use the Rscript next to it.',
    ],
    [
      { node: '${HOME}/node' },
      /^"node" in executor\.interpreters: Unknown variable "\$\{HOME\}"\. .*\$\{env:HOME\}\.$/,
    ],
  ])('%j is refused, and the other entries stay', (value, problem) => {
    const { preferences, problems } = parseInterpreterSetting({ ...value, julia: 'julia' });
    expect(preferences).toEqual({ julia: ['julia'] });
    expect(problems).toEqual([typeof problem === 'string' ? problem : (expect.stringMatching(problem) as unknown)]);
  });
});

describe('what a preference comes to', () => {
  const render = ['-e', 'rmarkdown::render(commandArgs(TRUE)[1])'];
  test.each([
    ['its own kind', { julia: ['/j/julia'] }, 'julia', 'program', ['/j/julia', '--project=@.'], 'julia'],
    [
      'R Markdown by R',
      { r: ['/r/Rscript', '--vanilla'] },
      'rmarkdown',
      'program',
      ['/r/Rscript', '--vanilla', ...render],
      'r',
    ],
    [
      'R Markdown by its own',
      { r: ['/r/Rscript'], rmarkdown: ['quarto'] },
      'rmarkdown',
      'program',
      ['quarto', 'render'],
      'rmarkdown',
    ],
  ] as const)('%s', (_, preferred, kind, result, argv, of) => {
    expect(preferredInterpreter(preferred, kind, 'a', 'linux')).toEqual({ kind: result, argv, of });
  });

  test('a notebook is executed by what is beside the preferred Python', () => {
    expect(preferredInterpreter({ python: ['/py/bin/python3', '-u'] }, 'notebook', 'a.ipynb', 'linux')).toEqual({
      kind: 'beside',
      program: '/py/bin/python3',
      of: 'python',
    });
  });

  test('what is said of one language is nothing to another', () => {
    const preferred = { r: ['/r/Rscript'], node: ['/n/node'] } as const;
    expect(preferredInterpreter(preferred, 'python', 'a.py', 'linux')).toBeUndefined();
    expect(preferredInterpreter(preferred, 'typescript', 'a.ts', 'linux')).toBeUndefined();
    expect(preferredInterpreter(preferred, 'quarto', 'a.qmd', 'linux')).toBeUndefined();
  });
});
