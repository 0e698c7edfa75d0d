import { format } from 'date-fns';
import { assertNever } from '../base/assertNever.ts';
import type { Instant } from '../base/clock.ts';
import { describeFailure, type ExecutorFailure } from './failure.ts';
import { describeSpan, speakSpan } from './humanTime.ts';
import { describeExit, type RunOutcome } from './run.ts';
import { isLiveStatus, type RunView, type TaskView } from './taskView.ts';

/** How a status looks: the name of a codicon, and whether good or bad news colour it. */
export interface StatusIcon {
  readonly name:
    | 'play-circle'
    | 'loading~spin'
    | 'debug-restart'
    | 'warning'
    | 'error'
    | 'server-environment'
    | 'circle-large-outline'
    | 'pass'
    | 'circle-slash';
  readonly tone: 'good' | 'uneasy' | 'bad' | 'none';
}

/** The icon of a task; a failure nobody has seen yet stays red. */
export function taskIcon(task: TaskView): StatusIcon {
  switch (task.status.kind) {
    case 'starting':
    case 'stopping':
      return { name: 'loading~spin', tone: 'none' };
    case 'running':
      return { name: 'play-circle', tone: 'good' };
    case 'backing-off':
      return { name: 'debug-restart', tone: 'uneasy' };
    case 'crash-looping':
      return { name: 'warning', tone: 'uneasy' };
    case 'blocked':
      return { name: 'error', tone: 'bad' };
    case 'elsewhere':
      return { name: 'server-environment', tone: 'none' };
    case 'stopped':
      return task.hasUnseenFailure ? { name: 'error', tone: 'bad' } : { name: 'circle-large-outline', tone: 'none' };
    default:
      return assertNever(task.status);
  }
}

/** The few words beside a task's name: `3 min`, `exit 3 · 2 h ago`, `never run`. */
export function taskDescription(task: TaskView, now: Instant): string {
  const words = [statusWords(task, now)];
  if (task.leftovers > 0) words.push(describeLeftovers(task.leftovers));
  if (task.isUndefined) words.push('not in the task file');
  return words.join(' · ');
}

/** The sentence a screen reader says for a task: name first, then state, then how the last run ended. */
export function taskLabel(task: TaskView, now: Instant): string {
  const words = [task.name, spokenStatus(task, now)];
  if (task.leftovers > 0) words.push(describeLeftovers(task.leftovers));
  if (task.isUndefined) words.push('not in the task file');
  return words.join(', ');
}

/** The icon of a run: how it goes or how it ended. */
export function runIcon({ outcome }: RunView): StatusIcon {
  if (!outcome) return { name: 'play-circle', tone: 'good' };
  switch (outcome.kind) {
    case 'succeeded':
      return { name: 'pass', tone: 'good' };
    case 'failed':
    case 'start-failed':
    case 'interrupted':
      return { name: 'error', tone: 'bad' };
    case 'stopped':
      return { name: 'circle-slash', tone: 'none' };
  }
}

/** The few words beside the time of a run: `exit 3 · 12 s · restart`. */
export function runDescription({ endedAt, outcome, startedAt, trigger }: RunView, now: Instant): string {
  const words = [outcome ? outcomeWords(outcome) : 'running'];
  if (startedAt !== undefined) words.push(describeSpan((endedAt ?? now) - startedAt));
  if (trigger !== 'manual') words.push(trigger);
  return words.join(' · ');
}

/** Why a task cannot start, in the two or three words that fit into the tree. */
function shortFailure(failure: ExecutorFailure): string {
  if (failure.reason === 'task-invalid') return `error in line ${String(failure.line)}`;
  return shortFailures[failure.reason] ?? 'could not start';
}

const shortFailures: Partial<Record<ExecutorFailure['reason'], string>> = {
  'script-missing': 'script not found',
  'script-not-a-file': 'script is not a file',
  'script-unreadable': 'script not readable',
  'cwd-missing': 'working directory not found',
  'interpreter-unknown': 'no interpreter found',
  'interpreter-missing': 'no interpreter found',
  'program-missing': 'program not found',
  'not-permitted': 'not permitted',
  'log-unwritable': 'log not writable',
};

function statusWords(task: TaskView, now: Instant): string {
  switch (task.status.kind) {
    case 'starting':
      return 'starting…';
    case 'running':
      return describeSpan(now - task.status.since);
    case 'stopping':
      return 'stopping…';
    case 'backing-off': {
      const [last] = task.runs;
      const why = last?.outcome ? ` · ${outcomeWords(last.outcome)}` : '';
      return `restart in ${describeSpan(task.status.until - now)}${why}`;
    }
    case 'crash-looping':
      return `crashed ${String(task.status.shortRuns)}× · next try ${format(task.status.until, 'HH:mm')}`;
    case 'blocked':
      return shortFailure(task.status.failure);
    case 'elsewhere':
      return 'run by another window';
    case 'stopped':
      return task.runs[0] ? lastRunWords(task.runs[0], now) : 'never run';
    default:
      return assertNever(task.status);
  }
}

function lastRunWords({ endedAt, outcome }: RunView, now: Instant): string {
  if (!outcome || endedAt === undefined) return 'never run';
  return `${outcomeWords(outcome)} · ${describeSpan(now - endedAt)} ago`;
}

function outcomeWords(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'succeeded':
    case 'stopped':
    case 'interrupted':
      return outcome.kind;
    case 'failed':
      return describeExit(outcome.exit);
    case 'start-failed':
      return shortFailure(outcome.failure);
    default:
      return assertNever(outcome);
  }
}

function spokenStatus(task: TaskView, now: Instant): string {
  const { status } = task;
  const [lastRun] = task.runs;
  if (status.kind === 'running') return `running for ${speakSpan(now - status.since)}`;
  if (status.kind === 'backing-off') return `to be restarted in ${speakSpan(status.until - now)}`;
  if (status.kind === 'crash-looping') {
    return `crashed ${String(status.shortRuns)} times, to be restarted at ${format(status.until, 'HH:mm')}`;
  }
  if (status.kind === 'blocked') return `cannot start, ${describeFailure(status.failure)}`;
  if (isLiveStatus(status)) return status.kind;
  if (status.kind === 'elsewhere') return 'run by another window';
  if (!lastRun?.outcome || lastRun.endedAt === undefined) return 'never run';
  return `last run ${spokenOutcome(lastRun.outcome)} ${speakSpan(now - lastRun.endedAt)} ago`;
}

function spokenOutcome(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'succeeded':
      return 'succeeded';
    case 'failed':
      return `failed with ${describeExit(outcome.exit)}`;
    case 'stopped':
      return 'was stopped';
    case 'start-failed':
      return 'could not start';
    case 'interrupted':
      return 'was interrupted';
    default:
      return assertNever(outcome);
  }
}

function describeLeftovers(count: number): string {
  return count === 1 ? '1 process left' : `${String(count)} processes left`;
}
