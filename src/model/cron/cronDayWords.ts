import * as l10n from '@vscode/l10n';
import { type CronExpression, isOpen } from './cronExpression.ts';
import { type CronField, type CronPart, cronFieldKinds, cronValues } from './cronField.ts';
import { runsAndSingles, shapeOf, spansOf } from './cronShape.ts';
import { monthName, weekdayName } from '../words/language.ts';
import { listOfWords } from '../words/wordList.ts';

/** This many days, months or dates are named one by one. */
const mostNamed = 6;

/** On which days and in which months, as parts of a sentence; nothing if every day is one. */
export function describeDays(expression: CronExpression): readonly string[] {
  const { dayOfMonth, dayOfWeek, month, needsBothDays } = expression;
  const { ofMonth, ofWeek } = meantDays(expression);
  const months = cronValues(month, cronFieldKinds.month);
  if (ofMonth && !ofWeek) {
    const dates = datesWords(dayOfMonth, months);
    if (dates !== undefined) return [dates];
  }
  const days = ofMonth ? [daysOfMonthWords(dayOfMonth)] : [];
  const weekdays = ofWeek ? weekdaysWords(dayOfWeek) : undefined;
  if (weekdays !== undefined) {
    if (!ofMonth) days.push(onlyWeekdays(dayOfWeek) ?? weekdays);
    else days.push(needsBothDays ? l10n.t('but only {0}', weekdays) : l10n.t('and also {0}', weekdays));
  }
  return [...days, ...(months.length === 12 ? [] : [monthsWords(months)])];
}

/** Whether some days are named, so that not every one is meant. */
export function namesDays(expression: CronExpression): boolean {
  const { ofMonth, ofWeek } = meantDays(expression);
  return ofMonth || ofWeek;
}

/** Which of both kinds of days say something: one that names each day says nothing, or where it is enough alone, all. */
function meantDays({ dayOfMonth, dayOfWeek, needsBothDays }: CronExpression): {
  readonly ofMonth: boolean;
  readonly ofWeek: boolean;
} {
  const ofMonth = !isEveryDay(dayOfMonth, 31);
  const ofWeek = !isEveryDay(dayOfWeek, 7);
  const isEither = !needsBothDays && !isOpen(dayOfMonth) && !isOpen(dayOfWeek);
  return isEither && !(ofMonth && ofWeek) ? { ofMonth: false, ofWeek: false } : { ofMonth, ofWeek };
}

function isEveryDay(field: CronField, count: 7 | 31): boolean {
  return (count === 7 ? weekdaysOf(field) : cronValues(field, cronFieldKinds.dayOfMonth)).length === count;
}

/** Dates of the year where they are few: "on 25 December", "on 1 January and 1 July". */
function datesWords(field: CronField, months: readonly number[]): string | undefined {
  if (!field.every(({ kind }) => kind === 'range')) return undefined;
  const days = cronValues(field, cronFieldKinds.dayOfMonth);
  const [month = 1] = months;
  const shape = shapeOf(days, cronFieldKinds.dayOfMonth);
  if (months.length === 1 && shape.kind === 'run' && shape.step === 1) {
    const args = [shape.from, shape.to, monthName(month)];
    return l10n.t({ message: 'from {0} to {1} {2}', args, comment: 'two days of a month, which follows' });
  }
  const isFew = months.length === 1 ? days.length <= mostNamed : days.length === 1 && months.length <= 4;
  if (!isFew) return undefined;
  const written = listOfWords(
    days.map((day) => l10n.t({ message: '{0}', args: [day], comment: 'a day before its month' })),
  );
  const dates = months.map((each) =>
    l10n.t({ message: '{0} {1}', args: [written, monthName(each)], comment: 'day and month' }),
  );
  return l10n.t({ message: 'on {0}', args: [listOfWords(dates)], comment: 'dates' });
}

function daysOfMonthWords(field: CronField): string {
  const days = cronValues(field, cronFieldKinds.dayOfMonth);
  const marked = field.flatMap((part) => markedDayWords(part) ?? []);
  if (marked.length === 0) {
    const shape = shapeOf(days, cronFieldKinds.dayOfMonth);
    const nth = shape.kind === 'run' && days.length > mostNamed ? nthDays[shape.step] : undefined;
    if (shape.kind === 'run' && nth)
      return nth(theDay(shape.from), shape.to + shape.step > 31 ? undefined : theDay(shape.to));
  }
  const { runs, singles: alone } = runsAndSingles(days);
  const singles = [...alone.map(theDay), ...unique(marked)];
  const parts = [
    ...runs.map(({ from, to }) => {
      const args = [theDay(from), theDay(to)];
      return l10n.t({ message: 'from {0} to {1}', args, comment: 'days of the month' });
    }),
    ...(singles.length === 0
      ? []
      : [l10n.t({ message: 'on {0}', args: [listOfWords(singles)], comment: 'days of the month' })]),
  ];
  return l10n.t({ message: '{0} of the month', args: [listOfWords(parts)], comment: 'days' });
}

function markedDayWords(part: CronPart): string | undefined {
  if (part.kind === 'last-day') return l10n.t('the last day');
  if (part.kind === 'last-weekday') return l10n.t('the last weekday');
  return part.kind === 'nearest-weekday' ? l10n.t('the weekday nearest to {0}', theDay(part.day)) : undefined;
}

/** Days in steps that are many: "every second day of the month, from the 1st". */
const nthDays: Readonly<Record<number, (from: string, to: string | undefined) => string>> = {
  2: (from, to) =>
    to === undefined
      ? l10n.t('every second day of the month, from {0}', from)
      : l10n.t('every second day of the month, from {0} to {1}', from, to),
  3: (from, to) =>
    to === undefined
      ? l10n.t('every third day of the month, from {0}', from)
      : l10n.t('every third day of the month, from {0} to {1}', from, to),
  4: (from, to) =>
    to === undefined
      ? l10n.t('every fourth day of the month, from {0}', from)
      : l10n.t('every fourth day of the month, from {0} to {1}', from, to),
  5: (from) => l10n.t('every fifth day of the month, from {0}', from),
};

/** Days of the week as a part of a sentence: "from Monday to Friday and on Sunday". */
function weekdaysWords(field: CronField): string {
  const range = writtenRange(field);
  if (range) return fromWeekday(range.from, range.to);
  const { runs, singles } = runsAndSingles(daysFromMonday(field));
  const named = singles.map((day) => weekdayName(day));
  const marked = unique(field.flatMap((part) => markedWeekdayWords(part) ?? []));
  const words = listOfWords([...named, ...marked]);
  const onSingles =
    marked.length > 0
      ? l10n.t({ message: 'on {0} of the month', args: [words], comment: 'days of the week: the first Friday' })
      : l10n.t({ message: 'on {0}', args: [words], comment: 'days of the week' });
  return listOfWords([
    ...runs.map(({ from, to }) => fromWeekday(from, to)),
    ...(named.length + marked.length === 0 ? [] : [onSingles]),
  ]);
}

/** The words for one range of weekdays where nothing is beside it: "Monday to Friday". */
function onlyWeekdays(field: CronField): string | undefined {
  const range = writtenRange(field) ?? onlySpan(field);
  return range && l10n.t('{0} to {1}', weekdayName(range.from), weekdayName(range.to));
}

function onlySpan(field: CronField): { readonly from: number; readonly to: number } | undefined {
  if (!field.every(({ kind }) => kind === 'range')) return undefined;
  const [span, ...others] = spansOf(daysFromMonday(field));
  return span && others.length === 0 && span.to > span.from ? span : undefined;
}

/** A range that stands alone, as it was written, for it may begin with Sunday. */
function writtenRange(field: CronField): { readonly from: number; readonly to: number } | undefined {
  const [only] = field;
  return field.length === 1 && only?.kind === 'range' && only.step === 1 && only.to > only.from + 1 ? only : undefined;
}

function fromWeekday(from: number, to: number): string {
  const args = [weekdayName(from), weekdayName(to)];
  return l10n.t({ message: 'from {0} to {1}', args, comment: 'days of the week' });
}

function markedWeekdayWords(part: CronPart): string | undefined {
  if (part.kind === 'nth') return nthWords[part.nth - 1]?.(weekdayName(part.weekday));
  return part.kind === 'last-of' ? l10n.t('the last {0}', weekdayName(part.weekday)) : undefined;
}

const nthWords: readonly ((weekday: string) => string)[] = [
  (weekday) => l10n.t('the first {0}', weekday),
  (weekday) => l10n.t('the second {0}', weekday),
  (weekday) => l10n.t('the third {0}', weekday),
  (weekday) => l10n.t('the fourth {0}', weekday),
  (weekday) => l10n.t('the fifth {0}', weekday),
];

/** The weekdays that numbers and names stand for, from 0 for Sunday, each once. */
function weekdaysOf(field: CronField): readonly number[] {
  return unique(cronValues(field, cronFieldKinds.dayOfWeek).map((day) => day % 7));
}

/** The same in the order of a week, which begins with Monday: Sunday is 7. */
function daysFromMonday(field: CronField): readonly number[] {
  return weekdaysOf(field)
    .map((day) => (day === 0 ? 7 : day))
    .toSorted((one, other) => one - other);
}

function monthsWords(months: readonly number[]): string {
  const { runs, singles: alone } = runsAndSingles(months);
  const singles = alone.map((month) => monthName(month));
  return listOfWords([
    ...runs.map(({ from, to }) => {
      const args = [monthName(from), monthName(to)];
      return l10n.t({ message: 'from {0} to {1}', args, comment: 'months' });
    }),
    ...(singles.length === 0 ? [] : [l10n.t({ message: 'in {0}', args: [listOfWords(singles)], comment: 'months' })]),
  ]);
}

/** A day of the month: "the 3rd". */
function theDay(day: number): string {
  const isTeen = day > 10 && day < 14;
  if (!isTeen && day % 10 === 1) return l10n.t('the {0}st', day);
  if (!isTeen && day % 10 === 2) return l10n.t('the {0}nd', day);
  if (!isTeen && day % 10 === 3) return l10n.t('the {0}rd', day);
  return l10n.t('the {0}th', day);
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
