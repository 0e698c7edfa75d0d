import { expect, test } from '../support/rig/fixtures.ts';
import { TaskFormPage } from '../support/rig/taskFormPage.ts';

test.use({
  files: {
    'say.sh': 'echo "got $# [$1] [$2]"\n',
    'loop.sh': "trap 'echo heard' USR1\necho looping\nwhile :; do sleep 0.1; done\n",
    '.vscode/executor.json':
      '{\n  "tasks": {\n    "say": { "script": "say.sh", "restart": "never" },\n    "loop": { "script": "loop.sh", "restart": "never" }\n  }\n}\n',
  },
});

test('a run gets arguments of its own, which are offered again, also when the form has renamed the task', async ({
  workbench,
}) => {
  const { page } = workbench;
  await workbench.command('Executor: Run With Arguments…');
  await expect(workbench.quickRow().filter({ hasText: 'say' })).toBeVisible();
  await workbench.pick('say');
  await workbench.typeAnswer('Run say With Arguments', '--city "New York');
  await expect(workbench.quickRow().filter({ hasText: 'The quote " in column 8 is not closed.' })).toBeVisible();
  await workbench.screenshot('arguments-problem');
  await workbench.typeAnswer('Run say With Arguments', '--city "New York"');
  await expect(workbench.quickRow().filter({ hasText: "--city 'New York'" })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(workbench.outputLine('got 2 [--city] [New York]')).toBeVisible();
  await workbench.openContainer('Executor');
  await workbench.contextMenu('say', 'Run With Arguments…');
  await expect(workbench.quickRow().filter({ hasText: '--city "New York"' })).toBeVisible();
  await workbench.screenshot('arguments-remembered');
  await page.keyboard.press('Enter');
  await expect(workbench.outputLine('got 2 [--city] [New York]')).toBeVisible();
  await workbench.row('say').click();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.part.sidebar .monaco-list-row', { hasText: "--city 'New York'" })).toHaveCount(2);
  await workbench.screenshot('arguments-runs');

  await workbench.contextMenu('say', 'Edit Task…');
  const form = new TaskFormPage(page);
  await form.text('Name').fill('speak');
  await form.button('Save').click();
  await workbench.contextMenu('speak', 'Run With Arguments…');
  await expect(workbench.quickRow().filter({ hasText: '--city "New York"' })).toBeVisible();
});

test('a second run beside the first is seen, listed and stopped by itself; a signal reaches the run', async ({
  workbench,
}) => {
  const { page } = workbench;
  await workbench.theme('dark');
  await workbench.openContainer('Executor');
  await workbench.command('Executor: List Running Tasks');
  await expect(workbench.toast('No task is running.')).toBeVisible();
  await workbench.rowAction('loop', 'Start');
  await expect(workbench.outputLine('looping')).toBeVisible();
  await workbench.contextMenu('loop', 'Send Signal…');
  await expect(workbench.quickRow().filter({ hasText: 'SIGUSR1' })).toBeVisible();
  await workbench.screenshot('signals');
  await workbench.pick('SIGUSR1');
  await expect(workbench.outputLine('heard')).toBeVisible();

  await workbench.contextMenu('loop', 'Run Now');
  await expect(workbench.quickRow().filter({ hasText: 'Cancel' })).toBeVisible();
  await workbench.screenshot('run-beside');
  await workbench.pick('Run Beside It');
  await expect(workbench.description('loop')).toHaveText(/\+1 beside$/);
  await workbench.row('loop').click();
  await page.keyboard.press('ArrowRight');
  const beside = page.locator('.part.sidebar .monaco-list-row', { hasText: /running · .* · beside/ });
  await expect(beside).toBeVisible();
  await workbench.screenshot('beside');
  await workbench.command('Executor: List Running Tasks');
  await expect(workbench.quickRow().filter({ hasText: /pid \d+/ })).toBeVisible();
  await workbench.screenshot('list-running');
  await page.keyboard.press('Enter');
  await beside.hover();
  await beside.getByRole('button', { name: 'Stop Run' }).click();
  await expect(workbench.description('loop')).toHaveText(/^\d+ (s|min)$/);
  await workbench.rowAction('loop', 'Stop');
  await expect(workbench.description('loop')).toHaveText(/^stopped · /);
});

test('a task is copied, renamed, muted, and shown with its script, its logs, its command line and its environment', async ({
  workbench,
  workspace,
}) => {
  const { page } = workbench;
  await workbench.openContainer('Executor');
  await workbench.rowAction('say', 'Start');
  await expect(workbench.outputLine('got 0')).toBeVisible();
  await workbench.contextMenu('say', 'Rename Task…');
  await workbench.typeAnswer('Rename say', 'Loop');
  await expect(page.locator('.quick-input-message')).toContainText('A task named "loop" already exists');
  await workbench.input('Rename say', 'speak');
  await expect(workbench.description('speak')).toHaveText(/^succeeded · /);
  expect(workspace.read('.vscode/executor.json')).toContain('"speak": { "script": "say.sh", "restart": "never" },');

  await workbench.contextMenu('speak', 'Duplicate…');
  await expect(workbench.quickInput()).toHaveValue('speak-2');
  await page.keyboard.press('Enter');
  await expect(workbench.row('speak-2')).toBeVisible();
  await expect(workbench.tab('executor.json')).toBeVisible();
  await workbench.contextMenu('speak', 'Mute');
  await expect(workbench.description('speak')).toHaveText(/ · muted$/);
  await workbench.contextMenu('speak', 'Unmute');
  await expect(workbench.description('speak')).not.toHaveText(/muted/);
  await workbench.contextMenu('speak', 'Copy Command Line');
  await expect(workbench.statusItem('Copied: say.sh')).toBeVisible();
  await workbench.contextMenu('speak', 'Show Environment');
  await expect(workbench.tab('speak.env')).toBeVisible();
  await expect(page.locator('.editor-instance .view-line', { hasText: /EXECUTOR_TASK=speak/ })).toBeVisible();
  await workbench.screenshot('environment');
  await workbench.contextMenu('speak', 'Open Script');
  await expect(workbench.tab('say.sh')).toBeVisible();
  await workbench.contextMenu('speak', 'Reveal in Explorer');
  await expect(workbench.row('say.sh')).toBeVisible();
  await workbench.openContainer('Executor');
  await workbench.contextMenu('speak', 'Reveal Log Folder');
  await expect(page.locator('.part.sidebar .monaco-list-row', { hasText: /\.log$/ })).toBeVisible();
  await workbench.screenshot('reveal-logs');
});

test(
  'a definition that changes under a run says so and is put in force; one that goes leaves a grey row',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    await workbench.openContainer('Executor');
    await workbench.rowAction('loop', 'Start');
    await expect(workbench.outputLine('looping')).toBeVisible();
    const text = workspace.read('.vscode/executor.json');
    const changed = text.replace('"loop.sh", ', '"loop.sh", "env": { "A": "b" }, ');
    workspace.write('.vscode/executor.json', changed);
    await expect(workbench.description('loop')).toHaveText(/ · changed$/);
    await workbench.row('loop').hover();
    await workbench.screenshot('changed');
    await workbench.rowAction('loop', 'Restart to Apply');
    await expect(workbench.description('loop')).toHaveText(/^\d+ s$/);

    workspace.write('.vscode/executor.json', '{ "tasks": { "say": { "script": "say.sh" } } }\n');
    await expect(workbench.description('loop')).toHaveText(/not in the task file$/, { timeout: 15_000 });
    await workbench.screenshot('undefined');
    expect(await workbench.menuTitles('loop')).toEqual(['Stop', 'Show Output']);
    await workbench.theme('dark');
    await workbench.screenshot('undefined');
    await workbench.rowAction('loop', 'Stop');
    await expect(workbench.description('loop')).toHaveText(/^stopped · .* · not in the task file$/);
    await workbench.contextMenu('loop', 'Forget');
    await expect(workbench.row('loop')).toHaveCount(0);
  },
);
