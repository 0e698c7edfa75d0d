import { expect, test, type Workspace } from '../support/rig/fixtures.ts';
import { Workbench } from '../support/rig/workbench.ts';

test.use({
  files: {
    'crash.sh': '#!/bin/sh\necho $$ >>crash.pids\necho "crashing"\nsleep 1\nexit 3\n',
    'every.sh': '#!/bin/sh\necho "tick $EXECUTOR_SCHEDULED_FOR"\n',
    'quiet.sh': '#!/bin/sh\necho $$ >>quiet.pids\nn=0\nwhile :; do sleep 1; n=$((n + 1)); echo "line $n"; done\n',
    '.vscode/executor.json': `{
  "tasks": {
    "crash": { "script": "crash.sh", "backoff": { "initial": "2 sec", "max": "5 sec" } },
    "every": { "script": "every.sh", "every": "5 sec" },
    "quiet": { "script": "quiet.sh" }
  }
}
`,
  },
});

const lines = (workspace: Workspace, file: string): readonly string[] => workspace.read(file).trim().split('\n');

test('tasks go on for a minute without a window: the same process, each crash and each run in the history, the output in the channel, one summary @background', async ({
  context,
  vscode,
  workbench,
  workspace,
}) => {
  test.setTimeout(300_000);
  await workbench.openContainer('Executor');
  await workbench.command('Executor: Start All');
  await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  await expect(workbench.description('every')).toHaveText(/ago|\d\d:\d\d/);
  await expect.poll(() => workspace.exists('crash.pids') && lines(workspace, 'crash.pids').length).toBeGreaterThan(1);
  const quiet = workspace.read('quiet.pids');
  const crashesBefore = lines(workspace, 'crash.pids').length;
  await workbench.page.close();

  // Nothing tells that a minute without a window has passed but the clock.
  await expect
    .poll(() => lines(workspace, 'crash.pids').length - crashesBefore, { timeout: 120_000, intervals: [2_000] })
    .toBeGreaterThanOrEqual(8);

  const second = new Workbench(await context.newPage(), vscode);
  await second.open(workspace.dir);
  await second.openContainer('Executor');
  await expect(second.toast(/Since .*: \d+ runs, 1 task failed \(crash\)/)).toBeVisible();
  await second.screenshot('summary');
  await expect(second.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  expect(workspace.read('quiet.pids')).toBe(quiet);
  await second.row('quiet').click();
  await expect(second.outputLine(/line\s\d\d/).first()).toBeVisible();
  await second.row('crash').click();
  await second.page.keyboard.press('ArrowRight');
  await expect(second.page.locator('.part.sidebar .monaco-list-row', { hasText: 'exit 3' })).not.toHaveCount(0);
  await second.command('Executor: Stop All');
  await expect(second.description('quiet')).toHaveText(/^stopped · /);
  await second.page.close();
});

test('the background host is stopped with what it runs, or without, and comes back with the next start @background', async ({
  workbench,
  workspace,
}) => {
  await workbench.openContainer('Executor');
  await workbench.rowAction('quiet', 'Start');
  await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  await workbench.command('Executor: Stop Background Host…');
  await expect(workbench.dialog()).toContainText('Running: quiet.');
  await workbench.screenshot('stop-host');
  await workbench.answerDialog('Stop Host, Leave Runs');
  await expect(workbench.page.getByText('No host looks after these tasks')).toBeVisible();
  await workbench.screenshot('no-host');

  await workbench.rowAction('every', 'Run Now');
  await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  expect(lines(workspace, 'quiet.pids')).toHaveLength(1);
  await workbench.command('Executor: Stop Background Host…');
  await workbench.answerDialog('Stop Host and Runs');
  await expect(workbench.page.getByText('No host looks after these tasks')).toBeVisible();
});

test('a change of the setting moves the host, and what runs goes on @background', async ({ workbench, workspace }) => {
  await workbench.openContainer('Executor');
  await workbench.rowAction('quiet', 'Start');
  await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  for (const place of ['window', 'background']) {
    workspace.write('.vscode/settings.json', JSON.stringify({ 'executor.host': place }));
    await workbench.command('Executor: Show Executor Log');
    await expect(workbench.outputLine(new RegExp(`looks\\safter.*\\(${place}\\)`)).last()).toBeVisible();
    await expect(workbench.row('quiet')).toHaveAttribute('aria-label', /^quiet, running for/);
  }
  expect(lines(workspace, 'quiet.pids')).toHaveLength(1);
  await workbench.rowAction('quiet', 'Stop');
  await expect(workbench.description('quiet')).toHaveText(/^stopped · /);
});
