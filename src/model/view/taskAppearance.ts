import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { laterWords } from '../schedule/laterRun.ts';
import type { StatusIcon } from '../words/statusIcon.ts';
import { statusKind } from './statusKind.ts';
import { isLiveStatus, type TaskView } from './taskView.ts';

/** The icon of a task; a failure nobody has seen yet stays red. */
export function taskIcon({ hasUnseenFailure, status }: TaskView): StatusIcon {
  const { icon, isAtRest } = statusKind(status);
  return isAtRest && hasUnseenFailure ? { name: 'error', tone: 'bad' } : icon;
}

/** The few words beside a task's name: `3 min`, `exit 3 · 2 h ago`, `never run`, `13:00 (in 12 min) · muted`. */
export function taskDescription(task: TaskView, now: Instant): string {
  const later = laterWords(task.later ?? [], now, isLiveStatus(task.status));
  // In a narrow view the end is cut off, and of a task that rests this is what counts most.
  if (task.status.kind !== 'stopped') return [statusWords(task, now), ...later, ...taskFlags(task)].join(' · ');
  if (task.schedule.kind !== 'paused') return [...later, statusWords(task, now), ...taskFlags(task)].join(' · ');
  return [...later, l10n.t('paused'), statusWords(task, now), ...flagsBesideSchedule(task)].join(' · ');
}

/** From or to when the span of time beside a task is counted, if there is one. */
export function spanStart(task: TaskView): Instant | undefined {
  const { later: [next] = [], status } = task;
  if (next && status.kind !== 'running') return next.at;
  return statusKind(status).span?.(status, task);
}

/** What holds of a task beside its status, in the words that eyes and ears get alike. */
export function taskFlags(task: TaskView): string[] {
  return [...flagsOfRuns(task), ...flagsOfSchedule(task), ...flagsOfEntry(task)];
}

/** The same without what holds of its schedule. */
export function flagsBesideSchedule(task: TaskView): string[] {
  return [...flagsOfRuns(task), ...flagsOfEntry(task)];
}

function flagsOfRuns({ extraRuns, isChanged, leftovers }: TaskView): string[] {
  const flags: string[] = [];
  if (leftovers > 0) flags.push(leftovers === 1 ? l10n.t('1 process left') : l10n.t('{0} processes left', leftovers));
  if (extraRuns > 0) flags.push(l10n.t('+{0} beside', extraRuns));
  if (isChanged) flags.push(l10n.t('changed'));
  return flags;
}

function flagsOfSchedule({ schedule }: TaskView): string[] {
  if (schedule.kind === 'paused') return [l10n.t('paused')];
  return schedule.kind === 'ended' ? [l10n.t('schedule ended')] : [];
}

function flagsOfEntry({ approval, isMuted, isUndefined }: TaskView): string[] {
  const flags: string[] = [];
  if (approval === 'missing' || approval === 'changed') flags.push(l10n.t('automatic start not approved'));
  if (isMuted) flags.push(l10n.t('muted'));
  if (isUndefined) flags.push(l10n.t('not in the task file'));
  return flags;
}

function statusWords(task: TaskView, now: Instant): string {
  return statusKind(task.status).words(task.status, task, now);
}
