import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync, cpSync } from 'node:fs';
import { stop } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleCommand, bundleProgram } from '../../scripts/bundle.ts';
import { complaintAbout } from '../../src/base/nodeVersion.ts';
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
  await bundleCommand(folder.join('source/dist'), options);
  await bundleProgram('src/host/main.ts', folder.join('source/dist/host.mjs'), options);
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
    ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/cli.mjs', 'dist/executor.mjs', 'dist/host.mjs', 'package.json']
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

test('a Node that is too old is told so in one sentence, and nothing else', (context) => {
  const old = oldNode();
  context.skip(old === undefined, 'no Node before 22.13 was found on this machine');
  const [file = '', version = ''] = old ?? [];
  const [major = '', minor = ''] = version.split('.');
  const complaint = `executor needs Node 22.13 or newer; this is ${major}.${minor}.\n`;
  for (const args of [['--version'], ['list', '--json'], []]) {
    const { status, stderr, stdout } = spawnSync(file, [program, ...args], { cwd: folder.path, encoding: 'utf8' });
    expect({ args, status, stderr, stdout }).toEqual({ args, status: 2, stderr: complaint, stdout: '' });
  }
});

test('the file that is called has no syntax that an old Node lacks, and leaves the rest to another', () => {
  const text = readFileSync(program, 'utf8');
  expect(text.length).toBeLessThan(1_000);
  expect(text).toMatch(/import\("\.\/cli\.mjs"\)/);
  expect(text).not.toMatch(/\?\.|\?\?|^import |\bimport\s*[{"*]/m);
});

/** A Node that is too old for the command, and its version; undefined where this machine has none. */
function oldNode(): readonly [file: string, version: string] | undefined {
  const files = (process.env['PATH'] ?? '').split(':').map((place) => `${place}/node`);
  return [...new Set([...files, '/usr/bin/node', '/usr/local/bin/node'])]
    .map((file): readonly [string, string] => {
      const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
      return [file, /^v(\d+\.\d+)/.exec(stdout)?.[1] ?? ''];
    })
    .find(([, version]) => version !== '' && complaintAbout(version) !== undefined);
}
