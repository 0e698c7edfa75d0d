import { expect, test } from '../support/rig/fixtures.ts';

test.use({
  serverOptions: { settings: { 'executor.revealOutput': 'never' } },
  files: {
    'serve.sh': '#!/bin/sh\necho $$ >>serve.pids\nwhile :; do sleep 0.2; done\n',
    '.vscode/executor.json': '{ "tasks": { "serve": { "script": "serve.sh" } } }\n',
  },
});

const told = /Your tasks keep running and schedules keep firing after this window closes/;

test(
  'that tasks outlive the window is told once; hosts and what they wrote are a command away @background',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await workbench.rowAction('serve', 'Start');
    const notice = workbench.toast(told);
    await expect(notice.getByRole('button', { name: 'Also After Restart…' })).toBeVisible();
    await expect(notice.getByRole('button', { name: 'Stop With Window' })).toBeVisible();
    await workbench.screenshot('first-use');
    await workbench.answerToast(told, 'OK');
    await expect(notice).toHaveCount(0);

    await workbench.command('Executor: Show Host Log');
    await expect(workbench.toast('has no output of its own')).toBeVisible();
    await workbench.answerToast('has no output of its own', 'Show Executor Log');
    await expect(workbench.outputLine(/manages\s/)).toBeVisible();

    await workbench.command('Executor: Show All Background Hosts');
    const host = workbench.quickRow().filter({ hasText: workspace.dir });
    await expect(host).toContainText(/1 running · 0 on schedule · in the background · pid \d+ · for/);
    await workbench.screenshot('hosts');
    await host.hover();
    await host.getByRole('button', { name: 'Stop Host and Runs' }).click();
    await workbench.answerDialog('Stop Host and Runs');
    await expect(workbench.quickRow().filter({ hasText: 'No host is running.' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('No host manages these tasks')).toBeVisible();
    await expect(workbench.description('serve')).toHaveText(/^stopped · /);

    await workbench.rowAction('serve', 'Start');
    await expect(workbench.row('serve')).toHaveAttribute('aria-label', /^serve, running for/);
    expect(workspace.read('serve.pids').trim().split('\n')).toHaveLength(2);
    await expect(notice).toHaveCount(0);
  },
);

test.describe('a folder whose tasks want to start by themselves', () => {
  test.use({
    files: {
      'serve.sh': '#!/bin/sh\necho $$ >>serve.pids\nwhile :; do sleep 0.2; done\n',
      '.vscode/executor.json': '{ "tasks": { "serve": { "script": "serve.sh", "autoStart": true } } }\n',
    },
  });

  test('starts nothing before a person has agreed, and asks once @background', async ({ workbench, workspace }) => {
    const question = /has a task that wants to start whenever you open the folder: serve\./;
    await expect(workbench.toast(question)).toBeVisible();
    await workbench.openContainer('Executor');
    await expect(workbench.description('serve')).toHaveText('never run · automatic start not approved');
    expect(workspace.exists('serve.pids')).toBe(false);
    await workbench.screenshot('auto-start');
    await workbench.answerToast(question, 'Start Automatically');
    await expect(workbench.row('serve')).toHaveAttribute('aria-label', /^serve, running for/);

    // The next opening finds a task that ran when its host was last there, and no host.
    await workbench.command('Executor: Stop Background Host…');
    await workbench.answerDialog('Stop Host and Runs');
    await expect(workbench.description('serve')).toHaveText(/^stopped · /);
    await workbench.reload();
    await workbench.openContainer('Executor');
    await expect(workbench.row('serve')).toHaveAttribute('aria-label', /^serve, running for/);
    await expect(workbench.toast(question)).toHaveCount(0);
    expect(workspace.read('serve.pids').trim().split('\n')).toHaveLength(2);
  });
});
