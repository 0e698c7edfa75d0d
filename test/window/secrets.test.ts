import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const value = 'swordfish-4711';

const options: WindowWorldOptions = {
  files: { 'ask.sh': 'echo "the secret has ${#API_TOKEN} characters"\n' },
  tasks: { ask: { script: 'ask.sh', restart: 'never', secrets: ['API_TOKEN'] } },
  settings: { 'executor.revealOutput': 'onStart' },
};

/** The files below a folder that contain a text. */
function filesWith(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    .filter((file) => readFileSync(file).includes(text));
}

test('a secret that is missing is asked for, is given to runs, and stands nowhere', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('ask', 'never run');
  window.menu('ask', 'Start');
  (await window.message('API_TOKEN')).answer('Set Secret…');
  const which = await window.question('Which secret?');
  expect(which.texts).toEqual(['API_TOKEN · not set · for ask']);
  which.choose('API_TOKEN');
  const box = await window.input('Set Secret API_TOKEN');
  expect(box.isPassword).toBe(true);
  box.type('');
  expect(box.message).toContain('A secret cannot be empty.');
  box.enter(value);
  await window.message('The secret API_TOKEN was set.');
  window.menu('ask', 'Start');
  await window.untilOutput(`the secret has ${String(value.length)} characters`);
  await window.untilRow('ask', /^succeeded/);
  expect(filesWith(world.root, value)).toEqual([]);
  expect(filesWith(world.root, 'characters').length).toBeGreaterThan(1);

  // Another window, another host: the value comes from VS Code.
  await world.closeWindow();
  const later = await world.openWindow();
  await later.untilRow('ask', /^succeeded/);
  later.menu('ask', 'Start');
  await later.untilOutput(`the secret has ${String(value.length)} characters`);
  await later.untilRow('ask', /^succeeded · \d+ s ago$/);
  await later.expand('ask');
  await later.until(() => later.below('ask').length === 3, 'it has run again, beside the start that lacked the secret');
  await later.until(() => later.below('ask').every(({ context }) => context === 'executor.run;ended;'), 'it has ended');

  await later.commandOn('Executor: Delete Secret…', 'API_TOKEN · set · for ask');
  await later.message('The secret API_TOKEN was deleted.');
  later.menu('ask', 'Start');
  const missing = await later.message(/API_TOKEN(?!.* was deleted)/);
  expect(missing.buttons).toEqual(['Set Secret…']);
  later.command('Executor: Delete Secret…');
  await later.message('No secret is set.');
});

test('where no task names a secret, one is told how to', async () => {
  await using world = new WindowWorld({ tasks: { say: { command: ['true'] } } });
  const window = await world.openWindow();
  await window.untilRow('say', 'never run');
  window.command('Executor: Set Secret…');
  await window.message('No task names a secret. Write "secrets": ["NAME"] into a task first.');
});
