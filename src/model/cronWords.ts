import * as l10n from '@vscode/l10n';
import { type CronExpression, isOpen } from './cron.ts';
import { type CronField, type CronPart, cronFieldKinds, cronValues } from './cronField.ts';
import { monthName, weekdayName } from './language.ts';

/** So many times of a day are named one by one. */
const mostTimes = 6;

/** A cron expression as a sentence without its full stop: "Every 5 minutes, from 09:00 to 17:59, Monday to Friday". */
export function describeCron(expression: CronExpression): string {
  const timesOfDay = describeTimesOfDay(expression);
  const { hour, minute, second } = expression;
  const times = timesOfDay ?? [...describeMoments(second, minute, hour), ...describeHours(minute, hour)];
  const days = describeDays(expression);
  const inMonths = isOpen(expression.month) ? [] : [monthsWords(describeField(expression.month, monthName))];
  // A time of day says by itself that it is meant for each day.
  const everyDay = days.length === 0 && timesOfDay !== undefined;
  return [...times, ...(everyDay ? [l10n.t('every day')] : days), ...inMonths].join(', ');
}

/** Words in a row: "a, b and c". */
export function listOfWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : l10n.t('{0} and {1}', words.slice(0, -1).join(', '), last);
}

/** The times of a day one by one, where they are few and stand by themselves. */
function describeTimesOfDay({ hour, minute, second }: CronExpression): readonly string[] | undefined {
  if (![hour, minute, second].every((field) => field.every(isSingle))) return undefined;
  const seconds = cronValues(second, cronFieldKinds.second);
  const hasSeconds = seconds.length > 1 || seconds[0] !== 0;
  const times = cronValues(hour, cronFieldKinds.hour).flatMap((hours) =>
    cronValues(minute, cronFieldKinds.minute).flatMap((minutes) =>
      seconds.map((each) => [hours, minutes, ...(hasSeconds ? [each] : [])].map(twoDigits).join(':')),
    ),
  );
  return times.length > mostTimes ? undefined : [l10n.t('At {0}', listOfWords(times))];
}

/** How often within the hours: "Every 5 minutes", "At 30 minutes past every hour". */
function describeMoments(second: CronField, minute: CronField, hour: CronField): readonly string[] {
  const seconds = cronValues(second, cronFieldKinds.second);
  if (seconds.length === 1 && seconds[0] === 0) return [describeMinutes(minute, hour)];
  const first = describeSteps(second, 'second') ?? pastEveryMinute(describeField(second, String), seconds);
  if (isOpen(minute)) return [first];
  const minutes = describeField(minute, String);
  const isOne = cronValues(minute, cronFieldKinds.minute).length === 1;
  return [first, isOne ? l10n.t('in minute {0}', minutes) : l10n.t('in minutes {0}', minutes)];
}

function describeMinutes(minute: CronField, hour: CronField): string {
  const steps = describeSteps(minute, 'minute');
  if (steps !== undefined) return steps;
  const minutes = cronValues(minute, cronFieldKinds.minute);
  if (minutes.length === 1 && minutes[0] === 0) return describeSteps(hour, 'hour') ?? l10n.t('Every hour');
  return pastEveryHour(describeField(minute, String), minutes);
}

function pastEveryMinute(words: string, seconds: readonly number[]): string {
  return isOnlyOne(seconds)
    ? l10n.t('At {0} second past every minute', words)
    : l10n.t('At {0} seconds past every minute', words);
}

function pastEveryHour(words: string, minutes: readonly number[]): string {
  return isOnlyOne(minutes)
    ? l10n.t('At {0} minute past every hour', words)
    : l10n.t('At {0} minutes past every hour', words);
}

/** In which hours: "from 09:00 to 17:59"; nothing where the words before say it. */
function describeHours(minute: CronField, hour: CronField): readonly string[] {
  if (isOpen(hour)) return [];
  const minutes = cronValues(minute, cronFieldKinds.minute);
  const isOnTheHour = minutes.length === 1 && minutes[0] === 0;
  if (describeSteps(hour, 'hour') !== undefined) {
    return isOnTheHour ? [] : [l10n.t('in hours {0}', listOfWords(cronValues(hour, cronFieldKinds.hour).map(String)))];
  }
  const [only] = hour;
  if (hour.length > 1 || only?.kind !== 'range' || only.step > 1) {
    return [l10n.t('in hours {0}', describeField(hour, String))];
  }
  const last = isOnTheHour && only.from !== only.to ? '00' : '59';
  return [l10n.t('from {0}:00 to {1}:{2}', twoDigits(only.from), twoDigits(only.to), last)];
}

/** "Every minute", "Every 5 minutes"; undefined where the distance is not always the same. */
function describeSteps(field: CronField, unit: keyof typeof steps): string | undefined {
  const { max, min } = cronFieldKinds[unit];
  const [only] = field;
  if (only?.kind === 'all') return steps[unit](1);
  if (field.length > 1 || only?.kind !== 'range' || only.step === 1) return undefined;
  const isWhole = only.from === min && only.to + only.step > max && (max + 1) % only.step === 0;
  return isWhole ? steps[unit](only.step) : undefined;
}

const steps = {
  second: (count: number) => (count === 1 ? l10n.t('Every second') : l10n.t('Every {0} seconds', count)),
  minute: (count: number) => (count === 1 ? l10n.t('Every minute') : l10n.t('Every {0} minutes', count)),
  hour: (count: number) => (count === 1 ? l10n.t('Every hour') : l10n.t('Every {0} hours', count)),
};

/** On which days; nothing where every day is one. Days of the month and of the week are two ways to be due. */
function describeDays({ dayOfMonth, dayOfWeek }: CronExpression): readonly string[] {
  const ofMonth = isOpen(dayOfMonth) ? [] : [describeDaysOfMonth(dayOfMonth)];
  const ofWeek = isOpen(dayOfWeek) ? [] : [describeWeekdays(dayOfWeek)];
  if (ofMonth.length === 0 || ofWeek.length === 0) return [...ofMonth, ...ofWeek];
  return [...ofMonth, ...ofWeek.map((words) => l10n.t('and also {0}', words))];
}

function describeDaysOfMonth(field: CronField): string {
  return l10n.t('on {0} of the month', listOfWords(field.map(dayOfMonthWords)));
}

function dayOfMonthWords(part: CronPart): string {
  switch (part.kind) {
    case 'last-day':
      return l10n.t('the last day');
    case 'last-weekday':
      return l10n.t('the last day from Monday to Friday');
    case 'nearest-weekday':
      return l10n.t('the day from Monday to Friday nearest to {0}', theDay(part.day));
    case 'all':
    case 'range':
    case 'nth':
    case 'last-of':
      return part.kind === 'range' ? rangeWords(part, theDay) : l10n.t('every day');
  }
}

function describeWeekdays(field: CronField): string {
  const [only] = field;
  const words = listOfWords(field.map(weekdayWords));
  return field.length === 1 && only?.kind === 'range' && only.from !== only.to
    ? words
    : l10n.t({ message: 'on {0}', args: [words], comment: 'days of the week' });
}

function weekdayWords(part: CronPart): string {
  if (part.kind === 'nth') return nthWords[part.nth - 1]?.(weekdayName(part.weekday)) ?? '';
  if (part.kind === 'last-of') return l10n.t('the last {0} of the month', weekdayName(part.weekday));
  return part.kind === 'range' ? rangeWords(part, weekdayName) : l10n.t('every day');
}

const nthWords: readonly ((weekday: string) => string)[] = [
  (weekday) => l10n.t('the first {0} of the month', weekday),
  (weekday) => l10n.t('the second {0} of the month', weekday),
  (weekday) => l10n.t('the third {0} of the month', weekday),
  (weekday) => l10n.t('the fourth {0} of the month', weekday),
  (weekday) => l10n.t('the fifth {0} of the month', weekday),
];

function monthsWords(months: string): string {
  return l10n.t({ message: 'in {0}', args: [months], comment: 'months' });
}

/** The elements of a field, each by its values' words. */
function describeField(field: CronField, word: (value: number) => string): string {
  return listOfWords(field.map((part) => (part.kind === 'range' ? rangeWords(part, word) : l10n.t('all'))));
}

function rangeWords({ from, step, to }: CronPart & { kind: 'range' }, word: (value: number) => string): string {
  if (from === to) return word(from);
  if (step === 1) return l10n.t('{0} to {1}', word(from), word(to));
  const values: string[] = [];
  for (let value = from; value <= to; value += step) values.push(word(value));
  return listOfWords(values);
}

function isSingle(part: CronPart): boolean {
  return part.kind === 'range' && part.from === part.to;
}

function isOnlyOne(values: readonly number[]): boolean {
  return values.length === 1 && values[0] === 1;
}

/** A day of the month: "the 3rd". */
function theDay(day: number): string {
  const isTeen = day > 10 && day < 14;
  if (!isTeen && day % 10 === 1) return l10n.t('the {0}st', day);
  if (!isTeen && day % 10 === 2) return l10n.t('the {0}nd', day);
  if (!isTeen && day % 10 === 3) return l10n.t('the {0}rd', day);
  return l10n.t('the {0}th', day);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
