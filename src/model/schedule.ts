import type { Instant } from '../base/clock.ts';
import type { Period } from './period.ts';
import type { WrittenTime } from './timestamp.ts';
import { type WallTime, instantAtWallTime, wallTimeAt } from './wallTime.ts';

/** When a task's runs are due. */
export interface Schedule {
  /** The period as written. */
  readonly every: string;
  readonly period: Period;
  /** The first occurrence; nothing is due before it. Without it the schedule counts from when it is first armed. */
  readonly start?: Instant;
  /** The wall time that `start` was written as, where the zone's clocks skip it: later occurrences keep to it. */
  readonly startWall?: WallTime;
  /** The zone whose calendar and clocks count. */
  readonly timeZone: string;
}

/** A schedule of what was written, with the start understood in the zone. */
export function createSchedule(
  every: string,
  period: Period,
  start: WrittenTime | undefined,
  timeZone: string,
): Schedule {
  if (!start) return { every, period, timeZone };
  if (start.kind === 'instant') return { every, period, start: start.at, timeZone };
  const at = instantAtWallTime(start.wall, timeZone);
  const isSkipped = wallTimeAt(at, timeZone) !== start.wall;
  return { every, period, start: at, ...(isSkipped && { startWall: start.wall }), timeZone };
}
