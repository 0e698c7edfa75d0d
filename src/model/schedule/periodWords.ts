import * as l10n from '@vscode/l10n';
import type { Period } from '../time/period.ts';
import { listOfWords } from '../words/wordList.ts';

/** This many of a unit. */
interface Part {
  readonly count: number;
  readonly unit: keyof typeof units;
}

/** A period as a sentence without its full stop: "Every day", "Every 13 months", "Every 90 minutes". */
export function describePeriod({ days, elapsedMs, months }: Period): string {
  const parts = [
    ...monthParts(months),
    ...dayParts(days),
    ...elapsedParts(Math.round(elapsedMs / 1_000), months + days > 0),
  ];
  const [first, ...others] = parts;
  if (!first) return '';
  if (others.length === 0) return first.count === 1 ? units[first.unit].every() : l10n.t('Every {0}', partWords(first));
  if (first.count > 1) return l10n.t('Every {0}', listOfWords(parts.map(partWords)));
  const words = [units[first.unit].first(), ...others.map(furtherWords)];
  return l10n.t({ message: 'Every {0}', args: [listOfWords(words)], comment: 'one unit and others: year and 1 day' });
}

/** Whole years, else months. */
function monthParts(months: number): readonly Part[] {
  if (months === 0) return [];
  return months % 12 === 0 ? [{ count: months / 12, unit: 'year' }] : [{ count: months, unit: 'month' }];
}

/** Whole weeks, else days. */
function dayParts(days: number): readonly Part[] {
  if (days === 0) return [];
  return days % 7 === 0 ? [{ count: days / 7, unit: 'week' }] : [{ count: days, unit: 'day' }];
}

/** Hours, minutes and seconds: "90 minutes" rather than "1 hour and 30 minutes" where nothing is in front. */
function elapsedParts(seconds: number, isFurther: boolean): readonly Part[] {
  const hours = Math.floor(seconds / 3_600);
  const hasHours = isFurther || hours !== 1 || seconds % 3_600 === 0;
  const minutes = Math.floor(seconds / 60) - (hasHours ? hours * 60 : 0);
  const hasMinutes = isFurther || hours > 0 || minutes !== 1 || seconds % 60 === 0;
  const parts: readonly Part[] = [
    { count: hasHours ? hours : 0, unit: 'hour' },
    { count: hasMinutes ? minutes : 0, unit: 'minute' },
    { count: hasMinutes ? seconds % 60 : seconds, unit: 'second' },
  ];
  return parts.filter(({ count }) => count > 0);
}

function partWords({ count, unit }: Part): string {
  return count === 1 ? units[unit].one() : units[unit].more(count);
}

function furtherWords({ count, unit }: Part): string {
  return further[unit](count);
}

/** A unit: each one, the first of several parts where there is one of it, and how many of it there are. */
const units = {
  year: {
    every: () => l10n.t('Every year'),
    first: () => l10n.t('year'),
    one: () => l10n.t('1 year'),
    more: (count: number) => l10n.t('{0} years', count),
  },
  month: {
    every: () => l10n.t('Every month'),
    first: () => l10n.t('month'),
    one: () => l10n.t('1 month'),
    more: (count: number) => l10n.t('{0} months', count),
  },
  week: {
    every: () => l10n.t('Every week'),
    first: () => l10n.t('week'),
    one: () => l10n.t('1 week'),
    more: (count: number) => l10n.t('{0} weeks', count),
  },
  day: {
    every: () => l10n.t('Every day'),
    first: () => l10n.t('day'),
    one: () => l10n.t('1 day'),
    more: (count: number) => l10n.t('{0} days', count),
  },
  hour: {
    every: () => l10n.t('Every hour'),
    first: () => l10n.t('hour'),
    one: () => l10n.t('1 hour'),
    more: (count: number) => l10n.t('{0} hours', count),
  },
  minute: {
    every: () => l10n.t('Every minute'),
    first: () => l10n.t('minute'),
    one: () => l10n.t('1 minute'),
    more: (count: number) => l10n.t('{0} minutes', count),
  },
  second: {
    every: () => l10n.t('Every second'),
    first: () => l10n.t('second'),
    one: () => l10n.t('1 second'),
    more: (count: number) => l10n.t('{0} seconds', count),
  },
};

/** How many of a unit there are after one of a larger unit, which some languages decline. */
const further: Readonly<Record<Part['unit'], (count: number) => string>> = {
  // None is larger than a year, and months are counted alone.
  year: (count) => units.year.more(count),
  month: (count) => units.month.more(count),
  week: (count) =>
    count === 1
      ? l10n.t({ message: '1 week', comment: 'after one unit: every year and 1 day' })
      : l10n.t({ message: '{0} weeks', args: [count], comment: 'after one unit: every year and 1 day' }),
  day: (count) =>
    count === 1
      ? l10n.t({ message: '1 day', comment: 'after one unit: every year and 1 day' })
      : l10n.t({ message: '{0} days', args: [count], comment: 'after one unit: every year and 1 day' }),
  hour: (count) =>
    count === 1
      ? l10n.t({ message: '1 hour', comment: 'after one unit: every year and 1 day' })
      : l10n.t({ message: '{0} hours', args: [count], comment: 'after one unit: every year and 1 day' }),
  minute: (count) =>
    count === 1
      ? l10n.t({ message: '1 minute', comment: 'after one unit: every year and 1 day' })
      : l10n.t({ message: '{0} minutes', args: [count], comment: 'after one unit: every year and 1 day' }),
  second: (count) =>
    count === 1
      ? l10n.t({ message: '1 second', comment: 'after one unit: every year and 1 day' })
      : l10n.t({ message: '{0} seconds', args: [count], comment: 'after one unit: every year and 1 day' }),
};
