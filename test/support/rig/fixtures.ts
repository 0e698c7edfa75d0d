import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import { endHosts } from './endHosts.ts';
import { extensionHostErrors } from './extensionHostLog.ts';
import { startVSCode, type VSCode, type VSCodeOptions } from './startVSCode.ts';
import { Workbench } from './workbench.ts';

/** The folder that one test works in. */
export interface Workspace {
  readonly dir: string;
  /** Writes a file, by its path relative to the folder, and answers its absolute path. */
  write(file: string, text: string): string;
  read(file: string): string;
  exists(file: string): boolean;
}

interface TestFixtures {
  /** Files of the workspace, there before the window opens: path → text. `test.use({ files: { … } })`. */
  readonly files: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  /** A window with the workspace open: its folder, or its `*.code-workspace` file if it has one. */
  readonly workbench: Workbench;
}

/** What all tests of a file share. */
export interface WorkerFixtures {
  /** How the server is started, for a whole file of tests: `test.use({ serverOptions: { … } })`. */
  readonly serverOptions: VSCodeOptions;
  /** Where hosts live: the setting `executor.host` of the whole server. */
  readonly hostMode: 'background' | 'window';
  /** The server, with the packed extension installed. */
  readonly vscode: VSCode;
}

const vsix = path.resolve(import.meta.dirname, '../../../out/executor.vsix');

/** Tests in a real VS Code: one server for a file, a new folder and a new window for each test. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverOptions: [{}, { option: true, scope: 'worker' }],

  hostMode: ['background', { option: true, scope: 'worker' }],

  vscode: [
    async ({ hostMode, serverOptions }, use) => {
      if (!existsSync(vsix)) throw new Error(`${vsix} is missing: run "npm run package" first.`);
      const settings = { ...serverOptions.settings, 'executor.host': hostMode };
      const vscode = await startVSCode({ vsix, ...serverOptions, settings });
      await use(vscode);
      // What a failed test has left is no news.
      await endHosts(path.join(vscode.dir, 'home'));
      // Some came only after the test that caused them.
      const errors = extensionHostErrors(vscode.userDir);
      expect(await vscode.stop(), 'processes left behind').toEqual([]);
      expect(errors, 'errors of the extension hosts').toEqual([]);
    },
    { scope: 'worker' },
  ],

  files: [{}, { option: true }],

  workspace: async ({ vscode, files }, use) => {
    const dir = mkdtempSync(path.join(vscode.dir, 'ws-'));
    const workspace: Workspace = {
      dir,
      write: (file, text) => {
        const absolute = path.join(dir, file);
        mkdirSync(path.dirname(absolute), { recursive: true });
        // A script named in a task by its path alone needs the permission to run.
        writeFileSync(absolute, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
        return absolute;
      },
      read: (file) => readFileSync(path.join(dir, file), 'utf8'),
      exists: (file) => existsSync(path.join(dir, file)),
    };
    for (const [file, text] of Object.entries(files)) workspace.write(file, text);
    await use(workspace);
  },

  workbench: async ({ page, vscode, files, workspace }, use, testInfo) => {
    const earlier = extensionHostErrors(vscode.userDir).length;
    const workbench = new Workbench(page, vscode);
    const file = Object.keys(files).find((name) => name.endsWith('.code-workspace'));
    await workbench.open(file === undefined ? workspace.dir : path.join(workspace.dir, file));
    await use(workbench);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server.log', { body: vscode.serverLog(), contentType: 'text/plain' });
      // Reports cut each after 300 characters.
      for (const [what, body] of Object.entries(await workbench.describe())) {
        await testInfo.attach(what, { body, contentType: 'text/plain' });
      }
    }
    // Closing the page, unlike closing the browser, lets the extension deactivate.
    await page.close();
    // A host outlives its windows, and the next test wants a machine that does nothing else.
    await endHosts(path.join(vscode.dir, 'home'));
    expect(extensionHostErrors(vscode.userDir).slice(earlier), 'errors of the extension host').toEqual([]);
  },
});

export { expect };
