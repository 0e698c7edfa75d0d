import { expect, test } from '../support/rig/fixtures.ts';
import type { Workbench } from '../support/rig/workbench.ts';

test.use({
  files: {
    'say.sh': 'echo "said $EXECUTOR_TASK"\n',
    'loop.sh': "trap 'echo heard' USR1\necho looping\nwhile :; do sleep 0.1; done\n",
    '.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh", "restart": "never" } } }\n',
  },
});

/** Counts what a mouse does in this window; the answer tells how much that was. */
async function watchMouse(workbench: Workbench): Promise<() => Promise<number>> {
  // As text, because the code of this project knows no DOM.
  await workbench.page.evaluate(`
    globalThis.mouseEvents = 0;
    for (const name of ['mousedown', 'mousemove', 'wheel']) addEventListener(name, () => (mouseEvents += 1), true);`);
  return () => workbench.page.evaluate<number>('mouseEvents');
}

async function focusTask(workbench: Workbench, name: string): Promise<void> {
  await workbench.command('Executor: Focus on Tasks View');
  await workbench.focusRow(name);
}

test(
  'a script is added with a schedule, run, looked at, renamed, copied and removed by keys alone',
  { tag: '@journey' },
  async ({ workbench, workspace }) => {
    const { page } = workbench;
    const mouse = await watchMouse(workbench);
    await workbench.command('File: Focus on Files Explorer');
    await workbench.focusRow('say.sh');
    await workbench.menuByKey('Add to Executor…');
    await workbench.question('Add say.sh');
    await expect(workbench.quickInput()).toHaveValue('say');
    await page.keyboard.press('Enter');
    await workbench.typeAnswer('Add say.sh: When to Run?', 'schedule');
    await workbench.answerByKey('Add with a Schedule…');
    await workbench.typeAnswer('Add say.sh: How Often? (1/3)', '2 days');
    await workbench.answerByKey('Every 2 days');
    await workbench.answerByKey('From ');
    await workbench.pickByKey('Add and Start Schedule');

    await workbench.command('Executor: Focus on Tasks View');
    await expect(workbench.description('say')).toHaveText(/\(in /);
    await focusTask(workbench, 'say');
    await workbench.menuByKey('Run Now');
    await expect(workbench.outputLine('said say')).toBeVisible();
    await workbench.menuByKey('Pause Schedule');
    await expect(workbench.description('say')).toHaveText(/paused/);
    await workbench.menuByKey('Mute');
    await expect(workbench.description('say')).toHaveText(/muted/);
    await workbench.menuByKey('Copy Command Line');
    await expect(workbench.statusItem('Copied: say.sh')).toBeVisible();
    await workbench.menuByKey('Rename Task…');
    await workbench.input('Rename say', 'speak');
    await expect(workbench.row('speak')).toBeVisible();
    await focusTask(workbench, 'speak');
    await workbench.menuByKey('Show Environment');
    await expect(workbench.tab('speak.env')).toBeVisible();
    await focusTask(workbench, 'speak');
    await workbench.menuByKey('Open Log');
    await expect(workbench.tab('.log')).toBeVisible();
    // A run is reached from its task by the arrow to the right.
    await focusTask(workbench, 'speak');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await workbench.menuByKey('Open Log');
    await focusTask(workbench, 'speak');
    await workbench.menuByKey('Duplicate…');
    await workbench.question('Duplicate speak');
    await expect(workbench.quickInput()).toHaveValue('speak-2');
    await page.keyboard.press('Enter');
    await expect(workbench.row('speak-2')).toBeVisible();
    // The copy is shown in the task file, which would take the focus from what is asked next.
    await expect(workbench.tab('executor.json')).toBeVisible();
    await expect(workbench.statusItem(/Ln 1, Col \d{2,}/)).toBeVisible();

    await focusTask(workbench, 'speak-2');
    await page.keyboard.press('Delete');
    await expect(workbench.dialog()).toContainText('speak-2');
    await page.keyboard.press('Enter');
    await expect(workbench.row('speak-2')).toHaveCount(0);
    expect(workspace.read('.vscode/executor.json')).not.toContain('speak-2');
    expect(await mouse()).toBe(0);
  },
);

test('a task is started, signalled, run beside itself, stopped and forgotten by keys alone', async ({
  workbench,
  workspace,
}) => {
  const { page } = workbench;
  const mouse = await watchMouse(workbench);
  await workbench.command('Executor: Focus on Tasks View');
  await expect(workbench.description('loop')).toHaveText('never run');
  await focusTask(workbench, 'loop');
  await workbench.menuByKey('Start');
  await expect(workbench.outputLine('looping')).toBeVisible();
  await workbench.menuByKey('Send Signal…');
  await workbench.typeAnswer('Send a Signal to loop', 'USR1');
  await workbench.pickByKey('SIGUSR1');
  await expect(workbench.outputLine('heard')).toBeVisible();
  await workbench.menuByKey('Run Now');
  await workbench.typeAnswer('Run loop Now', 'beside');
  await workbench.pickByKey('Run Beside It');
  await expect(workbench.description('loop')).toHaveText(/\+1 beside$/);
  workspace.write('.vscode/executor.json', '{ "tasks": {} }\n');
  await expect(workbench.description('loop')).toHaveText(/not in the task file$/);
  await focusTask(workbench, 'loop');
  await workbench.menuByKey('Stop');
  await expect(workbench.description('loop')).toHaveText(/^stopped · /);
  await workbench.menuByKey('Forget');
  await expect(workbench.row('loop')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Add Script…' })).toBeVisible();
  expect(await mouse()).toBe(0);
});
