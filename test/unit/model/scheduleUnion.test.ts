import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Grid,
  latestOccurrence,
  nextOccurrence,
  nextOccurrences,
} from '../../../src/model/schedule/occurrences.ts';
import { parseRecurrence } from '../../../src/model/schedule/recurrence.ts';
import { type ScheduleRule, createRule, createSchedule } from '../../../src/model/schedule/schedule.ts';
import type { WrittenTime } from '../../../src/model/time/timestamp.ts';
import { word } from '../../../src/model/words/clause.ts';
import { wallTimeAt } from '../../../src/model/time/wallTime.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Limits {
  readonly start?: number;
  readonly end?: number;
}

function rule(text: string, timeZone: string, { end, start }: Limits = {}): ScheduleRule {
  const recurrence = parseRecurrence(text);
  if (!recurrence.ok) throw new Error(`${text}: ${word(recurrence.error.message)}`);
  const instant = (at: number | undefined): WrittenTime | undefined =>
    at === undefined ? undefined : { kind: 'instant', at };
  return createRule(recurrence.value, { start: instant(start), end: instant(end) }, timeZone);
}

function grid(anchor: number, first: ScheduleRule, ...others: readonly ScheduleRule[]): Grid {
  return { schedule: createSchedule(first, ...others), anchor };
}

describe('several rules', () => {
  const anchor = Date.UTC(2026, 0, 1);

  test('are due whenever one of them is, and once where two are', () => {
    const both = grid(anchor, rule('0 */6 * * *', 'UTC'), rule('0 12 * * *', 'UTC'), rule('30 13 * * *', 'UTC'));
    const hours = nextOccurrences(both, anchor, 6).map((at) => (at - anchor) / hourMs);
    expect(hours).toEqual([6, 12, 13.5, 18, 24, 30]);
    expect(latestOccurrence(both, anchor, anchor + dayMs)).toEqual({ at: anchor + dayMs, count: 5 });
  });

  test('go by the clocks of their own zones', () => {
    const both = grid(anchor, rule('0 9 * * *', 'Asia/Tokyo'), rule('0 9 * * *', 'America/New_York'));
    expect(nextOccurrences(both, anchor, 3).map((at) => (at - anchor) / hourMs)).toEqual([14, 24, 38]);
  });

  test('end one by one, and then nothing is due', () => {
    const noon = anchor + 12 * hourMs;
    const both = grid(
      anchor,
      rule('0 * * * *', 'UTC', { end: anchor + 2 * hourMs }),
      rule('1 day', 'UTC', { start: noon, end: noon }),
    );
    expect(nextOccurrences(both, anchor, 9)).toEqual([anchor + hourMs, anchor + 2 * hourMs, noon]);
    expect(nextOccurrence(both, noon)).toBeUndefined();
    expect(latestOccurrence(both, anchor - 1, noon + dayMs)).toEqual({ at: noon, count: 4 });
    expect(latestOccurrence(both, noon, noon + dayMs)).toBeUndefined();
  });

  test('a cron expression is due at its start and not before', () => {
    const from = anchor + 9 * hourMs;
    const hourly = grid(0, rule('@hourly', 'UTC', { start: from }));
    expect(nextOccurrence(hourly, 0)).toBe(from);
    expect(latestOccurrence(hourly, 0, from - 1)).toBeUndefined();
    expect(latestOccurrence(hourly, 0, from)).toEqual({ at: from, count: 1 });
  });

  // Whoever goes from second to second does not come to an end.
  test('a year of missed seconds is counted', () => {
    const seconds = grid(anchor, rule('* * * * * *', 'Europe/Berlin'));
    const until = Date.UTC(2027, 0, 1);
    expect(latestOccurrence(seconds, anchor, until)).toEqual({ at: until, count: (until - anchor) / 1_000 });
  });
});

describe('any schedule of periods and cron expressions', () => {
  const zones = [
    ...['Europe/Berlin', 'America/New_York', 'America/Santiago', 'Australia/Lord_Howe'],
    ...['Antarctica/Troll', 'Asia/Kathmandu', 'Pacific/Apia', 'UTC'],
  ];
  const one = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
  const cron = fc
    .tuple(
      one('0', '30', '*/15', '5,50', '*', '10-20'),
      one('0', '2', '*', '*/3', '1-3', '0,23'),
      one('*', '*', '1', 'L', '15W', '31', '29,LW'),
      one('*', '*', '*/2', 'JAN,MAR,oct'),
      one('*', '*', 'MON-FRI', '7', 'FRI#5', 'SUNL'),
    )
    .map((fields) => fields.join(' '));
  const recurrence = fc.oneof(cron, one('1 day', '1 month', '90 min', '2 weeks', '1 year', '36 hours', '1 hour'));
  const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) / 900_000 }).map((quarter) => quarter * 900_000);
  const limits = fc.record({ start: time, end: fc.integer({ min: 0, max: 800 * dayMs }) }, { requiredKeys: [] });
  const anyRule = fc.tuple(recurrence, fc.constantFrom(...zones), limits).map(([text, zone, { end, start }]) =>
    rule(text, zone, {
      ...(start !== undefined && { start }),
      ...(end !== undefined && { end: (start ?? Date.UTC(2050, 0)) + end }),
    }),
  );
  const anyGrid = fc
    .tuple(time, fc.array(anyRule, { minLength: 1, maxLength: 3 }))
    .map(([anchor, [first, ...others]]) => grid(anchor, first as ScheduleRule, ...others));

  test('strictly increases, each occurrence within the limits of a rule', () => {
    fc.assert(
      fc.property(anyGrid, time, (any, after) => {
        let last = after;
        for (const at of nextOccurrences(any, after, 12)) {
          expect(at).toBeGreaterThan(last);
          const isWithin = ({ end = Infinity, start = -Infinity }: ScheduleRule): boolean => at >= start && at <= end;
          expect(any.schedule.rules.some(isWithin)).toBe(true);
          last = at;
        }
      }),
    );
  });

  test('is due when one of its rules is', () => {
    fc.assert(
      fc.property(anyGrid, time, (any, after) => {
        const alone = any.schedule.rules.flatMap((each) => nextOccurrences(grid(any.anchor, each), after, 12));
        const merged = [...new Set(alone)].toSorted((first, second) => first - second).slice(0, 12);
        expect(nextOccurrences(any, after, 12)).toEqual(merged);
      }),
    );
  });

  test('is the same step by step and by a jump, and counted as it is gone through', () => {
    fc.assert(
      fc.property(anyGrid, time, fc.double({ min: 0, max: 1, noNaN: true }), (any, after, where) => {
        const found = nextOccurrences(any, after, 12);
        for (const [index, at] of found.entries()) {
          const before = found[index - 1] ?? after;
          expect(nextOccurrence(any, before + Math.floor((at - 1 - before) * where))).toBe(at);
          expect(latestOccurrence(any, after, at)).toEqual({ at, count: index + 1 });
          expect(latestOccurrence(any, before, at - 1)).toBeUndefined();
        }
      }),
    );
  });

  test('with fixed hours has one occurrence for each time on the wall', () => {
    const fixed = fc.tuple(
      fc.integer({ min: 0, max: 59 }),
      fc.integer({ min: 0, max: 23 }),
      fc.constantFrom(...zones),
      time,
    );
    fc.assert(
      fc.property(fixed, ([minute, hour, zone, after]) => {
        const daily = grid(after, rule(`${String(minute)} ${String(hour)} * * *`, zone));
        let last = -Infinity;
        for (const at of nextOccurrences(daily, after, 30)) {
          const day = Math.floor(wallTimeAt(at, zone) / dayMs);
          expect(day).toBeGreaterThanOrEqual(last);
          last = day;
        }
        const days = new Set(nextOccurrences(daily, after, 30).map((at) => Math.floor(wallTimeAt(at, zone) / dayMs)));
        // A day that is skipped as a whole is made up for on the next.
        expect(days.size).toBeGreaterThanOrEqual(29);
      }),
    );
  });
});
