import { describe, expect, test } from 'vitest';
import { defaultBackoff, type RestartPolicy } from '../../../src/model/restartPolicy.ts';
import type { ProcessIdentity } from '../../../src/model/run.ts';
import type { StepContext, Step, SupervisorEvent, SupervisorState } from '../../../src/model/supervisorState.ts';
import { step } from '../../../src/model/supervisorStep.ts';

const shim: ProcessIdentity = { machineId: 'm', bootId: 'b', pidNamespace: 'n', pid: 40, startTime: '7' };
const missing = { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } as const;
const next = { run: 'r2', trigger: 'manual' } as const;
const leftovers = { run: 'r1', count: 2 } as const;
const live = { run: 'r1', pid: 41, since: 5 } as const;
const stop = { reason: 'person', timeoutMs: 10 } as const;

const states = {
  idle: { kind: 'idle' },
  'idle, leftovers': { kind: 'idle', leftovers },
  blocked: { kind: 'blocked', failure: missing },
  starting: { kind: 'starting', run: 'r1', shortRuns: 0 },
  'starting, stop asked': { kind: 'starting', run: 'r1', shortRuns: 0, stop },
  'starting, restart asked': { kind: 'starting', run: 'r1', shortRuns: 0, stop, next },
  running: { kind: 'running', ...live, shortRuns: 0 },
  'stopping, asked': { kind: 'stopping', ...live, reason: 'person', stage: 'asked' },
  'stopping, asked, ended': { kind: 'stopping', ...live, reason: 'person', stage: 'asked', end: { at: 8 } },
  'stopping, killing': { kind: 'stopping', ...live, reason: 'person', stage: 'killing' },
  'stopping, killing, ended': { kind: 'stopping', ...live, reason: 'person', stage: 'killing', end: { at: 8 } },
  'stopping, cleared': { kind: 'stopping', ...live, reason: 'person', stage: 'killing', survivors: 0 },
  'stopping, restart asked': { kind: 'stopping', ...live, reason: 'person', stage: 'killing', end: { at: 8 }, next },
  'stopping for closing': { kind: 'stopping', ...live, reason: 'closing', stage: 'asked' },
  'backing-off': { kind: 'backing-off', until: 100, shortRuns: 2 },
  'backing-off, leftovers': { kind: 'backing-off', until: 100, shortRuns: 2, leftovers },
  'clearing, asked': { kind: 'clearing', run: 'r1', stage: 'asked', shortRuns: 0 },
  'clearing, killing, next': { kind: 'clearing', run: 'r1', stage: 'killing', shortRuns: 2, next },
} as const satisfies Record<string, SupervisorState>;

const events = {
  start: { kind: 'start', run: 'r3', trigger: 'manual' },
  restart: { kind: 'restart', run: 'r3', timeoutMs: 10_000 },
  adopt: { kind: 'adopt', run: 'r3' },
  stop: { kind: 'stop', reason: 'person', timeoutMs: 10_000 },
  closing: { kind: 'stop', reason: 'closing', timeoutMs: 3_000 },
  started: { kind: 'started', run: 'r1', at: 5, pid: 41, shim },
  abandoned: { kind: 'abandoned', run: 'r1', at: 6 },
  'start-failed': { kind: 'start-failed', run: 'r1', at: 6, failure: missing },
  ended: { kind: 'ended', run: 'r1', at: 9, exit: { code: 3 }, leftovers: 0 },
  'group-gone': { kind: 'group-gone', run: 'r1' },
  cleared: { kind: 'cleared', run: 'r1', survivors: 0 },
  'stop-timeout': { kind: 'stop-timeout', run: 'r1' },
  'late stop-timeout': { kind: 'stop-timeout', run: 'r0' },
  'restart-due': { kind: 'restart-due', run: 'r3' },
  'definition-changed': { kind: 'definition-changed' },
} as const satisfies Record<string, SupervisorEvent>;

const context: StepContext = {
  now: 10,
  restart: 'on-failure',
  backoff: defaultBackoff,
  stopTimeoutMs: 10_000,
  jitter: 0,
};

type StateName = keyof typeof states;
type EventName = keyof typeof events;

const ladder = 'signal arm-stop-timer await-group';
const ask = 'record-stopping signal arm-stop-timer';
const bugs = { started: 'bug', abandoned: 'bug', 'start-failed': 'bug', ended: 'bug' };
const lateHere = {
  'group-gone': 'same',
  cleared: 'same',
  'stop-timeout': 'same',
  'late stop-timeout': 'same',
  'restart-due': 'same',
};
const startingHere = { adopt: 'bug', ended: 'bug', ...lateHere, start: 'same', 'definition-changed': 'same' };
const stoppingHere = {
  adopt: 'bug',
  started: 'bug',
  abandoned: 'bug',
  'start-failed': 'bug',
  start: 'same',
  'late stop-timeout': 'same',
  'restart-due': 'same',
  'definition-changed': 'same',
};
const killing = { 'group-gone': 'same', 'stop-timeout': 'same' };
const askedToKill = {
  'group-gone': 'stopping: cancel-stop-timer kill',
  'stop-timeout': 'stopping: cancel-stop-timer kill',
};
const settledStopped = 'idle: cancel-stop-timer settle(stopped)';

/** The kinds of the next state and of the effects; `same` where nothing happens, `bug` where the pair cannot be. */
const table: Record<StateName, Record<EventName, string>> = {
  idle: {
    ...bugs,
    ...lateHere,
    start: 'starting: launch(r3)',
    restart: 'starting: launch(r3)',
    adopt: 'starting: adopt',
    stop: 'idle: desire-down',
    closing: 'idle:',
    'definition-changed': 'same',
  },
  'idle, leftovers': {
    ...bugs,
    ...lateHere,
    start: `clearing→r3: ${ladder}`,
    restart: `clearing→r3: ${ladder}`,
    adopt: 'starting: adopt',
    stop: `clearing: desire-down ${ladder}`,
    closing: 'idle:',
    'definition-changed': 'same',
  },
  blocked: {
    ...bugs,
    ...lateHere,
    start: 'starting: launch(r3)',
    restart: 'starting: launch(r3)',
    adopt: 'starting: adopt',
    stop: 'idle: desire-down',
    closing: 'idle:',
    'definition-changed': 'idle:',
  },
  starting: {
    ...startingHere,
    restart: 'starting→r3: abandon',
    stop: 'starting: desire-down abandon',
    closing: 'starting: abandon',
    started: 'running: record-started',
    abandoned: 'backing-off: settle(interrupted) arm-restart-timer(1000)',
    'start-failed': 'blocked: settle(start-failed) desire-down',
  },
  'starting, stop asked': {
    ...startingHere,
    restart: 'starting→r3: abandon',
    stop: 'starting:',
    closing: 'starting:',
    started: `stopping: record-started ${ask}`,
    abandoned: 'idle: settle(stopped)',
    'start-failed': 'idle: settle(start-failed) desire-down',
  },
  'starting, restart asked': {
    ...startingHere,
    restart: 'starting→r3: abandon',
    stop: 'starting:',
    closing: 'starting:',
    started: `stopping→r2: record-started ${ask}`,
    abandoned: 'starting: settle(stopped) launch(r2)',
    'start-failed': 'starting: settle(start-failed) desire-down launch(r2)',
  },
  running: {
    adopt: 'bug',
    started: 'bug',
    abandoned: 'bug',
    'start-failed': 'bug',
    ...lateHere,
    start: 'same',
    restart: `stopping→r3: ${ask}`,
    stop: `stopping: desire-down ${ask}`,
    closing: `stopping: ${ask}`,
    ended: 'backing-off: settle(failed) arm-restart-timer(1000)',
    'definition-changed': 'same',
  },
  'stopping, asked': {
    ...stoppingHere,
    ...askedToKill,
    restart: 'stopping→r3:',
    stop: 'stopping: cancel-stop-timer kill',
    closing: 'stopping: cancel-stop-timer arm-stop-timer',
    ended: 'stopping: await-group',
    cleared: 'stopping:',
  },
  'stopping, asked, ended': {
    ...stoppingHere,
    ...askedToKill,
    restart: 'stopping→r3:',
    stop: 'stopping: cancel-stop-timer kill',
    closing: 'stopping: cancel-stop-timer arm-stop-timer',
    ended: 'stopping: await-group',
    cleared: settledStopped,
  },
  'stopping, killing': {
    ...stoppingHere,
    ...killing,
    restart: 'stopping→r3:',
    stop: 'same',
    closing: 'stopping:',
    ended: 'stopping:',
    cleared: 'stopping:',
  },
  'stopping, killing, ended': {
    ...stoppingHere,
    ...killing,
    restart: 'stopping→r3:',
    stop: 'same',
    closing: 'stopping:',
    ended: 'stopping:',
    cleared: settledStopped,
  },
  'stopping, cleared': {
    ...stoppingHere,
    ...killing,
    restart: 'stopping→r3:',
    stop: 'same',
    closing: 'stopping:',
    ended: settledStopped,
    cleared: 'stopping:',
  },
  'stopping, restart asked': {
    ...stoppingHere,
    ...killing,
    restart: 'stopping→r3:',
    stop: 'stopping: desire-down',
    closing: 'stopping:',
    ended: 'stopping→r2:',
    cleared: 'starting: cancel-stop-timer settle(stopped) launch(r2)',
  },
  'stopping for closing': {
    ...stoppingHere,
    ...askedToKill,
    restart: 'same',
    stop: 'stopping: cancel-stop-timer kill',
    closing: 'stopping: cancel-stop-timer arm-stop-timer',
    ended: 'stopping: await-group',
    cleared: 'stopping:',
  },
  'backing-off': {
    ...bugs,
    ...lateHere,
    start: 'starting: cancel-restart-timer launch(r3)',
    restart: 'starting: cancel-restart-timer launch(r3)',
    adopt: 'starting: adopt',
    stop: 'idle: cancel-restart-timer desire-down',
    closing: 'idle: cancel-restart-timer',
    'restart-due': 'starting: cancel-restart-timer launch(r3)',
    'definition-changed': 'same',
  },
  'backing-off, leftovers': {
    ...bugs,
    ...lateHere,
    start: `clearing→r3: cancel-restart-timer ${ladder}`,
    restart: `clearing→r3: cancel-restart-timer ${ladder}`,
    adopt: 'starting: adopt',
    stop: `clearing: cancel-restart-timer desire-down ${ladder}`,
    closing: 'idle: cancel-restart-timer',
    'restart-due': `clearing→r3: cancel-restart-timer ${ladder}`,
    'definition-changed': 'same',
  },
  'clearing, asked': {
    ...bugs,
    adopt: 'bug',
    start: 'clearing→r3:',
    restart: 'clearing→r3:',
    stop: 'clearing: cancel-stop-timer kill',
    closing: 'clearing: cancel-stop-timer arm-stop-timer',
    'group-gone': 'clearing: cancel-stop-timer kill',
    cleared: 'idle: cancel-stop-timer',
    'stop-timeout': 'clearing: cancel-stop-timer kill',
    'late stop-timeout': 'same',
    'restart-due': 'same',
    'definition-changed': 'same',
  },
  'clearing, killing, next': {
    ...bugs,
    ...killing,
    adopt: 'bug',
    start: 'clearing→r3:',
    restart: 'clearing→r3:',
    stop: 'clearing: desire-down',
    closing: 'clearing:',
    cleared: 'starting: cancel-stop-timer launch(r2)',
    'late stop-timeout': 'same',
    'restart-due': 'same',
    'definition-changed': 'same',
  },
};

function summarize(state: SupervisorState, event: SupervisorEvent, restart: RestartPolicy = 'on-failure'): string {
  let result: Step;
  try {
    result = step(state, event, { ...context, restart });
  } catch (error) {
    expect(String(error)).toContain('internal:');
    return 'bug';
  }
  if (result.state === state && result.effects.length === 0) return 'same';
  const effects = result.effects.map((effect) => {
    if (effect.kind === 'settle') return ` settle(${effect.outcome.kind})`;
    if (effect.kind === 'launch') return ` launch(${effect.run})`;
    if (effect.kind === 'arm-restart-timer') return ` arm-restart-timer(${String(effect.delayMs)})`;
    return ` ${effect.kind}`;
  });
  const follower = 'next' in result.state ? `→${result.state.next.run}` : '';
  return `${result.state.kind}${follower}:${effects.join('')}`;
}

describe('every state decides every event', () => {
  for (const [stateName, row] of Object.entries(table) as [StateName, Record<EventName, string>][]) {
    test.each(Object.entries(row) as [EventName, string][])(`${stateName} × %s → %s`, (eventName, expected) => {
      expect(summarize(states[stateName], events[eventName])).toBe(expected);
    });
  }
});

describe('what follows the end of a run is up to its policy', () => {
  const ended = (exit: { code: number } | { signal: string } | undefined): SupervisorEvent => ({
    kind: 'ended',
    run: 'r1',
    at: 9,
    leftovers: 0,
    ...(exit && { exit }),
  });
  test.each<[RestartPolicy, string, SupervisorEvent, string]>([
    ['never', 'exit 0', ended({ code: 0 }), 'idle: settle(succeeded) desire-down'],
    ['never', 'exit 3', ended({ code: 3 }), 'idle: settle(failed) desire-down'],
    ['never', 'an unknown end', ended(undefined), 'idle: settle(interrupted) desire-down'],
    ['on-failure', 'exit 0', ended({ code: 0 }), 'idle: settle(succeeded) desire-down'],
    ['on-failure', 'a signal', ended({ signal: 'SIGSEGV' }), 'backing-off: settle(failed) arm-restart-timer(1000)'],
    ['on-failure', 'an unknown end', ended(undefined), 'backing-off: settle(interrupted) arm-restart-timer(1000)'],
    ['always', 'exit 0', ended({ code: 0 }), 'backing-off: settle(succeeded) arm-restart-timer(1000)'],
    ['always', 'exit 3', ended({ code: 3 }), 'backing-off: settle(failed) arm-restart-timer(1000)'],
  ])('%s after %s', (policy, _, event, expected) => {
    expect(summarize(states.running, event, policy)).toBe(expected);
  });
});

test('a task that is never restarted goes down with its closing host', () => {
  expect(summarize(states.running, events.closing, 'never')).toBe(`stopping: desire-down ${ask}`);
});

test('short runs in a row double the delay, and a long one ends the row', () => {
  const running = { kind: 'running', run: 'r1', pid: 41, since: 0, shortRuns: 3 } as const;
  const after = (at: number) => step(running, { ...events.ended, at }, context).state;
  expect(after(59_999)).toMatchObject({ kind: 'backing-off', shortRuns: 4, until: 10 + 8_000 });
  expect(after(60_000)).toMatchObject({ kind: 'backing-off', shortRuns: 0, until: 10 + 1_000 });
});

test('a start by a person forgets the short runs, a restart that is due keeps them', () => {
  expect(step(states['backing-off'], events.start, context).state).toMatchObject({ shortRuns: 0 });
  expect(step(states['backing-off'], events['restart-due'], context).state).toMatchObject({ shortRuns: 2 });
});

test('a stop found under way is resumed with what is left of its time, and followed by the run that is wanted', () => {
  const adopted = step(states.idle, { kind: 'adopt', run: 'r1', stop, next }, context);
  expect(adopted).toEqual({
    state: { kind: 'starting', run: 'r1', shortRuns: 0, stop, next },
    effects: [{ kind: 'adopt', run: 'r1' }, { kind: 'abandon' }],
  });
  expect(step(adopted.state, events.started, context).effects).toContainEqual({
    kind: 'arm-stop-timer',
    run: 'r1',
    delayMs: 10,
  });
});

test('a stopped run keeps its exit status, and what survived SIGKILL stays counted', () => {
  const state = { ...states['stopping, killing, ended'], end: { at: 8, exit: { signal: 'SIGTERM' } } };
  expect(step(state, { ...events.cleared, survivors: 1 }, context)).toEqual({
    state: { kind: 'idle', leftovers: { run: 'r1', count: 1 } },
    effects: [
      { kind: 'cancel-stop-timer' },
      { kind: 'settle', run: 'r1', at: 8, outcome: { kind: 'stopped', exit: { signal: 'SIGTERM' } }, leftovers: 1 },
    ],
  });
});
