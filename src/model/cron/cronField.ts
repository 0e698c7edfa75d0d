import { type Clause, say } from '../words/clause.ts';
import { type Result, err, ok } from '../../base/result.ts';
import { randomValueProblem } from './cronRandom.ts';
import type { TextProblem } from '../words/textProblem.ts';
import { movedBy, type Suggestion } from '../words/suggestion.ts';
import { closest } from '../words/spelling.ts';

/** One element of a field's list. */
export type CronPart =
  /** `*`, which stands alone. */
  | { readonly kind: 'all' }
  /** A value (`from` is `to`), a range or steps. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number; readonly step: number }
  /** `L`: the last day of the month. */
  | { readonly kind: 'last-day' }
  /** `LW`: the last day of the month that is Monday to Friday. */
  | { readonly kind: 'last-weekday' }
  /** `15W`: of Monday to Friday the day of the same month that is nearest. */
  | { readonly kind: 'nearest-weekday'; readonly day: number }
  /** `FRI#2`: the second Friday of the month. */
  | { readonly kind: 'nth'; readonly weekday: number; readonly nth: number }
  /** `FRIL`: the last Friday of the month. */
  | { readonly kind: 'last-of'; readonly weekday: number };

/** A field as it was read: at least one element. */
export type CronField = readonly CronPart[];

/** What a field may contain. */
export interface CronFieldKind {
  /** One value of it, as a task file writes it: "minute". */
  readonly unit: string;
  /** "a minute", "every minute", and after how much its values start over: "each hour". */
  readonly one: Clause;
  readonly every: Clause;
  readonly cycle: Clause;
  readonly min: number;
  readonly max: number;
  /** Names of values, in capitals: the first is `firstNamed`. */
  readonly names?: readonly string[];
  readonly firstNamed?: number;
  /** Elements that only this field knows. */
  readonly special?: 'day-of-month' | 'day-of-week';
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** The six fields, in their order; where there are five, that of seconds is absent. */
export const cronFieldKinds = {
  second: {
    unit: 'second',
    one: say('a second'),
    every: say('every second'),
    cycle: say('each minute'),
    min: 0,
    max: 59,
  },
  minute: {
    unit: 'minute',
    one: say('a minute'),
    every: say('every minute'),
    cycle: say('each hour'),
    min: 0,
    max: 59,
  },
  hour: { unit: 'hour', one: say('an hour'), every: say('every hour'), cycle: say('each day'), min: 0, max: 23 },
  dayOfMonth: {
    unit: 'day',
    one: say('a day of the month'),
    every: say('every day of the month'),
    cycle: say('each month'),
    min: 1,
    max: 31,
    special: 'day-of-month',
  },
  month: {
    unit: 'month',
    one: say('a month'),
    every: say('every month'),
    cycle: say('each year'),
    min: 1,
    max: 12,
    names: monthNames,
    firstNamed: 1,
  },
  /** 7 is Sunday as well. */
  dayOfWeek: {
    unit: 'day',
    one: say('a day of the week'),
    every: say('every day of the week'),
    cycle: say('each week'),
    min: 0,
    max: 7,
    names: weekdayNames,
    firstNamed: 0,
    special: 'day-of-week',
  },
} as const satisfies Record<string, CronFieldKind>;

/** What is wrong within a field, by its place in there. */
type FieldResult<T> = Result<T, TextProblem>;

/** Reads one field, which contains no blanks. */
export function parseCronField(text: string, kind: CronFieldKind): FieldResult<CronField> {
  const parts: CronPart[] = [];
  let offset = 0;
  for (const element of text.split(',')) {
    const part = parsePart(element, offset, kind);
    if (!part.ok) return part;
    parts.push(part.value);
    offset += element.length + 1;
  }
  if (parts.length > 1 && parts.some((part) => part.kind === 'all')) {
    return refuse(say('"*" already means {0}. Write "*" alone.', kind.every), 0, text, { text: '*' });
  }
  return ok(parts);
}

/** The values that a field without special elements contains, ascending. */
export function cronValues(field: CronField, { max, min }: CronFieldKind): readonly number[] {
  const found = new Set<number>();
  for (const part of field) {
    if (part.kind !== 'all' && part.kind !== 'range') continue;
    const { from, step, to } = part.kind === 'all' ? { from: min, to: max, step: 1 } : part;
    for (let value = from; value <= to; value += step) found.add(value);
  }
  return [...found].toSorted((one, other) => one - other);
}

/** As much of a text as a message can hold, on one line. */
export function quoted(text: string): string {
  const line = text.slice(0, 60).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
  return text.length > 60 ? `"${line}…"` : `"${line}"`;
}

function parsePart(text: string, offset: number, kind: CronFieldKind): FieldResult<CronPart> {
  if (text === '') return refuse(say('There is nothing next to this comma. Remove it.'), offset, text);
  if (text === '*') return ok({ kind: 'all' });
  if (text === '?') return refuse(say('"?" is not supported. Write "*" instead.'), offset, text, { text: '*' });
  const special = parseSpecial(text, offset, kind);
  if (special) return special;
  const foreign = randomValueProblem(text, kind);
  if (foreign) return err(movedBy(foreign, offset));
  const match = /^(?:\*|(?<from>\w+)(?:-(?<to>\w+))?)(?<slash>\/(?<step>\w*))?$/.exec(text);
  if (!match) return refuse(say('{0} is not {1}. {2}', quoted(text), kind.one, valuesOf(kind)), offset, text);
  const { from, slash, step, to } = match.groups ?? {};
  const range =
    from === undefined ? ok({ from: kind.min, to: lastStep(kind) }) : parseRange({ from, to, step }, offset, kind);
  if (!range.ok) return range;
  if (slash === undefined) return ok({ kind: 'range', ...range.value, step: 1 });
  const count = parseStep(step ?? '', offset + text.indexOf('/') + 1);
  if (!count.ok) return count;
  if (from === undefined && count.value === 1) return ok({ kind: 'all' });
  const first = range.value.from;
  const last = from !== undefined && to === undefined ? kind.max : range.value.to;
  // All dialects agree that only the first value is left.
  if (first + count.value > last) return ok({ kind: 'range', from: first, to: first, step: 1 });
  if (from !== undefined && to === undefined) {
    const meant = `${from}-${String(last)}/${String(count.value)}`;
    return refuse(say('Steps need a range or "*" before "/". Write "{0}".', meant), offset, text, { text: meant });
  }
  return ok({ kind: 'range', ...range.value, step: count.value });
}

/** A range as written: both ends, and what follows "/". */
interface WrittenRange {
  readonly from: string;
  readonly to: string | undefined;
  readonly step: string | undefined;
}

function parseRange(
  { from: first, step, to: last }: WrittenRange,
  offset: number,
  kind: CronFieldKind,
): FieldResult<{ readonly from: number; readonly to: number }> {
  const from = parseValue(first, offset, kind);
  if (!from.ok) return from;
  if (last === undefined) return ok({ from: from.value, to: from.value });
  const to = parseValue(last, offset + first.length + 1, kind);
  if (!to.ok) return to;
  // As the last day of a week Sunday is 7.
  const end = kind.max === 7 && to.value === 0 && from.value > 0 ? 7 : to.value;
  if (from.value <= end) return ok({ from: from.value, to: end });
  const hasStep = step !== undefined && isStep(step);
  const meant = wrappedText(from.value, end, hasStep ? Number(step) : 1, kind);
  const marked = `${first}-${last}${hasStep ? `/${step}` : ''}`;
  return refuse(say('A range must go upward. Write "{0}".', meant), offset, marked, { text: meant });
}

/** The values from one to a lower one, by way of the end of the field. */
function wrappedText(from: number, to: number, step: number, kind: CronFieldKind): string {
  const last = lastStep(kind);
  const size = last - kind.min + 1;
  // Sunday as 7 begins a week as well.
  const first = from > last ? from - size : from;
  const values: number[] = [];
  for (let value = first; value <= (first > to ? to + size : to); value += step) values.push(value);
  const upper = values.filter((value) => value <= last);
  const lower = values.filter((value) => value > last).map((value) => value - size);
  return [upper, lower].flatMap((span) => (span.length === 0 ? [] : spanText(span, step))).join(',');
}

function spanText(values: readonly number[], step: number): string {
  const span = `${String(values[0])}-${String(values.at(-1))}`;
  if (values.length === 1) return String(values[0]);
  return step === 1 ? span : `${span}/${String(step)}`;
}

function parseValue(text: string, offset: number, kind: CronFieldKind): FieldResult<number> {
  const { firstNamed = 0, max, min, names = [], one } = kind;
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return ok(named + firstNamed);
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    if (value >= min && value <= max) return ok(value);
    const nearest = value === max + 1 && min === 0 && max > 7 ? 0 : Math.min(Math.max(value, min), max);
    return refuse(
      say('{0} is not {1}: the range is {2} to {3}. Write "{4}".', quoted(text), one, min, max, nearest),
      offset,
      text,
      { text: String(nearest) },
    );
  }
  const meant = names.find((name) => text.toUpperCase().startsWith(name)) ?? closest(text.toUpperCase(), names);
  if (meant === undefined) return refuse(say('{0} is not {1}. {2}', quoted(text), one, valuesOf(kind)), offset, text);
  return misspelt(text, offset, kind, meant);
}

function misspelt(text: string, offset: number, { one }: CronFieldKind, meant: string): ReturnType<typeof refuse> {
  const advice = say('Did you mean "{0}"?', meant);
  return refuse(say('{0} is not {1}. {2}', quoted(text), one, advice), offset, text, { text: meant });
}

function parseStep(text: string, offset: number): FieldResult<number> {
  if (isStep(text)) return ok(Number(text));
  const what = text === '' ? say('A step is missing after "/"') : say('{0} is not a step', quoted(text));
  return refuse(say('{0}. Write a whole number from 1, such as "*/5".', what), offset, text);
}

function isStep(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) > 0;
}

/** The elements with letters and marks of their own; undefined if this is none of them. */
function parseSpecial(text: string, offset: number, kind: CronFieldKind): FieldResult<CronPart> | undefined {
  if (kind.special === 'day-of-month') return parseSpecialDay(text, offset, kind);
  return kind.special === 'day-of-week' ? parseSpecialWeekday(text, offset, kind) : undefined;
}

function parseSpecialDay(text: string, offset: number, kind: CronFieldKind): FieldResult<CronPart> | undefined {
  const upper = text.toUpperCase();
  if (upper === 'L') return ok({ kind: 'last-day' });
  if (upper === 'LW' || upper === 'WL') {
    return upper === 'LW'
      ? ok({ kind: 'last-weekday' })
      : refuse(say('Write the two letters as "LW".'), offset, text, { text: 'LW' });
  }
  if (/^L-\d+$/.test(upper)) {
    return refuse(say('You cannot count days before the last day of a month. Write "L" or a number.'), offset, text);
  }
  const [, behind] = /^W(\d+)$/.exec(upper) ?? [];
  if (behind !== undefined && parseValue(behind, 0, kind).ok) return misspelt(text, offset, kind, `${behind}W`);
  if (/^W|-\w*W$|W-/.test(upper)) {
    return refuse(say('"W" must follow the number of a day, as in "15W".'), offset, text);
  }
  const day = /^(?<day>\w+)W$/.exec(upper)?.groups?.['day'];
  if (day === undefined) return undefined;
  const value = parseValue(day, offset, kind);
  return value.ok ? ok({ kind: 'nearest-weekday', day: value.value }) : value;
}

function parseSpecialWeekday(text: string, offset: number, kind: CronFieldKind): FieldResult<CronPart> | undefined {
  const upper = text.toUpperCase();
  if (upper === 'L')
    return refuse(say('"L" must follow a day of the week. For the last Saturday, write "SATL".'), offset, text, {
      text: 'SATL',
    });
  const [, behind = ''] = /^L([A-Z]+|\d)$/.exec(upper) ?? [];
  const lastOne = nameOf(behind, kind);
  if (lastOne !== undefined) return misspelt(text, offset, kind, `${lastOne}L`);
  const { day, mark, nth } = /^(?<day>\w+?)(?:(?<mark>L)|#(?<nth>\w*))$/.exec(upper)?.groups ?? {};
  if (day === undefined) return undefined;
  const value = parseValue(text.slice(0, day.length), offset, kind);
  if (!value.ok) return value;
  const weekday = value.value % 7;
  if (mark !== undefined) return ok({ kind: 'last-of', weekday });
  if (nth !== undefined && /^[1-5]$/.test(nth)) return ok({ kind: 'nth', weekday, nth: Number(nth) });
  const swapped = /^[1-5]$/.test(day) ? nameOf(nth ?? '', kind) : undefined;
  if (swapped !== undefined) return misspelt(text, offset, kind, `${swapped}#${day}`);
  const name = weekdayNames[weekday] ?? '';
  const advice = say('Write "{0}#1" to "{0}#5", or "{0}L" for the last one of the month', name);
  return refuse(
    say('{0} is not a week of the month. {1}.', quoted(nth ?? ''), advice),
    offset + day.length + 1,
    nth ?? '',
  );
}

/** The value that a text begins with, as it is written: "FRI" of "FRIDAY"; undefined if it isn't one. */
function nameOf(text: string, kind: CronFieldKind): string | undefined {
  if (parseValue(text, 0, kind).ok) return text;
  return kind.names?.find((name) => text.startsWith(name));
}

/** The largest value that steps of the whole field reach: 7 is Sunday, with which each week begins. */
function lastStep({ max }: CronFieldKind): number {
  return max === 7 ? 6 : max;
}

function valuesOf({ max, min, names, special }: CronFieldKind): Clause {
  const numbers = say('Write {0} to {1}', min, max);
  const named = names ? say(', {0} to {1}', names[0] ?? '', names.at(-1) ?? '') : '';
  const marked =
    special === 'day-of-month'
      ? say(', "L", "LW" or a form like "15W"')
      : special
        ? say(', or a form like "FRI#2" or "FRIL"')
        : '';
  return say('{0}{1}{2}; lists, ranges and steps as in "{3},3-5" or "*/2".', numbers, named, marked, min);
}

function refuse(
  message: Clause,
  offset: number,
  text: string,
  suggestion?: Suggestion,
): { readonly ok: false; readonly error: TextProblem } {
  return err({ message, offset, length: text.length, ...(suggestion && { suggestion }) });
}
