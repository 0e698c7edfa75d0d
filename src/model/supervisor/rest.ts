import { assertNever } from '../../base/assertNever.ts';
import { awaitedPath } from './awaitedPath.ts';
import { type PassingFailure, triedAgain } from '../failure.ts';
import { restartDelay } from '../restartPolicy.ts';
import {
  awaitDependencies,
  desireAfterStop,
  desireDown,
  isKept,
  launch,
  launchOrWait,
  mannerOf,
  rest,
  stay,
  toNextRun,
  undone,
} from './parts.ts';
import type {
  EffectOf,
  EventOf,
  HeldUp,
  Leftovers,
  NextRun,
  Reactions,
  Retry,
  StateOf,
  Step,
  StepContext,
  SupervisorEffect,
} from './state.ts';
import { clear } from './stop.ts';

/** The states in which nothing runs or is about to. */
type AtRest = StateOf<'idle' | 'blocked' | 'gave-up' | 'backing-off' | 'retrying'>;

/** What happens while nothing runs. */
export const whileAtRest: Reactions<AtRest> = {
  start: beginAnew,
  restart: beginAnew,
  'retry-owed': (state, event, context) =>
    state.kind === 'retrying' ? stay(state) : awaitRetry(state, event, context),
  'restart-due': (state, { run }, context) => {
    if (state.kind === 'retrying') return takeRetry(state, context);
    const next: NextRun = { run, trigger: 'restart', ...heldUpSoFar(state) };
    return begin(state, next, shortRunsOf(state), atOnce(context));
  },
  adopt,
  stop: stopAtRest,
  'definition-changed': define,
  'path-appeared': (state, { run }, context) =>
    state.kind === 'blocked' ? tryAgain(state, run, context) : stay(state),
};

/** What happens while other tasks must be there first. */
export const whileDepending: Reactions<StateOf<'depending'>> = {
  'dependencies-met': ({ next, shortRuns }, _event, context) =>
    launchOrWait(next, shortRuns, { ...context, hasUnmet: false }),
  'dependency-failed': blockWaiting,
  restart: ({ next }, event, context) => {
    const { effects, state } = launchOrWait(toNextRun(event), 0, { ...context, hasUnmet: true });
    return { state, effects: [{ kind: 'leave-dependencies' }, ...undone(next, context), ...effects] };
  },
  stop: ({ next }, event, context) => rest([{ kind: 'leave-dependencies' }, ...afterWaiting(next, event, context)]),
  'definition-changed': (state, _event, context) => {
    if (!context.isDefined) return rest([{ kind: 'leave-dependencies' }, ...undone(state.next, context)]);
    return { state, effects: [{ kind: 'leave-dependencies' }, awaitDependencies(state.next)] };
  },
};

/** What happens while as many other runs live as may. */
export const whileWaiting: Reactions<StateOf<'waiting'>> = {
  'slot-granted': ({ next, shortRuns }) => launch(next, shortRuns),
  restart: ({ next }, event, context) => {
    // It goes to the end of the queue, no matter who has room at this moment.
    const { effects, state } = launchOrWait(toNextRun(event), 0, { ...context, hasFreeSlot: false });
    return { state, effects: [...undone(next, context), { kind: 'release-slot' }, ...effects] };
  },
  stop: ({ next }, event, context) => rest([...afterWaiting(next, event, context), { kind: 'release-slot' }]),
  'definition-changed': (state, _event, context) => {
    if (context.isDefined) return stay(state);
    return rest([...undone(state.next, context), { kind: 'release-slot' }]);
  },
};

/** A start, or a restart, of which a one-off one does not end the streak of short runs around it. */
function beginAnew(state: AtRest, event: EventOf<'start' | 'restart'>, context: StepContext): Step {
  return begin(state, toNextRun(event), event.isOnce === true ? shortRunsOf(state) : 0, context);
}

/** What a stop makes of a run that waits. What is owed is left to the next host where this one closes. */
function afterWaiting(next: NextRun, { reason }: EventOf<'stop'>, context: StepContext): readonly SupervisorEffect[] {
  const left = reason === 'closing' && next.isOwed ? [] : undone(next, context);
  return [...desireAfterStop(reason, next, context), ...left];
}

/** It waits in vain for another task: it starts when that is there after all, if it is wanted then. */
function blockWaiting(
  { next }: StateOf<'depending'>,
  { failure }: EventOf<'dependency-failed'>,
  context: StepContext,
): Step {
  const isForOnce = next.isOnce === true || context.isExtra;
  const isWanted = isForOnce ? isKept(context) : context.restart !== 'never';
  const { decided, run } = next;
  const outcome = { kind: 'start-failed', failure } as const;
  return {
    state: { kind: 'blocked', failure, isWanted },
    effects: [
      ...(decided ? [{ kind: 'settle', run, at: context.now, outcome, leftovers: 0 } as const] : undone(next, context)),
      ...(isForOnce || isWanted ? [] : desireDown(context)),
    ],
  };
}

/** A start that failed for good: nothing is tried again until something has changed. */
export function block(
  { isOnce, run }: StateOf<'starting'>,
  { at, failure }: EventOf<'start-failed'>,
  context: StepContext,
): Step {
  const isForOnce = isOnce === true || context.isExtra;
  const isWanted = isForOnce ? isKept(context) : context.restart !== 'never';
  const awaited = awaitedPath(failure);
  return {
    state: { kind: 'blocked', failure, isWanted },
    effects: [
      { kind: 'settle', run, at, outcome: { kind: 'start-failed', failure }, leftovers: 0 },
      { kind: 'release-slot' },
      ...(isForOnce || isWanted ? [] : desireDown(context)),
      ...(awaited ? [{ kind: 'watch-path', awaited } as const] : []),
    ],
  };
}

/**
 * A start that failed for something that passes by itself: what is to be kept, is due or is owed is tried again after a delay
 * that grows with each such start; where only a person asked, that person is told.
 */
export function holdUp(
  { failedStarts: before = 0, shortRuns, ...state }: StateOf<'starting'>,
  { at, failure }: { readonly at: number; readonly failure: PassingFailure },
  context: StepContext,
): Step {
  const { run } = state;
  const settle = (told: PassingFailure): EffectOf<'settle'> => {
    return { kind: 'settle', run, at, outcome: { kind: 'start-failed', failure: told }, leftovers: 0 };
  };
  const isForOnce = state.isOnce === true || context.isExtra;
  const isDue = state.scheduledFor !== undefined || state.cause !== undefined || state.retry !== undefined;
  const isTriedAgain = !context.isExtra && context.isDefined && isForOnce && isDue;
  const failedStarts = before + 1;
  const heldUp: HeldUp = { trouble: failure.trouble, failedStarts };
  const delayMs = restartDelay(failedStarts, context.backoff, context.jitter);
  const until = context.now + delayMs;
  const wait: readonly SupervisorEffect[] = [{ kind: 'release-slot' }, { kind: 'arm-restart-timer', delayMs }];
  if (isTriedAgain) {
    const next: NextRun = { run: context.nextId, trigger: 'retry', ...mannerOf(state), isOwed: true, failedStarts };
    const retry: Retry = { next, until, of: context.retries };
    return {
      state: { kind: 'retrying', ...retry, shortRuns, heldUp },
      effects: [{ ...settle(triedAgain(failure)), retry, isFollowed: true }, ...wait],
    };
  }
  const isForGood = context.restart === 'never' || !context.isDefined;
  if (isForOnce ? isKept(context) : !isForGood) {
    return {
      state: { kind: 'backing-off', until, shortRuns, heldUp },
      effects: [{ ...settle(triedAgain(failure)), isFollowed: true }, ...wait],
    };
  }
  const isDown = !isForOnce && context.restart === 'never';
  return rest([settle(failure), { kind: 'release-slot' }, ...(isDown ? desireDown(context) : [])]);
}

/** Starts a run, once the processes that the last one left are gone. */
function begin(state: AtRest, next: NextRun, shortRuns: number, context: StepContext): Step {
  const leftovers = leftoversOf(state);
  const step = leftovers ? clear(leftovers, shortRuns, context, next) : launchOrWait(next, shortRuns, context);
  return { state: step.state, effects: [...endOfRest(state), ...unowed(state, context), ...step.effects] };
}

/** What an earlier host was to try again is tried then. */
function awaitRetry(state: AtRest, { next, of, until }: EventOf<'retry-owed'>, { now }: StepContext): Step {
  return {
    state: { kind: 'retrying', next, until, of, shortRuns: 0 },
    effects: [...endOfRest(state), { kind: 'arm-restart-timer', delayMs: Math.max(0, until - now) }],
  };
}

function takeRetry({ leftovers, next, shortRuns }: StateOf<'retrying'>, context: StepContext): Step {
  const step = leftovers ? clear(leftovers, shortRuns, context, next) : launchOrWait(next, shortRuns, atOnce(context));
  return { state: step.state, effects: [{ kind: 'cancel-restart-timer' }, ...step.effects] };
}

/** A run that follows another waits for no other tasks: they were there when the first one began. */
function atOnce(context: StepContext): StepContext {
  return { ...context, hasUnmet: false };
}

/** A retry that does not come to it. */
function unowed(state: AtRest, context: StepContext): readonly SupervisorEffect[] {
  return state.kind === 'retrying' ? undone(state.next, context) : [];
}

function adopt(state: AtRest, { next, run, stop, ...manner }: EventOf<'adopt'>, context: StepContext): Step {
  return {
    state: {
      kind: 'starting',
      run,
      shortRuns: 0,
      ...mannerOf(manner),
      ...(stop && { stop }),
      ...(next && { next }),
    },
    effects: [
      ...endOfRest(state),
      ...unowed(state, context),
      { kind: 'take-slot' },
      { kind: 'adopt', run },
      ...(stop ? [{ kind: 'abandon' } as const] : []),
    ],
  };
}

/** A stop that finds no run ends what the last one left, and keeps any further one from starting. */
function stopAtRest(state: AtRest, { reason }: EventOf<'stop'>, context: StepContext): Step {
  if (reason === 'closing') return rest(endOfRest(state));
  const leftovers = leftoversOf(state);
  if (!leftovers && state.kind === 'gave-up') return { state, effects: desireDown(context) };
  const { effects, state: next } = leftovers ? clear(leftovers, 0, context) : rest([]);
  return { state: next, effects: [...endOfRest(state), ...unowed(state, context), ...desireDown(context), ...effects] };
}

function define(state: AtRest, event: EventOf<'definition-changed'>, context: StepContext): Step {
  switch (state.kind) {
    case 'idle':
      if (!event.hasReturned || !isKept(context)) return stay(state);
      return begin(state, { run: event.run, trigger: 'restart' }, 0, context);
    case 'blocked':
      return tryAgain(state, event.run, context);
    case 'backing-off':
      return context.isDefined ? stay(state) : rest(endOfRest(state), state.leftovers);
    case 'retrying':
      return context.isDefined ? stay(state) : rest([...endOfRest(state), ...unowed(state, context)], state.leftovers);
    case 'gave-up':
      return stay(state);
    default:
      return assertNever(state);
  }
}

/** What kept the task from starting may be gone. Without a definition it rests, wanted as before. */
function tryAgain(state: StateOf<'blocked'>, run: NextRun['run'], context: StepContext): Step {
  if (state.isWanted && isKept(context)) return begin(state, { run, trigger: 'restart' }, 0, context);
  const isNeverAgain = context.isDefined && context.isWanted && context.restart === 'never' && state.isWanted;
  return rest([...endOfRest(state), ...(isNeverAgain ? desireDown(context) : [])]);
}

function shortRunsOf(state: AtRest): number {
  return state.kind === 'backing-off' || state.kind === 'retrying' ? state.shortRuns : 0;
}

function heldUpSoFar(state: AtRest): Pick<NextRun, 'failedStarts'> {
  return state.kind === 'backing-off' && state.heldUp ? { failedStarts: state.heldUp.failedStarts } : {};
}

function leftoversOf(state: AtRest): Leftovers | undefined {
  return state.kind === 'blocked' ? undefined : state.leftovers;
}

function endOfRest(state: AtRest): readonly SupervisorEffect[] {
  if (state.kind === 'backing-off' || state.kind === 'retrying') return [{ kind: 'cancel-restart-timer' }];
  return state.kind === 'blocked' && awaitedPath(state.failure) ? [{ kind: 'unwatch-path' }] : [];
}
