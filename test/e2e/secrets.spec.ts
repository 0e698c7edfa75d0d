import { expect, test } from '../support/rig/fixtures.ts';
import { placesOf } from '../support/rig/placesOf.ts';

const value = 'swordfish-4711';

test.use({
  files: {
    'ask.sh': 'echo "the secret has ${#API_TOKEN} characters"\nuntil [ -e seen ]; do sleep 0.1; done\n',
    '.vscode/executor.json':
      '{\n  "tasks": {\n    "ask": { "script": "ask.sh", "restart": "never", "secrets": ["API_TOKEN"] }\n  }\n}\n',
  },
});

test(
  'a secret that is missing is asked for, is given to runs, and stands nowhere',
  { tag: '@journey' },
  async ({ vscode, workbench, workspace }) => {
    await workbench.openContainer('Executor');
    await workbench.rowAction('ask', 'Start');
    await workbench.answerToast('API_TOKEN', 'Set Secret…');
    await expect(workbench.quickRow().filter({ hasText: 'not set · for ask' })).toBeVisible();
    await workbench.screenshot('secret-which');
    await workbench.pick('API_TOKEN');
    await expect(workbench.quickInput()).toHaveAttribute('type', 'password');
    await workbench.screenshot('secret-value');
    await workbench.input('Set Secret API_TOKEN', value);
    await expect(workbench.toast('The secret API_TOKEN was set.')).toBeVisible();

    await workbench.rowAction('ask', 'Start');
    await expect(workbench.outputLine(`the secret has ${String(value.length)} characters`)).toBeVisible();
    // While the run lives, which has it in its environment.
    expect(await placesOf(value, { page: workbench.page, vscode, workspace })).toEqual([]);
    const found = await placesOf('characters', { page: workbench.page, vscode, workspace });
    expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/\.log$/), expect.stringMatching(/^http/)]));
    workspace.write('seen', '');
    await expect(workbench.description('ask')).toHaveText(/^succeeded/);

    // Another window, another host: the value comes from VS Code.
    await workbench.reload();
    await workbench.openContainer('Executor');
    await workbench.rowAction('ask', 'Start');
    await expect(workbench.outputLine(`the secret has ${String(value.length)} characters`).first()).toBeVisible();

    await workbench.commandOn('Executor: Delete Secret…', 'API_TOKEN');
    await expect(workbench.toast('The secret API_TOKEN was deleted.')).toBeVisible();
    await workbench.rowAction('ask', 'Start');
    await expect(workbench.toast('API_TOKEN').filter({ hasText: 'Set Secret…' })).toBeVisible();

    expect(await placesOf(value, { page: workbench.page, vscode, workspace })).toEqual([]);
  },
);
