import { type Clause, say } from '../words/clause.ts';
import { type Result, err, ok } from '../../base/result.ts';
import { lengthProblem, type TextProblem } from '../words/textProblem.ts';
import { wholeParts } from './periodParts.ts';
import type { Suggestion } from '../words/suggestion.ts';
import { closest } from '../words/spelling.ts';

/**
 * How far one occurrence of a schedule is from the next: months and days of the calendar first, then elapsed time. At
 * least one of the three is above zero, and none is below.
 */
export interface Period {
  /** Seconds, minutes and hours, in milliseconds: real time, whatever the clocks on the wall do. */
  readonly elapsedMs: number;
  /** Days and weeks of the calendar: the time of day stays. */
  readonly days: number;
  /** Months and years of the calendar. */
  readonly months: number;
}

const none: Period = { elapsedMs: 0, days: 0, months: 0 };
const second: Period = { ...none, elapsedMs: 1_000 };
const minute: Period = { ...none, elapsedMs: 60_000 };
const hour: Period = { ...none, elapsedMs: 3_600_000 };
const day: Period = { ...none, days: 1 };
const week: Period = { ...none, days: 7 };
const month: Period = { ...none, months: 1 };
const year: Period = { ...none, months: 12 };

const units: readonly (readonly [words: readonly string[], unit: Period])[] = [
  [['s', 'sec', 'secs', 'second', 'seconds'], second],
  [['min', 'mins', 'minute', 'minutes'], minute],
  [['h', 'hour', 'hours'], hour],
  [['d', 'day', 'days'], day],
  [['w', 'week', 'weeks'], week],
  [['month', 'months'], month],
  [['year', 'years'], year],
];

const unitOf = new Map(units.flatMap(([words, unit]) => words.map((word) => [word, unit] as const)));

/** One letter is near to every short word. */
const suggestedUnits = [...unitOf.keys()].filter((word) => word.length > 1);

/** Abbreviations that are no units here, and what they stand for. */
const shortForms = new Map([
  ['hr', 'hour'],
  ['wk', 'week'],
  ['mo', 'month'],
  ['mth', 'month'],
  ['yr', 'year'],
]);

/** Longer spans that are no units here, and what one of them is. */
const spans = new Map([
  ['fortnight', { of: 2, unit: 'weeks', message: say('A fortnight is 2 weeks') }],
  ['quarter', { of: 3, unit: 'months', message: say('A quarter is 3 months') }],
]);

/** Words that are a whole period by themselves. */
const adverbs = new Map([
  ['hourly', hour],
  ['daily', day],
  ['weekly', week],
  ['monthly', month],
  ['yearly', year],
]);

const unitList = say('sec, min, hour, day, week, month or year');
const example = say('Write a number and a unit, such as "5 min", "1 day" or "2 weeks"');

/** A century of the longest units; what is longer is a slip, and would soon lead past the end of the calendar. */
const longestYears = 100;
const averageYearMs = 365.2425 * 86_400_000;

/**
 * Reads a period: `[every] [n] unit [[and|,] n unit …]`, such as "5 min", "every day" or "1 month, 2 days and 3 hours",
 * or one word such as "daily". n is a whole number above zero. Letter case makes no difference. The error says where
 * the text is wrong and what to write.
 */
export function parsePeriod(text: string): Result<Period, TextProblem> {
  const tooLong = lengthProblem(text);
  if (tooLong) return err(tooLong);
  const start = /^\s*/.exec(text)?.[0].length ?? 0;
  const end = Math.max(start, text.trimEnd().length);
  const adverb = adverbs.get(text.slice(start, end).toLowerCase());
  if (adverb) return ok(adverb);
  const isEvery = /^every\b/i.test(text.slice(start, end));
  const parts = readParts(text, isEvery ? start + 'every'.length : start, end);
  if (!parts.ok || averageMs(parts.value) <= longestYears * averageYearMs) return parts;
  return problem(say('This is longer than {0} years. Write a shorter period.', longestYears), start, end - start);
}

/** The length of a period on average, in milliseconds: months and days differ in length. */
export function averageMs({ elapsedMs, days, months }: Period): number {
  return elapsedMs + days * 86_400_000 + (months / 12) * averageYearMs;
}

function readParts(text: string, from: number, end: number): Result<Period, TextProblem> {
  const part = /\s*(?<link>(?:,\s*)?(?:and\b)?)\s*(?<amount>[+-]?\d[\d.,]*(?<![.,]))?\s*(?<unit>\p{L}*)/iuy;
  let sum = none;
  let position = from;
  do {
    part.lastIndex = position;
    const { link = '', amount, unit = '' } = part.exec(text)?.groups ?? {};
    const isFirst = position === from;
    if ((isFirst && link !== '') || (amount === undefined && unit === '')) return unreadable(text, position, end);
    const unitStart = part.lastIndex - unit.length;
    const known = unitOf.get(unit.toLowerCase());
    const start = amount === undefined ? unitStart : text.indexOf(amount, position);
    const wrong = amount === undefined ? undefined : amountProblem(amount, start, unit, known, part.lastIndex);
    if (wrong) return wrong;
    if (amount === undefined && !isFirst) return amountMissing(unit, unitStart, known !== undefined);
    if (!known) {
      const { message, suggestion } = adviceFor(unit, Number(amount ?? 1), start, part.lastIndex);
      const what = say('"{0}" is not a unit of a period. {1}', unit, message);
      return problem(what, unitStart, unit.length, suggestion);
    }
    sum = plus(sum, known, Number(amount ?? 1));
    position = part.lastIndex;
  } while (position < end);
  return ok(sum);
}

function plus(sum: Period, unit: Period, amount: number): Period {
  return {
    elapsedMs: sum.elapsedMs + unit.elapsedMs * amount,
    days: sum.days + unit.days * amount,
    months: sum.months + unit.months * amount,
  };
}

function problem(
  message: Clause,
  offset: number,
  length: number,
  suggestion?: Suggestion,
): Result<Period, TextProblem> {
  return err({ message, offset, length, ...(suggestion && { suggestion }) });
}

function unreadable(text: string, position: number, end: number): Result<Period, TextProblem> {
  const offset = Math.min(end, position + (/^\s*/.exec(text.slice(position))?.[0].length ?? 0));
  const found = text.slice(offset, end);
  const what = found === '' ? say('A period is missing here') : say('"{0}" is not a period', found);
  return problem(say('{0}. {1}.', what, example), offset, found.length);
}

function amountMissing(unit: string, offset: number, isUnit: boolean): Result<Period, TextProblem> {
  const message = isUnit
    ? say('A number is missing before "{0}". Write "1 {0}".', unit)
    : say('"{0}" does not belong here. {1}.', unit, example);
  return problem(message, offset, unit.length, isUnit ? { text: `1 ${unit}` } : undefined);
}

function amountProblem(
  amount: string,
  offset: number,
  unit: string,
  known: Period | undefined,
  end: number,
): Result<Period, TextProblem> | undefined {
  const refuse = (message: Clause, suggestion?: Suggestion): Result<Period, TextProblem> =>
    problem(message, offset, amount.length, suggestion);
  if (/[.,]/.test(amount)) {
    const meant = known && wholeParts(amount, known);
    return refuse(
      say('{0} is not a whole number. Use smaller units, such as "{1}".', amount, meant ?? '1 hour 30 min'),
      meant === undefined ? undefined : { text: meant, place: { offset, length: end - offset } },
    );
  }
  if (!(/^\d+$/.test(amount) && Number(amount) > 0)) {
    return refuse(
      say('A period cannot have the number {0}. Write a whole number of 1 or more, as in "1 min".', amount),
    );
  }
  if (unit !== '') return undefined;
  return refuse(say('The unit is missing after {0}. Write {1}, as in "{0} min".', amount, unitList));
}

/** What to write instead of a word that is no unit; `start` and `end` are those of its number and itself. */
function adviceFor(
  unit: string,
  amount: number,
  start: number,
  end: number,
): { readonly message: Clause; readonly suggestion?: Suggestion } {
  const lower = unit.toLowerCase();
  const place = { offset: start, length: end - start };
  if (lower === 'm') return { message: say('Write "min" for minutes or "month" for months.') };
  if (/^(?:ms|msecs?|milliseconds?)$/.test(lower)) return adviceForMilliseconds(amount, place);
  const span = spans.get(lower.replace(/s$/, ''));
  if (span) {
    const text = `${String(amount * span.of)} ${span.unit}`;
    return { message: say('{0}. Write "{1}".', span.message, text), suggestion: { text, place } };
  }
  if (lower.startsWith('every')) {
    const rest = lower.slice('every'.length);
    const message = say('Write a space after "every".');
    return unitOf.has(rest) ? { message, suggestion: { text: `every ${rest}` } } : { message };
  }
  if (adverbs.has(lower)) return { message: say('Write "{0}" alone, or {1} after a number.', lower, unitList) };
  const meant = shortForms.get(lower.replace(/s$/, '')) ?? closest(lower, suggestedUnits);
  if (meant === undefined) return { message: say('Write {0}.', unitList) };
  return { message: say('Did you mean "{0}"?', meant), suggestion: { text: meant } };
}

function adviceForMilliseconds(
  amount: number,
  place: NonNullable<Suggestion['place']>,
): { readonly message: Clause; readonly suggestion: Suggestion } {
  const seconds = Math.max(1, Math.round(amount / 1_000));
  const text = `${String(seconds)} sec`;
  const suggestion = { text, place };
  if (amount <= 1_000) return { message: say('The shortest period is "1 sec".'), suggestion };
  return { message: say('Seconds are the smallest unit. Write "{0}".', text), suggestion };
}
