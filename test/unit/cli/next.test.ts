import { expect, test } from 'vitest';
import { runProgram } from '../../../src/cli/program.ts';
import { aTerminal } from '../../support/aTerminal.ts';

async function call(...args: readonly string[]): Promise<{ exit: number; out: string; complaints: readonly string[] }> {
  const terminal = aTerminal();
  const exit = await runProgram(['next', ...args], terminal);
  return { exit, out: terminal.written.join(''), complaints: terminal.complaints };
}

test('a cron expression is said in words, with its next five times in its zone', async () => {
  const zone = ['--timezone', 'Europe/Berlin', '--from', '2026-10-24T23:59'];
  expect(await call('30 2 * * *', ...zone)).toEqual({
    exit: 0,
    out: [
      'At 02:30, every day (Europe/Berlin)',
      'Sun 25 Oct 2026 02:30:00 CEST',
      'Mon 26 Oct 2026 02:30:00 CET',
      'Tue 27 Oct 2026 02:30:00 CET',
      'Wed 28 Oct 2026 02:30:00 CET',
      'Thu 29 Oct 2026 02:30:00 CET\n',
    ].join('\n'),
    complaints: [],
  });
});

test('JSON has the words, the zone and the times with the offset that holds then', async () => {
  const zone = ['--timezone', 'Europe/Berlin', '--from', '2026-10-24T23:59'];
  const { exit, out } = await call('0 */2 * * *', ...zone, '-n', '3', '--json');
  expect([exit, JSON.parse(out)]).toEqual([
    0,
    {
      version: 1,
      words: 'Every 2 hours',
      timezone: 'Europe/Berlin',
      occurrences: ['2026-10-25T00:00:00.000+02:00', '2026-10-25T02:00:00.000+02:00', '2026-10-25T02:00:00.000+01:00'],
    },
  ]);
});

test('a period counts from its start, else from the time that is asked for', async () => {
  const occurrencesOf = async (...args: readonly string[]): Promise<unknown> =>
    (
      JSON.parse((await call('1 day', '--timezone', 'UTC', '-n', '1', '--json', ...args)).out) as {
        occurrences: unknown;
      }
    ).occurrences;
  expect(await occurrencesOf('--from', '2026-01-01', '--start', '2025-06-01T13:00')).toEqual([
    '2026-01-01T13:00:00.000+00:00',
  ]);
  expect(await occurrencesOf('--from', '2026-01-01')).toEqual(['2026-01-02T00:00:00.000+00:00']);
});

test.each([
  [['60 * * * *'], 'Character 1 of the expression: "60" is not a minute: the range is 0 to 59. Write "0".'],
  [
    ['5 m'],
    'Character 3 of the expression: "m" is not a unit of a period. Write "min" for minutes or "month" for months.',
  ],
  [['1 day', '--start', 'soon'], /^Character 1 of --start: "soon" is not a time stamp\./],
  [['1 day', '--from', '2026-02-30'], 'Character 9 of --from: That month has no day 30. Write 01 to 28.'],
  [
    ['1 day', '--start', '27.2.2026'],
    'Character 1 of --start: "27.2.2026" is not a time stamp. Did you mean "2026-02-27"?',
  ],
  [
    ['1 day', '--timezone', 'Berlin'],
    'Character 1 of --timezone: "Berlin" is not a time zone. Did you mean "Europe/Berlin"?',
  ],
  [['1 day', '--timezone', '+01:00'], /^Character 1 of --timezone: "\+01:00" .+ Did you mean "Etc\/GMT-1"\?$/],
  [
    ['1 day', '-n', '0'],
    'Character 1 of --lines: "0" is not a valid number of times: it must be from 1 to 1000. Write "1".',
  ],
  [
    ['1 day', '-n', '2000'],
    'Character 1 of --lines: "2000" is not a valid number of times: it must be from 1 to 1000. Write "1000".',
  ],
  [['1 day', '-n', 'x'], /^Character 1 of --lines: "x" is not a valid number of times/],
])('%j ends with 2 and says why', async (args, complaint) => {
  expect(await call(...args)).toEqual({ exit: 2, out: '', complaints: [expect.stringMatching(complaint)] });
});

test('an expression needs no quotes where the shell leaves it alone', async () => {
  expect((await call('2', 'weeks', '-n', '1', '--timezone', 'UTC')).out).toMatch(/^Every 2 weeks \(UTC\)\n.+\n$/);
  expect(await call('2', 'wekes')).toMatchObject({
    exit: 2,
    complaints: ['Character 3 of the expression: "wekes" is not a unit of a period. Did you mean "weeks"?'],
  });
  expect((await call()).complaints[0]).toBe("error: missing required argument 'expression'");
});

test.each([
  ['--timezone', 'Europe/Berln', 0, 12],
  ['--start', '2026-13-01', 5, 2],
  ['--from', ' 2026-01-01T25:00', 12, 2],
  ['-n', '0', 0, 1],
])('in JSON an error of %s %j has its place', async (option, value, offset, length) => {
  const { exit, out } = await call('1 day', option, value, '--json');
  expect([exit, JSON.parse(out)]).toMatchObject([2, { error: { reason: 'usage', offset, length } }]);
});

test('in JSON an error has its place', async () => {
  const { exit, out } = await call('0 22-2 * * *', '--json');
  expect([exit, JSON.parse(out)]).toEqual([
    2,
    {
      version: 1,
      error: {
        reason: 'usage',
        message: 'Character 3 of the expression: A range must go upward. Write "22-23,0-2".',
        offset: 2,
        length: 4,
      },
    },
  ]);
});

test.each([
  [
    ['-1 day'],
    { offset: 0, length: 2 },
    'A period cannot have the number -1. Write a whole number of 1 or more, as in "1 min".',
  ],
  [['-1', 'day'], { offset: 0, length: 2 }, 'A period cannot have the number -1.'],
  [['--frm', '2026-01-01', '1', 'day'], { offset: 0, length: 5 }, 'There is no option --frm. Did you mean --from?'],
  [['1 day', '-x'], { offset: 0, length: 2 }, 'There is no option -x. See executor next --help.'],
  [[], { offset: 0, length: 0 }, "missing required argument 'expression'"],
])('in JSON %j is an error with its place', async (args, place, message) => {
  const { exit, out } = await call(...args, '--json');
  const { error } = JSON.parse(out) as { error: object };
  const said: unknown = expect.stringContaining(message);
  expect([exit, error]).toEqual([2, { reason: 'usage', message: said, ...place }]);
});

test('what a task file warns of is told beside the answer, in JSON too', async () => {
  const legacy =
    '"EST" has the same offset all year, without daylight saving time. Write the name of a place, such as "America/New_York", to follow its local time.';
  expect(await call('1 day', '--timezone', 'EST', '-n', '1')).toMatchObject({
    exit: 0,
    complaints: [`Character 1 of --timezone: ${legacy}`],
  });
  const { exit, out } = await call('0 9 */2 * MON', '--timezone', 'EST', '--json');
  expect([exit, (JSON.parse(out) as { warnings: unknown }).warnings]).toEqual([
    0,
    [
      {
        message:
          'Character 5 of the expression: The day of the month and the day of the week must both match here, as in cron, because one of them begins with "*". Write "1-31/2" if either is enough.',
        offset: 4,
        length: 3,
      },
      { message: `Character 1 of --timezone: ${legacy}`, offset: 0, length: 3 },
    ],
  ]);
});

test('a zone by which people mean this machine offers its own, and nothing far away', async () => {
  const { complaints } = await call('1 day', '--timezone', 'local');
  expect(complaints).toEqual([
    expect.stringMatching(
      /"local" is not a time zone\. Write "[\w/]+" for the time zone of this machine, or leave it out\.$/,
    ),
  ]);
});
