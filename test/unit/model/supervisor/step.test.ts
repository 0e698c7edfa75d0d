import { describe, expect, test } from 'vitest';
import { defaultBackoff, type RestartPolicy } from '../../../../src/model/restartPolicy.ts';
import type { ExitStatus, ProcessIdentity } from '../../../../src/model/run.ts';
import type { StepContext, Step, SupervisorEvent, SupervisorState } from '../../../../src/model/supervisor/state.ts';
import { step } from '../../../../src/model/supervisor/step.ts';

const shim: ProcessIdentity = { machineId: 'm', bootId: 'b', pidNamespace: 'n', pid: 40, startTime: '7' };
const missing = { reason: 'script-missing', script: 'a.sh', path: '/w/a.sh' } as const;
const diskFull = { reason: 'passing-trouble', trouble: 'disk-full', detail: '/l: ENOSPC' } as const;
const inVain = { reason: 'dependency-failed', task: 'a', dependency: 'db', why: 'failed (exit 1)' } as const;
const next = { run: 'r2', trigger: 'manual' } as const;
const owed = { run: 'r2', trigger: 'retry', isOnce: true, retry: 1, isOwed: true } as const;
const leftovers = { run: 'r1', count: 2 } as const;
const decided = { id: 'r2', task: 'a', trigger: 'schedule', createdAt: 1, logPath: '/l', state: 'starting' } as const;
const live = { run: 'r1', pid: 41, since: 5, shortRuns: 0 } as const;
const byPerson = { reason: 'person', timeoutMs: 10 } as const;
const byTimeout = { reason: 'timeout', timeoutMs: 10, hasTimedOut: true } as const;
const byChange = { reason: 'change', timeoutMs: 10 } as const;
const stop = { reason: 'person', timeoutMs: 10 } as const;

const states = {
  idle: { kind: 'idle' },
  'idle, leftovers': { kind: 'idle', leftovers },
  blocked: { kind: 'blocked', failure: missing, isWanted: true },
  'blocked, unwanted': { kind: 'blocked', failure: { reason: 'closing' }, isWanted: false },
  'gave-up': { kind: 'gave-up', shortRuns: 7 },
  'gave-up, leftovers': { kind: 'gave-up', shortRuns: 7, leftovers },
  depending: { kind: 'depending', next, shortRuns: 0 },
  'depending, decided': { kind: 'depending', next: { ...next, isOnce: true, decided }, shortRuns: 0 },
  'depending, owed': { kind: 'depending', next: owed, shortRuns: 0 },
  waiting: { kind: 'waiting', next, shortRuns: 0 },
  'waiting, decided': { kind: 'waiting', next: { ...next, isOnce: true, decided }, shortRuns: 0 },
  starting: { kind: 'starting', run: 'r1', shortRuns: 0 },
  'starting, once': { kind: 'starting', run: 'r1', shortRuns: 0, isOnce: true },
  'starting, due': { kind: 'starting', run: 'r1', shortRuns: 0, isOnce: true, scheduledFor: 3 },
  'starting, held up before': { kind: 'starting', run: 'r1', shortRuns: 2, failedStarts: 2 },
  'starting, stop asked': { kind: 'starting', run: 'r1', shortRuns: 0, stop },
  'starting, restart asked': { kind: 'starting', run: 'r1', shortRuns: 0, stop, next },
  running: { kind: 'running', ...live },
  'stopping, command': { kind: 'stopping', ...live, ...byPerson, stage: 'command' },
  'stopping, command, ended': { kind: 'stopping', ...live, ...byPerson, stage: 'command', end: { at: 8 } },
  'stopping, asked': { kind: 'stopping', ...live, ...byPerson, stage: 'asked' },
  'stopping, asked, ended': { kind: 'stopping', ...live, ...byPerson, stage: 'asked', end: { at: 8 } },
  'stopping, killing': { kind: 'stopping', ...live, ...byPerson, stage: 'killing' },
  'stopping, killing, ended': { kind: 'stopping', ...live, ...byPerson, stage: 'killing', end: { at: 8 } },
  'stopping, cleared': { kind: 'stopping', ...live, ...byPerson, stage: 'killing', survivors: 0 },
  'stopping, restart asked': { kind: 'stopping', ...live, ...byPerson, stage: 'killing', end: { at: 8 }, next },
  'stopping for closing': { kind: 'stopping', ...live, reason: 'closing', timeoutMs: 10, stage: 'asked' },
  'stopping, timed out': { kind: 'stopping', ...live, ...byTimeout, stage: 'asked' },
  'stopping, timed out, ended': { kind: 'stopping', ...live, ...byTimeout, stage: 'killing', end: { at: 8 } },
  'stopping for a change, ended': { kind: 'stopping', ...live, ...byChange, stage: 'killing', end: { at: 8 }, next },
  'backing-off': { kind: 'backing-off', until: 100, shortRuns: 2 },
  'backing-off, leftovers': { kind: 'backing-off', until: 100, shortRuns: 2, leftovers },
  'backing-off, held up': {
    kind: 'backing-off',
    until: 100,
    shortRuns: 2,
    heldUp: { trouble: 'disk-full', failedStarts: 3 },
  },
  'retrying, held up': {
    kind: 'retrying',
    next: { ...owed, failedStarts: 1 },
    until: 100,
    of: 0,
    shortRuns: 0,
    heldUp: { trouble: 'disk-full', failedStarts: 1 },
  },
  retrying: { kind: 'retrying', next: owed, until: 100, of: 3, shortRuns: 0 },
  'retrying, leftovers': { kind: 'retrying', next: owed, until: 100, of: 3, shortRuns: 0, leftovers },
  'waiting, owed': { kind: 'waiting', next: owed, shortRuns: 0 },
  'clearing, asked': { kind: 'clearing', run: 'r1', stage: 'asked', shortRuns: 0 },
  'clearing, killing, next': { kind: 'clearing', run: 'r1', stage: 'killing', shortRuns: 2, next },
} as const satisfies Record<string, SupervisorState>;

const events = {
  start: { kind: 'start', run: 'r3', trigger: 'manual' },
  restart: { kind: 'restart', run: 'r3', trigger: 'manual', timeoutMs: 10_000 },
  adopt: { kind: 'adopt', run: 'r3' },
  stop: { kind: 'stop', reason: 'person', timeoutMs: 10_000 },
  closing: { kind: 'stop', reason: 'closing', timeoutMs: 3_000 },
  signal: { kind: 'signal', run: 'r1', signal: 'SIGUSR1' },
  'slot-granted': { kind: 'slot-granted', run: 'r2' },
  'dependencies-met': { kind: 'dependencies-met', run: 'r2' },
  'dependency-failed': { kind: 'dependency-failed', run: 'r2', failure: inVain },
  'late dependencies-met': { kind: 'dependencies-met', run: 'r0' },
  'retry-owed': { kind: 'retry-owed', next: { ...owed, run: 'r3' }, until: 30, of: 3 },
  'late slot-granted': { kind: 'slot-granted', run: 'r0' },
  started: { kind: 'started', run: 'r1', at: 5, pid: 41, shim },
  abandoned: { kind: 'abandoned', run: 'r1', at: 6 },
  'start-failed': { kind: 'start-failed', run: 'r1', at: 6, failure: missing },
  'start-failed, passing': { kind: 'start-failed', run: 'r1', at: 6, failure: diskFull },
  ended: { kind: 'ended', run: 'r1', at: 9, exit: { code: 3 }, leftovers: 0 },
  'stop-command-ended': { kind: 'stop-command-ended', run: 'r1' },
  'group-gone': { kind: 'group-gone', run: 'r1' },
  cleared: { kind: 'cleared', run: 'r1', survivors: 0 },
  'stop-timeout': { kind: 'stop-timeout', run: 'r1' },
  'late stop-timeout': { kind: 'stop-timeout', run: 'r0' },
  'run-timeout': { kind: 'run-timeout', run: 'r1', timeoutMs: 10_000 },
  'files-changed': { kind: 'files-changed', run: 'r1', next: 'r3', file: 'a.py', timeoutMs: 10_000 },
  'restart-due': { kind: 'restart-due', run: 'r3' },
  'path-appeared': { kind: 'path-appeared', run: 'r3' },
  'definition-changed': { kind: 'definition-changed', run: 'r3', hasReturned: false },
  returned: { kind: 'definition-changed', run: 'r3', hasReturned: true },
} as const satisfies Record<string, SupervisorEvent>;

const context: StepContext = {
  now: 10,
  restart: 'on-failure',
  backoff: defaultBackoff,
  successExitCodes: [0],
  noRestartExitCodes: [],
  timeoutMs: undefined,
  stopTimeoutMs: 10_000,
  hasStopCommand: false,
  hasSignals: true,
  watchesFiles: false,
  isDefined: true,
  isWanted: true,
  isExtra: false,
  hasFreeSlot: true,
  hasUnmet: false,
  retries: 0,
  retryDelayMs: 5_000,
  nextId: 'r4',
  jitter: 0,
};

type StateName = keyof typeof states;
type EventName = keyof typeof events;
type Row = Partial<Record<EventName, string>>;

const ladder = 'signal arm-stop-timer await-group';
const ask = 'record-stopping signal arm-stop-timer';
const bugs: Row = {
  started: 'bug',
  abandoned: 'bug',
  'start-failed': 'bug',
  'start-failed, passing': 'bug',
  ended: 'bug',
};
const liveHere: Row = {
  adopt: 'bug',
  started: 'bug',
  abandoned: 'bug',
  'start-failed': 'bug',
  'start-failed, passing': 'bug',
};
const heldUp = 'settle(start-failed) release-slot';
const startingHere: Row = { adopt: 'bug', ended: 'bug', restart: 'starting→r3: abandon' };
const stoppingHere: Row = { ...liveHere, restart: 'stopping→r3:', cleared: 'stopping:' };
const askedToKill: Row = {
  'group-gone': 'stopping: cancel-stop-timer kill',
  'stop-timeout': 'stopping: cancel-stop-timer kill',
};
const settledStopped = 'idle: cancel-stop-timer settle(stopped) release-slot';
const startsAtOnce: Row = {
  ...bugs,
  start: 'starting: take-slot launch(r3)',
  restart: 'starting: take-slot launch(r3)',
  adopt: 'starting: take-slot adopt',
  'retry-owed': 'retrying→r3: arm-restart-timer(20)',
};
const clearsFirst: Row = {
  ...bugs,
  start: `clearing→r3: ${ladder}`,
  restart: `clearing→r3: ${ladder}`,
  adopt: 'starting: take-slot adopt',
  'retry-owed': 'retrying→r3: arm-restart-timer(20)',
};

/** The kinds of the next state and of the effects; `bug` where the pair cannot be. Where nothing is said nothing happens. */
const table: Record<StateName, Row> = {
  idle: {
    ...startsAtOnce,
    stop: 'idle: desire-down',
    closing: 'idle:',
    returned: 'starting: take-slot launch(r3)',
  },
  'idle, leftovers': {
    ...clearsFirst,
    stop: `clearing: desire-down ${ladder}`,
    closing: 'idle:',
    returned: `clearing→r3: ${ladder}`,
  },
  blocked: {
    ...bugs,
    start: 'starting: unwatch-path take-slot launch(r3)',
    restart: 'starting: unwatch-path take-slot launch(r3)',
    adopt: 'starting: unwatch-path take-slot adopt',
    'retry-owed': 'retrying→r3: unwatch-path arm-restart-timer(20)',
    stop: 'idle: unwatch-path desire-down',
    closing: 'idle: unwatch-path',
    'path-appeared': 'starting: unwatch-path take-slot launch(r3)',
    'definition-changed': 'starting: unwatch-path take-slot launch(r3)',
    returned: 'starting: unwatch-path take-slot launch(r3)',
  },
  'blocked, unwanted': {
    ...startsAtOnce,
    stop: 'idle: desire-down',
    closing: 'idle:',
    'path-appeared': 'idle:',
    'definition-changed': 'idle:',
    returned: 'idle:',
  },
  'gave-up': { ...startsAtOnce, stop: 'gave-up: desire-down', closing: 'idle:' },
  'gave-up, leftovers': { ...clearsFirst, stop: `clearing: desire-down ${ladder}`, closing: 'idle:' },
  depending: {
    ...bugs,
    adopt: 'bug',
    restart: 'depending→r3: leave-dependencies await-dependencies',
    stop: 'idle: leave-dependencies desire-down',
    closing: 'idle: leave-dependencies',
    'dependencies-met': 'starting: take-slot launch(r2)',
    'dependency-failed': 'blocked:',
    'definition-changed': 'depending→r2: leave-dependencies await-dependencies',
    returned: 'depending→r2: leave-dependencies await-dependencies',
  },
  'depending, decided': {
    ...bugs,
    adopt: 'bug',
    restart: 'depending→r3: leave-dependencies settle(stopped) await-dependencies',
    stop: 'idle: leave-dependencies desire-down settle(stopped)',
    closing: 'idle: leave-dependencies settle(stopped)',
    'dependencies-met': 'starting: take-slot launch(r2)',
    'dependency-failed': 'blocked: settle(start-failed)',
    'definition-changed': 'depending→r2: leave-dependencies await-dependencies',
    returned: 'depending→r2: leave-dependencies await-dependencies',
  },
  'depending, owed': {
    ...bugs,
    adopt: 'bug',
    restart: 'depending→r3: leave-dependencies forgive await-dependencies',
    stop: 'idle: leave-dependencies desire-down forgive',
    closing: 'idle: leave-dependencies',
    'dependencies-met': 'starting: take-slot launch(r2)',
    'dependency-failed': 'blocked: forgive',
    'definition-changed': 'depending→r2: leave-dependencies await-dependencies',
    returned: 'depending→r2: leave-dependencies await-dependencies',
  },
  waiting: {
    ...bugs,
    adopt: 'bug',
    restart: 'waiting→r3: release-slot request-slot',
    stop: 'idle: desire-down release-slot',
    closing: 'idle: release-slot',
    'slot-granted': 'starting: launch(r2)',
  },
  'waiting, decided': {
    ...bugs,
    adopt: 'bug',
    restart: 'waiting→r3: settle(stopped) release-slot request-slot',
    stop: 'idle: desire-down settle(stopped) release-slot',
    closing: 'idle: settle(stopped) release-slot',
    'slot-granted': 'starting: launch(r2)',
  },
  starting: {
    ...startingHere,
    stop: 'starting: desire-down abandon',
    closing: 'starting: abandon',
    started: 'running: record-started',
    abandoned: 'backing-off: settle(interrupted) release-slot arm-restart-timer(1000)',
    'start-failed': 'blocked: settle(start-failed) release-slot watch-path',
    'start-failed, passing': `backing-off: ${heldUp} arm-restart-timer(1000)`,
  },
  'starting, due': {
    ...startingHere,
    stop: 'starting: desire-down abandon',
    closing: 'starting: abandon',
    started: 'running: record-started',
    abandoned: 'backing-off: settle(interrupted) release-slot arm-restart-timer(1000)',
    'start-failed': 'blocked: settle(start-failed) release-slot watch-path',
    'start-failed, passing': `retrying→r4: ${heldUp} arm-restart-timer(1000)`,
  },
  'starting, held up before': {
    ...startingHere,
    stop: 'starting: desire-down abandon',
    closing: 'starting: abandon',
    started: 'running: record-started',
    abandoned: 'backing-off: settle(interrupted) release-slot arm-restart-timer(4000)',
    'start-failed': 'blocked: settle(start-failed) release-slot watch-path',
    'start-failed, passing': `backing-off: ${heldUp} arm-restart-timer(4000)`,
  },
  'starting, once': {
    ...startingHere,
    stop: 'starting: desire-down abandon',
    closing: 'starting: abandon',
    started: 'running: record-started',
    abandoned: 'backing-off: settle(interrupted) release-slot arm-restart-timer(1000)',
    'start-failed': 'blocked: settle(start-failed) release-slot watch-path',
    'start-failed, passing': `backing-off: ${heldUp} arm-restart-timer(1000)`,
  },
  'starting, stop asked': {
    ...startingHere,
    stop: 'starting: desire-down',
    closing: 'starting:',
    started: `stopping: record-started ${ask}`,
    abandoned: 'idle: settle(stopped) release-slot',
    'start-failed': 'idle: settle(start-failed) release-slot',
    'start-failed, passing': 'idle: settle(start-failed) release-slot',
  },
  'starting, restart asked': {
    ...startingHere,
    stop: 'starting: desire-down',
    closing: 'starting:',
    started: `stopping→r2: record-started ${ask}`,
    abandoned: 'starting: settle(stopped) launch(r2)',
    'start-failed': 'starting: settle(start-failed) launch(r2)',
    'start-failed, passing': 'starting: settle(start-failed) launch(r2)',
  },
  running: {
    ...liveHere,
    restart: `stopping→r3: ${ask}`,
    stop: `stopping: desire-down ${ask}`,
    closing: `stopping: ${ask}`,
    signal: 'running: send',
    ended: 'backing-off: settle(failed) release-slot arm-restart-timer(1000)',
    'run-timeout': `stopping: ${ask}`,
    'files-changed': `stopping→r3: record-change ${ask}`,
  },
  'stopping, command': {
    ...stoppingHere,
    stop: 'stopping: cancel-stop-timer end-stop-command kill',
    closing: 'stopping: cancel-stop-timer arm-stop-timer',
    ended: 'stopping:',
    'stop-command-ended': 'stopping: cancel-stop-timer signal arm-stop-timer',
    'stop-timeout': 'stopping: end-stop-command signal arm-stop-timer',
  },
  'stopping, command, ended': {
    ...stoppingHere,
    stop: 'stopping: cancel-stop-timer end-stop-command kill',
    closing: 'stopping: cancel-stop-timer arm-stop-timer',
    ended: 'stopping:',
    'stop-command-ended': `stopping: cancel-stop-timer ${ladder}`,
    'stop-timeout': `stopping: end-stop-command ${ladder}`,
    cleared: settledStopped,
  },
  'stopping, asked': {
    ...stoppingHere,
    ...askedToKill,
    stop: 'stopping: cancel-stop-timer kill',
    closing: 'stopping: cancel-stop-timer arm-stop-timer',
    ended: 'stopping: await-group',
  },
  'stopping, asked, ended': {
    ...stoppingHere,
    ...askedToKill,
    stop: 'stopping: cancel-stop-timer kill',
    closing: 'stopping: cancel-stop-timer arm-stop-timer',
    ended: 'stopping: await-group',
    cleared: settledStopped,
  },
  'stopping, killing': { ...stoppingHere, closing: 'stopping:', ended: 'stopping:' },
  'stopping, killing, ended': {
    ...stoppingHere,
    closing: 'stopping:',
    ended: 'stopping:',
    cleared: settledStopped,
  },
  'stopping, cleared': { ...stoppingHere, closing: 'stopping:', ended: settledStopped },
  'stopping, restart asked': {
    ...stoppingHere,
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
  },
  'stopping, timed out': {
    ...stoppingHere,
    ...askedToKill,
    stop: 'stopping: desire-down',
    closing: 'stopping: cancel-stop-timer arm-stop-timer',
    ended: 'stopping: await-group',
  },
  'stopping, timed out, ended': {
    ...stoppingHere,
    stop: 'stopping: desire-down',
    closing: 'stopping:',
    ended: 'stopping:',
    cleared: 'backing-off: cancel-stop-timer settle(timed-out) release-slot arm-restart-timer(1000)',
  },
  'stopping for a change, ended': {
    ...stoppingHere,
    stop: 'stopping: desire-down',
    closing: 'stopping:',
    ended: 'stopping→r2:',
    cleared: 'starting: cancel-stop-timer settle(stopped) launch(r2)',
  },
  'backing-off': {
    ...bugs,
    start: 'starting: cancel-restart-timer take-slot launch(r3)',
    restart: 'starting: cancel-restart-timer take-slot launch(r3)',
    adopt: 'starting: cancel-restart-timer take-slot adopt',
    'retry-owed': 'retrying→r3: cancel-restart-timer arm-restart-timer(20)',
    stop: 'idle: cancel-restart-timer desire-down',
    closing: 'idle: cancel-restart-timer',
    'restart-due': 'starting: cancel-restart-timer take-slot launch(r3)',
  },
  'backing-off, held up': {
    ...bugs,
    start: 'starting: cancel-restart-timer take-slot launch(r3)',
    restart: 'starting: cancel-restart-timer take-slot launch(r3)',
    adopt: 'starting: cancel-restart-timer take-slot adopt',
    'retry-owed': 'retrying→r3: cancel-restart-timer arm-restart-timer(20)',
    stop: 'idle: cancel-restart-timer desire-down',
    closing: 'idle: cancel-restart-timer',
    'restart-due': 'starting: cancel-restart-timer take-slot launch(r3)',
  },
  'retrying, held up': {
    ...bugs,
    start: 'starting: cancel-restart-timer forgive take-slot launch(r3)',
    restart: 'starting: cancel-restart-timer forgive take-slot launch(r3)',
    adopt: 'starting: cancel-restart-timer forgive take-slot adopt',
    stop: 'idle: cancel-restart-timer forgive desire-down',
    closing: 'idle: cancel-restart-timer',
    'restart-due': 'starting: cancel-restart-timer take-slot launch(r2)',
  },
  'backing-off, leftovers': {
    ...bugs,
    start: `clearing→r3: cancel-restart-timer ${ladder}`,
    restart: `clearing→r3: cancel-restart-timer ${ladder}`,
    adopt: 'starting: cancel-restart-timer take-slot adopt',
    'retry-owed': 'retrying→r3: cancel-restart-timer arm-restart-timer(20)',
    stop: `clearing: cancel-restart-timer desire-down ${ladder}`,
    closing: 'idle: cancel-restart-timer',
    'restart-due': `clearing→r3: cancel-restart-timer ${ladder}`,
  },
  retrying: {
    ...bugs,
    start: 'starting: cancel-restart-timer forgive take-slot launch(r3)',
    restart: 'starting: cancel-restart-timer forgive take-slot launch(r3)',
    adopt: 'starting: cancel-restart-timer forgive take-slot adopt',
    stop: 'idle: cancel-restart-timer forgive desire-down',
    closing: 'idle: cancel-restart-timer',
    'restart-due': 'starting: cancel-restart-timer take-slot launch(r2)',
  },
  'retrying, leftovers': {
    ...bugs,
    start: `clearing→r3: cancel-restart-timer forgive ${ladder}`,
    restart: `clearing→r3: cancel-restart-timer forgive ${ladder}`,
    adopt: 'starting: cancel-restart-timer forgive take-slot adopt',
    stop: `clearing: cancel-restart-timer forgive desire-down ${ladder}`,
    closing: 'idle: cancel-restart-timer',
    'restart-due': `clearing→r2: cancel-restart-timer ${ladder}`,
  },
  'waiting, owed': {
    ...bugs,
    adopt: 'bug',
    restart: 'waiting→r3: forgive release-slot request-slot',
    stop: 'idle: desire-down forgive release-slot',
    closing: 'idle: release-slot',
    'slot-granted': 'starting: launch(r2)',
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
  },
  'clearing, killing, next': {
    ...bugs,
    adopt: 'bug',
    start: 'clearing→r3:',
    restart: 'clearing→r3:',
    stop: 'clearing: desire-down',
    closing: 'clearing:',
    cleared: 'starting: cancel-stop-timer take-slot launch(r2)',
  },
};

function summarize(state: SupervisorState, event: SupervisorEvent, differing: Partial<StepContext> = {}): string {
  let result: Step;
  try {
    result = step(state, event, { ...context, ...differing });
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
  for (const stateName of Object.keys(states) as StateName[]) {
    test.each(Object.keys(events) as EventName[])(`${stateName} × %s`, (eventName) => {
      expect(summarize(states[stateName], events[eventName])).toBe(table[stateName][eventName] ?? 'same');
    });
  }
});

function ended(exit?: ExitStatus, at = 9): SupervisorEvent {
  return { kind: 'ended', run: 'r1', at, leftovers: 0, ...(exit && { exit }) };
}

describe('what follows the end of a run is up to its policy', () => {
  test.each<[RestartPolicy, string, SupervisorEvent, string]>([
    ['never', 'exit 0', ended({ code: 0 }), 'idle: settle(succeeded) release-slot desire-down'],
    ['never', 'exit 3', ended({ code: 3 }), 'idle: settle(failed) release-slot desire-down'],
    ['never', 'an unknown end', ended(), 'idle: settle(interrupted) release-slot desire-down'],
    ['on-failure', 'exit 0', ended({ code: 0 }), 'idle: settle(succeeded) release-slot desire-down'],
    [
      'on-failure',
      'a signal',
      ended({ signal: 'SIGSEGV' }),
      'backing-off: settle(failed) release-slot arm-restart-timer(1000)',
    ],
    ['on-failure', 'an unknown end', ended(), 'backing-off: settle(interrupted) release-slot arm-restart-timer(1000)'],
    ['always', 'exit 0', ended({ code: 0 }), 'backing-off: settle(succeeded) release-slot arm-restart-timer(1000)'],
    ['always', 'exit 3', ended({ code: 3 }), 'backing-off: settle(failed) release-slot arm-restart-timer(1000)'],
  ])('%s after %s', (restart, _, event, expected) => {
    expect(summarize(states.running, event, { restart })).toBe(expected);
  });
});

describe('exit codes that a task names', () => {
  const codes = { successExitCodes: [0, 3, 143], noRestartExitCodes: [4], restart: 'on-failure' } as const;
  test.each<[string, ExitStatus, RestartPolicy, string]>([
    ['a success code is no failure', { code: 3 }, 'on-failure', 'idle: settle(succeeded) release-slot desire-down'],
    ['128 + n means signal n', { signal: 'SIGTERM' }, 'on-failure', 'idle: settle(succeeded) release-slot desire-down'],
    [
      'a no-restart code is a failure that ends it',
      { code: 4 },
      'on-failure',
      'idle: settle(failed) release-slot desire-down',
    ],
    ['under always as well', { code: 4 }, 'always', 'idle: settle(failed) release-slot desire-down'],
    [
      'any other is restarted',
      { code: 5 },
      'on-failure',
      'backing-off: settle(failed) release-slot arm-restart-timer(1000)',
    ],
  ])('%s', (_, exit, restart, expected) => {
    expect(summarize(states.running, ended(exit), { ...codes, restart })).toBe(expected);
  });
});

test('a task that is never restarted goes down with its closing host, unless it ran for once', () => {
  expect(summarize(states.running, events.closing, { restart: 'never' })).toBe(`stopping: desire-down ${ask}`);
  expect(summarize({ ...states.running, isOnce: true }, events.closing, { restart: 'never' })).toBe(`stopping: ${ask}`);
});

describe('a run for once', () => {
  const once = { ...states.running, isOnce: true, shortRuns: 2 } as const;
  test('leaves a task that was down as it was, whatever its end', () => {
    for (const restart of ['on-failure', 'always'] as const) {
      expect(summarize(once, ended({ code: 1 }), { isWanted: false, restart })).toBe(
        'idle: settle(failed) release-slot',
      );
    }
    expect(summarize(states['starting, once'], events['start-failed'], { isWanted: false })).toBe(
      'blocked: settle(start-failed) release-slot watch-path',
    );
  });
  test('gives way again to the run that it came before, and counts neither as short nor as long', () => {
    expect(step(once, ended({ code: 0 }), context).state).toMatchObject({ kind: 'backing-off', shortRuns: 2 });
    const begun = step(states['backing-off'], { ...events.start, isOnce: true }, context).state;
    expect(begun).toMatchObject({ kind: 'starting', isOnce: true, shortRuns: 2 });
  });
});

describe('a run that may be tried again', () => {
  const tried = { ...states.running, isOnce: true, retry: 0, scheduledFor: 3 } as const;
  const retries = { retries: 2, retryDelayMs: 7, isWanted: false, restart: 'never' } as const;
  test('is tried after its delay, for the same occurrence, and its end says that it is followed', () => {
    const next = { run: 'r4', trigger: 'retry', isOnce: true, retry: 1, scheduledFor: 3, isOwed: true } as const;
    expect(step(tried, events.ended, { ...context, ...retries })).toEqual({
      state: { kind: 'retrying', next, until: 17, of: 2, shortRuns: 0 },
      effects: [
        {
          kind: 'settle',
          run: 'r1',
          at: 9,
          outcome: { kind: 'failed', exit: { code: 3 } },
          leftovers: 0,
          retry: { next, until: 17, of: 2 },
          isFollowed: true,
        },
        { kind: 'release-slot' },
        { kind: 'arm-restart-timer', delayMs: 7 },
      ],
    });
  });
  test('is tried no more after a success, the last retry, or an exit code that forbids it', () => {
    expect(summarize(tried, ended({ code: 0 }), retries)).toBe('idle: settle(succeeded) release-slot');
    expect(summarize({ ...tried, retry: 2 }, events.ended, retries)).toBe('idle: settle(failed) release-slot');
    expect(summarize(tried, events.ended, { ...retries, noRestartExitCodes: [3] })).toBe(
      'idle: settle(failed) release-slot',
    );
    expect(summarize(tried, events.ended, { ...retries, isDefined: false })).toBe('idle: settle(failed) release-slot');
    expect(summarize({ ...states.running, isOnce: true }, events.ended, retries)).toBe(
      'idle: settle(failed) release-slot',
    );
  });
  test('is tried after a timeout and an end that nobody saw, not after a stop or a start that failed', () => {
    const timedOut = { ...states['stopping, timed out, ended'], isOnce: true, retry: 0 } as const;
    expect(summarize(timedOut, events.cleared, retries)).toContain('retrying→r4: cancel-stop-timer settle(timed-out)');
    const starting = { ...states['starting, once'], retry: 0 } as const;
    expect(summarize(starting, events.abandoned, retries)).toContain('retrying→r4: settle(interrupted)');
    expect(summarize(starting, events['start-failed'], retries)).toContain('blocked: settle(start-failed)');
    const { state } = step(tried, events.stop, { ...context, ...retries });
    const over = { ...state, end: { at: 8 } } as SupervisorState;
    expect(summarize(over, events.cleared, retries)).toContain('idle: cancel-stop-timer settle(stopped)');
  });
  test('is not tried once its task has gone from the file', () => {
    expect(summarize(states['retrying, leftovers'], events['definition-changed'], { isDefined: false })).toBe(
      'idle: cancel-restart-timer forgive',
    );
  });
});

describe('a start that passing trouble fails', () => {
  const failed = events['start-failed, passing'];
  test('backs off more with each such start, and never gives up for it', () => {
    const held = step(states['starting, held up before'], failed, {
      ...context,
      backoff: { ...defaultBackoff, giveUpAfter: 1 },
    });
    expect(held.state).toEqual({
      kind: 'backing-off',
      until: 4_010,
      shortRuns: 2,
      heldUp: { trouble: 'disk-full', failedStarts: 3 },
    });
    expect(held.effects[0]).toMatchObject({
      outcome: { kind: 'start-failed', failure: { ...diskFull, isTriedAgain: true } },
      isFollowed: true,
    });
    const again = step(held.state, events['restart-due'], context).state;
    expect(again).toEqual({ kind: 'starting', run: 'r3', shortRuns: 2, failedStarts: 3 });
    expect(step({ ...states['starting, held up before'], failedStarts: 100 }, failed, context).state).toMatchObject({
      until: 60_010,
    });
  });
  test('is forgotten once the script has started', () => {
    expect(step(states['starting, held up before'], events.started, context).state).not.toHaveProperty('failedStarts');
  });
  test('is owed where it was due, as the same try for the same occurrence, whatever the policy', () => {
    const due = { ...states['starting, due'], retry: 0 } as const;
    const next = {
      run: 'r4',
      trigger: 'retry',
      isOnce: true,
      scheduledFor: 3,
      retry: 0,
      isOwed: true,
      failedStarts: 1,
    };
    const { effects, state } = step(due, failed, { ...context, restart: 'never', isWanted: false, retries: 2 });
    const retry = { next, until: 1_010, of: 2 };
    expect(state).toMatchObject({ kind: 'retrying', ...retry, heldUp: { trouble: 'disk-full', failedStarts: 1 } });
    expect(effects[0]).toMatchObject({ kind: 'settle', retry });
  });
  test('is told to whoever asked, where nothing is to be kept running', () => {
    expect(summarize(states.starting, failed, { restart: 'never' })).toBe(`idle: ${heldUp} desire-down`);
    expect(summarize(states['starting, once'], failed, { isWanted: false })).toBe(`idle: ${heldUp}`);
    expect(summarize(states['starting, due'], failed, { isExtra: true })).toBe(`idle: ${heldUp}`);
    expect(summarize(states.starting, failed, { isDefined: false })).toBe(`idle: ${heldUp}`);
  });
});

test('a run beside the task says nothing about what is wanted, and nothing follows it', () => {
  const extra = { isExtra: true, isWanted: false, restart: 'always' } as const;
  expect(summarize(states.running, events.stop, extra)).toBe(`stopping: ${ask}`);
  expect(summarize(states.running, events.ended, extra)).toBe('idle: settle(failed) release-slot');
  expect(summarize(states.starting, events['start-failed'], extra)).toBe(
    'blocked: settle(start-failed) release-slot watch-path',
  );
});

describe('where no slot is free', () => {
  test('a start waits, and what the user wants is on the disk meanwhile', () => {
    const full = { hasFreeSlot: false, isWanted: false };
    expect(summarize(states.idle, events.start, full)).toBe('waiting→r3: desire-up request-slot');
    expect(summarize(states.idle, { ...events.start, isOnce: true }, full)).toBe('waiting→r3: request-slot');
    expect(summarize(states['backing-off'], events['restart-due'], { hasFreeSlot: false })).toBe(
      'waiting→r3: cancel-restart-timer request-slot',
    );
  });
  test('a restart keeps the slot of the run that it replaces', () => {
    expect(summarize(states['stopping, restart asked'], events.cleared, { hasFreeSlot: false })).toBe(
      'starting: cancel-stop-timer settle(stopped) launch(r2)',
    );
  });
});

describe('where other tasks must be there first', () => {
  const unmet = { hasUnmet: true, isWanted: false } as const;
  test('a start waits for them before it asks for a slot, and what the user wants is on the disk meanwhile', () => {
    expect(summarize(states.idle, events.start, unmet)).toBe('depending→r3: desire-up await-dependencies');
    expect(summarize(states.idle, { ...events.start, isOnce: true }, unmet)).toBe('depending→r3: await-dependencies');
    expect(summarize(states.depending, events['dependencies-met'], { hasFreeSlot: false })).toBe(
      'waiting→r2: request-slot',
    );
  });
  test('a restart by itself and a retry wait for none', () => {
    expect(summarize(states['backing-off'], events['restart-due'], unmet)).toContain('launch(r3)');
    expect(summarize(states.retrying, events['restart-due'], unmet)).toContain('launch(r2)');
    for (const trigger of ['restart', 'retry'] as const) {
      const clearing = { ...states['clearing, killing, next'], next: { run: 'r2', trigger } } as const;
      expect(summarize(clearing, events.cleared, unmet)).toContain('launch(r2)');
    }
  });
  test('a task that waits in vain and is never restarted goes down', () => {
    expect(summarize(states.depending, events['dependency-failed'], { restart: 'never' })).toBe('blocked: desire-down');
  });
  test('nothing waits any more for a task that has gone from the file', () => {
    expect(summarize(states['depending, owed'], events['definition-changed'], { isDefined: false })).toBe(
      'idle: leave-dependencies forgive',
    );
  });
});

describe('a task that has gone from the file', () => {
  const gone = { isDefined: false } as const;
  const changed = events['definition-changed'];
  test('is not started again, and stays wanted', () => {
    expect(summarize(states.running, events.ended, gone)).toBe('idle: settle(failed) release-slot');
    expect(summarize(states['backing-off, leftovers'], changed, gone)).toBe('idle: cancel-restart-timer');
    expect(summarize(states.blocked, changed, gone)).toBe('idle: unwatch-path');
    expect(summarize(states['waiting, decided'], changed, gone)).toBe('idle: settle(stopped) release-slot');
    for (const name of ['starting, restart asked', 'stopping, restart asked', 'clearing, killing, next'] as const) {
      expect(summarize(states[name], changed, gone)).toBe(`${states[name].kind}:`);
    }
  });
  test('goes down where its run ended well', () => {
    expect(summarize(states.running, ended({ code: 0 }), gone)).toBe(
      'idle: settle(succeeded) release-slot desire-down',
    );
  });
  test('starts when it returns only if it is wanted and to be kept', () => {
    expect(summarize(states.idle, events.returned, { isWanted: false })).toBe('same');
    expect(summarize(states.idle, events.returned, { restart: 'never' })).toBe('same');
  });
  test('is not restarted by a changed file', () => {
    expect(summarize(states.running, events['files-changed'], gone)).toBe('same');
  });
});

describe('a task that cannot start', () => {
  test('goes down under never, and rests where what it lacks has come', () => {
    expect(summarize(states.starting, events['start-failed'], { restart: 'never' })).toBe(
      'blocked: settle(start-failed) release-slot desire-down watch-path',
    );
    const unwanted = { ...states.blocked, isWanted: false };
    expect(summarize(unwanted, events['path-appeared'])).toBe('idle: unwatch-path');
  });
  test('goes down where an edit says that it is never restarted', () => {
    expect(summarize(states.blocked, events['definition-changed'], { restart: 'never' })).toBe(
      'idle: unwatch-path desire-down',
    );
  });
});

test('so many short runs as giveUpAfter says end it, and only a start goes on', () => {
  const backoff = { ...defaultBackoff, giveUpAfter: 3 };
  const third = { ...states.running, shortRuns: 2 };
  expect(step(third, events.ended, { ...context, backoff })).toMatchObject({
    state: { kind: 'gave-up', shortRuns: 3 },
  });
  expect(summarize(third, events.ended, { backoff })).toBe('gave-up: settle(failed) release-slot desire-down');
  expect(summarize(states.running, events.ended, { backoff })).toContain('backing-off');
  expect(step(states['gave-up'], events.start, context).state).toMatchObject({ kind: 'starting', shortRuns: 0 });
});

describe('a run that takes longer than it may', () => {
  const timed = { timeoutMs: 60 } as const;
  test('is timed from its start, even if it was found, and the timer goes with it', () => {
    expect(step(states.starting, events.started, { ...context, ...timed }).effects).toContainEqual({
      kind: 'arm-run-timer',
      run: 'r1',
      delayMs: 55,
    });
    const late = step(states.starting, events.started, { ...context, ...timed, now: 1_000 });
    expect(late.effects).toContainEqual({ kind: 'arm-run-timer', run: 'r1', delayMs: 0 });
    expect(summarize(states.running, events.ended, timed)).toContain('backing-off: cancel-run-timer settle(failed)');
    expect(summarize(states.running, events.stop, timed)).toBe(`stopping: desire-down cancel-run-timer ${ask}`);
  });
  test('is a failure, but nothing follows it once a person has said stop', () => {
    const stopped = step(states['stopping, timed out, ended'], events.stop, context).state;
    expect(summarize(stopped, events.cleared)).toBe('idle: cancel-stop-timer settle(timed-out) release-slot');
    expect(summarize(states['stopping, timed out, ended'], events.cleared, { restart: 'never' })).toBe(
      'idle: cancel-stop-timer settle(timed-out) release-slot desire-down',
    );
  });
  test('is followed at once where a person asks for a restart meanwhile', () => {
    const restarted = step(states['stopping, timed out, ended'], events.restart, context).state;
    expect(summarize(restarted, events.cleared)).toBe('starting: cancel-stop-timer settle(timed-out) launch(r3)');
  });
});

test('that a stop begins for the timeout is recorded, for the next host', () => {
  const begun = step(states.running, events['run-timeout'], context);
  expect(begun.effects).toContainEqual({ kind: 'record-stopping', run: 'r1', timeoutMs: 10_000, hasTimedOut: true });
});

describe('a stop command', () => {
  const commanded = { hasStopCommand: true } as const;
  test('comes first, and its time and that of the signal are both promised', () => {
    const begun = step(states.running, events.stop, { ...context, ...commanded });
    expect(begun.state).toMatchObject({ kind: 'stopping', stage: 'command', timeoutMs: 10_000 });
    expect(begun.effects).toContainEqual({ kind: 'record-stopping', run: 'r1', timeoutMs: 20_000 });
    expect(begun.effects).toContainEqual({ kind: 'run-stop-command', run: 'r1', pid: 41 });
  });
  test('is not run again by the host that goes on with a stop', () => {
    const resumed = { ...states['starting, stop asked'], stop: { ...stop, isResumed: true } } as const;
    expect(summarize(resumed, events.started, commanded)).toBe(`stopping: record-started ${ask}`);
  });
});

describe('where there are no signals', () => {
  const signalless = { hasSignals: false } as const;
  test('a run that nothing can ask is killed without waiting', () => {
    expect(summarize(states.running, events.stop, signalless)).toBe('stopping: desire-down record-stopping kill');
    expect(step(states.running, events.stop, { ...context, ...signalless }).state).toMatchObject({ stage: 'killing' });
  });
  test('a stop command asks, and is waited for as long as a signal would be', () => {
    const commanded = { ...signalless, hasStopCommand: true } as const;
    const begun = step(states.running, events.stop, { ...context, ...commanded });
    expect(begun.state).toMatchObject({ stage: 'command' });
    const asked = step(begun.state, { kind: 'stop-command-ended', run: 'r1' }, { ...context, ...commanded });
    expect(asked.state).toMatchObject({ stage: 'asked' });
    expect(asked.effects).toContainEqual({ kind: 'arm-stop-timer', run: 'r1', delayMs: 10_000 });
  });
  test('the host that goes on with a stop waits for what the command has asked', () => {
    const resumed = { ...states['starting, stop asked'], stop: { ...stop, isResumed: true } } as const;
    expect(summarize(resumed, events.started, { ...signalless, hasStopCommand: true })).toBe(
      `stopping: record-started ${ask}`,
    );
  });
});

describe('a changed file', () => {
  const watching = { watchesFiles: true } as const;
  test('is waited for while the run is at work', () => {
    expect(summarize(states.starting, events.started, watching)).toBe('running: record-started watch-files');
    expect(summarize(states.running, events.ended, watching)).toContain('backing-off: unwatch-files');
  });
  test('restarts the run in the manner it had, short runs as they were', () => {
    const running = { ...states.running, shortRuns: 3, isOnce: true, args: ['-v'] } as const;
    const stopping = step(running, events['files-changed'], context).state;
    expect(stopping).toMatchObject({ next: { run: 'r3', trigger: 'restart', isOnce: true, args: ['-v'] } });
    const cleared = step({ ...stopping, end: { at: 8 } } as SupervisorState, events.cleared, context).state;
    expect(cleared).toMatchObject({ kind: 'starting', run: 'r3', shortRuns: 3, isOnce: true });
  });
});

test('who dies of a signal that a person sent was stopped, and only always goes on', () => {
  const { state } = step(states.running, events.signal, context);
  expect(summarize(state, ended({ signal: 'SIGUSR1' }))).toBe('idle: settle(stopped) release-slot desire-down');
  expect(summarize(state, ended({ signal: 'SIGUSR1' }), { restart: 'always' })).toContain(
    'backing-off: settle(stopped)',
  );
  expect(summarize(state, ended({ signal: 'SIGUSR2' }))).toContain('backing-off: settle(failed)');
});

test('short runs in a row double the delay, and a long one ends the row', () => {
  const running = { kind: 'running', run: 'r1', pid: 41, since: 0, shortRuns: 3 } as const;
  const after = (at: number) => step(running, ended({ code: 3 }, at), context).state;
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
    effects: [{ kind: 'take-slot' }, { kind: 'adopt', run: 'r1' }, { kind: 'abandon' }],
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
      { kind: 'release-slot' },
    ],
  });
});

test('a run that an earlier host decided and that never began is taken back, and nothing else follows here', () => {
  const starting: SupervisorState = { kind: 'starting', run: 'r1', shortRuns: 0 };
  const abandoned: SupervisorEvent = { kind: 'abandoned', run: 'r1', at: 6, isLeft: true };
  expect(summarize(starting, abandoned)).toBe('idle: release-slot withdraw');
  const stopped: SupervisorState = { ...starting, stop: { reason: 'person', timeoutMs: 1 } };
  expect(summarize(stopped, abandoned)).toBe('idle: settle(stopped) release-slot');
});
