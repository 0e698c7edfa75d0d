import { expect, test } from 'vitest';
import { taskDescription, taskIcon } from '../../../../src/model/view/taskAppearance.ts';
import { taskLabel } from '../../../../src/model/view/taskLabel.ts';
import { systemTimeZone } from '../../../../src/model/time/timeZone.ts';
import type { TaskView } from '../../../../src/model/view/taskView.ts';
import { aRun, aTaskThat, rulesOf } from '../../../support/aTask.ts';

const now = new Date(2026, 0, 1, 12, 48).getTime();
const soon = new Date(2026, 0, 1, 13, 0).getTime();
const timeZone = systemTimeZone();
const missing = { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } as const;
const armed = { kind: 'armed', rules: rulesOf('1 day'), timeZone, next: soon } as const;
const ended = { kind: 'ended', rules: rulesOf('1 day'), timeZone } as const;
const paused = { kind: 'paused', rules: rulesOf('1 day'), timeZone } as const;
const succeeded = { kind: 'succeeded', exit: { code: 0 } } as const;
const failed = { kind: 'failed', exit: { code: 3 } } as const;
const stopped = { kind: 'stopped' } as const;
const running = { kind: 'running', since: now - 180_000, pid: 7 } as const;

test.each<[string, TaskView, string, string, string]>([
  ['running', aTaskThat(running, now), 'play-circle good', '3 min', 'report, running for 3 minutes'],
  ['starting', aTaskThat({ kind: 'starting' }, now), 'loading~spin none', 'starting…', 'report, starting'],
  ['stopping', aTaskThat({ kind: 'stopping' }, now), 'loading~spin none', 'stopping…', 'report, stopping'],
  [
    'waiting for another task',
    aTaskThat({ kind: 'waiting', for: ['db', 'cache'] }, now),
    'watch none',
    'waiting for db, cache',
    'report, waiting for db, cache',
  ],
  [
    'to be tried again',
    aTaskThat({ kind: 'backing-off', until: now + 5_000, retry: { number: 2, of: 3 } }, now, {
      kind: 'failed',
      exit: { code: 1 },
    }),
    'debug-restart uneasy',
    'retry 2 of 3 in 5 s · exit 1',
    'report, retry 2 of 3 in 5 seconds, last run failed with exit 1',
  ],
  [
    'held up by something that passes',
    aTaskThat({ kind: 'backing-off', until: now + 5_000, heldUpBy: 'disk-full' }, now),
    'debug-restart uneasy',
    'waiting for disk space · restart in 5 s',
    'report, waiting for disk space, restarts in 5 seconds',
  ],
  ['waiting for others to end', aTaskThat({ kind: 'waiting' }, now), 'watch none', 'queued', 'report, queued'],
  [
    'blocked',
    aTaskThat({ kind: 'blocked', failure: missing }, now),
    'error bad',
    'script not found',
    'report, cannot start, The script "a.sh" was not found at /w/a.sh. Create it, or fix "script" in the task file.',
  ],
  [
    'elsewhere',
    aTaskThat({ kind: 'elsewhere' }, now),
    'server-environment none',
    'running elsewhere',
    'report, running elsewhere',
  ],
  ['never run', aTaskThat(stopped, now), 'circle-large-outline none', 'never run', 'report, never run'],
  [
    'succeeded',
    aTaskThat(stopped, now, succeeded),
    'circle-large-outline none',
    'succeeded · 3 min ago',
    'report, last run succeeded 3 minutes ago',
  ],
  [
    'failed and seen',
    aTaskThat(stopped, now, failed),
    'circle-large-outline none',
    'exit 3 · 3 min ago',
    'report, last run failed with exit 3 3 minutes ago',
  ],
  [
    'failed and not seen',
    aTaskThat(stopped, now, { kind: 'failed', exit: { signal: 'SIGSEGV' } }, { hasUnseenFailure: true }),
    'error bad',
    'SIGSEGV · 3 min ago',
    'report, last run failed with SIGSEGV 3 minutes ago',
  ],
  [
    'timed out',
    aTaskThat(stopped, now, { kind: 'timed-out' }, { hasUnseenFailure: true }),
    'error bad',
    'timed out · 3 min ago',
    'report, last run timed out 3 minutes ago',
  ],
  [
    'stopped',
    aTaskThat(stopped, now, { kind: 'stopped', exit: { signal: 'SIGTERM' } }),
    'circle-large-outline none',
    'stopped · 3 min ago',
    'report, last run was stopped 3 minutes ago',
  ],
  [
    'backing off',
    aTaskThat({ kind: 'backing-off', until: now + 32_000 }, now, { kind: 'failed', exit: { code: 1 } }),
    'debug-restart uneasy',
    'restart in 32 s · exit 1',
    'report, restarts in 32 seconds, last run failed with exit 1',
  ],
  [
    'crash-looping',
    aTaskThat({ kind: 'crash-looping', until: new Date(2026, 0, 1, 14, 2).getTime(), shortRuns: 7 }, now),
    'warning uneasy',
    'crashed 7× · next try 14:02',
    'report, crashed 7 times, restarts at 14:02',
  ],
  [
    'given up',
    aTaskThat({ kind: 'gave-up', shortRuns: 10 }, now, failed),
    'error bad',
    'gave up after 10',
    'report, gave up after 10 short runs, last run failed with exit 3',
  ],
  [
    'scheduled',
    aTaskThat({ kind: 'scheduled', next: soon, timeZone }, now, undefined, { schedule: armed }),
    'calendar none',
    '13:00 (in 12 min)',
    'report, next run in 12 minutes, scheduled',
  ],
  [
    'scheduled after a failure that nobody has seen',
    aTaskThat({ kind: 'scheduled', next: soon, timeZone }, now, failed, { schedule: armed, hasUnseenFailure: true }),
    'error bad',
    'exit 3 · 13:00 (in 12 min)',
    'report, next run in 12 minutes, scheduled, last run failed with exit 3 3 minutes ago',
  ],
  [
    'scheduled, and running after a failure',
    aTaskThat(running, now, undefined, {
      schedule: armed,
      runs: [aRun(), aRun({ id: 'r0', endedAt: now - 200_000, outcome: failed })],
    }),
    'play-circle good',
    '3 min',
    'report, running for 3 minutes, scheduled, last run failed',
  ],
  [
    'at the end of its schedule',
    aTaskThat(stopped, now, succeeded, { schedule: ended }),
    'circle-large-outline none',
    'succeeded · 3 min ago · schedule ended',
    'report, last run succeeded 3 minutes ago, schedule ended',
  ],
  [
    'paused',
    aTaskThat(stopped, now, succeeded, { schedule: paused }),
    'circle-large-outline none',
    'paused · succeeded · 3 min ago',
    'report, last run succeeded 3 minutes ago, schedule paused',
  ],
  [
    'over, with processes left',
    aTaskThat(stopped, now, succeeded, { leftovers: 2 }),
    'circle-large-outline none',
    'succeeded · 3 min ago · 2 processes left',
    'report, last run succeeded 3 minutes ago, 2 processes left',
  ],
  [
    'gone from the file while it runs',
    aTaskThat(running, now, undefined, { isUndefined: true }),
    'play-circle good',
    '3 min · not in the task file',
    'report, running for 3 minutes, not in the task file',
  ],
  [
    'everything at once',
    aTaskThat(running, now, undefined, {
      leftovers: 1,
      extraRuns: 1,
      isChanged: true,
      isMuted: true,
      schedule: paused,
    }),
    'play-circle good',
    '3 min · 1 process left · +1 beside · changed · paused · muted',
    'report, running for 3 minutes, schedule paused, 1 process left, +1 beside, changed, muted',
  ],
])('a task that is %s', (_, view, icon, description, label) => {
  const { name, tone } = taskIcon(view);
  expect([`${name} ${tone}`, taskDescription(view, now), taskLabel(view, now)]).toEqual([icon, description, label]);
});
