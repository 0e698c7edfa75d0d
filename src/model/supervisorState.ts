import type { Instant } from '../base/clock.ts';
import { assertNever } from '../base/assertNever.ts';
import type { ExecutorFailure } from './failure.ts';
import type { ExitStatus, ProcessIdentity, RunId, RunOutcome, Trigger } from './run.ts';

/**
 * Why a run is being stopped: `person` asked for it, `removed` with its task, or the host is `closing`.
 * The first reason counts.
 */
export type StopReason = 'person' | 'removed' | 'closing';

/** How far a stop has got: the stop signal was sent, or its time ran out and SIGKILL goes to the group's members. */
export type StopStage = 'asked' | 'killing';

/**
 * The states of a supervisor, which keeps one task and owns at most one run of it.
 *
 * ```text
 *               start                      started                     ended
 *   idle ─────────────────► starting ───────────────► running ───────────────────► idle
 *    ▲  ▲   adopt             │ │ │                      │
 *    │  │                     │ │ └─ start-failed ─► blocked ── start ─► starting
 *    │  │      abandoned      │ │                        │ definition-changed ─► idle
 *    │  └─────────────────────┘ │ started, stop asked    │ stop
 *    │                          └──────────► stopping ◄──┘ (from running)
 *    └──────────── ended ──────────────────────┘  └─ stop again, or stop-timeout: SIGKILL
 * ```
 */
export type SupervisorState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting'; readonly run: RunId; readonly stop?: StopRequest }
  | { readonly kind: 'running'; readonly run: RunId; readonly pid: number; readonly since: Instant }
  | {
      readonly kind: 'stopping';
      readonly run: RunId;
      readonly pid: number;
      readonly since: Instant;
      readonly reason: StopReason;
      readonly stage: StopStage;
    }
  | { readonly kind: 'blocked'; readonly failure: ExecutorFailure };

/** A stop and the milliseconds it leaves the run between `stopSignal` and SIGKILL. */
export interface StopRequest {
  readonly reason: StopReason;
  readonly timeoutMs: number;
}

/** What can happen to a supervisor. */
export type SupervisorEvent =
  | { readonly kind: 'start'; readonly run: RunId; readonly trigger: Trigger }
  /** A run that an earlier host left unsettled was found. */
  | { readonly kind: 'adopt'; readonly run: RunId }
  | ({ readonly kind: 'stop' } & StopRequest)
  | {
      readonly kind: 'started';
      readonly run: RunId;
      readonly at: Instant;
      readonly pid: number;
      readonly shim: ProcessIdentity;
    }
  | { readonly kind: 'abandoned'; readonly run: RunId; readonly at: Instant }
  | { readonly kind: 'start-failed'; readonly run: RunId; readonly at: Instant; readonly failure: ExecutorFailure }
  | { readonly kind: 'ended'; readonly run: RunId; readonly at: Instant; readonly exit?: ExitStatus }
  | { readonly kind: 'stop-timeout'; readonly run: RunId }
  | { readonly kind: 'definition-changed' };

/** What the supervisor is to do about it, in this order. */
export type SupervisorEffect =
  /** Record the run and the desired state `up` in one durable transaction, then spawn. */
  | { readonly kind: 'launch'; readonly run: RunId; readonly trigger: Trigger }
  | { readonly kind: 'adopt'; readonly run: RunId }
  | { readonly kind: 'abandon' }
  | {
      readonly kind: 'record-started';
      readonly run: RunId;
      readonly at: Instant;
      readonly pid: number;
      readonly shim: ProcessIdentity;
    }
  | { readonly kind: 'signal' }
  | { readonly kind: 'kill' }
  | { readonly kind: 'arm-stop-timer'; readonly run: RunId; readonly delayMs: number }
  | { readonly kind: 'cancel-stop-timer' }
  | { readonly kind: 'settle'; readonly run: RunId; readonly at: Instant; readonly outcome: RunOutcome }
  /** Persist the desired state `down`. */
  | { readonly kind: 'desire-down' };

/** A new state and what to do on the way to it. */
export interface Step {
  readonly state: SupervisorState;
  readonly effects: readonly SupervisorEffect[];
}

/**
 * The supervisor's whole behaviour: what each event means in each state. Pure; time is in the events.
 *
 * Each pair is handled, ignored on purpose (`stay`), or impossible, which is a bug and throws.
 */
export function step(state: SupervisorState, event: SupervisorEvent): Step {
  switch (state.kind) {
    case 'idle':
    case 'blocked':
      return stepAtRest(state, event);
    case 'starting':
      return stepStarting(state, event);
    case 'running':
      return stepRunning(state, event);
    case 'stopping':
      return stepStopping(state, event);
    default:
      return assertNever(state);
  }
}

/** Whether a run exists or is about to. */
export function isLive(state: SupervisorState): boolean {
  return state.kind === 'starting' || state.kind === 'running' || state.kind === 'stopping';
}

type StateOf<K extends SupervisorState['kind']> = Extract<SupervisorState, { kind: K }>;
type EventOf<K extends SupervisorEvent['kind']> = Extract<SupervisorEvent, { kind: K }>;

const idle: SupervisorState = { kind: 'idle' };
const down: SupervisorEffect = { kind: 'desire-down' };

function stepAtRest(state: StateOf<'idle' | 'blocked'>, event: SupervisorEvent): Step {
  switch (event.kind) {
    case 'start':
      return {
        state: { kind: 'starting', run: event.run },
        effects: [{ kind: 'launch', run: event.run, trigger: event.trigger }],
      };
    case 'adopt':
      return { state: { kind: 'starting', run: event.run }, effects: [{ kind: 'adopt', run: event.run }] };
    case 'stop':
      return event.reason === 'closing' ? stay(state) : { state: idle, effects: [down] };
    case 'definition-changed':
      return { state: idle, effects: [] };
    case 'stop-timeout':
      return stay(state);
    case 'started':
    case 'abandoned':
    case 'start-failed':
    case 'ended':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

function stepStarting(state: StateOf<'starting'>, event: SupervisorEvent): Step {
  switch (event.kind) {
    case 'stop':
      if (state.stop) return stay(state);
      return {
        state: { ...state, stop: { reason: event.reason, timeoutMs: event.timeoutMs } },
        effects: [down, { kind: 'abandon' }],
      };
    case 'started':
      return afterStart(state, event);
    case 'abandoned':
      return settled(state.run, event.at, state.stop ? { kind: 'stopped' } : { kind: 'interrupted' });
    case 'start-failed': {
      const outcome: RunOutcome = { kind: 'start-failed', failure: event.failure };
      return {
        state: state.stop ? idle : { kind: 'blocked', failure: event.failure },
        effects: [{ kind: 'settle', run: state.run, at: event.at, outcome }, down],
      };
    }
    case 'start':
    case 'definition-changed':
    case 'stop-timeout':
      return stay(state);
    case 'adopt':
    case 'ended':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

function afterStart({ run, stop }: StateOf<'starting'>, event: EventOf<'started'>): Step {
  const recorded: SupervisorEffect = {
    kind: 'record-started',
    run,
    at: event.at,
    pid: event.pid,
    shim: event.shim,
  };
  const live = { run, pid: event.pid, since: event.at };
  if (!stop) return { state: { kind: 'running', ...live }, effects: [recorded] };
  return {
    state: { kind: 'stopping', ...live, reason: stop.reason, stage: 'asked' },
    effects: [recorded, { kind: 'signal' }, { kind: 'arm-stop-timer', run, delayMs: stop.timeoutMs }],
  };
}

function stepRunning(state: StateOf<'running'>, event: SupervisorEvent): Step {
  switch (event.kind) {
    case 'stop':
      return {
        state: { ...state, kind: 'stopping', reason: event.reason, stage: 'asked' },
        effects: [down, { kind: 'signal' }, { kind: 'arm-stop-timer', run: state.run, delayMs: event.timeoutMs }],
      };
    case 'ended':
      return settled(state.run, event.at, outcomeOf(event.exit));
    case 'start':
    case 'definition-changed':
    case 'stop-timeout':
      return stay(state);
    case 'adopt':
    case 'started':
    case 'abandoned':
    case 'start-failed':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

function stepStopping(state: StateOf<'stopping'>, event: SupervisorEvent): Step {
  switch (event.kind) {
    case 'stop':
      // A second stop skips the waiting; one that comes with less patience shortens it.
      if (state.stage === 'killing') return stay(state);
      if (event.reason !== 'closing') return killNow(state);
      return {
        state,
        effects: [{ kind: 'cancel-stop-timer' }, { kind: 'arm-stop-timer', run: state.run, delayMs: event.timeoutMs }],
      };
    case 'stop-timeout':
      return event.run === state.run && state.stage === 'asked' ? killNow(state) : stay(state);
    case 'ended': {
      const outcome: RunOutcome = { kind: 'stopped', ...(event.exit && { exit: event.exit }) };
      const end = settled(state.run, event.at, outcome);
      return { state: end.state, effects: [{ kind: 'cancel-stop-timer' }, ...end.effects] };
    }
    case 'start':
    case 'definition-changed':
      return stay(state);
    case 'adopt':
    case 'started':
    case 'abandoned':
    case 'start-failed':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

function killNow(state: StateOf<'stopping'>): Step {
  return {
    state: { ...state, stage: 'killing' },
    effects: [{ kind: 'cancel-stop-timer' }, { kind: 'kill' }],
  };
}

/** An end after which nothing asks for a further run. */
function settled(run: RunId, at: Instant, outcome: RunOutcome): Step {
  return { state: idle, effects: [{ kind: 'settle', run, at, outcome }, down] };
}

function outcomeOf(exit: ExitStatus | undefined): RunOutcome {
  if (!exit) return { kind: 'interrupted' };
  return 'code' in exit && exit.code === 0 ? { kind: 'succeeded', exit } : { kind: 'failed', exit };
}

function stay(state: SupervisorState): Step {
  return { state, effects: [] };
}

function unexpected(state: SupervisorState, event: SupervisorEvent): Error {
  return new Error(`internal: ${event.kind} cannot happen to a supervisor that is ${state.kind}`);
}
