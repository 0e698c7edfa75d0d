import { expect, test } from './fixtures.ts';
import { manifestText, type RigLanguage, sentenceIn } from './language.ts';
import { TaskFormPage } from './taskFormPage.ts';
import { sizes, themes } from './workbench.ts';

const tasks = {
  bericht: { script: 'fail.sh', backoff: { initial: '10 min', max: '10 min' } },
  abruf: { script: 'loop.sh', restart: 'always' },
  import: { script: 'gone.py', restart: 'never' },
  statistik: {
    script: 'good.sh',
    args: ['--symbols', 'a long list of things'],
    every: '1 day',
    start: '2026-01-01T13:00:00',
    timezone: 'America/New_York',
    timeout: 'an hour',
    env: { SYMBOL: 'LOL', LD_PRELOAD: null },
    secrets: ['API_TOKEN'],
    group: 'nachts',
  },
  sicherung: { script: 'good.sh', cron: '0 9 * * MON-FRI', timezone: 'Europe/Berlin', group: 'nachts' },
};

const file = '.vscode/executor.json';

/** Declares the tests that take pictures of everything in one language, for people to look at. */
export function declareLanguageGallery(language: RigLanguage): void {
  const say = (key: string): string => manifestText(key, language);
  const name = (what: string): string => `gallery-${language}-${what}`;

  test.use({
    serverOptions: {
      language,
      settings: { 'executor.revealOutput': 'never', 'window.autoDetectColorScheme': true, 'git.enabled': false },
    },
    viewport: { width: 1400, height: 900 },
    files: {
      'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
      'fail.sh': '#!/bin/sh\necho "no such table: prices" >&2\nsleep 0.2\nexit 3\n',
      'good.sh': 'echo done\n',
      [file]: `${JSON.stringify({ tasks }, undefined, 2)}\n`,
    },
  });

  test('tasks, what is due, a menu and a notification', { tag: '@gallery' }, async ({ workbench }) => {
    test.setTimeout(400_000);
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await workbench.contextMenu('abruf', say('command.startTask'));
    await workbench.contextMenu('sicherung', say('command.startSchedule'));
    await workbench.contextMenu('bericht', say('command.startTask'));
    await expect(workbench.toast('bericht')).toBeVisible();
    await workbench.row('bericht').click();
    await page.keyboard.press('ArrowRight');
    await page.locator('.part.sidebar .pane-header').last().click();
    await workbench.pictures(name('tree'));
    for (const theme of themes) {
      await workbench.wear(theme);
      await workbench.openMenu('abruf');
      await workbench.screenshot(name('menu'));
      await page.keyboard.press('Escape');
    }
  });

  test('the task form', { tag: '@gallery' }, async ({ workbench, workspace }) => {
    test.setTimeout(400_000);
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await workbench.contextMenu('statistik', say('command.editTask'));
    const form = new TaskFormPage(page);
    await expect(form.text(sentenceIn('Time limit', language))).toHaveAttribute('aria-invalid', 'true');
    await form.openSections();
    await form.text(sentenceIn('Arguments', language)).fill('--other');
    workspace.write(file, workspace.read(file).replace('a long list of things', 'an even longer list of things'));
    await expect(form.part('conflicts')).toBeVisible();
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    for (const theme of themes) {
      await workbench.wear(theme);
      await form.wears(theme);
      for (const [width] of sizes) {
        // The activity bar and a margin are beside the editor.
        await page.setViewportSize({ width: width + 57, height: width < 900 ? 5_600 : 4_400 });
        await form.part('place').scrollIntoViewIfNeeded();
        await workbench.screenshot(name(`form-${String(width)}`));
      }
    }
  });

  test('the walkthrough', { tag: '@gallery' }, async ({ workbench }) => {
    test.setTimeout(400_000);
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await workbench.row('abruf').waitFor();
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await workbench.command('Welcome: Open Walkthrough...');
    await workbench.pick(say('walkthrough.title'));
    const frame = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    const steps = page.locator('.gettingStartedContainer');
    for (const step of ['run', 'look', 'keep', 'schedule', 'close']) {
      // The first one is open, and does not hear a click.
      const button = steps.getByRole('button', { name: say(`walkthrough.${step}.title`) }).first();
      if (step !== 'run') await button.click();
      // The pseudo-locale has the English pictures.
      const told = manifestText(`walkthrough.${step}.altText`, language === 'qps-ploc' ? 'en' : language);
      for (const theme of themes) {
        await workbench.wear(theme);
        await expect(frame.locator('svg', { hasText: told })).toBeVisible();
        await workbench.screenshot(name(`walkthrough-${step}`));
      }
    }
    // In less room the steps are shown without their pictures.
    await workbench.pictures(name('walkthrough-steps'));
  });

  test('the settings', { tag: '@gallery' }, async ({ workbench }) => {
    test.setTimeout(400_000);
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await workbench.row('abruf').waitFor();
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    // They are shown above everything, and the next Escape would close them.
    await workbench.command('Preferences: Open Settings (UI)');
    await page.locator('.settings-editor .search-container textarea, .settings-editor .monaco-editor').first().click();
    await page.keyboard.type('@ext:executor-scripts.executor');
    await page.locator('.setting-item-description', { hasText: say('setting.statusBar').slice(0, 12) }).waitFor();
    await workbench.pictures(name('settings'));
    await page
      .locator('.settings-tabs-widget')
      .getByText(/^Remote/)
      .click();
    await page.locator('.setting-item-description', { hasText: say('setting.nodePath').slice(0, 12) }).waitFor();
    await workbench.pictures(name('settings-machine'));
  });
}
