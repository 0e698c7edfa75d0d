import { describe, expect, test } from 'vitest';
import type { Schedule } from '../../../../src/model/schedule/schedule.ts';
import { parseTaskFile } from '../../../../src/model/taskFile/taskFile.ts';
import { word } from '../../../../src/model/words/clause.ts';
import { systemTimeZone } from '../../../../src/model/time/timeZone.ts';

const options = { defaultTimeZone: 'Asia/Tokyo' };

/** The schedule of a task with these fields, which has no errors. */
function schedule(fields: string, fileFields = ''): Schedule | undefined {
  const { diagnostics, file } = parseTaskFile(
    `{ ${fileFields} "tasks": { "t": { "script": "a", ${fields} } } }`,
    options,
  );
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return file?.tasks[0]?.schedule;
}

/** What is said of a task with these fields that cannot run, and the text it is said at. */
function complaints(fields: string): readonly (readonly string[])[] {
  const text = `{ "tasks": { "t": { "script": "a", ${fields} }, "other": { "script": "b" } } }`;
  const { diagnostics, file } = parseTaskFile(text, options);
  expect(file?.tasks.map(({ name }) => name)).toEqual(['other']);
  return diagnostics.map(({ severity, code, task, message, offset, length }) => {
    expect([severity, task]).toEqual(['error', 't']);
    return [code, text.slice(offset, offset + length), word(message)];
  });
}

describe('a schedule', () => {
  test('has a period, and without a start counts from when it is armed', () => {
    expect(schedule('"every": "1 day and 2 hours"')).toEqual({
      rules: [
        {
          kind: 'period',
          every: '1 day and 2 hours',
          period: { elapsedMs: 7_200_000, days: 1, months: 0 },
          timeZone: 'Asia/Tokyo',
        },
      ],
      timeZone: 'Asia/Tokyo',
    });
    expect(schedule('"cwd": "."')).toBeUndefined();
  });

  test('is a cron expression just as well', () => {
    const found = schedule(
      '"cron": " 0 9 * * MON-FRI ", "end": "2026-12-31", "randomDelay": "5 min", "timezone": "UTC"',
    );
    expect(found?.rules).toMatchObject([
      {
        kind: 'cron',
        expression: { text: '0 9 * * MON-FRI' },
        end: Date.UTC(2026, 11, 31),
        randomDelayMs: 300_000,
        timeZone: 'UTC',
      },
    ]);
  });

  test('has several rules, each with limits and a zone of its own, else that of the task', () => {
    const fields =
      '"schedules": [{ "every": "1 day" }, { "cron": "@daily", "timezone": "UTC" }], "timezone": "Europe/Berlin"';
    expect(schedule(fields)).toMatchObject({
      timeZone: 'Europe/Berlin',
      rules: [
        { kind: 'period', every: '1 day', timeZone: 'Europe/Berlin' },
        { kind: 'cron', expression: { text: '@daily' }, timeZone: 'UTC' },
      ],
    });
  });

  test('starts at a wall time of its zone, or at an instant', () => {
    const inNewYork = '"every": "1 day", "timezone": "America/New_York"';
    expect(schedule(`${inNewYork}, "start": "2021-02-27T13:00:00"`)?.rules).toEqual([
      {
        kind: 'period',
        every: '1 day',
        period: { elapsedMs: 0, days: 1, months: 0 },
        start: Date.UTC(2021, 1, 27, 18),
        timeZone: 'America/New_York',
      },
    ]);
    expect(schedule(`${inNewYork}, "start": "2021-02-27T13:00:00Z"`)?.rules[0].start).toBe(Date.UTC(2021, 1, 27, 13));
  });

  test('remembers a start that the clocks of its zone skip', () => {
    expect(
      schedule('"every": "1 day", "timezone": "Europe/Berlin", "start": "2026-03-29T02:30:00"')?.rules[0],
    ).toMatchObject({
      start: Date.UTC(2026, 2, 29, 1),
      startWall: Date.UTC(2026, 2, 29, 2, 30),
    });
  });

  test('goes by the zone of its task, else of its file, else of whoever reads it, else of the machine', () => {
    const file = '"timezone": "Europe/Berlin",';
    expect(schedule('"every": "1 day", "timezone": "UTC"', file)?.timeZone).toBe('UTC');
    expect(schedule('"every": "1 day"', file)?.timeZone).toBe('Europe/Berlin');
    expect(schedule('"every": "1 day", "start": "2026-01-01"', file)?.rules[0].start).toBe(Date.UTC(2025, 11, 31, 23));
    expect(schedule('"every": "1 day"')?.timeZone).toBe('Asia/Tokyo');
    const text = '{ "tasks": { "t": { "script": "a", "every": "1 day" } } }';
    expect(parseTaskFile(text).file?.tasks[0]?.schedule?.timeZone).toBe(systemTimeZone());
    expect(parseTaskFile(`{ ${file} "tasks": {} }`).file?.timeZone).toBe('Europe/Berlin');
    expect(parseTaskFile('{ "tasks": {} }').file).not.toHaveProperty('timeZone');
  });

  test('is never restarted, whether the task says so or not', () => {
    const restartOf = (fields: string): string | undefined =>
      parseTaskFile(`{ "tasks": { "t": { "script": "a" ${fields} } } }`).file?.tasks[0]?.restart;
    expect(restartOf(', "every": "1 day"')).toBe('never');
    expect(restartOf(', "every": "1 day", "restart": "never"')).toBe('never');
    expect(restartOf('')).toBe('on-failure');
  });
});

describe('a wrong schedule costs its task alone', () => {
  const needs = (field: string, what: string): string =>
    `"${field}" says ${what}, but this task has none. Add "every", as in "every": "1 day", or remove "${field}".`;
  const noRestart =
    'A task with "every" runs again on its schedule, so "restart" does not apply. Remove "restart"; to retry failed runs, use "retries".';

  test.each([
    [
      '"every": "5 m"',
      ['invalid-value', 'm', '"m" is not a unit of a period. Write "min" for minutes or "month" for months.'],
    ],
    [
      '"every": "0 min"',
      ['invalid-value', '0', 'A period cannot have the number 0. Write a whole number of 1 or more, as in "1 min".'],
    ],
    [
      '"every": "2 fortnights"',
      [
        'invalid-value',
        'fortnights',
        '"fortnights" is not a unit of a period. A fortnight is 2 weeks. Write "4 weeks".',
      ],
    ],
    [
      '"every": ""',
      [
        'invalid-value',
        '""',
        'A period is missing here. Write a number and a unit, such as "5 min", "1 day" or "2 weeks".',
      ],
    ],
    [
      '"every": 300',
      [
        'wrong-type',
        '300',
        '"every" must be a string with a period, such as "1 day", not a number. Write it with a unit: "300 sec".',
      ],
    ],
    [
      '"every": "1 day", "start": "next Monday"',
      [
        'invalid-value',
        'next Monday',
        '"next Monday" is not a time stamp. Write date and time such as "2021-02-27T13:00:00", or a date such as "2021-02-27".',
      ],
    ],
    ['"every": "1 day", "start": "2021-02-29"', ['invalid-value', '29', 'That month has no day 29. Write 01 to 28.']],
    [
      '"every": "1 day", "start": 5',
      ['wrong-type', '5', '"start" must be a string with date and time, such as "2021-02-27T13:00:00", not a number.'],
    ],
    [
      '"every": "1 day", "timezone": "Berlin"',
      ['invalid-value', '"Berlin"', '"Berlin" is not a time zone. Did you mean "Europe/Berlin"?'],
    ],
    [
      '"every": "1 day", "timezone": null',
      [
        'wrong-type',
        'null',
        '"timezone" must be a string with the name of a time zone, such as "Europe/Berlin", not null.',
      ],
    ],
    ['"cron": "60 * * * *"', ['invalid-value', '60', '"60" is not a minute: the range is 0 to 59. Write "0".']],
    [
      '"cron": "0 0 31 2 *"',
      [
        'invalid-value',
        '0 0 31 2 *',
        'None of these months has a day 31, so this is never due. Write at most 29, or "L" for the last day of the month.',
      ],
    ],
    [
      '"every": "*/5 * * * *"',
      [
        'invalid-value',
        '*/5 * * * *',
        'This is a cron expression, but "every" takes a period such as "1 day". Write it as "cron".',
      ],
    ],
    [
      '"every": "1 day", "cron": "@daily"',
      [
        'contradiction',
        '"cron"',
        'A schedule has either "every" or "cron", not both. Remove one of the two, or put both into "schedules".',
      ],
    ],
    [
      '"cron": "@daily", "start": "2026-01-02T01:00", "end": "2026-01-02T09:00"',
      [
        'contradiction',
        '"2026-01-02T09:00"',
        'The schedule ends before it is due for the first time. Write a later "end".',
      ],
    ],
    ['"cron": "@daily", "restart": "always"', ['contradiction', '"always"', noRestart.replace('"every"', '"cron"')]],
    [
      '"cron": "@daily", "randomDelay": "2 days"',
      ['invalid-value', '"2 days"', '"randomDelay" is longer than a day. Write at most "1 day".'],
    ],
    [
      '"cron": "@daily", "catchUp": "newest"',
      ['invalid-value', '"newest"', '"catchUp" must be "latest", "skip" or "all", not "newest".'],
    ],
    [
      '"catchUp": "all"',
      [
        'contradiction',
        '"catchUp"',
        '"catchUp" says what happens to runs that a schedule has missed, but this task has none. Add "every", as in "every": "1 day", or remove "catchUp".',
      ],
    ],
    [
      '"schedules": []',
      [
        'invalid-value',
        '[]',
        '"schedules" must be an array of at least one object such as { "every": "1 day" }, not an empty array.',
      ],
    ],
    [
      '"schedules": [5]',
      ['wrong-type', '5', 'Each element of "schedules" must be an object such as { "every": "1 day" }, not a number.'],
    ],
    [
      '"schedules": [{ "every": 5 }]',
      [
        'wrong-type',
        '5',
        '"every" must be a string with a period, such as "1 day", not a number. Write it with a unit: "5 sec".',
      ],
    ],
    [
      '"schedules": [{ "every": "1 day", "evry": "x" }]',
      ['unknown-field', '"evry"', 'Unknown field "evry". Did you mean "every"?'],
    ],
    [
      '"schedules": [{ "timezone": "UTC" }]',
      [
        'contradiction',
        '{ "timezone": "UTC" }',
        'A schedule needs "every" or "cron", as in { "every": "1 day" }. Add one of the two.',
      ],
    ],
    [
      '"schedules": [{ "every": "1 day", "every": "2 days" }]',
      ['duplicate-key', '"every"', '"every" appears twice here. Remove one of the two.'],
    ],
    [
      '"schedules": [{ "every": "1 day" }], "start": "2026-01-01"',
      [
        'contradiction',
        '"start"',
        '"start" cannot be used next to "schedules". Move it into an element of "schedules", or remove "schedules".',
      ],
    ],
    ['"end": "2021-02-27"', ['contradiction', '"end"', needs('end', 'when a schedule ends')]],
    ['"start": "2021-02-27"', ['contradiction', '"start"', needs('start', 'when a schedule begins')]],
    ['"timezone": "UTC"', ['contradiction', '"timezone"', needs('timezone', 'which clocks a schedule follows')]],
    ['"every": "1 day", "restart": "always"', ['contradiction', '"always"', noRestart]],
    ['"restart": "on-failure", "every": "1 day"', ['contradiction', '"on-failure"', noRestart]],
  ])('%s', (fields, problem) => {
    expect(complaints(fields)).toEqual([problem]);
  });

  test('is told everything at once', () => {
    const fields = '"restart": "always", "every": "5 m", "start": "soon", "timezone": "PST"';
    expect(complaints(fields).map(([code, marked]) => [code, marked])).toEqual([
      ['contradiction', '"always"'],
      ['invalid-value', 'm'],
      ['invalid-value', 'soon'],
      ['invalid-value', '"PST"'],
    ]);
  });

  test('a value that is wrong does not count as absent', () => {
    expect(complaints('"every": "x", "start": "2021-02-27"').map(([code]) => code)).toEqual(['invalid-value']);
  });
});

describe('the zone of the file', () => {
  test('has to be one, since every schedule depends on it', () => {
    const text = '{ "timezone": "Europe/Berlni", "tasks": { "t": { "script": "a" } } }';
    const { diagnostics, file } = parseTaskFile(text);
    expect(file).toBeUndefined();
    expect(diagnostics).toEqual([
      expect.objectContaining({
        severity: 'error',
        message: '"Europe/Berlni" is not a time zone. Did you mean "Europe/Berlin"?',
        line: 1,
        column: 15,
      }),
    ]);
  });
});

test('an old name of a zone works, with a warning at its place', () => {
  const text =
    '{ "timezone": "EST", "tasks": { "t": { "script": "a", "every": "1 day", "start": "2026-07-01T13:00", "timezone": "CET" } } }';
  const { diagnostics, file } = parseTaskFile(text);
  expect(file).toMatchObject({ timeZone: 'EST', tasks: [{ schedule: { timeZone: 'CET' } }] });
  expect(diagnostics.map(({ severity, code, task, column }) => ({ severity, code, task, column }))).toEqual([
    { severity: 'warning', code: 'legacy-value', task: undefined, column: 15 },
    { severity: 'warning', code: 'legacy-value', task: 't', column: text.indexOf('"CET"') + 1 },
  ]);
  expect(schedule('"every": "1 day", "start": "2026-07-01T13:00", "timezone": "EST"')?.rules[0].start).toBe(
    Date.UTC(2026, 6, 1, 18),
  );
});
