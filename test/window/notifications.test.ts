import { expect, test } from 'vitest';
import { WindowWorld, type WindowWorldOptions } from '../support/windowWorld.ts';

const fail = { script: 'fail.sh', restart: 'never' };

const options: WindowWorldOptions = {
  files: { 'fail.sh': '#!/bin/sh\necho "no such table"\nexit 3\n', 'good.sh': 'echo fine\n' },
  tasks: {
    report: fail,
    poll: fail,
    scrape: fail,
    proud: { script: 'good.sh', restart: 'never', notify: 'always' },
    modest: { script: 'good.sh', restart: 'never' },
  },
};

test('a failure is told once, with buttons that show, restart and mute', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('report', 'never run');
  window.menu('report', 'Start');
  await window.untilRow('report', /^exit 3/);
  await world.gather();
  const told = await window.message('report failed (exit 3) after');
  expect([told.severity, told.buttons]).toEqual(['error', ['Show Output', 'Restart', 'Mute']]);
  const firstRun = window.row('report')?.item.id;
  told.answer('Restart');
  await window.expand('report');
  await window.until(() => window.below('report').length === 2, 'it has run twice');
  await window.untilRow('report', /^exit 3 · \d+ s ago$/);
  expect(window.row('report')?.item.id).toBe(firstRun);

  window.menu('poll', 'Start');
  await window.untilRow('poll', /^exit 3/);
  await world.gather();
  // The second failure of the same incident is not told.
  (await window.message('poll failed (exit 3)')).answer('Mute');
  await window.untilRow('poll', /muted/);

  window.menu('scrape', 'Start');
  await window.untilRow('scrape', /^exit 3/);
  await world.gather();
  const message = await window.message('scrape failed (exit 3)');
  expect(window.vscode.messages).toEqual([message]);
  message.answer('Show Output');
  await window.untilOutput('no such table');
});

test('failures that come together are one notification; a task whose output is before your eyes has none', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('scrape', 'never run');
  window.click('scrape');
  await window.until(() => window.vscode.editors.channel?.name === 'Executor: scrape', 'the output is shown');
  window.command('Executor: Start All');
  for (const name of ['report', 'poll', 'scrape']) await window.untilRow(name, /^exit 3/);
  for (const name of ['proud', 'modest']) await window.untilRow(name, /^succeeded/);
  await window.until(() => window.tree.badge?.value === 2, 'the output that is there to be seen counts as seen');
  await world.gather();
  const several = await window.message('2 tasks failed: report, poll.');
  const proud = await window.message('proud succeeded');
  expect([several.buttons, proud.buttons, proud.severity]).toEqual([
    ['Show', 'Mark All as Seen'],
    ['Show Output', 'Mute'],
    'information',
  ]);
  expect(window.said('modest succeeded')).toBeUndefined();
  expect(window.said('scrape failed')).toBeUndefined();
  expect(window.tree.badge).toEqual({ value: 2, tooltip: '2 tasks failed' });
  expect(window.status).toBe('$(play-circle) 0 $(error) 2');
  several.answer('Mark All as Seen');
  await window.until(() => window.tree.badge === undefined, 'everything is seen');
  expect(window.status).toBe('$(play-circle) 0');
});

test('the setting says what is told, from one moment to the next', async () => {
  await using world = new WindowWorld({ ...options, settings: { 'executor.notifications': 'none' } });
  const window = await world.openWindow();
  await window.untilRow('report', 'never run');
  window.menu('report', 'Start');
  await window.untilRow('report', /^exit 3/);
  await world.gather();

  window.vscode.settings.change({ 'executor.notifications': 'all' });
  window.menu('modest', 'Start');
  await window.untilRow('modest', /^succeeded/);
  await world.gather();
  await window.message('modest succeeded after');
  expect(window.said('report')).toBeUndefined();
});

test('what is muted, or was looked at meanwhile, is not told', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('report', 'never run');
  window.menu('poll', 'Mute');
  await window.untilRow('poll', /muted/);
  window.command('Executor: Start All');
  for (const name of ['report', 'poll', 'scrape']) await window.untilRow(name, /^exit 3/);
  window.click('report');
  await window.until(() => !window.row('report')?.context.includes(';failed;'), 'the failure of report is seen');
  await world.gather();
  await window.message('scrape failed (exit 3)');
  expect(window.vscode.messages.filter(({ severity }) => severity === 'error')).toHaveLength(1);
});

test('a failure is red with its reason until somebody looks at it', async () => {
  await using world = new WindowWorld(options);
  const window = await world.openWindow();
  await window.untilRow('report', 'never run');
  window.menu('report', 'Start');
  const red = await window.untilRow('report', /^exit 3 · \d+ s ago$/);
  expect(red.icon).toBe('error problemsErrorIcon.foreground');
  window.click('report');
  const channel = await window.untilOutput('── executor: failed · exit 3');
  expect(channel.text).toContain('no such table');
  await window.until(() => window.row('report')?.icon === 'circle-large-outline', 'the row is no longer red');
});
