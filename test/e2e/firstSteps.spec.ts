import { expect, test } from '../support/rig/fixtures.ts';

test.use({ serverOptions: { settings: { 'window.autoDetectColorScheme': true } } });

test(
  'the first steps are a click away, each with its picture and what it begins; a sample script runs',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await expect(page.getByText('create a sample script', { exact: true })).toBeVisible();
    await page.getByText('Take the first steps', { exact: true }).click();
    const steps = page.locator('.gettingStartedContainer');
    await expect(steps.locator('h2', { hasText: 'Executor: First Steps' })).toBeVisible();
    const frame = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    const pictures = {
      'Run a script': 'A script in the Explorer',
      'See what it does': 'The list of tasks',
      'Keep it running': 'A failing task is restarted',
      'Put it on a schedule': 'A schedule as you type it',
      'Close the window': 'Tasks keep running in the background',
    };
    for (const theme of ['light', 'dark'] as const) {
      await workbench.wear(theme);
      for (const [index, [title, picture]] of Object.entries(pictures).entries()) {
        await steps.getByRole('button', { name: title }).first().click();
        await expect(frame.locator('svg', { hasText: picture })).toBeVisible();
        await workbench.screenshot(`first-steps-${String(index + 1)}`);
      }
    }

    await steps.getByRole('button', { name: 'Run a script' }).first().click();
    await steps.getByRole('button', { name: 'Create a Sample Script…' }).click();
    await workbench.pick('Shell');
    await expect(workbench.tab('hello.sh')).toBeVisible();
    expect(workspace.read('hello.sh')).toContain('Hello');
    await page.locator('.editor-actions').getByRole('button', { name: 'Run with Executor' }).click();
    await expect(workbench.outputLine('Hello, this is line 5.')).toBeVisible();
    await expect(workbench.description('hello')).toHaveText(/^succeeded/);
  },
);
