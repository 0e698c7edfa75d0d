import { expect, test } from 'vitest';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';
import { duesUntil, upcomingId, upcomingRows } from '../../../../src/model/schedule/upcoming.ts';
import { rulesOf } from '../../../support/aTask.ts';

const start = Date.UTC(2026, 0, 1);
const hour = 3_600_000;

function due(fields: object, until: number, count: number): ReturnType<typeof duesUntil> {
  const text = JSON.stringify({ tasks: { a: { command: ['a'], timezone: 'UTC', ...fields } } });
  const tasks = parseTaskFile(text).file?.tasks ?? [];
  const schedule = tasks[0]?.schedule;
  if (!schedule) throw new Error('the task has no schedule');
  return duesUntil({ schedule, anchor: start }, 'a', { after: start, until }, count);
}

test('what is due is listed up to an instant, that one included', () => {
  expect(due({ every: '1 hour' }, start + 3 * hour, 5)).toEqual({
    occurrences: [start + hour, start + 2 * hour, start + 3 * hour],
  });
  expect(due({ every: '1 day' }, start + 3 * hour, 5)).toEqual({ occurrences: [] });
});

test.each([
  { every: '1 sec' },
  { every: '1 day', timezone: 'Europe/Berlin' },
  { cron: '* * * * * *' },
  { cron: '*/5 9-17 * * 1-5', timezone: 'America/New_York' },
  { schedules: [{ every: '1 sec' }, { cron: '*/5 * * * * *' }] },
  { every: '1 min', randomDelay: '30 sec' },
])('the last instant that a date can have is no farther than any other: %j', (fields) => {
  const { last, occurrences } = due(fields, 8.64e15, 3);
  expect(occurrences).toHaveLength(3);
  expect(last).toBeGreaterThan(8.6e15);
});

test('of a task that is due often the first are listed, and the last is told', () => {
  expect(due({ every: '1 hour' }, start + 10.5 * hour, 2)).toEqual({
    occurrences: [start + hour, start + 2 * hour],
    last: start + 10 * hour,
  });
  expect(due({ every: '1 hour' }, start + 2 * hour, 2)).toEqual({ occurrences: [start + hour, start + 2 * hour] });
});

test('a run that waits for a random delay is listed for when that is over', () => {
  const [first = 0, ...others] = due({ every: '1 hour', randomDelay: '1 hour' }, start + 24 * hour, 5).occurrences;
  expect(first - start).toBeGreaterThan(hour);
  expect(others.map((at) => Math.floor((at - start) / hour))).toEqual([2, 3, 4, 5]);
  expect(others.some((at) => (at - start) % hour > 0)).toBe(true);
});

test('all tasks stand in the order of time, the rest of one behind its last row', () => {
  const rows = upcomingRows([
    { task: 'often', timeZone: 'UTC', occurrences: [1, 3], last: 99, rules: rulesOf('1 sec') },
    { task: 'seldom', timeZone: 'UTC', occurrences: [2, 4], rules: rulesOf('1 day') },
  ]);
  expect(rows.map(({ at, kind, task }) => [at, kind, task])).toEqual([
    [1, 'run', 'often'],
    [2, 'run', 'seldom'],
    [3, 'run', 'often'],
    [3, 'more', 'often'],
    [4, 'run', 'seldom'],
  ]);
});

test('a row is told from the others, and stays the same when those before it have gone', () => {
  const rowsOf = (occurrences: readonly number[], last: number): ReturnType<typeof upcomingRows> =>
    upcomingRows([
      { task: 'often', timeZone: 'UTC', occurrences, last, rules: rulesOf('1 sec') },
      { task: 'seldom', timeZone: 'UTC', occurrences: [3], rules: rulesOf('1 day') },
    ]);
  const before = rowsOf([1, 3], 99).map(upcomingId);
  expect(new Set(before).size).toBe(4);
  expect(rowsOf([3, 5], 101).map(upcomingId)).toEqual(expect.arrayContaining(before.slice(1)));
});
