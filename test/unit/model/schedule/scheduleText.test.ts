import { describe, expect, test } from 'vitest';
import { describeNextRun, previewLine, scheduledWords } from '../../../../src/model/schedule/scheduleText.ts';
import { systemTimeZone, zoneAbbreviation } from '../../../../src/model/time/timeZone.ts';
import { instantAtWallTime } from '../../../../src/model/time/wallTime.ts';

const berlin = (text: string): number => instantAtWallTime(Date.parse(`${text}Z`), 'Europe/Berlin');
// A Friday.
const now = berlin('2026-11-20T12:48:00');

describe('the next run', () => {
  test.each([
    ['2026-11-20T13:00:00', 'Next run 13:00 CET'],
    ['2026-11-20T13:00:05', 'Next run 13:00:05 CET'],
    ['2026-11-20T23:59:59', 'Next run 23:59:59 CET'],
    ['2026-11-21T00:00:00', 'Next run Sat 00:00 CET'],
    ['2026-11-24T13:00:00', 'Next run Tue 13:00 CET'],
    ['2026-11-26T23:59:00', 'Next run Thu 23:59 CET'],
    ['2026-11-27T00:00:00', 'Next run 27 Nov 00:00 CET'],
    ['2026-12-04T13:00:00', 'Next run 4 Dec 13:00 CET'],
    ['2027-01-01T00:00:00', 'Next run 1 Jan 2027 00:00 CET'],
    ['2027-07-01T13:00:00', 'Next run 1 Jul 2027 13:00 CEST'],
    ['2026-11-19T13:00:00', 'Next run 19 Nov 13:00 CET'],
  ])('at %s is told as "%s"', (at, words) => {
    expect(describeNextRun(berlin(at), now, 'Europe/Berlin')).toBe(words);
  });

  test('is told by the clocks and the calendar of its own zone', () => {
    // In Tokyo it is Friday evening already, in Honolulu still Friday morning.
    const at = berlin('2026-11-20T23:30:00');
    expect(['Asia/Tokyo', 'Pacific/Honolulu', 'UTC'].map((zone) => describeNextRun(at, now, zone))).toEqual([
      'Next run Sat 07:30 GMT+9',
      'Next run 12:30 HST',
      'Next run 22:30 UTC',
    ]);
  });
});

describe('the words of a row', () => {
  const zone = systemTimeZone();
  const here = (text: string): number => instantAtWallTime(Date.parse(`${text}Z`), zone);
  const nowHere = here('2026-11-20T12:48:00');

  test.each([
    ['2026-11-20T13:00:00', '13:00 (in 12 min)'],
    ['2026-11-20T12:48:30', '12:48:30 (in 30 s)'],
    ['2026-11-20T12:48:00', '12:48 (now)'],
    ['2026-11-20T12:40:00', '12:40 (now)'],
    ['2026-11-22T13:00:00', 'Sun 13:00 (in 2 days)'],
    ['2026-12-04T13:00:00', '4 Dec 13:00 (in 14 days)'],
  ])('for %s are "%s"', (at, words) => {
    expect(scheduledWords(here(at), nowHere, zone)).toBe(words);
  });

  test('name the zone where it is not that of the machine', () => {
    const other = zone === 'Asia/Tokyo' ? 'Asia/Kolkata' : 'Asia/Tokyo';
    const at = instantAtWallTime(Date.UTC(2026, 10, 20, 13), other);
    expect(scheduledWords(at, at - 720_000, other)).toBe(`13:00 ${zoneAbbreviation(at, other)} (in 12 min)`);
  });
});

test('a preview has day, date, seconds and zone, before and after a change of the clocks', () => {
  expect(previewLine(berlin('2026-11-24T13:00:00'), 'Europe/Berlin')).toBe('Tue 24 Nov 2026 13:00:00 CET');
  expect(previewLine(berlin('2026-07-04T03:00:09'), 'Europe/Berlin')).toBe('Sat 4 Jul 2026 03:00:09 CEST');
  expect(previewLine(berlin('2026-11-24T03:00:00'), 'America/New_York')).toBe('Mon 23 Nov 2026 21:00:00 EST');
});
