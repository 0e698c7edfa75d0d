import { describe, expect, test } from 'vitest';
import { word } from '../../../../src/model/words/clause.ts';
import { averageMs, parsePeriod } from '../../../../src/model/time/period.ts';

const hourMs = 3_600_000;

/** What a wrong text is told, and the part of it that is marked. */
function complaint(text: string): { readonly marked: string; readonly offset: number; readonly message: string } {
  const result = parsePeriod(text);
  if (result.ok) throw new Error(`"${text}" was read as ${JSON.stringify(result.value)}`);
  const { message, offset, length } = result.error;
  return { marked: text.slice(offset, offset + length), offset, message: word(message) };
}

describe('a period', () => {
  test.each([
    ['5 min', { elapsedMs: 300_000 }],
    ['1 sec', { elapsedMs: 1_000 }],
    ['30 s', { elapsedMs: 30_000 }],
    ['2 secs', { elapsedMs: 2_000 }],
    ['1 second', { elapsedMs: 1_000 }],
    ['3 seconds', { elapsedMs: 3_000 }],
    ['10 mins', { elapsedMs: 600_000 }],
    ['1 minute', { elapsedMs: 60_000 }],
    ['2 minutes', { elapsedMs: 120_000 }],
    ['6h', { elapsedMs: 6 * hourMs }],
    ['1 hour', { elapsedMs: hourMs }],
    ['24 hours', { elapsedMs: 24 * hourMs }],
    ['1 d', { days: 1 }],
    ['1 day', { days: 1 }],
    ['3 days', { days: 3 }],
    ['1 w', { days: 7 }],
    ['1 week', { days: 7 }],
    ['2 weeks', { days: 14 }],
    ['1 month', { months: 1 }],
    ['3 months', { months: 3 }],
    ['1 year', { months: 12 }],
    ['2 years', { months: 24 }],
    ['100 years', { months: 1_200 }],
    ['day', { days: 1 }],
    ['every day', { days: 1 }],
    ['every 2 weeks', { days: 14 }],
    ['  EVERY  5  Min ', { elapsedMs: 300_000 }],
    ['hourly', { elapsedMs: hourMs }],
    ['Daily', { days: 1 }],
    [' weekly ', { days: 7 }],
    ['monthly', { months: 1 }],
    ['yearly', { months: 12 }],
    ['1 hour 30 min', { elapsedMs: 5_400_000 }],
    ['1h30min', { elapsedMs: 5_400_000 }],
    ['1 day and 12 hours', { days: 1, elapsedMs: 12 * hourMs }],
    ['day and 12 hours', { days: 1, elapsedMs: 12 * hourMs }],
    ['1 day,2 hours', { days: 1, elapsedMs: 2 * hourMs }],
    ['1 year, 1 month, 1 week, 2 days, and 3 hours', { months: 13, days: 9, elapsedMs: 3 * hourMs }],
    ['1 month 2 days and 3 hours', { months: 1, days: 2, elapsedMs: 3 * hourMs }],
    ['3 hours 1 month', { months: 1, elapsedMs: 3 * hourMs }],
    ['1 day 1 day', { days: 2 }],
  ])('may be written as "%s"', (text, period) => {
    expect(parsePeriod(text)).toEqual({ ok: true, value: { elapsedMs: 0, days: 0, months: 0, ...period } });
  });

  const units = 'sec, min, hour, day, week, month or year';
  const example = 'Write a number and a unit, such as "5 min", "1 day" or "2 weeks".';

  test.each([
    ['5 m', 'm', 2, '"m" is not a unit of a period. Write "min" for minutes or "month" for months.'],
    ['5 M', 'M', 2, '"M" is not a unit of a period. Write "min" for minutes or "month" for months.'],
    ['0 min', '0', 0, 'A period cannot have the number 0. Write a whole number of 1 or more, as in "1 min".'],
    ['1 day 00 min', '00', 6, 'A period cannot have the number 00. Write a whole number of 1 or more, as in "1 min".'],
    ['-1 day', '-1', 0, 'A period cannot have the number -1. Write a whole number of 1 or more, as in "1 min".'],
    ['+1 day', '+1', 0, 'A period cannot have the number +1. Write a whole number of 1 or more, as in "1 min".'],
    ['every 1.5 hours', '1.5', 6, '1.5 is not a whole number. Use smaller units, such as "1 hour 30 min".'],
    ['1,5 h', '1,5', 0, '1,5 is not a whole number. Use smaller units, such as "1 hour 30 min".'],
    [
      '2 fortnights',
      'fortnights',
      2,
      '"fortnights" is not a unit of a period. A fortnight is 2 weeks. Write "4 weeks".',
    ],
    ['2 hrs', 'hrs', 2, '"hrs" is not a unit of a period. Did you mean "hour"?'],
    ['1 yr', 'yr', 2, '"yr" is not a unit of a period. Did you mean "year"?'],
    ['1 dya', 'dya', 2, '"dya" is not a unit of a period. Did you mean "day"?'],
    ['1 Horus', 'Horus', 2, '"Horus" is not a unit of a period. Did you mean "hours"?'],
    ['3 parsecs', 'parsecs', 2, `"parsecs" is not a unit of a period. Write ${units}.`],
    ['soon', 'soon', 0, `"soon" is not a unit of a period. Write ${units}.`],
    ['täglich', 'täglich', 0, `"täglich" is not a unit of a period. Write ${units}.`],
    ['500 ms', 'ms', 4, '"ms" is not a unit of a period. The shortest period is "1 sec".'],
    ['5 milliseconds', 'milliseconds', 2, '"milliseconds" is not a unit of a period. The shortest period is "1 sec".'],
    ['everyday', 'everyday', 0, '"everyday" is not a unit of a period. Write a space after "every".'],
    ['2 daily', 'daily', 2, `"daily" is not a unit of a period. Write "daily" alone, or ${units} after a number.`],
    ['10', '10', 0, `The unit is missing after 10. Write ${units}, as in "10 min".`],
    ['1 day 2', '2', 6, `The unit is missing after 2. Write ${units}, as in "2 min".`],
    ['1 day hour', 'hour', 6, 'A number is missing before "hour". Write "1 hour".'],
    ['1 day every hour', 'every', 6, `"every" does not belong here. ${example}`],
    ['', '', 0, `A period is missing here. ${example}`],
    ['  ', '', 2, `A period is missing here. ${example}`],
    ['every ', '', 5, `A period is missing here. ${example}`],
    ['1 day and ', 'and', 6, `"and" is not a period. ${example}`],
    ['1 day,, 2 h', ',, 2 h', 5, `",, 2 h" is not a period. ${example}`],
    [', 1 day', ', 1 day', 0, `", 1 day" is not a period. ${example}`],
    ['*/5 * * * *', '*/5 * * * *', 0, `"*/5 * * * *" is not a period. ${example}`],
    [' 101 years', '101 years', 1, 'This is longer than 100 years. Write a shorter period.'],
    [
      '99999999999999999999 sec',
      '99999999999999999999 sec',
      0,
      'This is longer than 100 years. Write a shorter period.',
    ],
  ])('cannot be "%s"', (text, marked, offset, message) => {
    expect(complaint(text)).toEqual({ marked, offset, message });
  });

  test('has an average length, of months and years too', () => {
    expect(averageMs({ elapsedMs: 5, days: 2, months: 0 })).toBe(5 + 48 * hourMs);
    expect(averageMs({ elapsedMs: 0, days: 0, months: 4_800 })).toBe(146_097 * 24 * hourMs);
  });
});
