import { Cron } from 'croner';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCron } from '../../../../src/model/cron/cron.ts';
import { dayRules } from '../../../../src/model/cron/cronDays.ts';
import { dayMs } from '../../../../src/model/time/wallTime.ts';

const weekday = fc.constantFrom('SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', '0', '7');
const date = fc.integer({ min: 1, max: 31 });

const ofMonth = fc.oneof(
  date.map(String),
  fc.tuple(date, date).map(([one, other]) => `${String(Math.min(one, other))}-${String(Math.max(one, other))}`),
  fc.constantFrom('L', 'LW', '*/7', '2-30/5'),
  date.map((day) => `${String(day)}W`),
);
const ofWeek = fc.oneof(
  weekday,
  fc.constantFrom('MON-FRI', 'FRI-SUN', '1-7/3', '*/2'),
  fc.tuple(weekday, fc.integer({ min: 1, max: 5 })).map(([day, nth]) => `${day}#${String(nth)}`),
  weekday.map((day) => `${day}L`),
);
const days = fc.oneof(
  ofMonth.map((part) => `${part} * *`),
  ofWeek.map((part) => `* * ${part}`),
);

test('each element names the days that croner names, in months of every length', () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 400 * 12 }), (part, month) => {
      const read = parseCron(`0 0 ${part}`);
      if (!read.ok) throw new Error(`${part} was refused`);
      const rules = dayRules(read.value);
      // croner knows Sunday as 0 where a letter or a number follows.
      const known = new Cron(`0 0 0 ${part.replace(/7(?=[L#])/, '0')}`, { paused: true, utcOffset: 0 });
      const first = Date.UTC(2000, month, 1);
      const all = Array.from({ length: 31 }, (_, index) => first + index * dayMs);
      expect(all.filter((day) => rules.every((group) => group.some((names) => names(day))))).toEqual(
        all.filter((day) => known.match(new Date(day))),
      );
    }),
    { numRuns: 500 },
  );
});
