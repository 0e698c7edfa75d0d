import { expect, test } from 'vitest';
import { isHostCommandLine } from '../../../../src/node/process/hostCommandLine.ts';

test.each([
  '/usr/bin/node /state/builds/1/host.mjs --folder /home/me/a b',
  '/usr/bin/node /ext/dist/executor.mjs up',
  '/usr/bin/node /usr/bin/executor up --folder /home/me',
  '/usr/bin/node /usr/bin/executor --folder /home/me/a b up --stop-runs',
  '/usr/bin/node /usr/bin/executor --json --folder=/home/me up',
])('a host is told by its command line: %s', (commandLine) => {
  expect(isHostCommandLine(commandLine)).toBe(true);
});

test.each([
  '/usr/bin/node /usr/bin/executor list',
  '/usr/bin/node /usr/bin/executor --folder /home/me list',
  '/usr/bin/node /usr/bin/executor run up',
  '/usr/bin/vi host.mjs',
])('anything else is none: %s', (commandLine) => {
  expect(isHostCommandLine(commandLine)).toBe(false);
});
