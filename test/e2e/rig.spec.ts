import { expect, test } from '../support/rig/fixtures.ts';

test.use({ files: { 'hello.sh': '#!/bin/sh\necho hello\n' } });

test('the packed extension is installed and the window shows the workspace', async ({ workbench }) => {
  await expect(workbench.row('hello.sh')).toBeVisible();
  await workbench.command('Extensions: Show Installed Extensions');
  await expect(workbench.page.locator('.extension-list-item', { hasText: 'Executor' })).toBeVisible();
});

test('the window changes its theme', async ({ workbench }) => {
  await workbench.theme('light');
  await workbench.screenshot('rig-light');
  await workbench.theme('high contrast');
  await workbench.theme('dark');
  await workbench.screenshot('rig-dark');
});
