import * as l10n from '@vscode/l10n';
import { describeDays, namesDays } from './cronDayWords.ts';
import type { CronExpression } from './cronExpression.ts';
import { describeTimes } from './cronTimeWords.ts';

/** A cron expression as a sentence without its full stop: "Every 5 minutes, from 09:00 to 17:59, Monday to Friday". */
export function describeCron(expression: CronExpression): string {
  const { isTimesOfDay, words } = describeTimes(expression);
  // A time of day says by itself that it is meant for each day.
  const everyDay = isTimesOfDay && !namesDays(expression) ? [l10n.t('every day')] : [];
  return [...words, ...everyDay, ...describeDays(expression)].join(', ');
}
