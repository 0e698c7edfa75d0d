import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { Film } from '../support/rig/film.ts';
import { expect, test } from '../support/rig/fixtures.ts';

// The pictures of the README, recreated: `npm run screens -- --project=readme`.

test.use({
  serverOptions: {
    settings: {
      'breadcrumbs.enabled': false,
      'editor.minimap.enabled': false,
      'editor.scrollbar.horizontal': 'hidden',
      'editor.scrollbar.vertical': 'hidden',
      'git.enabled': false,
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
    },
  },
  deviceScaleFactor: 1.5,
});

const pictures = path.resolve(import.meta.dirname, '../../media/readme');

const quotes = `"""Follows a made-up price, a line a second."""

import random
import time

price = 100.0

for count in range(1, 1000):
    price += random.uniform(-1, 1)
    print(f"quote {count}: {price:.2f}")
    time.sleep(1)
`;

const report = `print("The report is written.")\n`;
const news = `raise SystemExit("no connection to the news")\n`;
const backup = '#!/bin/sh\necho "12 files copied"\n';

test.beforeEach(({ vscode }) => {
  mkdirSync(pictures, { recursive: true });
  // What is said once, when a host in the background begins, has been said.
  const state = path.join(vscode.dir, 'home/.local/state/executor');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(state, 'used'), '');
});

test.describe('a film', { tag: '@readme' }, () => {
  test.use({
    viewport: { width: 900, height: 540 },
    files: {
      'prices/backup.sh': backup,
      'prices/quotes.py': quotes,
      'prices/report.R': report,
    },
  });

  test('from a script to a task with its output', async ({ workbench, workspace }) => {
    const { page } = workbench;
    await workbench.open(path.join(workspace.dir, 'prices'));
    await workbench.openContainer('Explorer');
    await workbench.row('quotes.py').dblclick();
    await expect(workbench.tab('quotes.py')).toBeVisible();
    await page.locator('.part.editor .view-line', { hasText: 'made-up' }).waitFor();

    const film = await Film.of(page, { x: 520, y: 330 });
    await film.frame(900);
    await film.glide(workbench.row('quotes.py'), { x: 70, y: 11 });
    await workbench.openMenu('quotes.py', { x: 70, y: 11 });
    const add = page.getByRole('menuitem', { name: /^Add to Executor…/ });
    await add.waitFor();
    await film.frame(900);
    await film.glide(add, { x: 90, y: 12 });
    await film.frame(700);
    await page.waitForTimeout(200);
    await add.click({ position: { x: 90, y: 12 } });
    await expect(workbench.quickInput()).toHaveValue('quotes');
    await film.frame(1100);
    await page.keyboard.press('Enter');
    const start = workbench.quickRow().filter({ hasText: 'Add and Start' }).nth(1);
    await start.waitFor();
    await film.frame(900);
    await film.glide(start, { x: 120, y: 11 });
    await film.frame(900);
    await start.click({ position: { x: 120, y: 11 } });
    await workbench.outputLine('quote 1:').waitFor();
    await film.frame(700);
    await film.glide(page.locator('.part.activitybar').getByRole('tab', { name: 'Executor' }));
    await workbench.openContainer('Executor');
    await workbench.row('quotes').waitFor();
    for (let seconds = 0; seconds < 4; seconds++) {
      await film.frame(800);
      await page.waitForTimeout(800);
    }
    await film.frame(1800);
    expect(await film.write(path.join(pictures, 'first-task.gif'))).toBeLessThan(16);
    await workbench.rowAction('quotes', 'Stop');
    await expect(workbench.description('quotes')).toHaveText(/^stopped/);
  });
});

test.describe('a picture', { tag: '@readme' }, () => {
  test.use({
    viewport: { width: 1100, height: 660 },
    files: {
      'prices/jobs/quotes.py': quotes,
      'prices/jobs/news.py': news,
      'prices/jobs/report.py': report,
      'prices/jobs/backup.sh': backup,
      'prices/Makefile': 'import:\n\t@echo 1200 prices are imported\n',
    },
  });

  test('of tasks in all their states', async ({ workbench, workspace }) => {
    const { page } = workbench;
    const quarter = 15 * 60_000;
    const next = new Date(Math.ceil((Date.now() + 300_000) / quarter) * quarter);
    const due = next.toISOString().slice(0, 19);
    workspace.write(
      'prices/.vscode/executor.json',
      `{
  "tasks": {
    // Every day at this time, by the clocks of one place.
    "report": {
      "script": "jobs/report.py",
      "every": "1 day",
      "start": "${due}",
      "timezone": "UTC",
      "retries": 3
    },
    "backup": { "script": "jobs/backup.sh", "cron": "30 2 * * MON-FRI" },
    "import": { "command": ["make", "import"], "restart": "never" },

    // Started again when it ends, and later each time that it fails.
    "quotes": {
      "script": "jobs/quotes.py",
      "restart": "always",
      "group": "Feeds"
    },
    "news": {
      "script": "jobs/news.py",
      "backoff": { "initial": "15 min", "max": "1 hour" },
      "group": "Feeds"
    }
  }
}
`,
    );
    await workbench.open(path.join(workspace.dir, 'prices'));
    await workbench.openContainer('Executor');
    await workbench.rowAction('quotes', 'Start');
    await expect(workbench.description('quotes')).toHaveText(/\d/);
    for (const name of ['report', 'backup']) {
      await workbench.contextMenu(name, 'Start Schedule');
      await expect(workbench.description(name)).toHaveText(/:/);
    }
    await workbench.rowAction('import', 'Start');
    await expect(workbench.description('import')).toHaveText(/^succeeded/);
    // What was asked for is no news in the picture, other than the failure.
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.rowAction('news', 'Start');
    await expect(workbench.description('news')).toHaveText(/^restart in/);
    await page.locator('.pane-header[aria-label^="Upcoming"]').click();
    await workbench.contextMenu('report', 'Open Task File');
    await workbench.tab('executor.json').dblclick();
    await workbench.row('quotes').first().click();
    await workbench.outputLine('quote 9:').waitFor();
    await widenSideBar(page, 70);
    await expect(workbench.toast('news failed')).toBeVisible();
    await expect(page.locator('.notification-toast')).toHaveCount(1);
    const shot = await page.screenshot({ animations: 'disabled', caret: 'hide' });
    await sharp(shot)
      .png({ palette: true, colours: 192, dither: 0, effort: 10 })
      .toFile(path.join(pictures, 'tasks.png'));
    await workbench.rowAction('quotes', 'Stop');
    await expect(workbench.description('quotes')).toHaveText(/^stopped/);
  });
});

/** Draws the edge of the side bar to the right, so that rows are shown whole. */
async function widenSideBar(page: Page, by: number): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (!box) throw new Error('There is no side bar.');
  const edge = box.x + box.width + 1;
  await page.mouse.move(edge, 400);
  await page.mouse.down();
  await page.mouse.move(edge + by / 2, 400);
  await page.mouse.move(edge + by, 400);
  await page.mouse.up();
  // No row and no edge is to look as if somebody were about to press it.
  await page.mouse.move(edge + 300, 560);
  await page.waitForTimeout(1_000);
}
