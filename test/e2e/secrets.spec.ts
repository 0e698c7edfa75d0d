import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';

const value = 'swordfish-4711';

test.use({
  files: {
    'ask.sh': 'echo "the secret has ${#API_TOKEN} characters"\n',
    '.vscode/executor.json':
      '{\n  "tasks": {\n    "ask": { "script": "ask.sh", "restart": "never", "secrets": ["API_TOKEN"] }\n  }\n}\n',
  },
});

test('a secret that is missing is asked for, is given to runs, and stands nowhere', async ({
  vscode,
  workbench,
  workspace,
}) => {
  await workbench.openContainer('Executor');
  await workbench.rowAction('ask', 'Start');
  await workbench.answerToast('API_TOKEN', 'Set Secret…');
  await expect(workbench.quickRow().filter({ hasText: 'not set · for ask' })).toBeVisible();
  await workbench.screenshot('secret-which');
  await workbench.pick('API_TOKEN');
  await expect(workbench.quickInput()).toHaveAttribute('type', 'password');
  await workbench.screenshot('secret-value');
  await workbench.input(value);
  await expect(workbench.toast('The secret API_TOKEN is set.')).toBeVisible();

  await workbench.rowAction('ask', 'Start');
  await expect(workbench.outputLine(`the secret has ${String(value.length)} characters`)).toBeVisible();

  // Another window, another host: the value comes from VS Code.
  await workbench.reload();
  await workbench.openContainer('Executor');
  await workbench.rowAction('ask', 'Start');
  await expect(workbench.outputLine(`the secret has ${String(value.length)} characters`).first()).toBeVisible();

  await workbench.command('Executor: Delete Secret…');
  await workbench.pickByKey('API_TOKEN');
  await expect(workbench.toast('The secret API_TOKEN is deleted.')).toBeVisible();
  await workbench.rowAction('ask', 'Start');
  await expect(workbench.toast('API_TOKEN').filter({ hasText: 'Set Secret…' })).toBeVisible();

  for (const folder of [workspace.dir, path.join(vscode.dir, 'home'), path.join(vscode.userDir, 'logs')]) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const texts = files.map(({ name, parentPath }) => readFileSync(path.join(parentPath, name), 'latin1'));
    expect(texts.filter((text) => text.includes(value))).toEqual([]);
  }
});
