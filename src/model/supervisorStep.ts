import { assertNever } from '../base/assertNever.ts';
import type { Instant } from '../base/clock.ts';
import { countShortRuns, isRestarted, restartDelay } from './restartPolicy.ts';
import { type ExitStatus, outcomeOf, type RunId, type RunOutcome } from './run.ts';
import type {
  Leftovers,
  NextRun,
  Step,
  StepContext,
  StopReason,
  SupervisorEffect,
  SupervisorEvent,
  SupervisorState,
} from './supervisorState.ts';

/**
 * The supervisor's whole behaviour: what each event means in each state. Pure.
 *
 * Each pair is handled, ignored on purpose (`stay`), or impossible, which is a bug and throws.
 */
export function step(state: SupervisorState, event: SupervisorEvent, context: StepContext): Step {
  if (isLate(state, event)) return stay(state);
  switch (state.kind) {
    case 'idle':
    case 'blocked':
    case 'backing-off':
      return stepAtRest(state, event, context);
    case 'starting':
      return stepStarting(state, event, context);
    case 'running':
      return stepRunning(state, event, context);
    case 'stopping':
      return stepStopping(state, event);
    case 'clearing':
      return stepClearing(state, event);
    default:
      return assertNever(state);
  }
}

type StateOf<K extends SupervisorState['kind']> = Extract<SupervisorState, { kind: K }>;
type EventOf<K extends SupervisorEvent['kind']> = Extract<SupervisorEvent, { kind: K }>;

const down: SupervisorEffect = { kind: 'desire-down' };
const rest: Step = { state: { kind: 'idle' }, effects: [] };

/** A timer or a wait that was overtaken: its run is not, or no longer, the one it was about. */
function isLate(state: SupervisorState, event: SupervisorEvent): boolean {
  if (event.kind === 'restart-due') return state.kind !== 'backing-off';
  if (event.kind !== 'stop-timeout' && event.kind !== 'group-gone' && event.kind !== 'cleared') return false;
  return !(state.kind === 'stopping' || state.kind === 'clearing') || state.run !== event.run;
}

function stepAtRest(
  state: StateOf<'idle' | 'blocked' | 'backing-off'>,
  event: SupervisorEvent,
  context: StepContext,
): Step {
  switch (event.kind) {
    case 'start':
      return begin(state, { run: event.run, trigger: event.trigger }, 0, context);
    case 'restart':
      return begin(state, { run: event.run, trigger: 'manual' }, 0, context);
    case 'restart-due': {
      const shortRuns = state.kind === 'backing-off' ? state.shortRuns : 0;
      return begin(state, { run: event.run, trigger: 'restart' }, shortRuns, context);
    }
    case 'adopt': {
      const { next, run, stop } = event;
      return {
        state: { kind: 'starting', run, shortRuns: 0, ...(stop && { stop }), ...(next && { next }) },
        effects: stop ? [{ kind: 'adopt', run }, { kind: 'abandon' }] : [{ kind: 'adopt', run }],
      };
    }
    case 'stop':
      return stopAtRest(state, event, context);
    case 'definition-changed':
      return state.kind === 'blocked' ? rest : stay(state);
    case 'started':
    case 'abandoned':
    case 'start-failed':
    case 'ended':
    case 'group-gone':
    case 'cleared':
    case 'stop-timeout':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

/** Starts a run, once the processes that the last one left are gone. */
function begin(
  state: StateOf<'idle' | 'blocked' | 'backing-off'>,
  next: NextRun,
  shortRuns: number,
  context: StepContext,
): Step {
  const leftovers = leftoversOf(state);
  const { effects, ...step } = leftovers ? clear(leftovers, shortRuns, context, next) : launch(next, shortRuns);
  return { ...step, effects: [...cancelRestart(state), ...effects] };
}

/** A stop that finds no run ends what the last one left, and keeps any further one from starting. */
function stopAtRest(
  state: StateOf<'idle' | 'blocked' | 'backing-off'>,
  { reason }: EventOf<'stop'>,
  context: StepContext,
): Step {
  if (reason === 'closing') return { state: rest.state, effects: cancelRestart(state) };
  const leftovers = leftoversOf(state);
  const { effects, ...step } = leftovers ? clear(leftovers, 0, context) : rest;
  return { ...step, effects: [...cancelRestart(state), down, ...effects] };
}

function stepStarting(state: StateOf<'starting'>, event: SupervisorEvent, context: StepContext): Step {
  switch (event.kind) {
    case 'stop':
      if (state.stop) return { state: withoutNext(state), effects: [] };
      return {
        state: { ...state, stop: { reason: event.reason, timeoutMs: event.timeoutMs } },
        effects: [...desireAfterStop(event.reason, context), { kind: 'abandon' }],
      };
    case 'restart': {
      const { stop = { reason: 'person', timeoutMs: event.timeoutMs } } = state;
      return { state: { ...state, stop, next: { run: event.run, trigger: 'manual' } }, effects: [{ kind: 'abandon' }] };
    }
    case 'started':
      return afterStart(state, event);
    case 'abandoned':
      if (state.stop) return after(state.next, [settled(state.run, event.at, { kind: 'stopped' })]);
      return afterEnd({ ...state, since: event.at }, event.at, { kind: 'interrupted' }, 0, context);
    case 'start-failed': {
      const outcome: RunOutcome = { kind: 'start-failed', failure: event.failure };
      const effects = [settled(state.run, event.at, outcome), down];
      return state.stop ? after(state.next, effects) : { state: { kind: 'blocked', failure: event.failure }, effects };
    }
    case 'start':
    case 'definition-changed':
      return stay(state);
    case 'adopt':
    case 'ended':
    case 'group-gone':
    case 'cleared':
    case 'stop-timeout':
    case 'restart-due':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

function afterStart({ next, run, shortRuns, stop }: StateOf<'starting'>, event: EventOf<'started'>): Step {
  const { at, pid, shim } = event;
  const recorded: SupervisorEffect = { kind: 'record-started', run, at, pid, shim };
  const live = { run, pid, since: at };
  if (!stop) return { state: { kind: 'running', ...live, shortRuns }, effects: [recorded] };
  return {
    state: { kind: 'stopping', ...live, reason: stop.reason, stage: 'asked', ...(next && { next }) },
    effects: [recorded, ...ask(run, stop.timeoutMs)],
  };
}

function stepRunning(state: StateOf<'running'>, event: SupervisorEvent, context: StepContext): Step {
  const { pid, run, since } = state;
  switch (event.kind) {
    case 'stop':
      return {
        state: { kind: 'stopping', run, pid, since, reason: event.reason, stage: 'asked' },
        effects: [...desireAfterStop(event.reason, context), ...ask(run, event.timeoutMs)],
      };
    case 'restart': {
      const next: NextRun = { run: event.run, trigger: 'manual' };
      return {
        state: { kind: 'stopping', run, pid, since, reason: 'person', stage: 'asked', next },
        effects: ask(run, event.timeoutMs),
      };
    }
    case 'ended':
      return afterEnd(state, event.at, outcomeOf(event.exit), event.leftovers, context);
    case 'start':
    case 'definition-changed':
      return stay(state);
    case 'adopt':
    case 'started':
    case 'abandoned':
    case 'start-failed':
    case 'group-gone':
    case 'cleared':
    case 'stop-timeout':
    case 'restart-due':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

/** The stop ladder: signal, wait for the script and its group, then SIGKILL for whatever is left, wherever it is. */
function stepStopping(state: StateOf<'stopping'>, event: SupervisorEvent): Step {
  switch (event.kind) {
    case 'stop': {
      if (event.reason === 'closing') return hurry(withoutNext(state), event.timeoutMs);
      // A second stop skips the waiting; one that follows a restart only takes back the new run.
      if (state.next) return { state: withoutNext(state), effects: [down] };
      return state.stage === 'asked' ? killNow(state) : stay(state);
    }
    case 'restart':
      if (state.reason === 'closing') return stay(state);
      return { state: { ...state, next: { run: event.run, trigger: 'manual' } }, effects: [] };
    case 'ended': {
      const ended = { ...state, end: { at: event.at, ...(event.exit && { exit: event.exit }) } };
      if (ended.survivors !== undefined) return afterStop(ended, ended.end, ended.survivors);
      return { state: ended, effects: state.stage === 'asked' ? [{ kind: 'await-group' }] : [] };
    }
    case 'group-gone':
    case 'stop-timeout':
      return state.stage === 'asked' ? killNow(state) : stay(state);
    case 'cleared':
      if (state.end) return afterStop(state, state.end, event.survivors);
      return { state: { ...state, survivors: event.survivors }, effects: [] };
    case 'start':
    case 'definition-changed':
      return stay(state);
    case 'adopt':
    case 'started':
    case 'abandoned':
    case 'start-failed':
    case 'restart-due':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

/** The same ladder for what an ended run has left. */
function stepClearing(state: StateOf<'clearing'>, event: SupervisorEvent): Step {
  switch (event.kind) {
    case 'stop':
      if (event.reason === 'closing') return hurry(withoutNext(state), event.timeoutMs);
      if (state.next) return { state: withoutNext(state), effects: [down] };
      return state.stage === 'asked' ? killNow(state) : stay(state);
    case 'start':
    case 'restart': {
      const trigger = event.kind === 'start' ? event.trigger : 'manual';
      return { state: { ...state, next: { run: event.run, trigger }, shortRuns: 0 }, effects: [] };
    }
    case 'group-gone':
    case 'stop-timeout':
      return state.stage === 'asked' ? killNow(state) : stay(state);
    case 'cleared': {
      const cancel: readonly SupervisorEffect[] = [{ kind: 'cancel-stop-timer' }];
      return after(state.next, cancel, leftoversFrom(state.run, event.survivors), state.shortRuns);
    }
    case 'definition-changed':
      return stay(state);
    case 'adopt':
    case 'started':
    case 'abandoned':
    case 'start-failed':
    case 'ended':
    case 'restart-due':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

/** A run has ended that nobody here stopped: another follows after a delay, or none. */
function afterEnd(
  { run, shortRuns, since }: { readonly run: RunId; readonly shortRuns: number; readonly since: Instant },
  at: Instant,
  outcome: RunOutcome,
  leftoverCount: number,
  { backoff, jitter, now, restart }: StepContext,
): Step {
  const settle = settled(run, at, outcome, leftoverCount);
  const leftovers = leftoversFrom(run, leftoverCount);
  if (!isRestarted(restart, outcome)) {
    return { state: { kind: 'idle', ...(leftovers && { leftovers }) }, effects: [settle, down] };
  }
  const short = countShortRuns(shortRuns, at - since, backoff);
  const delayMs = restartDelay(short, backoff, jitter);
  return {
    state: { kind: 'backing-off', until: now + delayMs, shortRuns: short, ...(leftovers && { leftovers }) },
    effects: [settle, { kind: 'arm-restart-timer', delayMs }],
  };
}

function afterStop(
  { next, run }: StateOf<'stopping'>,
  { at, exit }: { readonly at: Instant; readonly exit?: ExitStatus },
  survivors: number,
): Step {
  const outcome: RunOutcome = { kind: 'stopped', ...(exit && { exit }) };
  const effects: readonly SupervisorEffect[] = [{ kind: 'cancel-stop-timer' }, settled(run, at, outcome, survivors)];
  return after(next, effects, leftoversFrom(run, survivors));
}

/** Goes on with the next run, or rests. */
function after(
  next: NextRun | undefined,
  effects: readonly SupervisorEffect[],
  leftovers?: Leftovers,
  shortRuns = 0,
): Step {
  if (!next) return { state: { kind: 'idle', ...(leftovers && { leftovers }) }, effects };
  const launched = launch(next, shortRuns);
  return { state: launched.state, effects: [...effects, ...launched.effects] };
}

function launch(next: NextRun, shortRuns: number): Step {
  return { state: { kind: 'starting', run: next.run, shortRuns }, effects: [{ kind: 'launch', ...next }] };
}

/** Asks the processes that an ended run has left to end. */
function clear({ run }: Leftovers, shortRuns: number, { stopTimeoutMs }: StepContext, next?: NextRun): Step {
  return {
    state: { kind: 'clearing', run, stage: 'asked', shortRuns, ...(next && { next }) },
    effects: [{ kind: 'signal' }, { kind: 'arm-stop-timer', run, delayMs: stopTimeoutMs }, { kind: 'await-group' }],
  };
}

function ask(run: RunId, timeoutMs: number): readonly SupervisorEffect[] {
  return [
    { kind: 'record-stopping', run, timeoutMs },
    { kind: 'signal' },
    { kind: 'arm-stop-timer', run, delayMs: timeoutMs },
  ];
}

function killNow(state: StateOf<'stopping' | 'clearing'>): Step {
  return { state: { ...state, stage: 'killing' }, effects: [{ kind: 'cancel-stop-timer' }, { kind: 'kill' }] };
}

/** A stop that comes with less patience than the one under way. */
function hurry(state: StateOf<'stopping' | 'clearing'>, timeoutMs: number): Step {
  if (state.stage === 'killing') return { state, effects: [] };
  const timer: SupervisorEffect = { kind: 'arm-stop-timer', run: state.run, delayMs: timeoutMs };
  return { state, effects: [{ kind: 'cancel-stop-timer' }, timer] };
}

/** A closing host leaves what the user wants as it is; only a task that is never restarted does not come back. */
function desireAfterStop(reason: StopReason, { restart }: StepContext): readonly SupervisorEffect[] {
  return reason === 'person' || restart === 'never' ? [down] : [];
}

function cancelRestart({ kind }: SupervisorState): readonly SupervisorEffect[] {
  return kind === 'backing-off' ? [{ kind: 'cancel-restart-timer' }] : [];
}

function withoutNext<S extends StateOf<'starting' | 'stopping' | 'clearing'>>(state: S): S {
  const copy: { next?: NextRun } & S = { ...state };
  delete copy.next;
  return copy;
}

function leftoversOf(state: StateOf<'idle' | 'blocked' | 'backing-off'>): Leftovers | undefined {
  return state.kind === 'blocked' ? undefined : state.leftovers;
}

function leftoversFrom(run: RunId, count: number): Leftovers | undefined {
  return count === 0 ? undefined : { run, count };
}

function settled(run: RunId, at: Instant, outcome: RunOutcome, leftovers = 0): SupervisorEffect {
  return { kind: 'settle', run, at, outcome, leftovers };
}

function stay(state: SupervisorState): Step {
  return { state, effects: [] };
}

function unexpected(state: SupervisorState, event: SupervisorEvent): Error {
  return new Error(`internal: ${event.kind} cannot happen to a supervisor that is ${state.kind}`);
}
