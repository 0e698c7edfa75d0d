import type { Instant } from '../../base/clock.ts';
import type { CronExpression } from './cronExpression.ts';
import { CronCalendar } from './cronCalendar.ts';
import {
  clockChanges,
  firstClockChange,
  firstWallAfter,
  instantAtWallTime,
  lastClockChange,
  wallTimeAt,
} from '../time/wallTime.ts';

/**
 * The occurrences of an expression in a zone. One that goes by real time is due whenever clocks there show a time that it
 * names. Any other is due once for each such time: on the first pass of an hour that comes twice, and for times that the
 * clocks skip at the end of the gap, all of which are one occurrence.
 */
export interface CronOccurrences {
  readonly expression: CronExpression;
  readonly timeZone: string;
}

/** The first occurrence after an instant. */
export function nextCronOccurrence({ expression, timeZone }: CronOccurrences, after: Instant): Instant {
  const calendar = calendarOf(expression);
  if (!expression.followsRealTime) {
    return instantAtWallTime(calendar.firstFrom(firstWallAfter(after, timeZone)), timeZone);
  }
  for (let from = after + 1; ;) {
    const wall = wallTimeAt(from, timeZone);
    const at = from + (calendar.firstFrom(wall) - wall);
    const change = firstClockChange(from, at, timeZone);
    if (change === undefined) return at;
    from = change;
  }
}

/** The last occurrence up to an instant. */
export function previousCronOccurrence({ expression, timeZone }: CronOccurrences, until: Instant): Instant {
  const calendar = calendarOf(expression);
  if (!expression.followsRealTime) {
    return instantAtWallTime(calendar.lastBefore(firstWallAfter(until, timeZone)), timeZone);
  }
  for (let to = until; ;) {
    const wall = wallTimeAt(to, timeZone);
    const at = to - (wall - calendar.lastBefore(wall + 1));
    const change = lastClockChange(at, to, timeZone);
    if (change === undefined) return at;
    to = change - 1;
  }
}

/** How many occurrences there are after `from`, up to `until`. */
export function countCronOccurrences(cron: CronOccurrences, from: Instant, until: Instant): number {
  if (until <= from) return 0;
  const { expression, timeZone } = cron;
  if (expression.followsRealTime) return countInRealTime(cron, from, until);
  const calendar = calendarOf(expression);
  let count = calendar.count(firstWallAfter(from, timeZone), firstWallAfter(until, timeZone));
  for (const change of clockChanges(from, until, timeZone)) {
    // The end of the gap is a time on the wall as well.
    const inGap = calendar.count(wallTimeAt(change - 1, timeZone) + 1, wallTimeAt(change, timeZone) + 1);
    if (inGap > 1) count -= inGap - 1;
  }
  return count;
}

function countInRealTime({ expression, timeZone }: CronOccurrences, from: Instant, until: Instant): number {
  const calendar = calendarOf(expression);
  let count = 0;
  let start = from + 1;
  for (const end of [...clockChanges(start, until, timeZone), until + 1]) {
    const wall = wallTimeAt(start, timeZone);
    count += calendar.count(wall, wall + (end - start));
    start = end;
  }
  return count;
}

const calendars = new WeakMap<CronExpression, CronCalendar>();

function calendarOf(expression: CronExpression): CronCalendar {
  let calendar = calendars.get(expression);
  if (!calendar) {
    calendar = new CronCalendar(expression);
    calendars.set(expression, calendar);
  }
  return calendar;
}
