import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/base/result.ts';
import { word } from '../../../src/model/words/clause.ts';
import { parseCron } from '../../../src/model/cron/cron.ts';
import type { CronExpression } from '../../../src/model/cron/cronExpression.ts';
import { cronFieldKinds, cronValues } from '../../../src/model/cron/cronField.ts';
import { cronRemarks } from '../../../src/model/cron/cronRemarks.ts';
import { parseDuration } from '../../../src/model/time/duration.ts';
import type { TextProblem } from '../../../src/model/words/textProblem.ts';
import { parsePeriod } from '../../../src/model/time/period.ts';
import { parseEvery } from '../../../src/model/schedule/recurrence.ts';
import { followSuggestion } from '../../../src/model/words/suggestion.ts';
import { parseTaskFile } from '../../../src/model/taskFile/taskFile.ts';
import { knownTimeZones, parseTimeZone, zoneKind } from '../../../src/model/time/timeZone.ts';
import { readTimestamp } from '../../../src/model/time/timestamp.ts';

type Reader<T> = (text: string) => Result<T, TextProblem>;

/** How often advice is followed until a text is right: each mends one mistake. */
const mostMistakes = 50;

/** What becomes of a text whose errors are followed to the last; undefined if one of them advises nothing. */
function followed(text: string, read: Reader<unknown>): string | undefined {
  let current = text;
  for (let round = 0; round < mostMistakes; round += 1) {
    const result = read(current);
    if (result.ok) return current;
    const { error } = result;
    expectAdviceToBeData(current, error);
    if (error.suggestion?.field !== undefined) {
      const reader: Reader<unknown> = error.suggestion.field === 'cron' ? parseCron : parsePeriod;
      expect(reader(error.suggestion.text), current).toMatchObject({ ok: true });
      return undefined;
    }
    const next = followSuggestion(current, error);
    if (next === undefined) return undefined;
    expect(next, 'advice that changes nothing').not.toBe(current);
    expectNoSuchMistake(next, error, read);
    current = next;
  }
  throw new Error(`"${text}" is never right: "${current}"`);
}

/** What is one thing to write is in the message and beside it, and nothing is in one of the two alone. */
function expectAdviceToBeData(text: string, { message, suggestion }: TextProblem): void {
  const said = word(message);
  if (suggestion !== undefined && suggestion.text !== '' && suggestion.text.length <= 60) {
    expect(said, text).toMatch(/"/);
    const isInMessage = said.includes(`"${suggestion.text}"`) || /Write a space|Write it as "cron"/.test(said);
    expect(isInMessage, `${text}: ${said} (${suggestion.text})`).toBe(true);
  }
  // "such as", "as in", "at most" and "or" name examples and choices.
  const [, only] = /(?:Write|Did you mean) "([^"]+)"(?:\.|\?)$/.exec(said) ?? [];
  if (only !== undefined) expect(suggestion?.text, `${text}: ${said}`).toBe(only);
}

/** A text that has followed advice is right, or is told of something else. */
function expectNoSuchMistake(text: string, { message, offset }: TextProblem, read: Reader<unknown>): void {
  const again = read(text);
  if (!again.ok && again.error.offset === offset) expect(word(again.error.message)).not.toBe(word(message));
}

const wholeNumber = fc.integer({ min: 0, max: 99 }).map(String);
const names = [
  'SUN',
  'MON',
  'FRI',
  'SAT',
  'JAN',
  'OCT',
  'DEC',
  'monday',
  'Febr',
  'FR',
  'LFRI',
  'L5',
  'friday#2',
  '2#FRI',
];
const marks = [
  'W15',
  '15W',
  'WL',
  'LW',
  'L',
  'L-3',
  'FRI#6',
  '?',
  '*',
  'H',
  'H/15',
  'H(0-29)',
  '~',
  '0~30',
  '5~',
  '1~15',
];
const element = fc.oneof(
  wholeNumber,
  fc.tuple(wholeNumber, wholeNumber).map(([from, to]) => `${from}-${to}`),
  fc.tuple(wholeNumber, wholeNumber, wholeNumber).map(([from, to, step]) => `${from}-${to}/${step}`),
  fc.tuple(wholeNumber, wholeNumber).map(([from, step]) => `${from}/${step}`),
  wholeNumber.map((step) => `*/${step}`),
  fc.constantFrom(...names, ...marks),
  fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map(([from, to]) => `${from}-${to}`),
);
const field = fc.array(element, { minLength: 1, maxLength: 3 }).map((all) => all.join(','));
const wrongCron = fc.oneof(
  fc.tuple(field, field, field, field, field).map((all) => all.join(' ')),
  fc
    .tuple(fc.constantFrom(0, 1, 2, 3, 4), element)
    .map(([at, text]) => ['0', '0', '*', '*', '*'].map((each, index) => (index === at ? text : each)).join(' ')),
  fc.array(element, { minLength: 1, maxLength: 8 }).map((all) => all.join(' ')),
  fc.constantFrom(
    '@dialy',
    '@Anually',
    '@every 1h30m',
    '@every 90s',
    '@every 5 min',
    'daily',
    '1 day',
    'TZ=UTC 0 9 * * *',
  ),
);

describe('advice that is followed is accepted', () => {
  test.each<readonly [string, Reader<unknown>, fc.Arbitrary<string>]>([
    ['of an expression', parseCron, wrongCron],
    ['of a period', parseEvery, fc.oneof(misspelt(['5 min', '1 day', '2 weeks', '1 month and 3 days']), periodText())],
    ['of a duration', parseDuration, fc.oneof(misspelt(['5 min', '1 day', '10 sec', '500 ms']), periodText())],
    ['of a zone', parseTimeZone, fc.oneof(misspelt(knownTimeZones()), zoneText())],
    ['of a time stamp', readTimestamp, fc.oneof(misspelt(['2026-03-01T13:00:00', '2026-03-01']), stampText())],
  ])('%s', (_, read, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        followed(text, read);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('advice that is followed means what was meant', () => {
  const bounds = { minute: [0, 59], hour: [0, 23], dayOfMonth: [1, 31], month: [1, 12], dayOfWeek: [0, 6] } as const;
  const kinds = Object.keys(bounds) as (keyof typeof bounds)[];

  test('a range that wraps around has the values on its way, with its steps', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.nat(59),
        fc.nat(59),
        fc.integer({ min: 1, max: 70 }),
        (kind, a, b, step) => {
          const [min, max] = bounds[kind];
          const size = max - min + 1;
          const from = min + (a % size);
          const to = min + (b % size);
          // As its last day Sunday ends a week.
          if (from <= to || (kind === 'dayOfWeek' && to === 0)) return;
          const wanted = [];
          for (let value = from; value <= to + size; value += step) wanted.push(value > max ? value - size : value);
          const expression = read(kind, `${String(from)}-${String(to)}/${String(step)}`);
          expect(valuesOf(expression, kind)).toEqual(ascending(wanted));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('steps from a value go on to the end of the field', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.nat(59), fc.integer({ min: 1, max: 70 }), (kind, a, step) => {
        const [min, max] = bounds[kind];
        const from = min + (a % (max - min + 1));
        const wanted = [];
        const last = kind === 'dayOfWeek' ? 7 : max;
        for (let value = from; value <= last; value += step) wanted.push(kind === 'dayOfWeek' ? value % 7 : value);
        expect(valuesOf(read(kind, `${String(from)}/${String(step)}`), kind)).toEqual(ascending(wanted));
      }),
      { numRuns: 2_000 },
    );
  });

  test('a number beyond the field is the nearest one, or begins it anew', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.nat(200), (kind, value) => {
        const [min] = bounds[kind];
        const max = kind === 'dayOfWeek' ? 7 : bounds[kind][1];
        const isAnew = value === max + 1 && min === 0 && kind !== 'dayOfWeek';
        const wanted = isAnew ? min : Math.min(Math.max(value, min), max);
        expect(valuesOf(read(kind, String(value)), kind)).toEqual([kind === 'dayOfWeek' ? wanted % 7 : wanted]);
      }),
    );
  });

  test.each([
    ['0 9 * * LFRI', '0 9 * * FRIL'],
    ['0 9 * * LFRIDAY', '0 9 * * FRIL'],
    ['0 9 * * L5', '0 9 * * 5L'],
    ['0 9 * * 2#FRI', '0 9 * * FRI#2'],
    ['0 9 W15 * *', '0 9 15W * *'],
    ['0 9 WL * *', '0 9 LW * *'],
    ['0 9 ? * monday', '0 9 * * MON'],
    ['0 0 12 ? * MON-FRI *', '0 0 12 * * MON-FRI'],
    ['CRON_TZ=UTC 0 9 * * *', '0 9 * * *'],
    ['daily', '@daily'],
    ['0 9', '0 9 * * *'],
    ['H/15 H(9-12) * * *', '*/15 9 * * *'],
    ['*,5 * * * *', '* * * * *'],
  ])('the expression %s is %s', (wrong, right) => {
    expect(followed(wrong, parseCron)).toBe(right);
  });

  test.each([
    ['1 day', 'every', '1 day'],
    ['every 5 minutes', 'every', 'every 5 minutes'],
    ['@every 1h30m', 'every', '1 hour 30 min'],
    ['@every 90s', 'every', '1 min 30 sec'],
    ['@every 1.5h', 'every', '1 hour 30 min'],
    ['@every 5 minutes', 'every', '5 minutes'],
  ])('"cron": "%s" belongs into "%s"', (text, name, meant) => {
    const result = parseCron(text);
    expect(!result.ok && result.error.suggestion).toEqual({ text: meant, field: name });
  });

  test('"every" offers "cron" for an expression, and itself for a period of Go', () => {
    expect(parseEvery('0 9 * * MON')).toMatchObject({ error: { suggestion: { text: '0 9 * * MON', field: 'cron' } } });
    expect(parseEvery('@every 5m')).toMatchObject({ error: { suggestion: { text: '5 min', field: 'every' } } });
  });

  test('values at random become the first one and a delay', () => {
    expect(parseCron('5~35 * * * *')).toMatchObject({
      error: { suggestion: { text: '5', beside: { randomDelay: '31 min' } } },
    });
    expect(parseDuration('31 min')).toEqual({ ok: true, value: 31 * 60_000 });
    expect(parseCron('CRON_TZ=Asia/Tokyo 0 9 * * *')).toMatchObject({
      error: { suggestion: { beside: { timezone: 'Asia/Tokyo' } } },
    });
  });

  test.each([
    ['1.5 hours', '1 hour 30 min'],
    ['0,5 days', '12 hours'],
    ['1.5 years', '18 months'],
    ['2.5 weeks', '420 hours'],
    ['3 fortnights', '6 weeks'],
    ['fortnight', '2 weeks'],
    ['2 quarters', '6 months'],
    ['500 ms', '1 sec'],
    ['2000 ms', '2 sec'],
    ['everyday', 'every day'],
    ['2 hrs', '2 hour'],
    ['1 yr', '1 year'],
    ['1 day hour', '1 day 1 hour'],
  ])('the period %s is %s', (wrong, right) => {
    expect(followed(wrong, parseEvery)).toBe(right);
  });

  test.each([
    ['2 weeks', 14 * 86_400_000],
    ['0.1 w', 60_480_000],
    ['3 hrs', 3 * 3_600_000],
    ['5 secc', 5_000],
  ])('the duration %s is as long', (wrong, ms) => {
    const right = followed(wrong, parseDuration) ?? '';
    expect(parseDuration(right)).toEqual({ ok: true, value: ms });
  });

  test('a date in another order or with other marks is the same date', () => {
    const dates = fc.date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(dates, fc.constantFrom('d.m.y', 'y/m/d', 'y.m.d', 'y-m-d'), (date, form) => {
        const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
        const text = form.replace('y', String(y)).replace('m', String(m)).replace('d', String(d));
        const right = followed(text, readTimestamp) ?? '';
        expect(readTimestamp(right)).toEqual({ ok: true, value: { kind: 'wall', wall: Date.UTC(y, m - 1, d) } });
      }),
    );
  });

  test('an offset is the zone that has it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -12, max: 14 }), fc.constantFrom('', 'UTC', 'GMT'), (hours, prefix) => {
        const text = `${prefix}${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
        const zone = followed(text, parseTimeZone) ?? '';
        const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).format(0);
        expect(offset).toContain(hours === 0 ? '+00:00' : text.slice(prefix.length));
      }),
    );
  });

  test('a misspelt zone is one that differs by a letter', () => {
    fc.assert(
      fc.property(misspelt(knownTimeZones()), (text) => {
        const right = followed(text, parseTimeZone);
        if (right !== undefined) expect(zoneKind(right)).not.toBe('unknown');
      }),
    );
    expect(followed('Europe/Berln', parseTimeZone)).toBe('Europe/Berlin');
    expect(followed('new york', parseTimeZone)).toBe('America/New_York');
  });

  test.each(['local', 'Local', 'localtime', 'system', 'here'])('"%s" is the zone of this machine', (text) => {
    expect(followed(text, parseTimeZone)).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  test.each(['vocal', 'Mars', 'moon', 'x'])('"%s" offers no place that is merely not far from it', (text) => {
    expect(followed(text, parseTimeZone)).toBeUndefined();
  });

  /** The expression that is left when one field is mended. */
  function read(kind: keyof typeof bounds, text: string): CronExpression {
    const all = { minute: '0', hour: '0', dayOfMonth: '*', month: '*', dayOfWeek: '*', [kind]: text };
    const right = followed(Object.values(all).join(' '), parseCron) ?? '';
    const result = parseCron(right);
    if (!result.ok) throw new Error(`${text} has no advice`);
    return result.value;
  }

  function valuesOf(expression: CronExpression, kind: keyof typeof bounds): readonly number[] {
    const values = cronValues(expression[kind], cronFieldKinds[kind]);
    return ascending(kind === 'dayOfWeek' ? values.map((value) => value % 7) : values);
  }
});

describe('a remark that is followed', () => {
  test('is none any more, and changes nothing but what it names', () => {
    const rightCron = wrongCron.filter((text) => parseCron(text).ok);
    const both = fc.tuple(
      fc.constantFrom('*/2', '*/31', '*/5,7', '1', '1-31'),
      fc.constantFrom('MON', '*/2', '*/7', '0-6'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          rightCron,
          both.map(([day, weekday]) => `0 9 ${day} * ${weekday}`),
        ),
        (text) => {
          for (const remark of cronRemarks(text)) {
            expectAdviceToBeData(text, remark);
            const next = followSuggestion(text, remark) ?? '';
            expect(parseCron(next), `${text} -> ${next}`).toMatchObject({ ok: true });
            const again = cronRemarks(next).map(({ message }) => word(message));
            expect(again).not.toContain(word(remark.message));
          }
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['0 */24 * * *', '0 0 * * *'],
    ['0 9 */31 * *', '0 9 1 * *'],
    ['0 9 * * */7', '0 9 * * 0'],
    ['0 9 * * 7/2', '0 9 * * 7'],
    ['59/5 * * * *', '59 * * * *'],
    ['0 9 */2 * MON', '0 9 1-31/2 * MON'],
    ['0 9 1 * */2', '0 9 1 * 0-6/2'],
    ['0 9 */2 * */2', '0 9 1-31/2 * 0-6/2'],
    ['0 9 */31 * MON', '0 9 1 * MON'],
    ['0 9 1-31 * MON', '0 9 * * MON'],
  ])('%s is %s', (text, right) => {
    const [remark] = cronRemarks(text);
    expect(remark && followSuggestion(text, remark)).toBe(right);
  });

  test.each(['0 9 * * *', '*/5 * * * *', '0 9 1 * MON', '*/7 * * * *', '0 9 */2 * *', '5-5/2 * * * *x'])(
    'there is none of %s',
    (text) => {
      expect(cronRemarks(text)).toEqual([]);
    },
  );

  test('is a warning at its place in the task file, and no error', () => {
    const text = '{ "tasks": { "a": { "script": "a.sh", "cron": "0 9 */2 * MON" } } }';
    const { diagnostics, file } = parseTaskFile(text);
    expect(
      diagnostics.map(({ code, length, offset, severity }) => [severity, code, text.slice(offset, offset + length)]),
    ).toEqual([['warning', 'surprising-value', '*/2']]);
    expect(file?.tasks[0]?.schedule).toBeDefined();
  });
});

test('numbers are told to have a unit only where that is accepted', () => {
  const said = (value: number): string => {
    const text = JSON.stringify({ tasks: { a: { script: 'a.sh', every: value } } });
    return parseTaskFile(text)
      .diagnostics.map(({ message }) => word(message))
      .join(' ');
  };
  expect(said(5)).toContain('Write it with a unit: "5 sec".');
  for (const value of [0, -5, 1.5, 1e21]) expect(said(value)).not.toContain('with a unit');
});

/** Texts that differ from right ones by a letter that is missing, is there twice, or is another one. */
function misspelt(right: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...right),
      fc.nat(40),
      fc.constantFrom('missing' as const, 'twice' as const, 'other' as const),
      fc.constantFrom('a', 'e', 'i', 'o', 'r', 's', 't'),
    )
    .map(([text, at, how, letter]) => {
      const index = at % text.length;
      const own = text[index] ?? '';
      const put = { missing: '', twice: own + own, other: letter }[how];
      return text.slice(0, index) + put + text.slice(index + 1);
    });
}

function periodText(): fc.Arbitrary<string> {
  const units = [
    'm',
    'hr',
    'hrs',
    'wk',
    'yr',
    'mo',
    'fortnights',
    'quarter',
    'ms',
    'days',
    'dya',
    'daily',
    'weeks',
    '',
  ];
  const amount = fc.constantFrom('', '0', '1', '2.5', '1,5', '-1', '3000', '0.1', '1.000');
  const part = fc.tuple(amount, fc.constantFrom(...units)).map((all) => all.join(' ').trim());
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((all) => all.join(' '));
}

function zoneText(): fc.Arbitrary<string> {
  return fc.constantFrom(
    'local',
    'EDT',
    'PST',
    'MESZ',
    'Z',
    'Berlin',
    'new york',
    '+01:00',
    'UTC-3',
    'GMT+5',
    ' UTC',
    '+99:00',
  );
}

function stampText(): fc.Arbitrary<string> {
  return fc.constantFrom(
    '27.2.2021',
    '2021-2-7',
    '2021/02/27 9:00',
    '20210227',
    '2021-02-27 9:00',
    '2021-02-27T13:60',
    'soon',
  );
}

function ascending(values: readonly number[]): readonly number[] {
  return [...new Set(values)].toSorted((one, other) => one - other);
}
