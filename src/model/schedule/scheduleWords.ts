import * as l10n from '@vscode/l10n';
import { describeCron } from '../cron/cronWords.ts';
import { describeSpan } from '../words/humanTime.ts';
import type { Recurrence } from './recurrence.ts';
import type { Schedule, ScheduleRule } from './schedule.ts';
import { describePeriod } from './periodWords.ts';
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
