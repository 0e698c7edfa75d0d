import { expect, test } from 'vitest';
import { timerTimes } from '../../../../src/model/export/timerTimes.ts';
import { exportedAt, ruleOf } from '../../../support/exportSamples.ts';

const moment = { now: exportedAt, anchor: undefined };

test.each<[text: string, start: string | undefined, calendar: readonly string[], losses: readonly string[]]>([
  ['0 9 * * MON-FRI', undefined, ['Mon,Tue,Wed,Thu,Fri *-*-* 09:00:00 Europe/Berlin'], []],
  ['15 */10 9-17 * * *', undefined, ['*-*-* 09..17:00/10:15 Europe/Berlin'], []],
  ['0 9 1 JAN,MAR *', undefined, ['*-01,03-01 09:00:00 Europe/Berlin'], []],
  ['0 9 1 * SUN', undefined, ['*-*-01 09:00:00 Europe/Berlin', 'Sun *-*-* 09:00:00 Europe/Berlin'], []],
  ['0 9 L * *', undefined, ['*-*~01 09:00:00 Europe/Berlin'], []],
  [
    '0 9 LW * *',
    undefined,
    ['Mon,Tue,Wed,Thu,Fri *-*~01 09:00:00 Europe/Berlin', 'Fri *-*~02,03 09:00:00 Europe/Berlin'],
    [],
  ],
  ['0 9 * * FRI#2', undefined, ['Fri *-*-08..14 09:00:00 Europe/Berlin'], []],
  ['0 9 * * FRIL', undefined, ['Fri *-*~01..07 09:00:00 Europe/Berlin'], []],
  ['0 9 30W * *', undefined, [], ['special-days']],
  ['0 9 */2 * 1', undefined, ['Mon *-*-01/2 09:00:00 Europe/Berlin'], []],
  ['0 9 */2 * FRI#1', undefined, ['Fri *-*-01,03,05,07 09:00:00 Europe/Berlin'], []],
  ['0 9 */2 * FRIL', undefined, [], ['special-days']],
  ['30 2 * * *', undefined, ['*-*-* 02:30:00 Europe/Berlin'], ['clock-changes']],
  ['1 month', '2026-01-31T13:00:00', expect.arrayContaining(['*-02~01 13:00:00 Europe/Berlin']) as string[], []],
  ['90 min', '2026-01-05T01:00:00', ['*-*-* 00/3:00:00 UTC', '*-*-* 01/3:30:00 UTC'], []],
  ['2 weeks', '2026-01-05T13:00:00', [], ['period']],
  ['1 week', '2026-05-05T13:00:00', ['Tue *-*-* 13:00:00 Europe/Berlin'], ['start']],
])('a timer is told of %j from %s: %j', (text, start, calendar, losses) => {
  expect(timerTimes(ruleOf(text, 'Europe/Berlin', start), moment)).toEqual({ calendar, losses });
});

test('elapsed time that comes round with no day is counted by the timer itself', () => {
  const rule = ruleOf('7 min', 'Europe/Berlin', '2026-01-05T13:00:00');
  expect(timerTimes(rule, moment)).toEqual({ calendar: [], everyMs: 420_000, losses: ['timer-start'] });
});
