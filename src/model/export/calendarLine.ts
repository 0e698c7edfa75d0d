import { spansOf } from '../cron/cronShape.ts';

/** Days of a month, counted from its first or from its last day, each from 1; `all` of them where nothing is said. */
export type MonthDays =
  { readonly from: 'all' } | { readonly from: 'first' | 'last'; readonly days: readonly number[] };

/** Times on the wall that schedulers of others can be told in one line: all that fit every part, ascending lists. */
export interface CalendarLine {
  /** 1 to 12; undefined for every month. */
  readonly months?: readonly number[];
  readonly days: MonthDays;
  /** 0 (Sunday) to 6; undefined for every day. */
  readonly weekdays?: readonly number[];
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
}

/** What of a schedule another scheduler cannot be told, or not exactly. */
export type ScheduleLoss =
  /** Its times are of no calendar: nothing can be said of them. */
  | 'period'
  /** They are named by days that there are no words for. */
  | 'special-days'
  /** There are no seconds; runs begin with the minute. */
  | 'seconds'
  /** There are several times within a minute. */
  | 'several-seconds'
  | 'start'
  | 'end'
  /** It counts from when it was first started, which it never was: midnight is taken. */
  | 'anchor'
  /** Where clocks are changed. */
  | 'clock-changes'
  /** Of another zone than the machine's, which only some crons can be told. */
  | 'zone'
  | 'random-delay'
  /** It counts from whenever the timer was started. */
  | 'timer-start'
  /** Rules that are due at the same time. */
  | 'several-rules'
  /** It is shared by all rules. */
  | 'shared-delay';

/** Every whole number from one to another, both included. */
export function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** How a list of numbers is written. */
export interface ListStyle {
  /** The first and the last value that there is. */
  readonly min: number;
  readonly max: number;
  /** How a number is written. */
  readonly one: (value: number) => string;
  /** What is between the ends of a range. */
  readonly through: string;
  /** Steps from a value to the last that there is. */
  readonly steps: (from: number, step: number) => string;
}

/** Ascending numbers as a field: `*` for all, steps that reach the end, else values and ranges. */
export function listText(values: readonly number[], style: ListStyle): string {
  const { max, min, one, steps, through } = style;
  if (values.length === max - min + 1) return '*';
  const [first = min, second] = values;
  const step = second === undefined ? 0 : second - first;
  const isSteps = values.length > 2 && step > 1 && values.every((value, index) => value === first + index * step);
  if (isSteps && first + values.length * step > max) return steps(first, step);
  return spansOf(values)
    .map(({ from, to }) => (from === to ? one(from) : `${one(from)}${through}${one(to)}`))
    .join(',');
}
