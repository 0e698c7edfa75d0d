import { tzOffset } from '@date-fns/tz';
import type { Instant } from '../../base/clock.ts';
import { firstWhere } from '../../base/firstWhere.ts';

/**
 * What calendar and clock on the wall show somewhere, in milliseconds: the instant at which they show the same in UTC.
 * Without its zone it says nothing about real time.
 */
export type WallTime = number;

/** A day of the calendar on the wall. */
export const dayMs = 86_400_000;

/** Midnight of the day that a wall time is in. */
export function startOfDay(wall: WallTime): WallTime {
  return Math.floor(wall / dayMs) * dayMs;
}

/** No zone has changed its clocks twice within so short a time since 1970. */
const changelessMs = 5 * dayMs;

/** What clocks in a zone show at an instant. */
export function wallTimeAt(at: Instant, timeZone: string): WallTime {
  return at + offsetAt(at, timeZone);
}

/**
 * The first instant at which clocks in a zone show this wall time or a later one: of an hour that comes twice the first
 * pass, and for a time that the clocks skip the end of the gap. So a later wall time never yields an earlier instant.
 */
export function instantAtWallTime(wall: WallTime, timeZone: string): Instant {
  // No zone is a day away from UTC, and none changes its offset twice within two days.
  const before = offsetAt(wall - dayMs, timeZone);
  const after = offsetAt(wall + dayMs, timeZone);
  if (offsetAt(wall - before, timeZone) === before) return wall - before;
  if (offsetAt(wall - after, timeZone) === after) return wall - after;
  return offsetChange(wall - after, wall - before, before, timeZone);
}

/** The first time on the wall whose instant, as `instantAtWallTime` has it, is after `at`. */
export function firstWallAfter(at: Instant, timeZone: string): WallTime {
  const wall = wallTimeAt(at, timeZone);
  if (instantAtWallTime(wall + 1, timeZone) > at) return wall + 1;
  // On the second pass of an hour everything that clocks show has been.
  return firstWhere(wall, wall + dayMs, (later) => instantAtWallTime(later, timeZone) > at);
}

/** The first instant after `after`, `until` at the latest, at which the clocks of a zone are changed. */
export function firstClockChange(after: Instant, until: Instant, timeZone: string): Instant | undefined {
  for (let low = after; low < until; low += changelessMs) {
    const high = Math.min(low + changelessMs, until);
    const before = offsetAt(low, timeZone);
    if (offsetAt(high, timeZone) !== before) return offsetChange(low, high, before, timeZone);
  }
  return undefined;
}

/** All of these instants, in their order. */
export function clockChanges(after: Instant, until: Instant, timeZone: string): readonly Instant[] {
  const changes: Instant[] = [];
  let change = firstClockChange(after, until, timeZone);
  while (change !== undefined) {
    changes.push(change);
    change = firstClockChange(change, until, timeZone);
  }
  return changes;
}

/** The last instant after `after`, `until` at the latest, at which the clocks of a zone are changed. */
export function lastClockChange(after: Instant, until: Instant, timeZone: string): Instant | undefined {
  for (let high = until; high > after; high -= changelessMs) {
    const low = Math.max(high - changelessMs, after);
    const before = offsetAt(low, timeZone);
    if (offsetAt(high, timeZone) !== before) return offsetChange(low, high, before, timeZone);
  }
  return undefined;
}

/** Adds months, then days; a day that the last month lacks is that month's last, as 28 February for 31 January. */
export function addCalendar(wall: WallTime, months: number, days: number): WallTime {
  const date = new Date(wall);
  const dayOfMonth = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(dayOfMonth, lastDay));
  return date.getTime() + days * dayMs;
}

/** Milliseconds by which a zone is ahead of UTC. */
function offsetAt(at: Instant, timeZone: string): number {
  return Math.round(tzOffset(timeZone, new Date(at)) * 60_000);
}

/** The first instant at which a zone has left the offset `before`, which it has at `early` and no longer at `late`. */
function offsetChange(early: Instant, late: Instant, before: number, timeZone: string): Instant {
  return firstWhere(early, late, (at) => offsetAt(at, timeZone) !== before);
}
