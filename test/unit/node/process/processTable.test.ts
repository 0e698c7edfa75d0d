import { expect, test } from 'vitest';
import { parseProcStat, parsePsEnvironments, parsePsTable } from '../../../../src/node/process/processTable.ts';

/** A line as Linux writes it; fields 7 to 21 are of no interest. */
function procStat(name: string, state: string): string {
  return `4711 (${name}) ${state} 12 4700 4699 ${Array.from({ length: 15 }, () => '0').join(' ')} 987654 1 2 3\n`;
}

const expected = { pid: 4711, parent: 12, group: 4700, session: 4699, startTime: '987654', isZombie: false };

test.each(['sleep', 'a b', 'tmux: server', '(sd-pam)', ') R 1 1 1', ''])(
  'a program named %j does not shift the fields',
  (name) => {
    expect(parseProcStat(procStat(name, 'S'))).toEqual(expected);
  },
);

test('a zombie is told', () => {
  expect(parseProcStat(procStat('sleep', 'Z'))).toEqual({ ...expected, isZombie: true });
});

test('a process that is gone is none', () => {
  expect(parseProcStat('')).toBeUndefined();
});

test('the table of ps is read line by line', () => {
  const text = [
    '    1     0     1 Ss   Mon Jan  5 10:00:00 2026    ',
    ' 4711    12  4700 S+   Tue Feb  3 09:15:59 2026    ',
    ' 4712  4711  4700 Z    Tue Feb  3 09:16:00 2026    ',
    '',
  ].join('\n');
  expect(parsePsTable(text)).toEqual([
    { pid: 1, parent: 0, group: 1, session: 1, startTime: 'Mon Jan  5 10:00:00 2026', isZombie: false },
    { pid: 4711, parent: 12, group: 4700, session: 4700, startTime: 'Tue Feb  3 09:15:59 2026', isZombie: false },
    { pid: 4712, parent: 4711, group: 4700, session: 4700, startTime: 'Tue Feb  3 09:16:00 2026', isZombie: true },
  ]);
});

test('a variable is found among the words of ps, last where it stands twice', () => {
  const text = [
    '    1 /sbin/launchd HOME=/ EXECUTOR_RUN_ID_NOT=x',
    ' 4711 /bin/sh -c x EXECUTOR_RUN_ID=fake HOME=/root EXECUTOR_RUN_ID=0123456789ab TERM=dumb',
    '',
  ].join('\n');
  expect(parsePsEnvironments(text, 'EXECUTOR_RUN_ID')).toEqual([{ pid: 4711, value: '0123456789ab' }]);
});
