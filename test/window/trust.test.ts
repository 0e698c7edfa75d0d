import { expect, test } from 'vitest';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const options: WindowWorldOptions = {
  files: { 'a.sh': 'echo $$ >a.pid\n' },
  tasks: { a: { script: 'a.sh' }, b: { script: 'a.sh', every: '1 hour' } },
  isTrusted: false,
};

const refusal = 'Nothing starts in Restricted Mode.';

test('Restricted Mode shows the tasks, says why nothing starts, and starts nothing', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('a', '');
  await window.until(
    () => window.tree.message === 'Restricted Mode: nothing starts until you trust this folder.',
    'it is said why nothing starts',
  );
  expect(window.menuTitles('a')).not.toContain('Start');
  expect(window.menuTitles('a', { buttons: true })).toEqual([]);
  const upcoming = window.view('executor.upcoming');
  upcoming.show();
  await window.until(() => upcoming.message?.startsWith('Restricted Mode'), 'nothing is due for the same reason');

  // Commands can be called all the same.
  window.command('Executor: Start All');
  (await window.message(refusal)).close();
  window.explorer('executor.runScript', world.path('a.sh'));
  (await window.message(refusal)).answer('Manage Workspace Trust');
  await window.until(
    () => window.vscode.commands.called.some(({ command }) => command === 'workbench.trust.manage'),
    'trust can be managed',
  );
  // No form is opened whose task could not be saved.
  window.command('Executor: Add Task…');
  (await window.message(refusal)).close();
  await window.commandOn('Executor: Edit Task…', 'a');
  (await window.message(refusal)).close();
  window.explorer('executor.addTask', world.path('a.sh'));
  (await window.message(refusal)).close();
  window.command('Executor: Import Tasks…');
  (await window.message(refusal)).close();
  expect([window.vscode.panels.length, world.exists('a.pid'), world.exists('.executor')]).toEqual([0, false, false]);
});

test('a folder that comes to be trusted starts what it is asked to', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.until(() => window.tree.message?.startsWith('Restricted Mode') === true, 'nothing starts');
  window.vscode.grantTrust();
  await window.until(() => window.tree.message === '', 'nothing is in the way');
  await window.untilRow('a', 'never run');
  window.menu('a', 'Start');
  await window.untilRow('a', /ago$/);
  expect(world.exists('a.pid')).toBe(true);
});
