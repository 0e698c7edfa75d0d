import { expect, test } from 'vitest';
import { guessKind } from '../../../../src/model/foreign/foreignFile.ts';

test.each([
  ['/etc/crontab', '', { kind: 'system-crontab', isGuessed: false }],
  ['/etc/cron.d/app', '', { kind: 'system-crontab', isGuessed: false }],
  ['debian/app.cron.d', '', { kind: 'system-crontab', isGuessed: false }],
  ['jobs.txt', '@daily root /srv/x', { kind: 'system-crontab', isGuessed: true }],
  ['jobs.txt', '@daily /srv/x', { kind: 'crontab', isGuessed: false }],
  ['app/Procfile.dev', 'web: a', { kind: 'procfile', isGuessed: false }],
  ['package.json', '[]', { kind: 'package', isGuessed: false }],
  ['.vscode/tasks.json', '{}', { kind: 'vscode', isGuessed: false }],
  ['shop.code-workspace', '{}', { kind: 'vscode', isGuessed: false }],
  ['ecosystem.config.cjs', '', { kind: 'pm2', isGuessed: false }],
  ['ecosystem.json', '{}', { kind: 'pm2', isGuessed: false }],
  ['apps.json', '{ "apps": [] }', { kind: 'pm2', isGuessed: false }],
  ['x.json', '{ "tasks": [] }', { kind: 'vscode', isGuessed: true }],
  ['x.json', '{}', { kind: 'package', isGuessed: true }],
  ['app.conf', '[program:x]\ncommand=y', { kind: 'supervisord', isGuessed: false }],
])('%s with %j is taken for %j', (path, text, guess) => {
  expect(guessKind(path, text)).toEqual({ ok: true, value: guess });
});

test.each([
  ['app.service', '[Service]\nExecStart=/srv/x'],
  ['unit', '[Unit]\nDescription=x'],
  ['compose.yaml', 'services:'],
])('%s with %j is refused', (path, text) => {
  expect(guessKind(path, text).ok).toBe(false);
});
