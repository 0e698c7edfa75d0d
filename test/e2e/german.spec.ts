import { expect, test } from '../support/rig/fixtures.ts';
import { TaskFormPage } from '../support/rig/taskFormPage.ts';

test.use({
  serverOptions: { language: 'de' },
  files: {
    'fail.sh': '#!/bin/sh\necho "no such table"\nsleep 0.2\nexit 3\n',
    '.vscode/settings.json': JSON.stringify({ 'executor.revealOutput': 'never' }),
    '.vscode/executor.json': `{
  "tasks": {
    "bericht": { "script": "fail.sh", "restart": "never" },
    "abruf": { "script": "fail.sh", "every": "1 day", "start": "2026-02-27T13:00:00", "timezone": "Europe/Berlin" }
  }
}
`,
  },
});

test(
  'tree, notification and log in a German window: what the host says is told in German, and logs stay English',
  { tag: '@journey' },
  async ({ workbench }) => {
    await workbench.openContainer('Executor');
    await expect(workbench.description('bericht')).toHaveText('nie gelaufen');
    await expect(workbench.description('abruf')).toHaveText('angehalten · nie gelaufen');

    await workbench.rowAction('bericht', 'Starten');
    const told = workbench.toast(/bericht ist nach .+ fehlgeschlagen \(Exit 3\)\./);
    await expect(told).toBeVisible();
    await expect(workbench.description('bericht')).toHaveText(/^Exit 3 · vor \d+ s$/);
    await workbench.screenshot('german-notice');
    await workbench.answerToast(/bericht ist/, 'Ausgabe anzeigen');
    await expect(workbench.outputLine('── executor: failed · exit 3')).toBeVisible();

    await workbench.contextMenu('abruf', 'Zeitplan starten');
    await expect(workbench.description('abruf')).toHaveText(/13:00.* \(in .+\)$/);
    const tooltip = await workbench.tooltip('abruf', 'Nächste Läufe:');
    await expect(tooltip).toContainText('Jeden Tag, ab Fr 27. Feb 2026 13:00:00');
    await expect(tooltip.locator('li')).toHaveText(Array.from({ length: 5 }, () => /13:00:00/));
    // Its lines are broken between words.
    expect(await tooltip.innerText()).not.toContain('\u00a0');
    await workbench.screenshot('german-tree');
  },
);

test('what the host refuses is told in German', async ({ workbench }) => {
  await workbench.openContainer('Executor');
  await workbench.contextMenu('abruf', 'Duplizieren…');
  await workbench.input('abruf duplizieren', 'zweiter');
  await expect(workbench.row('zweiter')).toBeVisible();
  await workbench.command('Executor: Signal senden…');
  await expect(workbench.toast('Keine Aufgabe läuft.')).toBeVisible();
});

test('the form in a German window', async ({ page, workbench }) => {
  await workbench.openContainer('Executor');
  await workbench.contextMenu('abruf', 'Aufgabe bearbeiten…');
  const form = new TaskFormPage(page);
  await expect(form.heading('abruf bearbeiten')).toBeVisible();
  expect(await form.everything()).toContain('<html lang="de"');
  await expect(form.anyText('Jeden Tag, ab Fr 27. Feb 2026 13:00:00')).toBeVisible();
  await expect(form.anyText('/bin/sh, aus der Shebang-Zeile.')).toBeVisible();
  await workbench.screenshot('german-form');
  await form.text('Wie oft').fill('60 * * * *');
  await expect(
    form.problem('"60" kann nicht eine Minute sein: erlaubt ist 0 bis 59. Schreiben Sie "0".'),
  ).toBeVisible();
  expect(await form.violations()).toEqual([]);
  await form.section('Interpreter und Umgebung').click();
  await workbench.screenshot('german-form-problem');
});

test('the walkthrough, the palette and the settings in a German window', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openContainer('Executor');
  await expect(workbench.description('bericht')).toHaveText('nie gelaufen');
  await workbench.command('Welcome: Open Walkthrough...');
  await workbench.pick('Executor: Erste Schritte');
  await expect(page.getByText('Ein Skript ausführen').first()).toBeVisible();
  const picture = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame').locator('svg');
  await expect(picture.locator('title')).toHaveText(/^Ein Skript im Explorer/);
  await expect(picture).toContainText('Mit Executor ausführen');
  await workbench.screenshot('german-walkthrough');
  await page.keyboard.press('F1');
  await workbench.quickInput().fill('>Executor: ');
  await expect(workbench.quickRow().filter({ hasText: 'Executor: Aufgabe hinzufügen…' })).toBeVisible();
  await workbench.screenshot('german-palette');
});

test('the task file explains its fields in German', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openContainer('Executor');
  await workbench.contextMenu('bericht', 'Aufgabendatei öffnen');
  await workbench.tab('executor.json').waitFor();
  const field = page.locator('.part.editor .view-line span', { hasText: /^"restart"$/ }).first();
  const hover = page.locator('.monaco-hover', { hasText: 'Wann Executor die Aufgabe' });
  // The schema is read a moment after the file is shown.
  await expect(async () => {
    await page.mouse.move(700, 600);
    await field.hover();
    await expect(hover).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 25_000 });
  await workbench.screenshot('german-hover');
});
