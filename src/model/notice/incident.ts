import type { Instant } from '../../base/clock.ts';
import type { Notice } from './notice.ts';
import { say } from '../words/clause.ts';
import { exitClause, type RunOutcome, type RunRecord } from '../run.ts';
import type { SupervisorState } from '../supervisor/state.ts';
import { crashLoopingFrom } from '../restartPolicy.ts';
import type { NotifyPolicy } from '../task.ts';

/** From a task's first failure to its next success, or to a run that was long enough to end a streak of short ones. */
export interface Incident {
  readonly since: Instant;
  /** A person was told that the task is crash-looping or has given up. */
  readonly isLoopTold: boolean;
}

/** What is known when a run has ended. */
export interface EndOfRun {
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  readonly at: Instant;
  /** What its end has made of its supervisor. */
  readonly state: SupervisorState;
  readonly resetAfterMs: number;
  /** Whether the task asks for its successes to be told as well, or for nothing at all. */
  readonly notify: NotifyPolicy;
}

/** What an end means for the incident, and what a person is told of it. */
export interface IncidentStep {
  readonly incident: Incident | undefined;
  readonly notice?: Notice;
}

/**
 * One notice for each incident, and one more when it becomes a crash loop or is given up. Each success is a notice as
 * well; who reads them passes over those that nobody asked for.
 */
export function afterRun(before: Incident | undefined, run: EndOfRun): IncidentStep {
  const step = judge(before, run);
  return run.notify === 'never' ? { incident: step.incident } : step;
}

function judge(
  before: Incident | undefined,
  { at, notify, outcome, record, resetAfterMs, state }: EndOfRun,
): IncidentStep {
  const base = { task: record.task, run: record.id, at };
  // A failure that is tried again is none yet.
  if (outcome.kind === 'stopped' || state.kind === 'retrying') return { incident: before };
  if (outcome.kind === 'succeeded') {
    return { incident: undefined, notice: { ...base, kind: 'succeeded', isAsked: notify === 'always' } };
  }
  const wasLong = 'startedAt' in record && at - record.startedAt >= resetAfterMs;
  const incident = wasLong || !before ? { since: at, isLoopTold: false } : before;
  if (!incident.isLoopTold && state.kind === 'gave-up') {
    return {
      incident: { ...incident, isLoopTold: true },
      notice: { ...base, kind: 'gave-up', shortRuns: state.shortRuns },
    };
  }
  if (!incident.isLoopTold && state.kind === 'backing-off' && state.shortRuns >= crashLoopingFrom) {
    return {
      incident: { ...incident, isLoopTold: true },
      notice: { ...base, kind: 'crash-looping', shortRuns: state.shortRuns, next: state.until },
    };
  }
  if (incident === before) return { incident };
  // Whoever asked for a start that failed was answered.
  if (outcome.kind === 'start-failed' && record.trigger === 'manual') return { incident };
  return {
    incident,
    notice: {
      ...base,
      kind: 'failed',
      how: outcome.kind === 'failed' ? exitClause(outcome.exit) : otherFailures[outcome.kind],
    },
  };
}

const otherFailures = {
  'timed-out': say('timed out'),
  'start-failed': say('could not start'),
  interrupted: say('interrupted'),
};
