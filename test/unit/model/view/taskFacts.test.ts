import { expect, test } from 'vitest';
import { type Fact, runFacts, taskFacts } from '../../../../src/model/view/taskFacts.ts';
import type { TaskView } from '../../../../src/model/view/taskView.ts';
import { aRun, aTask, rulesOf } from '../../../support/aTask.ts';

const at = (instant: number): string => `@${String(instant)}`;
const noon = Date.UTC(2026, 10, 24, 12);
const halfPastEleven = noon - 1_800_000;

/** Five consecutive days: "Tue 24", "Wed 25" … */
function daysFrom(first: number): readonly string[] {
  return ['Tue', 'Wed', 'Thu', 'Fri', 'Sat'].map((name, index) => `${name} ${String(first + index)}`);
}

const failed = { kind: 'failed', exit: { code: 3 } } as const;

test.each<[string, Partial<TaskView>, readonly Fact[]]>([
  [
    'runs on a schedule',
    {
      status: { kind: 'running', since: 5, pid: 7 },
      schedule: {
        kind: 'armed',
        rules: rulesOf('1 day'),
        timeZone: 'Europe/Berlin',
        anchor: noon - 86_400_000,
        next: noon,
      },
      runs: [aRun(), aRun({ id: 'r0', endedAt: 4, outcome: failed })],
      interpreter: '/usr/bin/python3 (on PATH)',
    },
    [
      'Running as pid 7, since @5',
      'Every day (Europe/Berlin)',
      { heading: 'Next runs:', lines: daysFrom(24).map((day) => `${day} Nov 2026 13:00:00 CET`) },
      'Last run failed (exit 3), @4',
      'report.py',
      'Interpreter: /usr/bin/python3 (on PATH)',
    ],
  ],
  [
    'is a line for a shell',
    { commandLine: 'sort names.txt | uniq', isShell: true },
    ['In a shell: sort names.txt | uniq'],
  ],
  [
    'is paused and muted',
    { schedule: { kind: 'paused', rules: rulesOf('1 hour'), timeZone: 'UTC' }, isMuted: true },
    [
      'Schedule paused (Every hour; UTC)',
      {
        heading: 'Next runs, if it were started now:',
        lines: ['12:30', '13:30', '14:30', '15:30', '16:30'].map((time) => `Tue 24 Nov 2026 ${time}:00 UTC`),
      },
      'Muted: no notifications.',
      'report.py',
    ],
  ],
  [
    'was paused after it had been started',
    { schedule: { kind: 'paused', rules: rulesOf('1 day'), timeZone: 'Europe/Berlin', anchor: noon - 86_400_000 } },
    [
      'Schedule paused (Every day; Europe/Berlin)',
      {
        heading: 'Next runs, if it were started now:',
        lines: daysFrom(24).map((day) => `${day} Nov 2026 13:00:00 CET`),
      },
      'report.py',
    ],
  ],
  [
    'is not due any more',
    { schedule: { kind: 'ended', rules: rulesOf('1 day'), timeZone: 'UTC', anchor: noon - 86_400_000 } },
    ['The schedule has ended (Every day; UTC)', 'report.py'],
  ],
  ['waits for a restart', { status: { kind: 'backing-off', until: 9 } }, ['Restarts at @9', 'report.py']],
  [
    'waits for its turn',
    { status: { kind: 'waiting' } },
    ['Waiting for another run to end (setting executor.maxConcurrentRuns)', 'report.py'],
  ],
  [
    'has a place in the row',
    { status: { kind: 'waiting', position: 3 } },
    ['Waiting for another run to end (setting executor.maxConcurrentRuns), number 3 in the queue', 'report.py'],
  ],
  [
    'waits for other tasks',
    {
      status: { kind: 'waiting', for: ['db'] },
      after: [
        { task: 'db', condition: 'ready' },
        { task: 'cache', condition: 'started' },
      ],
    },
    ['Waiting for db. Stop cancels the wait.', 'Starts after: db (ready), cache', 'report.py'],
  ],
  [
    'is to be tried again',
    { status: { kind: 'backing-off', until: 9, retry: { number: 1, of: 3 } } },
    ['Next try at @9: retry 1 of 3. Stop Run cancels it.', 'report.py'],
  ],
  [
    'gave up',
    { status: { kind: 'gave-up', shortRuns: 3 } },
    ['Gave up after 3 short runs in a row. Use Start to try again.', 'report.py'],
  ],
  [
    'cannot start: that says it all',
    {
      status: { kind: 'blocked', failure: { reason: 'no-such-task', task: 'report' } },
      runs: [aRun({ endedAt: 4, outcome: failed })],
    },
    ['There is no task "report". It may have been removed or renamed; check the task list.', 'report.py'],
  ],
  [
    'says what it is for',
    { description: 'Fetches the prices.', status: { kind: 'gave-up', shortRuns: 3 } },
    ['Fetches the prices.', 'Gave up after 3 short runs in a row. Use Start to try again.', 'report.py'],
  ],
  [
    'is changed, has more than one run and has left processes',
    { isChanged: true, extraRuns: 2, leftovers: 1 },
    [
      'Runs beside the main run: 2',
      'Processes left behind by its runs: 1. Stop ends them.',
      'Its definition has changed since it was started. Use Restart to Apply to apply the change.',
      'report.py',
    ],
  ],
  [
    'has gone from the file',
    { isUndefined: true, commandLine: '' },
    ['No longer in the task file: if it is running, it keeps running, but it is not restarted.'],
  ],
])('the tooltip of a task that %s', (_, extra, facts) => {
  expect(taskFacts(aTask(extra), at, halfPastEleven)).toEqual(facts);
});

test('the tooltip of a run says for when it was, with which arguments, and how it ended', () => {
  const run = aRun({ trigger: 'schedule', scheduledFor: 3, args: ['a b'], isExtra: true, endedAt: 9, outcome: failed });
  expect(runFacts(run, at)).toEqual([
    'Started by: schedule',
    'Scheduled for: @3',
    "Further arguments: 'a b'",
    'It was started alongside the existing run.',
    'Ended: failed (exit 3), @9',
    '/logs/r1.log',
  ]);
  expect(runFacts(aRun(), at)).toEqual(['Started by: manual', '/logs/r1.log']);
});
