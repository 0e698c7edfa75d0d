import * as l10n from '@vscode/l10n';
import type { CronExpression } from './cronExpression.ts';
import { cronFieldKinds, cronValues } from './cronField.ts';
import { type CronShape, shapeOf, spansOf } from './cronShape.ts';
import { listOfWords } from '../words/wordList.ts';
import { twoDigits } from '../words/humanTime.ts';

/** This many times of a day are named one by one. */
const mostTimes = 6;

/** This many minutes or seconds are named one by one. */
const mostValues = 9;

/** The times of a day in words, and whether they are named one by one. */
interface TimesInWords {
  readonly isTimesOfDay: boolean;
  readonly words: readonly string[];
}

/** The values and the shape of seconds, minutes and hours. */
interface Times {
  readonly seconds: Field;
  readonly minutes: Field;
  readonly hours: Field;
}

interface Field {
  readonly values: readonly number[];
  readonly shape: CronShape;
}

/** At which times of a day, as parts of a sentence. */
export function describeTimes(expression: CronExpression): TimesInWords {
  const times = {
    seconds: fieldOf(expression, 'second'),
    minutes: fieldOf(expression, 'minute'),
    hours: fieldOf(expression, 'hour'),
  };
  const oneByOne = timesOfDay(times);
  if (oneByOne) return { isTimesOfDay: true, words: [oneByOne] };
  if (isZero(times.seconds)) return { isTimesOfDay: false, words: withinHours(times) };
  return { isTimesOfDay: false, words: withinMinutes(times) };
}

function fieldOf(expression: CronExpression, name: 'second' | 'minute' | 'hour'): Field {
  const values = cronValues(expression[name], cronFieldKinds[name]);
  return { values, shape: shapeOf(values, cronFieldKinds[name]) };
}

/** The times one by one, where they are few and no distance between them says more. */
function timesOfDay({ hours, minutes, seconds }: Times): string | undefined {
  const count = hours.values.length * minutes.values.length * seconds.values.length;
  const isOnTheHour = isZero(minutes) && isZero(seconds);
  const areScattered =
    isOnTheHour && hours.shape.kind === 'list' && spansOf(hours.values).length === hours.values.length;
  if ((count > mostTimes && !areScattered) || isRhythm(seconds) || isRhythm(minutes)) return undefined;
  if (hours.shape.kind === 'even' && (isOnTheHour || hours.shape.step < 6)) return undefined;
  if (hours.shape.kind === 'run' && hours.shape.step === 1) return undefined;
  const hasSeconds = !isZero(seconds);
  const times = hours.values.flatMap((hour) =>
    minutes.values.flatMap((minute) =>
      seconds.values.map((second) => [hour, minute, ...(hasSeconds ? [second] : [])].map(twoDigits).join(':')),
    ),
  );
  return l10n.t('At {0}', listOfWords(times));
}

function isRhythm({ shape }: Field): boolean {
  return shape.kind === 'all' || shape.kind === 'even';
}

/** How often within the hours, and in which of them. */
function withinHours({ hours, minutes }: Omit<Times, 'seconds'>): readonly string[] {
  if (isZero(minutes)) return onTheHour(hours);
  const { shape } = minutes;
  if (isRhythm(minutes)) return [everyMinutes(shape), ...inHours(hours)];
  const isRun = shape.kind === 'run' && (shape.step === 1 || minutes.values.length > mostValues);
  const [hour = 0] = hours.values;
  if (isRun && hours.values.length === 1) {
    return [
      shape.step === 1 ? l10n.t('Every minute') : l10n.t('Every {0} minutes', shape.step),
      fromTo(time(hour, shape.from), time(hour, shape.to)),
    ];
  }
  const nth = everyNth(hours);
  const rest = nth === undefined ? inHours(hours) : nthLimits(hours);
  if (isRun) return [runOfMinutes(shape, nth), ...rest];
  const isOne = minutes.values.length === 1 && minutes.values[0] === 1;
  const words = valueWords(minutes);
  if (minutes.values.length > mostValues) {
    return [
      nth === undefined
        ? l10n.t('In minutes {0} of every hour', words)
        : l10n.t({ message: 'In minutes {0} of {1}', args: [words, nth], comment: 'every second hour' }),
      ...rest,
    ];
  }
  if (nth !== undefined) {
    const args = [words, nth];
    return [
      isOne
        ? l10n.t({ message: 'At {0} minute past {1}', args, comment: 'every second hour' })
        : l10n.t({ message: 'At {0} minutes past {1}', args, comment: 'every second hour' }),
      ...rest,
    ];
  }
  return [
    isOne ? l10n.t('At {0} minute past every hour', words) : l10n.t('At {0} minutes past every hour', words),
    ...rest,
  ];
}

function onTheHour(hours: Field): readonly string[] {
  const { shape, values } = hours;
  switch (shape.kind) {
    case 'all':
      return [l10n.t('Every hour')];
    case 'even':
      return [l10n.t('Every {0} hours', shape.step)];
    case 'run': {
      const often = shape.step === 1 ? l10n.t('Every hour') : l10n.t('Every {0} hours', shape.step);
      return [often, fromTo(time(shape.from, 0), time(shape.to, 0))];
    }
    case 'list': {
      const spans = spansOf(values).map(({ from, to }) =>
        from === to
          ? l10n.t({ message: 'at {0}', args: [time(from, 0)], comment: 'a time of day' })
          : fromTo(time(from, 0), time(to, 0)),
      );
      return [l10n.t('Every hour'), listOfWords(spans)];
    }
  }
}

/** Moments within minutes, in which minutes and in which hours. */
function withinMinutes({ hours, minutes, seconds }: Times): readonly string[] {
  const { shape } = seconds;
  const words = valueWords(seconds);
  const isOne = seconds.values.length === 1 && seconds.values[0] === 1;
  const isRun = shape.kind === 'run' && (shape.step === 1 || seconds.values.length > mostValues);
  if (isRhythm(seconds) || isRun || minutes.shape.kind === 'all') {
    const [hour = 0] = hours.values;
    const [minute = 0] = minutes.values;
    const isOneMinute = hours.values.length === 1 && minutes.values.length === 1;
    return [
      momentsOf(seconds, isRun, isOne),
      ...(isOneMinute
        ? [fromTo(`${time(hour, minute)}:00`, `${time(hour, minute)}:59`)]
        : [...inMinutes(minutes), ...inHours(hours)]),
    ];
  }
  if (isZero(minutes)) {
    return [
      isOne ? l10n.t('At {0} second past every hour', words) : l10n.t('At {0} seconds past every hour', words),
      ...inHours(hours),
    ];
  }
  const [first = '', ...rest] = withinHours({ hours, minutes });
  return [
    first,
    isOne ? l10n.t('at {0} second past the minute', words) : l10n.t('at {0} seconds past the minute', words),
    ...rest,
  ];
}

function momentsOf(seconds: Field, isRun: boolean, isOne: boolean): string {
  const { shape } = seconds;
  if (shape.kind === 'all') return l10n.t('Every second');
  if (shape.kind === 'even') return l10n.t('Every {0} seconds', shape.step);
  if (isRun && shape.kind === 'run') {
    return shape.step === 1
      ? l10n.t('Every second from {0} to {1} of every minute', shape.from, shape.to)
      : l10n.t('Every {0} seconds from {1} to {2} of every minute', shape.step, shape.from, shape.to);
  }
  const words = valueWords(seconds);
  return isOne ? l10n.t('At {0} second past every minute', words) : l10n.t('At {0} seconds past every minute', words);
}

function runOfMinutes({ from, step, to }: CronShape & { kind: 'run' }, nth: string | undefined): string {
  if (nth === undefined) {
    return step === 1
      ? l10n.t('Every minute from {0} to {1} of every hour', from, to)
      : l10n.t('Every {0} minutes from {1} to {2} of every hour', step, from, to);
  }
  return step === 1
    ? l10n.t({ message: 'Every minute from {0} to {1} of {2}', args: [from, to, nth], comment: 'every second hour' })
    : l10n.t({
        message: 'Every {0} minutes from {1} to {2} of {3}',
        args: [step, from, to, nth],
        comment: 'every second hour',
      });
}

function everyMinutes(shape: CronShape): string {
  return shape.kind === 'even' ? l10n.t('Every {0} minutes', shape.step) : l10n.t('Every minute');
}

function inMinutes({ shape, values }: Field): readonly string[] {
  if (shape.kind === 'all') return [];
  if (shape.kind === 'even' && values.length > mostValues) return [everyNthMinute(shape.step)];
  const words = listOfSpans(values);
  return [values.length === 1 ? l10n.t('in minute {0}', words) : l10n.t('in minutes {0}', words)];
}

function everyNthMinute(step: number): string {
  if (step === 2) return l10n.t('in every 2nd minute');
  return step === 3 ? l10n.t('in every 3rd minute') : l10n.t('in every {0}th minute', step);
}

/** In which hours: "from 09:00 to 17:59"; nothing if each is meant. */
function inHours(hours: Field): readonly string[] {
  const { shape, values } = hours;
  const [first = 0] = values;
  if (shape.kind === 'all') return [];
  const nth = everyNth(hours);
  if (nth !== undefined) {
    return [l10n.t({ message: 'in {0}', args: [nth], comment: 'every second hour' }), ...nthLimits(hours)];
  }
  if (shape.kind === 'run' && shape.step === 1) return [fromTo(time(shape.from, 0), time(shape.to, 59))];
  if (values.length === 1) return [fromTo(time(first, 0), time(first, 59))];
  if (values.length === 2 && values[1] === first + 1) return [fromTo(time(first, 0), time(first + 1, 59))];
  return [l10n.t('in hours {0}', listOfSpans(values))];
}

/** Hours in steps that are many: "every second hour". */
function everyNth({ shape, values }: Field): string | undefined {
  const step = (shape.kind === 'even' || shape.kind === 'run') && values.length >= mostTimes ? shape.step : 1;
  return nthHours[step]?.();
}

const nthHours: Readonly<Record<number, () => string>> = {
  2: () => l10n.t({ message: 'every second hour', comment: 'one hour of two' }),
  3: () => l10n.t({ message: 'every third hour', comment: 'one hour of three' }),
  4: () => l10n.t({ message: 'every fourth hour', comment: 'one hour of four' }),
};

/** From when to when such hours are, where they are not all day long. */
function nthLimits({ shape }: Field): readonly string[] {
  return shape.kind === 'run' ? [fromTo(time(shape.from, 0), time(shape.to, 59))] : [];
}

/** The values one by one where they are few, else with those together that follow each other. */
function valueWords({ values }: Field): string {
  return values.length > mostValues ? listOfSpans(values) : listOfWords(values.map(String));
}

function listOfSpans(values: readonly number[]): string {
  return listOfWords(
    spansOf(values).map(({ from, to }) => (from === to ? String(from) : l10n.t('{0} to {1}', from, to))),
  );
}

function fromTo(from: string, to: string): string {
  return l10n.t({ message: 'from {0} to {1}', args: [from, to], comment: 'times of day' });
}

function isZero({ values }: Field): boolean {
  return values.length === 1 && values[0] === 0;
}

function time(hour: number, minute: number): string {
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}
