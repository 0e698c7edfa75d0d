import { expect, test } from 'vitest';
import { parsePeriod } from '../../../../src/model/time/period.ts';
import { word } from '../../../../src/model/words/clause.ts';
import { draftSchedule, schedulePresets, suggestStart } from '../../../../src/model/schedule/scheduleDraft.ts';

const zone = 'Europe/Berlin';
/** A Tuesday, 12:48 in Berlin. */
const now = Date.UTC(2026, 10, 24, 11, 48);

test('the schedules to choose from begin at their next moment', () => {
  expect(schedulePresets(now, zone).map(({ every, label, start }) => [label, every, start])).toEqual([
    ['Every 5 minutes', '5 min', '2026-11-24 12:50'],
    ['Every hour', '1 hour', '2026-11-24 13:00'],
    ['Every day at 09:00', '1 day', '2026-11-25 09:00'],
    ['Every Monday at 08:00', '1 week', '2026-11-30 08:00'],
    ['Every month on the 1st at 09:00', '1 month', '2026-12-01 09:00'],
  ]);
});

test('on a Monday morning the schedules of today are still to come', () => {
  const monday = Date.UTC(2026, 5, 1, 5, 59);
  const starts = schedulePresets(monday, zone).map(({ start }) => start);
  expect(starts.slice(2)).toEqual(['2026-06-01 09:00', '2026-06-01 08:00', '2026-06-01 09:00']);
});

test.each([
  ['30 sec', '2026-11-24 12:49'],
  ['7 min', '2026-11-24 12:49'],
  ['15 min', '2026-11-24 13:00'],
  ['90 min', '2026-11-24 12:49'],
  ['6 hours', '2026-11-24 13:00'],
  ['2 days', '2026-11-25 09:00'],
  ['1 month 2 days', '2026-12-01 09:00'],
])('a period of %s would begin at %s', (every, start) => {
  const period = parsePeriod(every);
  expect(period.ok && suggestStart(period.value, now, zone)).toBe(start);
});

test.each<[string, string, string, object]>([
  [
    'a date and a time',
    ' 1 day ',
    '2026-11-25 09:00',
    {
      every: '1 day',
      start: '2026-11-25T09:00:00',
      words: 'Every day, from Wed 25 Nov 2026 09:00:00 CET',
      next: [
        'Wed 25 Nov 2026 09:00:00 CET',
        'Thu 26 Nov 2026 09:00:00 CET',
        'Fri 27 Nov 2026 09:00:00 CET',
        'Sat 28 Nov 2026 09:00:00 CET',
        'Sun 29 Nov 2026 09:00:00 CET',
      ],
    },
  ],
  [
    'a time still to come today',
    '1 week',
    '13:00',
    {
      every: '1 week',
      start: '2026-11-24T13:00:00',
      words: 'Every week, from Tue 24 Nov 2026 13:00:00 CET',
      next: [
        'Tue 24 Nov 2026 13:00:00 CET',
        'Tue 1 Dec 2026 13:00:00 CET',
        'Tue 8 Dec 2026 13:00:00 CET',
        'Tue 15 Dec 2026 13:00:00 CET',
        'Tue 22 Dec 2026 13:00:00 CET',
      ],
    },
  ],
  [
    'a time that is over today',
    '24 hours',
    '9:00',
    {
      every: '24 hours',
      start: '2026-11-25T09:00:00',
      words: 'Every 24 hours, from Wed 25 Nov 2026 09:00:00 CET',
      next: [
        'Wed 25 Nov 2026 09:00:00 CET',
        'Thu 26 Nov 2026 09:00:00 CET',
        'Fri 27 Nov 2026 09:00:00 CET',
        'Sat 28 Nov 2026 09:00:00 CET',
        'Sun 29 Nov 2026 09:00:00 CET',
      ],
    },
  ],
  [
    'an instant',
    '1 hour',
    '2026-11-24T23:30:00Z',
    {
      every: '1 hour',
      start: '2026-11-24T23:30:00Z',
      words: 'Every hour, from Wed 25 Nov 2026 00:30:00 CET',
      next: [
        'Wed 25 Nov 2026 00:30:00 CET',
        'Wed 25 Nov 2026 01:30:00 CET',
        'Wed 25 Nov 2026 02:30:00 CET',
        'Wed 25 Nov 2026 03:30:00 CET',
        'Wed 25 Nov 2026 04:30:00 CET',
      ],
    },
  ],
  [
    'a start in the past',
    '1 month',
    '2021-01-31 13:00',
    {
      every: '1 month',
      start: '2021-01-31T13:00:00',
      words: 'Every month, from Sun 31 Jan 2021 13:00:00 CET',
      next: [
        'Mon 30 Nov 2026 13:00:00 CET',
        'Thu 31 Dec 2026 13:00:00 CET',
        'Sun 31 Jan 2027 13:00:00 CET',
        'Sun 28 Feb 2027 13:00:00 CET',
        'Wed 31 Mar 2027 13:00:00 CEST',
      ],
    },
  ],
  [
    'no start',
    '20 min',
    ' ',
    {
      every: '20 min',
      words: 'Every 20 minutes',
      next: [
        'Tue 24 Nov 2026 13:08:00 CET',
        'Tue 24 Nov 2026 13:28:00 CET',
        'Tue 24 Nov 2026 13:48:00 CET',
        'Tue 24 Nov 2026 14:08:00 CET',
        'Tue 24 Nov 2026 14:28:00 CET',
      ],
    },
  ],
  [
    'a cron expression',
    ' 30 8 * * MON-FRI ',
    '',
    {
      cron: '30 8 * * MON-FRI',
      words: 'At 08:30, Monday to Friday',
      next: [
        'Wed 25 Nov 2026 08:30:00 CET',
        'Thu 26 Nov 2026 08:30:00 CET',
        'Fri 27 Nov 2026 08:30:00 CET',
        'Mon 30 Nov 2026 08:30:00 CET',
        'Tue 1 Dec 2026 08:30:00 CET',
      ],
    },
  ],
  [
    'a cron expression that begins later',
    '@hourly',
    '2027-01-01',
    {
      cron: '@hourly',
      start: '2027-01-01T00:00:00',
      words: 'Every hour, from Fri 1 Jan 2027 00:00:00 CET',
      next: [
        'Fri 1 Jan 2027 00:00:00 CET',
        'Fri 1 Jan 2027 01:00:00 CET',
        'Fri 1 Jan 2027 02:00:00 CET',
        'Fri 1 Jan 2027 03:00:00 CET',
        'Fri 1 Jan 2027 04:00:00 CET',
      ],
    },
  ],
])(
  'a schedule with %s is written down as the file has it, in words and with its next five runs',
  (_, every, start, draft) => {
    expect(draftSchedule(every, start, zone, now)).toEqual({ ok: true, value: draft });
  },
);

test('what is wrong in a cron expression is said as such', () => {
  const problem = draftSchedule('0 25 * * *', '', zone, now);
  expect(!problem.ok && problem.error.message).toEqual('"25" is not an hour: the range is 0 to 23. Write "23".');
});

test('what cannot be read is said, the period before the start', () => {
  const problems = [draftSchedule('5 m', 'x', zone, now), draftSchedule('5 min', '25:00', zone, now)];
  expect(problems.map((problem) => !problem.ok && word(problem.error.message))).toEqual([
    expect.stringMatching(/min.*month/),
    '"25:00" is not a time stamp. Write date and time such as "2021-02-27T13:00:00", or a date such as "2021-02-27". A time of day such as "13:00" means its next occurrence.',
  ]);
});
