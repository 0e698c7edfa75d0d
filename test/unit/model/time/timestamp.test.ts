import { expect, test } from 'vitest';
import { parseTimestamp, readTimestamp } from '../../../../src/model/time/timestamp.ts';

test.each([
  ['2021-02-27T13:00:00', 'America/New_York', '2021-02-27T18:00:00Z'],
  ['2021-02-27 13:00', 'America/New_York', '2021-02-27T18:00:00Z'],
  ['2021-02-27  13:00:01.5', 'UTC', '2021-02-27T13:00:01.500Z'],
  ['2021-02-27T13:00:01.999999', 'UTC', '2021-02-27T13:00:01.999Z'],
  ['2021-02-27', 'America/New_York', '2021-02-27T05:00:00Z'],
  [' 2021-02-27 ', 'UTC', '2021-02-27T00:00:00Z'],
  ['2024-02-29', 'UTC', '2024-02-29T00:00:00Z'],
  ['1970-01-01T00:00', 'Asia/Tokyo', '1969-12-31T15:00:00Z'],
  ['9999-12-31T23:59:59', 'UTC', '9999-12-31T23:59:59Z'],
  ['2021-02-27T13:00:00Z', 'America/New_York', '2021-02-27T13:00:00Z'],
  ['2021-02-27t13:00z', 'America/New_York', '2021-02-27T13:00:00Z'],
  ['2021-02-27T13:00:00+01:00', 'America/New_York', '2021-02-27T12:00:00Z'],
  ['2021-02-27 13:00 +0530', 'America/New_York', '2021-02-27T07:30:00Z'],
  ['2021-02-27T13:00-03', 'America/New_York', '2021-02-27T16:00:00Z'],
  ['2021-02-27T13:00-09:30', 'America/New_York', '2021-02-27T22:30:00Z'],
  ['2021-02-27T13:00+14:00', 'UTC', '2021-02-26T23:00:00Z'],
  ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:00:00Z'],
  ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
  ['2026-10-25T02:30:00+01:00', 'Europe/Berlin', '2026-10-25T01:30:00Z'],
])('"%s" in %s is %s', (text, zone, expected) => {
  expect(parseTimestamp(text, zone)).toEqual({ ok: true, value: Date.parse(expected) });
});

test('a time stamp without offset is wall time as long as no zone is known', () => {
  expect(readTimestamp('2021-02-27T13:00')).toEqual({
    ok: true,
    value: { kind: 'wall', wall: Date.UTC(2021, 1, 27, 13) },
  });
  expect(readTimestamp('2021-02-27T13:00Z')).toEqual({
    ok: true,
    value: { kind: 'instant', at: Date.UTC(2021, 1, 27, 13) },
  });
});

const advice = 'Write date and time such as "2021-02-27T13:00:00", or a date such as "2021-02-27".';
const afterTime = 'Only Z or an offset such as +01:00 can follow the time; a zone belongs in "timezone".';
const afterDate = 'Only a time such as 13:00 or 13:00:00 can follow the date.';

test.each([
  ['', '', 0, `A time stamp is missing. ${advice}`],
  ['   ', '', 3, `A time stamp is missing. ${advice}`],
  [' tomorrow ', 'tomorrow', 1, `"tomorrow" is not a time stamp. ${advice}`],
  ['27.2.2021', '27.2.2021', 0, '"27.2.2021" is not a time stamp. Did you mean "2021-02-27"?'],
  ['31.2.2021', '31.2.2021', 0, `"31.2.2021" is not a time stamp. ${advice}`],
  ['02/27/2021', '02/27/2021', 0, `"02/27/2021" is not a time stamp. ${advice}`],
  [' 2021-2-7 ', '2021-2-7', 1, '"2021-2-7" is not a time stamp. Did you mean "2021-02-07"?'],
  ['2021/02/27 9:00', '2021/02/27 9:00', 0, '"2021/02/27 9:00" is not a time stamp. Did you mean "2021-02-27T09:00"?'],
  ['20210227', '20210227', 0, '"20210227" is not a time stamp. Did you mean "2021-02-27"?'],
  [' 2021-02-27 9:00', '9:00', 12, '"9:00" cannot be read. Did you mean "2021-02-27T09:00"?'],
  ['13:00', '13:00', 0, `"13:00" is not a time stamp. ${advice}`],
  ['1614430800', '1614430800', 0, `"1614430800" is not a time stamp. ${advice}`],
  ['1969-12-31', '1969', 0, 'The year 1969 is too early. Write 1970 or later.'],
  ['2021-00-01', '00', 5, 'There is no month 00. Write 01 to 12, after the year.'],
  ['2021-27-02', '27', 5, 'There is no month 27. Write 01 to 12, after the year.'],
  ['2021-02-29', '29', 8, 'That month has no day 29. Write 01 to 28.'],
  ['2024-02-30', '30', 8, 'That month has no day 30. Write 01 to 29.'],
  [' 2021-04-00', '00', 9, 'That month has no day 00. Write 01 to 30.'],
  ['2021-02-27T24:00', '24', 11, 'Hours range from 00 to 23. Midnight is 00:00 of the day it begins.'],
  ['2021-02-27T13:60', '60', 14, 'Minutes range from 00 to 59. Write "59".'],
  ['2021-02-27T13:00:60', '60', 17, 'Seconds range from 00 to 59. Write "59".'],
  [
    '2021-02-27T13:00+14:01',
    '+14:01',
    16,
    'No clock is that far from UTC. Write hours up to 14 and minutes up to 59, such as +01:00.',
  ],
  [
    '2021-02-27T13:00+01:60',
    '+01:60',
    16,
    'No clock is that far from UTC. Write hours up to 14 and minutes up to 59, such as +01:00.',
  ],
  ['2021-02-27T13:00:00 CET', 'CET', 20, `"CET" cannot be read. ${afterTime}`],
  ['2021-02-27T13:00[Europe/Berlin]', '[Europe/Berlin]', 16, `"[Europe/Berlin]" cannot be read. ${afterTime}`],
  ['2021-02-27Z', 'Z', 10, `"Z" cannot be read. ${afterDate}`],
  ['2021-02-27 noon', 'noon', 11, `"noon" cannot be read. ${afterDate}`],
])('"%s" is no time stamp', (text, marked, offset, message) => {
  const result = parseTimestamp(text, 'UTC');
  const problem = result.ok ? undefined : result.error;
  // What is suggested is followed elsewhere.
  expect({ ...problem, suggestion: undefined }).toEqual({ message, offset, length: marked.length });
  expect(text.slice(offset, offset + marked.length)).toBe(marked);
});
