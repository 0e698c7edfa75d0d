import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  serverOptions: { trust: 'restricted' },
  files: {
    'a.sh': 'echo $$ >a.pid\n',
    '.vscode/executor.json': '{ "tasks": { "a": { "script": "a.sh" } } }\n',
  },
});

test(
  'Restricted Mode shows the tasks, says why nothing starts, and starts nothing',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    await workbench.openContainer('Executor');
    await expect(workbench.row('a')).toBeVisible();
    await expect(
      workbench.page.getByText('Restricted Mode: nothing starts until you trust this folder.'),
    ).toBeVisible();
    expect(await workbench.menuTitles('a')).not.toContain('Start');
    await workbench.screenshot('restricted');

    // What could do nothing is not offered; what is called all the same says why.
    await workbench.page.keyboard.press('F1');
    await workbench.quickInput().fill('>Executor: ');
    await expect(workbench.quickRow().filter({ hasText: 'Executor: Show Output' })).toBeVisible();
    for (const title of ['Executor: Start All', 'Executor: Add Task…', 'Executor: Edit Task…'])
      await expect(workbench.quickRow().filter({ hasText: title })).toHaveCount(0);
    await workbench.page.keyboard.press('Escape');
    await workbench.openContainer('Explorer');
    await workbench.contextMenu('a.sh', 'Run with Executor');
    await expect(workbench.toast('Nothing starts in Restricted Mode.').first()).toBeVisible();
    await workbench.answerToast('Nothing starts in Restricted Mode.', 'Manage Workspace Trust');
    await expect(workbench.page.getByText('You are in Restricted Mode')).toBeVisible();
    expect(workspace.exists('a.pid')).toBe(false);
    expect(workspace.exists('.executor')).toBe(false);
  },
);

test('a folder that comes to be trusted starts what it is asked to', async ({ workbench, workspace }) => {
  await workbench.openContainer('Executor');
  await expect(workbench.page.getByText('Restricted Mode: nothing starts until you trust this folder.')).toBeVisible();
  await workbench.command('Workspaces: Manage Workspace Trust');
  const editor = workbench.page.locator('.monaco-modal-editor-block');
  await editor.getByRole('button', { name: 'Trust', exact: true }).click();
  await expect(workbench.page.getByText('Restricted Mode: nothing starts')).toHaveCount(0);
  await editor.getByRole('button', { name: /^Close/ }).click();
  await workbench.rowAction('a', 'Start');
  await expect(workbench.description('a')).toHaveText(/ago$/);
  expect(workspace.exists('a.pid')).toBe(true);
});
