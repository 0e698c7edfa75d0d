import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applySettings } from '../support/rig/applySettings.ts';
import { expect, test } from '../support/rig/fixtures.ts';

/** Stands in for an interpreter: says how it was called. */
const python = '#!/bin/sh\necho "my python was called with $(basename "$1") $2"\n';

test.use({
  files: {
    'fail.sh': '#!/bin/sh\necho "it goes wrong"\nexit 3\n',
    'loop.sh': 'echo "$EXECUTOR_TASK loops"\nwhile :; do sleep 0.2; done\n',
    'hello.py': 'print("hello")\n',
    'bin/my-python': python,
    '.vscode/executor.json': `{
  "tasks": {
    "bad": { "script": "fail.sh", "restart": "never" },
    "one": { "script": "loop.sh", "restart": "never" },
    "two": { "script": "loop.sh", "restart": "never" },
    "py": { "script": "hello.py", "restart": "never" },
    "daily": { "script": "loop.sh", "every": "1 day", "start": "2099-01-01T13:00:00" }
  }
}
`,
  },
});

test('output is shown at the start, at a failure, or never, as the setting says', async ({ workbench, workspace }) => {
  await workbench.openContainer('Executor');
  await applySettings(workbench, workspace, { 'executor.revealOutput': 'never', 'executor.notifications': 'none' });
  await workbench.rowAction('bad', 'Start');
  await expect(workbench.description('bad')).toHaveText(/^exit 3/);
  await expect(workbench.page.locator('.part.panel')).toBeHidden();

  await applySettings(workbench, workspace, { 'executor.revealOutput': 'onFailure', 'executor.notifications': 'none' });
  await workbench.rowAction('one', 'Start');
  await expect(workbench.row('one')).toHaveAttribute('aria-label', /^one, running/);
  await expect(workbench.page.locator('.part.panel')).toBeHidden();
  await workbench.rowAction('bad', 'Start');
  await expect(workbench.outputLine('it goes wrong').first()).toBeVisible();

  await applySettings(workbench, workspace, { 'executor.notifications': 'none' });
  await workbench.rowAction('two', 'Start');
  await expect(workbench.outputLine('two loops')).toBeVisible();
});

test('logs go where the setting says, and runs wait while as many live as it allows', async ({
  workbench,
  workspace,
}) => {
  await workbench.openContainer('Executor');
  await applySettings(workbench, workspace, { 'executor.folder': 'elsewhere', 'executor.maxConcurrentRuns': 1 });
  await workbench.rowAction('one', 'Start');
  await expect(workbench.outputLine('one loops')).toBeVisible();
  expect(readdirSync(path.join(workspace.dir, 'elsewhere/logs'))).toContain('one');
  expect(workspace.exists('.executor')).toBe(false);

  await workbench.rowAction('two', 'Start');
  await expect(workbench.description('two')).toHaveText('queued');
  await workbench.screenshot('queued');
  await applySettings(workbench, workspace, { 'executor.folder': 'elsewhere', 'executor.maxConcurrentRuns': 2 });
  await expect(workbench.row('two')).toHaveAttribute('aria-label', /^two, running/);
});

test('an interpreter that is set runs the scripts of its kind; what cannot be meant is said', async ({
  workbench,
  workspace,
}) => {
  await workbench.openContainer('Executor');
  const program = path.join(workspace.dir, 'bin/my-python');
  await applySettings(workbench, workspace, { 'executor.interpreters': { python: program } });
  await workbench.rowAction('py', 'Start');
  await expect(workbench.outputLine('my python was called with')).toBeVisible();

  await applySettings(workbench, workspace, { 'executor.interpreters': { pyton: program } });
  await expect(workbench.toast('Unknown kind of script "pyton" in executor.interpreters.')).toBeVisible();
  await workbench.screenshot('bad-interpreters');
  await workbench.answerToast('Unknown kind of script "pyton"', 'Open Settings');
  await expect(workbench.page.getByText('Which program runs which kind of script').first()).toBeVisible();
  await workbench.screenshot('settings');
});

test('schedules that name no time zone follow the setting; one that does not exist is said', async ({
  workbench,
  workspace,
}) => {
  await workbench.openContainer('Executor');
  await workbench.commandOn('Executor: Start Schedule', 'daily');
  await expect(workbench.toast(/daily: Next run/)).toBeVisible();
  await applySettings(workbench, workspace, { 'executor.timezone': 'Asia/Tokyo' });
  await expect(workbench.description('daily')).toHaveText(/^1 Jan 2099 13:00 (JST|GMT\+9) /);
  await applySettings(workbench, workspace, { 'executor.timezone': 'Asia/Atlantis' });
  await expect(workbench.toast('The setting executor.timezone is not a time zone: "Asia/Atlantis".')).toBeVisible();
});

test('the login shell is asked by the Node that is set', async ({ vscode, workbench, workspace }) => {
  await workbench.openContainer('Executor');
  const told = path.join(workspace.dir, 'node-was-called');
  const node = workspace.write('bin/my-node', `#!/bin/sh\necho >"${told}"\nexec node "$@"\n`);
  mkdirSync(path.join(vscode.userDir, 'Machine'), { recursive: true });
  writeFileSync(path.join(vscode.userDir, 'Machine/settings.json'), JSON.stringify({ 'executor.nodePath': node }));
  await expect(async () => {
    await workbench.command('Executor: Refresh Environment');
    await expect.poll(() => workspace.exists('node-was-called'), { timeout: 3_000 }).toBe(true);
  }).toPass();
});
