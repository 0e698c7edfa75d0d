import * as l10n from '@vscode/l10n';
import { describeCron, listOfWords } from './cronWords.ts';
import { describeSpan } from './humanTime.ts';
import type { Period } from './period.ts';
import type { Recurrence } from './recurrence.ts';
import type { Schedule, ScheduleRule } from './schedule.ts';
import { previewLine } from './scheduleText.ts';

/** A schedule as a sentence without its full stop, such as "Every 2 weeks, from Sat 27 Feb 2021 13:00:00 EST". */
export function describeSchedule({ rules }: Pick<Schedule, 'rules'>): string {
  return rules.map(describeRule).join('; ');
}

/** How often something is due, as a sentence without its full stop: "Every 5 minutes", "At 09:00, Monday to Friday". */
export function describeRecurrence(recurrence: Recurrence): string {
  return recurrence.kind === 'period' ? describePeriod(recurrence.period) : describeCron(recurrence.expression);
}

function describeRule(rule: ScheduleRule): string {
  const { end, randomDelayMs, start, timeZone } = rule;
  return [
    describeRecurrence(rule),
    ...(start === undefined
      ? []
      : [l10n.t({ message: 'from {0}', args: [previewLine(start, timeZone)], comment: 'when a schedule begins' })]),
    ...(end === undefined ? [] : [l10n.t('until {0}', previewLine(end, timeZone))]),
    ...(randomDelayMs === undefined ? [] : [l10n.t('each delayed by less than {0}', delayWords(randomDelayMs))]),
  ].join(', ');
}

function delayWords(ms: number): string {
  return ms < 1_000 ? l10n.t('{0} ms', ms) : describeSpan(ms);
}

/** A period in the largest units that fit: "Every day", "Every 2 weeks", "Every hour and 30 minutes". */
function describePeriod({ days, elapsedMs, months }: Period): string {
  const seconds = Math.round(elapsedMs / 1_000);
  const parts = [
    [Math.floor(months / 12), units.year],
    [months % 12, units.month],
    ...(days % 7 === 0 ? [[days / 7, units.week] as const] : [[days, units.day] as const]),
    [Math.floor(seconds / 3_600), units.hour],
    [Math.floor(seconds / 60) % 60, units.minute],
    [seconds % 60, units.second],
  ] as const;
  const present = parts.filter(([count]) => count > 0);
  const [first] = present;
  if (present.length === 1 && first?.[0] === 1) return first[1].every();
  return l10n.t(
    'Every {0}',
    listOfWords(present.map(([count, unit]) => (count === 1 ? unit.one() : unit.more(count)))),
  );
}

/** A unit alone, as one of several parts of a period, and more than one of it. */
const units = {
  year: { every: () => l10n.t('Every year'), one: () => l10n.t('year'), more: (n: number) => l10n.t('{0} years', n) },
  month: {
    every: () => l10n.t('Every month'),
    one: () => l10n.t('month'),
    more: (n: number) => l10n.t('{0} months', n),
  },
  week: { every: () => l10n.t('Every week'), one: () => l10n.t('week'), more: (n: number) => l10n.t('{0} weeks', n) },
  day: { every: () => l10n.t('Every day'), one: () => l10n.t('day'), more: (n: number) => l10n.t('{0} days', n) },
  hour: { every: () => l10n.t('Every hour'), one: () => l10n.t('hour'), more: (n: number) => l10n.t('{0} hours', n) },
  minute: {
    every: () => l10n.t('Every minute'),
    one: () => l10n.t('minute'),
    more: (n: number) => l10n.t('{0} minutes', n),
  },
  second: {
    every: () => l10n.t('Every second'),
    one: () => l10n.t('second'),
    more: (n: number) => l10n.t('{0} seconds', n),
  },
};
