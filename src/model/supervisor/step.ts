import { assertNever } from '../../base/assertNever.ts';
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
  unexpected,
  withoutNext,
} from './parts.ts';
import { block, holdUp, stepAtRest, stepDepending, stepWaiting } from './rest.ts';
import type {
  EventOf,
  NextRun,
  StateOf,
  Step,
  StepContext,
  StopRequest,
  SupervisorEffect,
  SupervisorEvent,
  SupervisorState,
} from './state.ts';
import { afterStopped, beginStop, stepClearing, stepStopping } from './stop.ts';

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
    case 'gave-up':
    case 'backing-off':
    case 'retrying':
      return stepAtRest(state, event, context);
    case 'depending':
      return stepDepending(state, event, context);
    case 'waiting':
      return stepWaiting(state, event, context);
    case 'starting':
      return stepStarting(state, event, context);
    case 'running':
      return stepRunning(state, event, context);
    case 'stopping':
      return stepStopping(state, event, context);
    case 'clearing':
      return stepClearing(state, event, context);
    default:
      return assertNever(state);
  }
}

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

function stepStarting(state: StateOf<'starting'>, event: SupervisorEvent, context: StepContext): Step {
  switch (event.kind) {
    case 'stop':
      return stopStarting(state, event, context);
    case 'restart': {
      const { stop = { reason: 'person', timeoutMs: event.timeoutMs } } = state;
      return {
        state: { ...state, stop, next: toNextRun(event) },
        effects: [...undone(state.next, context), { kind: 'abandon' }],
      };
    }
    case 'started':
      return afterStart(state, event, context);
    case 'abandoned': {
      if (state.stop) return afterStopped(state.next, [settled(state.run, event.at, { kind: 'stopped' })]);
      if (event.isLeft) return rest([{ kind: 'release-slot' }, { kind: 'withdraw', run: state.run }]);
      const ending = { at: event.at, outcome: { kind: 'interrupted' }, leftovers: 0 } as const;
      return afterEnd({ ...state, since: event.at }, ending, context);
    }
    case 'start-failed':
      if (!state.stop) {
        const { at, failure } = event;
        return failure.reason === 'passing-trouble'
          ? holdUp(state, { at, failure }, context)
          : block(state, event, context);
      }
      return afterStopped(state.next, [settled(state.run, event.at, { kind: 'start-failed', failure: event.failure })]);
    case 'start':
    case 'retry-owed':
    case 'signal':
    case 'dependencies-met':
    case 'dependency-failed':
    case 'slot-granted':
    case 'stop-command-ended':
    case 'group-gone':
    case 'cleared':
    case 'stop-timeout':
    case 'run-timeout':
    case 'files-changed':
    case 'restart-due':
    case 'path-appeared':
      return stay(state);
    case 'definition-changed':
      return holdNext(state, context);
    case 'adopt':
    case 'ended':
      throw unexpected(state, event);
    default:
      return assertNever(event);
  }
}

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

function stepRunning(state: StateOf<'running'>, event: SupervisorEvent, context: StepContext): Step {
  switch (event.kind) {
    case 'stop':
      return stopRunning(state, event, context, { desire: desireAfterStop(event.reason, state, context) });
    case 'restart': {
      const request: StopRequest = { reason: 'person', timeoutMs: event.timeoutMs };
      return stopRunning(state, request, context, { next: toNextRun(event) });
    }
    case 'run-timeout':
      return stopRunning(state, { reason: 'timeout', timeoutMs: event.timeoutMs }, context, {});
    case 'files-changed': {
      if (!context.isDefined) return stay(state);
      const next: NextRun = { run: event.next, trigger: 'restart', ...mannerOf(state) };
      const desire = [{ kind: 'record-change', run: state.run, file: event.file } as const];
      return stopRunning(state, { reason: 'change', timeoutMs: event.timeoutMs }, context, { next, desire });
    }
    case 'signal':
      return {
        state: { ...state, sent: [...(state.sent ?? []), event.signal] },
        effects: [{ kind: 'send', signal: event.signal }],
      };
    case 'ended': {
      const { at, leftovers } = event;
      const ended = afterEnd(state, { at, leftovers, outcome: outcomeOfEnd(state, event, context) }, context);
      return { state: ended.state, effects: [...endRunning(context), ...ended.effects] };
    }
    case 'start':
    case 'retry-owed':
    case 'dependencies-met':
    case 'dependency-failed':
    case 'slot-granted':
    case 'stop-command-ended':
    case 'group-gone':
    case 'cleared':
    case 'stop-timeout':
    case 'restart-due':
    case 'path-appeared':
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
