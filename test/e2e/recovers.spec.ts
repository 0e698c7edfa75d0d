import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  serverOptions: { settings: { 'executor.nodePath': '/nowhere/node' } },
  files: {
    'say.sh': 'echo said say\n',
    '.vscode/executor.json': '{ "tasks": { "say": { "script": "say.sh", "restart": "never" } } }\n',
  },
});

test('a host that could not start is tried again by the next start; until then the reason stands above the tasks @background', async ({
  vscode,
  workbench,
}) => {
  await workbench.openContainer('Executor');
  await expect(workbench.page.locator('.part.sidebar')).toContainText('/nowhere/node');
  await workbench.screenshot('host-cannot-start');
  await workbench.rowAction('say', 'Start');
  await expect(workbench.toast('/nowhere/node')).toBeVisible();
  writeFileSync(path.join(vscode.userDir, 'Machine/settings.json'), '{}');
  await expect(async () => {
    await workbench.rowAction('say', 'Start');
    await expect(workbench.outputLine('said say')).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await expect(workbench.page.locator('.part.sidebar')).not.toContainText('/nowhere/node');
});
