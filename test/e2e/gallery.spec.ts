import { expect, test } from '../support/rig/fixtures.ts';
import { TaskFormPage } from '../support/rig/taskFormPage.ts';
import { themes, Workbench } from '../support/rig/workbench.ts';

// Pictures of everything that people see, for people to look at: `npm run screens`. Each state is pictured in every theme
// and at every width, without being brought about again.

test.use({
  serverOptions: {
    hasTestClock: true,
    // The window follows the colours that its page asks for.
    settings: { 'executor.revealOutput': 'never', 'window.autoDetectColorScheme': true, 'git.enabled': false },
  },
  viewport: { width: 1600, height: 1000 },
});

test.beforeEach(({ vscode }) => {
  vscode.setClock(Date.now());
});

const failing = '#!/bin/sh\necho "no such table: prices" >&2\nsleep 0.2\nexit 3\n';
const looping = '#!/bin/sh\necho looping\nwhile :; do sleep 0.5; done\n';

function taskFile(tasks: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ tasks }, undefined, 2)}\n`;
}

test.describe('a folder without tasks', { tag: '@gallery' }, () => {
  test.use({ files: { 'report.sh': 'echo done\n', 'poll.sh': 'echo done\n' } });

  test('has a welcome, and a script is added to it in a few steps', async ({ workbench }) => {
    await workbench.openContainer('Executor');
    await expect(workbench.page.getByRole('button', { name: 'Add Script…' })).toBeVisible();
    await workbench.pictures('gallery-welcome');
    await workbench.openContainer('Explorer');
    await workbench.contextMenu('report.sh', 'Add to Executor…');
    await expect(workbench.quickInput()).toHaveValue('report');
    await workbench.pictures('gallery-add-name');
    await workbench.page.keyboard.press('Enter');
    await expect(workbench.quickRow().filter({ hasText: 'Add and Start' })).toHaveCount(2);
    await workbench.pictures('gallery-add-how');
    await workbench.pick('Add with a Schedule…');
    await expect(workbench.quickRow().filter({ hasText: 'Every hour' })).toBeVisible();
    await workbench.pictures('gallery-schedule-presets');
    await workbench.typeAnswer('Add report.sh: How Often? (1/3)', 'every 2 fortnights');
    await expect(workbench.quickRow().filter({ hasText: 'fortnights' })).toBeVisible();
    await workbench.pictures('gallery-schedule-problem');
    await workbench.typeAnswer('Add report.sh: How Often? (1/3)', '1 month and 2 days');
    await expect(workbench.quickRow().filter({ hasText: 'next run' })).toBeVisible();
    await workbench.pictures('gallery-schedule-typed');
    await workbench.page.keyboard.press('Enter');
    await expect(workbench.quickRow().filter({ hasText: 'Another Time Zone…' })).toBeVisible();
    await workbench.pictures('gallery-schedule-start');
    await workbench.pick('Another Time Zone…');
    await workbench.page.getByPlaceholder('The time zone of the schedule').waitFor();
    await workbench.pictures('gallery-schedule-zone');
    await workbench.page.getByPlaceholder('The time zone of the schedule').fill('Asia/Tokyo');
    await workbench.page.keyboard.press('Enter');
    await expect(workbench.quickRow().filter({ hasText: 'Another Time Zone…' })).toBeVisible();
    await workbench.pick('From ');
    await expect(workbench.quickRow().filter({ hasText: 'Add and Start Schedule' })).toBeVisible();
    await workbench.pictures('gallery-schedule-begin');
    await workbench.pick('Add and Start Schedule');
    await expect(workbench.toast(/report: /)).toBeVisible();
    await workbench.openContainer('Executor');
    await expect(workbench.description('report')).toHaveText(/\(in /);
    await workbench.pictures('gallery-schedule-added');
  });
});

test.describe('several folders', { tag: '@gallery' }, () => {
  test.use({
    files: {
      'jobs/loop.sh': looping,
      'jobs/fail.sh': failing,
      'jobs/good.sh': 'echo done\n',
      'jobs/.vscode/executor.json': taskFile({
        api: { script: 'loop.sh', restart: 'always' },
        scrape: { script: 'fail.sh', backoff: { initial: '10 min', max: '10 min' } },
        clean: { script: 'good.sh', restart: 'never' },
        broken: { script: 'gone.sh', restart: 'never' },
        typo: { scirpt: 'good.sh' },
        report: { script: 'good.sh', every: '1 day', start: '2021-02-27T13:00:00', timezone: 'America/New_York' },
        weekly: { script: 'good.sh', every: '1 week', group: 'a group of tasks' },
      }),
      'more/.vscode/executor.json': taskFile({ idle: { command: ['true'] } }),
      'all.code-workspace': '{ "folders": [{ "path": "jobs" }, { "path": "more" }] }\n',
    },
  });

  test('show every state, what can be asked and what is told', async ({ workbench, workspace }) => {
    test.setTimeout(400_000);
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await expect(workbench.description('api')).toHaveText('never run');
    await workbench.rowAction('api', 'Start');
    await expect(workbench.description('api')).toHaveText(/^\d+ s/);
    await workbench.rowAction('clean', 'Start');
    await expect(workbench.description('clean')).toHaveText(/^succeeded · /);
    await workbench.rowAction('scrape', 'Start');
    await expect(workbench.toast('jobs/scrape failed (exit 3)')).toBeVisible();
    await workbench.pictures('gallery-failure');
    await workbench.answerToast('jobs/scrape failed', 'Show Output');
    await expect(workbench.outputLine('no such table')).toBeVisible();
    await workbench.rowAction('broken', 'Start');
    await expect(workbench.toast('gone.sh')).toBeVisible();
    await workbench.contextMenu('report', 'Start Schedule');
    await expect(workbench.description('report')).toHaveText(/13:00/);
    const file = 'jobs/.vscode/executor.json';
    workspace.write(file, workspace.read(file).replace('"always"', '"always", "args": ["--new"]'));
    await expect(workbench.description('api')).toHaveText(/changed/);
    await workbench.row('api').click();
    await page.keyboard.press('ArrowRight');
    await workbench.pictures('gallery-states');
    // A tooltip does not survive a change of the theme.
    for (const theme of themes) {
      await workbench.wear(theme);
      for (const name of ['api', 'scrape', 'broken', 'typo', 'report']) {
        await workbench.tooltip(name, name);
        await workbench.screenshot(`gallery-tooltip-${name}`);
        await page.mouse.move(1200, 300);
        await page.locator('.workbench-hover').first().waitFor({ state: 'detached' });
      }
    }
    await workbench.contextMenu('api', 'Send Signal…');
    await expect(workbench.quickRow().filter({ hasText: 'SIGUSR1' })).toBeVisible();
    await workbench.pictures('gallery-signals');
    await page.keyboard.press('Escape');
    await workbench.contextMenu('api', 'Run Now');
    await expect(workbench.quickRow().filter({ hasText: 'Cancel' })).toBeVisible();
    await workbench.pictures('gallery-run-beside');
    await page.keyboard.press('Escape');
    await workbench.command('Executor: List Running Tasks');
    await expect(workbench.quickRow().filter({ hasText: /pid \d+/ })).toBeVisible();
    await workbench.pictures('gallery-list-running');
    await page.keyboard.press('Escape');
    await workbench.contextMenu('api', 'Show Environment');
    await expect(workbench.tab('api.env')).toBeVisible();
    await workbench.pictures('gallery-environment');
    await workbench.openMenu('api');
    await workbench.screenshot('gallery-task-menu');
    await page.keyboard.press('Escape');
    workspace.write(file, '{ "tasks": { "api": {\n');
    await expect(page.getByText('jobs: executor.json has an error on line')).toBeVisible();
    await workbench.pictures('gallery-error-in-file');
  });
});

test.describe('the task form', { tag: '@gallery' }, () => {
  test.use({
    files: {
      'jobs/report.py': 'print("done")\n',
      '.vscode/executor.json': taskFile({
        report: {
          script: 'jobs/report.py',
          args: ['--symbols', 'a long list of things'],
          every: '1 day',
          start: '2026-01-01T13:00:00',
          timezone: 'America/New_York',
          timeout: 'an hour',
          env: { SYMBOL: 'LOL', LD_PRELOAD: null },
          secrets: ['API_TOKEN'],
        },
      }),
    },
  });

  test('is whole at every width', async ({ workbench, workspace }) => {
    test.setTimeout(400_000);
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await workbench.contextMenu('report', 'Edit Task…');
    const form = new TaskFormPage(page);
    await expect(form.text('Time limit')).toHaveAttribute('aria-invalid', 'true');
    await form.section('More about the schedule').click();
    await form.text('Arguments').fill('--other');
    const file = '.vscode/executor.json';
    workspace.write(file, workspace.read(file).replace('a long list of things', 'an even longer list of things'));
    await expect(form.part('conflicts')).toBeVisible();
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    for (const theme of themes) {
      await workbench.wear(theme);
      await form.wears(theme);
      for (const [width, height] of [
        [300, 4_400],
        [560, 3_600],
        [900, 3_000],
        [1_400, 3_000],
      ] as const) {
        // The activity bar and a margin are beside the editor.
        await page.setViewportSize({ width: width + 57, height });
        await form.combo('Time zone').focus();
        await page.keyboard.press('ArrowDown');
        await expect(form.suggestion().first()).toBeVisible();
        await workbench.screenshot(`gallery-task-form-${String(width)}`);
        await page.keyboard.press('Escape');
      }
    }
  });
});

test.describe('an absence', { tag: '@gallery' }, () => {
  test.use({
    files: {
      'fail.sh': failing,
      '.vscode/executor.json': taskFile({
        report: { script: 'fail.sh', restart: 'never' },
        poll: { script: 'fail.sh', restart: 'never' },
        crash: { script: 'fail.sh', backoff: { initial: '1 ms', max: '1 min' } },
      }),
    },
  });

  test('and failures that come together are told in a few words', async ({ workbench }) => {
    await workbench.openContainer('Executor');
    await workbench.rowAction('report', 'Start');
    await workbench.rowAction('poll', 'Start');
    await expect(workbench.toast('2 tasks failed: report, poll.')).toBeVisible();
    await workbench.pictures('gallery-several');
    await workbench.answerToast('2 tasks failed', 'Mark All as Seen');
    await workbench.rowAction('crash', 'Start');
    await expect(workbench.description('crash')).toHaveText(/^crashed \d× · next try/);
    await expect(workbench.toast(/crash .*times/)).toBeVisible();
    await workbench.pictures('gallery-crash-looping');
  });
});

test('a window without a folder says what to do', { tag: '@gallery' }, async ({ context, vscode, workbench }) => {
  await workbench.page.close();
  const empty = new Workbench(await context.newPage(), vscode);
  await empty.page.goto(`http://127.0.0.1:${String(vscode.port)}/?ew=true`);
  await empty.ready();
  await empty.openContainer('Executor');
  await expect(empty.page.getByRole('button', { name: 'Open Folder' }).first()).toBeVisible();
  await empty.pictures('gallery-no-folder');
  await empty.page.close();
});
