import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueTime, latestDue, nextDue } from '../../../../src/model/schedule/dueTimes.ts';
import { type Grid, latestOccurrence, nextOccurrences } from '../../../../src/model/schedule/occurrences.ts';
import { parseRecurrence } from '../../../../src/model/schedule/recurrence.ts';
import { word } from '../../../../src/model/words/clause.ts';
import { createRule, createSchedule, type ScheduleRule } from '../../../../src/model/schedule/schedule.ts';

const anchor = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function rule(text: string, randomDelayMs?: number): ScheduleRule {
  const recurrence = parseRecurrence(text);
  if (!recurrence.ok) throw new Error(word(recurrence.error.message));
  return createRule(recurrence.value, { randomDelayMs }, 'UTC');
}

function grid(first: ScheduleRule, ...others: readonly ScheduleRule[]): Grid {
  return { schedule: createSchedule(first, ...others), anchor };
}

test('without a delay an occurrence is due at once', () => {
  const hourly = grid(rule('@hourly'));
  expect(dueTime(hourly, 'a', anchor)).toEqual({ occurrence: anchor, at: anchor });
  expect(nextDue(hourly, 'a', anchor, anchor)).toEqual({ occurrence: anchor + hourMs, at: anchor + hourMs });
  expect(latestDue(hourly, 'a', anchor, anchor + 2 * hourMs)).toEqual({
    ...{ occurrence: anchor + 2 * hourMs, at: anchor + 2 * hourMs },
    count: 2,
  });
});

test('delays are spread evenly, the same for one task and occurrence, and others for other tasks', () => {
  const hourly = grid(rule('@hourly', 10 * minuteMs));
  const occurrences = nextOccurrences(hourly, anchor, 2_000);
  const delaysOf = (task: string): readonly number[] => occurrences.map((at) => dueTime(hourly, task, at).at - at);
  const delays = delaysOf('report');
  expect(delaysOf('REPORT')).toEqual(delays);
  expect(delaysOf('report2')).not.toEqual(delays);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => delays.filter((delay) => Math.floor(delay / minuteMs) === tenth).length,
  );
  expect(tenths.reduce((sum, count) => sum + count)).toBe(2_000);
  for (const count of tenths) expect(Math.abs(count - 200)).toBeLessThan(60);
});

test('a delay never reaches the next occurrence, so that runs keep their order', () => {
  const tasks = fc.string();
  const delays = fc.integer({ min: 1, max: 24 * hourMs });
  fc.assert(
    fc.property(tasks, delays, fc.constantFrom('*/5 * * * *', '1 hour', '0 9 * * MON-FRI'), (task, delay, text) => {
      const any = grid(rule(text, delay));
      const occurrences = nextOccurrences(any, anchor, 20);
      for (const [index, occurrence] of occurrences.entries()) {
        const { at } = dueTime(any, task, occurrence);
        expect(at).toBeGreaterThanOrEqual(occurrence);
        expect(at).toBeLessThan(Math.min(occurrence + delay, occurrences[index + 1] ?? Infinity));
      }
    }),
  );
});

test('of two rules that are due at one instant the shorter delay counts', () => {
  const both = grid(rule('0 * * * *', hourMs), rule('0 12 * * *'));
  const noon = anchor + 12 * hourMs;
  expect(dueTime(both, 'a', noon).at).toBe(noon);
  expect(dueTime(both, 'a', noon + hourMs).at).toBeGreaterThan(noon + hourMs);
});

test('an occurrence that waits for its delay is still to come, and the one before is the latest', () => {
  const hourly = grid(rule('@hourly', 50 * minuteMs));
  const occurrence = anchor + 5 * hourMs;
  const { at } = dueTime(hourly, 'a', occurrence);
  expect(at).toBeGreaterThan(occurrence);
  expect(nextDue(hourly, 'a', anchor, at - 1)).toEqual({ occurrence, at });
  expect(latestDue(hourly, 'a', anchor, at - 1)).toMatchObject({ occurrence: occurrence - hourMs, count: 4 });
  expect(latestDue(hourly, 'a', occurrence - hourMs, at - 1)).toBeUndefined();
  expect(latestDue(hourly, 'a', anchor, at)).toEqual({ occurrence, at, count: 5 });
  expect(nextDue(hourly, 'a', occurrence, at - 1)?.occurrence).toBe(occurrence + hourMs);
});

test('a skipped occurrence is none, and changes no other', () => {
  const schedules = [
    grid(rule('@hourly', 20 * minuteMs)),
    grid(rule('*/20 * * * *'), rule('*/30 * * * *')),
    grid(rule('0 9 * * mon-fri')),
  ].map((whole) => ({ whole, all: nextOccurrences(whole, anchor, 400) }));
  const spans = fc.tuple(fc.nat(150), fc.nat(150)).map(([from, more]) => [from, from + more].map(atQuarter));
  const places = fc.uniqueArray(fc.nat(40), { maxLength: 10 });
  fc.assert(
    fc.property(fc.constantFrom(...schedules), places, spans, ({ all, whole }, skipped, [from = 0, to = 0]) => {
      const skips = skipped.flatMap((place) => all[place] ?? []);
      const left = all.filter((at) => !skips.includes(at));
      const thin = { ...whole, skips: [...skips, anchor + 1] };
      expect(nextOccurrences(thin, anchor, 50)).toEqual(left.slice(0, 50));
      const within = left.filter((at) => at > from && at <= to);
      const last = within.at(-1);
      expect(latestOccurrence(thin, from, to)).toEqual(
        last === undefined ? undefined : { at: last, count: within.length },
      );
      for (const at of left.slice(0, 20)) expect(dueTime(thin, 'a', at)).toEqual(dueTime(whole, 'a', at));
    }),
    { numRuns: 50 },
  );
});

function atQuarter(count: number): number {
  return anchor + count * 15 * minuteMs;
}
