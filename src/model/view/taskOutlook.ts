import type { Instant } from '../../base/clock.ts';
import { nextDues } from '../schedule/dueTimes.ts';
import { ifStarted, type ScheduleOutlook, shownNext } from '../schedule/scheduleOutlook.ts';
import { previewLine } from '../schedule/scheduleText.ts';
import { describeSchedule } from '../schedule/scheduleWords.ts';
import type { TaskView } from './taskView.ts';

/** The outlook of the schedule that a task has, be it started or paused; undefined if it has none. */
export function taskOutlook(task: TaskView, now: Instant): ScheduleOutlook | undefined {
  const { schedule } = task;
  if (schedule.kind === 'none') return undefined;
  return {
    words: describeSchedule(schedule),
    ...(schedule.kind === 'paused' && { condition: ifStarted() }),
    next: nextRuns(task, now).map((at) => previewLine(at, schedule.timeZone)),
  };
}

/** When the next runs of a task are due; of a paused schedule, when they were if it were started now. */
export function nextRuns({ name, schedule }: Pick<TaskView, 'name' | 'schedule'>, now: Instant): readonly Instant[] {
  if (schedule.kind === 'none' || schedule.kind === 'ended') return [];
  const { anchor = now, rules, timeZone } = schedule;
  const after = schedule.kind === 'armed' ? schedule.next - 1 : now;
  return nextDues({ schedule: { rules, timeZone }, anchor }, name, after, shownNext);
}
