import { expect, test } from '../support/rig/fixtures.ts';

/** Fails twice, then goes on until it is stopped. */
const flaky = `#!/bin/sh
echo >>tries
echo "try $(wc -l <tries)"
[ "$(wc -l <tries)" -gt 2 ] || exit 7
while :; do sleep 0.2; done
`;
const many = Array.from({ length: 27 }, (_, index) => `task${String(index + 1).padStart(2, '0')}`);

test.describe('a task that is started again', () => {
  test.use({
    files: {
      'flaky.sh': flaky,
      '.vscode/executor.json':
        '{\n  "tasks": {\n    "flaky": { "script": "flaky.sh", "backoff": { "initial": "1 sec", "max": "1 sec" } }\n  }\n}\n',
    },
  });

  test('has its runs one below the other, a banner between them, and goes on under another name', async ({
    workbench,
    workspace,
  }) => {
    await workbench.openContainer('Executor');
    await workbench.rowAction('flaky', 'Start');
    await expect(workbench.outputLine('try 3')).toBeVisible();
    const lines = (): readonly string[] => workbench.channelOnDisk('Executor: flaky').split('\n');
    await expect
      .poll(() => lines().filter((line) => /^─{24} \d\d:\d\d:\d\d · restart ─{24}$/.test(line)))
      .toHaveLength(2);
    const banner = lines().findIndex((line) => line.startsWith('─────'));
    expect(lines().slice(banner - 3, banner + 5)).toEqual([
      expect.stringMatching(/^── executor: failed · exit 7 · /),
      expect.stringMatching(/^── executor: ended /),
      '',
      lines()[banner],
      '',
      expect.stringMatching(/^── executor: flaky · restart · run /),
      expect.stringMatching(/^── executor: began /),
      expect.stringMatching(/^── executor: command /),
    ]);
    await workbench.theme('dark');
    await workbench.screenshot('output-banner');
    await workbench.theme('light');
    await workbench.screenshot('output-banner');

    workspace.write('.vscode/executor.json', workspace.read('.vscode/executor.json').replace('"flaky":', '"steady":'));
    await expect(workbench.row('steady')).toBeVisible();
    await expect.poll(() => workbench.taskChannels()).toEqual(['Executor: steady']);
    await expect(workbench.outputLine('try 3')).toBeVisible();
  });
});

test.describe('a task that is renamed before the eyes', () => {
  test.use({
    files: {
      'loop.sh': 'echo looping\nwhile :; do sleep 0.2; done\n',
      '.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh", "restart": "never" } } }\n',
    },
  });

  test('stays before the eyes under each new name, and no other output comes in between', async ({ workbench }) => {
    await workbench.openContainer('Executor');
    await workbench.rowAction('loop', 'Start');
    await expect(workbench.outputLine('looping')).toBeVisible();
    const shown = await workbench.watchChannel();
    const names = ['loop', 'circle', 'Circle', 'ring'];
    for (const [index, name] of names.slice(1).entries()) {
      await workbench.contextMenu(names[index] ?? '', 'Rename Task…');
      await workbench.input(`Rename ${names[index] ?? ''}`, name);
      await expect(workbench.row(name)).toBeVisible();
      await expect.poll(() => workbench.taskChannels()).toEqual([`Executor: ${name}`]);
      await expect.poll(async () => (await shown()).at(-1)).toBe(`Executor: ${name}`);
      await expect(workbench.outputLine('looping')).toBeVisible();
    }
    expect(await shown()).toEqual(names.map((name) => `Executor: ${name}`));
  });
});

test.describe('many tasks', () => {
  test.use({
    files: {
      'hello.sh': 'echo "hello from $EXECUTOR_TASK"\n',
      '.vscode/executor.json': JSON.stringify({
        tasks: Object.fromEntries(many.map((name) => [name, { script: 'hello.sh', restart: 'never' }])),
      }),
    },
  });

  test('have 25 channels at most; one that was dropped comes again from its log', async ({ workbench }) => {
    await workbench.openContainer('Executor');
    await workbench.rowAction('task01', 'Start');
    await expect(workbench.outputLine('hello from task01')).toBeVisible();
    for (const name of many) await workbench.row(name).click();
    await expect.poll(async () => (await workbench.taskChannels()).length).toBe(25);
    expect(await workbench.taskChannels()).not.toContain('Executor: task01');
    await workbench.row('task01').click();
    await expect(workbench.outputLine('hello from task01')).toBeVisible();
    await expect.poll(async () => (await workbench.taskChannels()).length).toBe(25);
  });
});

test.describe('several folders', () => {
  test.use({
    files: {
      'one/loop.sh': 'echo "one loops"\nwhile :; do sleep 0.2; done\n',
      'one/.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh", "restart": "never" } } }\n',
      'two/.vscode/executor.json': '{ "tasks": { "idle": { "script": "idle.sh" } } }\n',
      'all.code-workspace': '{ "folders": [{ "path": "one" }, { "path": "two" }] }\n',
    },
  });

  test('stand in the names of channels, for as long as there are several', async ({ workbench, workspace }) => {
    await workbench.openContainer('Executor');
    await workbench.rowAction('loop', 'Start');
    await expect(workbench.outputLine('one loops')).toBeVisible();
    await expect.poll(() => workbench.taskChannels()).toEqual(['Executor: one/loop']);
    await workbench.screenshot('channels-of-folders');

    const shown = await workbench.watchChannel();
    workspace.write('all.code-workspace', '{ "folders": [{ "path": "one" }] }\n');
    await expect.poll(() => workbench.taskChannels()).toEqual(['Executor: loop']);
    await expect(workbench.outputLine('one loops')).toBeVisible();
    expect(await shown()).toEqual(['Executor: one/loop', 'Executor: loop']);
  });
});
