import path from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, test } from '../support/rig/fixtures.ts';
import { placesOf } from '../support/rig/placesOf.ts';
import { seededRandom } from '../support/seededRandom.ts';
import { TaskFormPage } from '../support/rig/taskFormPage.ts';

const secret = 'swordfish-4712';

const taskFile = `{
  // What a day looks like.
  "tasks": {
    // The first one.
    "old": {
      "script": "jobs/hello.sh", // says hello
      "restart": "never",
      "timeout": "1 hour",
      "env": { "WHO": "old" }
    }
  }
}
`;

test.use({
  files: {
    'jobs/hello.sh': 'echo "hello, $WHO; the token has ${#API_TOKEN} characters"\n',
    'names.env': '# Who is meant.\nWHO=world\nexport GREETING="good day"\n',
    '.vscode/executor.json': taskFile,
  },
});

test(
  'a task is added by the form with keys alone, judged while one types, and runs',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    test.slow();
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await workbench.row('old').waitFor();
    const form = new TaskFormPage(page);
    await workbench.command('Executor: Add Task…');
    await expect(form.text('Name')).toBeFocused();
    await page.keyboard.type('OLD');
    await expect(form.problem('already exists')).toBeVisible();
    await page.keyboard.press('Shift+Home');
    await page.keyboard.type('greet');
    await expect(form.problem('already exists')).toHaveCount(0);
    await page.keyboard.press('Tab');
    await expect(form.text('Description')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(form.radio('A script')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(form.text('Script')).toBeFocused();
    await page.keyboard.type('jobs/hello.sh');
    await expect(form.commandLine()).toHaveText(/^\/.*sh \/.*\/jobs\/hello\.sh$/);
    await page.keyboard.press('Tab');
    await expect(form.button('Choose: Script')).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.type("--to 'two words'");
    await expect(form.commandLine()).toHaveText(/\/jobs\/hello\.sh --to 'two words'$/);
    await page.keyboard.press('Tab');
    await expect(form.radio('When I start it')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(form.radio('On a schedule')).toBeChecked();
    await page.keyboard.press('Tab');
    await page.keyboard.type('every 2 dais');
    await expect(form.text('How often')).toHaveAttribute('aria-invalid', 'true');
    await expect(form.part('status')).toHaveText(/day/);
    await workbench.screenshot('task-form-problem');
    expect(await form.violations()).toEqual([]);
    await page.keyboard.press('Shift+Home');
    await page.keyboard.type('0 9 * * MON-FRI');
    await expect(form.part('preview')).toContainText('At 09:00, Monday to Friday');
    await expect(form.part('preview').locator('li')).toHaveCount(5);
    await workbench.screenshot('task-form-schedule');
    expect(await form.violations()).toEqual([]);
    await page.keyboard.press('Shift+Tab');
    await expect(form.radio('On a schedule')).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect(form.radio('When I start it')).toBeChecked();
    const tops = await form.tabTo(form.button('Add and Start'));
    expect(tops.length).toBeGreaterThan(4);
    expect(tops).toEqual(tops.toSorted((one, other) => one - other));
    await page.keyboard.press('Enter');
    await expect(workbench.outputLine('hello, ; the token has 0 characters')).toBeVisible();
    expect(workspace.read('.vscode/executor.json')).toBe(
      taskFile.replace(
        '    }\n  }\n}',
        `    },\n    "greet": { "script": "jobs/hello.sh", "args": ["--to", "two words"], "restart": "never" }\n  }\n}`,
      ),
    );
  },
);

test('a task is edited by keys alone while its file changes underneath', async ({ workbench, workspace }) => {
  const { page } = workbench;
  await workbench.openContainer('Executor');
  await workbench.row('old').waitFor();
  const form = new TaskFormPage(page);
  await workbench.commandOn('Executor: Edit Task…', 'old');
  await expect(form.text('Name')).toBeFocused();
  await form.tabTo(form.text('Arguments'));
  await page.keyboard.type('mine');
  await expect(form.commandLine()).toHaveText(/hello\.sh mine$/);
  const theirs = taskFile.replace('// says hello', '// says hello\n      "args": ["theirs"], "group": "daily",');
  workspace.write('.vscode/executor.json', theirs);
  await expect(form.heading('The task file has changed in the meantime')).toBeVisible();
  await expect(form.text('Arguments')).toBeFocused();
  await form.tabTo(form.button('Keep mine: args'), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(form.part('conflicts')).toBeHidden();
  await expect(form.button('Save')).toBeEnabled();
  await form.tabTo(form.button('Save'));
  await page.keyboard.press('Enter');
  await expect(workbench.tab('Edit old')).toHaveCount(0);
  expect(workspace.read('.vscode/executor.json')).toBe(theirs.replace('theirs', 'mine'));
});

test(
  'a task is edited while its file changes underneath, with a secret that stands nowhere, and after a reload',
  { tag: '@journey' },
  async ({ vscode, workbench, workspace }) => {
    test.slow();
    const { page } = workbench;
    await workbench.openContainer('Executor');
    await workbench.contextMenu('old', 'Edit Task…');
    const form = new TaskFormPage(page);
    await expect(form.text('Script')).toHaveValue('jobs/hello.sh');
    await form.section('Interpreter and environment').waitFor();
    await form.button('Import from .env…').click();
    await workbench.pick('names.env');
    await expect(form.text('Value of the variable').nth(0)).toHaveValue('world');
    await expect(form.part('status')).toHaveText('Imported from names.env: WHO, GREETING.');

    await form.text('Name of a new secret').fill('API_TOKEN');
    await form.button('Add Secret').click();
    await form.button('Set Value… for API_TOKEN').click();
    await expect(workbench.quickInput()).toHaveAttribute('type', 'password');
    await workbench.input('Set Secret API_TOKEN', secret);
    await expect(form.anyText('has a value')).toBeVisible();

    // What others write is taken over where the form says nothing else, and is asked about where it does.
    await form.text('Time limit').fill('2 hours');
    workspace.write(
      '.vscode/executor.json',
      taskFile
        .replace('1 hour', '3 hours')
        .replace('"restart": "never",', '"restart": "never",\n      "group": "daily",'),
    );
    await expect(form.heading('The task file has changed in the meantime')).toBeVisible();
    await expect(form.text('Group')).toHaveValue('daily');
    await expect(form.button('Save')).toBeDisabled();
    await form.part('conflicts').scrollIntoViewIfNeeded();
    await workbench.screenshot('task-form-conflict');
    expect(await form.violations()).toEqual([]);

    // A reload brings back the half-filled form.
    const loaded = page.waitForEvent('load');
    await workbench.command('Developer: Reload Window');
    await loaded;
    await workbench.ready();
    await workbench.openContainer('Explorer');
    await expect(form.text('Time limit')).toHaveValue('2 hours');
    // It may be typed elsewhere by then.
    await expect(form.text('Name')).not.toBeFocused();
    await expect(form.text('Value of the variable').nth(1)).toHaveValue('good day');
    await form.button('Keep mine: timeout').click();
    await expect(form.heading('The task file has changed in the meantime')).toBeHidden();
    await form.section('Environment of a run').click();
    await expect(form.part('environment')).toContainText('API_TOKEN');
    expect(await form.everything()).toContain('good day');
    expect(await form.everything()).not.toContain(secret);

    for (const theme of ['light', 'dark', 'high contrast', 'high contrast light'] as const) {
      await workbench.theme(theme);
      await form.heading('Edit old').scrollIntoViewIfNeeded();
      await workbench.screenshot('task-form-edit');
      await form.part('environment').scrollIntoViewIfNeeded();
      await workbench.screenshot('task-form-edit-below');
      expect(await form.violations()).toEqual([]);
    }

    await form.button('Save').click();
    await expect(workbench.tab('Edit old')).toHaveCount(0);
    expect(workspace.read('.vscode/executor.json')).toBe(
      taskFile
        .replace('1 hour', '2 hours')
        .replace('"restart": "never",', '"restart": "never",\n      "group": "daily",')
        .replace(
          '"env": { "WHO": "old" }',
          '"env": { "WHO": "world", "GREETING": "good day" },\n      "secrets": ["API_TOKEN"]',
        ),
    );
    await workbench.openContainer('Executor');
    await workbench.rowAction('old', 'Start');
    await expect(workbench.outputLine(`hello, world; the token has ${String(secret.length)} characters`)).toBeVisible();

    expect(await placesOf(secret, { page, vscode, workspace })).toEqual([]);
  },
);

test('script, interpreter, folder and variables are chosen, a zone is completed, and a name that is refused saves nothing', async ({
  workbench,
  workspace,
}) => {
  test.slow();
  const { page } = workbench;
  // The dialog says in its field which folder it has read, and goes into those that are clicked.
  const option = (name: string): Locator => page.getByRole('option', { name, exact: true });
  const enter = async (folder: string): Promise<void> => {
    let place = `${workspace.dir}/`;
    for (const name of folder === '' ? [] : folder.split('/')) {
      await expect(workbench.quickInput()).toHaveValue(place);
      await option(name).click();
      place += `${name}/`;
    }
    await expect(workbench.quickInput()).toHaveValue(place);
  };
  // It does not hear what is clicked while it still reads the folder.
  const choose = async (what: Locator): Promise<void> => {
    await expect(async () => {
      if (await workbench.quickInput().isVisible()) await what.click({ timeout: 2_000 });
      await workbench.quickInput().waitFor({ state: 'hidden', timeout: 2_000 });
    }).toPass();
  };
  const chooseFile = async (folder: string, name: string): Promise<void> => {
    await enter(folder);
    await choose(option(name));
  };
  workspace.write('.venv/bin/python', '#!/bin/sh\nexec echo "by the project: $1"\n');
  workspace.write('jobs/report.py', '');
  await workbench.openContainer('Executor');
  await workbench.row('old').waitFor();
  const form = new TaskFormPage(page);
  await workbench.command('Executor: Add Task…');
  await form.button('Choose: Script').click();
  await chooseFile('jobs', 'report.py');
  await expect(form.text('Script')).toHaveValue('jobs/report.py');
  await expect(form.text('Name')).toHaveValue('report');

  await form.section('Interpreter and environment').click();
  await form.button('Choose: Interpreter').click();
  await expect(workbench.quickRow().filter({ hasText: 'Found by Itself' })).toContainText('from .venv');
  await expect(workbench.quickRow().filter({ hasText: 'found on PATH' })).not.toHaveCount(0);
  await workbench.screenshot('task-form-interpreters');
  await workbench.typeAnswer('Interpreter', '.venv');
  await workbench
    .quickRow()
    .filter({ hasText: /^\.venv\/bin\/python/ })
    .click();
  await expect(form.text('Interpreter')).toHaveValue('.venv/bin/python');
  await form.button('Choose: Interpreter').click();
  await workbench.pick('Browse…');
  await chooseFile('.venv/bin', 'python');
  await expect(form.text('Interpreter')).toHaveValue('.venv/bin/python');
  await expect(form.commandLine()).toHaveText(/\/\.venv\/bin\/python .*\/jobs\/report\.py$/);
  await form.button('Choose: Working directory').click();
  await enter('jobs');
  await choose(page.locator('.quick-input-widget').getByRole('button', { name: 'Choose', exact: true }));
  await expect(form.text('Working directory')).toHaveValue('jobs');
  await form.button('Choose: Files of variables').click();
  await chooseFile('', 'names.env');
  await expect(form.text('Files of variables')).toHaveValue('names.env');

  await form.radio('On a schedule').click();
  await form.text('How often').fill('0 9 * * *');
  await form.combo('Time zone').focus();
  await page.keyboard.type('new york');
  await expect(form.suggestion()).toHaveText(['America/New_York']);
  await page.keyboard.press('ArrowDown');
  await expect(form.combo('Time zone')).toHaveAttribute('aria-activedescendant', /./);
  await expect(form.combo('Time zone')).toHaveAttribute('aria-invalid', 'true');
  await workbench.screenshot('task-form-zones');
  expect(await form.violations()).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(form.combo('Time zone')).toHaveValue('America/New_York');
  await expect(form.suggestion()).toHaveCount(0);
  await expect(form.part('preview').locator('li').first()).toHaveText(/ 09:00:00 E[SD]T$/);
  await form.button('Add and Start Schedule').click();
  await expect(workbench.description('report')).toHaveText(/09:00/);

  // The task is no longer in the file; its schedule and its name are kept.
  const written = workspace.read('.vscode/executor.json');
  workspace.write('.vscode/executor.json', taskFile);
  await expect(workbench.description('report')).toHaveText(/not in the task file/);
  await workbench.contextMenu('old', 'Edit Task…');
  await form.text('Name').fill('Report');
  await form.text('Time limit').fill('2 hours');
  await form.button('Save').click();
  await expect(form.part('status')).toHaveText(/^Nothing was saved\. .*report/);
  expect(workspace.read('.vscode/executor.json')).toBe(taskFile);
  await form.text('Name').fill('older');
  await expect(form.part('status')).toHaveText('');
  await form.button('Save').click();
  await expect(workbench.tab('Edit old')).toHaveCount(0);
  expect(workspace.read('.vscode/executor.json')).toBe(
    taskFile.replace('"old": {', '"older": {').replace('1 hour', '2 hours'),
  );
  expect(JSON.parse(written.replaceAll(/\/\/.*/g, ''))).toHaveProperty('tasks.report', {
    ...{ script: 'jobs/report.py', cron: '0 9 * * *', timezone: 'America/New_York' },
    ...{ interpreter: '.venv/bin/python', cwd: 'jobs', envFile: 'names.env' },
  });
});

test('what the page cannot have said changes nothing, and the form goes on; the page reaches nothing but itself', async ({
  vscode,
  workbench,
  workspace,
}) => {
  await workbench.openContainer('Executor');
  const form = new TaskFormPage(workbench.page);
  const refused = form.watchRefusals();
  await workbench.contextMenu('old', 'Edit Task…');
  await form.text('Time limit').fill('2 hours');
  await expect(form.button('Save')).toBeEnabled();
  await form.say([...nearMisses, ...randomMessages(1_000)]);
  // It comes after them all, and is answered with what the form comes to.
  await form.text('Time limit').fill('2 dais');
  await expect(form.text('Time limit')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.text('Name')).toHaveValue('old');
  await expect(form.text('Script')).toHaveValue('jobs/hello.sh');
  await expect(form.text('Value of the variable')).toHaveValue('old');
  expect(workspace.read('.vscode/executor.json')).toBe(taskFile);
  await form.text('Time limit').fill('3 hours');
  await form.openSections();
  await expect(form.part('environment')).toContainText('WHO');
  const loaded = await form.loaded();
  expect(loaded.map((address) => path.posix.basename(new URL(address).pathname)).toSorted()).toEqual([
    'taskForm.js',
    'taskForm.style.css',
  ]);
  expect(refused).toEqual([]);
  expect(await form.asksFor(`http://127.0.0.1:${String(vscode.port)}/`)).toBe(false);
  await expect.poll(() => refused).toContainEqual(expect.stringContaining("default-src 'none'"));
  await form.button('Save').click();
  await expect(workbench.tab('Edit old')).toHaveCount(0);
  expect(workspace.read('.vscode/executor.json')).toBe(taskFile.replace('1 hour', '3 hours'));
});

test.describe('of two folders', () => {
  const file = (task: string): string => `{ "tasks": { "${task}": { "script": "a.sh", "restart": "never" } } }\n`;

  test.use({
    files: {
      'one/a.sh': 'echo one\n',
      'one/.vscode/executor.json': file('first'),
      'two/a.sh': 'echo two\n',
      'two/.vscode/executor.json': file('second'),
      'both.code-workspace': '{ "folders": [{ "path": "one" }, { "path": "two" }] }\n',
    },
  });

  test('the form edits the one that its task is in, and Add Task… asks which', async ({ workbench, workspace }) => {
    await workbench.openContainer('Executor');
    await workbench.contextMenu('second', 'Edit Task…');
    const form = new TaskFormPage(workbench.page);
    await expect(form.part('place')).toContainText('In two,');
    await form.text('Arguments').fill('more');
    await form.button('Save').click();
    await expect(workbench.tab('Edit second')).toHaveCount(0);
    const second = file('second').replace('"never"', '"never", "args": ["more"]');
    expect(workspace.read('two/.vscode/executor.json')).toBe(second);

    await workbench.command('Executor: Add Task…');
    await expect(workbench.quickRow()).toHaveCount(2);
    await workbench.pick('two');
    await expect(form.part('place')).toContainText('In two,');
    await form.text('Name').fill('third');
    await form.text('Script').fill('a.sh');
    await form.button('Add and Start').click();
    await expect(workbench.outputLine(/^two$/)).toBeVisible();
    expect(workspace.read('two/.vscode/executor.json')).toContain('"third": { "script": "a.sh", "restart": "never" }');
    expect(workspace.read('one/.vscode/executor.json')).toBe(file('first'));
  });
});

const form = { name: 'new', program: 'script', mode: 'manual', values: {}, variables: [], secrets: [] };
/** Messages that are wrong in one thing only. */
const nearMisses: readonly unknown[] = [
  { kind: 'save' },
  { kind: 'save', starts: 'no' },
  { kind: 'save', starts: false, name: 'old' },
  { kind: 'Cancel' },
  { kind: 'cancel', now: true },
  { kind: 'settle', field: 'timeout', takes: 'both' },
  { kind: 'settle', field: 'timeout', takes: 'theirs', and: 'more' },
  { kind: 'pick', field: 'nothing' },
  { kind: 'pick', field: '__proto__' },
  { kind: 'pick' },
  { kind: 'set-secret', name: 'NOT_ITS_OWN' },
  { kind: 'open-file', path: '/etc/passwd' },
  { kind: 'import', path: '/etc/passwd' },
  { kind: 'edited', form: { ...form, mode: 'always' } },
  { kind: 'edited', form: { ...form, values: { script: 1 } } },
  { kind: 'edited', form: { ...form, more: '' } },
  { kind: 'edited', form: { ...form, variables: [{ name: 'A', value: 'b' }] } },
  { kind: 'edited', form: null },
  { kind: 'edited' },
];

/** Values that say nothing, the same ones in every run. */
function randomMessages(count: number): readonly unknown[] {
  const random = seededRandom(4_711);
  const oneOf = <T>(items: readonly T[]): T | undefined => items[Math.floor(random() * items.length)];
  const kinds = ['ready?', 'edit', 'saved', 'SAVE', 'close', 'toString', '__proto__', '', 7, null];
  const value = (depth: number): unknown => {
    const pick = Math.floor(random() * (depth > 3 ? 5 : 7));
    if (pick === 5) return Array.from({ length: 3 }, () => value(depth + 1));
    if (pick === 6) {
      const names = ['kind', 'form', 'field', 'starts', 'values', 'constructor'];
      return Object.fromEntries(names.map((name) => [name, value(depth + 1)]));
    }
    return oneOf([null, true, random() * 1e9, 'x'.repeat(Math.floor(random() * 2_000)), '${env:HOME}']);
  };
  return Array.from({ length: count }, () => {
    const message = value(0);
    return typeof message === 'object' && message !== null && !Array.isArray(message)
      ? { ...message, kind: oneOf(kinds) }
      : message;
  });
}
