import { expect, test } from 'vitest';
import { WindowWorld } from '../support/windowWorld.ts';

/** Fails twice once a file is there, then goes on until it is stopped. */
const flaky = `#!/bin/sh
echo >>tries
echo "try $(wc -l <tries)"
while [ ! -e go ]; do sleep 0.02; done
[ "$(wc -l <tries)" -gt 2 ] || exit 7
while :; do sleep 0.2; done
`;
const many = Array.from({ length: 27 }, (_, index) => `task${String(index + 1).padStart(2, '0')}`);

test('a task that is started again has its runs one below the other, a banner between them, and goes on under another name', async () => {
  await using world = new WindowWorld({
    files: { 'flaky.sh': flaky },
    tasks: { flaky: { script: 'flaky.sh', backoff: { initial: '1 ms', max: '1 ms' } } },
    settings: { 'executor.revealOutput': 'onStart' },
  });
  const window = await world.openWindow();
  await window.untilRow('flaky', 'never run');
  window.menu('flaky', 'Start');
  await window.untilOutput('try 1');
  world.write('go', '');
  const { text } = await window.untilOutput('try 3');
  const lines = text.split('\n');
  expect(lines.filter((line) => /^─{24} \d\d:\d\d:\d\d · restart ─{24}$/.test(line))).toHaveLength(2);
  const banner = lines.findIndex((line) => line.startsWith('─────'));
  expect(lines.slice(banner - 3, banner + 5)).toEqual([
    expect.stringMatching(/^── executor: failed · exit 7 · /),
    expect.stringMatching(/^── executor: ended /),
    '',
    lines[banner],
    '',
    expect.stringMatching(/^── executor: flaky · restart · run /),
    expect.stringMatching(/^── executor: began /),
    expect.stringMatching(/^── executor: command /),
  ]);

  world.write('.vscode/executor.json', world.taskFile.replace('"flaky":', '"steady":'));
  await window.until(() => window.row('steady'), 'the task has its new name');
  await window.until(() => window.channels.join() === 'Executor: steady', 'its channel has the new name');
  await window.untilOutput('try 3');
});

test('a task that is renamed stays before the eyes under each new name, and no other output comes in between', async () => {
  await using world = new WindowWorld({
    files: { 'loop.sh': 'echo looping\nwhile :; do sleep 0.2; done\n' },
    tasks: { loop: { script: 'loop.sh', restart: 'never' } },
    settings: { 'executor.revealOutput': 'onStart' },
  });
  const window = await world.openWindow();
  await window.untilRow('loop', 'never run');
  window.menu('loop', 'Start');
  await window.untilOutput('looping');
  const names = ['loop', 'circle', 'Circle', 'ring'];
  for (const [index, name] of names.slice(1).entries()) {
    window.menu(names[index] ?? '', 'Rename Task…');
    (await window.input('Rename')).enter(name);
    await window.until(() => window.row(name), `there is a row ${name}`);
    await window.until(() => window.channels.join() === `Executor: ${name}`, `the channel is called ${name}`);
    await window.untilOutput('looping');
  }
  expect(window.vscode.editors.history).toEqual(names.map((name) => `Executor: ${name}`));
});

test('many tasks have 25 channels at most; one that was dropped comes again from its log', async () => {
  await using world = new WindowWorld({
    files: { 'hello.sh': 'echo "hello from $EXECUTOR_TASK"\n' },
    tasks: Object.fromEntries(many.map((name) => [name, { script: 'hello.sh', restart: 'never' }])),
    settings: { 'executor.revealOutput': 'onStart' },
  });
  const window = await world.openWindow();
  await window.untilRow('task01', 'never run');
  window.menu('task01', 'Start');
  await window.untilOutput('hello from task01');
  await window.untilRow('task01', /^succeeded/);
  for (const name of many) {
    window.click(name);
    await window.until(() => window.vscode.editors.channel?.name === `Executor: ${name}`, `${name} is shown`);
  }
  expect(window.channels).toHaveLength(25);
  expect(window.channels).not.toContain('Executor: task01');
  window.click('task01');
  await window.untilOutput('hello from task01');
  expect(window.channels).toHaveLength(25);
  // The one that is visible stays, however long ago it was asked for.
  expect(window.channels).not.toContain('Executor: task03');
});

test('several folders stand in the names of channels, for as long as there are several', async () => {
  await using world = new WindowWorld({
    files: {
      'one/loop.sh': 'echo "one loops"\nwhile :; do sleep 0.2; done\n',
      'one/.vscode/executor.json': '{ "tasks": { "loop": { "script": "loop.sh", "restart": "never" } } }\n',
      'two/.vscode/executor.json': '{ "tasks": { "idle": { "script": "idle.sh" } } }\n',
    },
    folders: ['one', 'two'],
    settings: { 'executor.revealOutput': 'onStart' },
  });
  const window = await world.openWindow();
  await window.untilRow('loop', 'never run');
  await window.untilRow('idle', /./);
  window.menu('loop', 'Start');
  await window.untilOutput('one loops');
  expect(window.channels).toEqual(['Executor: one/loop']);
  window.menu('two', 'Show Executor Log');
  await window.until(() => window.channels.includes('Executor (two)'), 'the log of the other folder is shown');
  window.click('loop');
  await window.until(() => window.vscode.editors.channel?.name === 'Executor: one/loop', 'the task is shown again');

  window.vscode.setFolders(world.path('one'));
  await window.until(() => window.channels.join() === 'Executor: loop', 'the channel has its short name');
  await window.untilOutput('one loops');
  expect(window.vscode.editors.history.filter((name) => name !== 'Executor (two)')).toEqual([
    'Executor: one/loop',
    'Executor: one/loop',
    'Executor: loop',
  ]);
});

test('escape sequences are no noise in a channel, and stay in the log', async () => {
  await using world = new WindowWorld({
    files: { 'colour.sh': "printf '\\033[31mred\\033[0m words\\n'\n" },
    tasks: { colour: { script: 'colour.sh', restart: 'never' } },
  });
  const window = await world.openWindow();
  await window.untilRow('colour', 'never run');
  window.menu('colour', 'Start');
  await window.untilRow('colour', /^succeeded/);
  window.click('colour');
  await window.untilOutput('\nred words\n');
  window.menu('colour', 'Open Log');
  expect(await window.untilShown('.log')).toContain('\u001b[31mred\u001b[0m words\n');
});
