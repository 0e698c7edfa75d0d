import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  serverOptions: { settings: { 'executor.revealOutput': 'never', 'window.autoDetectColorScheme': true } },
  files: {
    'say.sh': 'echo said\n',
    '.vscode/executor.json': JSON.stringify({
      tasks: {
        often: { script: 'say.sh', every: '2 hours' },
        daily: { script: 'say.sh', every: '20 hours' },
        seldom: { script: 'say.sh', cron: '0 9 29 2 *' },
      },
    }),
  },
});

test(
  'what is due in the next 24 hours stands in the order of time, under the tasks, and can be run or paused from there',
  { tag: '@journey' },
  async ({ workbench }) => {
    const { page } = workbench;
    await workbench.openContainer('Executor');
    const pane = page
      .locator('.part.sidebar .pane')
      .filter({ has: page.locator('.pane-header[aria-label^="Upcoming"]') });
    await pane.locator('.pane-header').click();
    await expect(pane.getByText('All schedules are paused.')).toBeVisible();
    await workbench.screenshot('upcoming-empty');

    await workbench.command('Executor: Start All');
    const rows = pane.locator('.monaco-list-row');
    await expect(rows.locator('.label-name')).toHaveText(['often', 'often', 'often', 'often', 'daily']);
    await expect(rows.first().locator('.label-description')).toHaveText(/^\S.*\d\d:\d\d.* \(in (1 h 59 min|2 h)\)$/);
    await expect(rows.nth(3).locator('.label-description')).toHaveText(/^Every 2 hours, until /);
    for (const theme of ['light', 'dark'] as const) {
      await workbench.wear(theme);
      await workbench.screenshot('upcoming');
    }

    await rows.last().hover();
    await rows.last().getByRole('button', { name: 'Run Now' }).click();
    const tasks = page
      .locator('.part.sidebar .pane')
      .filter({ has: page.locator('.pane-header[aria-label^="Tasks"]') });
    await expect(tasks.locator('.monaco-list-row', { hasText: 'daily' }).first()).toHaveAttribute(
      'aria-label',
      /last run succeeded/,
    );
    await workbench.contextMenu(rows.first(), 'Skip Next Run');
    await expect(workbench.toast('Skipped often at')).toBeVisible();
    await expect(rows.first().locator('.label-description')).toHaveText(/ \(in (3 h( \d+ min)?|4 h)\)$/);
    await workbench.screenshot('upcoming-skipped');
    await workbench.contextMenu(rows.first(), 'Pause Schedule');
    await expect(rows.locator('.label-name')).toHaveText(['daily']);
  },
);
