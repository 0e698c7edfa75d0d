import { expect, test } from 'vitest';
import { scheduleAt } from '../../../../src/model/taskFile/hover.ts';

const now = Date.UTC(2026, 2, 28, 12);
const text = `{
  "timezone": "Europe/Berlin",
  "tasks": {
    // the daily one
    "day": { "script": "a", "cron": "30 2 * * *", "end": "2026-03-31" },
    "often": { "script": "a", "every": "90 min" },
    "both": { "script": "a", "schedules": [{ "cron": "@daily", "timezone": "UTC" }, { "every": "1 day", "start": "2026-01-01T09:00" }] },
    "bad": { "script": "a", "cron": "60 * * * *" }
  }
}`;

const at = (piece: string): ReturnType<typeof scheduleAt> => scheduleAt(text, text.indexOf(piece), 'Asia/Tokyo', now);

test('a schedule is said in words with its next five runs, at each of its fields', () => {
  const expected = {
    range: { offset: text.indexOf('"cron": "30'), length: '"cron": "30 2 * * *"'.length },
    words: 'At 02:30, every day, until Tue 31 Mar 2026 00:00:00 CEST',
    next: ['Sun 29 Mar 2026 03:00:00 CEST', 'Mon 30 Mar 2026 02:30:00 CEST'],
  };
  expect(at('30 2')).toEqual(expected);
  expect(at('cron": "30')).toEqual(expected);
  expect(at('end"')).toMatchObject({ words: expected.words, next: expected.next });
});

test('a period without a start counts as if it were started now', () => {
  expect(at('90 min')).toMatchObject({
    words: 'Every 90 minutes',
    condition: 'if it were started now',
    next: [
      'Sat 28 Mar 2026 14:30:00 CET',
      'Sat 28 Mar 2026 16:00:00 CET',
      'Sat 28 Mar 2026 17:30:00 CET',
      'Sat 28 Mar 2026 19:00:00 CET',
      'Sat 28 Mar 2026 20:30:00 CET',
    ],
  });
});

test('of several schedules each is said by itself', () => {
  expect(at('@daily')).toMatchObject({ words: 'At 00:00, every day' });
  expect(at('2026-01-01T09')).toMatchObject({
    words: 'Every day, from Thu 1 Jan 2026 09:00:00 CET',
    next: expect.arrayContaining(['Sun 29 Mar 2026 09:00:00 CEST']) as unknown,
  });
});

test('nothing is said anywhere else, nor of what has errors', () => {
  for (const piece of ['"tasks"', '"script"', '// the', '60 * * * *', '"timezone": "E'])
    expect(at(piece)).toBeUndefined();
  expect(scheduleAt('{', 0, 'UTC', now)).toBeUndefined();
  expect(scheduleAt('', 0, 'UTC', now)).toBeUndefined();
});
