import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { connectToLiveHost } from '../../src/host/reach/connect.ts';
import { waitUntil } from '../support/waitFor.ts';
import { attached, untilTask } from '../support/hostWorld.ts';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const options: WindowWorldOptions = {
  files: {
    'say.py': 'print("said")\n',
    'plot.R': 'plot()\n',
    'bin/python': '#!/bin/sh\necho "the environment that was chosen"\n',
    'bin/Rscript': '#!/bin/sh\necho "the R that was chosen"\n',
  },
  tasks: {
    say: { script: 'say.py', restart: 'never' },
    plot: { script: 'plot.R', restart: 'never' },
  },
};

test('scripts run by what the Python and R extensions have chosen, from the moment they are there', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('say', 'never run');
  const listeners: (() => void)[] = [];
  const environments = {
    getActiveEnvironmentPath: () => ({ path: 'chosen' }),
    resolveEnvironment: () => Promise.resolve({ executable: { uri: { fsPath: world.path('bin/python') } } }),
    onDidChangeActiveEnvironmentPath: (listener: () => void) => {
      listeners.push(listener);
      return { dispose: () => listeners.splice(0) };
    },
  };
  window.vscode.install('ms-python.python', { isActive: true, activate: () => Promise.resolve({ environments }) });
  window.vscode.install('REditorSupport.r', { isActive: false, activate: () => Promise.resolve(undefined) });
  window.vscode.settings.change({ 'r.rpath.linux': world.path('bin/R') });
  await waitUntil(() => listeners.length === 1, 'the extension is listened to');
  for (const [name, words] of [
    ['say', 'the environment that was chosen'],
    ['plot', 'the R that was chosen'],
  ] as const) {
    window.menu(name, 'Start');
    await window.untilRow(name, /^succeeded/);
    window.click(name);
    await window.untilOutput(words);
  }
});

test('terminals of the window know the command', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('say', 'never run');
  const [folder = ''] = (await window.until(() => window.vscode.terminalPath, 'PATH is set')).split(':');
  const command = readFileSync(`${folder}/executor`, 'utf8');
  expect([statSync(`${folder}/executor`).mode & 0o111, command.includes('/dist/executor.mjs')]).toEqual([0o111, true]);
});

test('two windows of a folder show the same, and each can stop what the other has started', async () => {
  await using world = new WindowWorld({
    files: { 'loop.sh': 'while :; do sleep 1; done\n' },
    tasks: { loop: { script: 'loop.sh', restart: 'never' } },
  });
  const window = await world.openWindow();
  await window.untilRow('loop', 'never run');
  window.menu('loop', 'Start');
  await window.untilRunning('loop');
  const other = await attached(await connectToLiveHost(world.options()));
  await untilTask(other, 'loop', ({ status }) => status.kind === 'running');
  await other.client.ask('task/stop', { name: 'loop' });
  await window.untilRow('loop', /^stopped · /);
  await other.close();
});

test('of several windows the one that has the focus speaks', async () => {
  const fail = { command: ['false'], restart: 'never' };
  await using world = new WindowWorld({ tasks: { early: fail, late: fail } });
  const window = await world.openWindow();
  await window.untilRow('early', 'never run');
  window.vscode.setFocused(false);
  const other = await attached(await connectToLiveHost(world.options()));
  await other.client.ask('host/focus', {});
  window.menu('early', 'Start');
  await window.untilRow('early', /^exit 1/);
  await other.close();

  window.vscode.setFocused(true);
  window.menu('late', 'Start');
  await window.untilRow('late', /^exit 1/);
  await world.gather();
  await window.message(/^late failed/);
  expect(window.said(/early/)).toBeUndefined();
});
