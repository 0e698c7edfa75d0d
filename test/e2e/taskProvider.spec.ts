import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { expect, test } from '../support/rig/fixtures.ts';
import type { Workbench } from '../support/rig/workbench.ts';
import { MachineTerminal } from '../support/rig/terminal.ts';

const tasks = {
  say: { script: 'say.sh', restart: 'never' },
  loop: { script: 'loop.sh', restart: 'never' },
  break: { script: 'break.sh', restart: 'never' },
};

test.use({
  // The only way of drawing a terminal whose text can be read from the page.
  serverOptions: { settings: { 'terminal.integrated.gpuAcceleration': 'off' } },
  files: {
    'say.sh': 'echo prepared > prepared.txt\necho said say\n',
    'loop.sh': "trap 'echo leaving; exit 0' TERM\necho looping\nwhile :; do sleep 0.1; done\n",
    'break.sh': 'echo broken\nexit 3\n',
    'main.js': "require('fs').copyFileSync('prepared.txt', 'debugged.txt');\n",
    '.vscode/executor.json': JSON.stringify({ tasks }),
    '.vscode/tasks.json': JSON.stringify({
      version: '2.0.0',
      tasks: [
        { label: 'both', dependsOn: ['first', 'gone'], dependsOrder: 'sequence', problemMatcher: [] },
        { label: 'first', type: 'executor', task: 'SAY', problemMatcher: [] },
        { label: 'gone', type: 'executor', task: 'nowhere', problemMatcher: [] },
      ],
    }),
    '.vscode/launch.json': JSON.stringify({
      version: '0.2.0',
      configurations: [
        {
          name: 'main',
          type: 'node',
          request: 'launch',
          program: '${workspaceFolder}/main.js',
          preLaunchTask: 'executor: say',
        },
      ],
    }),
  },
});

function rowTitled(workbench: Workbench, title: string): Locator {
  return workbench.quickRow().filter({ has: workbench.page.getByText(title, { exact: true }) });
}

/** Chooses from *Tasks: Run Task*, which VS Code closes where another part of the window takes the focus. */
async function chooseTask(workbench: Workbench, title: string): Promise<void> {
  await workbench.openContainer('Executor');
  await workbench.row('say').waitFor();
  await expect(async () => {
    await workbench.command('Tasks: Run Task');
    await rowTitled(workbench, title).click({ timeout: 5_000 });
  }).toPass();
}

test(
  'a task of VS Code runs a task once, joins the run that is there, and leaves it running or stops it',
  { tag: '@journey' },
  async ({ vscode, workbench, workspace }) => {
    const { page } = workbench;
    const machine = new MachineTerminal(vscode, workspace.dir);
    const line = (text: string) => page.locator('.part.panel .xterm-rows > div', { hasText: text });
    const runTask = async (name: string): Promise<void> => {
      await chooseTask(workbench, 'executor');
      // A list that is being filled is redrawn, and a click between the two is lost.
      await expect(async () => {
        await rowTitled(workbench, `executor: ${name}`).click({ timeout: 5_000 });
        await expect(workbench.quickInput()).toBeHidden({ timeout: 2_000 });
      }).toPass();
    };
    await runTask('say');
    await expect(line('said say')).toBeVisible();
    await expect(line('say: succeeded')).toBeVisible();

    await runTask('break');
    await expect(line('break: failed (exit 3)')).toBeVisible();
    await expect(line('terminated with exit code: 3')).toBeVisible();

    await runTask('loop');
    await expect(line('looping')).toBeVisible();
    await workbench.screenshot('vscode-task');
    const [run] = machine.history('loop');
    await workbench.command('Terminal: Kill the Active Terminal Instance');
    await runTask('loop');
    await expect(line('is already running')).toBeVisible();
    await expect(line('looping')).toBeVisible();
    await workbench.screenshot('vscode-task-joined');
    expect(machine.history('loop')).toHaveLength(1);
    expect(machine.list().tasks.find(({ name }) => name === 'loop')?.pid).toBe(run?.pid);
    await workbench.command('Terminal: Focus Terminal');
    await page.locator('.xterm-helper-textarea:focus').waitFor();
    await page.keyboard.press('Control+C');
    await expect(line('leaving')).toBeVisible();
    await expect(line('loop: stopped')).toBeVisible();
  },
);

test('a tasks.json and a debugging session begin tasks by their names; one that does not exist is said', async ({
  workbench,
  workspace,
}) => {
  const { page } = workbench;
  const line = (text: string) => page.locator('.part.panel .xterm-rows > div', { hasText: text });
  await chooseTask(workbench, 'both');
  await expect(line('There is no task "nowhere"')).toBeVisible();
  await workbench.command('Debug: Start Without Debugging');
  await expect(() => {
    expect(readFileSync(`${workspace.dir}/debugged.txt`, 'utf8')).toBe('prepared\n');
  }).toPass({ timeout: 20_000 });
});
