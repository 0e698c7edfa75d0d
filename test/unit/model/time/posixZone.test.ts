import { expect, test } from 'vitest';
import { parsePosixZone, posixOffsetAt, zoneLike } from '../../../../src/model/time/posixZone.ts';

const now = Date.UTC(2026, 0, 15);
const hour = 3_600_000;

/** The zone whose clocks go as a rule says. */
function meant(text: string): string | undefined {
  const zone = parsePosixZone(text);
  return zone && zoneLike(zone, now);
}

test('a rule of POSIX is read as the C library reads it', () => {
  expect(meant('<+05>-5')).toBe('Etc/GMT-5');
  expect(meant('EST5')).toBe('Etc/GMT+5');
  expect(meant('UTC0')).toBe('UTC');
  expect(meant('GMT+0')).toBe('UTC');
  expect(meant('JST-9')).toBe('Etc/GMT-9');
  expect(meant('CET-1CEST,M3.5.0,M10.5.0/3')).toBe('Europe/Berlin');
  expect(meant('GMT0BST,M3.5.0/1,M10.5.0')).toBe('Europe/London');
  expect(meant('EST5EDT')).toBe('America/New_York');
  expect(meant('PST8PDT,M3.2.0,M11.1.0')).toBe('America/Los_Angeles');
  expect(meant('<+0530>-5:30')).toMatch(/^Asia\/(Calcutta|Kolkata|Colombo)$/);
  expect(meant('AEST-10AEDT,M10.1.0,M4.1.0/3')).toBe('Australia/Sydney');
  expect(meant('<-03>3')).toBe('Etc/GMT+3');
});

test('the clocks change at the instants of the rule', () => {
  const zone = parsePosixZone('CET-1CEST,M3.5.0,M10.5.0/3');
  if (!zone) throw new Error('it is a rule');
  const spring = Date.UTC(2026, 2, 29, 1);
  const autumn = Date.UTC(2026, 9, 25, 1);
  expect([spring - 1, spring, autumn - 1, autumn].map((at) => posixOffsetAt(zone, at) / hour)).toEqual([1, 2, 2, 1]);
});

test('what is no rule, or nobody has such clocks, is no zone', () => {
  for (const text of [
    '',
    'Mars/Olympus',
    'Europe/Berlin',
    'E5',
    '5',
    'EST',
    'EST5EDT,J60,J300',
    'EST5EDT,M3.2.0',
    '<+05>',
  ])
    expect(meant(text)).toBeUndefined();
  expect(meant('ABC-3:17')).toBeUndefined();
  expect(meant('ABC5ABD,M1.1.0,M2.1.0')).toBeUndefined();
});
