import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addCalendar, instantAtWallTime, wallTimeAt } from '../../../../src/model/time/wallTime.ts';

const wall = (text: string): number => Date.parse(`${text}Z`);

describe('the instant of a wall time', () => {
  test.each([
    ['in winter', 'Europe/Berlin', '2026-01-15T13:00:00', '2026-01-15T12:00:00Z'],
    ['in summer', 'Europe/Berlin', '2026-07-15T13:00:00', '2026-07-15T11:00:00Z'],
    ['just before a gap', 'Europe/Berlin', '2026-03-29T01:59:59.999', '2026-03-29T00:59:59.999Z'],
    ['at the start of a gap', 'Europe/Berlin', '2026-03-29T02:00:00', '2026-03-29T01:00:00Z'],
    ['inside a gap', 'Europe/Berlin', '2026-03-29T02:30:00', '2026-03-29T01:00:00Z'],
    ['at the end of a gap', 'Europe/Berlin', '2026-03-29T03:00:00', '2026-03-29T01:00:00Z'],
    ['just after a gap', 'Europe/Berlin', '2026-03-29T03:00:00.001', '2026-03-29T01:00:00.001Z'],
    ['before an hour that comes twice', 'Europe/Berlin', '2026-10-25T01:59:59', '2026-10-24T23:59:59Z'],
    ['in an hour that comes twice', 'Europe/Berlin', '2026-10-25T02:30:00', '2026-10-25T00:30:00Z'],
    ['after an hour that comes twice', 'Europe/Berlin', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z'],
    ['inside a gap', 'America/New_York', '2026-03-08T02:30:00', '2026-03-08T07:00:00Z'],
    ['in an hour that comes twice', 'America/New_York', '2026-11-01T01:30:00', '2026-11-01T05:30:00Z'],
    ['inside a gap of half an hour', 'Australia/Lord_Howe', '2026-10-04T02:10:00', '2026-10-03T15:30:00Z'],
    ['in a half hour that comes twice', 'Australia/Lord_Howe', '2026-04-05T01:45:00', '2026-04-04T14:45:00Z'],
    ['before a skipped day', 'Pacific/Apia', '2011-12-29T23:59:59', '2011-12-30T09:59:59Z'],
    ['on a skipped day', 'Pacific/Apia', '2011-12-30T13:00:00', '2011-12-30T10:00:00Z'],
    ['after a skipped day', 'Pacific/Apia', '2011-12-31T00:00:01', '2011-12-30T10:00:01Z'],
    ['in a zone of quarters', 'Asia/Kathmandu', '2026-01-15T13:00:00', '2026-01-15T07:15:00Z'],
  ])('%s: %s %s', (_, zone, text, expected) => {
    expect(new Date(instantAtWallTime(wall(text), zone)).toISOString()).toBe(new Date(expected).toISOString());
  });

  test('is the first at which clocks show that time or a later one, in every zone', () => {
    const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
    const time = fc.integer({ min: Date.UTC(1973, 0), max: Date.UTC(2070, 0) });
    fc.assert(
      fc.property(zone, time, (timeZone, wanted) => {
        const at = instantAtWallTime(wanted, timeZone);
        expect(wallTimeAt(at, timeZone)).toBeGreaterThanOrEqual(wanted);
        expect(wallTimeAt(at - 1, timeZone)).toBeLessThan(wanted);
      }),
      { numRuns: 500 },
    );
  });

  test('never goes back when the wall time goes on, around every change of the clocks', () => {
    const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca');
    const quarter = 900_000;
    fc.assert(
      fc.property(zone, fc.integer({ min: 0, max: 54 * 365 }), (timeZone, day) => {
        const midnight = Date.UTC(1973, 0) + day * 86_400_000;
        const instants = Array.from({ length: 97 }, (_, n) => instantAtWallTime(midnight + n * quarter, timeZone));
        expect(instants).toEqual(instants.toSorted((one, other) => one - other));
      }),
    );
  });
});

test.each([
  ['2026-01-31T13:00:00', 1, 0, '2026-02-28T13:00:00'],
  ['2024-01-31T13:00:00', 1, 0, '2024-02-29T13:00:00'],
  ['2026-01-31T13:00:00', 2, 0, '2026-03-31T13:00:00'],
  ['2026-01-31T13:00:00', 13, 0, '2027-02-28T13:00:00'],
  ['2026-12-31T23:59:59', 1, 0, '2027-01-31T23:59:59'],
  ['2026-01-31T00:00:00', 1, 1, '2026-03-01T00:00:00'],
  ['2024-02-29T00:00:00', 12, 0, '2025-02-28T00:00:00'],
  ['2024-02-29T00:00:00', 48, 0, '2028-02-29T00:00:00'],
  ['2096-02-29T00:00:00', 48, 0, '2100-02-28T00:00:00'],
  ['2026-12-31T10:00:00', 0, 1, '2027-01-01T10:00:00'],
])('%s and %d months and %d days is %s', (from, months, days, to) => {
  expect(new Date(addCalendar(wall(from), months, days)).toISOString()).toBe(new Date(wall(to)).toISOString());
});
