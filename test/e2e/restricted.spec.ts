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

    // Commands can be called all the same.
    await workbench.command('Executor: Start All');
    await expect(workbench.toast('Nothing starts in Restricted Mode.')).toBeVisible();
    await workbench.openContainer('Explorer');
    await workbench.contextMenu('a.sh', 'Run with Executor');
    await expect(workbench.toast('Nothing starts in Restricted Mode.').first()).toBeVisible();
    await workbench.answerToast('Nothing starts in Restricted Mode.', 'Manage Workspace Trust');
    await expect(workbench.page.getByText('You are in Restricted Mode')).toBeVisible();
    // No form is opened whose task could not be saved.
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Executor: Add Task…');
    await expect(workbench.toast('Nothing starts in Restricted Mode.')).toBeVisible();
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.commandOn('Executor: Edit Task…', 'a');
    await expect(workbench.toast('Nothing starts in Restricted Mode.')).toBeVisible();
    await expect(workbench.tab('Add Task')).toHaveCount(0);
    await expect(workbench.tab('Edit a')).toHaveCount(0);
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
