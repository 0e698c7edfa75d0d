import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findProgram, pathFolders, projectFolders } from '../../src/node/program/programSearch.ts';
import { ProgramBench as Bench, printsArgv, runResolved as run } from '../support/programBench.ts';
import { requirement } from '../support/requirement.ts';
import { withoutPrivileges } from '../support/withoutPrivileges.ts';

test('follows a shebang line: a path literally, with one argument, and the program of env by its name', async () => {
  using bench = new Bench();
  const own = await bench.program('my-python');
  await bench.program('python3');
  const literal = await bench.write('a.py', `#!${own} -X  dev \n`);
  expect(await bench.script('a.py')).toEqual({
    argv: [own, '-X  dev', literal],
    cwd: bench.workspace,
    why: `${own}, from the shebang line`,
  });
  const named = await bench.write('b.sh', '#!/usr/bin/env -S my-python -u\r\n');
  const resolved = await bench.script('b.sh');
  expect(resolved.why).toEqual('my-python from the shebang line, found on PATH');
  expect(await run(resolved)).toEqual([own, '-u', named]);
  await bench.write('c', '#!/usr/bin/env python\n');
  expect((await bench.script('c')).argv[0]).toBe(path.join(bench.bin, 'python3'));
});

test('passes a shebang line on as the kernel does', async () => {
  using bench = new Bench();
  const own = await bench.program('shows');
  const script = await bench.write('a', `#!${own} -a  b c \n`, 0o755);
  const byKernel = await promisify(execFile)(script, ['x']);
  expect(await run(await bench.script('a', { args: ['x'] }))).toEqual(byKernel.stdout.trimEnd().split('\n'));
});

test('takes a folder or a file that may not be run for no program', async () => {
  using bench = new Bench();
  const second = path.join(bench.workspace, 'bin2');
  await mkdir(path.join(bench.bin, 'python3'), { recursive: true });
  await bench.write(path.join(second, 'python3'), printsArgv, 0o644);
  const good = await bench.write(path.join(second, 'python'), printsArgv, 0o755);
  await bench.write('a.py');
  bench.env = { PATH: `${bench.bin}:bin2` };
  expect((await bench.script('a.py')).argv[0]).toBe(good);
});

test('looks in well-known places after PATH, the newest version first', async () => {
  using bench = new Bench();
  bench.places = [path.join(bench.bin, 'R-*', 'bin')];
  for (const version of ['R-4.9.0', 'R-4.10.1', 'R-4.2']) await bench.program(`${version}/bin/Rscript`);
  await bench.write('a.R');
  const newest = path.join(bench.bin, 'R-4.10.1', 'bin');
  expect(await bench.script('a.R')).toMatchObject({
    argv: [path.join(newest, 'Rscript'), expect.any(String)],
    why: `Rscript for .R, found in ${newest}`,
  });
});

test('says what it looked for and where', async () => {
  using bench = new Bench();
  bench.places = ['/elsewhere'];
  bench.env = { PATH: '/nowhere' };
  await bench.write('a.py');
  const places = ['/nowhere', '/elsewhere'];
  const inProject = ['.venv/bin', 'venv/bin'].map((folder) => path.join(bench.workspace, folder));
  expect(await bench.resolve({ kind: 'script', script: 'a.py' })).toEqual({
    ok: false,
    error: {
      reason: 'interpreter-missing',
      kind: 'Python',
      programs: ['python3', 'python'],
      places: [...inProject, ...places],
      origin: { product: 'Python', address: 'https://www.python.org' },
    },
  });
  await bench.write('a', '#!/usr/bin/env awk\n');
  expect(await bench.resolve({ kind: 'script', script: 'a' })).toEqual({
    ok: false,
    error: { reason: 'program-missing', program: 'awk', places },
  });
});

test('runs an executable file of no known kind itself', async () => {
  using bench = new Bench();
  const self = await bench.write('tool', 'echo "$0" "$@"\n', 0o755);
  expect(await bench.script('tool', { args: ['x'] })).toEqual({
    argv: [self, 'x'],
    cwd: bench.workspace,
    why: 'the script itself, which is executable',
  });
  await bench.write('plain', 'text');
  expect(await bench.resolve({ kind: 'script', script: 'plain' })).toEqual({
    ok: false,
    error: { reason: 'interpreter-unknown', script: 'plain' },
  });
});

test('lets the task name its interpreter: by name, by a path from the workspace folder, with arguments', async () => {
  using bench = new Bench();
  const onPath = await bench.program('my-python');
  const local = await bench.write('.venv/bin/python', printsArgv, 0o755);
  const script = await bench.write('sub/a.py', '#!/bin/sh\n');
  const named = { kind: 'script', script: 'sub/a.py', interpreter: ['my-python', '-u'] } as const;
  expect(await bench.resolve(named, { cwd: 'sub' })).toEqual({
    ok: true,
    value: {
      argv: [onPath, '-u', script],
      cwd: path.join(bench.workspace, 'sub'),
      why: 'my-python named in the task file, found on PATH',
    },
  });
  const byPath = { kind: 'script', script: 'sub/a.py', interpreter: ['.venv/bin/python'] } as const;
  expect(await bench.resolve(byPath, { cwd: 'sub' })).toMatchObject({ ok: true, value: { argv: [local, script] } });
  await chmod(local, 0o644);
  expect(await bench.resolve(byPath)).toEqual({
    ok: false,
    error: { reason: 'not-permitted', path: local, detail: 'it is not executable' },
  });
});

test('runs a command by name from PATH, or by a path from its working directory', async () => {
  using bench = new Bench();
  const onPath = await bench.program('server');
  const local = await bench.write('sub/run.sh', printsArgv, 0o755);
  expect(await bench.resolve({ kind: 'command', command: ['server', 'x'] }, { args: ['y'] })).toEqual({
    ok: true,
    value: { argv: [onPath, 'x', 'y'], cwd: bench.workspace, why: 'server, found on PATH' },
  });
  expect(await bench.resolve({ kind: 'command', command: ['./run.sh'] }, { cwd: 'sub' })).toMatchObject({
    ok: true,
    value: { argv: [local], why: './run.sh, named by its path' },
  });
  expect(await bench.resolve({ kind: 'command', command: ['gone'] })).toEqual({
    ok: false,
    error: { reason: 'program-missing', program: 'gone', places: [bench.bin] },
  });
  expect(await bench.resolve({ kind: 'command', command: ['/no/such'] })).toEqual({
    ok: false,
    error: { reason: 'program-missing', program: '/no/such', places: ['/no'] },
  });
});

test('puts values in place of variables everywhere', async () => {
  using bench = new Bench();
  const script = await bench.write('jobs/a.R');
  const rscript = await bench.program('Rscript');
  bench.env = { ...bench.env, JOBS: 'jobs', KIND: 'script' };
  const resolved = await bench.resolve(
    { kind: 'script', script: '${workspaceFolder}/${env:JOBS}/a.R', interpreter: ['R${env:KIND}', '--${env:KIND}'] },
    { args: ['${userHome}', '${env:NONE}.'], cwd: '${env:JOBS}' },
  );
  expect(resolved).toMatchObject({
    ok: true,
    value: {
      argv: [rscript, '--script', script, expect.stringMatching(/\/home$/), '.'],
      cwd: path.join(bench.workspace, 'jobs'),
    },
  });
});

test('follows symbolic links to scripts and folders without resolving them', async () => {
  using bench = new Bench();
  await bench.program('Rscript');
  await bench.write('real/a.R');
  await symlink('real', path.join(bench.workspace, 'link'));
  expect(await bench.script('link/a.R', { cwd: 'link' })).toMatchObject({
    argv: [expect.any(String), path.join(bench.workspace, 'link/a.R')],
    cwd: path.join(bench.workspace, 'link'),
  });
});

test('says which script or folder is missing', async () => {
  using bench = new Bench();
  const at = (name: string): string => path.join(bench.workspace, name);
  await bench.write('a.R');
  await mkdir(at('folder.R'));
  const failureOf = async (script: string, cwd = '.'): Promise<unknown> => {
    const resolved = await bench.resolve({ kind: 'script', script }, { cwd });
    return resolved.ok ? resolved : resolved.error;
  };
  expect(await failureOf('no.R')).toEqual({ reason: 'script-missing', script: 'no.R', path: at('no.R') });
  expect(await failureOf('a.R/b.R')).toEqual({ reason: 'script-missing', script: 'a.R/b.R', path: at('a.R/b.R') });
  expect(await failureOf('folder.R')).toMatchObject({ reason: 'script-not-a-file', path: at('folder.R') });
  expect(await failureOf('a.R', 'no')).toEqual({ reason: 'cwd-missing', cwd: 'no', path: at('no') });
  expect(await failureOf('a.R', 'a.R')).toEqual({ reason: 'cwd-missing', cwd: 'a.R', path: at('a.R') });
});

test('says that a script may not be read', async () => {
  using bench = new Bench();
  const file = await bench.write('a.R', '', 0o000);
  const resolved = await withoutPrivileges(() => bench.resolve({ kind: 'script', script: 'a.R' }), bench.root);
  expect(resolved).toEqual({ ok: false, error: { reason: 'script-unreadable', script: 'a.R', path: file } });
});

test('runs TypeScript with tsx, else with a Node that is new enough, asked once', async () => {
  using bench = new Bench();
  const script = await bench.write('a.ts');
  const asked = path.join(bench.workspace, 'asked');
  const node = (version: string): string => `#!/bin/sh\necho "$@" >>"${asked}"\necho ${version}\n`;
  const program = await bench.program('node', node('v22.18.0'));
  expect(await bench.script('a.ts')).toEqual({
    argv: [program, script],
    cwd: bench.workspace,
    why: 'node v22.18.0 for .ts, found on PATH',
  });
  await bench.script('a.ts');
  expect(await readFile(asked, 'utf8')).toBe('--version\n');

  await bench.program('node', node('v20.1.0'));
  await utimes(program, 1, 1);
  const tsNode = await bench.program('ts-node');
  expect(await bench.script('a.ts')).toMatchObject({
    argv: [tsNode, script],
    why: `ts-node for .ts, found on PATH; ${program} is v20.1.0, which is too old (22.18 is needed)`,
  });
  expect(await readFile(asked, 'utf8')).toBe('--version\n--version\n');
  const tsx = await bench.program('tsx');
  expect((await bench.script('a.ts')).argv[0]).toBe(tsx);
});

test('says why the Node that was found does not serve', async () => {
  using bench = new Bench();
  const old = await bench.program('old-node', '#!/bin/sh\necho v20.1.0\n');
  const silent = await bench.write('other/node', '#!/bin/sh\nexit 1\n', 0o755);
  await symlink(old, path.join(bench.bin, 'node'));
  bench.places = [path.dirname(silent)];
  await bench.write('a.ts');
  expect(await bench.resolve({ kind: 'script', script: 'a.ts' })).toEqual({
    ok: false,
    error: {
      reason: 'interpreter-missing',
      kind: 'TypeScript',
      programs: ['tsx', 'node', 'ts-node'],
      places: [path.join(bench.workspace, 'node_modules/.bin'), bench.bin, path.dirname(silent)],
      origin: { product: 'Node.js', address: 'https://nodejs.org' },
      unfit:
        `${path.join(bench.bin, 'node')} is v20.1.0, which is too old (22.18 is needed); ` +
        `${silent} did not report its version`,
    },
  });
});

test('real Rscript, found on the real PATH, runs a script', { tags: ['long'] }, async (context) => {
  const missing = requirement('Rscript');
  context.skip(missing !== undefined, missing);
  using bench = new Bench();
  bench.env = { PATH: process.env['PATH'] ?? '' };
  await bench.write('a.R', 'cat(commandArgs(TRUE), sep = "\\n")\n');
  expect(await run(await bench.script('a.R', { args: ['one', 'two words'] }))).toEqual(['one', 'two words']);
});

test('on Windows, names are completed by PATHEXT', async () => {
  using bench = new Bench();
  const file = await bench.program('node.exe');
  const env = { Path: `"${bench.bin}";`, PATHEXT: '.COM;.EXE' };
  const folders = pathFolders(env, bench.workspace, 'win32');
  expect(folders).toEqual([bench.bin]);
  expect(await findProgram('node', folders, env, 'win32')).toBe(file);
  expect(await findProgram('node.exe', folders, env, 'win32')).toBe(file);
  expect(await findProgram('node.sh', folders, env, 'win32')).toBeUndefined();
});

test('reads PATH as POSIX does: an empty element is the working directory, none at all is the default', () => {
  expect(pathFolders({ PATH: '/a::b:' }, '/w', 'linux')).toEqual(['/a', '/w', '/w/b', '/w']);
  expect(pathFolders({}, '/w', 'linux')).toEqual(['/usr/bin', '/bin']);
});

test('a project is looked for in the working directory, then from the script upwards to the workspace folder', () => {
  expect(projectFolders('/w/out', '/w/a/b', '/w')).toEqual(['/w/out', '/w/a/b', '/w/a', '/w']);
  expect(projectFolders('/w', '/w', '/w')).toEqual(['/w']);
  expect(projectFolders('/w', '/elsewhere/a', '/w')).toEqual(['/w', '/elsewhere/a']);
  expect(projectFolders('/w', '/wider/a', '/w')).toEqual(['/w', '/wider/a']);
});
