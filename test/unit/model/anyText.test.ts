import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result } from '../../../src/base/result.ts';
import { parseCron } from '../../../src/model/cron.ts';
import { parseDuration, type TextProblem } from '../../../src/model/duration.ts';
import { parsePeriod } from '../../../src/model/period.ts';
import { parseTimestamp } from '../../../src/model/timestamp.ts';

type Reader = (text: string) => Result<unknown, TextProblem>;

const readers: readonly (readonly [what: string, read: Reader])[] = [
  ['a period', parsePeriod],
  ['a duration', parseDuration],
  ['a cron expression', parseCron],
  ['a time stamp', (text) => parseTimestamp(text, 'America/New_York')],
];

const pieces = fc.constantFrom(
  ...[
    'every ',
    '1',
    ' day',
    ' and ',
    ', ',
    '0',
    '-',
    '5 m',
    ' fortnights',
    '* ',
    '*/5',
    'L',
    'W',
    '#',
    'MON',
    '@daily',
  ],
  ...['2021-02-27', 'T13:00', ':', 'Z', '+02:00', '.5', ' ', '\n', 'é', '\u{1F600}', '"', '\0'],
);
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(pieces, { maxLength: 12 }).map((found) => found.join('')),
);

test.each(readers)('no text makes the reading of %s throw, and what is wrong has its place in the text', (_, read) => {
  fc.assert(
    fc.property(texts, (text) => {
      const found = read(text);
      if (found.ok) return;
      const { length, offset } = found.error;
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset + length).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2_000 },
  );
});

test.each(readers.slice(0, 3))('a text of a million characters is not read as %s', (_, read) => {
  for (const piece of ['1 day and ', '15W', ' ', '*/5 ', '\u{1F600}']) {
    const text = piece.repeat(1_000_000 / piece.length);
    expect(read(text)).toMatchObject({ ok: false, error: { offset: 0, length: text.length } });
  }
});
