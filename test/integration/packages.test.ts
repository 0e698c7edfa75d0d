import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { root } from '../../scripts/install.mjs';
import { packagesOf } from '../../scripts/thirdPartyNotices.ts';
import { zipEntries, zipText } from '../../scripts/zipEntries.ts';
import { complaintAbout } from '../../src/base/nodeVersion.ts';
import { expectNoLeftovers } from '../support/leftovers.ts';
import { makePackages, type Packages } from '../support/packages.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';

let folder: TemporaryFolder;
let packages: Packages;
/** Absolute path of the command, as npm has installed it. */
let program: string;

beforeAll(async () => {
  folder = temporaryFolder();
  packages = await makePackages(folder);
  const install = ['install', '--global', '--prefix', folder.join('prefix'), '--offline', '--no-audit', '--no-fund'];
  execFileSync('npm', [...install, packages.tarball], { cwd: folder.path, stdio: 'pipe' });
  program = folder.join('prefix/bin/executor');
}, 600_000);

afterAll(() => {
  folder[Symbol.dispose]();
});

const installed = (): string => folder.join('prefix/lib/node_modules/@executor-scripts/cli');

const filesBelow = (place: string): readonly string[] =>
  readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(place, path.join(entry.parentPath, entry.name)))
    .toSorted();

/** What a file of notices says: "name version" of each package, and the text below it. */
function noticesIn(text: string): ReadonlyMap<string, string> {
  const sections = text.split(/^-{80}\n/m).slice(1);
  return new Map(
    sections.map((section) => [/^(\S+ \S+) \(/.exec(section)?.[1] ?? '', section.slice(section.indexOf('\n'))]),
  );
}

describe('both packages', { tags: ['long'] }, () => {
  test('hold what belongs there, and nothing else', () => {
    expect(packages.faults).toEqual([]);
    const shared = filesBelow(installed()).filter((file) => file.startsWith('dist/shared/'));
    expect(shared.length).toBeGreaterThan(0);
    expect(filesBelow(installed())).toEqual(
      [
        ...['CHANGELOG.md', 'LICENSE', 'README.md', 'ThirdPartyNotices.txt', 'package.json'],
        ...['cli.mjs', 'executor.mjs', 'host.files.json', 'host.mjs'].map((file) => `dist/${file}`),
        ...shared,
      ].toSorted(),
    );
  });

  test('name every package whose code they hold, with its licence in full', () => {
    const bundled = (names: readonly string[]): readonly string[] =>
      packagesOf(names.map((name) => `node_modules/${name}/package.json`)).map(
        (each) => `${each.name} ${each.version}`,
      );
    const inCommand = noticesIn(readFileSync(path.join(installed(), 'ThirdPartyNotices.txt'), 'utf8'));
    const inExtension = noticesIn(zipText(packages.vsix, 'extension/dist/ThirdPartyNotices.txt'));
    const both = bundled([
      'execa',
      'human-signals',
      'signal-exit',
      'zod',
      'vscode-jsonrpc',
      '@vscode/l10n',
      'picomatch',
    ]);
    const page = bundled(['@vscode/webview-ui-toolkit', '@microsoft/fast-element', 'exenv-es6', 'tabbable', 'tslib']);
    expect([...inCommand.keys()]).toEqual(expect.arrayContaining([...both]));
    expect([...inCommand.keys()].filter((name) => page.includes(name))).toEqual([]);
    expect([...inExtension.keys()]).toEqual(expect.arrayContaining([...both, ...page]));
    for (const [name, text] of [...inCommand, ...inExtension]) expect(text, name).toMatch(/copyright|apache license/i);
  });

  test('hold code that points to no map, and shared files that load without VS Code', () => {
    for (const { name } of zipEntries(packages.vsix)) {
      if (!/\.m?js$/.test(name)) continue;
      const text = zipText(packages.vsix, name);
      expect(text, name).not.toContain('sourceMappingURL');
      if (!name.endsWith('/extension.mjs')) expect(text, name).not.toMatch(/from\s*["']vscode["']/);
    }
  });

  test('have the same files of the command and its host, so that one copy of a host serves both', () => {
    const files = filesBelow(path.join(installed(), 'dist'));
    const differ = files.filter(
      (file) =>
        zipText(packages.vsix, `extension/dist/${file}`) !== readFileSync(path.join(installed(), 'dist', file), 'utf8'),
    );
    expect(differ).toEqual([]);
  });
});

describe('the package of the command', { tags: ['long'] }, () => {
  test('has a manifest of its own: what it is, in words, and nothing that is installed with it', () => {
    const own = JSON.parse(readFileSync(path.join(installed(), 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(own).toMatchObject({
      name: '@executor-scripts/cli',
      version: manifest.version,
      license: 'MIT',
      bin: { executor: 'dist/executor.mjs' },
      engines: { node: manifest.engines.node },
    });
    expect(String(own['description'])).not.toContain('%');
    expect(Object.keys(own).filter((key) => /dependencies|^private$|^scripts$|^contributes$/i.test(key))).toEqual([]);
  });

  test.for([
    ['the Node of the project', path.dirname(process.execPath)],
    ['the oldest Node', path.join(root, 'tools/oldestNode/node_modules/.bin')],
  ] as const)('does what a day asks for, on %s', { timeout: 240_000 }, async ([name, bin], context) => {
    context.skip(!existsSync(path.join(bin, 'node')), `${name} is not installed: npm ci in tools/oldestNode brings it`);
    const token = `EXECUTOR_PACKAGE_TEST_${crypto.randomUUID()}`;
    const world = folder.join(token);
    mkdirSync(`${world}/ws/.vscode`, { recursive: true });
    mkdirSync(`${world}/run`);
    const tasks = {
      two: { command: ['sh', '-c', 'echo out; exit 2'], restart: 'never' },
      loop: { command: ['sleep', '999'] },
    };
    writeFileSync(`${world}/ws/.vscode/executor.json`, JSON.stringify({ tasks }));
    writeFileSync(`${world}/ws/job.sh`, 'echo job\n');
    const env = {
      PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      HOME: world,
      SHELL: '/bin/sh',
      XDG_STATE_HOME: `${world}/state`,
      XDG_RUNTIME_DIR: `${world}/run`,
      TOKEN: token,
    };
    // By its first line: the file is executable and names Node.
    const call = (...args: readonly string[]): { exit: number | null; stdout: string } => {
      const { status, stdout } = spawnSync(program, args, { cwd: `${world}/ws`, env, encoding: 'utf8' });
      return { exit: status, stdout };
    };
    expect(call('run', 'two')).toEqual({ exit: 2, stdout: 'out\n' });
    expect(call('add', 'job.sh', '--no-now').exit).toBe(0);
    expect(call('start', 'loop')).toEqual({ exit: 0, stdout: 'Starting loop\n' });
    expect(JSON.parse(call('list', '--json').stdout)).toMatchObject({
      tasks: [{ name: 'two' }, { name: 'loop', status: 'running' }, { name: 'job' }],
    });
    expect(call('logs', 'two').stdout).toContain('\nout\n');
    expect(call('stop', 'loop').exit).toBe(0);
    expect(JSON.parse(call('history', '--json').stdout)).toMatchObject({
      runs: [
        { task: 'loop', outcome: 'stopped' },
        { task: 'two', exitCode: 2 },
      ],
    });
    expect(call('down', '--stop').exit).toBe(0);
    await expectNoLeftovers(`TOKEN=${token}`);
  });

  test('is told apart from a part of it: what is missing is named, and doctor finds it', () => {
    const alone = folder.join('alone');
    mkdirSync(alone);
    copyFileSync(path.join(installed(), 'dist/executor.mjs'), `${alone}/executor.mjs`);
    const missing = (file: string): string =>
      `Executor is incomplete: ${file} is missing. Its files belong together in one folder; reinstall Executor, or copy the whole folder.`;
    const call = (...args: readonly string[]): SpawnSyncReturns<string> => {
      const env = { PATH: process.env['PATH'], HOME: alone, XDG_RUNTIME_DIR: alone };
      return spawnSync(process.execPath, [`${alone}/executor.mjs`, ...args], { cwd: alone, env, encoding: 'utf8' });
    };
    expect(call('list')).toMatchObject({ status: 2, stdout: '', stderr: `${missing(`${alone}/cli.mjs`)}\n` });
    for (const file of filesBelow(path.join(installed(), 'dist'))) {
      mkdirSync(path.dirname(`${alone}/${file}`), { recursive: true });
      copyFileSync(path.join(installed(), 'dist', file), `${alone}/${file}`);
    }
    rmSync(`${alone}/host.mjs`);
    writeFileSync(`${alone}/job.sh`, 'echo job\n');
    const added = call('add', 'job.sh', '--now');
    expect(added.stderr).toContain(missing(`${alone}/host.mjs`));
    expect(added.status).not.toBe(0);
    const found = JSON.parse(call('doctor', '--json').stdout) as object;
    expect(JSON.stringify(found)).toContain(missing(`${alone}/host.mjs`));
  });

  test('says in one sentence that a Node is too old, and nothing else', (context) => {
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

  test('is called by a file that has no syntax which an old Node lacks, and leaves the rest to another', () => {
    const text = readFileSync(path.join(installed(), 'dist/executor.mjs'), 'utf8');
    expect(text.length).toBeLessThan(1_000);
    expect(text).toMatch(/import\("\.\/cli\.mjs"\)/);
    expect(text).not.toMatch(/\?\.|\?\?|^import |\bimport\s*[{"*]/m);
  });
});

/** A Node that is too old for the command, and its version; undefined if this machine has none. */
function oldNode(): readonly [file: string, version: string] | undefined {
  const files = (process.env['PATH'] ?? '').split(':').map((place) => `${place}/node`);
  return [...new Set([...files, '/usr/bin/node', '/usr/local/bin/node'])]
    .map((file): readonly [string, string] => {
      const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
      return [file, /^v(\d+\.\d+)/.exec(stdout)?.[1] ?? ''];
    })
    .find(([, version]) => version !== '' && complaintAbout(version) !== undefined);
}
