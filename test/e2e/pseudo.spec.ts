import type { Locator } from '@playwright/test';
import { wordsOutsideBrackets } from '../support/rig/brackets.ts';
import { expect, test } from '../support/rig/fixtures.ts';
import { TaskFormPage } from '../support/rig/taskFormPage.ts';

/** In this window every sentence of Executor is in brackets, and whatever does not was never translated. */
test.use({
  serverOptions: { language: 'qps-ploc' },
  files: {
    'fail.sh': '#!/bin/sh\nsleep 0.2\nexit 3\n',
    'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
    '.vscode/settings.json': JSON.stringify({ 'executor.revealOutput': 'never' }),
  },
});

const tasks = `{
  "tasks": {
    "once": { "script": "fail.sh", "restart": "never", "group": "pair" },
    "loop": { "script": "loop.sh", "restart": "never" },
    "daily": { "script": "fail.sh", "every": "1 day", "start": "2026-02-27T13:00:00", "timezone": "Europe/Berlin", "retries": 2 },
    "often": { "script": "fail.sh", "cron": "*/5 9-17 * * MON-FRI", "timezone": "UTC" },
    "again": { "script": "fail.sh", "restart": "always", "backoff": { "initial": "1 min" } },
    "waiting": { "script": "loop.sh", "after": ["missing"] },
    "absent": { "script": "none.py", "restart": "never" }
  }
}
`;
const names = [/\b(?:once|loop|daily|often|again|waiting|absent|missing|pair|none|fail|new)\b/g, /ws-\w+/g];

/** Expects that each of these places shows words, all of them in brackets. */
async function expectBrackets(places: Locator, more: readonly (string | RegExp)[] = []): Promise<void> {
  await places.first().waitFor();
  const texts = await places.allInnerTexts();
  const bare = texts.flatMap((text) => {
    const words = wordsOutsideBrackets(text, [...names, ...more]);
    return words.length === 0 ? [] : [`${words.join(' ')} in: ${text}`];
  });
  expect(bare).toEqual([]);
}

/** The same of what a screen reader says. */
async function expectSpokenBrackets(places: Locator, more: readonly (string | RegExp)[] = []): Promise<void> {
  await places.first().waitFor({ state: 'attached' });
  for (const place of await places.all()) {
    const label = (await place.getAttribute('aria-label')) ?? '';
    expect(wordsOutsideBrackets(label, [...names, ...more]), label).toEqual([]);
  }
}

test('views, their menus and the welcome texts', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openContainer('Executor');
  const sideBar = page.locator('.part.sidebar');
  await expectBrackets(sideBar.locator('.welcome-view-content'));
  await expectBrackets(sideBar.locator('.pane-header .title'));
  await workbench.screenshot('pseudo-welcome');
  await sideBar.locator('.pane-header').first().hover();
  await sideBar.getByRole('button', { name: 'Views and More Actions' }).first().click();
  await expectBrackets(page.locator('.monaco-menu .action-label:not(.separator)'), [/\bViews\b/g]);
});

test.describe('with tasks', () => {
  test.use({
    files: {
      'fail.sh': '#!/bin/sh\nsleep 0.2\nexit 3\n',
      'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
      'new.sh': 'echo new\n',
      '.vscode/settings.json': JSON.stringify({ 'executor.revealOutput': 'never' }),
      '.vscode/executor.json': tasks,
    },
  });

  test('tree, tooltips, the menu of a task, notifications and the status bar', async ({ workbench }) => {
    const { page } = workbench;
    await workbench.openContainer('Executor');
    const rows = page.locator('.part.sidebar .monaco-list-row');
    await expect(workbench.description('loop')).toHaveText('⟦never run⟧');
    await workbench.command('Executor: ⟦Start All⟧');
    await expect(workbench.description('loop')).toHaveText(/^⟦\d+ s⟧$/);
    const toasts = page.locator('.notification-toast');
    await expectBrackets(toasts.locator('.notification-list-item-message'));
    await expectBrackets(toasts.locator('.monaco-button'));
    await expect(workbench.description('daily')).toHaveText(/13:00/);
    await expect(workbench.description('again')).toHaveText(/restart in/);
    await expectBrackets(rows.locator('.label-description'), [/\bCET\b|\bCEST\b|\bUTC\b/g]);
    await expectSpokenBrackets(rows);
    await expectSpokenBrackets(workbench.executorItem().locator('[aria-label]'), [/\bCET\b|\bUTC\b/g]);
    await workbench.screenshot('pseudo-tree');

    for (const task of ['loop', 'daily', 'often', 'again', 'absent', 'waiting']) {
      const tooltip = await workbench.tooltip(task, task);
      await expectBrackets(tooltip, [
        /Europe\/Berlin/g,
        /\/[\w/.-]+/g,
        /\bCET\b|\bUTC\b/g,
        /"script"/g,
        /\bAM\b|\bPM\b/g,
      ]);
    }
    expect((await workbench.menuTitles('loop')).flatMap((title) => wordsOutsideBrackets(title))).toEqual([]);
    expect((await workbench.menuTitles('daily')).flatMap((title) => wordsOutsideBrackets(title))).toEqual([]);
    await expectSpokenBrackets(page.locator('.part.sidebar .monaco-list-row .actions-container a[aria-label]'));
  });

  test('the view of what is due, and the history of a task', async ({ workbench }) => {
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await workbench.contextMenu('often', '⟦Start Schedule⟧');
    await expect(workbench.description('often')).toHaveText(/⟦/);
    await workbench.contextMenu('once', '⟦Start⟧');
    await workbench.row('once').click();
    await page.keyboard.press('ArrowRight');
    await page.locator('.pane-header', { hasText: 'Upcoming' }).click();
    const upcoming = page.locator('.pane', { has: page.locator('.pane-header', { hasText: 'Upcoming' }) });
    await expectBrackets(upcoming.locator('.monaco-list-row .label-description'), [/\bUTC\b/g]);
    await expectSpokenBrackets(upcoming.locator('.monaco-list-row'), [/\bUTC\b/g]);
    await expectBrackets(page.locator('.part.sidebar .monaco-list-row .label-description'), [/\bUTC\b/g]);
    await workbench.screenshot('pseudo-upcoming');
  });

  test('the questions of the add flow, one after another, and what is wrong with an answer', async ({ workbench }) => {
    const { page } = workbench;
    const question = page.locator('.quick-input-widget');
    const expectQuestion = async (): Promise<void> => {
      await expectBrackets(question.locator('.quick-input-title, .monaco-list-row'), [/\bUTC\b/g, /\bnew\b/g]);
      const placeholder = (await workbench.quickInput().getAttribute('placeholder')) ?? '';
      expect(wordsOutsideBrackets(placeholder, names), placeholder).toEqual([]);
    };
    await workbench.contextMenu('new.sh', '⟦Add to Executor…⟧');
    await workbench.input('⟦Add new.sh⟧', 'new');
    await question.getByText('⟦Keep running⟧').waitFor();
    await expectQuestion();
    await workbench.screenshot('pseudo-add');
    await workbench.pick('⟦Add with a Schedule…⟧');
    await question.getByText('(1/3)').waitFor();
    await expectBrackets(question.locator('.quick-input-title, .monaco-list-row .label-name'), [/\bnew\b/g]);
    await workbench.quickInput().fill('5 m');
    await question.getByText('is not a unit').waitFor();
    await workbench.quickInput().fill('60 * * * *');
    await question.getByText('is not').first().waitFor();
    await expectBrackets(question.locator('.monaco-list-row'), [/\b(?:min|day|hour|week|month)\b/g]);
    await workbench.quickInput().fill('1 day');
    await question.getByText('⟦Every day⟧').waitFor();
    await page.keyboard.press('Enter');
    await question.getByText('(2/3)').waitFor();
    await expectQuestion();
  });

  test('the form', async ({ page, workbench }) => {
    await workbench.openContainer('Executor');
    await workbench.contextMenu('daily', '⟦Edit Task…⟧');
    const form = new TaskFormPage(page);
    await form.anyText('⟦In ws-').waitFor();
    await expect(form.anyText('⟦from the shebang line⟧')).toBeVisible();
    await form.text('⟦How often⟧').fill('60 * * * *');
    await form.problem('is not').first().waitFor();
    const text = (await form.part('fields').allInnerTexts()).join('\n');
    const titles = (await form.everyHeading()).join('\n');
    const data = [/`[^`]*`/g, /\/[\w/.-]+/g, /\b(?:min|day|weeks|MON|FRI|SIG\w+|CET|UTC|Europe|Berlin)\b/g];
    for (const line of `${titles}\n${text}`.split('\n')) {
      expect(wordsOutsideBrackets(line, [...names, ...data, /⟦|⟧/g]), line).toEqual([]);
    }
    await workbench.screenshot('pseudo-form');
  });

  test('palette, walkthrough and settings', async ({ page, workbench }) => {
    await workbench.openContainer('Executor');
    await expect(workbench.description('loop')).toHaveText('⟦never run⟧');
    await page.keyboard.press('F1');
    await workbench.quickInput().fill('>Executor: ');
    await workbench.quickRow().filter({ hasText: '⟦Add Task…⟧' }).waitFor();
    // Below a title VS Code shows the English one.
    const titles = workbench.quickRow().locator('.quick-input-list-row:first-child .label-name');
    await expectBrackets(titles.filter({ hasText: /^Executor:/ }));
    await page.keyboard.press('Escape');
    await workbench.command('Welcome: Open Walkthrough...');
    await workbench.pick('First Steps');
    const walkthrough = page.locator('.gettingStartedSlideDetails');
    await expectBrackets(
      walkthrough.locator('.category-title, .category-description, .step-title, .step-description-container'),
    );
    await workbench.screenshot('pseudo-walkthrough');
    await workbench.command('Preferences: Open Settings (UI)');
    await page.locator('.settings-editor .search-container textarea, .settings-editor .monaco-editor').first().click();
    await page.keyboard.type('@ext:executor-scripts.executor');
    await page.locator('.setting-item-description', { hasText: '⟦' }).first().waitFor();
    await expectBrackets(page.locator('.settings-editor .setting-item-description'), [/Executor/g]);
    await workbench.screenshot('pseudo-settings');
  });

  test('what is wrong in a task file, and what a schedule means', async ({ page, workbench, workspace }) => {
    await workbench.openContainer('Executor');
    await workbench.contextMenu('loop', '⟦Open Task File⟧');
    await workbench.tab('executor.json').waitFor();
    workspace.write('.vscode/executor.json', tasks.replace('"1 day"', '"1 m"').replace('"always"', '"allways"'));
    await page.keyboard.press('Control+Shift+M');
    const problems = page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: 'is not a unit' }).waitFor();
    await expectBrackets(problems.locator('.marker-message-line'), [/executor\s+[\w-]+\s+\[Ln \d+, Col \d+\]/g]);
    await expect(workbench.description('again')).toHaveText(/⟦error on line/);
    const tooltip = await workbench.tooltip('daily', 'daily');
    await expectBrackets(tooltip, [/\/[\w/.-]+/g]);
  });
});
