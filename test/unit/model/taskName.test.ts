import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkTaskName, freeTaskName, longestTaskName } from '../../../src/model/taskName.ts';

test.each([
  'scrape',
  'täglich 🦊',
  '👩‍👩‍👧',
  'CON',
  '../../x',
  '..',
  'a"b\\c',
  '$(rm)',
  '__proto__',
  'x'.repeat(100),
  '🦊'.repeat(100),
])('lets %j name a task', (name) => {
  expect(checkTaskName(name, ['other'])).toBeUndefined();
});

test.each([
  ['', 'it is empty'],
  ['   ', 'it contains only spaces'],
  [' a', 'it begins or ends with a space'],
  ['a\u00A0', 'it begins or ends with a space'],
  ['a\nb', 'it contains a line break'],
  ['a\n', 'it contains a line break'],
  ['a\u2028b', 'it contains a line break'],
  ['a\tb', 'it contains a control character'],
  ['a\0', 'it contains a control character'],
  ['a\uD800', 'it contains a control character'],
  ['x'.repeat(101), 'it has 101 characters; at most 100 are allowed'],
])('refuses %j', (task, why) => {
  expect(checkTaskName(task, [])).toEqual({ reason: 'name-invalid', task, why });
});

test('refuses a name that is taken, whatever its letter case or its form in Unicode', () => {
  expect(checkTaskName('ÉTÉ', ['Report', 'e\u0301te\u0301'])).toEqual({
    reason: 'name-taken',
    task: 'e\u0301te\u0301',
  });
});

test.each([
  ['scrape', [], 'scrape'],
  ['scrape', ['Scrape'], 'scrape-2'],
  ['scrape', ['scrape', 'scrape-2', 'SCRAPE-3'], 'scrape-4'],
  [' spaced\n', [], 'spaced'],
  ['', [], 'task'],
  ['x'.repeat(120), ['x'.repeat(100)], `${'x'.repeat(98)}-2`],
])('makes a free name of %j', (stem, existing, name) => {
  expect(freeTaskName(stem, existing)).toBe(name);
});

test('always makes a name that may be used', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 130 }), fc.nat(3), (stem, count) => {
      const existing: string[] = [];
      for (let index = 0; index <= count; index += 1) {
        const name = freeTaskName(stem, existing);
        expect(checkTaskName(name, existing)).toBeUndefined();
        expect(Array.from(name).length).toBeLessThanOrEqual(longestTaskName);
        existing.push(name);
      }
    }),
    { numRuns: 40 },
  );
});
