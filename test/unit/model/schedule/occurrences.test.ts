import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Grid,
  latestOccurrence,
  nextOccurrence,
  nextOccurrences,
} from '../../../../src/model/schedule/occurrences.ts';
import { parsePeriod } from '../../../../src/model/time/period.ts';
import { createRule, createSchedule, type PeriodRule } from '../../../../src/model/schedule/schedule.ts';
import { readTimestamp } from '../../../../src/model/time/timestamp.ts';
import { instantAtWallTime, wallTimeAt } from '../../../../src/model/time/wallTime.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A schedule that starts at a time stamp. */
function startingAt(start: string, every: string, timeZone: string): Grid {
  const period = parsePeriod(every);
  const time = readTimestamp(start);
  if (!period.ok || !time.ok) throw new Error(`"${every}" from "${start}" cannot be read`);
  const rule = createRule({ kind: 'period', every, period: period.value }, { start: time.value }, timeZone);
  return { schedule: createSchedule(rule), anchor: rule.start ?? Number.NaN };
}

/** A schedule without a start that was first armed at a time stamp. */
function armedAt(anchor: string, every: string, timeZone: string): Grid {
  const { schedule, anchor: at } = startingAt(anchor, every, timeZone);
  const { period } = schedule.rules[0] as PeriodRule;
  return { schedule: createSchedule(createRule({ kind: 'period', every, period }, {}, timeZone)), anchor: at };
}

/** What clocks in the schedule's zone show at the first occurrences. */
function wallTimes(grid: Grid, count: number): readonly string[] {
  const { timeZone } = grid.schedule;
  return nextOccurrences(grid, grid.anchor - 1, count).map((at) =>
    new Date(wallTimeAt(at, timeZone)).toISOString().slice(0, 19),
  );
}

/** The next occurrence of a schedule that has no end. */
function nextOf(grid: Grid, after: number): number {
  return nextOccurrence(grid, after) ?? Number.NaN;
}

function utc(...instants: readonly number[]): readonly string[] {
  return instants.map((at) => new Date(at).toISOString());
}

describe('calendar units', () => {
  test('20 runs every day at 13:00 in New York, over both changes of its clocks', () => {
    for (const [month, day] of [
      ['02', 27],
      ['10', 25],
    ] as const) {
      const grid = startingAt(`2026-${month}-${String(day)}T13:00:00`, '1 day', 'America/New_York');
      const expected = Array.from({ length: 20 }, (_, k) =>
        new Date(Date.UTC(2026, Number(month) - 1, day + k, 13)).toISOString().slice(0, 19),
      );
      expect(wallTimes(grid, 20)).toEqual(expected);
    }
  });

  test.each([
    ['Europe/Berlin', '2026-03-28T02:30:00', ['2026-03-28T02:30', '2026-03-29T03:00', '2026-03-30T02:30']],
    ['Europe/Berlin', '2026-10-24T02:30:00', ['2026-10-24T02:30', '2026-10-25T02:30', '2026-10-26T02:30']],
    ['America/New_York', '2026-03-07T02:00:00', ['2026-03-07T02:00', '2026-03-08T03:00', '2026-03-09T02:00']],
    ['Australia/Lord_Howe', '2026-10-03T02:10:00', ['2026-10-03T02:10', '2026-10-04T02:30', '2026-10-05T02:10']],
    ['Pacific/Apia', '2011-12-29T13:00:00', ['2011-12-29T13:00', '2011-12-31T00:00', '2011-12-31T13:00']],
    ['Pacific/Apia', '2011-12-29T00:00:00', ['2011-12-29T00:00', '2011-12-31T00:00', '2012-01-01T00:00']],
    ['Pacific/Apia', '2011-12-30T00:00:00', ['2011-12-31T00:00', '2012-01-01T00:00', '2012-01-02T00:00']],
  ])('a day in %s from %s on', (zone, start, expected) => {
    expect(wallTimes(startingAt(start, '1 day', zone), 3)).toEqual(expected.map((time) => `${time}:00`));
  });

  test('an hour that comes twice has one run, on the first pass', () => {
    const grid = startingAt('2026-10-24T02:30:00', '1 day', 'Europe/Berlin');
    expect(utc(...nextOccurrences(grid, grid.anchor, 2))).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  test('a start that the clocks skip is the end of the gap, and the days after keep to the time that was written', () => {
    const grid = startingAt('2026-03-29T02:30:00', '1 day', 'Europe/Berlin');
    expect(wallTimes(grid, 3)).toEqual(['2026-03-29T03:00:00', '2026-03-30T02:30:00', '2026-03-31T02:30:00']);
  });

  test('a start on the second pass of an hour is where it stands, the days after are on the first pass', () => {
    const grid = startingAt('2026-10-25T02:30:00+01:00', '1 day', 'Europe/Berlin');
    expect(utc(...nextOccurrences(grid, grid.anchor - 1, 2))).toEqual([
      '2026-10-25T01:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  test('the end of a month is clamped in each month by itself', () => {
    const grid = startingAt('2023-10-31T12:00:00', '1 month', 'Europe/Berlin');
    expect(wallTimes(grid, 8).map((time) => time.slice(0, 10))).toEqual([
      ...['2023-10-31', '2023-11-30', '2023-12-31', '2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30'],
      '2024-05-31',
    ]);
  });

  test('29 February comes back in leap years', () => {
    const grid = startingAt('2096-02-29', 'every year', 'UTC');
    expect(wallTimes(grid, 9).map((time) => time.slice(0, 10))).toEqual([
      ...['2096-02-29', '2097-02-28', '2098-02-28', '2099-02-28', '2100-02-28', '2101-02-28', '2102-02-28'],
      ...['2103-02-28', '2104-02-29'],
    ]);
  });

  test('months go before days and these before elapsed time', () => {
    const grid = startingAt('2026-01-31T12:00:00', '1 month 1 day and 36 hours', 'America/New_York');
    // 28 February, 1 March, and 36 hours; then 31 March, 2 April, and 72 hours.
    expect(wallTimes(grid, 3)).toEqual(['2026-01-31T12:00:00', '2026-03-03T00:00:00', '2026-04-05T12:00:00']);
  });
});

test('24 hours are elapsed time: the time of day moves with the clocks', () => {
  const grid = startingAt('2026-10-24T13:00:00', '24 hours', 'Europe/Berlin');
  expect(wallTimes(grid, 3)).toEqual(['2026-10-24T13:00:00', '2026-10-25T12:00:00', '2026-10-26T12:00:00']);
});

test('an hour runs on both passes of an hour that comes twice', () => {
  const grid = startingAt('2026-10-25T01:00:00', '1 hour', 'Europe/Berlin');
  expect(wallTimes(grid, 4).map((time) => time.slice(11, 13))).toEqual(['01', '02', '02', '03']);
});

describe('the first occurrence', () => {
  test('is the start itself, for any time before', () => {
    const grid = startingAt('2030-01-01T00:00:00Z', '1 day', 'UTC');
    for (const after of [0, Date.UTC(2029, 0), grid.anchor - 1]) expect(nextOccurrence(grid, after)).toBe(grid.anchor);
    expect(nextOccurrence(grid, grid.anchor)).toBe(grid.anchor + dayMs);
  });

  test('is one period after the first arming where there is no start, and not the arming itself', () => {
    const grid = armedAt('2026-01-31T13:00:30Z', '1 month', 'UTC');
    for (const after of [0, grid.anchor - 1, grid.anchor, grid.anchor + 1]) {
      expect(utc(...nextOccurrences(grid, after, 1))).toEqual(['2026-02-28T13:00:30.000Z']);
    }
    const hourly = armedAt('2026-01-31T13:00:30Z', '1 hour', 'UTC');
    expect(nextOccurrence(hourly, hourly.anchor - dayMs)).toBe(hourly.anchor + hourMs);
  });

  test('is not counted before it is due', () => {
    const starting = startingAt('2030-01-01T00:00:00Z', '1 day', 'UTC');
    const armed = armedAt('2030-01-01T00:00:00Z', '1 day', 'UTC');
    expect(latestOccurrence(starting, 0, starting.anchor - 1)).toBeUndefined();
    expect(latestOccurrence(starting, 0, starting.anchor)).toEqual({ at: starting.anchor, count: 1 });
    expect(latestOccurrence(armed, 0, armed.anchor + dayMs - 1)).toBeUndefined();
    expect(latestOccurrence(armed, 0, armed.anchor + dayMs)).toEqual({ at: armed.anchor + dayMs, count: 1 });
  });
});

describe('the latest occurrence', () => {
  const grid = startingAt('2026-01-01T12:00:00', '1 day', 'Europe/Berlin');
  const noon = (day: number): number => instantAtWallTime(Date.UTC(2026, 0, day, 12), 'Europe/Berlin');

  test.each([
    ['none between two of them', noon(3), noon(4) - 1, undefined],
    ['none in no time', noon(3), noon(3), undefined],
    ['none in a time that runs backwards', noon(5), noon(3), undefined],
    ['the end counts, the beginning does not', noon(3), noon(4), { at: noon(4), count: 1 }],
    ['all from just before', noon(3) - 1, noon(4), { at: noon(4), count: 2 }],
    ['a year of them', noon(1), noon(366), { at: noon(366), count: 365 }],
    ['from years before', 0, noon(2) + 5, { at: noon(2), count: 2 }],
  ])('%s', (_, from, until, expected) => {
    expect(latestOccurrence(grid, from, until)).toEqual(expected);
  });

  test('an occurrence that a skipped day has doubled counts once', () => {
    const doubled = startingAt('2011-12-01T00:00:00', '1 day', 'Pacific/Apia');
    const until = instantAtWallTime(Date.UTC(2012, 5, 1), 'Pacific/Apia');
    // 31 days of December but one, and 31 + 29 + 31 + 30 + 31 + 1 of the new year.
    expect(latestOccurrence(doubled, doubled.anchor - 1, until)).toEqual({ at: until, count: 30 + 153 });
    const skipped = instantAtWallTime(Date.UTC(2011, 11, 31), 'Pacific/Apia');
    expect(latestOccurrence(doubled, skipped - dayMs, skipped)).toEqual({ at: skipped, count: 1 });
    expect(nextOccurrence(doubled, skipped)).toBe(skipped + dayMs);
  });

  test('a second is found over a hundred years as fast as over an hour', () => {
    const seconds = startingAt('1970-01-01T00:00:00Z', '1 sec', 'Europe/Berlin');
    const later = Date.UTC(2070, 0, 1);
    expect(nextOccurrence(seconds, later)).toBe(later + 1_000);
    expect(latestOccurrence(seconds, 0, later + 999)).toEqual({ at: later, count: later / 1_000 });
  });
});

describe('any schedule', () => {
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC');
  const amount = fc.integer({ min: 1, max: 40 });
  const part = fc
    .tuple(amount, fc.constantFrom('sec', 'min', 'hour', 'day', 'week', 'month'))
    .map(([count, unit]) => `${String(count)} ${unit}`);
  const every = fc.oneof(
    fc.constantFrom('1 day', '24 hours', '1 month', '1 year', '1 hour'),
    fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' and ')),
  );
  // Quarters of an hour in local time, around 2011, when a zone skipped a day, and 2026.
  const start = fc
    .tuple(fc.constantFrom(2010, 2011, 2025, 2026), fc.integer({ min: 0, max: 365 * 96 }))
    .map(([year, quarter]) => new Date(Date.UTC(year, 0) + quarter * 900_000).toISOString().slice(0, 19));
  const grid = fc
    .tuple(start, every, zone, fc.boolean())
    .map(([from, period, where, hasStart]) => (hasStart ? startingAt : armedAt)(from, period, where));
  const sinceAnchor = fc.oneof(
    fc.integer({ min: -3 * dayMs, max: 400 * dayMs }),
    fc.integer({ min: -4_000 * dayMs, max: 36_500 * dayMs }),
  );

  test('has occurrences that strictly increase, none before the anchor', () => {
    fc.assert(
      fc.property(grid, sinceAnchor, (any, since) => {
        const found = nextOccurrences(any, any.anchor + since, 40);
        let last = any.anchor + Math.max(since, any.schedule.rules[0].start === undefined ? 0 : -1);
        for (const at of found) {
          expect(at).toBeGreaterThan(last);
          last = at;
        }
      }),
    );
  });

  test('has nothing between a time and the next occurrence, wherever one looks from', () => {
    fc.assert(
      fc.property(grid, sinceAnchor, fc.double({ min: 0, max: 1, noNaN: true }), (any, since, where) => {
        const after = any.anchor + since;
        const next = nextOf(any, after);
        const between = Math.min(next - 1, after + Math.floor((next - after) * where));
        expect(nextOccurrence(any, between)).toBe(next);
        expect(latestOccurrence(any, after, next - 1)).toBeUndefined();
        expect(latestOccurrence(any, after, next)).toEqual({ at: next, count: 1 });
      }),
    );
  });

  test('counts as many occurrences as it names', () => {
    fc.assert(
      fc.property(grid, sinceAnchor, fc.integer({ min: 1, max: 60 }), (any, since, count) => {
        const after = any.anchor + since;
        const named = nextOccurrences(any, after, count);
        const last = named.at(-1) ?? Number.NaN;
        expect(latestOccurrence(any, after, last)).toEqual({ at: last, count });
        expect(latestOccurrence(any, after, nextOf(any, last) - 1)).toEqual({ at: last, count });
      }),
    );
  });

  test('of days keeps to its time of day, save on a day whose clocks skip it', () => {
    const days = fc.integer({ min: 1, max: 30 });
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
    fc.assert(
      fc.property(start, days, zones, sinceAnchor, (from, count, timeZone, since) => {
        const any = startingAt(from, `${String(count)} days`, timeZone);
        const shown = wallTimeAt(nextOf(any, any.anchor + since), timeZone);
        const expected = Math.floor(shown / dayMs) * dayMs + (Date.parse(`${from}Z`) % dayMs);
        const isSkipped = wallTimeAt(instantAtWallTime(expected, timeZone), timeZone) !== expected;
        expect(shown === expected).toBe(!isSkipped);
      }),
    );
  });
});
