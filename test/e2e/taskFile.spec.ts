import { cpSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';

const examples = path.resolve(import.meta.dirname, '../../examples');

test('the examples have no problem', async ({ workbench, workspace }) => {
  cpSync(examples, workspace.dir, { recursive: true, filter: (file) => !file.includes('.executor/') });
  await workbench.openContainer('Executor');
  await expect(workbench.row('watch')).toBeVisible();
  await workbench.commandOn('Executor: Open Task File', 'scrape');
  await expect(workbench.tab('executor.json')).toBeVisible();
  await workbench.command('Problems: Focus on Problems View');
  await expect(workbench.page.getByText('No problems have been detected in the workspace.')).toBeVisible();
  await workbench.screenshot('examples');
});

test.describe('a task file with errors', () => {
  test.use({
    files: {
      'a.sh': 'echo fine\n',
      '.vscode/executor.json':
        '{\n  "tasks": {\n    "good": { "script": "a.sh" },\n    "bad": { "script": "a.sh", "log": {} },\n    "worse": { "script": "a.sh", "comand": [] }\n  }\n}\n',
    },
  });

  test('marks each at its place, says them once, and runs the good tasks', async ({ workbench }) => {
    await workbench.openContainer('Executor');
    await expect(workbench.description('bad')).toHaveText('error on line 4');
    await expect(workbench.description('good')).toHaveText('never run');
    await workbench.contextMenu('bad', 'Open Task File');
    await expect(workbench.page.locator('.editor-instance .view-line', { hasText: 'bad' })).toBeVisible();
    await workbench.command('Problems: Focus on Problems View');
    const problems = workbench.page.locator('.markers-panel .monaco-list-row');
    await expect(
      problems.filter({ hasText: 'This version of Executor does not support "log". Remove it.' }),
    ).toHaveCount(1);
    await expect(problems.filter({ hasText: 'Did you mean "command"?' })).toHaveCount(1);
    await expect(problems).toHaveCount(3);
    await workbench.screenshot('diagnostics');
    await workbench.rowAction('good', 'Start');
    await expect(workbench.outputLine('fine')).toBeVisible();
  });
});
