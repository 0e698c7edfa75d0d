import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const options: WindowWorldOptions = {
  files: {
    'jobs/scrape.sh': 'echo "as $EXECUTOR_TASK"\nwhile :; do sleep 1; done\n',
    'report.sh': 'echo "report of $EXECUTOR_TASK"\n',
    'poll.sh': 'echo "old words"\n',
    'crash.sh': 'echo "about to fail"\nexit 3\n',
  },
  settings: { 'executor.revealOutput': 'onStart' },
};

const instant = /^\w{3} \d+ \w{3} \d{4} \d\d:\d\d:00 /;

test('running a script adds it as a task that is not restarted, and shows its output', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  window.explorer('executor.runScript', world.path('jobs/scrape.sh'));
  await window.untilOutput('as scrape');
  expect(parse(world.taskFile)).toEqual({ tasks: { scrape: { script: 'jobs/scrape.sh', restart: 'never' } } });
  await window.untilRunning('scrape');
  window.explorer('executor.runScript', world.path('report.sh'));
  const channel = await window.untilOutput('report of report');
  await window.until(() => channel.text.includes('── executor: succeeded'), 'it has succeeded');

  // The first script lives: its output is shown, and no second run begins.
  window.explorer('executor.runScript', world.path('jobs/scrape.sh'));
  await window.untilOutput('as scrape');
  await window.expand('scrape');
  expect(window.below('scrape')).toHaveLength(1);
});

test('running a script writes its unsaved changes first', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  const { documents, editors } = window.vscode;
  const { Uri } = await import('../support/vscode/uri.ts');
  const document = await documents.open(Uri.file(world.path('poll.sh')));
  editors.show(document);
  document.type('echo "new words"\n');
  window.command('Executor: Run with Executor');
  await window.untilOutput(/^new words$/m);
  expect([document.isDirty, world.read('poll.sh')]).toEqual([false, 'echo "new words"\n']);
});

test('a script of several tasks asks which one is meant', async () => {
  await using world = new WindowWorld({
    ...options,
    tasks: { one: { script: 'poll.sh' }, two: { script: './poll.sh', env: { X: '2' } } },
  });
  const window = await world.openWindow();
  await window.untilRow('two', 'never run');
  window.explorer('executor.runScript', world.path('poll.sh'));
  (await window.question('Several tasks run this script. Which one?')).choose('two');
  await window.untilOutput('executor: two');
});

test('a script that is missing says where it was looked for', async () => {
  await using world = new WindowWorld({ ...options, tasks: { ghost: { script: 'jobs/ghost.py' } } });
  const window = await world.openWindow();
  await window.untilRow('ghost', 'never run');
  window.menu('ghost', 'Start');
  const message = await window.message('The script "jobs/ghost.py" was not found');
  await window.untilRow('ghost', 'script not found');
  message.answer('Show Output');
  await window.untilOutput('was not found at');
});

test('a script outside of the folder is refused, with what to do', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  window.explorer('executor.addTask', world.join('elsewhere.sh'));
  window.explorer('executor.runScript', world.join('elsewhere.sh'));
  await window.message(world.join('elsewhere.sh'));
  expect(world.exists('.executor')).toBe(false);
});

test('several scripts are added with one question', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  window.explorer('executor.addTask', ...['poll.sh', 'report.sh', 'crash.sh'].map((file) => world.path(file)));
  const how = await window.question('Add 3 Scripts');
  expect(how.placeholder).toBe('poll, report, crash');
  how.choose('Add Only');
  for (const name of ['poll', 'report', 'crash']) await window.untilRow(name, 'never run');
});

test('a name is proposed that is free, and checked while it is typed', async () => {
  await using world = new WindowWorld({ ...options, tasks: { poll: { script: 'poll.sh' } } });
  const window = await world.openWindow();
  await window.untilRow('poll', 'never run');
  window.explorer('executor.addTask', world.path('poll.sh'));
  const box = await window.input('which poll already runs');
  expect(box.value).toBe('poll-2');
  box.type('POLL');
  expect(box.message).toContain('A task named "poll" already exists');
  box.type('');
  expect(box.message).toContain('it is empty');
  box.hide();
});

test('scripts are chosen in a dialog where none was clicked', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  window.vscode.chosenFiles.push([world.path('poll.sh')]);
  window.command('Executor: Add to Executor…');
  (await window.input('Add poll.sh')).enter();
  (await window.question('poll')).choose('restarted when it fails');
  await window.untilOutput('old words');
  expect(world.taskFile).toContain('"restart": "on-failure"');
});

test('a sample script is written under a name that is free, and opened', async () => {
  await using world = new WindowWorld({ ...options, files: { 'hello.py': '' } });
  const window = await world.openWindow();
  window.command('Executor: Create a Sample Script…');
  (await window.question('In which language?')).choose('Shell');
  expect(await window.untilShown('/hello-2.sh')).toContain('Hello');
  window.vscode.setFolders();
  window.command('Executor: Create a Sample Script…');
  (await window.message('Open a folder first')).answer('Open Folder');
  await window.until(
    () => window.vscode.commands.called.some(({ command }) => command === 'vscode.openFolder'),
    'a folder is asked for',
  );
});

test('a script is added with a schedule, its next runs shown while typing, and paused and resumed', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  window.explorer('executor.addTask', world.path('report.sh'));
  (await window.input('Add report.sh')).enter();
  (await window.question('Add with a Schedule…')).choose('Add with a Schedule…');
  const period = await window.question('Every Monday at 08:00');
  period.type('5 m');
  expect(period.texts).toContainEqual(expect.stringMatching(/month/));
  period.type('0 25 * * *');
  expect(period.texts).toContainEqual(expect.stringMatching(/25/));
  period.type('*/5 9-17 * * MON-FRI');
  expect(period.texts).toContainEqual(expect.stringMatching(/next run/));
  period.type('90 min');
  expect(period.texts.filter((text) => instant.test(text))).toHaveLength(5);
  period.choose('Every 90 minutes');
  const start = await window.question('From When? (2/3)');
  expect(start.value).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  start.type('25:00');
  expect(start.texts[0]).toContain('"25:00" is not a time stamp.');
  start.type('2021-02-27 13:00');
  start.choose('From 2021-02-27 13:00:00');
  const begin = await window.question('Start It? (3/3)');
  expect(begin.placeholder).toMatch(/^Every 90 minutes, from Sat 27 Feb 2021/);
  expect(begin.texts.filter((text) => instant.test(text))).toHaveLength(5);
  begin.choose('Add and Start Schedule');
  await window.message(/^report: Next run .*\d\d:\d\d/);
  expect(parse(world.taskFile)).toEqual({
    tasks: { report: { script: 'report.sh', every: '90 min', start: '2021-02-27T13:00:00' } },
  });

  const armed = /^(\w{3} )?\d\d:\d\d \(in .*\)$/;
  await window.untilRow('report', armed);
  window.menu('report', 'Run Now');
  await window.untilOutput(/report of report/);
  await window.untilSpoken('report', /last run succeeded/);
  window.menu('report', 'Pause Schedule');
  await window.untilRow('report', /^paused · succeeded · .* ago$/);
  window.menu('report', 'Start Schedule');
  await window.untilRow('report', armed);
  window.command('Executor: Pause All');
  await window.message('Paused report.');
  await window.untilRow('report', /^paused/);
  window.command('Executor: Resume All');
  await window.message('Scheduled: report.');
  await window.untilRow('report', armed);
});

test('the arrow leads back through the questions, and several scripts get one schedule in another zone', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  window.explorer('executor.addTask', world.path('poll.sh'), world.path('report.sh'));
  (await window.question('Add 2 Scripts')).choose('Add with a Schedule…');
  (await window.question('How Often? (1/3)')).choose('Every day at 09:00');
  const start = await window.question('From When? (2/3)');
  expect(start.value).toMatch(/ 09:00$/);
  start.back();
  (await window.question('How Often? (1/3)')).back();
  (await window.question('Add with a Schedule…')).choose('Add with a Schedule…');
  (await window.question('How Often? (1/3)')).choose('Every hour');
  (await window.question('From When? (2/3)')).choose('Another Time Zone…');
  const zone = await window.question('The time zone of the schedule');
  zone.type('Asia/Tokyo');
  zone.choose('Asia/Tokyo');
  const inTokyo = await window.question(/^\w{3} \d+ \w{3} \d{4} \d\d:00:00 (?:GMT\+9|JST)/);
  inTokyo.choose('From ');
  (await window.question('Start It? (3/3)')).choose('Add Only');
  const text = await world.untilTaskFile('"timezone": "Asia/Tokyo"');
  expect(text.match(/"every": "1 hour"/g)).toHaveLength(2);
  for (const name of ['poll', 'report']) await window.untilRow(name, 'paused · never run');
});
