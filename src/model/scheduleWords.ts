import { describeCron, listOfWords } from './cronWords.ts';
import { describeSpan } from './humanTime.ts';
import type { Period } from './period.ts';
import type { Recurrence } from './recurrence.ts';
import type { Schedule, ScheduleRule } from './schedule.ts';
import { previewLine } from './scheduleText.ts';

/** A schedule as a sentence without its full stop, such as "Every 2 weeks, from Sat 27 Feb 2021 13:00:00 EST". */
export function describeSchedule({ rules }: Schedule): string {
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
    ...(start === undefined ? [] : [`from ${previewLine(start, timeZone)}`]),
    ...(end === undefined ? [] : [`until ${previewLine(end, timeZone)}`]),
    ...(randomDelayMs === undefined ? [] : [`each delayed by less than ${delayWords(randomDelayMs)}`]),
  ].join(', ');
}

function delayWords(ms: number): string {
  return ms < 1_000 ? `${String(ms)} ms` : describeSpan(ms);
}

/** A period in the largest units that fit: "Every day", "Every 2 weeks", "Every hour and 30 minutes". */
function describePeriod({ days, elapsedMs, months }: Period): string {
  const seconds = Math.round(elapsedMs / 1_000);
  const parts = [
    [Math.floor(months / 12), 'year'],
    [months % 12, 'month'],
    ...(days % 7 === 0 ? [[days / 7, 'week'] as const] : [[days, 'day'] as const]),
    [Math.floor(seconds / 3_600), 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => (count === 1 ? unit : `${String(count)} ${unit}s`));
  return `Every ${listOfWords(words)}`;
}
