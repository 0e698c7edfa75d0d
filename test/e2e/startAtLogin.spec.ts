import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';
import { serverPath } from '../support/rig/serverEnvironment.ts';

const services = path.resolve(import.meta.dirname, '../fixtures/services');

test.use({
  serverOptions: { env: { PATH: [services, serverPath()].join(path.delimiter) } },
  files: {
    'loop.sh': '#!/bin/sh\necho $$ >>loop.pids\nwhile :; do sleep 0.2; done\n',
    '.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh" } } }\n',
  },
});

test('the host of a folder is started at login once one says so, until one takes it back; what runs goes on @background', async ({
  vscode,
  workbench,
  workspace,
}) => {
  const { page } = workbench;
  const home = path.join(vscode.dir, 'home');
  const units = path.join(home, '.config/systemd/user');
  await workbench.openContainer('Executor');
  await workbench.rowAction('loop', 'Start');
  await expect(workbench.row('loop')).toHaveAttribute('aria-label', /^loop, running for/);
  await workbench.screenshot('first-use');

  await workbench.command('Executor: Start at Login…');
  const dialog = page.locator('.monaco-dialog-box');
  await expect(dialog).toContainText('when you log in?');
  await workbench.screenshot('start-at-login');
  await dialog.getByRole('button', { name: 'Start at Login' }).click();
  await expect(workbench.toast('It starts when you log in.')).toBeVisible();
  await workbench.screenshot('starts-at-login');
  const [unit = ''] = readdirSync(units);
  const text = readFileSync(path.join(units, unit), 'utf8');
  expect(text).toMatch(/^ExecStart="[^"]*\/bin\/executor" "up" "--folder" "[^"]*"$/m);
  expect(readFileSync(path.join(home, 'systemctl.log'), 'utf8')).toContain(`--user enable --now ${unit}`);
  // What the unit would start works: the command by that path.
  expect(existsSync(/ExecStart="([^"]*)"/.exec(text)?.[1] ?? '')).toBe(true);
  expect(workspace.read('loop.pids').trim().split('\n')).toHaveLength(1);

  await workbench.command('Executor: Start at Login…');
  await workbench.answerToast('starts when you log in, as', 'Stop Starting at Login');
  await expect(workbench.toast('no longer starts when you log in.')).toBeVisible();
  expect(readdirSync(units)).toEqual([]);
  // Nobody manages the run now: this service manager starts nothing.
  await workbench.command('Executor: Start All');
  await expect(workbench.toast('Already running: loop.')).toBeVisible();
  await workbench.rowAction('loop', 'Stop');
  await expect(workbench.description('loop')).toHaveText(/^stopped · /);
  expect(workspace.read('loop.pids').trim().split('\n')).toHaveLength(1);
});
