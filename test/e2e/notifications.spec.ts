import { applySettings } from '../support/rig/applySettings.ts';
import { expect, test } from '../support/rig/fixtures.ts';

/** Fails a moment after it started. */
const failing = '#!/bin/sh\necho "no such table"\nsleep 0.2\nexit 3\n';

const quiet = { 'executor.revealOutput': 'never' };

test.use({
  files: {
    'fail.sh': failing,
    'good.sh': 'echo fine\n',
    '.vscode/settings.json': JSON.stringify(quiet),
    '.vscode/executor.json': `{
  "tasks": {
    "report": { "script": "fail.sh", "restart": "never" },
    "poll": { "script": "fail.sh", "restart": "never" },
    "scrape": { "script": "fail.sh", "restart": "never" },
    "proud": { "script": "good.sh", "restart": "never", "notify": "always" },
    "modest": { "script": "good.sh", "restart": "never" }
  }
}
`,
  },
});

test('a failure is told once, with buttons that show, restart and mute', async ({ workbench }) => {
  const text = 'report failed (exit 3) after';
  await workbench.openContainer('Executor');
  await workbench.rowAction('report', 'Start');
  await expect(workbench.toast(text)).toBeVisible();
  await workbench.screenshot('notice-failure');
  await workbench.answerToast(text, 'Restart');
  await expect(workbench.description('report')).toHaveText(/^exit 3 · \d s ago$/);

  await workbench.theme('dark');
  await workbench.rowAction('poll', 'Start');
  await expect(workbench.toast('poll failed (exit 3)')).toBeVisible();
  await workbench.screenshot('notice-failure');
  await workbench.answerToast('poll failed (exit 3)', 'Mute');
  await expect(workbench.description('poll')).toHaveText(/muted/);

  await workbench.rowAction('scrape', 'Start');
  await expect(workbench.toast('scrape failed (exit 3)')).toBeVisible();
  await workbench.answerToast('scrape failed (exit 3)', 'Show Output');
  await expect(workbench.outputLine('no such table')).toBeVisible();
  // The second failure of the same incident was not told.
  await expect(workbench.toast(text)).toBeHidden();
});

test('failures that come together are one notification; a task whose output is before your eyes has none', async ({
  workbench,
}) => {
  await workbench.theme('dark');
  await workbench.openContainer('Executor');
  await workbench.row('scrape').click();
  await expect.poll(() => workbench.taskChannels()).toEqual(['Executor: scrape']);
  await workbench.command('Executor: Start All');
  const toast = workbench.toast('2 tasks failed: report, poll.');
  await expect(toast).toBeVisible();
  await expect(workbench.toast('proud succeeded')).toBeVisible();
  await workbench.screenshot('notice-several');
  await expect(workbench.toast('modest')).toBeHidden();
  const badge = workbench.page.locator('.part.activitybar .badge[aria-label^="Executor"]');
  // The one whose output is there to be seen counts as seen.
  await expect(badge).toHaveText('2');
  await expect(workbench.executorItem()).toHaveText('0 2');
  await workbench.answerToast('2 tasks failed: report, poll.', 'Mark All as Seen');
  await expect(workbench.executorItem()).toHaveText('0');
  await expect(badge).toBeHidden();
});

test('the setting says what is told, from one moment to the next', async ({ workbench, workspace }) => {
  await workbench.openContainer('Executor');
  await applySettings(workbench, workspace, { ...quiet, 'executor.notifications': 'none' });
  await workbench.rowAction('report', 'Start');
  await expect(workbench.description('report')).toHaveText(/^exit 3 · \d+ s ago$/);
  await expect(workbench.description('report')).toHaveText(/^exit 3 · [6-9] s ago$/);

  await applySettings(workbench, workspace, { ...quiet, 'executor.notifications': 'all' });
  await workbench.rowAction('modest', 'Start');
  await expect(workbench.toast('modest succeeded after')).toBeVisible();
  await workbench.screenshot('notice-success');
  await expect(workbench.toast('report')).toBeHidden();
});
