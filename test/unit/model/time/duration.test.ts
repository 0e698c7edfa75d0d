import { expect, test } from 'vitest';
import { word } from '../../../../src/model/words/clause.ts';
import { parseDuration } from '../../../../src/model/time/duration.ts';

test.each([
  ['10 sec', 10_000],
  ['500 ms', 500],
  ['0 ms', 0],
  ['1.5 min', 90_000],
  ['2h', 7_200_000],
  ['1 Day', 86_400_000],
  ['3 secs', 3_000],
  ['2 minutes', 120_000],
  ['1 second', 1_000],
  ['  1 min 30 sec ', 90_000],
  ['1 hour, 5 min and 2 s', 3_902_000],
])('reads %j', (text, ms) => {
  expect(parseDuration(text)).toEqual({ ok: true, value: ms });
});

test.each([
  ['', 0, 0, 'A duration is missing'],
  ['soon', 0, 4, '"soon" is not a duration'],
  ['-5 sec', 0, 6, '"-5 sec" is not a duration'],
  [', 5 sec', 0, 7, '", 5 sec" is not a duration'],
  ['10', 0, 2, 'The unit is missing after 10. Write ms, sec, min, hour or day, as in "10 sec".'],
  ['5 m', 2, 1, 'Write "min" for minutes or "ms"'],
  ['5 parsec', 2, 6, '"parsec" is not a unit of time. Write ms, sec, min, hour or day.'],
  ['5 secc', 2, 4, '"secc" is not a unit of time. Did you mean "sec"?'],
  ['1 min 3 hrs', 8, 3, '"hrs" is not a unit of time. Did you mean "hour"?'],
  ['2 weeks', 2, 5, '"weeks" is not a unit of time. A week is 7 days. Write "14 days".'],
  ['1 min and', 6, 3, '"and" is not a duration'],
  ['1 min x', 6, 1, '"x" is not a duration'],
  ['1 month', 2, 5, '"month" is not a unit of time'],
])('refuses %j at its place', (text, offset, length, message) => {
  const duration = parseDuration(text);
  if (duration.ok) throw new Error(`${text} was read`);
  expect(duration.error).toMatchObject({ offset, length });
  expect(word(duration.error.message)).toContain(message);
});
