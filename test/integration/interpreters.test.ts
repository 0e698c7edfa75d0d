import { readFileSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { interpretedKinds, scriptExtensions } from '../../src/model/interpreter/kind.ts';
import { noPreferences } from '../../src/model/interpreter/preferences.ts';
import type { Argv } from '../../src/model/words/argv.ts';
import { type OwnNode, ownNode } from '../../src/node/program/ownNode.ts';
import { ProgramBench, printsArgv, runResolved } from '../support/programBench.ts';
import { describeFailure } from '../../src/model/describeFailure.ts';
import { word } from '../../src/model/words/clause.ts';
import { requirement } from '../support/requirement.ts';

const render = ['-e', 'rmarkdown::render(commandArgs(TRUE)[1])'];
const execute = ['nbconvert', '--to', 'notebook', '--execute', '--ExecutePreprocessor.timeout=-1'];

/** A kind of script: a file of it, the program that runs it, and what that is given before the file. */
interface Example {
  readonly kind: string;
  readonly script: string;
  readonly program: string;
  readonly args?: readonly string[];
  /** A shebang line that asks for the program, where the kind has such lines. */
  readonly shebang?: string;
}

const examples: readonly Example[] = [
  { kind: 'r', script: 'fit.R', program: 'Rscript', shebang: '#!/usr/bin/env Rscript' },
  { kind: 'rmarkdown', script: 'a.Rmd', program: 'Rscript', args: render },
  { kind: 'rmarkdown', script: 'without R.rmd', program: 'quarto', args: ['render'] },
  { kind: 'quarto', script: 'a.qmd', program: 'quarto', args: ['render'] },
  { kind: 'python', script: 'jobs/a b.PY', program: 'python3', shebang: '#!/usr/bin/env python3' },
  { kind: 'python', script: 'a.py', program: 'python', shebang: '#!/usr/bin/env python3' },
  { kind: 'notebook', script: 'a.ipynb', program: 'jupyter', args: execute },
  { kind: 'node', script: 'a.cjs', program: 'node', shebang: '#!/usr/bin/env node' },
  { kind: 'typescript', script: 'a.ts', program: 'tsx', shebang: '#!/usr/bin/env tsx' },
  { kind: 'shell', script: 'a.sh', program: 'bash', shebang: '#!/usr/bin/env bash' },
  { kind: 'shell', script: 'b.sh', program: 'sh', shebang: '#!/usr/bin/env sh' },
  { kind: 'shell', script: 'a.zsh', program: 'zsh', shebang: '#!/usr/bin/env zsh' },
  { kind: 'fish', script: 'a.fish', program: 'fish', shebang: '#!/usr/bin/env fish' },
  { kind: 'powershell', script: 'a.ps1', program: 'pwsh', args: ['-NoProfile', '-NonInteractive', '-File'] },
  { kind: 'julia', script: 'a.jl', program: 'julia', args: ['--project=@.'] },
  { kind: 'ruby', script: 'a.rb', program: 'ruby', shebang: '#!/usr/bin/env ruby' },
  { kind: 'perl', script: 'a.pl', program: 'perl', shebang: '#!/usr/bin/env perl' },
  { kind: 'php', script: 'a.php', program: 'php', shebang: '#!/usr/bin/env php' },
  { kind: 'lua', script: 'a.lua', program: 'lua', shebang: '#!/usr/bin/env lua' },
  { kind: 'lua', script: 'b.lua', program: 'luajit', shebang: '#!/usr/bin/env luajit' },
  { kind: 'octave', script: 'a.m', program: 'octave', args: ['--no-gui'] },
  { kind: 'octave', script: 'b.m', program: 'octave-cli', shebang: '#!/usr/bin/env octave-cli' },
];

describe('the interpreter on PATH is really started, with the script and its arguments', () => {
  test.each(examples)('$kind: $script by $program', async ({ args = [], program, script }) => {
    using bench = new ProgramBench();
    const interpreter = await bench.program(program);
    const file = await bench.write(script);
    const resolved = await bench.script(script, { args: ['x', 'two words'] });
    expect(await runResolved(resolved)).toEqual([interpreter, ...args, file, 'x', 'two words']);
    expect(resolved.why).toEqual(`${program} for ${path.extname(script)}, found on PATH`);
  });

  test.each(examples.flatMap(({ shebang, ...rest }) => (shebang === undefined ? [] : [{ ...rest, shebang }])))(
    '$program, which the line $shebang asks for',
    async ({ program, shebang }) => {
      using bench = new ProgramBench();
      const interpreter = await bench.program(program);
      const file = await bench.write('script', `${shebang}\n`);
      const resolved = await bench.script('script', { args: ['x'] });
      expect(await runResolved(resolved)).toEqual([interpreter, file, 'x']);
      expect(resolved.why).toEqual(`${program} from the shebang line, found on PATH`);
    },
  );

  test.each(examples)('$kind: $script by what the setting names', async ({ kind, script }) => {
    using bench = new ProgramBench();
    const mine = await bench.program('my-own');
    const file = await bench.write(script);
    bench.preferences = { settings: { [kind]: ['my-own', '--first'] }, choices: {} };
    const resolved = await bench.script(script, { args: ['x'] });
    expect(await runResolved(resolved)).toEqual([mine, '--first', file, 'x']);
    expect(resolved.why).toEqual('my-own from the setting executor.interpreters, found on PATH');
  });

  test('there is an example of every kind but batch files', () => {
    const shown = new Set([...examples.map(({ kind }) => kind), 'batch']);
    expect([...shown].toSorted()).toEqual(interpretedKinds.toSorted());
  });
});

/** Everything that may decide what runs a script of Python, each with a program that prints its argv. */
async function everything(bench: ProgramBench, script: string): Promise<Record<Decider, string>> {
  const at = (file: string): Promise<string> => bench.write(file, printsArgv, 0o755);
  const found = {
    task: await at('of/task'),
    setting: await at('of/setting'),
    // A shebang line knows no blanks in paths, which the workspace folder has.
    literal: await at(path.join(bench.root, 'literal')),
    venv: await at('.venv/bin/python3'),
    choice: await at('of/choice'),
    onPath: await bench.program('python3'),
    place: await at('place/python3'),
  };
  await bench.write(script, `#!${found.literal}\n`);
  bench.preferences = {
    settings: { python: [found.setting] },
    choices: { python: { argv: [found.choice], by: 'the Python extension' } },
  };
  bench.places = [path.dirname(found.place)];
  return found;
}

type Decider = 'task' | 'setting' | 'literal' | 'venv' | 'choice' | 'onPath' | 'place';

test('of everything that names an interpreter the strongest counts, down to the last', async () => {
  using bench = new ProgramBench();
  const of = await everything(bench, 'a.py');
  const took = async (interpreter?: Argv): Promise<readonly [string, string]> => {
    const program = { kind: 'script', script: 'a.py', ...(interpreter && { interpreter }) } as const;
    const resolved = await bench.resolve(program);
    if (!resolved.ok) throw new Error(describeFailure(resolved.error));
    const [first = ''] = await runResolved(resolved.value);
    return [first, word(resolved.value.why)];
  };
  expect(await took([of.task])).toEqual([of.task, `${of.task}, named in the task file`]);
  expect(await took()).toEqual([of.setting, `${of.setting}, from the setting executor.interpreters`]);
  bench.preferences = { ...bench.preferences, settings: {} };
  expect(await took()).toEqual([of.literal, `${of.literal}, from the shebang line`]);
  await bench.write('a.py', '#!/usr/bin/env python3\n');
  expect(await took()).toEqual([of.venv, 'python3 from the shebang line, from .venv']);
  await bench.write('a.py');
  expect(await took()).toEqual([of.venv, 'python3 for .py, from .venv']);
  await bench.write(of.venv, '', 0o644);
  expect(await took()).toEqual([of.choice, `${of.choice} for .py, chosen in the Python extension`]);
  await bench.write('a.py', '#!/usr/bin/env python\n');
  expect(await took()).toEqual([of.choice, `${of.choice} from the shebang line, chosen in the Python extension`]);
  await bench.write('a.py');
  bench.preferences = noPreferences;
  expect(await took()).toEqual([of.onPath, 'python3 for .py, found on PATH']);
  await bench.write(of.onPath, '', 0o644);
  expect(await took()).toEqual([of.place, `python3 for .py, found in ${path.dirname(of.place)}`]);
});

describe('of all interpreters that there are for a script', () => {
  test('each is told once, best first, with the one that is found by itself before them', async () => {
    using bench = new ProgramBench();
    const of = await everything(bench, 'a.py');
    expect(await bench.interpreters('a.py')).toEqual([
      [[of.setting], `${of.setting}, from the setting executor.interpreters`],
      [[of.venv], 'from .venv'],
      [[of.choice], 'chosen in the Python extension'],
      [[of.onPath], 'found on PATH'],
      [[of.place], `found in ${path.dirname(of.place)}`],
    ]);
    await symlink(of.onPath, path.join(bench.bin, 'python'));
    expect(await bench.interpreters('a.py')).toHaveLength(5);
  });

  test('those of the language that a shebang line names are told', async () => {
    using bench = new ProgramBench();
    const [sh, bash] = [await bench.program('sh'), await bench.program('bash')];
    await bench.write('a.sh', `#!${sh}\n`);
    expect(await bench.interpreters('a.sh')).toEqual([
      [[sh], `${sh}, from the shebang line`],
      [[bash], 'found on PATH'],
      [[sh], 'found on PATH'],
    ]);
    await bench.write('b.sh', '#!/usr/bin/env sh\n');
    expect(await bench.interpreters('b.sh')).toEqual([
      [[sh], 'sh from the shebang line, found on PATH'],
      [[sh], 'found on PATH'],
    ]);
    await bench.write('tool', '', 0o755);
    expect(await bench.interpreters('tool')).toEqual([
      [[path.join(bench.workspace, 'tool')], 'the script itself, which is executable'],
    ]);
  });
});

describe("a project's own programs", () => {
  test('the virtual environment nearest to the working directory, then to the script, counts', async () => {
    using bench = new ProgramBench();
    const venv = (folder: string): Promise<string> => bench.write(path.join(folder, 'bin/python'), printsArgv, 0o755);
    await bench.program('python3');
    const file = await bench.write('jobs/deep/a.py');
    const took = async (cwd: string): Promise<string> => word((await bench.script('jobs/deep/a.py', { cwd })).why);
    const outermost = await venv('venv');
    expect(await runResolved(await bench.script('jobs/deep/a.py'))).toEqual([outermost, file]);
    expect(await took('jobs/deep')).toBe('python for .py, from venv');
    await venv('.venv');
    expect(await took('jobs/deep')).toBe('python for .py, from .venv');
    await venv('jobs/.venv');
    expect(await took('jobs/deep')).toBe('python for .py, from jobs/.venv');
    expect(await took('.')).toBe('python for .py, from .venv');
    await bench.write('elsewhere/x');
    await venv('elsewhere/.venv');
    expect(await took('elsewhere')).toBe('python for .py, from elsewhere/.venv');
  });

  test('a virtual environment whose program leads nowhere is the reason why nothing runs', async () => {
    using bench = new ProgramBench();
    await bench.program('python3');
    await bench.write('jobs/a.py');
    await mkdir(path.join(bench.workspace, '.venv/bin'), { recursive: true });
    await symlink('python3.9', path.join(bench.workspace, '.venv/bin/python3'));
    await symlink('/no/such/python3.9', path.join(bench.workspace, '.venv/bin/python3.9'));
    const failed = await bench.resolve({ kind: 'script', script: 'jobs/a.py' });
    const program = path.join(bench.workspace, '.venv/bin/python3');
    expect(failed.ok ? 'found' : describeFailure(failed.error)).toBe(
      `The environment ".venv" cannot run anything: ${program} points to /no/such/python3.9, which does not exist. Recreate the environment, or set another "interpreter" in the task file.`,
    );
    const named = await bench.resolve({ kind: 'script', script: 'jobs/a.py', interpreter: ['python3'] });
    expect(named.ok).toBe(true);
    // One of its programs is enough.
    await bench.write('.venv/bin/python', printsArgv, 0o755);
    expect(word((await bench.script('jobs/a.py')).why)).toBe('python for .py, from .venv');
  });

  test('what else of the project cannot run anything is told', async () => {
    using bench = new ProgramBench();
    await bench.program('python3');
    await bench.program('node');
    await bench.write('a.py');
    await bench.write('a.js');
    await bench.write('.venv/Scripts/python.exe');
    expect(word((await bench.script('a.py')).why)).toBe(
      'python3 for .py, found on PATH; .venv was created on another platform',
    );
    const link = path.join(bench.workspace, 'node_modules/.bin/node');
    await mkdir(path.dirname(link), { recursive: true });
    await symlink('../node/bin/node', link);
    const target = path.join(bench.workspace, 'node_modules/node/bin/node');
    expect(word((await bench.script('a.js')).why)).toBe(
      `node for .js, found on PATH; ${link} points to ${target}, which does not exist`,
    );
  });

  test('a shebang line that asks for a version gets that version or none', async () => {
    using bench = new ProgramBench();
    await bench.write('.venv/bin/python3', printsArgv, 0o755);
    const onPath = await bench.program('python3.9');
    bench.preferences = { settings: {}, choices: { python: { argv: [onPath], by: 'the Python extension' } } };
    await bench.write('a.py', '#!/usr/bin/env python3.9\n');
    expect((await bench.script('a.py')).why).toEqual('python3.9 from the shebang line, found on PATH');
    const own = await bench.write('.venv/bin/python3.9', printsArgv, 0o755);
    expect((await bench.script('a.py')).argv[0]).toBe(own);
  });

  test('notebooks are executed by the jupyter of the virtual environment', async () => {
    using bench = new ProgramBench();
    const jupyter = await bench.write('.venv/bin/jupyter', printsArgv, 0o755);
    await bench.program('jupyter');
    const file = await bench.write('a.ipynb');
    expect(await runResolved(await bench.script('a.ipynb'))).toEqual([jupyter, ...execute, file]);
  });

  test('TypeScript is run by the tsx of node_modules, JavaScript by a node there', async () => {
    using bench = new ProgramBench();
    await bench.program('tsx');
    await bench.program('node');
    const tsx = await bench.write('node_modules/.bin/tsx', printsArgv, 0o755);
    const node = await bench.write('jobs/node_modules/.bin/node', '#!/bin/sh\necho "$0" "$@"\n', 0o755);
    const script = await bench.write('jobs/a.ts');
    expect(await runResolved(await bench.script('jobs/a.ts'))).toEqual([tsx, script]);
    await bench.write('jobs/b.js');
    const resolved = await bench.script('jobs/b.js');
    expect([resolved.argv[0], resolved.why]).toEqual([node, 'node for .js, from jobs/node_modules']);
  });

  test('an R that starts in a project with renv is said to use it, one that starts elsewhere not to', async () => {
    using bench = new ProgramBench();
    await bench.program('Rscript');
    await bench.write('study/renv/activate.R');
    await bench.write('study/.Rprofile', 'source("renv/activate.R")\n');
    await bench.write('study/jobs/fit.R');
    const why = async (cwd: string): Promise<string> => word((await bench.script('study/jobs/fit.R', { cwd })).why);
    expect(await why('study')).toBe('Rscript for .R, found on PATH, with the renv of the working directory');
    expect(await why('.')).toBe(
      'Rscript for .R, found on PATH, without the renv of study, which is not the working directory',
    );
    bench.env = { ...bench.env, R_PROFILE_USER: '/p' };
    expect(await why('study')).toBe('Rscript for .R, found on PATH');
  });

  test('a profile without its renv is none', async () => {
    using bench = new ProgramBench();
    await bench.program('Rscript');
    await bench.write('.Rprofile', 'source("renv/activate.R")\n');
    await bench.write('fit.R');
    expect((await bench.script('fit.R')).why).toEqual('Rscript for .R, found on PATH');
  });
});

describe("a language extension's choice", () => {
  test('is started, with the arguments of an env shebang', async () => {
    using bench = new ProgramBench();
    await bench.program('Rscript');
    const chosen = await bench.write('R-4.4/Rscript', printsArgv, 0o755);
    const file = await bench.write('a', '#!/usr/bin/env -S Rscript --vanilla\n');
    bench.preferences = { settings: {}, choices: { r: { argv: [chosen], by: 'the R extension' } } };
    expect(await runResolved(await bench.script('a'))).toEqual([chosen, '--vanilla', file]);
  });

  test('of R renders R Markdown as well; of Python, its jupyter executes notebooks', async () => {
    using bench = new ProgramBench();
    for (const program of ['Rscript', 'jupyter']) await bench.program(program);
    const rscript = await bench.write('R-4.4/Rscript', printsArgv, 0o755);
    const python = await bench.write('env/bin/python', printsArgv, 0o755);
    bench.preferences = {
      settings: {},
      choices: {
        r: { argv: [rscript], by: 'the R extension' },
        python: { argv: [python], by: 'the Python extension' },
      },
    };
    const document = await bench.write('a.Rmd');
    const rendered = await bench.script('a.Rmd');
    expect(await runResolved(rendered)).toEqual([rscript, ...render, document]);
    expect(rendered.why).toEqual(`${rscript} for .Rmd, chosen in the R extension`);
    const notebook = await bench.write('a.ipynb');
    expect((await bench.script('a.ipynb')).why).toEqual('jupyter for .ipynb, found on PATH');
    const jupyter = await bench.write('env/bin/jupyter', printsArgv, 0o755);
    const executed = await bench.script('a.ipynb');
    expect(await runResolved(executed)).toEqual([jupyter, ...execute, notebook]);
    expect(executed.why).toEqual(`jupyter for .ipynb, found beside ${python}, chosen in the Python extension`);
  });

  test('that has gone is passed over, which is said', async () => {
    using bench = new ProgramBench();
    bench.preferences = { settings: {}, choices: { python: { argv: ['/gone/python'], by: 'the Python extension' } } };
    await bench.write('a.py');
    const clause = '/gone/python, chosen in the Python extension, does not exist';
    const missing = await bench.resolve({ kind: 'script', script: 'a.py' });
    expect(missing).toMatchObject({ ok: false, error: { reason: 'interpreter-missing', unfit: clause } });
    await bench.program('python3');
    expect((await bench.script('a.py')).why).toEqual(`python3 for .py, found on PATH; ${clause}`);
  });
});

describe('the setting executor.interpreters', () => {
  test('a program alone gets the arguments that it needs for the kind', async () => {
    using bench = new ProgramBench();
    const quarto = await bench.write('tools/quarto', printsArgv, 0o755);
    bench.preferences = { settings: { rmarkdown: ['${workspaceFolder}/tools/quarto'] }, choices: {} };
    const file = await bench.write('a.Rmd');
    expect(await runResolved(await bench.script('a.Rmd'))).toEqual([quarto, 'render', file]);
    const byTask = { kind: 'script', script: 'a.Rmd', interpreter: ['tools/quarto'] } as const;
    expect(await bench.resolve(byTask)).toMatchObject({ ok: true, value: { argv: [quarto, 'render', file] } });
  });

  test('for R and Python counts for R Markdown and notebooks', async () => {
    using bench = new ProgramBench();
    const rscript = await bench.write('R/Rscript', printsArgv, 0o755);
    const python = await bench.write('env/bin/python3', printsArgv, 0o755);
    const jupyter = await bench.write('env/bin/jupyter', printsArgv, 0o755);
    bench.preferences = { settings: { r: ['R/Rscript', '--no-environ'], python: [python] }, choices: {} };
    const document = await bench.write('a.Rmd');
    expect(await runResolved(await bench.script('a.Rmd'))).toEqual([rscript, '--no-environ', ...render, document]);
    const notebook = await bench.write('a.ipynb');
    const executed = await bench.script('a.ipynb');
    expect(await runResolved(executed)).toEqual([jupyter, ...execute, notebook]);
    expect(executed.why).toEqual(`jupyter for .ipynb, found beside ${python}, from the setting executor.interpreters`);
  });

  test('one that names a program that is not there fails, and says who named it', async () => {
    using bench = new ProgramBench();
    await bench.program('python3');
    await bench.write('a.py');
    bench.preferences = { settings: { python: ['/gone/python'] }, choices: {} };
    const failed = await bench.resolve({ kind: 'script', script: 'a.py' });
    expect(failed.ok ? '' : describeFailure(failed.error)).toBe(
      'The program "/gone/python" from the setting executor.interpreters was not found in /gone. ' +
        'Install it, or fix the setting executor.interpreters.',
    );
  });
});

test('a missing interpreter says what was looked for, where, and what to do', async () => {
  using bench = new ProgramBench();
  await bench.write('a.qmd');
  bench.places = ['/opt/quarto/bin'];
  const failed = await bench.resolve({ kind: 'script', script: 'a.qmd' });
  expect(failed.ok ? '' : describeFailure(failed.error)).toBe(
    `quarto was not found: looked in ${bench.bin}, /opt/quarto/bin. ` +
      'Install Quarto from https://quarto.org, or name an interpreter in the setting executor.interpreters or as "interpreter" in the task file.',
  );
});

test.each([
  ['a.R', 'Rscript was not found: looked in', 'Install R from https://cran.r-project.org, or name an interpreter in'],
  ['a.py', 'for Python was found: looked for python3, python in', 'Install Python from https://www.python.org, or'],
  ['a.ts', 'looked for tsx, node, ts-node in', 'Install Node.js from https://nodejs.org, or name an interpreter in'],
  ['a.zsh', 'No interpreter for shell scripts was found: looked for zsh in', 'Install one, or name one in the setting'],
])('of what is missing for %s it is said where it is to be had', async (script, missing, advice) => {
  using bench = new ProgramBench();
  await bench.write(script);
  const failed = await bench.resolve({ kind: 'script', script });
  const words = failed.ok ? '' : describeFailure(failed.error);
  expect(words).toContain(missing);
  expect(words).toContain(`${bench.bin}. ${advice}`);
});

describe('the Node that Executor runs on', () => {
  const own: OwnNode = { argv: ['/bin/echo', 'own'], path: '/bin/echo', version: 'v24.1.0', runsTypeScript: true };
  const old = (version: string): string => `#!/bin/sh\necho ${version}\n`;
  const where = 'the one that Executor itself runs on';
  const tooOld = 'which is too old (22.18 is needed)';

  test('runs JavaScript and TypeScript where there is no other', async () => {
    using bench = new ProgramBench('linux', own);
    for (const name of ['a.mjs', 'a.ts', 'a.cts']) {
      const file = await bench.write(name);
      const resolved = await bench.script(name, { args: ['x'] });
      expect(await runResolved(resolved)).toEqual([`own ${file} x`]);
      expect(resolved.why).toEqual(`node v24.1.0 for ${path.extname(name)}, ${where}`);
    }
  });

  test('runs TypeScript where the one on PATH cannot, which is said; JavaScript that one runs', async () => {
    using bench = new ProgramBench('linux', own);
    const onPath = await bench.program('node', old('v20.20.2'));
    await bench.write('a.ts');
    expect(await bench.script('a.ts')).toMatchObject({
      argv: [...own.argv, path.join(bench.workspace, 'a.ts')],
      why: `node v24.1.0 for .ts, ${where}; ${onPath} is v20.20.2, ${tooOld}`,
    });
    await bench.write('a.js');
    expect((await bench.script('a.js')).why).toEqual('node for .js, found on PATH');
    await bench.program('node', old('v22.18.0'));
    expect((await bench.script('a.ts')).why).toEqual('node v22.18.0 for .ts, found on PATH');
  });

  test('runs what a shebang line asks a Node for, with its arguments; TypeScript without any asks for one that can', async () => {
    using bench = new ProgramBench('linux', own);
    const onPath = await bench.program('node', old('v20.20.2'));
    await bench.write('a.ts', '#!/usr/bin/env node\n');
    expect((await bench.script('a.ts')).why).toEqual(
      `node v24.1.0 from the shebang line, ${where}; ${onPath} is v20.20.2, ${tooOld}`,
    );
    await bench.write('b.ts', '#!/usr/bin/env -S node --import tsx\n');
    expect((await bench.script('b.ts')).argv[0]).toBe(onPath);
    await bench.write(onPath, '', 0o644);
    expect((await bench.script('b.ts')).argv.slice(0, 4)).toEqual([...own.argv, '--import', 'tsx']);
  });

  test('stands in for nothing else, and is not offered as an interpreter to name', async () => {
    using bench = new ProgramBench('linux', own);
    await bench.write('a.py');
    expect(await bench.resolve({ kind: 'script', script: 'a.py' })).toMatchObject({ ok: false });
    await bench.write('a', '#!/usr/bin/env tsx\n');
    expect(await bench.resolve({ kind: 'script', script: 'a' })).toMatchObject({ ok: false });
    await bench.write('a.ts');
    expect(await bench.interpreters('a.ts')).toEqual([[own.argv, `node v24.1.0 for .ts, ${where}`]]);
  });

  test('that is too old as well, or has gone, is no help', async () => {
    using bench = new ProgramBench('linux', { ...own, version: 'v22.13.0', runsTypeScript: false });
    await bench.write('a.ts');
    const unfit = `/bin/echo is v22.13.0, ${tooOld}`;
    const failed = await bench.resolve({ kind: 'script', script: 'a.ts' });
    expect(failed).toMatchObject({ ok: false, error: { reason: 'interpreter-missing', unfit } });
    using gone = new ProgramBench('linux', { ...own, path: path.join(bench.root, 'gone') });
    await gone.write('a.js');
    expect(await gone.resolve({ kind: 'script', script: 'a.js' })).toMatchObject({ ok: false });
  });

  test('is this one; really runs TypeScript', async () => {
    using bench = new ProgramBench('linux', ownNode(process));
    await bench.write('a.ts', 'const word: string = "typed"; console.log(word);\n');
    expect(await runResolved(await bench.script('a.ts'))).toEqual(['typed']);
  });
});

test('batch files are for Windows, whatever their permissions', async () => {
  const program = { kind: 'script', script: 'a.bat' } as const;
  using bench = new ProgramBench();
  const file = await bench.write('a.bat', '@echo %*\r\n', 0o755);
  const failed = await bench.resolve(program);
  expect(failed.ok ? '' : describeFailure(failed.error)).toBe(
    '"a.bat" is a batch file, which runs only on Windows. Name an "interpreter" in the task file, or rewrite it as a shell script.',
  );
  const wine = await bench.program('wine');
  expect(await bench.resolve({ ...program, interpreter: ['wine', 'cmd', '/c'] })).toMatchObject({
    ok: true,
    value: { argv: [wine, 'cmd', '/c', file] },
  });

  using onWindows = new ProgramBench('win32');
  const own = await onWindows.write('a.bat');
  expect(await onWindows.script('a.bat', { args: ['x'] })).toEqual({
    argv: [own, 'x'],
    cwd: onWindows.workspace,
    why: 'the batch file itself, which cmd.exe runs',
  });
});

test(
  'real Rscript hands a document with blanks in its name on to the code that renders it',
  { tags: ['long'] },
  async (context) => {
    const missing = requirement('Rscript');
    context.skip(missing !== undefined, missing);
    using bench = new ProgramBench();
    bench.env = { PATH: process.env['PATH'] ?? '' };
    const file = await bench.write("it's a b.Rmd", 'x');
    const { argv, ...rest } = await bench.script("it's a b.Rmd", { args: ['--quiet', 'x'] });
    const [rscript, flag, code = '', ...others] = argv;
    // What the document is given to is replaced, for the package need not be installed.
    const printing = code.replace(/^rmarkdown::render/, 'writeLines');
    expect(await runResolved({ ...rest, argv: [rscript, flag ?? '', printing, ...others] })).toEqual([file]);
  },
);

test('the menus offer Executor for exactly the files that it knows to run', () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const lists = [...manifest.matchAll(/resourceExtname =~ \/\^\\\\\.\(([^)]*)\)\$\/i/g)];
  expect(lists.length).toBeGreaterThanOrEqual(2);
  for (const [, list = ''] of lists) {
    expect(list.split('|').toSorted()).toEqual(scriptExtensions.toSorted());
  }
});
