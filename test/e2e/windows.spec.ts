import { expect, test } from '../support/rig/fixtures.ts';
import { Workbench } from '../support/rig/workbench.ts';

test.use({
  files: {
    'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
    '.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh", "restart": "never" } } }\n',
  },
});

test(
  'two windows of a folder show the same, and each can stop what the other has started',
  { tag: '@journey' },
  async ({ context, vscode, workbench, workspace }) => {
    await workbench.openContainer('Executor');
    await workbench.rowAction('loop', 'Start');
    await expect(workbench.outputLine('looping')).toBeVisible();

    const second = new Workbench(await context.newPage(), vscode);
    await second.open(workspace.dir);
    await second.openContainer('Executor');
    await expect(second.description('loop')).toHaveText(/^\d+ (s|min)/);
    await second.row('loop').click();
    await expect(second.outputLine('looping')).toBeVisible();
    await second.screenshot('second-window');
    await second.rowAction('loop', 'Stop');
    await expect(second.description('loop')).toHaveText(/^stopped · /);
    await expect(workbench.description('loop')).toHaveText(/^stopped · /);
    await second.page.close();
  },
);

test('the run of a window that closes goes on in the other @background', async ({
  context,
  vscode,
  workbench,
  workspace,
}) => {
  await workbench.openContainer('Executor');
  await workbench.rowAction('loop', 'Start');
  await expect(workbench.outputLine('looping')).toBeVisible();
  const second = new Workbench(await context.newPage(), vscode);
  await second.open(workspace.dir);
  await second.openContainer('Executor');
  await expect(second.description('loop')).toHaveText(/^\d+ (s|min)/);

  await workbench.page.close();
  await second.rowAction('loop', 'Stop');
  await expect(second.description('loop')).toHaveText(/^stopped · /);
  await second.page.close();
});

test(
  'a window takes over when the one closes in which the host has lived @window',
  { tag: '@journey' },
  async ({ context, vscode, workbench, workspace }) => {
    await workbench.openContainer('Executor');
    await workbench.rowAction('loop', 'Start');
    await expect(workbench.outputLine('looping')).toBeVisible();
    const second = new Workbench(await context.newPage(), vscode);
    await second.open(workspace.dir);
    await second.openContainer('Executor');
    await expect(second.description('loop')).toHaveText(/^\d+ (s|min)/);

    await workbench.page.close();
    await expect(second.description('loop')).toHaveText(/^stopped · /);
    await second.rowAction('loop', 'Start');
    await expect(second.outputLine('looping')).toBeVisible();
    await second.page.close();
  },
);
