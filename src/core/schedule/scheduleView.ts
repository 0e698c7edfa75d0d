import type { Instant } from '../../base/clock.ts';
import { nextDue } from '../../model/schedule/dueTimes.ts';
import type { Grid } from '../../model/schedule/occurrences.ts';
import { periodsText, type Schedule, writtenText } from '../../model/schedule/schedule.ts';
import { duesUntil, type UpcomingTask } from '../../model/schedule/upcoming.ts';
import type { ScheduleView } from '../../model/view/taskView.ts';
import type { ScheduleState } from '../ports.ts';

/** The schedule of a task as the file says it, and what was decided of it so far. */
export interface TaskSchedule {
  readonly task: string;
  readonly schedule: Schedule;
  readonly state: ScheduleState | undefined;
}

/** An instant at which a run is due, and the zone in which people read it. */
export interface NextOccurrence {
  readonly at: Instant;
  readonly timeZone: string;
}

/** What readers see of a task's schedule. */
export function scheduleView(of: TaskSchedule | undefined, now: Instant): ScheduleView {
  if (!of) return { kind: 'none' };
  const { rules, timeZone } = of.schedule;
  const { anchor, mode } = of.state ?? {};
  const shown = { rules, timeZone, ...(anchor !== undefined && { anchor }) };
  if (mode !== 'armed') return { kind: 'paused', ...shown };
  const next = nextOf(of, now);
  return next ? { kind: 'armed', ...shown, next: next.at } : { kind: 'ended', ...shown };
}

/** When an armed schedule is due next; undefined if it is not armed, or nothing of it is due any more. */
export function nextOf({ schedule, state, task }: TaskSchedule, now: Instant): NextOccurrence | undefined {
  if (state?.mode !== 'armed') return undefined;
  const due = nextDue(gridOf(schedule, state), task, state.cursor, now);
  return due && { at: due.at, timeZone: schedule.timeZone };
}

/** What is due of an armed schedule between `now` and `until`, the first `count`; undefined if nothing is. */
export function upcomingOf(of: TaskSchedule, now: Instant, until: Instant, count: number): UpcomingTask | undefined {
  const { schedule, state, task } = of;
  const first = nextOf(of, now)?.at ?? Infinity;
  if (!state || first > until) return undefined;
  const due = duesUntil(gridOf(schedule, state), task, { after: first - 1, until }, count);
  return { task, timeZone: schedule.timeZone, rules: schedule.rules, ...due };
}

/**
 * What is decided of a schedule that the file says now, the same state unless it was edited: then the time before it was seen
 * is decided, and `every` edited sets the anchor again.
 */
export function afterEdit(schedule: Schedule, before: ScheduleState, now: Instant): ScheduleState {
  const written = writtenText(schedule);
  if (written === before.written) return before;
  const every = periodsText(schedule);
  const anchor = every === before.every ? before.anchor : now;
  return { ...before, written, every, anchor, cursor: Math.max(before.cursor, now) };
}

/** The occurrences of a schedule, without those that were skipped. */
export function gridOf(schedule: Schedule, { anchor, skips }: ScheduleState): Grid {
  return { schedule, anchor, ...(skips && { skips }) };
}
