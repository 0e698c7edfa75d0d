import path from 'node:path';
import { expect, test } from 'vitest';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const options: WindowWorldOptions = {
  files: {
    'package.json': '{ "scripts": { "build": "tsc", "dev": "vite" } }\n',
    Procfile: 'web: python3 -m http.server --bind 127.0.0.1 0\nclock: echo "tick from $0"; sleep 60\n',
  },
  path: path.resolve(import.meta.dirname, '../fixtures/crontab'),
};

test('tasks are taken over from a Procfile, the scripts of a package.json and a crontab, seen before and started by nobody', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  window.command('Executor: Import Tasks…');
  const from = await window.question('From where?');
  expect(from.texts.map((text) => text.split(' · ')[0])).toEqual([
    'package.json',
    'Procfile',
    'Your Crontab',
    'Choose a File…',
  ]);
  from.choose('Procfile');
  const processes = await window.question('Import Tasks from Procfile');
  expect(processes.texts.filter((text) => text.includes('kept running'))).toHaveLength(2);
  processes.chooseMany('web', 'clock');
  await window.message('Added 2 tasks. Nothing was started.');
  for (const name of ['web', 'clock']) await window.untilRow(name, 'never run');
  window.menu('clock', 'Start');
  await window.untilRunning('clock');
  window.click('clock');
  await window.untilOutput('tick from /bin/sh');

  window.command('Executor: Import Tasks…');
  (await window.question('From where?')).choose('package.json');
  const scripts = await window.question('Import Tasks from package.json');
  expect(scripts.texts.filter((text) => text.includes('when you start it'))).toHaveLength(2);
  scripts.chooseMany('dev');
  await window.untilRow('dev', 'never run');
  const text = await world.untilTaskFile('["npm", "run", "dev"]');
  expect(text).not.toContain('build');

  window.command('Executor: Import Tasks…');
  (await window.question('From where?')).choose('Your Crontab');
  const lines = await window.question('Import Tasks from Your Crontab');
  expect(lines.texts).toContainEqual(expect.stringContaining('Every 10 minutes'));
  expect(lines.texts).toContainEqual(expect.stringContaining('Line 5 is skipped'));
  lines.accept();
  const added = await window.message('Added 3 tasks. Nothing was started. They also stay where they were');
  await window.untilRow('poll', 'paused · never run');
  expect(world.taskFile).toContain('"cron": "30 2 * * 1-5"');
  added.answer('Open Task File');
  await window.untilShown('executor.json');
});

test('a file of another place is read by its name, and what it cannot give is told', async () => {
  await using world = new WindowWorld({
    files: { 'etc/jobs.cron': '0 9 31 2 * never\n', 'etc/package.json': '[]', 'etc/Procfile.dev': 'web: true\n' },
  });
  const window = await world.openWindow();
  const importing = async (file: string): Promise<void> => {
    window.vscode.chosenFiles.push([world.path(file)]);
    window.command('Executor: Import Tasks…');
    (await window.question('From where?')).choose('Choose a File…');
  };
  await importing('etc/jobs.cron');
  await window.message(/^There is nothing to import\. Line 1: /);
  await importing('etc/package.json');
  await window.message('is not a package.json');
  await importing('etc/Procfile.dev');
  (await window.question('kept running')).chooseMany('web');
  await window.message('Added web.');
});

test('tasks.json, pm2 and supervisord are read as well, and what will be otherwise is seen before', async () => {
  await using world = new WindowWorld({
    files: {
      '.vscode/tasks.json':
        '{ "tasks": [{ "label": "all", "dependsOn": "build" }, { "label": "build", "command": "make" }] }',
      'ecosystem.config.js': 'module.exports = { apps: [{ name: "api", script: "api.js", instances: 4 }] };',
      'supervisord.conf': '[program:db]\ncommand=postgres\n',
    },
  });
  const window = await world.openWindow();
  window.command('Executor: Import Tasks…');
  const from = await window.question('From where?');
  expect(from.texts.map((text) => text.split(' · ')[0]).slice(0, 3)).toEqual([
    'ecosystem.config.js',
    'supervisord.conf',
    'tasks.json',
  ]);
  from.choose('tasks.json');
  (await window.question('Import Tasks from tasks.json')).chooseMany('all', 'build');
  await window.message('Added 2 tasks. Nothing was started.');
  expect(await world.untilTaskFile('"after"')).toContain('"condition": "succeeded"');

  window.command('Executor: Import Tasks…');
  (await window.question('From where?')).choose('ecosystem.config.js');
  const apps = await window.question('Import Tasks from ecosystem.config.js');
  expect(apps.texts).toContainEqual(expect.stringContaining('Executor runs one process; pm2 runs several'));
  expect(apps.texts).toContainEqual(expect.stringContaining('Executor restarts what fails after one second'));
  apps.accept();
  await window.message('Added api. Nothing was started. They also stay where they were');
});
