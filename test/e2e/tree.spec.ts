import { namingRules, violationsIn } from '../support/rig/accessibility.ts';
import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  files: {
    'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
    'crash.sh': 'sleep 0.2\nexit 5\n',
  },
});

test('a tooltip stays while somebody reads it, although the row ticks', async ({ workbench }) => {
  await workbench.contextMenu('loop.sh', 'Run with Executor');
  await expect(workbench.outputLine('looping')).toBeVisible();
  await workbench.openContainer('Executor');
  const tooltip = workbench.page.locator('.workbench-hover', { hasText: 'Running as pid' });
  const words = (): Promise<string | null> => workbench.description('loop').textContent();
  let shown = await words();
  // On a slow machine the first look may come too late: the row has ticked before it was known that somebody reads it.
  await expect(async () => {
    await workbench.page.mouse.move(900, 300);
    await workbench.row('loop').locator('.label-name').hover();
    await expect(tooltip).toBeVisible({ timeout: 3_000 });
    shown = await words();
    // Two further seconds pass, in each of which the row would have been redrawn.
    const start = Date.now();
    await expect.poll(() => Date.now() - start).toBeGreaterThan(2_500);
    await expect(tooltip).toBeVisible({ timeout: 1 });
    expect(await words()).toBe(shown);
  }).toPass({ timeout: 40_000 });
  await workbench.screenshot('tooltip');
  await workbench.page.mouse.move(900, 300);
  await expect(workbench.description('loop')).not.toHaveText(shown ?? '', { timeout: 20_000 });
});

test('a script that is to be kept running is added with one choice, and starts again when it fails', async ({
  workbench,
  workspace,
}) => {
  await workbench.theme('dark');
  await workbench.contextMenu('crash.sh', 'Add to Executor…');
  await workbench.input('Add crash.sh', 'crash');
  await expect(workbench.quickRow().filter({ hasText: 'Add and Start' })).toHaveCount(2);
  await workbench.screenshot('add-how');
  await workbench.pick('restarted when it fails');
  await expect
    .poll(() => (workspace.exists('.vscode/executor.json') ? workspace.read('.vscode/executor.json') : ''))
    .toContain('"restart": "on-failure"');
  await workbench.openContainer('Executor');
  // Five consecutive short runs take about a quarter of a minute, the delays between them doubling from one second.
  await expect(workbench.description('crash')).toHaveText(/^crashed 5× · next try (\w{3} )?\d\d:\d\d$/, {
    timeout: 60_000,
  });
  await workbench.screenshot('crash-looping');
  await workbench.rowAction('crash', 'Stop');
  await expect(workbench.description('crash')).toHaveText(/^exit 5 · /);
});

test.describe('several tasks', () => {
  test.use({
    files: {
      'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n',
      'other.sh': 'echo other\n',
      '.vscode/executor.json': `{ "tasks": {
        "one": { "script": "loop.sh", "restart": "never" },
        "two": { "script": "loop.sh", "restart": "never" },
        "three": { "script": "loop.sh", "restart": "never", "group": "more" },
        "four": { "script": "loop.sh", "restart": "never", "group": "more" },
        "gone": { "script": "gone.sh", "restart": "never" } } }\n`,
    },
  });

  test(
    'are started, stopped and removed together, where they are selected together',
    { tag: '@journey' },
    async ({ workbench, workspace }) => {
      const { page } = workbench;
      await workbench.openContainer('Executor');
      await workbench.select('one', 'two', 'three');
      await workbench.contextMenu('two', 'Start');
      for (const name of ['one', 'two', 'three']) await expect(workbench.description(name)).toHaveText(/^\d+ s$/);
      await workbench.select('one', 'three');
      await workbench.rowAction('three', 'Stop');
      for (const name of ['one', 'three']) await expect(workbench.description(name)).toHaveText(/^stopped · /);
      await expect(workbench.description('two')).toHaveText(/^\d+ s$/);
      await workbench.openMenu('one');
      await workbench.screenshot('task-menu');
      await page.keyboard.press('Escape');
      await workbench.select('two', 'three');
      await page.keyboard.press('Delete');
      await expect(workbench.dialog()).toContainText('Remove these 2 tasks?');
      await expect(workbench.dialog()).toContainText('two is running and will be stopped.');
      await workbench.screenshot('remove-several');
      await workbench.answerDialog('Remove');
      await expect(workbench.row('two')).toHaveCount(0);
      await expect(workbench.row('three')).toHaveCount(0);
      expect(workspace.read('.vscode/executor.json')).toContain('"one"');
    },
  );

  test('of a group are started and stopped by its row, and runs that are selected together by theirs', async ({
    workbench,
  }) => {
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await expect(workbench.description('four')).toHaveText('never run');
    await workbench.contextMenu('more', 'Start');
    for (const name of ['three', 'four']) await expect(workbench.description(name)).toHaveText(/^\d+ s$/);
    await expect(workbench.description('one')).toHaveText('never run');
    for (const name of ['three', 'four']) {
      await workbench.row(name).click();
      await page.keyboard.press('ArrowRight');
    }
    const runs = page.locator('.part.sidebar .monaco-list-row', { hasText: /running · / });
    await expect(runs).toHaveCount(2);
    await runs.first().hover();
    const rowButton = '.part.sidebar .monaco-list-row .action-label';
    await expect(runs.first().locator('.action-label').first()).toBeVisible();
    await expect(
      page.locator(`.part.sidebar .monaco-list-row:not([aria-label]), ${rowButton}:not([aria-label])`),
    ).toHaveCount(0);
    expect(await violationsIn(page, { selector: '.part.sidebar', rules: namingRules })).toEqual([]);
    const ofBoth = async (item: string): Promise<void> => {
      const rows = page.locator('.part.sidebar .monaco-list-row[aria-label^="Run of "]');
      await rows.first().click();
      await rows.last().click({ modifiers: ['ControlOrMeta'] });
      await workbench.contextMenu(rows.last(), item);
    };
    await ofBoth('Open Log');
    await expect(workbench.tab('.log')).toHaveCount(2);
    await ofBoth('Stop Run');
    for (const name of ['three', 'four']) await expect(workbench.description(name)).toHaveText(/^stopped · /);
    await workbench.contextMenu('more', 'Start');
    await expect(workbench.description('four')).toHaveText(/^\d+ s$/);
    await workbench.contextMenu('more', 'Stop');
    for (const name of ['three', 'four']) await expect(workbench.description(name)).toHaveText(/^stopped · /);
  });

  test('wait for none that cannot start, although nobody answers its message', async ({ workbench }) => {
    await workbench.openContainer('Executor');
    await workbench.select('gone', 'one');
    await workbench.contextMenu('gone', 'Run Now');
    await expect(workbench.toast('gone.sh')).toBeVisible();
    await expect(workbench.description('one')).toHaveText(/^\d+ s$/);
  });

  test('are joined by a file that is dropped on the list', async ({ workbench }) => {
    await workbench.row('other.sh').waitFor();
    await workbench.drag('other.sh', 'Executor', () => workbench.row('one'), workbench.quickInput());
    await expect(workbench.quickInput()).toHaveValue('other');
    await workbench.page.keyboard.press('Escape');
  });

  test('a script is run from its editor', async ({ workbench }) => {
    await workbench.row('other.sh').dblclick();
    await workbench.page.locator('.editor-actions').getByRole('button', { name: 'Run with Executor' }).click();
    await expect(workbench.outputLine(/^other$/)).toBeVisible();
    await workbench.contextMenu(workbench.tab('other.sh'), 'Add to Executor…');
    await expect(workbench.quickInput()).toHaveValue('other-2');
    await workbench.page.keyboard.press('Escape');
  });
});

test.describe('several folders', () => {
  test.use({
    files: {
      'first/.vscode/executor.json': '{ "tasks": { "near": { "command": ["echo", "near"], "restart": "never" } } }\n',
      'second/.vscode/executor.json': '{ "tasks": { "far": { "command": ["echo", "far"], "restart": "never" } } }\n',
      'both.code-workspace': '{ "folders": [{ "path": "first" }, { "path": "second" }] }\n',
    },
  });

  test(
    'are shown, each with its tasks and what can be done with all of them, and asked for where one is needed',
    { tag: '@journey' },
    async ({ workbench, workspace }) => {
      await workbench.openContainer('Executor');
      await expect(workbench.row('far')).toBeVisible();
      // A new window learns only after a moment that the workspace is trusted.
      await expect
        .poll(() => workbench.menuTitles('second'))
        .toEqual(['Start All', 'Stop All', 'Pause All', 'Resume All', 'Show Executor Log']);
      await workbench.contextMenu('second', 'Start All');
      await expect(workbench.toast('Starting far.')).toBeVisible();
      await workbench.screenshot('folders');
      await expect(workbench.description('near')).toHaveText('never run');
      await workbench.command('Executor: Create a Sample Script…');
      await expect(workbench.quickRow()).toHaveCount(2);
      await workbench.pick('second');
      await workbench.pick('Shell');
      await expect(workbench.tab('hello.sh')).toBeVisible();
      expect(workspace.exists('second/hello.sh')).toBe(true);
    },
  );

  test('go and come again, and their tasks can be started as before', async ({ workbench, workspace }) => {
    await workbench.openContainer('Executor');
    await expect(workbench.row('far')).toBeVisible();
    const both = workspace.read('both.code-workspace');
    workspace.write('both.code-workspace', '{ "folders": [{ "path": "first" }] }\n');
    await expect(workbench.row('far')).toHaveCount(0);
    workspace.write('both.code-workspace', both);
    await expect(workbench.description('far')).toHaveText('never run');
    await workbench.rowAction('far', 'Start');
    // VS Code may just have drawn the row again and forget which one was clicked: then Executor asks, and a person
    // answers.
    const line = workbench.outputLine(/^far$/);
    const answer = workbench.quickRow().filter({ hasText: 'far' });
    await expect(line.or(answer)).toBeVisible();
    if (await answer.isVisible()) await answer.click();
    await expect(line).toBeVisible();
  });
});
