import type { Instant } from '../../base/clock.ts';
import { type Period, averageMs } from '../time/period.ts';
import type { PeriodRule } from './schedule.ts';
import { addCalendar, dayMs, instantAtWallTime, wallTimeAt } from '../time/wallTime.ts';

/**
 * A rule and what it counts from: its `start`, or where it has none the instant at which its schedule was first armed.
 * Occurrence k is anchor ⊕ k·period, a function of nothing else. With a start, k counts from 0, the start itself; without
 * one from 1, a period after the anchor. Occurrences strictly increase: should the calendar of a zone skip a whole day,
 * an occurrence that falls on the same instant as the one before is the same occurrence.
 */
export interface PeriodGrid {
  readonly rule: PeriodRule;
  readonly anchor: Instant;
}

/** The first occurrence after an instant, which is never one itself. */
export function nextPeriodOccurrence(grid: PeriodGrid, after: Instant): Instant {
  const at = occurrencesOf(grid);
  return at(Math.max(firstIndex(grid), lastIndex(grid, at, after) + 1));
}

/** The last occurrence up to an instant; undefined if none is. */
export function previousPeriodOccurrence(grid: PeriodGrid, until: Instant): Instant | undefined {
  const at = occurrencesOf(grid);
  const index = lastIndex(grid, at, until);
  return index < firstIndex(grid) ? undefined : at(index);
}

/** How many occurrences there are after `from`, up to `until`. */
export function countPeriodOccurrences(grid: PeriodGrid, from: Instant, until: Instant): number {
  const at = occurrencesOf(grid);
  const newest = lastIndex(grid, at, until);
  const first = Math.max(firstIndex(grid), lastIndex(grid, at, from) + 1);
  return newest < first ? 0 : newest - first + 1 - countDoubled(grid, at, first, newest);
}

/** The occurrence of each index from 0. */
type OccurrenceAt = (index: number) => Instant;

function occurrencesOf({ rule, anchor }: PeriodGrid): OccurrenceAt {
  const { period, startWall, timeZone } = rule;
  if (!hasCalendarPart(period)) return (index) => anchor + index * period.elapsedMs;
  const wall = startWall ?? wallTimeAt(anchor, timeZone);
  return (index) => {
    // The anchor itself may be the second pass of an hour that comes twice.
    if (index === 0) return anchor;
    const calendarPart = addCalendar(wall, index * period.months, index * period.days);
    return instantAtWallTime(calendarPart, timeZone) + index * period.elapsedMs;
  };
}

function hasCalendarPart({ days, months }: Period): boolean {
  return days > 0 || months > 0;
}

function firstIndex({ rule }: PeriodGrid): number {
  return rule.start === undefined ? 1 : 0;
}

/** The largest index whose occurrence is not after an instant, however many there are before; -1 if there is none. */
function lastIndex({ rule, anchor }: PeriodGrid, at: OccurrenceAt, instant: Instant): number {
  if (instant < anchor) return -1;
  // Months and days differ from their average by days at most, over any time: a few steps lead to the index.
  let index = Math.max(0, Math.floor((instant - anchor) / averageMs(rule.period)));
  while (at(index + 1) <= instant) index += 1;
  while (at(index) > instant) index -= 1;
  return index;
}

/**
 * How many indices after `first` up to `last` fall on the same instant as the one before: where a day is skipped,
 * midnight of that day and of the next are one instant.
 */
function countDoubled({ rule }: PeriodGrid, at: OccurrenceAt, first: number, last: number): number {
  const { days, months, elapsedMs } = rule.period;
  if (days !== 1 || months > 0 || elapsedMs > 0) return 0;
  let doubled = 0;
  // A zone changes sides of the date line hardly ever; only around such a change each day is looked at.
  const stride = 100;
  for (let low = first; low < last; low += stride) {
    const high = Math.min(low + stride, last);
    if (at(high) - at(low) > (high - low - 0.5) * dayMs) continue;
    for (let index = low; index < high; index += 1) if (at(index + 1) === at(index)) doubled += 1;
  }
  return doubled;
}
