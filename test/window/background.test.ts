import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { connectToLiveHost } from '../../src/host/reach/connect.ts';
import { aWindow } from '../support/aClient.ts';
import { HostPrograms } from '../support/backgroundWorld.ts';
import { attached } from '../support/hostWorld.ts';
import { processesWith } from '../support/leftovers.ts';
import { waitForText, waitUntil } from '../support/waitFor.ts';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const programs = new HostPrograms();
afterAll(() => {
  programs[Symbol.dispose]();
});

const serve: WindowWorldOptions = {
  files: { 'serve.sh': '#!/bin/sh\necho $$ >>serve.pids\nwhile :; do sleep 0.2; done\n' },
  tasks: { serve: { script: 'serve.sh' } },
  programs,
};

const told = 'Your tasks keep running and schedules keep firing after this window closes';

/** Somebody who only asks. */
const aVisitor = { ...aWindow, kind: 'tool' } as const;

/** The pids of the scripts that have run, oldest first. */
function pids(world: WindowWorld): readonly string[] {
  return world.exists('serve.pids') ? world.read('serve.pids').trim().split('\n') : [];
}

test('that tasks outlive the window is told once; hosts and what they wrote are a command away', async () => {
  await using world = new WindowWorld(serve);
  const window = await world.openWindow();
  await window.untilRow('serve', 'never run');
  window.menu('serve', 'Start');
  const notice = await window.message(told);
  expect(notice.buttons).toEqual(['OK', 'Also After Restart…', 'Stop With Window']);
  notice.answer('OK');
  await window.untilRunning('serve');
  await waitUntil(() => pids(world).length === 1, 'it has begun');

  window.command('Executor: Show Host Log');
  (await window.message('has no output of its own')).answer('Show Executor Log');
  await window.untilOutput(/manages\s/);

  window.command('Executor: Show All Background Hosts');
  const hosts = await window.question(world.workspace);
  expect(hosts.texts).toEqual([expect.stringMatching(/1 running · 0 on schedule · in the background · pid \d+ · for/)]);
  hosts.press(world.workspace, 'Stop Host and Runs');
  (await window.message('Stop the background host of ws?')).answer('Stop Host and Runs');
  (await window.question('No host is running.')).hide();
  await window.until(() => window.tree.message?.startsWith('No host manages these tasks') === true, 'no host is left');
  await window.untilRow('serve', /^stopped · /);

  window.menu('serve', 'Start');
  await window.untilRunning('serve');
  await waitUntil(() => pids(world).length === 2, 'it has begun again');
  expect(window.said(told)).toBeUndefined();
});

test('one who wants tasks to end with the window says so, and the host moves there with what it runs', async () => {
  await using world = new WindowWorld(serve);
  const window = await world.openWindow();
  await window.untilRow('serve', 'never run');
  window.menu('serve', 'Start');
  await waitUntil(() => pids(world).length === 1, 'it has begun');
  (await window.message(told)).answer('Stop With Window');
  await window.until(() => window.vscode.settings.of('executor').get('host') === 'window', 'the setting says so');
  await waitUntil(() => world.hostPids.length === 0, 'the background host has gone');
  await window.untilRunning('serve');
  window.command('Executor: Show Executor Log');
  await window.untilOutput(/manages\s.*\(window\)/);
  expect(pids(world)).toHaveLength(1);
  expect(processesWith(world.assignment).map(String)).toContain(pids(world)[0]);

  window.vscode.settings.change({ 'executor.host': 'background' });
  await window.untilOutput(/manages\s.*\(background\)/);
  await window.untilRunning('serve');
  expect(pids(world)).toHaveLength(1);
});

test('a folder whose tasks want to start by themselves starts nothing before a person has agreed, and asks once', async () => {
  await using world = new WindowWorld({ ...serve, tasks: { serve: { script: 'serve.sh', autoStart: true } } });
  const window = await world.openWindow();
  const question = 'ws has a task that wants to start whenever you open the folder: serve.';
  const asked = await window.message(question);
  await window.untilRow('serve', 'never run · automatic start not approved');
  expect([pids(world), asked.buttons]).toEqual([[], ['Start Automatically', 'Show Details', 'Do Not Start']]);
  asked.answer('Start Automatically');
  await window.untilRunning('serve');

  await waitUntil(() => pids(world).length === 1, 'it has begun');
  // The next opening finds a task that ran when its host was last there, and no host.
  window.command('Executor: Stop Background Host…');
  (await window.message('Stop the background host of ws?')).answer('Stop Host and Runs');
  await window.untilRow('serve', /^stopped · /);
  await window.until(() => window.tree.message?.startsWith('No host manages these tasks') === true, 'it is gone');
  await world.closeWindow();
  const later = await world.openWindow();
  await later.untilRunning('serve');
  await waitUntil(() => pids(world).length === 2, 'it has begun again');
  expect(later.said(question)).toBeUndefined();
});

test('the background host is stopped without what it runs, which is seen without it, and comes back with the next start', async () => {
  await using world = new WindowWorld({
    ...serve,
    tasks: { serve: { script: 'serve.sh' }, other: { command: ['true'], every: '1 day' } },
  });
  const window = await world.openWindow();
  await window.untilRow('serve', 'never run');
  window.menu('serve', 'Start');
  await window.untilRunning('serve');
  await waitUntil(() => pids(world).length === 1, 'it has begun');
  window.command('Executor: Stop Background Host…');
  const dialog = await window.message('Stop the background host of ws?');
  expect([dialog.detail, dialog.buttons]).toEqual([
    expect.stringContaining('Running: serve.'),
    ['Stop Host and Runs', 'Stop Host, Leave Runs'],
  ]);
  dialog.answer('Stop Host, Leave Runs');
  await window.until(() => window.tree.message?.startsWith('No host manages these tasks') === true, 'no host is left');
  await window.untilRunning('serve');
  window.menu('other', 'Run Now');
  await window.until(() => window.tree.message === '', 'a host is back');
  await window.untilRunning('serve');
  expect(pids(world)).toHaveLength(1);
});

test('what failed while no window was open is told in one sentence that names the folder', async () => {
  const fail = '#!/bin/sh\nwhile [ ! -e leave ]; do sleep 0.05; done\necho x >>done\nexit 3\n';
  await using world = new WindowWorld({
    files: {
      'jobs/fail.sh': fail,
      'jobs/.vscode/executor.json': JSON.stringify({
        tasks: { report: { script: 'fail.sh', restart: 'never' }, poll: { script: 'fail.sh', restart: 'never' } },
      }),
      'more/.vscode/executor.json': '{ "tasks": { "idle": { "command": ["true"] } } }\n',
    },
    folders: ['jobs'],
    programs,
  });
  const window = await world.openWindow();
  for (const name of ['report', 'poll']) {
    await window.untilRow(name, 'never run');
    window.menu(name, 'Start');
    await window.untilRow(name, /^\d+ s$/);
  }
  await world.closeWindow();
  // A host that answers somebody who comes later knows that the window has gone.
  const visitor = await attached(await connectToLiveHost({ ...world.options(aVisitor), folder: world.path('jobs') }));
  await visitor.close();
  world.write('jobs/leave', '');
  await waitForText(world.path('jobs/done'), (text) => text === 'x\nx\n');
  const ended = /poll: failed|report: failed/g;
  const journals = (): readonly string[] =>
    readdirSync(world.join('state/executor'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('executor.log'))
      .map((name) => readFileSync(world.join('state/executor', name), 'utf8'));
  await waitUntil(() => journals().join('').match(ended)?.length === 2, 'both runs have ended');

  const later = await world.openWindow({ folders: [world.path('jobs'), world.path('more')] });
  const summary = await later.message(/^jobs: Since (yesterday )?\d\d:\d\d: 2 runs, 2 tasks failed \(report, poll\)\./);
  expect([summary.severity, summary.buttons]).toEqual(['warning', ['Show']]);
  later.tree.hide();
  summary.answer('Show');
  await later.until(() => later.tree.visible && later.row('report'), 'the list is shown');
});

test('a host that could not start is tried again by the next start; until then the reason stands above the tasks', async () => {
  await using world = new WindowWorld({
    files: { 'say.sh': 'echo said say\n' },
    tasks: { say: { script: 'say.sh', restart: 'never' } },
    settings: { 'executor.nodePath': '/nowhere/node' },
    programs,
  });
  const window = await world.openWindow();
  await window.until(() => window.tree.message?.includes('/nowhere/node') === true, 'it is said what is wrong');
  await window.untilRow('say', '');
  window.menu('say', 'Start');
  const refused = await window.message('/nowhere/node');
  refused.close();
  window.vscode.settings.change({ 'executor.nodePath': undefined });
  window.menu('say', 'Start');
  await window.untilRow('say', /^succeeded/);
  expect(window.tree.message).toBe('');
});

test('a Node that is too old for the host is named with its version, and where to name another', async () => {
  await using world = new WindowWorld({
    files: {
      'say.sh': 'echo said say\n',
      'old.mjs': "Object.defineProperty(process.versions, 'node', { value: '20.9.1' });\n",
    },
    tasks: { say: { script: 'say.sh', restart: 'never' } },
    programs,
  });
  const node = world.path('old-node');
  writeFileSync(node, `#!/bin/sh\nexec '${process.execPath}' --import '${world.path('old.mjs')}' "$@"\n`, {
    mode: 0o755,
  });
  const window = await world.openWindow({ settings: { 'executor.nodePath': node } });
  const words = /is Node 20\.9\.1, but .* needs 22\.13 or newer\. .* executor\.nodePath\./;
  await window.until(() => words.test(window.tree.message ?? ''), 'it is said what is wrong');
  await window.untilRow('say', '');
  window.vscode.settings.change({ 'executor.nodePath': undefined });
  window.menu('say', 'Start');
  await window.untilRow('say', /^succeeded/);
  expect(window.tree.message).toBe('');
});

test('a host that is killed comes back, and its runs go on', async () => {
  await using world = new WindowWorld(serve);
  const window = await world.openWindow();
  await window.untilRow('serve', 'never run');
  window.menu('serve', 'Start');
  await window.untilRunning('serve');
  await waitUntil(() => pids(world).length === 1, 'it has begun');
  await world.killHost();
  // One that lived shortly is not started again at once.
  const isWaiting = (): boolean => world.clock.pending.includes(5_000);
  await waitUntil(() => isWaiting() || world.hostPids.length === 1, 'the window has noticed');
  if (isWaiting()) world.clock.skip(5_000);
  await waitUntil(() => world.hostPids.length === 1, 'another host is there');
  await window.until(() => window.tree.message === '', 'it looks after the tasks');
  await window.untilRunning('serve');
  expect(pids(world)).toHaveLength(1);
});

test('the host of a folder is started at login once one says so, until one takes it back; what runs goes on', async () => {
  using command = new HostPrograms('src/cli/main.ts');
  await using world = new WindowWorld({
    ...serve,
    command: await command.file(),
    path: path.resolve(import.meta.dirname, '../fixtures/services'),
  });
  const window = await world.openWindow();
  await window.untilRow('serve', 'never run');
  window.menu('serve', 'Start');
  await window.untilRunning('serve');
  window.command('Executor: Start at Login…');
  const dialog = await window.message('when you log in?');
  expect(dialog.detail).toContain('From now on, a system service manages this folder.');
  dialog.answer('Start at Login');
  await window.message('It starts when you log in.');
  const units = world.join('home/.config/systemd/user');
  const [unit = ''] = readdirSync(units);
  const text = readFileSync(path.join(units, unit), 'utf8');
  expect(text).toMatch(/^ExecStart="[^"]*\/bin\/executor" "up" "--folder" "[^"]*"$/m);
  expect(readFileSync(world.join('home/systemctl.log'), 'utf8')).toContain(`--user enable --now ${unit}`);
  expect(existsSync(/ExecStart="([^"]*)"/.exec(text)?.[1] ?? '')).toBe(true);

  window.command('Executor: Start at Login…');
  (await window.message('starts when you log in, as')).answer('Stop Starting at Login');
  await window.message('no longer starts when you log in.');
  expect(readdirSync(units)).toEqual([]);
  expect(pids(world)).toHaveLength(1);
});
