import { macroText } from '../cron/cron.ts';
import type { CronExpression } from '../cron/cronExpression.ts';
import { cronFieldKinds, cronValues } from '../cron/cronField.ts';
import type { CronRule, ScheduleRule } from '../schedule/schedule.ts';
import { type CalendarLine, listText, type ListStyle, type ScheduleLoss } from './calendarLine.ts';
import { cronLines, hasSpecialDays } from './cronLines.ts';
import { type ExportMoment, meetsClockChange, periodLines } from './periodLines.ts';

/** When a crontab is to run something: five fields in each line, and what cron cannot be told of it. */
export interface CrontabTimes {
  readonly lines: readonly string[];
  /** The zone that the lines are read in. */
  readonly timeZone: string;
  readonly losses: readonly ScheduleLoss[];
}

/** A machine whose cron goes by a zone. */
export interface CronMoment extends ExportMoment {
  readonly systemZone: string;
}

/** The lines of a crontab for one rule of a schedule; none if no lines say even nearly the same. */
export function crontabTimes(rule: ScheduleRule, moment: CronMoment): CrontabTimes {
  const found = rule.kind === 'cron' ? ofCron(rule, moment) : ofPeriod(rule, moment);
  if (found.lines.length === 0) return found;
  const { end, randomDelayMs, start } = rule;
  const losses: readonly ScheduleLoss[] = [
    ...found.losses,
    ...(found.timeZone === moment.systemZone ? [] : ['zone' as const]),
    ...(start !== undefined && start > moment.now ? ['start' as const] : []),
    ...(end === undefined ? [] : ['end' as const]),
    ...(randomDelayMs === undefined ? [] : ['random-delay' as const]),
  ];
  return { ...found, losses };
}

function ofPeriod(rule: ScheduleRule & { kind: 'period' }, moment: CronMoment): CrontabTimes {
  const { lines, losses, timeZone } = periodLines(rule, moment);
  const texts = lines.map(lineText);
  const nothing = { lines: [], timeZone };
  if (lines.length === 0) return { ...nothing, losses };
  if (texts.includes(undefined)) return { ...nothing, losses: ['special-days'] };
  if (lines.some(({ seconds }) => seconds.length > 1) || hasSeveralInAMinute(lines))
    return { ...nothing, losses: ['several-seconds'] };
  const hasSeconds = lines.some(({ seconds }) => seconds[0] !== 0);
  return {
    lines: [...new Set(texts.flatMap((text) => text ?? []))],
    timeZone,
    losses: [...losses, ...(hasSeconds ? ['seconds' as const] : [])],
  };
}

/** Whether lines that differ in their seconds alone would be one line without them. */
function hasSeveralInAMinute(lines: readonly CalendarLine[]): boolean {
  return lines.some((line, index) =>
    lines
      .slice(0, index)
      .some(
        (other) =>
          other.seconds[0] !== line.seconds[0] &&
          other.hours.some((hour) => line.hours.includes(hour)) &&
          other.minutes.some((minute) => line.minutes.includes(minute)),
      ),
  );
}

/** An expression stays as it was written, in the numbers that every cron knows. */
function ofCron({ expression, timeZone }: CronRule, { now }: CronMoment): CrontabTimes {
  const nothing = { lines: [], timeZone };
  if (hasSpecialDays(expression)) return { ...nothing, losses: ['special-days'] };
  const seconds = cronValues(expression.second, cronFieldKinds.second);
  if (seconds.length > 1) return { ...nothing, losses: ['several-seconds'] };
  const words = fieldWords(expression);
  const losses: readonly ScheduleLoss[] = [
    ...(seconds[0] === 0 ? [] : ['seconds' as const]),
    ...(goesOtherwise(expression, words) && meetsClockChange(cronLines(expression) ?? [], timeZone, now)
      ? ['clock-changes' as const]
      : []),
  ];
  return { lines: [words.join(' ')], timeZone, losses };
}

/** Whether cron follows real time where the expression does not, or the reverse: it checks whether hour or minute begin with `*`. */
function goesOtherwise({ followsRealTime }: CronExpression, [minute = '', hour = '']: readonly string[]): boolean {
  return followsRealTime !== (minute.startsWith('*') || hour.startsWith('*'));
}

/** The five words after the seconds, names as numbers: crons differ about names in ranges and lists. */
function fieldWords({ text }: CronExpression): readonly string[] {
  const words = macroText(text).split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = words.slice(-5);
  return [minute, hour, day, numbered(month, 'month'), numbered(weekday, 'dayOfWeek')];
}

function numbered(word: string, field: 'month' | 'dayOfWeek'): string {
  const { firstNamed, names } = cronFieldKinds[field];
  const numbers = word.replaceAll(/[A-Z]{3}/gi, (name) =>
    String((names as readonly string[]).indexOf(name.toUpperCase()) + firstNamed),
  );
  // As the last day of a week Sunday is 7.
  return field === 'dayOfWeek' ? numbers.replaceAll(/([1-7])-0/g, '$1-7') : numbers;
}

/** A line without its seconds; undefined if it counts days from the end of a month, or names days of both kinds. */
function lineText({ days, hours, minutes, months, weekdays }: CalendarLine): string | undefined {
  if (days.from === 'last' || (days.from === 'first' && weekdays)) return undefined;
  return [
    listText(minutes, cronStyle(0, 59)),
    listText(hours, cronStyle(0, 23)),
    days.from === 'all' ? '*' : listText(days.days, cronStyle(1, 31)),
    months ? listText(months, cronStyle(1, 12)) : '*',
    weekdays ? listText(weekdays, cronStyle(0, 6)) : '*',
  ].join(' ');
}

function cronStyle(min: number, max: number): ListStyle {
  const steps = (from: number, step: number): string =>
    from === min ? `*/${String(step)}` : `${String(from)}-${String(max)}/${String(step)}`;
  return { min, max, one: String, through: '-', steps };
}
