import type { ExitStatus, RunOutcome } from '../run.ts';
import {
  afterEnd,
  desireDown,
  holdNext,
  launch,
  launchOrWait,
  leftoversFrom,
  rest,
  settled,
  stay,
  toNextRun,
  undone,
  withoutNext,
} from './parts.ts';
import type {
  EventOf,
  Leftovers,
  NextRun,
  Reactions,
  RunManner,
  StateOf,
  Step,
  StepContext,
  StopRequest,
  SupervisorEffect,
  SupervisorState,
} from './state.ts';

/** A run that is live, whatever is to become of it. */
type RunToStop = Pick<StateOf<'stopping'>, 'run' | 'pid' | 'since' | 'shortRuns' | keyof RunManner>;

/**
 * Sets a live run's foot on the ladder: the stop command where there is one, else the stop signal. A run that neither can
 * ask is killed at once: waiting would change nothing.
 */
export function beginStop(live: RunToStop, stop: StopRequest, context: StepContext, next?: NextRun): Step {
  const { pid, run } = live;
  const { isResumed, reason, timeoutMs } = stop;
  const hasCommand = context.hasStopCommand && !isResumed;
  const timedOut = reason === 'timeout' && ({ hasTimedOut: true } as const);
  const state = { kind: 'stopping', ...live, reason, timeoutMs, ...timedOut, ...(next && { next }) } as const;
  if (!context.hasSignals && !context.hasStopCommand) {
    return {
      state: { ...state, stage: 'killing' },
      effects: [{ kind: 'record-stopping', run, timeoutMs, ...timedOut }, { kind: 'kill' }],
    };
  }
  return {
    state: { ...state, stage: hasCommand ? 'command' : 'asked' },
    effects: [
      { kind: 'record-stopping', run, timeoutMs: hasCommand ? 2 * timeoutMs : timeoutMs, ...timedOut },
      hasCommand ? { kind: 'run-stop-command', run, pid } : { kind: 'signal' },
      { kind: 'arm-stop-timer', run, delayMs: timeoutMs },
    ],
  };
}

/** The ladder: command, signal, wait for the script and its group, then SIGKILL for whatever is left, wherever it is. */
export const whileStopping: Reactions<StateOf<'stopping'>> = {
  stop: stopAgain,
  restart: (state, event, context) => {
    if (state.reason === 'closing') return { state, effects: undone(event, context) };
    return { state: { ...state, reason: 'person', next: toNextRun(event) }, effects: undone(state.next, context) };
  },
  ended: (state, { at, exit }, context) => {
    const ended = { ...state, end: { at, ...(exit && { exit }) } };
    if (ended.survivors !== undefined) return afterStop(ended, ended.end, ended.survivors, context);
    return { state: ended, effects: state.stage === 'asked' ? [{ kind: 'await-group' }] : [] };
  },
  'stop-command-ended': (state) => ask(state, [{ kind: 'cancel-stop-timer' }]),
  'stop-timeout': (state) =>
    state.stage === 'command' ? ask(state, [{ kind: 'end-stop-command' }]) : killIfAsked(state),
  'group-gone': killIfAsked,
  cleared: (state, { survivors }, context) =>
    state.end ? afterStop(state, state.end, survivors, context) : { state: { ...state, survivors }, effects: [] },
  'definition-changed': holdNext,
};

/** The same ladder, without a command, for what an ended run has left. */
export const whileClearing: Reactions<StateOf<'clearing'>> = {
  stop: (state, { reason, timeoutMs }, context) => {
    if (reason === 'closing') return hurry(withoutNext(state), timeoutMs, undone(state.next, context));
    return state.next ? takeBack(state, context) : killIfAsked(state);
  },
  start: followClearing,
  restart: followClearing,
  'group-gone': killIfAsked,
  'stop-timeout': killIfAsked,
  cleared: ({ next, run, shortRuns }, { survivors }, context) => {
    const cancel: SupervisorEffect = { kind: 'cancel-stop-timer' };
    if (!next) return rest([cancel], leftoversFrom(run, survivors));
    // What follows a run by itself waits for no other tasks: they were there when that one began.
    const hasUnmet = context.hasUnmet && next.trigger !== 'restart' && next.trigger !== 'retry';
    const { effects, state } = launchOrWait(next, shortRuns, { ...context, hasUnmet });
    return { state, effects: [cancel, ...effects] };
  },
  'definition-changed': holdNext,
};

function followClearing(state: StateOf<'clearing'>, event: NextRun, context: StepContext): Step {
  return { state: { ...state, next: toNextRun(event), shortRuns: 0 }, effects: undone(state.next, context) };
}

/** Asks the processes that an ended run has left to end. */
export function clear({ run }: Leftovers, shortRuns: number, { stopTimeoutMs }: StepContext, next?: NextRun): Step {
  return {
    state: { kind: 'clearing', run, stage: 'asked', shortRuns, ...(next && { next }) },
    effects: [{ kind: 'signal' }, { kind: 'arm-stop-timer', run, delayMs: stopTimeoutMs }, { kind: 'await-group' }],
  };
}

/** A run is settled after somebody stopped it: goes on with the run that was to follow, which has its slot, or rests. */
export function afterStopped(
  next: NextRun | undefined,
  effects: readonly SupervisorEffect[],
  leftovers?: Leftovers,
  shortRuns = 0,
): Step {
  if (!next) return rest([...effects, { kind: 'release-slot' }], leftovers);
  const launched = launch(next, shortRuns);
  return { state: launched.state, effects: [...effects, ...launched.effects] };
}

/**
 * A second stop skips the waiting, and one after SIGKILL tries that again; one that follows a restart, a timeout or a change
 * only takes back the new run.
 */
function stopAgain(state: StateOf<'stopping'>, { reason, timeoutMs }: EventOf<'stop'>, context: StepContext): Step {
  if (reason === 'closing') {
    const closing = { ...withoutNext(state), ...(isFollowed(state) && { reason }) };
    return hurry(closing, timeoutMs, undone(state.next, context));
  }
  if (state.next) return takeBack({ ...state, reason }, context);
  if (isFollowed(state)) return { state: { ...state, reason }, effects: desireDown(context) };
  if (state.stage !== 'killing') return killNow(state);
  return isBeyondReach(state) ? killNow(withoutSurvivors(state)) : stay(state);
}

function withoutSurvivors(state: StateOf<'stopping'>): StateOf<'stopping'> {
  const copy: { survivors?: number } & StateOf<'stopping'> = { ...state };
  delete copy.survivors;
  return copy;
}

/** Whether processes of the run are there after SIGKILL, so that nobody knows when it will end. */
export function isBeyondReach(state: SupervisorState): boolean {
  return state.kind === 'stopping' && (state.survivors ?? 0) > 0;
}

/** Whether another run may follow without anybody asking for it. */
function isFollowed({ reason }: StateOf<'stopping'>): boolean {
  return reason === 'timeout' || reason === 'change';
}

function takeBack(state: StateOf<'stopping' | 'clearing'>, context: StepContext): Step {
  return { state: withoutNext(state), effects: [...undone(state.next, context), ...desireDown(context)] };
}

/** The rung after the command: the signal, and the wait for what it does. */
function ask(state: StateOf<'stopping'>, effects: readonly SupervisorEffect[]): Step {
  const { end, run, timeoutMs } = state;
  return {
    state: { ...state, stage: 'asked' },
    effects: [
      ...effects,
      { kind: 'signal' },
      { kind: 'arm-stop-timer', run, delayMs: timeoutMs },
      ...(end ? [{ kind: 'await-group' } as const] : []),
    ],
  };
}

function afterStop(
  state: StateOf<'stopping'>,
  { at, exit }: { readonly at: StateOf<'stopping'>['since']; readonly exit?: ExitStatus },
  survivors: number,
  context: StepContext,
): Step {
  const { hasTimedOut, next, reason, run, shortRuns } = state;
  const outcome: RunOutcome = { kind: hasTimedOut ? 'timed-out' : 'stopped', ...(exit && { exit }) };
  const cancel: SupervisorEffect = { kind: 'cancel-stop-timer' };
  if (reason === 'timeout' && !next) {
    const { effects, state: after } = afterEnd(state, { at, outcome, leftovers: survivors }, context);
    return { state: after, effects: [cancel, ...effects] };
  }
  const effects = [cancel, settled(run, at, outcome, survivors)];
  return afterStopped(next, effects, leftoversFrom(run, survivors), reason === 'change' ? shortRuns : 0);
}

function killIfAsked(state: StateOf<'stopping' | 'clearing'>): Step {
  return state.stage === 'asked' ? killNow(state) : stay(state);
}

function killNow(state: StateOf<'stopping' | 'clearing'>): Step {
  const endCommand: readonly SupervisorEffect[] = state.stage === 'command' ? [{ kind: 'end-stop-command' }] : [];
  return {
    state: { ...state, stage: 'killing' },
    effects: [{ kind: 'cancel-stop-timer' }, ...endCommand, { kind: 'kill' }],
  };
}

/** A stop that comes with less patience than the one under way. */
function hurry(state: StateOf<'stopping' | 'clearing'>, timeoutMs: number, effects: readonly SupervisorEffect[]): Step {
  if (state.stage === 'killing') return { state, effects };
  const timer: SupervisorEffect = { kind: 'arm-stop-timer', run: state.run, delayMs: timeoutMs };
  return {
    state: state.kind === 'stopping' ? { ...state, timeoutMs } : state,
    effects: [...effects, { kind: 'cancel-stop-timer' }, timer],
  };
}
