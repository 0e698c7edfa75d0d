import { assertNever } from '../base/assertNever.ts';
import type { Instant } from '../base/clock.ts';
import { describeFailure } from './failure.ts';
import { clockTime, speakSpan } from './humanTime.ts';
import { describeExit, type RunOutcome } from './run.ts';
import { isFailure } from './runAppearance.ts';
import { taskFlags } from './taskAppearance.ts';
import type { RunView, TaskView } from './taskView.ts';

/**
 * The sentence a screen reader says for a task: name, what it does, its schedule, how the last run ended, and what else holds:
 * "report, running for 3 minutes, scheduled, last run failed".
 */
export function taskLabel(task: TaskView, now: Instant): string {
  const flags = taskFlags(task).filter((flag) => flag !== 'paused' && flag !== 'schedule ended');
  return [task.name, spokenStatus(task, now), ...spokenSchedule(task), ...spokenPast(task, now), ...flags].join(', ');
}

function spokenStatus({ runs, status }: TaskView, now: Instant): string {
  switch (status.kind) {
    case 'starting':
    case 'stopping':
      return status.kind;
    case 'waiting':
      return status.for ? `waiting for ${status.for.join(', ')}` : 'queued';
    case 'running':
      return `running for ${speakSpan(now - status.since)}`;
    case 'backing-off':
      return status.retry
        ? `retry ${String(status.retry.number)} of ${String(status.retry.of)} in ${speakSpan(status.until - now)}`
        : `to be restarted in ${speakSpan(status.until - now)}`;
    case 'crash-looping':
      return `crashed ${String(status.shortRuns)} times, to be restarted at ${clockTime(status.until, now)}`;
    case 'gave-up':
      return `gave up after ${String(status.shortRuns)} short runs`;
    case 'blocked':
      return `cannot start, ${describeFailure(status.failure)}`;
    case 'elsewhere':
      return 'run elsewhere';
    case 'scheduled':
      return `next run in ${speakSpan(status.next - now)}`;
    case 'stopped': {
      const last = lastEnded(runs);
      return last ? `last run ${spokenOutcome(last.outcome)} ${speakSpan(now - last.endedAt)} ago` : 'never run';
    }
    default:
      return assertNever(status);
  }
}

function spokenSchedule({ schedule }: TaskView): readonly string[] {
  switch (schedule.kind) {
    case 'none':
      return [];
    case 'armed':
      return ['scheduled'];
    case 'paused':
      return ['schedule paused'];
    case 'ended':
      return ['schedule ended'];
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
      return isFailure(last.outcome) ? ['last run failed'] : [];
    case 'scheduled':
      return [`last run ${spokenOutcome(last.outcome)} ${speakSpan(now - last.endedAt)} ago`];
    case 'backing-off':
    case 'crash-looping':
    case 'gave-up':
      return [`last run ${spokenOutcome(last.outcome)}`];
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
      return 'succeeded';
    case 'failed':
      return `failed with ${describeExit(outcome.exit)}`;
    case 'timed-out':
      return 'timed out';
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
