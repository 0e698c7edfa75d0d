import { expect, test } from 'vitest';
import { parseRecurrence } from '../../../../src/model/schedule/recurrence.ts';
import { createRule, createSchedule } from '../../../../src/model/schedule/schedule.ts';
import { describeRecurrence, describeSchedule } from '../../../../src/model/schedule/scheduleWords.ts';

test.each([
  ['5 min', 'Every 5 minutes'],
  ['daily', 'Every day'],
  ['2 weeks', 'Every 2 weeks'],
  ['10 days', 'Every 10 days'],
  ['18 months', 'Every 18 months'],
  ['1 month 2 days and 3 hours', 'Every month, 2 days and 3 hours'],
  ['36 hours', 'Every 36 hours'],
  ['90 sec', 'Every 90 seconds'],
  ['* * * * *', 'Every minute'],
  ['*/5 9-17 * * MON-FRI', 'Every 5 minutes, from 09:00 to 17:59, Monday to Friday'],
  ['*/7 * * * *', 'At 0, 7, 14, 21, 28, 35, 42, 49 and 56 minutes past every hour'],
  ['@hourly', 'Every hour'],
  ['0 */2 * * *', 'Every 2 hours'],
  ['30 */2 * * *', 'At 30 minutes past every second hour'],
  ['0 9-17 * * *', 'Every hour, from 09:00 to 17:00'],
  ['1 * * * *', 'At 1 minute past every hour'],
  ['*/15 2 * * *', 'Every 15 minutes, from 02:00 to 02:59'],
  ['*/15 2,4,8-10 * * *', 'Every 15 minutes, in hours 2, 4 and 8 to 10'],
  ['0 9 * * *', 'At 09:00, every day'],
  ['30 8,12 * * SAT,SUN', 'At 08:30 and 12:30, on Saturday and Sunday'],
  ['0 0 9 * * *', 'At 09:00, every day'],
  ['15 0 9 * * *', 'At 09:00:15, every day'],
  ['*/10 * * * * *', 'Every 10 seconds'],
  ['* 30 * * * *', 'Every second, in minute 30'],
  ['5 * * * * *', 'At 5 seconds past every minute'],
  ['0 9 1,15 * *', 'At 09:00, on the 1st and the 15th of the month'],
  ['0 9 L * *', 'At 09:00, on the last day of the month'],
  ['0 9 LW * *', 'At 09:00, on the last weekday of the month'],
  ['0 9 22W * *', 'At 09:00, on the weekday nearest to the 22nd of the month'],
  ['0 9 * * FRI#2', 'At 09:00, on the second Friday of the month'],
  ['0 9 * * 5L', 'At 09:00, on the last Friday of the month'],
  ['0 9 1 * MON', 'At 09:00, on the 1st of the month, and also on Monday'],
  ['@yearly', 'At 00:00, on 1 January'],
  ['0 9 * 6-8 *', 'At 09:00, every day, from June to August'],
])('%s is "%s"', (text, words) => {
  const recurrence = parseRecurrence(text);
  expect(recurrence.ok && describeRecurrence(recurrence.value)).toBe(words);
});

test('a schedule says its limits, and all of its rules', () => {
  const recurrence = parseRecurrence('1 day');
  const cron = parseRecurrence('@hourly');
  if (!recurrence.ok || !cron.ok) throw new Error('both are right');
  const bounds = {
    start: { kind: 'wall', wall: Date.UTC(2026, 0, 1, 9) },
    end: { kind: 'instant', at: Date.UTC(2026, 5, 1) },
    randomDelayMs: 300_000,
  } as const;
  const schedule = createSchedule(
    createRule(recurrence.value, bounds, 'Europe/Berlin'),
    createRule(cron.value, {}, 'UTC'),
  );
  expect(describeSchedule(schedule)).toBe(
    'Every day, from Thu 1 Jan 2026 09:00:00 CET, until Mon 1 Jun 2026 02:00:00 CEST, each delayed by less than 5 min; Every hour',
  );
});
