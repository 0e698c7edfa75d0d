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
    ...wholeParts(months, 'month', 12, 'year'),
    ...wholeParts(days, 'day', 7, 'week'),
    ...elapsedParts(Math.round(elapsedMs / 1_000), months + days > 0),
  ];
  const [first, ...others] = parts;
  if (!first) return '';
  if (others.length === 0)
    return first.count === 1 ? units[first.unit].every() : l10n.t('Every {0}', countWords(first));
  if (first.count > 1) return l10n.t('Every {0}', listOfWords(parts.map(countWords)));
  const words = [units[first.unit].first(), ...others.map(({ count, unit }) => further[unit](count))];
  return l10n.t({ message: 'Every {0}', args: [listOfWords(words)], comment: 'one unit and others: year and 1 day' });
}

/** Whole years or weeks, else months or days. */
function wholeParts(count: number, unit: Part['unit'], size: number, larger: Part['unit']): readonly Part[] {
  if (count === 0) return [];
  return count % size === 0 ? [{ count: count / size, unit: larger }] : [{ count, unit }];
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

function countWords({ count, unit }: Part): string {
  return units[unit].count(count);
}

/** A unit: each one, the first of several parts where there is one of it, and how many of it there are, alone or first. */
const units = {
  year: {
    every: () => l10n.t('Every year'),
    first: () => l10n.t('year'),
    count: (count: number) => (count === 1 ? l10n.t('1 year') : l10n.t('{0} years', count)),
  },
  month: {
    every: () => l10n.t('Every month'),
    first: () => l10n.t('month'),
    count: (count: number) => (count === 1 ? l10n.t('1 month') : l10n.t('{0} months', count)),
  },
  week: {
    every: () => l10n.t('Every week'),
    first: () => l10n.t('week'),
    count: (count: number) => (count === 1 ? l10n.t('1 week') : l10n.t('{0} weeks', count)),
  },
  day: {
    every: () => l10n.t('Every day'),
    first: () => l10n.t('day'),
    count: (count: number) => (count === 1 ? l10n.t('1 day') : l10n.t('{0} days', count)),
  },
  hour: {
    every: () => l10n.t('Every hour'),
    first: () => l10n.t('hour'),
    count: (count: number) => (count === 1 ? l10n.t('1 hour') : l10n.t('{0} hours', count)),
  },
  minute: {
    every: () => l10n.t('Every minute'),
    first: () => l10n.t('minute'),
    count: (count: number) => (count === 1 ? l10n.t('1 minute') : l10n.t('{0} minutes', count)),
  },
  second: {
    every: () => l10n.t('Every second'),
    first: () => l10n.t('second'),
    count: (count: number) => (count === 1 ? l10n.t('1 second') : l10n.t('{0} seconds', count)),
  },
};

/** How many of a unit there are after one of a larger unit, which some languages decline. */
const further: Readonly<Record<Part['unit'], (count: number) => string>> = {
  // None is larger than a year, and months are counted alone.
  year: units.year.count,
  month: units.month.count,
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
