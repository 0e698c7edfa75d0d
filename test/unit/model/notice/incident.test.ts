import { describe, expect, test } from 'vitest';
import { afterRun, type EndOfRun, type Incident } from '../../../../src/model/notice/incident.ts';
import type { RunOutcome } from '../../../../src/model/run.ts';
import type { SupervisorState } from '../../../../src/model/supervisor/state.ts';

const failed: RunOutcome = { kind: 'failed', exit: { code: 3 } };
const succeeded: RunOutcome = { kind: 'succeeded', exit: { code: 0 } };
const open: Incident = { since: 1, isLoopTold: false };
const told: Incident = { since: 1, isLoopTold: true };

function backingOff(shortRuns: number): SupervisorState {
  return { kind: 'backing-off', until: 900, shortRuns };
}

function ended(outcome: RunOutcome, more: Partial<EndOfRun> & { readonly lengthMs?: number } = {}): EndOfRun {
  const { lengthMs = 10, ...rest } = more;
  return {
    outcome,
    at: 500,
    state: { kind: 'idle' },
    resetAfterMs: 60,
    notify: 'failure',
    record: {
      id: 'r',
      task: 'report',
      trigger: 'manual',
      createdAt: 0,
      logPath: '/l',
      state: 'ended',
      startedAt: 500 - lengthMs,
      endedAt: 500,
      outcome,
    },
    ...rest,
  };
}

describe('A failure', () => {
  test('begins an incident, of which a person is told', () => {
    expect(afterRun(undefined, ended(failed))).toEqual({
      incident: { since: 500, isLoopTold: false },
      notice: { task: 'report', run: 'r', at: 500, kind: 'failed', how: 'exit 3' },
    });
  });

  test('within an incident is told no more', () => {
    expect(afterRun(open, ended(failed))).toEqual({ incident: open });
  });

  test('of a run that was long is another incident', () => {
    expect(afterRun(open, ended(failed, { lengthMs: 60 }))).toMatchObject({
      incident: { since: 500 },
      notice: { kind: 'failed' },
    });
  });

  test('that makes a crash loop is told once more, and that it gave up no further time', () => {
    expect(afterRun(open, ended(failed, { state: backingOff(4) }))).toEqual({ incident: open });
    expect(afterRun(open, ended(failed, { state: backingOff(5) }))).toMatchObject({
      incident: told,
      notice: { kind: 'crash-looping', shortRuns: 5, next: 900 },
    });
    expect(afterRun(told, ended(failed, { state: backingOff(6) }))).toEqual({ incident: told });
    expect(afterRun(told, ended(failed, { state: { kind: 'gave-up', shortRuns: 7 } }))).toEqual({ incident: told });
  });

  test('after which it gives up is told as that', () => {
    const step = afterRun(open, ended(failed, { state: { kind: 'gave-up', shortRuns: 3 } }));
    expect(step).toMatchObject({ incident: told, notice: { kind: 'gave-up', shortRuns: 3 } });
  });

  test.each([
    [{ kind: 'timed-out' }, 'timed out'],
    [{ kind: 'interrupted' }, 'interrupted'],
  ] as const)('%o is told as such', (outcome, how) => {
    expect(afterRun(undefined, ended(outcome)).notice).toMatchObject({ kind: 'failed', how });
  });

  test('to start is not told to the person who asked for the start', () => {
    const outcome: RunOutcome = { kind: 'start-failed', failure: { reason: 'untrusted' } };
    expect(afterRun(undefined, ended(outcome)).notice).toBeUndefined();
    const { record } = ended(outcome);
    const scheduled = ended(outcome, { record: { ...record, trigger: 'schedule' } });
    expect(afterRun(undefined, scheduled).notice).toMatchObject({ how: 'could not start' });
  });

  test('is not told of a task that wants no notices', () => {
    expect(afterRun(undefined, ended(failed, { notify: 'never' }))).toEqual({
      incident: { since: 500, isLoopTold: false },
    });
  });
});

describe('A success', () => {
  test.each<[EndOfRun['notify'], object]>([
    ['failure', { notice: { kind: 'succeeded', isAsked: false } }],
    ['always', { notice: { kind: 'succeeded', isAsked: true } }],
    ['never', {}],
  ])('ends the incident, and says whether the task asks for it to be told (notify: %s)', (notify, expected) => {
    const step = afterRun(open, ended(succeeded, { notify }));
    expect(step).toMatchObject({ incident: undefined, ...expected });
    expect('notice' in step).toBe('notice' in expected);
  });
});

test('What a person stopped neither begins nor ends an incident', () => {
  const stopped: RunOutcome = { kind: 'stopped' };
  expect(afterRun(undefined, ended(stopped, { notify: 'always' }))).toEqual({ incident: undefined });
  expect(afterRun(open, ended(stopped))).toEqual({ incident: open });
});
