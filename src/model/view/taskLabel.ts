import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { speakSpan } from '../words/humanTime.ts';
import { isFailure } from '../run.ts';
import { lastEndedRun, spokenOutcome } from './runAppearance.ts';
import { statusKind } from './statusKind.ts';
import { flagsBesideSchedule } from './taskAppearance.ts';
import type { ScheduleView, TaskView } from './taskView.ts';

/**
 * The sentence a screen reader says for a task: name, what it does, its schedule, how the last run ended, and what else holds:
 * "report, running for 3 minutes, scheduled, last run failed".
 */
export function taskLabel(task: TaskView, now: Instant): string {
  return [
    task.name,
    statusKind(task.status).spoken(task.status, task, now),
    ...spokenSchedule(task),
    ...spokenLater(task, now),
    ...spokenPast(task, now),
    ...flagsBesideSchedule(task),
  ].join(', ');
}

function spokenLater({ later = [] }: TaskView, now: Instant): readonly string[] {
  const [first] = later;
  return first ? [l10n.t('runs once in {0}', speakSpan(first.at - now))] : [];
}

function spokenSchedule({ schedule: { kind } }: TaskView): readonly string[] {
  return kind === 'none' ? [] : [scheduleWords[kind]()];
}

const scheduleWords: Readonly<Record<Exclude<ScheduleView['kind'], 'none'>, () => string>> = {
  armed: () => l10n.t('scheduled'),
  paused: () => l10n.t('schedule paused'),
  ended: () => l10n.t('schedule ended'),
};

function spokenPast({ runs, status }: TaskView, now: Instant): readonly string[] {
  const last = lastEndedRun(runs);
  if (!last) return [];
  switch (statusKind(status).past) {
    case 'nothing':
      return [];
    case 'a failure':
      return isFailure(last.outcome) ? [l10n.t('last run failed')] : [];
    case 'its end':
      return [l10n.t('last run {0}', spokenOutcome(last.outcome))];
    case 'its end and when':
      return [l10n.t('last run {0} {1} ago', spokenOutcome(last.outcome), speakSpan(now - last.endedAt))];
  }
}
