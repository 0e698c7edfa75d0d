import { type CronExpression, isOpen } from './cronExpression.ts';
import { type CronPart, cronFieldKinds, cronValues } from './cronField.ts';
import { dayMs, type WallTime } from '../time/wallTime.ts';

/** Whether a day is named, by the instant in UTC at which it begins. */
export type DayRule = (day: WallTime) => boolean;

/**
 * What an expression says of days, whatever their month: a rule for each element. A day is meant where each group has a rule
 * that names it; where either kind of days is enough they are one group, else two.
 */
export function dayRules({ dayOfMonth, dayOfWeek, needsBothDays }: CronExpression): readonly (readonly DayRule[])[] {
  if (isOpen(dayOfMonth) && isOpen(dayOfWeek)) return [[() => true]];
  const ofMonth = isOpen(dayOfMonth) ? [] : dayOfMonth.map((part) => ruleOf(part, datesOf));
  const ofWeek = isOpen(dayOfWeek) ? [] : dayOfWeek.map((part) => ruleOf(part, weekdaysOf));
  return needsBothDays ? [ofMonth, ofWeek] : [[...ofMonth, ...ofWeek]];
}

function ruleOf(part: CronPart, rangeRule: (part: CronPart) => DayRule): DayRule {
  switch (part.kind) {
    case 'all':
    case 'range':
      return rangeRule(part);
    case 'last-day':
      return (day) => dateOf(day) === lastDate(day);
    case 'last-weekday':
      return (day) => dateOf(day) === nearestWorkday(day, lastDate(day));
    case 'nearest-weekday':
      return (day) => part.day <= lastDate(day) && dateOf(day) === nearestWorkday(day, part.day);
    case 'nth':
      return (day) => weekdayOf(day) === part.weekday && Math.ceil(dateOf(day) / 7) === part.nth;
    case 'last-of':
      return (day) => weekdayOf(day) === part.weekday && dateOf(day) + 7 > lastDate(day);
  }
}

function datesOf(part: CronPart): DayRule {
  const dates = new Set(cronValues([part], cronFieldKinds.dayOfMonth));
  return (day) => dates.has(dateOf(day));
}

function weekdaysOf(part: CronPart): DayRule {
  const weekdays = new Set(cronValues([part], cronFieldKinds.dayOfWeek).map((value) => value % 7));
  return (day) => weekdays.has(weekdayOf(day));
}

/** Of the days from Monday to Friday of the same month the one that is nearest to a date of it. */
function nearestWorkday(day: WallTime, date: number): number {
  const last = lastDate(day);
  const weekday = weekdayOf(day - (dateOf(day) - date) * dayMs);
  if (weekday === 6) return date === 1 ? date + 2 : date - 1;
  if (weekday === 0) return date === last ? date - 2 : date + 1;
  return date;
}

function dateOf(day: WallTime): number {
  return new Date(day).getUTCDate();
}

function weekdayOf(day: WallTime): number {
  return new Date(day).getUTCDay();
}

function lastDate(day: WallTime): number {
  const date = new Date(day);
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}
