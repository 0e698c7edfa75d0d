import { describe, expect, test } from 'vitest';
import type { ProcessIdentity } from '../../../src/model/run.ts';
import { step, type Step, type SupervisorEvent, type SupervisorState } from '../../../src/model/supervisorState.ts';

const shim: ProcessIdentity = { machineId: 'm', bootId: 'b', pidNamespace: 'n', pid: 40, startTime: '7' };
const missing = { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } as const;

const states = {
  idle: { kind: 'idle' },
  blocked: { kind: 'blocked', failure: missing },
  starting: { kind: 'starting', run: 'r1' },
  'starting, stop asked': { kind: 'starting', run: 'r1', stop: { reason: 'person', timeoutMs: 10 } },
  running: { kind: 'running', run: 'r1', pid: 41, since: 5 },
  'stopping, asked': { kind: 'stopping', run: 'r1', pid: 41, since: 5, reason: 'person', stage: 'asked' },
  'stopping, killing': { kind: 'stopping', run: 'r1', pid: 41, since: 5, reason: 'person', stage: 'killing' },
} as const satisfies Record<string, SupervisorState>;

const events = {
  start: { kind: 'start', run: 'r2', trigger: 'manual' },
  adopt: { kind: 'adopt', run: 'r2' },
  stop: { kind: 'stop', reason: 'person', timeoutMs: 10_000 },
  closing: { kind: 'stop', reason: 'closing', timeoutMs: 3_000 },
  started: { kind: 'started', run: 'r1', at: 5, pid: 41, shim },
  abandoned: { kind: 'abandoned', run: 'r1', at: 6 },
  'start-failed': { kind: 'start-failed', run: 'r1', at: 6, failure: missing },
  'ended with 0': { kind: 'ended', run: 'r1', at: 9, exit: { code: 0 } },
  'ended with 3': { kind: 'ended', run: 'r1', at: 9, exit: { code: 3 } },
  'ended by a signal': { kind: 'ended', run: 'r1', at: 9, exit: { signal: 'SIGTERM' } },
  'ended unseen': { kind: 'ended', run: 'r1', at: 9 },
  'stop-timeout': { kind: 'stop-timeout', run: 'r1' },
  'late stop-timeout': { kind: 'stop-timeout', run: 'r0' },
  'definition-changed': { kind: 'definition-changed' },
} as const satisfies Record<string, SupervisorEvent>;

type StateName = keyof typeof states;
type EventName = keyof typeof events;
/** The kinds of the next state and of the effects, `same` where nothing happens, `bug` where the pair cannot be. */
type Expected = string;

const table: Record<StateName, Record<EventName, Expected>> = {
  idle: {
    start: 'starting: launch',
    adopt: 'starting: adopt',
    stop: 'idle: desire-down',
    closing: 'same',
    started: 'bug',
    abandoned: 'bug',
    'start-failed': 'bug',
    'ended with 0': 'bug',
    'ended with 3': 'bug',
    'ended by a signal': 'bug',
    'ended unseen': 'bug',
    'stop-timeout': 'same',
    'late stop-timeout': 'same',
    'definition-changed': 'idle:',
  },
  blocked: {
    start: 'starting: launch',
    adopt: 'starting: adopt',
    stop: 'idle: desire-down',
    closing: 'same',
    started: 'bug',
    abandoned: 'bug',
    'start-failed': 'bug',
    'ended with 0': 'bug',
    'ended with 3': 'bug',
    'ended by a signal': 'bug',
    'ended unseen': 'bug',
    'stop-timeout': 'same',
    'late stop-timeout': 'same',
    'definition-changed': 'idle:',
  },
  starting: {
    start: 'same',
    adopt: 'bug',
    stop: 'starting: desire-down abandon',
    closing: 'starting: desire-down abandon',
    started: 'running: record-started',
    abandoned: 'idle: settle(interrupted) desire-down',
    'start-failed': 'blocked: settle(start-failed) desire-down',
    'ended with 0': 'bug',
    'ended with 3': 'bug',
    'ended by a signal': 'bug',
    'ended unseen': 'bug',
    'stop-timeout': 'same',
    'late stop-timeout': 'same',
    'definition-changed': 'same',
  },
  'starting, stop asked': {
    start: 'same',
    adopt: 'bug',
    stop: 'same',
    closing: 'same',
    started: 'stopping: record-started signal arm-stop-timer',
    abandoned: 'idle: settle(stopped) desire-down',
    'start-failed': 'idle: settle(start-failed) desire-down',
    'ended with 0': 'bug',
    'ended with 3': 'bug',
    'ended by a signal': 'bug',
    'ended unseen': 'bug',
    'stop-timeout': 'same',
    'late stop-timeout': 'same',
    'definition-changed': 'same',
  },
  running: {
    start: 'same',
    adopt: 'bug',
    stop: 'stopping: desire-down signal arm-stop-timer',
    closing: 'stopping: desire-down signal arm-stop-timer',
    started: 'bug',
    abandoned: 'bug',
    'start-failed': 'bug',
    'ended with 0': 'idle: settle(succeeded) desire-down',
    'ended with 3': 'idle: settle(failed) desire-down',
    'ended by a signal': 'idle: settle(failed) desire-down',
    'ended unseen': 'idle: settle(interrupted) desire-down',
    'stop-timeout': 'same',
    'late stop-timeout': 'same',
    'definition-changed': 'same',
  },
  'stopping, asked': {
    start: 'same',
    adopt: 'bug',
    stop: 'stopping: cancel-stop-timer kill',
    closing: 'stopping: cancel-stop-timer arm-stop-timer',
    started: 'bug',
    abandoned: 'bug',
    'start-failed': 'bug',
    'ended with 0': 'idle: cancel-stop-timer settle(stopped) desire-down',
    'ended with 3': 'idle: cancel-stop-timer settle(stopped) desire-down',
    'ended by a signal': 'idle: cancel-stop-timer settle(stopped) desire-down',
    'ended unseen': 'idle: cancel-stop-timer settle(stopped) desire-down',
    'stop-timeout': 'stopping: cancel-stop-timer kill',
    'late stop-timeout': 'same',
    'definition-changed': 'same',
  },
  'stopping, killing': {
    start: 'same',
    adopt: 'bug',
    stop: 'same',
    closing: 'same',
    started: 'bug',
    abandoned: 'bug',
    'start-failed': 'bug',
    'ended with 0': 'idle: cancel-stop-timer settle(stopped) desire-down',
    'ended with 3': 'idle: cancel-stop-timer settle(stopped) desire-down',
    'ended by a signal': 'idle: cancel-stop-timer settle(stopped) desire-down',
    'ended unseen': 'idle: cancel-stop-timer settle(stopped) desire-down',
    'stop-timeout': 'same',
    'late stop-timeout': 'same',
    'definition-changed': 'same',
  },
};

function summarize(state: SupervisorState, event: SupervisorEvent): Expected {
  let result: Step;
  try {
    result = step(state, event);
  } catch (error) {
    expect(String(error)).toContain('internal:');
    return 'bug';
  }
  if (result.state === state && result.effects.length === 0) return 'same';
  const effects = result.effects.map((effect) =>
    effect.kind === 'settle' ? ` settle(${effect.outcome.kind})` : ` ${effect.kind}`,
  );
  return `${result.state.kind}:${effects.join('')}`;
}

describe('every state decides every event', () => {
  for (const [stateName, row] of Object.entries(table) as [StateName, Record<EventName, Expected>][]) {
    test.each(Object.entries(row) as [EventName, Expected][])(`${stateName} × %s → %s`, (eventName, expected) => {
      expect(summarize(states[stateName], events[eventName])).toBe(expected);
    });
  }
});

test('a stop asked for while starting keeps its own time limit for the script that was first', () => {
  const asked = step(states.starting, events.closing).state;
  expect(step(asked, events.started)).toEqual({
    state: { kind: 'stopping', run: 'r1', pid: 41, since: 5, reason: 'closing', stage: 'asked' },
    effects: [
      { kind: 'record-started', run: 'r1', at: 5, pid: 41, shim },
      { kind: 'signal' },
      { kind: 'arm-stop-timer', run: 'r1', delayMs: 3_000 },
    ],
  });
});

test('an ended run keeps its exit status whatever the outcome', () => {
  const stopped = step(states['stopping, asked'], events['ended with 3']).effects;
  expect(stopped).toContainEqual({ kind: 'settle', run: 'r1', at: 9, outcome: { kind: 'stopped', exit: { code: 3 } } });
});
