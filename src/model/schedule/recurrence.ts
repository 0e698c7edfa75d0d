import { type Result, err, ok } from '../../base/result.ts';
import { looksLikeCron, parseCron } from '../cron/cron.ts';
import type { CronExpression } from '../cron/cronExpression.ts';
import { say } from '../words/clause.ts';
import type { TextProblem } from '../words/textProblem.ts';
import { type Period, parsePeriod } from '../time/period.ts';

/** How often something is due, and how it was written. */
export type Recurrence =
  | { readonly kind: 'period'; readonly every: string; readonly period: Period }
  | { readonly kind: 'cron'; readonly expression: CronExpression };

/** The field of a task file that says how often something is due. */
export type RecurrenceField = { readonly every: string } | { readonly cron: string };

/** Reads a period or a cron expression. The error is that of whichever was most likely meant. */
export function parseRecurrence(text: string): Result<Recurrence, TextProblem> {
  const every = text.trim();
  const period = parsePeriod(text);
  if (period.ok) return ok({ kind: 'period', every, period: period.value });
  const expression = parseCron(text);
  if (expression.ok) return ok({ kind: 'cron', expression: expression.value });
  return looksLikeCron(text) ? expression : period;
}

/** Reads a period; a cron expression in its place is told where it belongs. */
export function parseEvery(text: string): Result<Period, TextProblem> {
  const period = parsePeriod(text);
  if (period.ok || !looksLikeCron(text)) return period;
  const cron = parseCron(text);
  // What is written elsewhere as a period is told as what it is here.
  if (!cron.ok) return cron.error.suggestion?.field === 'every' ? cron : period;
  const message = say('This is a cron expression, but "every" takes a period such as "1 day". Write it as "cron".');
  return err({ message, offset: 0, length: text.length, suggestion: { text: cron.value.text, field: 'cron' } });
}

/** What was written. */
export function recurrenceText(recurrence: Recurrence): string {
  return recurrence.kind === 'period' ? recurrence.every : recurrence.expression.text;
}

/** What was written, in its field. */
export function recurrenceField(recurrence: Recurrence): RecurrenceField {
  const text = recurrenceText(recurrence);
  return recurrence.kind === 'period' ? { every: text } : { cron: text };
}
