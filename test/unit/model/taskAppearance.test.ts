import { expect, test } from 'vitest';
import type { RunOutcome } from '../../../src/model/run.ts';
import { taskDescription, taskIcon, taskLabel } from '../../../src/model/taskAppearance.ts';
import type { TaskStatus, TaskView } from '../../../src/model/taskView.ts';

const now = 10_000_000;
const missing = { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } as const;

function task(status: TaskStatus, outcome?: RunOutcome, extra: Partial<TaskView> = {}): TaskView {
  return {
    name: 'report',
    status,
    commandLine: 'report.py',
    isUndefined: false,
    runs: [],
    hasMoreRuns: false,
    leftovers: 0,
    hasUnseenFailure: false,
    ...(outcome && {
      runs: [{ id: 'r1', trigger: 'manual', createdAt: 1, endedAt: now - 180_000, logPath: '/l', outcome }],
    }),
    ...extra,
  };
}

test.each<[string, TaskView, string, string, string]>([
  [
    'running',
    task({ kind: 'running', since: now - 180_000, pid: 7 }),
    'play-circle good',
    '3 min',
    'report, running for 3 minutes',
  ],
  ['starting', task({ kind: 'starting' }), 'loading~spin none', 'starting…', 'report, starting'],
  ['stopping', task({ kind: 'stopping' }), 'loading~spin none', 'stopping…', 'report, stopping'],
  [
    'blocked',
    task({ kind: 'blocked', failure: missing }),
    'error bad',
    'script not found',
    'report, cannot start, The script "a.sh" was not found at /w/a.sh. Create it, or correct "script" in the task file.',
  ],
  [
    'elsewhere',
    task({ kind: 'elsewhere' }),
    'server-environment none',
    'run by another window',
    'report, run by another window',
  ],
  ['never run', task({ kind: 'stopped' }), 'circle-large-outline none', 'never run', 'report, never run'],
  [
    'succeeded',
    task({ kind: 'stopped' }, { kind: 'succeeded', exit: { code: 0 } }),
    'circle-large-outline none',
    'succeeded · 3 min ago',
    'report, last run succeeded 3 minutes ago',
  ],
  [
    'failed and seen',
    task({ kind: 'stopped' }, { kind: 'failed', exit: { code: 3 } }),
    'circle-large-outline none',
    'exit 3 · 3 min ago',
    'report, last run failed with exit 3 3 minutes ago',
  ],
  [
    'failed and not seen',
    task({ kind: 'stopped' }, { kind: 'failed', exit: { signal: 'SIGSEGV' } }, { hasUnseenFailure: true }),
    'error bad',
    'SIGSEGV · 3 min ago',
    'report, last run failed with SIGSEGV 3 minutes ago',
  ],
  [
    'stopped',
    task({ kind: 'stopped' }, { kind: 'stopped', exit: { signal: 'SIGTERM' } }),
    'circle-large-outline none',
    'stopped · 3 min ago',
    'report, last run was stopped 3 minutes ago',
  ],
  [
    'backing off',
    task({ kind: 'backing-off', until: now + 32_000 }, { kind: 'failed', exit: { code: 1 } }),
    'debug-restart uneasy',
    'restart in 32 s · exit 1',
    'report, to be restarted in 32 seconds',
  ],
  [
    'crash-looping',
    task({ kind: 'crash-looping', until: new Date(2026, 0, 1, 14, 2).getTime(), shortRuns: 7 }),
    'warning uneasy',
    'crashed 7× · next try 14:02',
    'report, crashed 7 times, to be restarted at 14:02',
  ],
  [
    'over, with processes left',
    task({ kind: 'stopped' }, { kind: 'succeeded', exit: { code: 0 } }, { leftovers: 2 }),
    'circle-large-outline none',
    'succeeded · 3 min ago · 2 processes left',
    'report, last run succeeded 3 minutes ago, 2 processes left',
  ],
  [
    'gone from the file while it runs',
    task({ kind: 'running', since: now, pid: 7 }, undefined, { isUndefined: true }),
    'play-circle good',
    '0 s · not in the task file',
    'report, running for 0 seconds, not in the task file',
  ],
])('a task that is %s', (_, view, icon, description, label) => {
  const { name, tone } = taskIcon(view);
  expect([`${name} ${tone}`, taskDescription(view, now), taskLabel(view, now)]).toEqual([icon, description, label]);
});
