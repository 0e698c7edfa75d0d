import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync, cpSync } from 'node:fs';
import { stop } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleProgram } from '../../scripts/bundle.ts';
import { expectNoLeftovers } from '../support/leftovers.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';

const root = new URL('../../', import.meta.url).pathname;
let folder: TemporaryFolder;
let program: string;
let files: readonly string[];

beforeAll(async () => {
  folder = temporaryFolder();
  mkdirSync(folder.join('source/dist'), { recursive: true });
  for (const file of [
    'package.json',
    '.npmignore',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'tsconfig.json',
    'src',
    'docs',
  ]) {
    cpSync(`${root}${file}`, folder.join('source', file), { recursive: true });
  }
  const options = { identity: { version: '0.0.0', stamp: 0 }, minify: true };
  for (const [source, file] of [
    ['src/cli/main.ts', 'executor.mjs'],
    ['src/host/main.ts', 'host.mjs'],
  ] as const) {
    await bundleProgram(source, folder.join('source/dist', file), options);
  }
  writeFileSync(folder.join('source/dist/extension.js'), '');
  await stop();
  const packed = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder.path];
  execFileSync('npm', packed, { cwd: folder.join('source'), stdio: 'pipe' });
  const tarball = readdirSync(folder.path).find((name) => name.endsWith('.tgz')) ?? '';
  files = execFileSync('tar', ['tzf', folder.join(tarball)], { encoding: 'utf8' })
    .trimEnd()
    .split('\n')
    .toSorted();
  execFileSync('tar', ['xzf', folder.join(tarball), '-C', folder.path]);
  const manifest = JSON.parse(readFileSync(folder.join('package/package.json'), 'utf8')) as {
    bin: { executor: string };
  };
  program = folder.join('package', manifest.bin.executor);
});

afterAll(() => {
  folder[Symbol.dispose]();
});

test('the npm package holds the command, the host that it starts, and nothing else', () => {
  expect(files).toEqual(
    ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/executor.mjs', 'dist/host.mjs', 'package.json']
      .map((file) => `package/${file}`)
      .toSorted(),
  );
});

test('it brings everything with it: nothing else is installed', () => {
  const manifest = JSON.parse(readFileSync(folder.join('package/package.json'), 'utf8')) as Record<string, unknown>;
  const kinds = ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'];
  expect(kinds.filter((kind) => kind in manifest)).toEqual([]);
});

test('what it holds runs tasks by itself, on plain Node', async () => {
  const token = `EXECUTOR_PACKAGE_TEST_${crypto.randomUUID()}`;
  mkdirSync(folder.join('ws/.vscode'), { recursive: true });
  mkdirSync(folder.join('run'));
  const tasks = {
    two: { command: ['sh', '-c', 'echo out; exit 2'], restart: 'never' },
    loop: { command: ['sleep', '999'] },
  };
  writeFileSync(folder.join('ws/.vscode/executor.json'), JSON.stringify({ tasks }));
  const env = {
    PATH: process.env['PATH'],
    HOME: folder.path,
    SHELL: '/bin/sh',
    XDG_STATE_HOME: folder.join('state'),
    XDG_RUNTIME_DIR: folder.join('run'),
    TOKEN: token,
  };
  // By its first line: the file is executable and names Node.
  const call = (...args: readonly string[]): { exit: number | null; stdout: string } => {
    const { status, stdout } = spawnSync(program, args, { cwd: folder.join('ws'), env, encoding: 'utf8' });
    return { exit: status, stdout };
  };
  expect(call('run', 'two')).toEqual({ exit: 2, stdout: 'out\n' });
  expect(call('start', 'loop')).toEqual({ exit: 0, stdout: 'Starting loop\n' });
  expect(JSON.parse(call('list', '--json').stdout)).toMatchObject({ tasks: [{ name: 'two' }, { status: 'running' }] });
  expect(call('logs', 'two').stdout).toContain('\nout\n');
  expect(JSON.parse(call('history', '--json').stdout)).toMatchObject({ runs: [{ task: 'loop' }, { exitCode: 2 }] });
  expect(call('down', '--stop').exit).toBe(0);
  await expectNoLeftovers(`TOKEN=${token}`);
});
