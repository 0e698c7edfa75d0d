import type { Instant } from '../../base/clock.ts';
import { isGivenUp, isRestarted, countShortRuns, restartDelay } from '../restartPolicy.ts';
import type { RunId, RunOutcome } from '../run.ts';
import type {
  EventOf,
  Leftovers,
  NextRun,
  Retry,
  RunManner,
  StateOf,
  Step,
  StepContext,
  StopReason,
  SupervisorEffect,
  SupervisorState,
} from './state.ts';

/** Nothing happens, on purpose. */
export function stay(state: SupervisorState): Step {
  return { state, effects: [] };
}

/** The run has become history. */
export function settled(run: RunId, at: Instant, outcome: RunOutcome, leftovers = 0): SupervisorEffect {
  return { kind: 'settle', run, at, outcome, leftovers };
}

/** A run that will not be started after all: one that is on the disk is history, one that is owed is no longer, any other never was. */
export function undone(next: NextRun | undefined, { now }: StepContext): readonly SupervisorEffect[] {
  if (next?.decided) return [settled(next.run, now, { kind: 'stopped' })];
  return next?.isOwed ? [{ kind: 'forgive', run: next.run }] : [];
}

/** Nothing more is wanted of the task; a run beside it has no say in that. */
export function desireDown({ isExtra }: StepContext): readonly SupervisorEffect[] {
  return isExtra ? [] : [{ kind: 'desire-down' }];
}

/** A closing host leaves what the user wants as it is; only a task that is never restarted does not come back. */
export function desireAfterStop(
  reason: StopReason,
  { isOnce }: RunManner,
  context: StepContext,
): readonly SupervisorEffect[] {
  if (reason === 'person') return desireDown(context);
  return reason === 'closing' && context.restart === 'never' && !isOnce ? desireDown(context) : [];
}

/** Whether the task is one that is to be kept running. */
export function isKept({ isDefined, isExtra, isWanted, restart }: StepContext): boolean {
  return isDefined && isWanted && restart !== 'never' && !isExtra;
}

/** What of a run is handed on from state to state. */
export function mannerOf({ args, cause, isOnce, retry, scheduledFor }: RunManner): RunManner {
  return {
    ...(isOnce && { isOnce }),
    ...(args && { args }),
    ...(scheduledFor !== undefined && { scheduledFor }),
    ...(retry !== undefined && { retry }),
    ...(cause && { cause }),
  };
}

/** The run alone, of an event that asks for one. */
export function toNextRun({ decided, failedStarts, isOwed, isUnasked, run, trigger, ...manner }: NextRun): NextRun {
  return {
    run,
    trigger,
    ...mannerOf(manner),
    ...(decided && { decided }),
    ...(isOwed && { isOwed }),
    ...(isUnasked && { isUnasked }),
    ...(failedStarts !== undefined && { failedStarts }),
  };
}

/** Starts a run that has a slot. */
export function launch(next: NextRun, shortRuns: number): Step {
  return {
    state: { kind: 'starting', run: next.run, shortRuns, ...mannerOf(next), ...failedStartsOf(next) },
    effects: [{ kind: 'launch', ...next }],
  };
}

function failedStartsOf({ failedStarts }: NextRun): Pick<NextRun, 'failedStarts'> {
  return failedStarts === undefined ? {} : { failedStarts };
}

/** Waits for other tasks on behalf of a run. */
export function awaitDependencies({ isUnasked, run, trigger }: NextRun): SupervisorEffect {
  return { kind: 'await-dependencies', run, trigger, ...(isUnasked && { isUnasked }) };
}

/** Starts a run once other tasks are there, if there is a slot for it, else puts it into the queue. What the user wants must not be lost by waiting. */
export function launchOrWait(next: NextRun, shortRuns: number, context: StepContext): Step {
  const sayUp: readonly SupervisorEffect[] =
    !next.isOnce && !context.isExtra && !context.isWanted ? [{ kind: 'desire-up' }] : [];
  if (context.hasUnmet) {
    return { state: { kind: 'depending', next, shortRuns }, effects: [...sayUp, awaitDependencies(next)] };
  }
  if (context.hasFreeSlot) {
    const { effects, state } = launch(next, shortRuns);
    return { state, effects: [{ kind: 'take-slot' }, ...effects] };
  }
  return {
    state: { kind: 'waiting', next, shortRuns },
    effects: [...sayUp, { kind: 'request-slot', run: next.run }],
  };
}

/** Nothing runs, and nothing follows. */
export function rest(effects: readonly SupervisorEffect[], leftovers?: Leftovers): Step {
  return { state: { kind: 'idle', ...(leftovers && { leftovers }) }, effects };
}

/** What an ended run has left, if it has left anything. */
export function leftoversFrom(run: RunId, count: number): Leftovers | undefined {
  return count === 0 ? undefined : { run, count };
}

/** The state without the run that was to follow. */
export function withoutNext<S extends StateOf<'starting' | 'stopping' | 'clearing'>>(state: S): S {
  const copy: { next?: NextRun } & S = { ...state };
  delete copy.next;
  return copy;
}

/** A run that was to follow cannot where the task is no longer in the file; it stays as wanted as it was. */
export function holdNext(
  state: StateOf<'starting' | 'stopping' | 'clearing'>,
  _event: EventOf<'definition-changed'>,
  context: StepContext,
): Step {
  if (context.isDefined || !state.next) return stay(state);
  return { state: withoutNext(state), effects: undone(state.next, context) };
}

/** A run that has ended, as far as it matters for what follows. */
export interface EndedRun extends RunManner {
  readonly run: RunId;
  readonly shortRuns: number;
  readonly since: Instant;
}

/** How it ended. */
export interface RunEnding {
  readonly at: Instant;
  readonly outcome: RunOutcome;
  readonly leftovers: number;
}

/** A run has ended that nobody stopped, or that took too long: another follows after a delay, or none. */
export function afterEnd(run: EndedRun, { at, leftovers: count, outcome }: RunEnding, context: StepContext): Step {
  const leftovers = leftoversFrom(run.run, count);
  const retry = retryAfter(run, outcome, context);
  if (retry) {
    const settling = { kind: 'settle', run: run.run, at, outcome, leftovers: count, retry, isFollowed: true } as const;
    return {
      state: { kind: 'retrying', ...retry, shortRuns: run.shortRuns, ...(leftovers && { leftovers }) },
      effects: [settling, { kind: 'release-slot' }, { kind: 'arm-restart-timer', delayMs: retry.until - context.now }],
    };
  }
  const over: readonly SupervisorEffect[] = [settled(run.run, at, outcome, count), { kind: 'release-slot' }];
  if (run.isOnce || context.isExtra) {
    // What was to be kept before is kept again.
    return isKept(context) ? backOff(run.shortRuns, over, leftovers, context) : rest(over, leftovers);
  }
  const { backoff, isDefined, noRestartExitCodes, restart } = context;
  if (!isRestarted(restart, outcome, noRestartExitCodes)) return rest([...over, ...desireDown(context)], leftovers);
  // A task that left the file is started again when it returns.
  if (!isDefined) return rest(over, leftovers);
  const shortRuns = countShortRuns(run.shortRuns, at - run.since, backoff);
  if (!isGivenUp(shortRuns, backoff)) {
    const followed: readonly SupervisorEffect[] = over.map((effect) =>
      effect.kind === 'settle' ? { ...effect, isFollowed: true } : effect,
    );
    return backOff(shortRuns, followed, leftovers, context);
  }
  return {
    state: { kind: 'gave-up', shortRuns, ...(leftovers && { leftovers }) },
    effects: [...over, ...desireDown(context)],
  };
}

/** The retry that a failure leads to, if it leads to one. */
function retryAfter(run: EndedRun, outcome: RunOutcome, context: StepContext): Retry | undefined {
  const { isDefined, nextId, noRestartExitCodes, now, retries, retryDelayMs } = context;
  if (run.retry === undefined || run.retry >= retries || !isDefined) return undefined;
  if (!isRestarted('on-failure', outcome, noRestartExitCodes)) return undefined;
  const next: NextRun = {
    run: nextId,
    trigger: 'retry',
    ...mannerOf({ ...run, retry: run.retry + 1 }),
    isOwed: true,
  };
  return { next, until: now + retryDelayMs, of: retries };
}

function backOff(
  shortRuns: number,
  effects: readonly SupervisorEffect[],
  leftovers: Leftovers | undefined,
  { backoff, jitter, now }: StepContext,
): Step {
  const delayMs = restartDelay(shortRuns, backoff, jitter);
  return {
    state: { kind: 'backing-off', until: now + delayMs, shortRuns, ...(leftovers && { leftovers }) },
    effects: [...effects, { kind: 'arm-restart-timer', delayMs }],
  };
}
