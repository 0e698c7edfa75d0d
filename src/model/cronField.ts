import { type Result, err, ok } from '../base/result.ts';
import type { TextProblem } from './duration.ts';
import { closest } from './taskFileSuggestion.ts';

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
  /** One value of it: "minute". */
  readonly word: string;
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
  second: { word: 'second', min: 0, max: 59 },
  minute: { word: 'minute', min: 0, max: 59 },
  hour: { word: 'hour', min: 0, max: 23 },
  dayOfMonth: { word: 'day of the month', min: 1, max: 31, special: 'day-of-month' },
  month: { word: 'month', min: 1, max: 12, names: monthNames, firstNamed: 1 },
  /** 7 is Sunday as well. */
  dayOfWeek: { word: 'day of the week', min: 0, max: 7, names: weekdayNames, firstNamed: 0, special: 'day-of-week' },
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
    return refuse(`"*" is every ${kind.word} already. Write "*" alone.`, 0, text);
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
  if (text === '') return refuse(`There is nothing beside this comma. Remove the comma.`, offset, text);
  if (text === '*') return ok({ kind: 'all' });
  if (text === '?') return refuse('"?" is not known here. Write "*".', offset, text);
  const special = parseSpecial(text, offset, kind);
  if (special) return special;
  const match = /^(?:\*|(?<from>\w+)(?:-(?<to>\w+))?)(?<slash>\/(?<step>\w*))?$/.exec(text);
  if (!match) return refuse(`${quoted(text)} is not ${withArticle(kind.word)}. ${valuesOf(kind)}`, offset, text);
  const { from, slash, step, to } = match.groups ?? {};
  const range = from === undefined ? ok({ from: kind.min, to: lastStep(kind) }) : parseRange(from, to, offset, kind);
  if (!range.ok) return range;
  if (slash === undefined) return ok({ kind: 'range', ...range.value, step: 1 });
  const stepOffset = offset + text.indexOf('/') + 1;
  const count = parseStep(step ?? '', stepOffset, kind);
  if (!count.ok) return count;
  if (from === undefined && count.value === 1) return ok({ kind: 'all' });
  if (from !== undefined && to === undefined) {
    const meant = `${from}-${String(lastStep(kind))}/${String(count.value)}`;
    return refuse(`Steps need a range or "*" in front of "/". Write "${meant}".`, offset, text);
  }
  return ok({ kind: 'range', ...range.value, step: count.value });
}

function parseRange(
  first: string,
  last: string | undefined,
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
  const upToMax = from.value > lastStep(kind) ? '' : `${spanText(from.value, lastStep(kind))},`;
  const meant = upToMax + spanText(kind.min, end);
  return refuse(`A range goes upwards. Write "${meant}".`, offset, `${first}-${last}`);
}

function parseValue(text: string, offset: number, kind: CronFieldKind): FieldResult<number> {
  const { firstNamed = 0, max, min, names = [], word } = kind;
  const named = names.indexOf(text.toUpperCase());
  if (named >= 0) return ok(named + firstNamed);
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    if (value >= min && value <= max) return ok(value);
    const nearest = value === max + 1 && min === 0 && max > 7 ? 0 : Math.min(Math.max(value, min), max);
    return refuse(
      `${quoted(text)} is not ${withArticle(word)}: it is from ${String(min)} to ${String(max)}. Write "${String(nearest)}".`,
      offset,
      text,
    );
  }
  const meant = names.find((name) => text.toUpperCase().startsWith(name)) ?? closest(text.toUpperCase(), names);
  const advice = meant === undefined ? valuesOf(kind) : `Did you mean "${meant}"?`;
  return refuse(`${quoted(text)} is not ${withArticle(word)}. ${advice}`, offset, text);
}

function parseStep(text: string, offset: number, kind: CronFieldKind): FieldResult<number> {
  const longest = lastStep(kind) - kind.min;
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= longest) return ok(value);
  if (value <= longest) {
    const what = text === '' ? 'A step is missing after "/"' : `${quoted(text)} is not a step`;
    return refuse(`${what}. Write a whole number from 1, such as "*/5".`, offset, text);
  }
  const why = `A step of ${quoted(text).slice(1, -1)} never comes again: steps begin anew with each ${nextLarger(kind)}`;
  const advice = kind.max < 59 ? '' : `, or a period, as in "every": "${quoted(text).slice(1, -1)} ${kind.word}s"`;
  return refuse(`${why}. Write at most "*/${String(longest)}"${advice}.`, offset, text);
}

function nextLarger({ special, word }: CronFieldKind): string {
  if (special === 'day-of-week') return 'week';
  if (special === 'day-of-month') return 'month';
  return { second: 'minute', minute: 'hour', hour: 'day', month: 'year' }[word] ?? 'one';
}

/** The elements with letters and marks of their own; undefined where this is none of them. */
function parseSpecial(text: string, offset: number, kind: CronFieldKind): FieldResult<CronPart> | undefined {
  if (kind.special === 'day-of-month') return parseSpecialDay(text, offset, kind);
  return kind.special === 'day-of-week' ? parseSpecialWeekday(text, offset, kind) : undefined;
}

function parseSpecialDay(text: string, offset: number, kind: CronFieldKind): FieldResult<CronPart> | undefined {
  const upper = text.toUpperCase();
  if (upper === 'L') return ok({ kind: 'last-day' });
  if (upper === 'LW' || upper === 'WL') {
    return upper === 'LW' ? ok({ kind: 'last-weekday' }) : refuse('Write the two letters as "LW".', offset, text);
  }
  if (/^L-\d+$/.test(upper)) {
    return refuse('Days before the last one of a month cannot be counted. Write "L", or a number.', offset, text);
  }
  if (/^W|-\w*W$|W-/.test(upper)) {
    return refuse('"W" follows the number of one day. Write it as in "15W".', offset, text);
  }
  const day = /^(?<day>\w+)W$/.exec(upper)?.groups?.['day'];
  if (day === undefined) return undefined;
  const value = parseValue(day, offset, kind);
  return value.ok ? ok({ kind: 'nearest-weekday', day: value.value }) : value;
}

function parseSpecialWeekday(text: string, offset: number, kind: CronFieldKind): FieldResult<CronPart> | undefined {
  const upper = text.toUpperCase();
  if (upper === 'L') return refuse('"L" follows a day of the week. Write "SATL" for the last Saturday.', offset, text);
  const { day, mark, nth } = /^(?<day>\w+?)(?:(?<mark>L)|#(?<nth>\w*))$/.exec(upper)?.groups ?? {};
  if (day === undefined) return undefined;
  const value = parseValue(text.slice(0, day.length), offset, kind);
  if (!value.ok) return value;
  const weekday = value.value % 7;
  if (mark !== undefined) return ok({ kind: 'last-of', weekday });
  if (nth !== undefined && /^[1-5]$/.test(nth)) return ok({ kind: 'nth', weekday, nth: Number(nth) });
  const name = weekdayNames[weekday] ?? '';
  const advice = `Write "${name}#1" to "${name}#5", or "${name}L" for the last one of the month`;
  return refuse(`${quoted(nth ?? '')} is not the number of a week. ${advice}.`, offset + day.length + 1, nth ?? '');
}

/** The largest value that steps reach: 7 is Sunday, with which each week begins. */
function lastStep({ max }: CronFieldKind): number {
  return max === 7 ? 6 : max;
}

function valuesOf({ max, min, names, special }: CronFieldKind): string {
  const numbers = `Write ${String(min)} to ${String(max)}`;
  const named = names ? `, ${names[0] ?? ''} to ${names.at(-1) ?? ''}` : '';
  const marked =
    special === 'day-of-month' ? ', "L", "LW" or such as "15W"' : special ? ', or such as "FRI#2" or "FRIL"' : '';
  return `${numbers}${named}${marked}; lists, ranges and steps as in "${String(min)},3-5" or "*/2".`;
}

function withArticle(word: string): string {
  return word === 'hour' ? 'an hour' : `a ${word}`;
}

function spanText(from: number, to: number): string {
  return from === to ? String(from) : `${String(from)}-${String(to)}`;
}

function refuse(message: string, offset: number, text: string): { readonly ok: false; readonly error: TextProblem } {
  return err({ message, offset, length: text.length });
}
