import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

/** Stands in for an interpreter: says how it was called. */
const python = '#!/bin/sh\necho "my python was called with $(basename "$1") $2"\n';

const options: WindowWorldOptions = {
  files: {
    'fail.sh': '#!/bin/sh\necho "it goes wrong"\nexit 3\n',
    'loop.sh': 'echo "$EXECUTOR_TASK loops"\nwhile :; do sleep 0.2; done\n',
    'hello.py': 'print("hello")\n',
    'bin/my-python': python,
  },
  tasks: {
    bad: { script: 'fail.sh', restart: 'never' },
    one: { script: 'loop.sh', restart: 'never' },
    two: { script: 'loop.sh', restart: 'never' },
    py: { script: 'hello.py', restart: 'never' },
    daily: { script: 'loop.sh', every: '1 day', start: '2099-01-01T13:00:00' },
  },
  settings: { 'executor.notifications': 'none' },
};

test('output is shown at the start, at a failure, or never, as the setting says', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  const { editors, settings } = window.vscode;
  await window.untilRow('bad', 'never run');
  window.menu('bad', 'Start');
  await window.untilRow('bad', /^exit 3/);
  expect(window.channels).toEqual([]);

  settings.change({ 'executor.revealOutput': 'onFailure' });
  window.menu('one', 'Start');
  await window.untilRunning('one');
  expect(window.channels).toEqual([]);
  window.menu('bad', 'Start');
  const channel = await window.untilOutput('it goes wrong');
  expect(channel.name).toBe('Executor: bad');

  settings.change({ 'executor.revealOutput': undefined });
  window.menu('two', 'Start');
  await window.untilOutput('two loops');
  expect(editors.history).toEqual(['Executor: bad', 'Executor: two']);
});

test('of several tasks that are started together only the output of the first is shown', async () => {
  await using world = new WindowWorld({ ...options, settings: { 'executor.revealOutput': 'onStart' } });
  const window = await world.openWindow();
  await window.untilRow('two', 'never run');
  window.select('one', 'two');
  window.menu('two', 'Start');
  await window.untilRunning('one');
  await window.untilRunning('two');
  await window.untilOutput('one loops');
  expect(window.channels).toEqual(['Executor: one']);
});

test('logs go where the setting says, and runs wait while as many live as it allows', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('one', 'never run');
  window.vscode.settings.change({ 'executor.folder': 'elsewhere', 'executor.maxConcurrentRuns': 1 });
  window.menu('one', 'Start');
  await window.untilRunning('one');
  expect(readdirSync(world.path('elsewhere/logs'))).toContain('one');
  expect(world.exists('.executor')).toBe(false);

  window.menu('two', 'Start');
  await window.untilRow('two', /^queued$/);
  window.vscode.settings.change({ 'executor.maxConcurrentRuns': 2 });
  await window.untilRunning('two');
});

test('an interpreter that is set runs the scripts of its kind; what cannot be meant is said', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('py', 'never run');
  const program = world.path('bin/my-python');
  window.vscode.settings.change({ 'executor.interpreters': { python: program } });
  window.menu('py', 'Start');
  await window.untilRow('py', /^succeeded/);
  window.click('py');
  await window.untilOutput('my python was called with');

  window.vscode.settings.change({ 'executor.interpreters': { pyton: program } });
  const message = await window.message('Unknown kind of script "pyton" in executor.interpreters.');
  expect([message.severity, message.buttons]).toEqual(['warning', ['Open Settings']]);
  message.answer('Open Settings');
  await window.until(
    () => window.vscode.commands.called.some(({ command }) => command === 'workbench.action.openWorkspaceSettings'),
    'the settings are opened',
  );
});

test('schedules that name no time zone follow the setting; one that does not exist is said', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('daily', 'paused');
  await window.commandOn('Executor: Start Schedule', 'daily');
  await window.message(/daily: Next run/);
  window.vscode.settings.change({ 'executor.timezone': 'Asia/Tokyo' });
  await window.untilRow('daily', /^1 Jan 2099 13:00 (JST|GMT\+9) /);
  window.vscode.settings.change({ 'executor.timezone': 'Asia/Atlantis' });
  await window.message('The setting executor.timezone is not a time zone: "Asia/Atlantis".');
});

test('the login shell is asked by the Node that is set', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('py', 'never run');
  const node = world.write(
    'bin/my-node',
    `#!/bin/sh\necho >"${world.path('node-was-called')}"\nexec "${process.execPath}" "$@"\n`,
  );
  window.vscode.settings.change({ 'executor.nodePath': node });
  window.command('Executor: Refresh Environment');
  await window.message('The environment was refreshed. New runs use it.');
  expect(world.exists('node-was-called')).toBe(true);
});

test('a setting of a folder that is not trusted has no say about what runs', async () => {
  await using world = new WindowWorld({ ...options, isTrusted: false });
  const window = await world.openWindow();
  await window.untilRow('py', '');
  const { settings } = window.vscode;
  const [folder] = window.vscode.folders;
  if (!folder) throw new Error('There is no folder.');
  settings.setFolder(folder.uri, { 'executor.folder': '/elsewhere', 'executor.timezone': 'Asia/Tokyo' });
  const read = settings.of('executor', folder.uri);
  expect([read.get('folder'), read.get('timezone')]).toEqual(['.executor', 'Asia/Tokyo']);
});

test('the status bar can be left out', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('py', 'never run');
  expect(window.status).toContain('0');
  window.vscode.settings.change({ 'executor.statusBar': false });
  expect(window.status).toBeUndefined();
});
