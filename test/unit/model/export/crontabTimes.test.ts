import { describe, expect, test } from 'vitest';
import { crontabTimes } from '../../../../src/model/export/crontabTimes.ts';
import { nextOccurrences } from '../../../../src/model/schedule/occurrences.ts';
import { createSchedule } from '../../../../src/model/schedule/schedule.ts';
import { exportedAt, exportSamples, ruleOf } from '../../../support/exportSamples.ts';

const moment = { now: exportedAt, anchor: undefined, systemZone: 'Europe/Berlin' };

test.each<[text: string, start: string | undefined, lines: readonly string[], losses: readonly string[]]>([
  ['0 9 * * MON-FRI', undefined, ['0 9 * * 1-5'], []],
  ['*/10 9-17 1,15 jan-MAR fri-SUN', undefined, ['*/10 9-17 1,15 1-3 5-7'], []],
  ['@weekly', undefined, ['0 0 * * 0'], []],
  ['0 30 9 * * *', undefined, ['30 9 * * *'], []],
  ['15 30 9 * * *', undefined, ['30 9 * * *'], ['seconds']],
  ['*/15 30 9 * * *', undefined, [], ['several-seconds']],
  ['0 9 L * *', undefined, [], ['special-days']],
  ['0 9 15W * *', undefined, [], ['special-days']],
  ['0 9 * * FRI#2', undefined, [], ['special-days']],
  ['0 9 */2 * 1', undefined, ['0 9 */2 * 1'], []],
  ['1 day', '2026-01-05T13:00:00', ['0 13 * * *'], []],
  ['1 day', '2026-01-05T13:00:20', ['0 13 * * *'], ['seconds']],
  ['1 day', '2026-05-05T13:00:00', ['0 13 * * *'], ['start']],
  ['1 day', undefined, ['0 0 * * *'], ['anchor']],
  ['1 week', '2026-01-05T13:00:00', ['0 13 * * 1'], []],
  ['2 weeks', '2026-01-05T13:00:00', [], ['period']],
  ['3 days', '2026-01-05T13:00:00', [], ['period']],
  ['1 month', '2026-01-05T13:00:00', ['0 13 5 * *'], []],
  ['1 month', '2026-01-31T13:00:00', [], ['special-days']],
  ['3 months', '2026-01-31T13:00:00', ['0 13 31 1,7,10 *', '0 13 30 4 *'], []],
  ['5 months', '2026-01-05T13:00:00', [], ['period']],
  ['1 year', '2024-02-29T13:00:00', [], ['special-days']],
  ['1 year', '2024-07-01T13:00:00', ['0 13 1 7 *'], []],
  ['1 day 2 hours', '2026-01-05T13:00:00', [], ['period']],
  ['15 min', '2026-01-05T13:05:00', ['5-59/15 * * * *'], []],
  ['1 hour', '2026-01-05T13:05:00', ['5 * * * *'], []],
  ['90 min', '2026-01-05T00:00:00', ['0 2-23/3 * * *', '30 */3 * * *'], ['zone']],
  ['7 min', '2026-01-05T13:00:00', [], ['period']],
  ['30 sec', '2026-01-05T13:00:00', [], ['several-seconds']],
])('cron is told of %j from %s: %j', (text, start, lines, losses) => {
  const found = crontabTimes(ruleOf(text, 'Europe/Berlin', start), moment);
  expect({ lines: found.lines.toSorted(), losses: found.losses }).toEqual({ lines: lines.toSorted(), losses });
});

test('elapsed time is told in UTC where clocks would shift it, and in the zone where they would not', () => {
  const six = crontabTimes(ruleOf('6 hours', 'Europe/Berlin', '2026-01-05T01:00:00'), moment);
  expect(six).toEqual({ lines: ['0 */6 * * *'], timeZone: 'UTC', losses: ['zone'] });
  const tokyo = crontabTimes(ruleOf('6 hours', 'Asia/Tokyo', '2026-01-05T01:00:00'), {
    ...moment,
    systemZone: 'Asia/Tokyo',
  });
  expect(tokyo).toEqual({ lines: ['0 1-23/6 * * *'], timeZone: 'Asia/Tokyo', losses: [] });
});

test('a period without a start counts from when its schedule was first started', () => {
  const anchor = Date.UTC(2026, 1, 2, 12, 7);
  expect(crontabTimes(ruleOf('1 day', 'Europe/Berlin'), { ...moment, anchor })).toMatchObject({
    lines: ['7 13 * * *'],
    losses: [],
  });
});

test('what cron does otherwise when clocks are changed is told where that meets the schedule', () => {
  const lossesOf = (text: string): readonly string[] => crontabTimes(ruleOf(text, 'Europe/Berlin'), moment).losses;
  expect(lossesOf('30 0-6/2 * * *')).toEqual(['clock-changes']);
  expect(['* 2 * * *', '30 2 * * *', '30 */2 * * *', '30 10-14/2 * * *'].map(lossesOf)).toEqual([[], [], [], []]);
});

describe('Of schedules at random', () => {
  test('what cron can be told without a loss is due at the same times, all lines together', () => {
    let exact = 0;
    for (const { label, rule } of exportSamples(11, 120)) {
      const { lines, losses, timeZone } = crontabTimes(rule, { ...moment, systemZone: rule.timeZone });
      if (lines.length === 0 || losses.some((loss) => loss !== 'zone')) continue;
      exact += 1;
      const [first, ...others] = lines.map((line) => ruleOf(line, timeZone));
      if (!first) throw new Error('internal: no line');
      const due = nextOccurrences({ schedule: createSchedule(first, ...others), anchor: 0 }, exportedAt, 20);
      const wanted = nextOccurrences({ schedule: createSchedule(rule), anchor: 0 }, exportedAt, 20);
      expect({ label, lines, due: due.map(iso) }).toEqual({ label, lines, due: wanted.map(iso) });
    }
    expect(exact).toBeGreaterThan(60);
  });
});

function iso(at: number): string {
  return new Date(at).toISOString();
}
