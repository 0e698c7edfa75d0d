import * as l10n from '@vscode/l10n';
import { assertNever } from '../../base/assertNever.ts';
import type { Instant } from '../../base/clock.ts';
import { describeFailure } from '../failure.ts';
import { clockTime, speakSpan } from '../words/humanTime.ts';
import { troubleWaitWords } from '../passingTrouble.ts';
import { describeExit, type RunOutcome } from '../run.ts';
import { isFailure } from '../run.ts';
import { flagsBesideSchedule } from './taskAppearance.ts';
import type { RunView, TaskView } from './taskView.ts';

/**
 * The sentence a screen reader says for a task: name, what it does, its schedule, how the last run ended, and what else holds:
 * "report, running for 3 minutes, scheduled, last run failed".
 */
export function taskLabel(task: TaskView, now: Instant): string {
  return [
    task.name,
    spokenStatus(task, now),
    ...spokenSchedule(task),
    ...spokenLater(task, now),
    ...spokenPast(task, now),
    ...flagsBesideSchedule(task),
  ].join(', ');
}

function spokenStatus({ runs, status }: TaskView, now: Instant): string {
  switch (status.kind) {
    case 'starting':
      return l10n.t('starting');
    case 'stopping':
      return l10n.t('stopping');
    case 'waiting':
      return status.for ? l10n.t('waiting for {0}', status.for.join(', ')) : l10n.t('queued');
    case 'running':
      return l10n.t('running for {0}', speakSpan(now - status.since));
    case 'backing-off':
      if (status.heldUpBy) {
        return l10n.t('{0}, to be restarted in {1}', troubleWaitWords(status.heldUpBy), speakSpan(status.until - now));
      }
      return status.retry
        ? l10n.t('retry {0} of {1} in {2}', status.retry.number, status.retry.of, speakSpan(status.until - now))
        : l10n.t('to be restarted in {0}', speakSpan(status.until - now));
    case 'crash-looping':
      return l10n.t('crashed {0} times, to be restarted at {1}', status.shortRuns, clockTime(status.until, now));
    case 'gave-up':
      return l10n.t('gave up after {0} short runs', status.shortRuns);
    case 'blocked':
      return l10n.t('cannot start, {0}', describeFailure(status.failure));
    case 'elsewhere':
      return l10n.t('run elsewhere');
    case 'scheduled':
      return l10n.t('next run in {0}', speakSpan(status.next - now));
    case 'stopped': {
      const last = lastEnded(runs);
      return last
        ? l10n.t('last run {0} {1} ago', spokenOutcome(last.outcome), speakSpan(now - last.endedAt))
        : l10n.t('never run');
    }
    default:
      return assertNever(status);
  }
}

function spokenLater({ later = [] }: TaskView, now: Instant): readonly string[] {
  const [first] = later;
  return first ? [l10n.t('runs once in {0}', speakSpan(first.at - now))] : [];
}

function spokenSchedule({ schedule }: TaskView): readonly string[] {
  switch (schedule.kind) {
    case 'none':
      return [];
    case 'armed':
      return [l10n.t('scheduled')];
    case 'paused':
      return [l10n.t('schedule paused')];
    case 'ended':
      return [l10n.t('schedule ended')];
    default:
      return assertNever(schedule);
  }
}

/** How the last run ended, where the status does not say it already and where it is news. */
function spokenPast({ runs, status }: TaskView, now: Instant): readonly string[] {
  const last = lastEnded(runs);
  if (!last) return [];
  switch (status.kind) {
    case 'starting':
    case 'waiting':
    case 'running':
    case 'stopping':
      return isFailure(last.outcome) ? [l10n.t('last run failed')] : [];
    case 'scheduled':
      return [l10n.t('last run {0} {1} ago', spokenOutcome(last.outcome), speakSpan(now - last.endedAt))];
    case 'backing-off':
    case 'crash-looping':
    case 'gave-up':
      return [l10n.t('last run {0}', spokenOutcome(last.outcome))];
    case 'blocked':
    case 'elsewhere':
    case 'stopped':
      return [];
    default:
      return assertNever(status);
  }
}

function lastEnded(runs: readonly RunView[]): { readonly outcome: RunOutcome; readonly endedAt: Instant } | undefined {
  for (const { endedAt, outcome } of runs) if (outcome && endedAt !== undefined) return { outcome, endedAt };
  return undefined;
}

function spokenOutcome(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'succeeded':
      return l10n.t('succeeded');
    case 'failed':
      return l10n.t('failed with {0}', describeExit(outcome.exit));
    case 'timed-out':
      return l10n.t('timed out');
    case 'stopped':
      return l10n.t('was stopped');
    case 'start-failed':
      return l10n.t('could not start');
    case 'interrupted':
      return l10n.t('was interrupted');
    default:
      return assertNever(outcome);
  }
}
