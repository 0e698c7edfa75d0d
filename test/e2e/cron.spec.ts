import { expect, test } from '../support/rig/fixtures.ts';

test(
  'from an empty folder: a script is written, run, and put on a cron schedule that is explained while it is typed and where one points',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await expect(page.getByText('Nothing here yet.')).toBeVisible();
    await workbench.screenshot('empty-folder');
    await workbench.openContainer('Explorer');
    workspace.write('poll.sh', 'echo polling\n');
    await workbench.contextMenu('poll.sh', 'Run with Executor');
    await expect(workbench.outputLine('polling')).toBeVisible();

    workspace.write('report.sh', 'echo reporting\n');
    await workbench.contextMenu('report.sh', 'Add to Executor…');
    await workbench.input('Add report.sh', 'report');
    await workbench.typeAnswer('Add report.sh: When to Run?', 'schedule');
    await workbench.answerByKey('Add with a Schedule…');
    await expect(workbench.quickRow().filter({ hasText: 'Every Monday at 08:00' })).toBeVisible();
    await workbench.typeAnswer('Add report.sh: How Often? (1/3)', '0 25 * * *');
    await expect(workbench.quickRow().filter({ hasText: '25' })).toBeVisible();
    await workbench.screenshot('cron-problem');
    await workbench.typeAnswer('Add report.sh: How Often? (1/3)', '*/5 9-17 * * MON-FRI');
    await expect(workbench.quickRow().filter({ hasText: /next run/ })).toBeVisible();
    await workbench.screenshot('cron-typed');
    await page.keyboard.press('Enter');
    await expect(workbench.quickRow().filter({ hasText: 'Another Time Zone…' })).toBeVisible();
    await workbench.screenshot('cron-start');
    await workbench.typeAnswer('Add report.sh: From When? (2/3)', '');
    await page.keyboard.press('Enter');
    await workbench.pickByKey('Add and Start Schedule');
    await expect(workbench.toast(/^report: Next run .*\d\d:\d\d/)).toBeVisible();
    expect(workspace.read('.vscode/executor.json')).toContain('"cron": "*/5 9-17 * * MON-FRI"');
    await workbench.openContainer('Executor');
    await expect(workbench.description('report')).toHaveText(/\d\d:\d\d.* \(in .*\)$/);
    await expect(workbench.description('poll')).toHaveText(/^succeeded/);
    await workbench.screenshot('cron-scheduled');

    await workbench.contextMenu('report', 'Open Task File');
    const text = page.locator('.editor-instance .view-line', { hasText: 'MON-FRI' }).getByText('MON-FRI');
    await expect(text).toBeVisible();
    await text.hover();
    await expect(page.locator('.monaco-hover', { hasText: 'Next runs' })).toBeVisible();
    await workbench.screenshot('cron-hover');
  },
);
