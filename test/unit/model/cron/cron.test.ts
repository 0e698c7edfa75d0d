import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { looksLikeCron, parseCron } from '../../../../src/model/cron/cron.ts';
import { word } from '../../../../src/model/words/clause.ts';
import { cronFieldKinds, cronValues } from '../../../../src/model/cron/cronField.ts';

/** What a wrong text is told, and the part of it that is marked. */
function complaint(text: string): readonly [marked: string, message: string] {
  const result = parseCron(text);
  if (result.ok) throw new Error(`"${text}" was read as ${JSON.stringify(result.value)}`);
  const { message, offset, length } = result.error;
  return [text.slice(offset, offset + length), word(message)];
}

/** The values of every field of a text that is right. */
function values(text: string): readonly (readonly number[])[] {
  const result = parseCron(text);
  if (!result.ok) throw new Error(word(result.error.message));
  const { dayOfMonth, dayOfWeek, hour, minute, month, second } = result.value;
  return [
    cronValues(second, cronFieldKinds.second),
    cronValues(minute, cronFieldKinds.minute),
    cronValues(hour, cronFieldKinds.hour),
    cronValues(dayOfMonth, cronFieldKinds.dayOfMonth),
    cronValues(month, cronFieldKinds.month),
    cronValues(dayOfWeek, cronFieldKinds.dayOfWeek),
  ];
}

describe('a cron expression', () => {
  test('has five fields, or six with seconds in front', () => {
    expect(values('1 2 3 4 5')).toEqual([[0], [1], [2], [3], [4], [5]]);
    expect(values('  30 1 2 3 4 5 ')).toEqual([[30], [1], [2], [3], [4], [5]]);
  });

  test('knows lists, ranges, steps and names, whatever their case', () => {
    expect(values('0-2,50 */6 1-10/4 jan,Mar-may MON-FRI')).toEqual([
      [0],
      [0, 1, 2, 50],
      [0, 6, 12, 18],
      [1, 5, 9],
      [1, 3, 4, 5],
      [1, 2, 3, 4, 5],
    ]);
  });

  test('has 7 for Sunday as well, at the end of a week too', () => {
    expect(values('0 0 * * 7').at(-1)).toEqual([7]);
    expect(values('0 0 * * FRI-SUN').at(-1)).toEqual([5, 6, 7]);
    expect(values('0 0 * * SUN-TUE').at(-1)).toEqual([0, 1, 2]);
  });

  test.each([
    ['@yearly', '0 0 1 1 *'],
    ['@annually', '0 0 1 1 *'],
    ['@monthly', '0 0 1 * *'],
    ['@weekly', '0 0 * * 0'],
    ['@Daily', '0 0 * * *'],
    ['@midnight', '0 0 * * *'],
    ['@hourly', '0 * * * *'],
  ])('may be written as %s', (macro, meant) => {
    expect(values(macro)).toEqual(values(meant));
  });

  test.each([
    ['* * * * *', true],
    ['0 */2 * * *', true],
    ['0 1-9/2 * * *', true],
    ['0 3,*/4 * * *', true],
    ['* 2 * * *', true],
    ['*/10 9-17 * * *', true],
    ['*/5 0-23 * * *', true],
    ['0 0-23 * * *', true],
    ['*/10 30 2 * * *', true],
    ['0 1,2 * * *', false],
    ['0-59/5 2 * * *', false],
    // One value is a fixed time, however it is written.
    ['0 */24 * * *', false],
    ['*/60 2 * * *', false],
    ['0 2-3/5 * * *', false],
  ])('%s goes by real time: %s', (text, expected) => {
    const result = parseCron(text);
    expect(result.ok && result.value.followsRealTime).toBe(expected);
  });

  const example = 'Write minute, hour, day of the month, month and day of the week, such as "0 9 * * MON-FRI".';

  test.each([
    ['', '', `A cron expression is missing here. ${example}`],
    [
      '  0 9 *',
      '0 9 *',
      'A cron expression has five fields, or six with seconds first, not 3. Write "0 9 * * *", or what you mean.',
    ],
    [
      '0 0 9 * * * 2026',
      '2026',
      'A cron expression has five fields, or six with seconds in front; there is no field for years. Remove what follows.',
    ],
    ['CRON_TZ=UTC 0 9 * * *', 'CRON_TZ=UTC', 'The expression cannot contain a time zone. Write it as "timezone".'],
    ['@reboot', '@reboot', '"@reboot" is not a time. To start a task automatically, write "autoStart": true.'],
    ['@dialy', '@dialy', '"@dialy" is not the name of an expression. Did you mean "@daily"?'],
    ['60 * * * *', '60', '"60" is not a minute: the range is 0 to 59. Write "0".'],
    ['0 25 * * *', '25', '"25" is not an hour: the range is 0 to 23. Write "23".'],
    ['0 0 0 * *', '0', '"0" is not a day of the month: the range is 1 to 31. Write "1".'],
    ['0 0 * 13 *', '13', '"13" is not a month: the range is 1 to 12. Write "12".'],
    ['0 0 * * 8', '8', '"8" is not a day of the week: the range is 0 to 7. Write "7".'],
    ['0 0 * * monday', 'monday', '"monday" is not a day of the week. Did you mean "MON"?'],
    ['0 0 * Febr *', 'Febr', '"Febr" is not a month. Did you mean "FEB"?'],
    ['0 0 ? * *', '?', '"?" is not supported. Write "*" instead.'],
    ['0 22-2 * * *', '22-2', 'A range must go upward. Write "22-23,0-2".'],
    ['0 0 * * FRI-MON', 'FRI-MON', 'A range must go upward. Write "5-6,0-1".'],
    ['0 0 * * 7-2', '7-2', 'A range must go upward. Write "0-2".'],
    ['0 22-6/2 * * *', '22-6/2', 'A range must go upward. Write "22,0-6/2".'],
    ['0 20-5/5 * * *', '20-5/5', 'A range must go upward. Write "20,1".'],
    ['50-10/5 * * * *', '50-10/5', 'A range must go upward. Write "50-55/5,0-10/5".'],
    ['0 0 * * FRI-MON/2', 'FRI-MON/2', 'A range must go upward. Write "5,0".'],
    ['0 0 * * 5/2', '5/2', 'Steps need a range or "*" before "/". Write "5-7/2".'],
    ['0 0 * * LFRI', 'LFRI', '"LFRI" is not a day of the week. Did you mean "FRIL"?'],
    ['0 0 * * L5', 'L5', '"L5" is not a day of the week. Did you mean "5L"?'],
    ['0 0 * * 2#FRI', '2#FRI', '"2#FRI" is not a day of the week. Did you mean "FRI#2"?'],
    ['0 0 W15 * *', 'W15', '"W15" is not a day of the month. Did you mean "15W"?'],
    [
      '0~30 * * * *',
      '0~30',
      'Random values are not supported. Write "0", and add "randomDelay": "31 min" to spread the runs.',
    ],
    [
      '0 H/6 * * *',
      'H/6',
      'Random values are not supported. Write "*/6", and add "randomDelay": "6 hours" to spread the runs.',
    ],
    ['0 0 1~15 * *', '1~15', 'Random values are not supported. Write "1", or the value you mean.'],
    ['@every 1h30m', '@every 1h30m', '"@every" is not supported. Write "every": "1 hour 30 min" instead.'],
    ['@every 1us', '@every 1us', '"@every" is not supported. Write a period as "every", such as "every": "5 min".'],
    [
      '1 day',
      '1 day',
      'This is a period, but "cron" takes an expression such as "0 9 * * MON-FRI". Write "every": "1 day".',
    ],
    ['daily', 'daily', 'Names of expressions begin with "@". Write "@daily".'],
    ['5 m', '5 m', `A cron expression has five fields, or six with seconds first, not 2. ${example}`],
    [
      '0 0 */31 * FRI#2',
      '0 0 */31 * FRI#2',
      'One of the day fields begins with "*", so both must match, and no day matches both: this is never due. Change one of the two.',
    ],
    [
      '0 0 30 2 */2',
      '0 0 30 2 */2',
      'None of these months has a day 30, so this is never due. Write at most 29, or "L" for the last day of the month.',
    ],
    ['5/15 * * * *', '5/15', 'Steps need a range or "*" before "/". Write "5-59/15".'],
    ['*/0 * * * *', '0', '"0" is not a step. Write a whole number from 1, such as "*/5".'],
    ['*/ * * * *', '', 'A step is missing after "/". Write a whole number from 1, such as "*/5".'],
    ['0,,5 * * * *', '', 'There is nothing next to this comma. Remove it.'],
    ['*,5 * * * *', '*,5', '"*" already means every minute. Write "*" alone.'],
    [
      '0 0 30 2 *',
      '0 0 30 2 *',
      'None of these months has a day 30, so this is never due. Write at most 29, or "L" for the last day of the month.',
    ],
    [
      '0 0 31W 4,6 *',
      '0 0 31W 4,6 *',
      'None of these months has a day 31, so this is never due. Write at most 30, or "L" for the last day of the month.',
    ],
    ['0 0 L-3 * *', 'L-3', 'You cannot count days before the last day of a month. Write "L" or a number.'],
    ['0 0 W * *', 'W', '"W" must follow the number of a day, as in "15W".'],
    ['0 0 1-15W * *', '1-15W', '"W" must follow the number of a day, as in "15W".'],
    ['0 0 WL * *', 'WL', 'Write the two letters as "LW".'],
    ['0 0 * * L', 'L', '"L" must follow a day of the week. For the last Saturday, write "SATL".'],
    [
      '0 0 * * FRI#6',
      '6',
      '"6" is not a week of the month. Write "FRI#1" to "FRI#5", or "FRIL" for the last one of the month.',
    ],
    ['L * * * *', 'L', '"L" is not a minute. Write 0 to 59; lists, ranges and steps as in "0,3-5" or "*/2".'],
    [
      '0 0 -1 * *',
      '-1',
      '"-1" is not a day of the month. Write 1 to 31, "L", "LW" or a form like "15W"; lists, ranges and steps as in "1,3-5" or "*/2".',
    ],
    [
      '0 0 * * +1',
      '+1',
      '"+1" is not a day of the week. Write 0 to 7, SUN to SAT, or a form like "FRI#2" or "FRIL"; lists, ranges and steps as in "0,3-5" or "*/2".',
    ],
  ])('cannot be "%s"', (text, marked, message) => {
    expect(complaint(text)).toEqual([marked, message]);
  });

  test.each([
    ['0 */24 * * *', 2, [0]],
    ['*/90 * * * *', 1, [0]],
    ['0 0 */31 * *', 3, [1]],
    ['0 0 * * */7', 5, [0]],
    ['0 0 * * 7/2', 5, [7]],
    ['59/5 * * * *', 1, [59]],
    ['0 8-10/100000000000000000000000000000000000000 * * *', 2, [8]],
  ])('may have steps beyond its range, as cron has: %s', (text, field, expected) => {
    expect(values(text)[field]).toEqual(expected);
  });

  test.each([
    ['0 9 */2 * MON', true],
    ['0 9 1 * */2', true],
    ['0 9 */2 * */2', true],
    ['0 9 1-31/2 * MON', false],
    ['0 9 1 * MON', false],
    ['0 9 */2 * *', false],
    ['0 9 * * MON', false],
    ['0 9 */1 * MON', false],
  ])('%s needs both kinds of days: %s', (text, expected) => {
    const result = parseCron(text);
    expect(result.ok && result.value.needsBothDays).toBe(expected);
  });

  test('has every correction that is offered accepted', () => {
    const wrong = [
      '60 * * * *',
      '0 25 * * *',
      '0 22-2 * * *',
      '5/15 * * * *',
      '0 0 * * FRI-MON',
      '0 0 ? * *',
      '0 0 * * 7-2',
    ];
    for (const text of wrong) {
      const [marked, message] = complaint(text);
      const offered = /Write "([^"]+)"/.exec(message)?.[1] ?? '';
      expect(parseCron(text.replace(marked, offered))).toMatchObject({ ok: true });
    }
  });
});

describe('any text', () => {
  const alphabet = Array.from('0123456789*/,-#LW? @abcdefSUNMOFRI\t\n.+é\u{1F600}\0');
  const words = [
    '*',
    '*/5',
    '1-5',
    '15W',
    'L',
    'LW',
    'FRI#2',
    '5L',
    '31',
    '0',
    'MON',
    'JAN',
    '@daily',
    '1,2',
    '-',
    '99',
    '',
  ];
  const anyText = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 60 }),
    fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((parts) => parts.join(' ')),
    fc.array(fc.constantFrom(...words), { maxLength: 400 }).map((parts) => parts.join(',')),
  );

  test('is read or refused at a place within it, and never throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const result = parseCron(text);
        if (result.ok) {
          for (const list of values(text)) for (const value of list) expect(Number.isInteger(value)).toBe(true);
          return;
        }
        const { length, message, offset } = result.error;
        expect(word(message)).toMatch(/^[^\n]{10,400}[.?]$/su);
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(offset + length).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3_000 },
    );
  });

  // Whoever tries each part with each other one does not come to an end.
  test('of a million characters is judged', () => {
    for (const piece of ['*', '1,', ' ', '1 ', '-', '/', 'L', '#', '9', '@', 'W-']) {
      const text = piece.repeat(1_000_000 / piece.length);
      expect(parseCron(text).ok).toBe(false);
      looksLikeCron(text);
    }
  });
});

test('a text is taken for a cron expression by its marks', () => {
  const texts = ['*/5 * * * *', '0 9 1 1 MON', '@dayly', 'TZ=UTC 0 0 1 1 1', '0,30 9-17 1 * *', '* * *'];
  expect(texts.filter((text) => !looksLikeCron(text))).toEqual([]);
  const others = ['1 day and 12 hours', '90 min', 'daily', '5 m', '1 month 2 days', ''];
  expect(others.filter((text) => looksLikeCron(text))).toEqual([]);
});
