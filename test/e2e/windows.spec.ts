import { expect, test } from '../support/rig/fixtures.ts';
import { Workbench } from '../support/rig/workbench.ts';

test.use({
  files: {
    'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
    '.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh", "restart": "never" } } }\n',
  },
});

test('a second window shows the tasks and who runs them, and takes over when the first has closed', async ({
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
  await expect(second.description('loop')).toHaveText('run by another window');
  await expect(second.page.getByText(/Run by another window \(pid \d+\)/)).toBeVisible();
  expect(await second.menuTitles('loop')).not.toContain('Start');
  await second.screenshot('second-window');

  await workbench.page.close();
  await expect(second.description('loop')).toHaveText(/^stopped · /);
  await second.rowAction('loop', 'Start');
  await expect(second.outputLine('looping')).toBeVisible();
  await second.page.close();
});
