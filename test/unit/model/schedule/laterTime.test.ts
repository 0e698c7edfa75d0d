import { describe, expect, test } from 'vitest';
import { word } from '../../../../src/model/words/clause.ts';
import { parseLaterTime } from '../../../../src/model/schedule/laterTime.ts';

/** A Tuesday, 19:30 in Berlin. */
const now = Date.parse('2026-11-24T19:30:00+01:00');
const berlin = 'Europe/Berlin';

function read(text: string, at = now, zone = berlin): string {
  const read = parseLaterTime(text, at, zone);
  return read.ok ? new Date(read.value.at).toISOString() : word(read.error.message);
}

describe('A time to run at', () => {
  test.each([
    ['in 20 minutes', '2026-11-24T18:50:00.000Z'],
    ['20 min', '2026-11-24T18:50:00.000Z'],
    ['IN 1 Hour and 30 min', '2026-11-24T20:00:00.000Z'],
    ['in an hour', '2026-11-24T19:30:00.000Z'],
    ['a minute', '2026-11-24T18:31:00.000Z'],
    [' in 2 sec ', '2026-11-24T18:30:02.000Z'],
    ['90min', '2026-11-24T20:00:00.000Z'],
    ['in 2 days', '2026-11-26T18:30:00.000Z'],
    ['22:00', '2026-11-24T21:00:00.000Z'],
    ['at 22:00:30', '2026-11-24T21:00:30.000Z'],
    ['10 pm', '2026-11-24T21:00:00.000Z'],
    ['10:15PM', '2026-11-24T21:15:00.000Z'],
    ['tonight at 22:00', '2026-11-24T21:00:00.000Z'],
    ['22:00 tonight', '2026-11-24T21:00:00.000Z'],
    ['tonight 1:00', '2026-11-25T00:00:00.000Z'],
    ['tonight 12 am', '2026-11-24T23:00:00.000Z'],
    ['today 20:00', '2026-11-24T19:00:00.000Z'],
    ['tomorrow 7:30', '2026-11-25T06:30:00.000Z'],
    ['tomorrow at 7 am', '2026-11-25T06:00:00.000Z'],
    ['7:30 tomorrow', '2026-11-25T06:30:00.000Z'],
    ['12 pm tomorrow', '2026-11-25T11:00:00.000Z'],
    ['friday 9:00', '2026-11-27T08:00:00.000Z'],
    ['on Fri at 9:00', '2026-11-27T08:00:00.000Z'],
    ['tuesday 20:00', '2026-11-24T19:00:00.000Z'],
    ['tuesday 19:00', '2026-12-01T18:00:00.000Z'],
    ['2026-12-24 18:00', '2026-12-24T17:00:00.000Z'],
    ['2026-12-24', '2026-12-23T23:00:00.000Z'],
    ['2026-12-24T18:00:00Z', '2026-12-24T18:00:00.000Z'],
    ['2026-12-24T18:00-05:00', '2026-12-24T23:00:00.000Z'],
  ])('"%s" is %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test('of a day alone that has passed is tomorrow, which is said', () => {
    const tomorrow = { at: Date.parse('2026-11-25T09:00:00+01:00'), isTomorrow: true };
    expect(parseLaterTime('9:00', now, berlin)).toEqual({ ok: true, value: tomorrow });
    expect(parseLaterTime('19:30', now, berlin)).toMatchObject({ ok: true, value: { isTomorrow: true } });
    expect(parseLaterTime('19:31', now, berlin)).toEqual({ ok: true, value: { at: now + 60_000 } });
  });

  test('goes by the clocks of the zone it is asked in', () => {
    expect(read('22:00', now, 'America/New_York')).toBe('2026-11-25T03:00:00.000Z');
    expect(read('tomorrow 7:30', now, 'Asia/Tokyo')).toBe('2026-11-25T22:30:00.000Z');
  });

  test('that the clocks skip is the end of the gap, and one that comes twice is the first, as of schedules', () => {
    expect(read('tomorrow 2:30', Date.parse('2026-03-28T12:00:00Z'))).toBe('2026-03-29T01:00:00.000Z');
    expect(read('tomorrow 2:30', Date.parse('2026-10-24T12:00:00Z'))).toBe('2026-10-25T00:30:00.000Z');
    // In the second pass of the hour the first has passed.
    expect(read('2:45', Date.parse('2026-10-25T01:15:00Z'))).toBe('2026-10-26T01:45:00.000Z');
    expect(read('in 1 day', Date.parse('2026-03-28T12:00:00Z'))).toBe('2026-03-29T11:00:00.000Z');
    expect(read('in 24 hours', Date.parse('2026-03-28T12:00:00Z'))).toBe('2026-03-29T12:00:00.000Z');
  });

  test('of a night counts from the evening before it', () => {
    const small = Date.parse('2026-11-25T00:30:00+01:00');
    expect(read('tonight 1:00', small)).toBe('2026-11-25T00:00:00.000Z');
    expect(read('tonight 22:00', small)).toBe('2026-11-25T21:00:00.000Z');
  });

  const advice = 'Write a time such as "in 20 minutes", "22:00", "tomorrow 7:30" or "2026-12-24 18:00".';

  test.each([
    ['', '', `A time is missing. ${advice}`],
    ['  ', '', `A time is missing. ${advice}`],
    ['now', 'now', '"now" is not in the future. To run the task now, use Run Now.'],
    ['soon', 'soon', `"soon" is not a time. ${advice}`],
    ['at', 'at', `"at" is not a time. ${advice}`],
    [' tommorow 7:30', 'tommorow 7:30', '"tommorow 7:30" is not a time. Did you mean "tomorrow 7:30"?'],
    ['today 9:00 tomorrow', 'today 9:00 tomorrow', `"today 9:00 tomorrow" is not a time. ${advice}`],
    ['tomorrow', 'tomorrow', 'A time of day is missing after "tomorrow". Write "tomorrow 7:30".'],
    ['at 22', '22', '"22" could mean an hour or minutes. Write "22:00" or "in 22 min".'],
    ['24:00', '24', 'Hours range from 00 to 23. Midnight is 00:00 of the day it begins.'],
    [' tomorrow 7:75', '75', 'Minutes range from 00 to 59. Write "59".'],
    ['7:30:61', '61', 'Seconds range from 00 to 59. Write "59".'],
    ['13 pm', '13', 'With am and pm, hours range from 1 to 12. Write "13:00" alone.'],
    ['tonight 10:00', 'tonight 10:00', '10:00 is not tonight. Write "tonight at 22:00" or "10:00".'],
    [
      'today 9:00',
      'today 9:00',
      'Tue 24 Nov 2026 09:00:00 CET has passed: it is now Tue 24 Nov 2026 19:30:00 CET. Write "tomorrow 9:00".',
    ],
    [
      'tonight at 19:00',
      'tonight at 19:00',
      'Tue 24 Nov 2026 19:00:00 CET has passed: it is now Tue 24 Nov 2026 19:30:00 CET. Write "tomorrow 19:00".',
    ],
    [
      ' 2026-11-24T18:00Z ',
      '2026-11-24T18:00Z',
      'Tue 24 Nov 2026 19:00:00 CET has passed: it is now Tue 24 Nov 2026 19:30:00 CET. Write a later time.',
    ],
    ['2026-13-24 18:00', '13', 'There is no month 13. Write 01 to 12, after the year.'],
    [
      '24.12.2026 18:00',
      '24.12.2026 18:00',
      '"24.12.2026 18:00" is not a time stamp. Did you mean "2026-12-24T18:00"?',
    ],
    ['in 20', '20', 'The unit is missing after 20. Write sec, min, hour, day, week, month or year, as in "20 min".'],
    [' in 20 minuets', 'minuets', '"minuets" is not a unit of a period. Did you mean "minutes"?'],
    ['in 0 min', '0', 'A period cannot have the number 0. Write a whole number of 1 or more, as in "1 min".'],
    ['in', '', 'A period is missing here. Write a number and a unit, such as "5 min", "1 day" or "2 weeks".'],
    ['in every 5 min', 'in every 5 min', `"every 5 min" is not a single time. ${advice}`],
    ['in daily', 'in daily', `"daily" is not a single time. ${advice}`],
    ['x'.repeat(1_001), 'x'.repeat(1_001), 'This is longer than 1000 characters. Shorten it.'],
  ])('"%s" is refused at "%s": %s', (text, place, message) => {
    const read = parseLaterTime(text, now, berlin);
    if (read.ok) throw new Error(`"${text}" is ${new Date(read.value.at).toISOString()}`);
    expect(word(read.error.message)).toBe(message);
    expect(text.slice(read.error.offset, read.error.offset + read.error.length)).toBe(place);
  });

  test('of any text is an instant to come or a sentence', () => {
    const parts = ['in', 'at', '7', '7:30', '20', 'min', 'tomorrow', 'tonight', 'pm', '2026-12-24', 'x', 'on mon', ','];
    for (const one of parts)
      for (const two of parts)
        for (const three of parts) {
          const read = parseLaterTime(`${one} ${two} ${three}`, now, berlin);
          if (read.ok) expect(read.value.at).toBeGreaterThan(now);
          else expect(word(read.error.message)).toMatch(/\.$|\?$/);
        }
  });
});
