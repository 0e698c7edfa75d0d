import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  files: {
    'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
    '.vscode/executor.json':
      '{\n  "tasks": {\n    // the only one\n    "loop": { "script": "loop.sh", "restart": "never" }\n  }\n}\n',
  },
});

test(
  'every command works from the palette by the keyboard alone',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    const { page } = workbench;
    await workbench.command('Executor: Start');
    await expect(workbench.quickRow().filter({ hasText: 'never run' })).toBeVisible();
    await workbench.screenshot('palette-start');
    await workbench.pickByKey('loop');
    await expect(workbench.outputLine('looping')).toBeVisible();

    await workbench.commandOn('Executor: Open Log', 'loop');
    await expect(page.locator('.editor-instance .view-line', { hasText: 'looping' })).toBeVisible();

    await workbench.commandOn('Executor: Open Task File', 'loop');
    await expect(workbench.tab('executor.json')).toBeVisible();
    await expect(page.locator('.editor-instance .view-line', { hasText: 'the only one' })).toBeVisible();

    await workbench.commandOn('Executor: Stop', 'loop');
    await expect(workbench.outputLine('── executor: stopped')).toBeVisible();

    await workbench.command('Executor: Show Executor Log');
    await expect(workbench.outputLine('Started loop (pid')).toBeVisible();
    await workbench.screenshot('executor-log');

    await workbench.commandOn('Executor: Remove…', 'loop');
    await workbench.dialog().waitFor();
    await workbench.screenshot('remove');
    await workbench.answerDialog('Cancel');
    expect(workspace.read('.vscode/executor.json')).toContain('loop.sh');

    await workbench.commandOn('Executor: Remove…', 'loop');
    await workbench.answerDialog('Remove and Delete Logs');
    await expect.poll(() => workspace.read('.vscode/executor.json')).not.toContain('loop.sh');
    await expect.poll(() => readdirSync(path.join(workspace.dir, '.executor/logs'))).toEqual([]);
    await workbench.openContainer('Executor');
    await expect(page.getByRole('button', { name: 'Add Script…' })).toBeVisible();
    await workbench.screenshot('welcome');
  },
);

test('a name is checked while it is typed', async ({ workbench }) => {
  await workbench.contextMenu('loop.sh', 'Add to Executor…');
  await expect(workbench.quickInput()).toHaveValue('loop-2');
  await expect(workbench.page.locator('.quick-input-message')).toContainText('which loop already runs');
  await workbench.typeAnswer('Add loop.sh', 'LOOP');
  const message = workbench.page.locator('.quick-input-message');
  await expect(message).toContainText('A task named "loop" already exists');
  await workbench.screenshot('name-taken');
  await workbench.typeAnswer('Add loop.sh', '');
  await expect(message).toContainText('it is empty');
  await workbench.page.keyboard.press('Escape');
});
