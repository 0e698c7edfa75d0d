import { parseRecurrence } from '../../src/model/schedule/recurrence.ts';
import type { RunOutcome } from '../../src/model/run.ts';
import { createRule, type Schedule } from '../../src/model/schedule/schedule.ts';
import type { RunView, TaskStatus, TaskView } from '../../src/model/view/taskView.ts';

/** The rules of a schedule that is due once in each such period, as a view has them. */
export function rulesOf(every: string): Schedule['rules'] {
  const recurrence = parseRecurrence(every);
  if (!recurrence.ok) throw new Error(`"${every}" is no period`);
  return [createRule(recurrence.value, {}, 'UTC')];
}

/** A task as readers see it: stopped, never run, and nothing else to say about it, but for what `extra` says. */
export function aTask(extra: Partial<TaskView> = {}): TaskView {
  return {
    name: 'report',
    status: { kind: 'stopped' },
    desired: 'down',
    commandLine: 'report.py',
    isUndefined: false,
    runs: [],
    hasMoreRuns: false,
    leftovers: 0,
    secrets: [],
    schedule: { kind: 'none' },
    extraRuns: 0,
    isChanged: false,
    isMuted: false,
    isAutoStart: false,
    hasUnseenFailure: false,
    ...extra,
  };
}

/** The same with a status, and with a last run that ended three minutes before `now`, where an outcome is given. */
export function aTaskThat(
  status: TaskStatus,
  now: number,
  outcome?: RunOutcome,
  extra: Partial<TaskView> = {},
): TaskView {
  return aTask({ status, ...(outcome && { runs: [aRun({ endedAt: now - 180_000, outcome })] }), ...extra });
}

/** A run as readers see it: started by a person, and not yet ended, but for what `extra` says. */
export function aRun(extra: Partial<RunView> = {}): RunView {
  return { id: 'r1', trigger: 'manual', createdAt: 1, logPath: '/logs/r1.log', ...extra };
}
