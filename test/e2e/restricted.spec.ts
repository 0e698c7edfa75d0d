import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  serverOptions: { trust: 'restricted' },
  files: {
    'a.sh': 'echo $$ >a.pid\n',
    '.vscode/executor.json': '{ "tasks": { "a": { "script": "a.sh" } } }\n',
  },
});

test('Restricted Mode shows the tasks, says why nothing starts, and starts nothing', async ({
  workbench,
  workspace,
}) => {
  await workbench.openContainer('Executor');
  await expect(workbench.row('a')).toBeVisible();
  await expect(workbench.page.getByText('Restricted Mode: nothing starts until you trust this folder.')).toBeVisible();
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
  expect(workspace.exists('a.pid')).toBe(false);
  expect(workspace.exists('.executor')).toBe(false);
});
