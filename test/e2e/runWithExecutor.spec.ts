import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  files: {
    'SCRAPE.PY': 'import os, time\nprint("as", os.environ["EXECUTOR_TASK"])\ntime.sleep(600)\n',
    'report.sh': 'echo "report of $EXECUTOR_TASK"\n',
    'poll.mjs': 'console.log("old words");\n',
    'crash.sh': 'echo "about to fail"\nexit 3\n',
    'notes.md': '# Notes\n',
  },
});

test(
  'running a script adds it as a task that is not restarted, and shows its output',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    await workbench.contextMenu('SCRAPE.PY', 'Run with Executor');
    await expect(workbench.outputLine('as SCRAPE')).toBeVisible();
    expect(workspace.read('.vscode/executor.json')).toContain('"restart": "never"');
    await workbench.openContainer('Executor');
    await expect(workbench.row('SCRAPE')).toHaveAttribute('aria-label', /^SCRAPE, running for/);

    await workbench.openContainer('Explorer');
    await workbench.contextMenu('report.sh', 'Run with Executor');
    await expect(workbench.outputLine('report of report')).toBeVisible();
    await expect(workbench.outputLine('── executor: succeeded')).toBeVisible();

    // The first script lives: its output is shown, and no second run begins.
    await workbench.contextMenu('SCRAPE.PY', 'Run with Executor');
    await expect(workbench.outputLine('as SCRAPE')).toBeVisible();
    await workbench.openContainer('Executor');
    await expect(workbench.row('SCRAPE')).toHaveCount(1);
  },
);

test('running a script writes its unsaved changes first', async ({ workbench, workspace }) => {
  await workbench.row('poll.mjs').dblclick();
  await workbench.page.locator('.editor-instance .view-line', { hasText: 'old words' }).click();
  await workbench.page.keyboard.press('ControlOrMeta+A');
  await workbench.page.keyboard.type('console.log("new words");');
  await workbench.contextMenu('poll.mjs', 'Run with Executor');
  await expect(workbench.outputLine('new words')).toBeVisible();
  expect(workspace.read('poll.mjs')).toContain('new words');
});

test('a script of several tasks asks which one is meant', async ({ workbench, workspace }) => {
  workspace.write(
    '.vscode/executor.json',
    '{ "tasks": { "one": { "script": "poll.mjs" }, "two": { "script": "./poll.mjs", "env": { "X": "2" } } } }',
  );
  await workbench.openContainer('Executor');
  await expect(workbench.row('two')).toBeVisible();
  await workbench.openContainer('Explorer');
  await workbench.contextMenu('poll.mjs', 'Run with Executor');
  await workbench.pick('two');
  await expect(workbench.outputLine('executor: two')).toBeVisible();
});

test.describe('where no output is shown by itself', () => {
  test.use({
    files: {
      'crash.sh': 'echo "about to fail"\nexit 3\n',
      '.vscode/settings.json': '{ "executor.revealOutput": "never" }',
    },
  });

  test('a failure is red with its reason until somebody looks at it', { tag: '@journey' }, async ({ workbench }) => {
    await workbench.theme('dark');
    await workbench.contextMenu('crash.sh', 'Add to Executor…');
    await workbench.input('Add crash.sh', 'crash');
    await workbench.pick('Add Only');
    await workbench.openContainer('Executor');
    await expect(workbench.description('crash')).toHaveText('never run');
    await workbench.rowAction('crash', 'Start');
    await expect(workbench.description('crash')).toHaveText(/^exit 3 · \d+ s ago$/);
    await expect(workbench.row('crash').locator('.codicon-error')).toBeVisible();
    await workbench.row('crash').click();
    await expect(workbench.outputLine('about to fail')).toBeVisible();
    await expect(workbench.outputLine('── executor: failed · exit 3')).toBeVisible();
    await workbench.screenshot('failed');
    await expect(workbench.row('crash').locator('.codicon-circle-large-outline')).toBeVisible();
  });
});

test('a script that is missing says where it was looked for', async ({ workbench, workspace }) => {
  workspace.write('.vscode/executor.json', '{ "tasks": { "ghost": { "script": "jobs/ghost.py" } } }');
  await workbench.openContainer('Executor');
  await workbench.rowAction('ghost', 'Start');
  await expect(workbench.toast('The script "jobs/ghost.py" was not found')).toBeVisible();
  await expect(workbench.description('ghost')).toHaveText('script not found');
  await workbench.screenshot('missing-script');
  await workbench.answerToast('jobs/ghost.py', 'Show Output');
  await expect(workbench.outputLine('was not found at')).toBeVisible();
});

test('several scripts are added with one question', async ({ workbench }) => {
  await workbench.select('poll.mjs', 'report.sh');
  await workbench.page.keyboard.down('Control');
  await workbench.row('crash.sh').click();
  await workbench.page.keyboard.up('Control');
  await workbench.contextMenu('report.sh', 'Add to Executor…');
  await expect(workbench.page.locator('.quick-input-title')).toContainText('Add 3 Scripts');
  await workbench.screenshot('add-several');
  await workbench.pick('Add Only');
  await workbench.openContainer('Executor');
  for (const name of ['poll', 'report', 'crash']) await expect(workbench.row(name)).toBeVisible();
});

test('the menu is for scripts alone', async ({ workbench }) => {
  expect(await workbench.menuTitles('SCRAPE.PY')).toContain('Run with Executor');
  expect(await workbench.menuTitles('notes.md')).not.toContain('Run with Executor');
});
