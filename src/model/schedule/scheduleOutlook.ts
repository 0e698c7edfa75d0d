import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { nextDues } from './dueTimes.ts';
import type { Schedule } from './schedule.ts';
import { previewLine } from './scheduleText.ts';
import { describeSchedule } from './scheduleWords.ts';

/** How many of the next runs are shown wherever a schedule is typed or explained. */
export const shownNext = 5;

/** What a schedule means and when it is due next, for people. */
export interface ScheduleOutlook {
  /** A sentence without its full stop. */
  readonly words: string;
  /** Where the next runs depend on something else, on what. */
  readonly condition?: string;
  /** The next runs, a line for each, with the zone. */
  readonly next: readonly string[];
}

/** The outlook of a task's schedule that may never have been started. */
export function scheduleOutlook(schedule: Schedule, task: string, now: Instant): ScheduleOutlook {
  const countsFromNow = schedule.rules.some((rule) => rule.kind === 'period' && rule.start === undefined);
  const next = nextDues({ schedule, anchor: now }, task, now, shownNext);
  return {
    words: describeSchedule(schedule),
    ...(countsFromNow && { condition: ifStarted() }),
    next: next.map((at) => previewLine(at, schedule.timeZone)),
  };
}

/** What is above the lines of the next runs. */
export function outlookHeading({ condition, next }: Pick<ScheduleOutlook, 'condition' | 'next'>): string {
  if (next.length === 0) return l10n.t('It is no longer due.');
  return condition === undefined ? l10n.t('Next runs:') : l10n.t('Next runs, {0}:', condition);
}

/** On what the next runs of a schedule depend that is not under way. */
export function ifStarted(): string {
  return l10n.t('if it were started now');
}
