import { expect, test } from 'vitest';
import {
  legacyZoneWarning,
  suggestTimeZone,
  systemTimeZone,
  zoneAbbreviation,
  zoneKind,
} from '../../../../src/model/time/timeZone.ts';

test.each([
  ['Europe/Berlin', 'zone'],
  ['europe/berlin', 'zone'],
  ['America/Argentina/Buenos_Aires', 'zone'],
  ['Asia/Kolkata', 'zone'],
  ['Asia/Calcutta', 'zone'],
  ['US/Eastern', 'zone'],
  ['Etc/GMT+5', 'zone'],
  ['UTC', 'zone'],
  ['GMT', 'zone'],
  ['NZ', 'zone'],
  ['EST', 'legacy'],
  ['est', 'legacy'],
  ['MST', 'legacy'],
  ['HST', 'legacy'],
  ['EST5EDT', 'legacy'],
  ['PST8PDT', 'legacy'],
  ['CET', 'legacy'],
  ['PST', 'unknown'],
  ['BST', 'unknown'],
  ['AST', 'unknown'],
  ['SystemV/EST5', 'unknown'],
  ['Z', 'unknown'],
  ['+01:00', 'unknown'],
  ['Berlin', 'unknown'],
  ['Europe/Nowhere', 'unknown'],
  ['', 'unknown'],
  [' UTC', 'unknown'],
])('"%s" is a name of kind %s', (name, kind) => {
  expect(zoneKind(name)).toBe(kind);
});

test.each([
  ['Berlin', 'Europe/Berlin'],
  ['new york', 'America/New_York'],
  ['Europe/Berln', 'Europe/Berlin'],
  ['America/NewYork', 'America/New_York'],
  ['EU/Berlin', 'Europe/Berlin'],
  [' utc ', 'UTC'],
  ['PST', 'America/Los_Angeles'],
  ['cest', 'Europe/Paris'],
  ['Mars', undefined],
  ['+01:00', 'Etc/GMT-1'],
  ['UTC-3', 'Etc/GMT+3'],
  ['gmt+00:00', 'UTC'],
  ['+05:30', undefined],
  ['UTC+15', undefined],
])('who writes "%s" may mean %s', (name, meant) => {
  expect(suggestTimeZone(name)).toBe(meant);
});

test('an old name earns a warning that names a place', () => {
  expect(['EST', 'CST6CDT', 'Europe/Berlin'].map(legacyZoneWarning)).toEqual([
    '"EST" has the same offset all year, without daylight saving time. Write the name of a place, such as "America/New_York", to follow its local time.',
    '"CST6CDT" is an obsolete name and does not belong to any place. Write the name of a place, such as "America/Chicago", to follow its local time.',
    undefined,
  ]);
});

test.each([
  ['Europe/Berlin', 'CET', 'CEST'],
  ['Europe/London', 'GMT', 'BST'],
  ['America/New_York', 'EST', 'EDT'],
  ['Australia/Sydney', 'AEDT', 'AEST'],
  ['Asia/Kolkata', 'IST', 'IST'],
  ['Asia/Tokyo', 'GMT+9', 'GMT+9'],
  ['America/Sao_Paulo', 'GMT-3', 'GMT-3'],
  ['UTC', 'UTC', 'UTC'],
])('the time in %s is called %s in January and %s in July', (zone, january, july) => {
  const names = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)].map((at) => zoneAbbreviation(at, zone));
  expect(names).toEqual([january, july]);
});

test('the machine has a zone, always the same', () => {
  expect(zoneKind(systemTimeZone())).not.toBe('unknown');
  expect(systemTimeZone()).toBe(systemTimeZone());
});
