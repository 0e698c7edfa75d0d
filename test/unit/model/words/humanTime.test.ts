import { expect, test } from 'vitest';
import { describeSpan, speakSpan, tickAfter } from '../../../../src/model/words/humanTime.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [-5, '0 s', '0 seconds'],
  [999, '0 s', '0 seconds'],
  [1_000, '1 s', '1 second'],
  [59_999, '59 s', '59 seconds'],
  [minute, '1 min', '1 minute'],
  [hour - 1, '59 min', '59 minutes'],
  [hour, '1 h', '1 hour'],
  [2 * hour + 5 * minute, '2 h 5 min', '2 hours'],
  [day, '1 day', '1 day'],
  [3.9 * day, '3 days', '3 days'],
])('%d ms is "%s" to read and "%s" to hear', (ms, read, heard) => {
  expect([describeSpan(ms), speakSpan(ms)]).toEqual([read, heard]);
});

test('words are looked at again as often as they are worth it', () => {
  expect([0, minute, 10 * minute, day].map(tickAfter)).toEqual([1_000, 10_000, minute, minute]);
});
