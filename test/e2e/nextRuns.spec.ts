import path from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test } from '../support/rig/fixtures.ts';
import { ownerPid } from '../support/rig/ownerPid.ts';
import type { Workbench } from '../support/rig/workbench.ts';

const say = '#!/bin/sh\necho said\n';
const hourMs = 3_600_000;

test.use({
  serverOptions: {
    hasTestClock: true,
    settings: { 'executor.revealOutput': 'never', 'window.autoDetectColorScheme': true },
  },
});

// One server serves them all, and each window begins with the clock as it is then.
test.beforeEach(({ vscode }) => {
  vscode.setClock(Date.now());
});

/** Lets the mouse rest on a row until its tooltip says this, and five lines. Where a row is redrawn under the mouse, the tooltip goes. */
async function expectNextRuns(workbench: Workbench, row: Locator, text: string, line: RegExp): Promise<void> {
  const { page } = workbench;
  const tooltip = page.locator('.workbench-hover', { hasText: text });
  await expect(async () => {
    await page.mouse.move(900, 300);
    await row.locator('.label-name').hover();
    await tooltip.waitFor({ timeout: 3_000 });
    const lines = await tooltip.locator('li').allInnerTexts();
    expect(lines.map((each) => each.replaceAll(/\s/g, ' '))).toEqual(
      Array.from({ length: 5 }, () => expect.stringMatching(line) as unknown),
    );
  }).toPass();
}

test.describe('two folders', () => {
  test.use({
    files: {
      'jobs/say.sh': say,
      'jobs/.vscode/executor.json': JSON.stringify({ tasks: { often: { script: 'say.sh', every: '9 hours' } } }),
      'more/say.sh': say,
      'more/.vscode/executor.json': JSON.stringify({
        tasks: { seldom: { script: 'say.sh', every: '10 hours', timezone: 'Asia/Tokyo' } },
      }),
      'all.code-workspace': '{ "folders": [{ "path": "jobs" }, { "path": "more" }] }\n',
    },
  });

  test('share the list of what is due in the order of time, and each row tells its next five runs', async ({
    workbench,
  }) => {
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await expect(workbench.description('seldom')).toHaveText('paused · never run');
    const inTokyo = /^\w{3} \d+ \w{3} \d{4} \d\d:\d\d:\d\d (GMT\+9|JST)$/;
    await expectNextRuns(workbench, workbench.row('seldom'), 'Schedule paused (Every 10 hours; Asia/Tokyo)', inTokyo);
    await workbench.screenshot('next-runs-paused');
    await workbench.command('Executor: Start All');
    const pane = page
      .locator('.part.sidebar .pane')
      .filter({ has: page.locator('.pane-header[aria-label^="Upcoming"]') });
    await pane.locator('.pane-header').click();
    const rows = pane.locator('.monaco-list-row');
    const names = ['jobs/often', 'more/seldom', 'jobs/often', 'more/seldom'];
    await expect(rows.locator('.label-name')).toHaveText(names);
    await expect(workbench.description('seldom')).toHaveText(/ \(in .+\)$/);
    const tasks = page
      .locator('.part.sidebar .pane')
      .filter({ has: page.locator('.pane-header[aria-label^="Tasks"]') });
    for (const theme of ['light', 'dark'] as const) {
      await workbench.wear(theme);
      const row = tasks.locator('.monaco-list-row', { hasText: 'seldom' });
      await expectNextRuns(workbench, row, 'Every 10 hours (Asia/Tokyo)', inTokyo);
      await workbench.screenshot('next-runs-tooltip');
    }
    await expectNextRuns(workbench, rows.first(), 'Every 9 hours', /\d\d:\d\d:\d\d \S+$/);
    await workbench.screenshot('next-runs-upcoming-tooltip');
    await page.mouse.move(900, 300);
  });
});

test.describe('a report every hour', () => {
  test.use({
    files: {
      'say.sh': say,
      '.vscode/executor.json': JSON.stringify({
        tasks: { report: { script: 'say.sh', every: '1 hour', start: '2021-02-27T13:00:00Z' } },
      }),
    },
  });

  test('shows among its runs which it has missed while no host lived, and the one that makes up for them @background', async ({
    vscode,
    workbench,
    workspace,
  }) => {
    // Clocks of hosts go ahead of that of the disk, never behind it.
    const first = Math.ceil(Date.now() / hourMs) * hourMs;
    const home = path.join(vscode.dir, 'home');
    vscode.setClock(first - 60_000);
    await workbench.openContainer('Executor');
    await workbench.contextMenu('report', 'Start Schedule');
    await expect(workbench.description('report')).toHaveText(/ \(.+\)$/);
    vscode.setClock(first + 300);
    await expect(workbench.row('report')).toHaveAttribute('aria-label', /last run succeeded/);
    await workbench.row('report').locator('.monaco-tl-twistie').click();
    const rows = workbench.page.locator('.part.sidebar .monaco-list-row[aria-level="2"]');
    await expect(rows).toHaveText([/schedule$/]);

    const owner = ownerPid(home, workspace.dir);
    // It notices nothing of the hours that pass, and is gone after them.
    process.kill(owner, 'SIGSTOP');
    vscode.setClock(first + 4 * hourMs + 5 * 60_000);
    process.kill(owner, 'SIGKILL');
    await expect(rows).toHaveText([/^3 runs missed.*–.*no host was running$/, /schedule$/]);
    // What is made up for waits for ten seconds.
    vscode.setClock(first + 4 * hourMs + 6 * 60_000);
    await expect(rows).toHaveText([
      /succeeded · .* · catch-up · for (\w{3} )?\d\d:\d\d$/,
      /^3 runs missed/,
      /schedule$/,
    ]);
    for (const theme of ['light', 'dark'] as const) {
      await workbench.wear(theme);
      await workbench.screenshot('missed-runs');
    }
  });
});
