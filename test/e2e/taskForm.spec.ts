import { expect, test } from '../support/rig/fixtures.ts';
import { TaskFormPage } from '../support/rig/taskFormPage.ts';

test.use({
  files: {
    'jobs/hello.sh': 'echo "hello, $WHO"\n',
    '.vscode/executor.json': `{
  // What a day looks like.
  "tasks": {
    // The first one.
    "old": { "script": "jobs/hello.sh", "restart": "never" }
  }
}
`,
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
  await workbench.screenshot('form-empty');
  await page.keyboard.type('OLD');
  await expect(form.problem('already exists')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('greet');
  await expect(form.problem('already exists')).toHaveCount(0);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(form.text('Script')).toBeFocused();
  await page.keyboard.type('jobs/hello.sh');
  await expect(form.part('place')).toBeVisible();
  await expect(form.anyText(/bash|sh .*jobs\/hello\.sh/).first()).toBeVisible();
  await workbench.screenshot('form-filled');
  await form.radio('On a schedule').click();
  await form.text('How often').fill('every 2 dais');
  await expect(form.problem(/day/)).toBeVisible();
  await workbench.screenshot('form-error');
  await form.text('How often').fill('0 9 * * MON-FRI');
  await expect(form.anyText('At 09:00, Monday to Friday')).toBeVisible();
  await expect(form.part('preview').locator('li')).toHaveCount(5);
  await workbench.screenshot('form-schedule');
  console.log(await form.violations());
  await form.button('Add Only').click();
  await expect(workbench.row('greet')).toBeVisible();
  console.log(workspace.read('.vscode/executor.json'));
});
