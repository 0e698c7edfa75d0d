import { expect, test } from 'vitest';
import { runContext, taskContext } from '../../../../src/model/view/taskContext.ts';
import type { TaskView } from '../../../../src/model/view/taskView.ts';
import { aRun, aTask, rulesOf } from '../../../support/aTask.ts';

const armed = { kind: 'armed', rules: rulesOf('1 day'), timeZone: 'UTC', next: 1 } as const;
const paused = { kind: 'paused', rules: rulesOf('1 day'), timeZone: 'UTC' } as const;
const running = { kind: 'running', since: 1, pid: 7 } as const;

test.each<[string, Partial<TaskView>, string]>([
  ['is new', {}, 'idle;'],
  ['has a script', { script: 'a.sh' }, 'idle;hasScript;'],
  ['runs', { status: running, runs: [aRun()] }, 'live;hasRuns;running;'],
  ['waits for a restart', { status: { kind: 'backing-off', until: 1 } }, 'live;'],
  ['crashes', { status: { kind: 'crash-looping', until: 1, shortRuns: 5 } }, 'live;'],
  ['gave up', { status: { kind: 'gave-up', shortRuns: 5 }, hasUnseenFailure: true }, 'idle;failed;'],
  ['runs on another machine', { status: { kind: 'elsewhere' } }, 'live;'],
  ['left processes', { leftovers: 1 }, 'live;'],
  ['runs beside', { extraRuns: 1 }, 'live;'],
  ['is scheduled', { status: { kind: 'scheduled', next: 1, timeZone: 'UTC' }, schedule: armed }, 'idle;scheduled;'],
  ['is paused while it runs', { status: running, schedule: paused }, 'live;scheduled;paused;running;'],
  ['has gone from the file', { status: running, isUndefined: true }, 'live;running;undefined;'],
  ['is changed and muted', { status: running, isChanged: true, isMuted: true }, 'live;running;changed;muted;'],
])('the row of a task that %s tells the menus so', (_, extra, flags) => {
  expect(taskContext(aTask(extra), false)).toBe(`executor.task;${flags}`);
});

test('where nothing can be started or stopped, a task is neither live nor idle and a run has ended', () => {
  expect([taskContext(aTask({ status: running }), true), runContext(aRun(), true)]).toEqual([
    'executor.task;running;',
    'executor.run;ended;',
  ]);
});

test('the row of a run tells whether it lives', () => {
  const outcome = { kind: 'interrupted' } as const;
  expect([runContext(aRun(), false), runContext(aRun({ outcome }), false)]).toEqual([
    'executor.run;live;',
    'executor.run;ended;',
  ]);
});
