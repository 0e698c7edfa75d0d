import { type CronExpression, isOpen } from '../cron/cronExpression.ts';
import { type CronField, type CronPart, cronFieldKinds, cronValues } from '../cron/cronField.ts';
import { type CalendarLine, type MonthDays, range } from './calendarLine.ts';

/** The days of a line. */
type Days = Pick<CalendarLine, 'days' | 'weekdays'>;

const mondayToFriday = [1, 2, 3, 4, 5];

/** Whether one of an expression's days is named by more than its number: `L`, `W`, `#`. */
export function hasSpecialDays({ dayOfMonth, dayOfWeek }: CronExpression): boolean {
  return [...dayOfMonth, ...dayOfWeek].some(({ kind }) => kind !== 'all' && kind !== 'range');
}

/** The lines of a calendar that together say a cron expression; undefined if a day of it has no words there. */
export function cronLines(expression: CronExpression): readonly CalendarLine[] | undefined {
  const days = daysOf(expression);
  if (!days) return undefined;
  const months = cronValues(expression.month, cronFieldKinds.month);
  return days.map((each) => ({
    ...(months.length < 12 && { months }),
    ...each,
    hours: cronValues(expression.hour, cronFieldKinds.hour),
    minutes: cronValues(expression.minute, cronFieldKinds.minute),
    seconds: cronValues(expression.second, cronFieldKinds.second),
  }));
}

/** Either kind of days is enough where both are named, unless the expression needs both. */
function daysOf({ dayOfMonth, dayOfWeek, needsBothDays }: CronExpression): readonly Days[] | undefined {
  const ofMonth = isOpen(dayOfMonth) ? [] : gather([...plainDays(dayOfMonth), ...dayOfMonth.map(daysOfMonthPart)]);
  const ofWeek = isOpen(dayOfWeek) ? [] : gather([...plainWeekdays(dayOfWeek), ...dayOfWeek.map(daysOfWeekPart)]);
  if (!ofMonth || !ofWeek) return undefined;
  if (!needsBothDays)
    return ofMonth.length + ofWeek.length === 0 ? [{ days: { from: 'all' } }] : [...ofMonth, ...ofWeek];
  return gather(ofMonth.flatMap((one) => ofWeek.map((other) => daysOfBoth(one, other))));
}

function gather(parts: readonly (readonly Days[] | undefined)[]): readonly Days[] | undefined {
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** The days that are of both lines; undefined if one counts from the first day of a month and the other from the last. */
function daysOfBoth(one: Days, other: Days): readonly Days[] | undefined {
  const weekdays = inBoth(one.weekdays, other.weekdays);
  const days = monthDaysOfBoth(one.days, other.days);
  if (!days) return undefined;
  const isNone = weekdays?.length === 0 || (days.from !== 'all' && days.days.length === 0);
  return isNone ? [] : [{ days, ...(weekdays && { weekdays }) }];
}

function monthDaysOfBoth(one: MonthDays, other: MonthDays): MonthDays | undefined {
  if (one.from === 'all') return other;
  if (other.from === 'all') return one;
  if (one.from !== other.from) return undefined;
  return { from: one.from, days: one.days.filter((day) => other.days.includes(day)) };
}

function inBoth(
  one: readonly number[] | undefined,
  other: readonly number[] | undefined,
): readonly number[] | undefined {
  return one && other ? one.filter((each) => other.includes(each)) : (one ?? other);
}

function plainDays(field: CronField): readonly (readonly Days[])[] {
  const days = cronValues(field, cronFieldKinds.dayOfMonth);
  return days.length === 0 ? [] : [[{ days: first(...days) }]];
}

function plainWeekdays(field: CronField): readonly (readonly Days[])[] {
  const weekdays = [...new Set(cronValues(field, cronFieldKinds.dayOfWeek).map((day) => day % 7))];
  return weekdays.length === 0 ? [] : [[{ days: { from: 'all' }, weekdays: weekdays.toSorted((a, b) => a - b) }]];
}

function daysOfMonthPart(part: CronPart): readonly Days[] | undefined {
  if (part.kind === 'last-day') return [{ days: last(1) }];
  if (part.kind === 'nearest-weekday') return nearestWeekday(part.day);
  // Friday is the last of them where one or two days of a weekend follow it.
  const lastWeekday = [
    { days: last(1), weekdays: mondayToFriday },
    { days: last(2, 3), weekdays: [5] },
  ];
  return part.kind === 'last-weekday' ? lastWeekday : [];
}

/** Of a day at the end of a month it depends on the month's length which one is nearest. */
function nearestWeekday(day: number): readonly Days[] | undefined {
  if (day > 27) return undefined;
  const itself = { days: first(day), weekdays: mondayToFriday };
  if (day === 1) return [itself, { days: first(2, 3), weekdays: [1] }];
  return [itself, { days: first(day - 1), weekdays: [5] }, { days: first(day + 1), weekdays: [1] }];
}

function daysOfWeekPart(part: CronPart): readonly Days[] {
  if (part.kind === 'last-of') return [{ days: last(...range(1, 7)), weekdays: [part.weekday] }];
  if (part.kind !== 'nth') return [];
  const from = 7 * (part.nth - 1) + 1;
  return [{ days: first(...range(from, Math.min(from + 6, 31))), weekdays: [part.weekday] }];
}

function first(...days: readonly number[]): MonthDays {
  return { from: 'first', days };
}

function last(...days: readonly number[]): MonthDays {
  return { from: 'last', days };
}
