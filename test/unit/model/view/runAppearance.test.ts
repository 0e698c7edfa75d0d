import { expect, test } from 'vitest';
import { runDescription, runIcon } from '../../../../src/model/view/runAppearance.ts';
import type { RunView } from '../../../../src/model/view/taskView.ts';
import { aRun } from '../../../support/aTask.ts';

const now = new Date(2026, 0, 1, 13, 10).getTime();
const one = new Date(2026, 0, 1, 13, 0).getTime();
const succeeded = { kind: 'succeeded', exit: { code: 0 } } as const;
const ended = { startedAt: now - 12_000, endedAt: now };

test.each<[string, RunView, string, string]>([
  ['lives', aRun({ startedAt: now - 180_000 }), 'play-circle good', 'running · 3 min'],
  ['succeeded', aRun({ ...ended, outcome: succeeded }), 'pass good', 'succeeded · 12 s'],
  [
    'failed after a restart',
    aRun({ ...ended, trigger: 'restart', outcome: { kind: 'failed', exit: { code: 3 } } }),
    'error bad',
    'exit 3 · 12 s · restart',
  ],
  ['took too long', aRun({ ...ended, outcome: { kind: 'timed-out' } }), 'error bad', 'timed out · 12 s'],
  ['was interrupted', aRun({ ...ended, outcome: { kind: 'interrupted' } }), 'error bad', 'interrupted · 12 s'],
  ['was stopped', aRun({ ...ended, outcome: { kind: 'stopped' } }), 'circle-slash none', 'stopped · 12 s'],
  [
    'could not start',
    aRun({ endedAt: now, outcome: { kind: 'start-failed', failure: { reason: 'cwd-missing', cwd: 'x', path: '/x' } } }),
    'error bad',
    'working directory not found',
  ],
  [
    'was on time for its schedule',
    aRun({
      trigger: 'schedule',
      scheduledFor: one,
      startedAt: one + 60_000,
      endedAt: one + 72_000,
      outcome: succeeded,
    }),
    'pass good',
    'succeeded · 12 s · schedule',
  ],
  [
    'was late for its schedule',
    aRun({
      trigger: 'catch-up',
      scheduledFor: one,
      startedAt: one + 60_001,
      endedAt: one + 72_001,
      outcome: succeeded,
    }),
    'pass good',
    'succeeded · 12 s · catch-up · for 13:00',
  ],
  [
    'runs beside another with arguments of its own',
    aRun({ startedAt: now, isExtra: true, args: ['--city', 'New York'] }),
    'play-circle good',
    "running · 0 s · beside · --city 'New York'",
  ],
  [
    'has long arguments',
    aRun({ startedAt: now, args: ['x'.repeat(41)] }),
    'play-circle good',
    `running · 0 s · ${'x'.repeat(39)}…`,
  ],
])('a run that %s', (_, run, icon, description) => {
  const { name, tone } = runIcon(run);
  expect([`${name} ${tone}`, runDescription(run, now)]).toEqual([icon, description]);
});
