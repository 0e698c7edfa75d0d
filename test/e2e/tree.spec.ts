import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  files: {
    'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
    'crash.sh': 'sleep 0.2\nexit 5\n',
  },
});

test('a tooltip stays while somebody reads it, although the row ticks', async ({ workbench }) => {
  await workbench.contextMenu('loop.sh', 'Run with Executor');
  await expect(workbench.outputLine('looping')).toBeVisible();
  await workbench.openContainer('Executor');
  await workbench.row('loop').locator('.label-name').hover();
  const tooltip = workbench.page.locator('.workbench-hover', { hasText: 'Running as pid' });
  await expect(tooltip).toBeVisible();
  await workbench.screenshot('tooltip');
  const shown = await workbench.description('loop').textContent();
  // Two further seconds pass, in each of which the row would have been drawn anew.
  const start = Date.now();
  await expect.poll(() => Date.now() - start).toBeGreaterThan(2_500);
  await expect(tooltip).toBeVisible();
  expect(await workbench.description('loop').textContent()).toBe(shown);
  await workbench.page.mouse.move(900, 300);
  await expect(workbench.description('loop')).not.toHaveText(shown ?? '', { timeout: 20_000 });
});

test('a script that is to be kept running is added with one choice, and starts again when it fails', async ({
  workbench,
  workspace,
}) => {
  await workbench.theme('dark');
  await workbench.contextMenu('crash.sh', 'Add to Executor…');
  await workbench.input('crash');
  await expect(workbench.quickRow().filter({ hasText: 'Add and Start' })).toHaveCount(2);
  await workbench.screenshot('add-how');
  await workbench.pick('started again when it fails');
  await expect
    .poll(() => (workspace.exists('.vscode/executor.json') ? workspace.read('.vscode/executor.json') : ''))
    .toContain('"restart": "on-failure"');
  await workbench.openContainer('Executor');
  // Five short runs in a row take about a quarter of a minute, the delays between them doubling from one second.
  await expect(workbench.description('crash')).toHaveText(/^crashed 5× · next try \d\d:\d\d$/, { timeout: 60_000 });
  await workbench.screenshot('crash-looping');
  await workbench.rowAction('crash', 'Stop');
  await expect(workbench.description('crash')).toHaveText(/^exit 5 · /);
});
