import { type CronExpression, isOpen } from './cron.ts';
import { type CronField, type CronFieldKind, type CronPart, cronFieldKinds, cronValues } from './cronField.ts';

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];
const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];

/** So many times of a day are named one by one. */
const mostTimes = 6;

/** A cron expression as a sentence without its full stop: "Every 5 minutes, from 09:00 to 17:59, Monday to Friday". */
export function describeCron(expression: CronExpression): string {
  const times = describeTimes(expression);
  const days = describeDays(expression);
  const inMonths = isOpen(expression.month) ? [] : [`in ${describeField(expression.month, monthName)}`];
  // A time of day says by itself that it is meant for each day.
  const everyDay = days.length === 0 && /^At \d\d:/.test(times[0] ?? '');
  return [...times, ...(everyDay ? ['every day'] : days), ...inMonths].join(', ');
}

/** Words in a row: "a, b and c". */
export function listOfWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function describeTimes(expression: CronExpression): readonly string[] {
  const { hour, minute, second } = expression;
  return timesOfDay(expression) ?? [...describeMoments(second, minute, hour), ...describeHours(minute, hour)];
}

/** The times of a day one by one, where they are few and stand by themselves. */
function timesOfDay({ hour, minute, second }: CronExpression): readonly string[] | undefined {
  if (![hour, minute, second].every((field) => field.every(isSingle))) return undefined;
  const seconds = cronValues(second, cronFieldKinds.second);
  const hasSeconds = seconds.length > 1 || seconds[0] !== 0;
  const times = cronValues(hour, cronFieldKinds.hour).flatMap((hours) =>
    cronValues(minute, cronFieldKinds.minute).flatMap((minutes) =>
      seconds.map((each) => [hours, minutes, ...(hasSeconds ? [each] : [])].map(twoDigits).join(':')),
    ),
  );
  return times.length > mostTimes ? undefined : [`At ${listOfWords(times)}`];
}

/** How often within the hours: "Every 5 minutes", "At 30 minutes past every hour". */
function describeMoments(second: CronField, minute: CronField, hour: CronField): readonly string[] {
  const seconds = cronValues(second, cronFieldKinds.second);
  if (seconds.length === 1 && seconds[0] === 0) return [describeMinutes(minute, hour)];
  const everySecond = describeSteps(second, cronFieldKinds.second);
  const first = everySecond ?? `At ${describeField(second, String)} ${plural(seconds, 'second')} past every minute`;
  return isOpen(minute)
    ? [first]
    : [
        first,
        `in ${cronValues(minute, cronFieldKinds.minute).length === 1 ? 'minute' : 'minutes'} ${describeField(minute, String)}`,
      ];
}

function describeMinutes(minute: CronField, hour: CronField): string {
  const steps = describeSteps(minute, cronFieldKinds.minute);
  if (steps !== undefined) return steps;
  const minutes = cronValues(minute, cronFieldKinds.minute);
  if (minutes.length === 1 && minutes[0] === 0) return describeSteps(hour, cronFieldKinds.hour) ?? 'Every hour';
  return `At ${describeField(minute, String)} ${plural(minutes, 'minute')} past every hour`;
}

/** In which hours: "from 09:00 to 17:59"; nothing where the words before say it. */
function describeHours(minute: CronField, hour: CronField): readonly string[] {
  if (isOpen(hour)) return [];
  const minutes = cronValues(minute, cronFieldKinds.minute);
  const isOnTheHour = minutes.length === 1 && minutes[0] === 0;
  if (describeSteps(hour, cronFieldKinds.hour) !== undefined) {
    return isOnTheHour ? [] : [`in hours ${listOfWords(cronValues(hour, cronFieldKinds.hour).map(String))}`];
  }
  const [only] = hour;
  if (hour.length > 1 || only?.kind !== 'range' || only.step > 1) {
    return [`in hours ${describeField(hour, String)}`];
  }
  const last = isOnTheHour && only.from !== only.to ? '00' : '59';
  return [`from ${twoDigits(only.from)}:00 to ${twoDigits(only.to)}:${last}`];
}

/** "Every minute", "Every 5 minutes"; undefined where the distance is not always the same. */
function describeSteps(field: CronField, { max, min, word }: CronFieldKind): string | undefined {
  const [only] = field;
  if (only?.kind === 'all') return `Every ${word}`;
  if (field.length > 1 || only?.kind !== 'range' || only.step === 1) return undefined;
  const isWhole = only.from === min && only.to + only.step > max && (max + 1) % only.step === 0;
  return isWhole ? `Every ${String(only.step)} ${word}s` : undefined;
}

/** On which days; nothing where every day is one. Days of the month and of the week are two ways to be due. */
function describeDays({ dayOfMonth, dayOfWeek }: CronExpression): readonly string[] {
  const ofMonth = isOpen(dayOfMonth) ? [] : [describeDaysOfMonth(dayOfMonth)];
  const ofWeek = isOpen(dayOfWeek) ? [] : [describeWeekdays(dayOfWeek)];
  if (ofMonth.length === 0 || ofWeek.length === 0) return [...ofMonth, ...ofWeek];
  return [...ofMonth, ...ofWeek.map((words) => `and also ${words}`)];
}

function describeDaysOfMonth(field: CronField): string {
  return `on ${listOfWords(field.map(dayOfMonthWords))} of the month`;
}

function dayOfMonthWords(part: CronPart): string {
  switch (part.kind) {
    case 'last-day':
      return 'the last day';
    case 'last-weekday':
      return 'the last day from Monday to Friday';
    case 'nearest-weekday':
      return `the day from Monday to Friday nearest to the ${ordinal(part.day)}`;
    case 'all':
    case 'range':
    case 'nth':
    case 'last-of':
      return part.kind === 'range' ? rangeWords(part, (day) => `the ${ordinal(day)}`) : 'every day';
  }
}

function describeWeekdays(field: CronField): string {
  const [only] = field;
  const words = listOfWords(field.map(weekdayWords));
  return field.length === 1 && only?.kind === 'range' && only.from !== only.to ? words : `on ${words}`;
}

function weekdayWords(part: CronPart): string {
  if (part.kind === 'nth') return `the ${ordinals[part.nth - 1] ?? ''} ${weekdays[part.weekday] ?? ''} of the month`;
  if (part.kind === 'last-of') return `the last ${weekdays[part.weekday] ?? ''} of the month`;
  return part.kind === 'range' ? rangeWords(part, (day) => weekdays[day] ?? '') : 'every day';
}

/** The elements of a field, each by its values' words. */
function describeField(field: CronField, word: (value: number) => string): string {
  return listOfWords(field.map((part) => (part.kind === 'range' ? rangeWords(part, word) : 'all')));
}

function rangeWords({ from, step, to }: CronPart & { kind: 'range' }, word: (value: number) => string): string {
  if (from === to) return word(from);
  if (step === 1) return `${word(from)} to ${word(to)}`;
  const values: string[] = [];
  for (let value = from; value <= to; value += step) values.push(word(value));
  return listOfWords(values);
}

function isSingle(part: CronPart): boolean {
  return part.kind === 'range' && part.from === part.to;
}

function plural(values: readonly number[], word: string): string {
  return values.length === 1 && values[0] === 1 ? word : `${word}s`;
}

function monthName(month: number): string {
  return months[month - 1] ?? '';
}

function ordinal(day: number): string {
  const endings = ['th', 'st', 'nd', 'rd'];
  const isTeen = day > 10 && day < 14;
  return `${String(day)}${(isTeen ? undefined : endings[day % 10]) ?? 'th'}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
