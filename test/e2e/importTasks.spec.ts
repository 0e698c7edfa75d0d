import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';
import { serverPath } from '../support/rig/serverEnvironment.ts';

const crontab = path.resolve(import.meta.dirname, '../fixtures/crontab');

test.use({
  serverOptions: { env: { PATH: [crontab, serverPath()].join(path.delimiter) } },
  files: {
    'package.json': '{ "scripts": { "build": "tsc", "dev": "vite" } }\n',
    Procfile: 'web: python3 -m http.server --bind 127.0.0.1 0\nclock: echo "tick from $0"; sleep 60\n',
  },
});

test('tasks are taken over from a Procfile, the scripts of a package.json and a crontab, seen before and started by nobody', async ({
  workbench,
  workspace,
}) => {
  const { page } = workbench;
  const file = '.vscode/executor.json';
  await workbench.openContainer('Executor');
  await page.getByText('Import tasks…', { exact: true }).click();
  await expect(workbench.quickRow()).toHaveCount(4);
  await workbench.screenshot('import-from');
  await workbench.pick('Procfile');
  await expect(workbench.quickRow().filter({ hasText: 'kept running' })).toHaveCount(2);
  await workbench.pickMany('web', 'clock');
  await expect(workbench.toast('Added 2 tasks. Nothing was started.')).toBeVisible();
  for (const name of ['web', 'clock']) await expect(workbench.description(name)).toHaveText('never run');
  await workbench.rowAction('clock', 'Start');
  await expect(workbench.outputLine('tick from /bin/sh')).toBeVisible();

  await workbench.command('Executor: Import Tasks…');
  await workbench.pick('package.json');
  await expect(workbench.quickRow().filter({ hasText: 'when you start it' })).toHaveCount(2);
  await workbench.pickMany('dev');
  await expect(workbench.row('dev')).toBeVisible();
  expect(workspace.read(file)).toContain('["npm", "run", "dev"]');
  expect(workspace.read(file)).not.toContain('build');

  await workbench.theme('dark');
  await workbench.command('Executor: Import Tasks…');
  await workbench.pick('Your Crontab');
  await expect(workbench.quickRow().filter({ hasText: 'Every 10 minutes' })).toBeVisible();
  await expect(workbench.quickRow().filter({ hasText: 'Line 5 is skipped' })).toBeVisible();
  await workbench.screenshot('import-crontab');
  await page.keyboard.press('Enter');
  await expect(workbench.toast('Added 3 tasks. Nothing was started. They also stay where they were')).toBeVisible();
  await workbench.screenshot('imported');
  await expect(workbench.description('poll')).toHaveText('paused · never run');
  expect(workspace.read(file)).toContain('"cron": "30 2 * * 1-5"');
});
