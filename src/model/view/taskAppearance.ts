import * as l10n from '@vscode/l10n';
import { assertNever } from '../../base/assertNever.ts';
import type { Instant } from '../../base/clock.ts';
import { clockTime, describeSpan } from '../words/humanTime.ts';
import { laterWords } from '../schedule/laterRun.ts';
import { troubleWaitWords } from '../passingTrouble.ts';
import { outcomeWords, shortFailure } from './runAppearance.ts';
import { scheduledWords } from '../schedule/scheduleText.ts';
import type { StatusIcon } from '../words/statusIcon.ts';
import { isLiveStatus, type RunView, type TaskStatus, type TaskView } from './taskView.ts';

/** The icon of a task; a failure nobody has seen yet stays red. */
export function taskIcon(task: TaskView): StatusIcon {
  switch (task.status.kind) {
    case 'starting':
    case 'stopping':
      return { name: 'loading~spin', tone: 'none' };
    case 'waiting':
      return { name: 'watch', tone: 'none' };
    case 'running':
      return { name: 'play-circle', tone: 'good' };
    case 'backing-off':
      return { name: 'debug-restart', tone: 'uneasy' };
    case 'crash-looping':
      return { name: 'warning', tone: 'uneasy' };
    case 'gave-up':
    case 'blocked':
      return { name: 'error', tone: 'bad' };
    case 'elsewhere':
      return { name: 'server-environment', tone: 'none' };
    case 'scheduled':
      return task.hasUnseenFailure ? { name: 'error', tone: 'bad' } : { name: 'calendar', tone: 'none' };
    case 'stopped':
      return task.hasUnseenFailure ? { name: 'error', tone: 'bad' } : { name: 'circle-large-outline', tone: 'none' };
    default:
      return assertNever(task.status);
  }
}

/** The few words beside a task's name: `3 min`, `exit 3 · 2 h ago`, `never run`, `13:00 (in 12 min) · muted`. */
export function taskDescription(task: TaskView, now: Instant): string {
  const later = laterWords(task.later ?? [], now, isLiveStatus(task.status));
  // In a narrow view the end is cut off, and of a task that rests this is what counts most.
  if (task.status.kind !== 'stopped') return [statusWords(task, now), ...later, ...taskFlags(task)].join(' · ');
  if (task.schedule.kind !== 'paused') return [...later, statusWords(task, now), ...taskFlags(task)].join(' · ');
  return [...later, l10n.t('paused'), statusWords(task, now), ...flagsBesideSchedule(task)].join(' · ');
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
  const { runs, status } = task;
  switch (status.kind) {
    case 'starting':
      return l10n.t('starting…');
    case 'waiting':
      return status.for ? l10n.t('waiting for {0}', status.for.join(', ')) : l10n.t('queued');
    case 'running':
      return describeSpan(now - status.since);
    case 'stopping':
      return l10n.t('stopping…');
    case 'backing-off': {
      const [last] = runs;
      const next = nextTry(status, now);
      if (status.heldUpBy) return `${troubleWaitWords(status.heldUpBy)} · ${next}`;
      return last?.outcome ? `${next} · ${outcomeWords(last.outcome)}` : next;
    }
    case 'crash-looping':
      return l10n.t('crashed {0}× · next try {1}', status.shortRuns, clockTime(status.until, now));
    case 'gave-up':
      return l10n.t('gave up after {0}', status.shortRuns);
    case 'blocked':
      return shortFailure(status.failure);
    case 'elsewhere':
      return l10n.t('run elsewhere');
    case 'scheduled': {
      const next = scheduledWords(status.next, now, status.timeZone);
      return task.hasUnseenFailure && runs[0]?.outcome ? `${outcomeWords(runs[0].outcome)} · ${next}` : next;
    }
    case 'stopped':
      return runs[0] ? lastRunWords(runs[0], now) : l10n.t('never run');
    default:
      return assertNever(status);
  }
}

function nextTry({ retry, until }: TaskStatus & { readonly kind: 'backing-off' }, now: Instant): string {
  const span = describeSpan(until - now);
  return retry ? l10n.t('retry {0} of {1} in {2}', retry.number, retry.of, span) : l10n.t('restart in {0}', span);
}

function lastRunWords({ endedAt, outcome }: RunView, now: Instant): string {
  if (!outcome || endedAt === undefined) return l10n.t('never run');
  return l10n.t('{0} · {1} ago', outcomeWords(outcome), describeSpan(now - endedAt));
}
