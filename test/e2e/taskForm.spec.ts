import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '../support/rig/fixtures.ts';
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

test('a task is added by the form with keys alone, judged while one types, and runs', async ({
  workbench,
  workspace,
}) => {
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
  await form.radio('On a schedule').focus();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(form.radio('When I start it')).toBeChecked();
  await form.button('Add and Start').focus();
  await page.keyboard.press('Enter');
  await expect(workbench.outputLine('hello, ; the token has 0 characters')).toBeVisible();
  expect(workspace.read('.vscode/executor.json')).toBe(
    taskFile.replace(
      '    }\n  }\n}',
      `    },\n    "greet": { "script": "jobs/hello.sh", "args": ["--to", "two words"], "restart": "never" }\n  }\n}`,
    ),
  );
});

test('a task is edited while its file changes underneath, with a secret that stands nowhere, and after a reload', async ({
  vscode,
  workbench,
  workspace,
}) => {
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
  await workbench.input(secret);
  await expect(form.anyText('has a value')).toBeVisible();

  // What others write is taken over where the form says nothing else, and is asked about where it does.
  await form.text('Time limit').fill('2 hours');
  workspace.write(
    '.vscode/executor.json',
    taskFile
      .replace('1 hour', '3 hours')
      .replace('"restart": "never",', '"restart": "never",\n      "group": "daily",'),
  );
  await expect(form.heading('The task file says something else meanwhile')).toBeVisible();
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
  await expect(form.heading('The task file says something else meanwhile')).toBeHidden();
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

  for (const folder of [workspace.dir, path.join(vscode.dir, 'home'), path.join(vscode.userDir, 'logs')]) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
    const texts = files.map(({ name, parentPath }) => readFileSync(path.join(parentPath, name), 'latin1'));
    expect(texts.filter((text) => text.includes(secret))).toEqual([]);
  }
  expect(commandLines().filter((line) => line.includes(secret))).toEqual([]);
});

/** The command lines of all processes of this machine, save those that are gone by now. */
function commandLines(): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
    } catch {
      return [];
    }
  });
}
