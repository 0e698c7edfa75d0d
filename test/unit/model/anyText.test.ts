import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result } from '../../../src/base/result.ts';
import { word } from '../../../src/model/words/clause.ts';
import { parseCron } from '../../../src/model/cron/cron.ts';
import { parseDuration } from '../../../src/model/time/duration.ts';
import type { TextProblem } from '../../../src/model/words/textProblem.ts';
import { parsePeriod } from '../../../src/model/time/period.ts';
import { parseTaskFile } from '../../../src/model/taskFile/taskFile.ts';
import { parseTimestamp } from '../../../src/model/time/timestamp.ts';
import { parseTimeZone } from '../../../src/model/time/timeZone.ts';

type Reader = (text: string) => Result<unknown, TextProblem>;

const readers: readonly (readonly [what: string, read: Reader])[] = [
  ['a period', parsePeriod],
  ['a duration', parseDuration],
  ['a cron expression', parseCron],
  ['a time stamp', (text) => parseTimestamp(text, 'America/New_York')],
  ['a time zone', parseTimeZone],
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
  ...[
    '2021-02-27',
    'T13:00',
    ':',
    'Z',
    '+02:00',
    'Europe/',
    'Berlin',
    'UTC',
    'EST',
    '.2.',
    '.5',
    ' ',
    '\n',
    'é',
    '\u{1F600}',
    '"',
    '\0',
  ],
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
      const { length, message, offset } = found.error;
      // One or more sentences, the last of which says what to do.
      expect(word(message)).toMatch(/^[^]+\. [^]+[.?]$/);
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset + length).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2_000 },
  );
});

test.each(readers)('a text of a million characters is not read as %s', (_, read) => {
  for (const piece of ['1 day and ', '15W', ' ', '*/5 ', '\u{1F600}']) {
    const text = piece.repeat(1_000_000 / piece.length);
    expect(read(text)).toMatchObject({ ok: false, error: { offset: 0, length: text.length } });
  }
});

/** Texts that are wrong in a way that has one nearest right form. */
const nearMisses: readonly (readonly [read: Reader, wrong: readonly string[]])[] = [
  [parsePeriod, ['5 mn', '1 dya', '2 hrs', '1 yr', '0 min', 'day hour', '2 fortnights', '1 day dayly']],
  [parseDuration, ['5 secc', '1 dya', '3 hrs', '2 weeks', '10', '5 m']],
  [parseCron, ['60 * * * *', '0 25 * * *', '0 9 * *', '*/0 * * * *', '0 0 ? * *', '0 0 WL * *', '@dialy', '0 0 W * *']],
  [
    (text) => parseTimestamp(text, 'UTC'),
    ['27.2.2021', '2021-2-7', '2021/02/27', '20210227', '2021-02-27 9:00', '2021.02.27T9:05', 'tomorrow'],
  ],
  [parseTimeZone, ['Berlin', 'Europe/Berln', 'new york', 'PST', '+01:00', 'UTC-3', ' UTC', 'Mars']],
];

test.each(nearMisses.flatMap(([read, wrong]) => wrong.map((text) => [text, read] as const)))(
  'the error of %j offers something that is right, by itself or in its place',
  (text, read) => {
    const found = read(text);
    if (found.ok) throw new Error(`"${text}" was read`);
    const { length, message, offset } = found.error;
    const wordStart = text.slice(0, offset).search(/\S*$/);
    const wordEnd = offset + length + text.slice(offset + length).search(/\s|$/);
    const offered = [...word(message).matchAll(/"([^"]+)"/g)].map(([, each = '']) => each);
    const corrected = offered.flatMap((each) => [
      each,
      text.slice(0, offset) + each + text.slice(offset + length),
      text.slice(0, wordStart) + each + text.slice(wordEnd),
    ]);
    expect(corrected.filter((candidate) => read(candidate).ok)).not.toEqual([]);
  },
);

test('whatever stands in the fields of a schedule, the task file is read, and each error has its place in its field', () => {
  const fields = ['every', 'cron', 'start', 'end', 'timezone', 'randomDelay', 'catchUp'] as const;
  const written = fc.record(Object.fromEntries(fields.map((field) => [field, texts])), { requiredKeys: [] });
  fc.assert(
    fc.property(written, fc.boolean(), (schedule, isListed) => {
      const { catchUp, ...rule } = schedule;
      const task = {
        command: ['a'],
        ...(isListed ? { schedules: [rule], ...(catchUp !== undefined && { catchUp }) } : schedule),
      };
      const text = JSON.stringify({ tasks: { good: { command: ['b'] }, odd: task } });
      const { diagnostics, file } = parseTaskFile(text);
      expect(file?.tasks[0]?.name).toBe('good');
      const begin = text.indexOf('"odd"');
      for (const { length, message, offset } of diagnostics) {
        expect(word(message)).toMatch(/[.?]$/);
        expect(offset).toBeGreaterThanOrEqual(begin);
        expect(offset + length).toBeLessThanOrEqual(text.length);
      }
      const isDefined = file?.tasks.length === 2;
      expect(isDefined).toBe(diagnostics.every(({ severity }) => severity === 'warning'));
    }),
    { numRuns: 500 },
  );
});
