import { describe, expect, test } from 'vitest';
import {
  completeValue,
  type ValueCompletion,
  type ValueSuggestion,
} from '../../../../src/model/taskFile/completion.ts';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';

const now = Date.UTC(2026, 2, 28, 12);

/** What is offered where "|" is in a text. */
function complete(marked: string): ValueCompletion | undefined {
  return completeValue(marked.replace('|', ''), marked.indexOf('|'), 'Europe/Berlin', now);
}

function inTask(fields: string): string {
  return `{ "tasks": { "a": { "script": "a.sh", ${fields} } } }`;
}

function values(marked: string): readonly string[] | undefined {
  return complete(marked)?.suggestions.map(({ value }) => value);
}

function first(marked: string): ValueSuggestion | undefined {
  return complete(marked)?.suggestions[0];
}

/** The text once a value was taken. */
function take(marked: string, wanted: string): string {
  const text = marked.replace('|', '');
  const completion = complete(marked);
  if (completion?.suggestions.every(({ value }) => value !== wanted)) throw new Error(`"${wanted}" is not offered.`);
  const { after = '', before = '', range = { offset: 0, length: 0 } } = completion ?? {};
  return `${text.slice(0, range.offset)}${before}${wanted}${after}${text.slice(range.offset + range.length)}`;
}

describe('what is typed', () => {
  test('comes first where it can be read, with its words and its next five runs', () => {
    expect(first(inTask('"cron": "30 2 * * *|"'))).toMatchObject({
      value: '30 2 * * *',
      words: 'At 02:30, every day',
      schedule: {
        words: 'At 02:30, every day',
        next: [
          'Sun 29 Mar 2026 03:00:00 CEST',
          'Mon 30 Mar 2026 02:30:00 CEST',
          'Tue 31 Mar 2026 02:30:00 CEST',
          'Wed 1 Apr 2026 02:30:00 CEST',
          'Thu 2 Apr 2026 02:30:00 CEST',
        ],
      },
    });
    expect(first(inTask('"every": "1 hour and 30 min|"'))).toMatchObject({
      words: 'Every 90 minutes',
      schedule: { condition: 'if it were started now', next: { length: 5 } },
    });
  });

  test('is not offered where it cannot be read', () => {
    expect(values(inTask('"every": "2 da|"'))).toEqual(['2 days', '5 min', '1 hour', '1 day', '1 week', '1 month']);
    expect(values(inTask('"cron": "0 25|"'))?.[0]).toBe('0 9 * * MON-FRI');
  });

  test('counts with what stands beside it', () => {
    const beside = '"every": "1 day|", "start": "2026-01-01T09:00", "timezone": "Asia/Tokyo"';
    expect(first(inTask(beside))?.schedule).toMatchObject({
      words: 'Every day, from Thu 1 Jan 2026 09:00:00 GMT+9',
      next: expect.arrayContaining(['Sun 29 Mar 2026 09:00:00 GMT+9']) as unknown,
    });
    const second = '"schedules": [{ "cron": "@daily" }, { "cron": "0 12 * * SAT|", "timezone": "UTC" }]';
    expect(first(inTask(second))).toMatchObject({
      schedule: { next: expect.arrayContaining(['Sat 4 Apr 2026 12:00:00 UTC']) as unknown },
    });
  });

  test('is told by the zone of the file even where the file around it has errors', () => {
    const text = '{ "timezone": "UTC", "tasks": { "a": { "script": "a.sh" "cron": "0 9 * * *|" } } }';
    expect(first(text)?.schedule?.next[0]).toBe('Sun 29 Mar 2026 09:00:00 UTC');
  });
});

describe('what may be meant', () => {
  test('is the period that a number and a few letters begin', () => {
    expect(values(inTask('"every": "9|"'))?.slice(0, 7)).toEqual([
      ...['9 min', '9 hours', '9 days', '9 weeks', '9 months', '9 years', '9 sec'],
    ]);
    expect(values(inTask('"every": "1 week and 3 ho|"'))?.[0]).toBe('1 week and 3 hours');
    expect(values(inTask('"every": "1 m|"'))?.slice(0, 2)).toEqual(['1 min', '1 month']);
  });

  test('is the cron expression that a few fields begin', () => {
    expect(values(inTask('"cron": "0 9 * * |"'))?.slice(0, 4)).toEqual([
      ...['0 9 * * *', '0 9 * * MON-FRI', '0 9 * * MON', '0 9 * * SAT,SUN'],
    ]);
    expect(values(inTask('"cron": "30 7|"'))).toEqual(expect.arrayContaining(['30 7 * * *', '30 7 * * MON-FRI']));
    expect(values(inTask('"cron": "0 9 * * M|"'))).toEqual(expect.arrayContaining(['0 9 * * MON-FRI', '0 9 * * MON']));
  });

  test('is offered once, each with its next runs, and can be read by the task file', () => {
    for (const field of ['every', 'cron', 'start']) {
      for (const typed of ['', '1', '5 min', '0 9 * *', '0 9 * * MON-FRI']) {
        const marked = inTask(`"${field}": "${typed}|"${field === 'start' ? ', "every": "1 day"' : ''}`);
        const { suggestions } = complete(marked) ?? { suggestions: [] };
        expect(suggestions.length).toBeGreaterThan(0);
        expect(new Set(suggestions.map(({ value }) => value)).size).toBe(suggestions.length);
        for (const { schedule, value, words } of suggestions) {
          expect(words).not.toBe('');
          expect(schedule?.next).toHaveLength(5);
          expect(parseTaskFile(take(marked, value)).diagnostics).toEqual([]);
        }
      }
    }
  });

  test('is a start that comes soon, on the clocks of the zone that counts', () => {
    const marked = inTask('"every": "1 day", "start": |, "timezone": "Asia/Tokyo"');
    expect(first(marked)).toMatchObject({
      value: '2026-03-28T21:05:00',
      words: 'Sat 28 Mar 2026 21:05:00 GMT+9',
      schedule: {
        words: 'Every day, from Sat 28 Mar 2026 21:05:00 GMT+9',
        next: expect.arrayContaining(['Sun 29 Mar 2026 21:05:00 GMT+9']) as unknown,
      },
    });
    expect(values(marked)).toContain('2026-03-29T09:00:00');
  });

  test('is every zone with its present offset, the one that counts first', () => {
    const { suggestions = [] } = complete('{ "timezone": "|", "tasks": {} }') ?? {};
    expect(suggestions[0]).toEqual({ value: 'Europe/Berlin', words: 'UTC+01:00' });
    expect(suggestions).toContainEqual({ value: 'America/New_York', words: 'UTC-04:00' });
    expect(suggestions).toContainEqual({ value: 'UTC', words: 'UTC+00:00' });
    expect(new Set(suggestions.map(({ value }) => value)).size).toBe(suggestions.length);
    expect(values(inTask('"every": "1 day", "timezone": "Asia/Tokyo|"'))?.[0]).toBe('Asia/Tokyo');
    const inTokyo = complete(inTask('"cron": "0 9 * * *", "timezone": "|"'))?.suggestions;
    expect(inTokyo?.find(({ value }) => value === 'Asia/Tokyo')?.schedule).toMatchObject({
      words: 'At 09:00, every day',
      next: ['Sun 29', 'Mon 30', 'Tue 31']
        .map((day) => `${day} Mar 2026 09:00:00 GMT+9`)
        .concat(['Wed 1 Apr 2026 09:00:00 GMT+9', 'Thu 2 Apr 2026 09:00:00 GMT+9']),
    });
    expect(values(inTask('"schedules": [{ "every": "1 day", "timezone": "|" }]'))?.[0]).toBe('Europe/Berlin');
  });
});

describe('what is put in its place', () => {
  test('stands between the quotes that are there', () => {
    expect(take(inTask('"every": "2 da|"'), '2 days')).toBe(inTask('"every": "2 days"'));
    expect(take(inTask('"every": "|"'), '1 day')).toBe(inTask('"every": "1 day"'));
    expect(take(inTask('"every": "1 |min"'), '1 week')).toBe(inTask('"every": "1 week"'));
  });

  test('brings the quotes that are missing', () => {
    expect(take(inTask('"every": |'), '1 day')).toBe(inTask('"every": "1 day"'));
    expect(take(inTask('"every": |, "args": []'), '1 day')).toBe(inTask('"every": "1 day", "args": []'));
    expect(take('{ "tasks": { "a": {\n"every": "2 da|\n}', '2 days')).toBe('{ "tasks": { "a": {\n"every": "2 days"\n}');
    expect(take(inTask('"every": "2 da|'), '2 days')).toBe(inTask('"every": "2 days"'));
  });

  test('is the same beside comments, with line breaks of Windows and behind a byte order mark', () => {
    const lines = [
      '{',
      '  // daily: "every": "x"',
      '  "tasks": { "a": { /* why */ "every": /* how */ "2 da|" } }',
      '}',
    ];
    for (const marked of [lines.join('\n'), lines.join('\r\n'), `\uFEFF${lines.join('\r\n')}`]) {
      expect(take(marked, '2 days')).toBe(marked.replace('2 da|', '2 days'));
    }
  });
});

test('nothing is offered anywhere else', () => {
  const elsewhere = [
    '|',
    '{|}',
    '{ "every": "|" }',
    '{ "tasks": { "timezone": "|" } }',
    '{ "tasks": { "every": { "script": "|" } } }',
    inTask('"every|": "1 day"'),
    inTask('"every": "1 day"|'),
    inTask('"every": | "1 day"'),
    inTask('"every": ["|"]'),
    inTask('"every": 5|'),
    inTask('"env": { "cron": "|" }'),
    inTask('"schedules": ["|"]'),
    inTask('// "every": "|"\n'),
  ];
  const deep = '['.repeat(100_000);
  expect(complete(inTask(`"args": ${deep}, "every": "|"`))).toBeUndefined();
  for (const marked of elsewhere) expect([marked, complete(marked)]).toEqual([marked, undefined]);
});
