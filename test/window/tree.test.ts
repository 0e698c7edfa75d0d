import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Uri } from '../support/vscode/uri.ts';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const loop = { script: 'loop.sh', restart: 'never' };

const several: WindowWorldOptions = {
  files: { 'loop.sh': 'echo looping\nwhile :; do sleep 1; done\n', 'other.sh': 'echo other\n' },
  tasks: {
    one: loop,
    two: loop,
    three: { ...loop, group: 'more' },
    four: { ...loop, group: 'more' },
    gone: { script: 'gone.sh', restart: 'never' },
  },
};

const folders: WindowWorldOptions = {
  files: {
    'first/.vscode/executor.json': '{ "tasks": { "near": { "command": ["echo", "near"], "restart": "never" } } }\n',
    'second/.vscode/executor.json': '{ "tasks": { "far": { "command": ["echo", "far"], "restart": "never" } } }\n',
  },
  folders: ['first', 'second'],
};

test('a row says in its label, icon, flags and words what its task does, and only that row is drawn anew', async () => {
  await using world = new WindowWorld(several);
  const window = await world.openWindow();
  await window.untilRow('one', 'never run');
  expect(
    window.tree.rows.map(({ context, icon, label, level, spoken }) => [level, label, icon, context, spoken]),
  ).toEqual([
    [1, 'one', 'circle-large-outline', 'executor.task;idle;hasScript;', expect.stringMatching(/^one, never run/)],
    [1, 'two', 'circle-large-outline', 'executor.task;idle;hasScript;', expect.stringMatching(/^two, never run/)],
    [1, 'gone', 'circle-large-outline', 'executor.task;idle;hasScript;', expect.stringMatching(/^gone, never run/)],
    [1, 'more', 'folder', 'executor.group;', 'Group more'],
    [2, 'three', 'circle-large-outline', 'executor.task;idle;hasScript;', expect.stringMatching(/^three, never run/)],
    [2, 'four', 'circle-large-outline', 'executor.task;idle;hasScript;', expect.stringMatching(/^four, never run/)],
  ]);
  const element = window.row('two')?.element;
  const before = window.tree.announced.length;
  window.menu('two', 'Start');
  const running = await window.untilRunning('two');
  expect(running).toMatchObject({ element, context: 'executor.task;live;hasRuns;hasScript;running;' });
  expect(running.description).toMatch(/^\d+ s$/);
  expect(new Set(window.tree.announced.slice(before))).toEqual(new Set(['two']));
  expect(window.status).toBe('$(play-circle) 1');
  expect(window.menuTitles('two', { buttons: true })).toContain('Stop');
  expect(await window.tree.tooltip(element)).toMatch(/Running as pid \d+/);
});

test('a row is left as it is while somebody reads its tooltip, and ticks otherwise', async () => {
  await using world = new WindowWorld(several);
  const window = await world.openWindow();
  await window.untilRow('one', 'never run');
  window.menu('one', 'Start');
  const { element } = await window.untilRunning('one');
  await window.tree.tooltip(element);
  const shown = window.row('one')?.description ?? '';
  world.clock.skip(5_000);
  expect(window.row('one')?.description).toBe(shown);
  world.clock.skip(10_000);
  await window.until(() => window.row('one')?.description !== shown, 'the row ticks again');
});

test('tasks are started, stopped and removed together, where they are selected together', async () => {
  await using world = new WindowWorld(several);
  const window = await world.openWindow();
  await window.untilRow('one', 'never run');
  window.select('one', 'two', 'three');
  window.menu('two', 'Start');
  for (const name of ['one', 'two', 'three']) await window.untilRow(name, /^\d+ s$/);
  window.select('one', 'three');
  window.menu('three', 'Stop');
  for (const name of ['one', 'three']) await window.untilRow(name, /^stopped · /);
  expect(window.row('two')?.description).toMatch(/^\d+ s$/);

  window.select('two', 'three');
  window.call('executor.removeTask', 'selected');
  const dialog = await window.message('Remove these 2 tasks?');
  expect(dialog.detail).toContain('two is running and will be stopped.');
  dialog.answer('Remove');
  await window.until(() => !window.row('two') && !window.row('three'), 'both are gone');
  expect(world.taskFile).toContain('"one"');
});

test('a key means the row with the focus, where that is not among those that are selected', async () => {
  await using world = new WindowWorld(several);
  const window = await world.openWindow();
  await window.untilRow('one', 'never run');
  window.select('one', 'two');
  window.tree.focus(window.row('gone')?.element);
  window.call('executor.removeTask', 'selected');
  const dialog = await window.message('Remove the task “gone”?');
  expect(window.tree.selection).toEqual(['one', 'two'].map((name) => window.row(name)?.element));
  dialog.close();
});

test('the row of a group starts and stops its tasks, and runs that are selected together do so by theirs', async () => {
  await using world = new WindowWorld(several);
  const window = await world.openWindow();
  await window.untilRow('four', 'never run');
  window.menu('more', 'Start');
  for (const name of ['three', 'four']) await window.untilRow(name, /^\d+ s$/);
  expect(window.row('one')?.description).toBe('never run');
  for (const name of ['three', 'four']) await window.expand(name);
  const runs = window.tree.rows.filter(({ context }) => context === 'executor.run;live;');
  expect(runs.map(({ description, spoken }) => [description, spoken])).toEqual([
    [expect.stringMatching(/^running · /), expect.stringMatching(/^Run of /)],
    [expect.stringMatching(/^running · /), expect.stringMatching(/^Run of /)],
  ]);
  const [first, last] = runs;
  if (!first || !last) throw new Error('There are no two runs.');
  window.tree.select(first.element, last.element);
  window.menuOf(last, 'Open Log');
  await window.until(() => window.vscode.editors.shownDocuments.length === 2, 'both logs are open');
  window.menuOf(last, 'Stop Run');
  for (const name of ['three', 'four']) await window.untilRow(name, /^stopped · /);
  window.tree.select();
  window.menu('more', 'Start');
  for (const name of ['three', 'four']) await window.untilRow(name, /^\d+ s$/);
  window.menu('more', 'Stop');
  for (const name of ['three', 'four']) await window.untilRow(name, /^stopped · /);
});

test('tasks wait for none that cannot start, although nobody answers its message', async () => {
  await using world = new WindowWorld(several);
  const window = await world.openWindow();
  await window.untilRow('one', 'never run');
  window.select('gone', 'one');
  window.menu('gone', 'Run Now');
  await window.message('gone.sh');
  await window.untilRow('one', /^\d+ s$/);
});

test('older runs are asked for, and a click on one opens its log', async () => {
  await using world = new WindowWorld({
    files: { 'say.sh': 'echo said\n' },
    tasks: { say: { script: 'say.sh', restart: 'never' } },
  });
  const window = await world.openWindow();
  for (let count = 0; count < 7; count += 1) {
    await window.untilRow('say', count === 0 ? 'never run' : /^succeeded/);
    const before = window.row('say');
    window.menu('say', 'Start');
    await window.until(() => window.row('say')?.item !== before?.item, 'the row is drawn anew');
    await window.untilRow('say', /^succeeded/);
    await window.until(() => readdirSync(world.path('.executor/logs/say')).length === count + 1, 'it has run');
  }
  await window.expand('say');
  expect(window.below('say').map(({ label }) => label)).toContainEqual('More…');
  const shown = window.below('say').length;
  const [newest] = window.below('say');
  if (!newest) throw new Error('There is no run.');
  window.clickOn(newest);
  expect(await window.untilShown('.log')).toContain('said\n');
  const more = window.below('say').at(-1);
  if (!more) throw new Error('There are no older runs.');
  window.clickOn(more);
  await window.until(() => window.below('say').length > shown - 1 && !window.row('More…'), 'older runs are there');
  expect(window.below('say')).toHaveLength(7);
});

test('a file that is dropped on the list is added; a folder is not', async () => {
  await using world = new WindowWorld(several);
  const window = await world.openWindow();
  await window.untilRow('one', 'never run');
  await window.tree.drop(Uri.file(world.path('other.sh')).toString());
  const box = await window.input('Add other.sh');
  expect(box.value).toBe('other');
  box.hide();
  await window.tree.drop(Uri.file(world.workspace).toString());
  await window.message('Drop scripts here. Folders cannot be run.');
});

test('folders are shown, each with its tasks and what can be done with all of them, and asked for where one is needed', async () => {
  await using world = new WindowWorld(folders);
  const window = await world.openWindow();
  for (const name of ['near', 'far']) await window.untilRow(name, 'never run');
  expect(window.labels).toEqual(['first', 'near', 'second', 'far']);
  expect(window.menuTitles('second')).toEqual([
    'Start All',
    'Stop All',
    'Pause All',
    'Resume All',
    'Show Executor Log',
  ]);
  window.menu('second', 'Start All');
  await window.message('Starting far.');
  await window.untilRow('far', /^succeeded/);
  expect(window.row('near')?.description).toBe('never run');
  window.command('Executor: Create a Sample Script…');
  const which = await window.question('Which folder is the script for?');
  expect(which.texts).toEqual(['first', 'second']);
  which.choose('second');
  (await window.question('In which language?')).choose('Shell');
  await window.untilShown('/second/hello.sh');
  expect(existsSync(world.path('second/hello.sh'))).toBe(true);
});

test('folders go and come again, and their tasks can be started as before', async () => {
  await using world = new WindowWorld(folders);
  const window = await world.openWindow();
  await window.untilRow('far', 'never run');
  window.vscode.setFolders(world.path('first'));
  await window.until(() => window.labels.join() === 'near', 'the other folder has gone');
  window.vscode.setFolders(world.path('first'), world.path('second'));
  await window.untilRow('far', 'never run');
  window.menu('far', 'Start');
  await window.untilRow('far', /^succeeded/);
  window.click('far');
  await window.untilOutput(/^far$/m);
});

test('a folder without tasks has a welcome, which goes with the first task', async () => {
  await using world = new WindowWorld({ files: { 'say.sh': 'echo said\n' } });
  const window = await world.openWindow();
  await window.until(() => window.vscode.commands.context.get('executor.isEmpty') === true, 'the welcome is there');
  expect(window.status).toBeUndefined();
  world.define({ say: { script: 'say.sh' } });
  await window.untilRow('say', 'never run');
  expect(window.vscode.commands.context.get('executor.isEmpty')).toBe(false);
  expect(window.status).toBe('$(play-circle) 0');
});

test('start all and stop all answer for every task, and what is kept running comes back with the window', async () => {
  await using world = new WindowWorld({
    files: { 'loop.sh': 'while :; do sleep 1; done\n' },
    tasks: { one: loop, flaky: { script: 'loop.sh' }, two: { script: 'loop.sh' }, ghost: { script: 'ghost.sh' } },
  });
  const window = await world.openWindow();
  await window.untilRow('one', 'never run');
  window.menu('one', 'Start');
  await window.untilRunning('one');
  window.command('Executor: Start All');
  const answer = await window.message('Already running: one.');
  expect([answer.text, answer.severity, answer.buttons]).toEqual([
    expect.stringMatching(/Starting flaky, two\..*Could not start ghost\./),
    'warning',
    ['Show Executor Log'],
  ]);
  answer.answer('Show Executor Log');
  await window.until(() => window.channels.includes('Executor'), 'the log is shown');
  await window.untilRunning('two');

  await world.closeWindow();
  const later = await world.openWindow();
  await later.untilRunning('two');
  await later.untilRunning('flaky');
  await later.untilRow('one', /^stopped · /);
  later.command('Executor: Stop All');
  await later.message(/Stopped flaky, two\..*Not running: one, ghost\./);
  for (const name of ['flaky', 'two']) await later.untilRow(name, /^stopped · /);
});
