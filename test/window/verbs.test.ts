import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UIKind } from '../support/vscode/values.ts';
import { env } from '../support/vscode/index.ts';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const options: WindowWorldOptions = {
  files: {
    'say.sh': 'echo "got $# [$1] [$2]"\n',
    'loop.sh': "trap 'echo heard' USR1\necho looping\nwhile :; do sleep 0.1; done\n",
  },
  tasks: { say: { script: 'say.sh', restart: 'never' }, loop: { script: 'loop.sh', restart: 'never' } },
  settings: { 'executor.revealOutput': 'onStart' },
};

test('a run gets arguments of its own, which are offered again, also when the task was renamed', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('say', 'never run');
  await window.commandOn('Executor: Run With Arguments…', 'say');
  const question = await window.question('Run say With Arguments');
  question.type('--city "New York');
  expect(question.texts).toContainEqual(expect.stringContaining('The quote " in column 8 is not closed.'));
  question.type('--city "New York"');
  question.choose("--city 'New York'");
  await window.untilOutput('got 2 [--city] [New York]');
  await window.untilRow('say', /^succeeded/);
  window.menu('say', 'Run With Arguments…');
  (await window.question('--city "New York"')).choose('--city "New York"');
  await window.expand('say');
  await window.until(
    () => window.below('say').filter(({ description }) => description.includes("--city 'New York'")).length === 2,
    'both runs show their arguments',
  );

  await window.untilRow('say', /^succeeded/);
  window.menu('say', 'Rename Task…');
  (await window.input('Rename say')).enter('speak');
  await window.untilRow('speak', /^succeeded/);
  await world.untilTaskFile('"speak"');
  await world.closeWindow();
  const later = await world.openWindow();
  await later.untilRow('speak', /^succeeded/);
  later.menu('speak', 'Run With Arguments…');
  (await later.question('--city "New York"')).hide();
});

test('a second run beside the first is seen, listed and stopped by itself; a signal reaches the run', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('loop', 'never run');
  window.command('Executor: List Running Tasks');
  await window.message('No task is running.');
  window.menu('loop', 'Start');
  await window.untilOutput('looping');
  window.menu('loop', 'Send Signal…');
  (await window.question('Send a Signal to loop')).choose('SIGUSR1');
  await window.untilOutput('heard');

  window.menu('loop', 'Run Now');
  const beside = await window.question('“loop” is already running.');
  expect(beside.texts.map((text) => text.split(' · ')[0])).toEqual(['Restart', 'Run Beside It', 'Cancel']);
  beside.choose('Run Beside It');
  await window.untilRow('loop', /\+1 beside$/);
  await window.expand('loop');
  const second = await window.until(
    () => window.below('loop').find(({ description }) => /running · .* · beside/.test(description)),
    'the second run is seen',
  );
  window.command('Executor: List Running Tasks');
  const running = await window.question('Running Tasks');
  expect(running.texts).toEqual([expect.stringMatching(/^loop · .* · pid \d+/)]);
  running.choose('loop');
  window.menuOf(second, 'Stop Run');
  await window.untilRow('loop', /^\d+ (s|min)$/);
  window.menu('loop', 'Stop');
  await window.untilRow('loop', /^stopped · /);
});

test('a run that is there is restarted, or nothing happens, as one says', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('loop', 'never run');
  window.menu('loop', 'Start');
  await window.untilOutput('looping');
  await window.expand('loop');
  window.menu('loop', 'Run Now');
  (await window.question('“loop” is already running.')).choose('Cancel');
  window.menu('loop', 'Run Now');
  (await window.question('“loop” is already running.')).choose('Restart');
  await window.until(() => window.below('loop').length === 2, 'it runs again');
  await window.until(
    () =>
      window
        .below('loop')
        .map(({ context }) => context)
        .join() === 'executor.run;live;,executor.run;ended;',
    'the first run has ended',
  );
});

test('a task is renamed, copied, muted, and shown with its script, its logs, its command line and its environment', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('say', 'never run');
  window.menu('say', 'Start');
  await window.untilOutput('got 0');
  await window.untilRow('say', /^succeeded · /);
  window.menu('say', 'Rename Task…');
  const box = await window.input('Rename say');
  box.type('Loop');
  expect(box.message).toContain('A task named "loop" already exists');
  box.enter('speak');
  await window.untilRow('speak', /^succeeded · /);
  expect(JSON.parse(await world.untilTaskFile('"speak"'))).toMatchObject({
    tasks: { speak: { script: 'say.sh', restart: 'never' } },
  });

  window.menu('speak', 'Duplicate…');
  const copy = await window.input('Duplicate speak');
  expect(copy.value).toBe('speak-2');
  copy.enter();
  await window.untilRow('speak-2', 'never run');
  expect(await window.untilShown('executor.json')).toContain('"speak-2"');
  const { active } = window.vscode.editors;
  const selected = active && active.document.getText().slice(active.document.offsetAt(active.selection.start));
  expect(selected).toMatch(/^"speak-2"/);
  window.menu('speak', 'Mute');
  await window.untilRow('speak', / · muted$/);
  window.menu('speak', 'Unmute');
  await window.untilRow('speak', /^(?!.*muted)/);
  window.menu('speak', 'Copy Command Line');
  await window.until(() => window.vscode.statusMessages.includes('Copied: say.sh'), 'the status bar says so');
  expect(window.vscode.clipboard).toBe('say.sh');
  window.menu('speak', 'Show Environment');
  expect(await window.untilShown('speak.env')).toMatch(/^EXECUTOR_TASK=speak/m);
  window.menu('speak', 'Open Log');
  expect(await window.untilShown('.log')).toContain('got 0');
  const { called } = window.vscode.commands;
  for (const [title, id] of [
    ['Open Script', 'vscode.open'],
    ['Reveal in Explorer', 'revealInExplorer'],
    ['Reveal Log Folder', 'revealFileInOS'],
  ] as const) {
    window.menu('speak', title);
    await window.until(() => called.some(({ command }) => command === id), `VS Code is told ${id}`);
  }
  expect(
    called
      .filter(({ command }) => /^(vscode\.open|reveal)/.test(command))
      .map(({ command, args }) => [command, String(args[0])]),
  ).toEqual([
    ['vscode.open', `file://${world.path('say.sh')}`],
    ['revealInExplorer', `file://${world.path('say.sh')}`],
    ['revealFileInOS', expect.stringMatching(/\/\.executor\/logs\/speak\/.*\.log$/)],
  ]);
});

test('where files are elsewhere, logs are shown in the Explorer, or their path is told', async () => {
  await using world = new WindowWorld({ ...options, settings: { 'executor.folder': '../logs-elsewhere' } });
  const window = await world.openWindow();
  await window.untilRow('say', 'never run');
  env.uiKind = 2;
  try {
    window.menu('say', 'Start');
    await window.untilRow('say', /^succeeded/);
    window.menu('say', 'Reveal Log Folder');
    const told = await window.message('outside this workspace');
    told.answer('Copy Path');
    await window.until(() => window.vscode.clipboard !== '', 'the path is copied');
    expect(existsSync(window.vscode.clipboard)).toBe(true);
  } finally {
    env.uiKind = UIKind.Desktop;
  }
});

test('a task is removed with its logs once one says so', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('say', 'never run');
  window.menu('say', 'Start');
  await window.untilRow('say', /^succeeded/);
  await window.commandOn('Executor: Remove…', 'say');
  (await window.message('Remove the task “say”?')).close();
  await window.commandOn('Executor: Remove…', 'say');
  const dialog = await window.message('Remove the task “say”?');
  expect([world.taskFile.includes('say.sh'), dialog.buttons]).toEqual([true, ['Remove', 'Remove and Delete Logs']]);
  dialog.answer('Remove and Delete Logs');
  await window.until(() => !window.row('say'), 'the row is gone');
  expect([world.taskFile.includes('say.sh'), world.exists('.executor/logs/say')]).toEqual([false, false]);
  // What it has said goes with it.
  await window.until(() => !window.channels.includes('Executor: say'), 'the channel is gone');
});

test('a definition that changes under a run says so and is put in force; one that goes leaves a grey row', async () => {
  await using world = new WindowWorld({ ...options, hasClock: true });
  const window = await world.openWindow();
  await window.untilRow('loop', 'never run');
  window.menu('loop', 'Start');
  await window.untilOutput('looping');
  world.define({ loop: { script: 'loop.sh', env: { A: 'b' }, restart: 'never' } });
  await window.untilRow('loop', / · changed$/);
  window.menu('loop', 'Restart to Apply');
  await window.untilRow('loop', /^\d+ s$/);

  world.define({ new: { script: 'say.sh' } });
  await window.untilRow('new', 'never run');
  // A task that has only gone for a moment, as while branches are switched, is left alone.
  world.setClock(Date.now() + 10_000);
  const gone = await window.untilRow('loop', /not in the task file$/);
  expect(window.vscode.decorations[0]?.provideFileDecoration(gone.item.resourceUri ?? never())).toMatchObject({
    color: { id: 'disabledForeground' },
  });
  expect(window.menuTitles('loop')).toEqual(['Stop', 'Show Output']);
  window.menu('loop', 'Stop');
  await window.untilRow('loop', /^stopped · .* · not in the task file$/);
  window.menu('loop', 'Forget');
  await window.until(() => !window.row('loop'), 'the row is gone');
});

test('commands of the palette ask which task is meant, among those that fit, and tell where none does', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('loop', 'never run');
  window.command('Executor: Stop');
  await window.message('No task is running.');
  window.command('Executor: Start');
  const which = await window.question('Which task?');
  expect(which.texts).toEqual(['say · never run', 'loop · never run']);
  which.choose('loop');
  await window.untilRunning('loop');
  window.command('Executor: Stop');
  const stop = await window.question('Which task?');
  expect(stop.texts).toEqual([expect.stringMatching(/^loop · \d+ s$/)]);
  stop.choose();
  await window.untilRow('loop', /^stopped/);
  // Called on a row that VS Code has forgotten, with one that fits, nobody is asked.
  window.call('executor.unmuteTask', undefined);
  await window.message('No task is muted.');
  window.menu('say', 'Mute');
  await window.untilRow('say', /muted/);
  window.call('executor.unmuteTask', undefined);
  await window.untilRow('say', /^never run$/);
});

test('every command that the manifest names is there', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('loop', 'never run');
  const { manifest } = await import('../support/manifest.ts');
  const named = manifest.contributes.commands.map(({ command }) => `command ${command}`);
  expect(window.vscode.registrations.all).toEqual(expect.arrayContaining(named));
});

function never(): never {
  throw new Error('There is no address.');
}
