import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findDesktopCode } from '../../scripts/desktopCode.ts';
import { DesktopVSCode } from '../../scripts/desktopVSCode.ts';
import { expectNoLeftovers } from '../support/leftovers.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporaryFolder.ts';
import { waitForText } from '../support/waitFor.ts';

const fakeCode = path.join(import.meta.dirname, '../fixtures/fakeCode.sh');
const start = path.join(import.meta.dirname, '../../scripts/start.ts');

/** A folder in which a fake `code` is called, and what that notes there. */
class FakeDesktop implements AsyncDisposable {
  private readonly folder: TemporaryFolder = temporaryFolder();
  readonly vscode: DesktopVSCode;

  constructor(extra: Readonly<Record<string, string>> = {}) {
    symlinkSync(fakeCode, this.folder.join('code'));
    this.vscode = new DesktopVSCode(this.folder.join('code'), {
      ...process.env,
      FAKE_CODE: this.folder.path,
      VSCODE_PID: '1',
      ELECTRON_RUN_AS_NODE: '1',
      npm_config_desktop: 'true',
      MINE: 'kept',
      ...extra,
    });
  }

  /** The lines of what was noted, as soon as it is there. */
  async noted(name: string): Promise<readonly string[]> {
    const text = await waitForText(this.folder.join(name), (content) => content.endsWith('\n'));
    return text.split('\n').slice(0, -1);
  }

  has(name: string): boolean {
    return existsSync(this.folder.join(name));
  }

  write(name: string): void {
    writeFileSync(this.folder.join(name), '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.vscode.close();
    await expectNoLeftovers(`FAKE_CODE=${this.folder.path}`);
    this.folder[Symbol.dispose]();
  }
}

const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

test('the extension is installed into data of its own, without what another editor says about itself', async () => {
  await using desktop = new FakeDesktop();
  const { dir } = desktop.vscode;
  expect(await desktop.vscode.install('/some/executor.vsix', new AbortController().signal)).toBe(true);
  const own = ['--user-data-dir', `${dir}/user`, '--extensions-dir', `${dir}/ext`, ...sandbox];
  expect(await desktop.noted('install.argv')).toEqual([
    ...own,
    '--install-extension',
    '/some/executor.vsix',
    '--force',
  ]);
  const env = await desktop.noted('install.env');
  expect(env.filter((line) => /^(VSCODE_|ELECTRON_|npm_)/.test(line))).toEqual([]);
  expect(env).toContain('MINE=kept');
  expect(env).toContain(`XDG_STATE_HOME=${dir}/state`);
  expect(JSON.parse(readFileSync(`${dir}/user/User/settings.json`, 'utf8'))).toMatchObject({ 'update.mode': 'none' });
});

test('an installation that fails is reported', async () => {
  await using desktop = new FakeDesktop({ FAKE_CODE_INSTALL: '3' });
  expect(await desktop.vscode.install('/some/executor.vsix', new AbortController().signal)).toBe(false);
});

test('a folder is open in a new window until that is closed, and then nothing is left', async () => {
  await using desktop = new FakeDesktop();
  const { dir } = desktop.vscode;
  const closed = desktop.vscode.open('/some/folder', new AbortController().signal);
  await desktop.noted('window');
  expect((await desktop.noted('open.argv')).slice(-4)).toEqual([
    '--disable-workspace-trust',
    '--new-window',
    '--wait',
    '/some/folder',
  ]);
  desktop.write('close');
  expect(await closed).toBe(0);
  await desktop.vscode.close();
  expect(existsSync(dir)).toBe(false);
  expect(desktop.has('closed')).toBe(false);
});

test('an interruption closes the window, which may tidy up, and removes the data', async () => {
  await using desktop = new FakeDesktop();
  const interruption = new AbortController();
  const closed = desktop.vscode.open('/some/folder', interruption.signal);
  await desktop.noted('window');
  interruption.abort();
  expect(await closed).toBe(0);
  await desktop.vscode.close();
  expect(await desktop.noted('closed')).toEqual(['closed']);
  expect(existsSync(desktop.vscode.dir)).toBe(false);
});

test('a program that is named by its path or found on PATH is taken', () => {
  using folder = temporaryFolder();
  symlinkSync(fakeCode, folder.join('code'));
  const found = { kind: 'found', program: folder.join('code') };
  expect(findDesktopCode(folder.join('code'), {})).toEqual(found);
  expect(findDesktopCode('code', { PATH: folder.path })).toEqual(found);
  expect(findDesktopCode(undefined, { PATH: folder.path })).toEqual(found);
});

test.each([
  ['in a terminal of a VS Code server', { VSCODE_IPC_HOOK_CLI: '/run/ipc.sock' }, [], 'VSCODE_IPC_HOOK_CLI is set'],
  ['without a `code`', { PATH: '/nowhere' }, [], 'There is no `code` on the PATH'],
  ['without the program that was named', {}, ['=/nowhere/code'], '/nowhere/code is no program'],
])('%s nothing is built or started, and one line says why', (_where, env, [program = ''], words) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [start, `--desktop${program}`], {
    env: { ...process.env, VSCODE_IPC_HOOK_CLI: '', ...env },
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(words)]);
});
