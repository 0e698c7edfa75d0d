import { expect, test } from 'vitest';
import { isTaken, pidTable } from '../../../../src/node/process/processTable.ts';
import { parseTasklist } from '../../../../src/node/process/windowsProcesses.ts';

test('the name of a program is found by its pid', () => {
  const text = [
    '"System Idle Process","0","Services","0","8 K"',
    '"a, b.exe","123","Console","1","1,234 K"',
    '"node.exe","12","Console","1","35,904 K"',
    '',
  ].join('\r\n');
  expect([0, 12, 123, 23].map((pid) => parseTasklist(text, pid))).toEqual([
    'System Idle Process',
    'node.exe',
    'a, b.exe',
    undefined,
  ]);
});

test.each([
  undefined,
  '',
  'INFO: No tasks are running which match the specified criteria.\r\n',
  'INFORMATION: Es werden keine Aufgaben mit den angegebenen Kriterien ausgeführt.\r\n',
  '"12","node.exe"\r\n',
])('where Windows tells none, there is none: %j', (text) => {
  expect(parseTasklist(text, 12)).toBeUndefined();
});

test('a pid is taken by a living process, and no number below one is a pid', () => {
  expect([process.pid, 2 ** 22 + 1, 0, -1, 1.5].map(isTaken)).toEqual([true, false, false, false, false]);
  expect(pidTable.find(process.pid)).toMatchObject({ pid: process.pid, startTime: '' });
  expect(pidTable.find(2 ** 22 + 1)).toBeUndefined();
});
