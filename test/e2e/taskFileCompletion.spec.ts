import { expect, test } from '../support/rig/fixtures.ts';

const text = `{
  // Every field that says when is completed.
  "timezone": "Europe/Berlin",
  "tasks": {
    "report": { "script": "a.sh", "cron": "" }
  }
}
`;

test.use({ files: { 'a.sh': 'echo a\n', '.vscode/executor.json': text } });

test('while a schedule is typed in the task file, its words and next runs are offered, each value once', async ({
  workbench,
  workspace,
}) => {
  const { page } = workbench;
  const suggestion = page.locator('.suggest-widget .monaco-list-row');
  const details = page.locator('.suggest-details-container');
  await workbench.openContainer('Executor');
  await workbench.contextMenu('report', 'Open Task File');
  const line = page.locator('.editor-instance .view-line', { hasText: '"cron": ""' });
  await line.click();
  await page.keyboard.press('End');
  for (let presses = 0; presses < 3; presses++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('0 9 * * ');
  await expect(suggestion.filter({ hasText: '0 9 * * MON-FRI' })).toHaveCount(1);
  await expect(suggestion.filter({ hasText: '0 9 * * MON-FRI' })).toContainText('At 09:00, Monday to Friday');
  await page.keyboard.type('SAT');
  await expect(suggestion.first()).toContainText('At 09:00, on Saturday');
  // While a list is recreated, the key asks for suggestions instead of their details.
  await expect(async () => {
    if (!(await details.isVisible())) await page.keyboard.press('Control+Space');
    await expect(details.locator('li')).toHaveCount(5, { timeout: 2_000 });
  }).toPass({ timeout: 25_000 });
  await expect(details).toContainText(/Sat\s\d+\s\w+\s\d{4}\s09:00:00\sCES?T/);
  await workbench.screenshot('completion-cron');
  await page.keyboard.type(',SUN');
  await expect(suggestion.first()).toContainText('0 9 * * SAT,SUN');
  await page.keyboard.press('Enter');

  // The field after it is completed by its name first, then by its value, which gets its quotes.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.type(', "st');
  await expect(suggestion.filter({ hasText: 'start' }).first()).toBeVisible();
  await workbench.screenshot('completion-field');
  await page.keyboard.press('Enter');
  await expect(suggestion.filter({ hasText: 'T09:00:00' }).first()).toBeVisible();
  await workbench.screenshot('completion-start');
  await suggestion.filter({ hasText: 'T09:00:00' }).first().click();
  await page.keyboard.press('ControlOrMeta+S');
  await expect
    .poll(() => workspace.read('.vscode/executor.json'))
    .toMatch(/"cron": "0 9 \* \* SAT,SUN", "start": "\d{4}-\d\d-\d\dT09:00:00" \}/);
});
