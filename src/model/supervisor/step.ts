import { outcomeOf, type RunOutcome } from '../run.ts';
import {
  afterEnd,
  desireAfterStop,
  holdNext,
  mannerOf,
  rest,
  settled,
  stay,
  toNextRun,
  undone,
  withoutNext,
} from './parts.ts';
import { block, holdUp, whileAtRest, whileDepending, whileWaiting } from './rest.ts';
import type {
  EventOf,
  NextRun,
  Reactions,
  StateOf,
  Step,
  StepContext,
  StopRequest,
  SupervisorEffect,
  SupervisorEvent,
  SupervisorState,
} from './state.ts';
import { afterStopped, beginStop, whileClearing, whileStopping } from './stop.ts';

/**
 * The supervisor's whole behaviour: what each event means in each state. Pure.
 *
 * Each pair has a reaction, is impossible, which is a bug and throws, or means nothing (`stay`).
 */
export function step(state: SupervisorState, event: SupervisorEvent, context: StepContext): Step {
  if (isLate(state, event)) return stay(state);
  const reactions: { readonly [K in SupervisorEvent['kind']]?: unknown } = reactionsIn[state.kind];
  const react = reactions[event.kind] as Reaction | undefined;
  if (react) return react(state, event, context);
  if (!neverInVain.has(event.kind)) return stay(state);
  throw new Error(`internal: ${event.kind} cannot happen to a supervisor that is ${state.kind}`);
}

/** What is only told to a state that has a reaction to it. */
const neverInVain: ReadonlySet<SupervisorEvent['kind']> = new Set([
  'adopt',
  'started',
  'abandoned',
  'start-failed',
  'ended',
]);

type Reaction = (state: SupervisorState, event: SupervisorEvent, context: StepContext) => Step;

/** A timer, a wait or a watch that was overtaken: its run is not, or no longer, the one it was about. */
function isLate(state: SupervisorState, event: SupervisorEvent): boolean {
  switch (event.kind) {
    case 'restart-due':
      return state.kind !== 'backing-off' && state.kind !== 'retrying';
    case 'path-appeared':
      return state.kind !== 'blocked';
    case 'dependencies-met':
    case 'dependency-failed':
      return state.kind !== 'depending' || state.next.run !== event.run;
    case 'slot-granted':
      return state.kind !== 'waiting' || state.next.run !== event.run;
    case 'signal':
    case 'run-timeout':
    case 'files-changed':
      return state.kind !== 'running' || state.run !== event.run;
    case 'stop-command-ended':
      return state.kind !== 'stopping' || state.run !== event.run || state.stage !== 'command';
    case 'stop-timeout':
    case 'group-gone':
    case 'cleared':
      return !(state.kind === 'stopping' || state.kind === 'clearing') || state.run !== event.run;
    case 'start':
    case 'retry-owed':
    case 'restart':
    case 'adopt':
    case 'stop':
    case 'started':
    case 'abandoned':
    case 'start-failed':
    case 'ended':
    case 'definition-changed':
      return false;
  }
}

const whileStarting: Reactions<StateOf<'starting'>> = {
  stop: stopStarting,
  restart: (state, event, context) => {
    const { stop = { reason: 'person', timeoutMs: event.timeoutMs } } = state;
    return {
      state: { ...state, stop, next: toNextRun(event) },
      effects: [...undone(state.next, context), { kind: 'abandon' }],
    };
  },
  started: afterStart,
  abandoned: (state, { at, isLeft }, context) => {
    if (state.stop) return afterStopped(state.next, [settled(state.run, at, { kind: 'stopped' })]);
    if (isLeft) return rest([{ kind: 'release-slot' }, { kind: 'withdraw', run: state.run }]);
    return afterEnd({ ...state, since: at }, { at, outcome: { kind: 'interrupted' }, leftovers: 0 }, context);
  },
  'start-failed': (state, event, context) => {
    const { at, failure } = event;
    if (state.stop) return afterStopped(state.next, [settled(state.run, at, { kind: 'start-failed', failure })]);
    return failure.reason === 'passing-trouble'
      ? holdUp(state, { at, failure }, context)
      : block(state, event, context);
  },
  'definition-changed': holdNext,
};

function stopStarting(state: StateOf<'starting'>, { reason, timeoutMs }: EventOf<'stop'>, context: StepContext): Step {
  if (!state.stop) {
    return {
      state: { ...state, stop: { reason, timeoutMs } },
      effects: [...desireAfterStop(reason, state, context), { kind: 'abandon' }],
    };
  }
  // A stop that follows a restart takes back the new run.
  const desire = reason === 'person' ? desireAfterStop(reason, state, context) : [];
  return { state: withoutNext(state), effects: [...undone(state.next, context), ...desire] };
}

function afterStart(state: StateOf<'starting'>, event: EventOf<'started'>, context: StepContext): Step {
  const { next, run, shortRuns, stop } = state;
  const { at, pid, shim } = event;
  const recorded: SupervisorEffect = { kind: 'record-started', run, at, pid, shim };
  const live = { run, pid, since: at, shortRuns, ...mannerOf(state) };
  if (!stop) {
    return { state: { kind: 'running', ...live }, effects: [recorded, ...beginRunning(run, at, context)] };
  }
  const stopped = beginStop(live, stop, context, next);
  return { state: stopped.state, effects: [recorded, ...stopped.effects] };
}

const whileRunning: Reactions<StateOf<'running'>> = {
  stop: (state, event, context) =>
    stopRunning(state, event, context, { desire: desireAfterStop(event.reason, state, context) }),
  restart: (state, event, context) => {
    const request: StopRequest = { reason: 'person', timeoutMs: event.timeoutMs };
    return stopRunning(state, request, context, { next: toNextRun(event) });
  },
  'run-timeout': (state, { timeoutMs }, context) => stopRunning(state, { reason: 'timeout', timeoutMs }, context, {}),
  'files-changed': (state, { file, next: run, timeoutMs }, context) => {
    if (!context.isDefined) return stay(state);
    const next: NextRun = { run, trigger: 'restart', ...mannerOf(state) };
    const desire = [{ kind: 'record-change', run: state.run, file } as const];
    return stopRunning(state, { reason: 'change', timeoutMs }, context, { next, desire });
  },
  signal: (state, { signal }) => ({
    state: { ...state, sent: [...(state.sent ?? []), signal] },
    effects: [{ kind: 'send', signal }],
  }),
  ended: (state, event, context) => {
    const { at, leftovers } = event;
    const ended = afterEnd(state, { at, leftovers, outcome: outcomeOfEnd(state, event, context) }, context);
    return { state: ended.state, effects: [...endRunning(context), ...ended.effects] };
  },
};

/** Ends a run that is at work, for whatever reason. */
function stopRunning(
  { pid, run, shortRuns, since, ...rest }: StateOf<'running'>,
  request: StopRequest,
  context: StepContext,
  { desire = [], next }: { readonly desire?: readonly SupervisorEffect[]; readonly next?: NextRun },
): Step {
  const stopped = beginStop({ run, pid, since, shortRuns, ...mannerOf(rest) }, request, context, next);
  return { state: stopped.state, effects: [...desire, ...endRunning(context), ...stopped.effects] };
}

/** Who dies of a signal that a person has sent was stopped by that person. */
function outcomeOfEnd(
  { sent = [] }: StateOf<'running'>,
  { exit }: EventOf<'ended'>,
  { successExitCodes }: StepContext,
): RunOutcome {
  if (exit && 'signal' in exit && sent.some((signal) => signal === exit.signal)) return { kind: 'stopped', exit };
  return outcomeOf(exit, successExitCodes);
}

/** What is waited for while a run is at work. A run that was found may have little of its time left, or none. */
function beginRunning(
  run: NextRun['run'],
  since: number,
  { now, timeoutMs, watchesFiles }: StepContext,
): readonly SupervisorEffect[] {
  const delayMs = timeoutMs === undefined ? undefined : Math.max(0, since + timeoutMs - now);
  return [
    ...(delayMs === undefined ? [] : [{ kind: 'arm-run-timer', run, delayMs } as const]),
    ...(watchesFiles ? [{ kind: 'watch-files', run } as const] : []),
  ];
}

function endRunning({ timeoutMs, watchesFiles }: StepContext): readonly SupervisorEffect[] {
  return [
    ...(timeoutMs === undefined ? [] : [{ kind: 'cancel-run-timer' } as const]),
    ...(watchesFiles ? [{ kind: 'unwatch-files' } as const] : []),
  ];
}

const reactionsIn: { readonly [K in SupervisorState['kind']]: Reactions<StateOf<K>> } = {
  idle: whileAtRest,
  blocked: whileAtRest,
  'gave-up': whileAtRest,
  'backing-off': whileAtRest,
  retrying: whileAtRest,
  depending: whileDepending,
  waiting: whileWaiting,
  starting: whileStarting,
  running: whileRunning,
  stopping: whileStopping,
  clearing: whileClearing,
};
