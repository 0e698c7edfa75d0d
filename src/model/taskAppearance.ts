import { assertNever } from '../base/assertNever.ts';
import type { Instant } from '../base/clock.ts';
import { clockTime, describeSpan } from './humanTime.ts';
import { outcomeWords, shortFailure } from './runAppearance.ts';
import { scheduledWords } from './scheduleText.ts';
import type { StatusIcon } from './statusIcon.ts';
import type { RunView, TaskView } from './taskView.ts';

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
  const flags = taskFlags(task);
  const isResting = task.status.kind === 'stopped' && task.schedule.kind === 'paused';
  // In a narrow view the end is cut off, and of a task that rests this is what counts most.
  if (!isResting) return [statusWords(task, now), ...flags].join(' · ');
  return ['paused', statusWords(task, now), ...flags.filter((flag) => flag !== 'paused')].join(' · ');
}

/** What holds of a task beside its status, in the words that eyes and ears get alike. */
export function taskFlags({ extraRuns, isChanged, isMuted, isUndefined, leftovers, schedule }: TaskView): string[] {
  const flags: string[] = [];
  if (leftovers > 0) flags.push(leftovers === 1 ? '1 process left' : `${String(leftovers)} processes left`);
  if (extraRuns > 0) flags.push(`+${String(extraRuns)} beside`);
  if (isChanged) flags.push('changed');
  if (schedule.kind === 'paused') flags.push('paused');
  if (schedule.kind === 'ended') flags.push('schedule ended');
  if (isMuted) flags.push('muted');
  if (isUndefined) flags.push('not in the task file');
  return flags;
}

function statusWords(task: TaskView, now: Instant): string {
  const { runs, status } = task;
  switch (status.kind) {
    case 'starting':
      return 'starting…';
    case 'waiting':
      return status.for ? `waiting for ${status.for.join(', ')}` : 'queued';
    case 'running':
      return describeSpan(now - status.since);
    case 'stopping':
      return 'stopping…';
    case 'backing-off': {
      const [last] = runs;
      const why = last?.outcome ? ` · ${outcomeWords(last.outcome)}` : '';
      const what = status.retry ? `retry ${String(status.retry.number)} of ${String(status.retry.of)}` : 'restart';
      return `${what} in ${describeSpan(status.until - now)}${why}`;
    }
    case 'crash-looping':
      return `crashed ${String(status.shortRuns)}× · next try ${clockTime(status.until, now)}`;
    case 'gave-up':
      return `gave up after ${String(status.shortRuns)}`;
    case 'blocked':
      return shortFailure(status.failure);
    case 'elsewhere':
      return 'run elsewhere';
    case 'scheduled': {
      const next = scheduledWords(status.next, now, status.timeZone);
      return task.hasUnseenFailure && runs[0]?.outcome ? `${outcomeWords(runs[0].outcome)} · ${next}` : next;
    }
    case 'stopped':
      return runs[0] ? lastRunWords(runs[0], now) : 'never run';
    default:
      return assertNever(status);
  }
}

function lastRunWords({ endedAt, outcome }: RunView, now: Instant): string {
  if (!outcome || endedAt === undefined) return 'never run';
  return `${outcomeWords(outcome)} · ${describeSpan(now - endedAt)} ago`;
}
