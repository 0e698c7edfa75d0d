import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { defaultBackoff, defaultRestartPolicy } from '../../model/restartPolicy.ts';
import type { DecidedRun, RunId, RunRecord, Trigger } from '../../model/run.ts';
import type { SendableSignal } from '../../model/sendableSignal.ts';
import {
  type EffectOf,
  isBusy,
  isLive,
  type NextRun,
  type Retry,
  type StepContext,
  type SupervisorEffect,
  type SupervisorEvent,
  type SupervisorState,
} from '../../model/supervisor/state.ts';
import { mannerOf, toNextRun } from '../../model/supervisor/parts.ts';
import { step } from '../../model/supervisor/step.ts';
import { isBeyondReach } from '../../model/supervisor/stop.ts';
import { defaultRetryDelayMs, defaultStopTimeoutMs, type TaskDefinition } from '../../model/task.ts';
import { definesSameRun, definesSameStart } from '../../model/taskFile/definitionEquality.ts';
import { countLeftovers } from '../../model/view/taskView.ts';
import { notEnded } from '../runs/foundProcesses.ts';
import type { FoundProcess, LeftProcesses, OwedRun } from '../ports.ts';
import type { RunKeeper } from '../runs/runKeeper.ts';
import { SupervisedProcess } from './supervisedProcess.ts';
import type { Effects, RunRequest, SettledRun, Supervised, SupervisorPorts } from './supervisorPorts.ts';
import { SupervisorWaits } from './supervisorWaits.ts';

/** Milliseconds that a run has in all before SIGKILL when its host closes: VS Code grants five seconds. */
const closingStopTimeoutMs = 3_000;

/**
 * Keeps one task: feeds events to the pure state machine and carries out the effects it answers.
 *
 * Events are taken one after another; an event that an effect causes waits until the effects before it are done.
 */
export class Supervisor implements Supervised, Disposable {
  private current: SupervisorState = { kind: 'idle' };
  private definitionInForce: TaskDefinition | undefined;
  /** The task has been without a definition, so that the next one is its return. */
  private isMissing = false;
  /** The newest start that failed. */
  private failedStart: { readonly run: RunId; readonly failure: ExecutorFailure } | undefined;
  private readonly process: SupervisedProcess;
  private readonly waits: SupervisorWaits;
  private readonly effects: Effects<SupervisorEffect['kind']>;
  private readonly queue: SupervisorEvent[] = [];
  private stepping = false;
  private isDisposed = false;
  private readonly changed = new Emitter<SupervisorState>();
  private readonly settled = new Emitter<SettledRun>();
  private readonly withdrawn = new Emitter<DecidedRun>();

  /** Fires after each change of state, with the new one. */
  readonly onDidChange = this.changed.event;
  /** Fires when a run has ended and its end is recorded; `state` is already what follows. */
  readonly onDidSettle = this.settled.event;
  /** Fires with a run that an earlier host had decided and that never began, which is to be decided again. */
  readonly onDidWithdraw = this.withdrawn.event;

  /** What is written into the books. */
  private readonly recording: Effects<
    `record-${'started' | 'stopping' | 'change'}` | 'settle' | 'forgive' | 'withdraw' | `desire-${'up' | 'down'}`
  > = {
    'record-started': (started) => {
      this.keeper.recordStarted(this.task, started.run, started);
    },
    'record-stopping': ({ hasTimedOut = false, run, timeoutMs }) => {
      this.keeper.recordStopping(run, { by: this.ports.clock.now() + timeoutMs, hasTimedOut });
    },
    'record-change': ({ file, run }) => {
      this.keeper.recordChange(this.task, run, file);
    },
    settle: (effect) => {
      this.settle(effect);
    },
    forgive: ({ run }) => {
      this.ports.store.forgive(run);
    },
    withdraw: ({ run }) => {
      const record = this.keeper.withdraw(run);
      if (record) this.withdrawn.fire(record);
    },
    'desire-up': () => {
      this.ports.store.setDesired(this.task, 'up');
    },
    'desire-down': () => {
      this.ports.store.setDesired(this.task, 'down');
    },
  };

  constructor(
    private name: string,
    private readonly keeper: RunKeeper,
    private readonly ports: SupervisorPorts,
    /** It manages a single run beside the task's own. */
    readonly isExtra: boolean,
  ) {
    const dispatch = (event: SupervisorEvent): void => {
      this.dispatch(event);
    };
    this.process = new SupervisedProcess(this, keeper, ports, dispatch);
    this.waits = new SupervisorWaits(this, keeper, ports, dispatch);
    this.effects = { ...this.process.effects, ...this.waits.effects, ...this.recording };
  }

  /** The task's name. */
  get task(): string {
    return this.name;
  }

  get state(): SupervisorState {
    return this.current;
  }

  /** The definition in force; undefined if the task is no longer in the file. */
  get definition(): TaskDefinition | undefined {
    return this.definitionInForce;
  }

  /** The definition that the newest run was started with, else the one in force. */
  get definitionOfRun(): TaskDefinition | undefined {
    return this.process.definition ?? this.definition;
  }

  /** Milliseconds that the run, or what it has left, has before SIGKILL. */
  get stopTimeoutMs(): number {
    return this.definitionOfRun?.stopTimeoutMs ?? defaultStopTimeoutMs;
  }

  /** A run is at work, or about to be, that another definition than the one in force was started with. */
  get isChanged(): boolean {
    const { kind } = this.current;
    if ((kind !== 'starting' && kind !== 'running') || !this.definitionOfRun || !this.definition) return false;
    return !definesSameRun(this.definitionOfRun, this.definition);
  }

  /** What its ended run has left. */
  get leaving(): { readonly processes: LeftProcesses; readonly count: number } | undefined {
    const count = countLeftovers(this.current);
    const processes = this.process.left;
    return processes && count > 0 ? { processes, count } : undefined;
  }

  /** A run that is due now would come on top of another one, which may be a start that is only about to be seen to. */
  get isBusy(): boolean {
    return isBusy(this.current) || this.queue.some(({ kind }) => kind === 'start' || kind === 'restart');
  }

  /** An earlier host has left a run, and it is not known yet whether it began. */
  get isUncertain(): boolean {
    return this.current.kind === 'starting' && this.keeper.isSought(this.current.run);
  }

  /** The run is on another machine or in a container: it is left alone until a person says otherwise. */
  get isElsewhere(): boolean {
    return isLive(this.current) && this.process.isElsewhere;
  }

  /**
   * Puts a definition in force from the next start on; undefined when the task is no longer in the file. What was
   * blocked is tried again if the definition would start differently, and what is wanted starts when it returns.
   */
  define(definition: TaskDefinition | undefined): void {
    const before = this.definitionInForce;
    const hasReturned = this.isMissing && definition !== undefined;
    this.definitionInForce = definition;
    this.isMissing = definition === undefined;
    const isSame = before !== undefined && definition !== undefined && definesSameStart(before, definition);
    const isFirst = before === undefined && definition !== undefined && !hasReturned;
    if (before && definition && !isSame) this.ports.suspicion.pardon(this.task);
    if (isFirst || isSame) return;
    this.dispatch({ kind: 'definition-changed', run: this.newRunId(), hasReturned });
  }

  /** The task has another name from now on; its run goes on. */
  rename(name: string): void {
    this.name = name;
    // The file says so only a moment later.
    this.definitionInForce = this.definitionInForce && { ...this.definitionInForce, name };
  }

  /** Tries a blocked task again, for what it lacked may be there now; any other stays as it is. */
  tryAgain(): void {
    if (this.current.kind === 'blocked') this.dispatch({ kind: 'path-appeared', run: this.newRunId() });
  }

  /** Starts a run, and answers once it is known whether the script started, or that it waits for a slot. */
  start(trigger: Trigger, request: RunRequest = {}): Promise<Result<void, ExecutorFailure>> {
    if (isLive(this.current)) return Promise.resolve(err({ reason: 'task-live', task: this.task }));
    return this.begin({ kind: 'start', ...this.nextRun(trigger, request) });
  }

  /** Ends the live run, if there is one, then starts another without delay; answers once its script started. */
  restart(request: RunRequest = {}): Promise<Result<void, ExecutorFailure>> {
    const timeoutMs = this.stopTimeoutMs;
    const begun = this.begin({ kind: 'restart', timeoutMs, ...this.nextRun('manual', request) });
    this.process.giveUp();
    return begun;
  }

  /**
   * Takes over a run that an earlier host left. A stop that host was busy with goes on until its deadline; where the user
   * still wants the task, another run follows it.
   */
  adopt(record: RunRecord, isWanted: boolean): void {
    this.isMissing = this.definition === undefined;
    this.process.find(record);
    const adopted = { kind: 'adopt', run: record.id, ...mannerOf(record) } as const;
    const stopping = record.state === 'running' ? record.stopping : undefined;
    if (!stopping) {
      this.dispatch(adopted);
      return;
    }
    // One that began with a command has had its turn; what is left belongs to the signal.
    const timeoutMs = Math.min(Math.max(0, stopping.by - this.ports.clock.now()), this.stopTimeoutMs);
    if (stopping.hasTimedOut) {
      // What follows is decided at its end, as after any other failure.
      this.dispatch({ ...adopted, stop: { reason: 'timeout', timeoutMs, isResumed: true } });
      return;
    }
    this.dispatch({
      ...adopted,
      stop: { reason: 'person', timeoutMs, isResumed: true },
      ...(isWanted && { next: { run: this.newRunId(), trigger: 'restart' } }),
    });
  }

  /** Takes over a retry that an earlier host owed. */
  awaitRetry(retry: Retry): void {
    this.dispatch({ kind: 'retry-owed', ...retry });
  }

  /** Ends the live run, or what an ended one has left, and answers when nothing of it is left, except these, which cannot be ended. */
  async stop(reason: 'person' | 'closing'): Promise<readonly FoundProcess[]> {
    if (reason === 'closing' && this.isElsewhere) return [];
    const ended = this.until((state) => !isLive(state) || isBeyondReach(state));
    const timeoutMs = reason === 'closing' ? this.closingTimeoutMs : this.stopTimeoutMs;
    this.process.survivors = [];
    this.dispatch({ kind: 'stop', reason, timeoutMs });
    this.process.giveUp();
    await ended;
    return this.process.survivors;
  }

  /** Sends a signal to the processes of the live run, which decide themselves what it means to them. */
  signal(signal: SendableSignal): Promise<Result<void, ExecutorFailure>> {
    const { current, task } = this;
    if (current.kind !== 'running' || this.isElsewhere)
      return Promise.resolve(err({ reason: 'task-not-running', task }));
    if (!this.ports.launcher.hasSignals) return Promise.resolve(err({ reason: 'no-signals', task }));
    this.dispatch({ kind: 'signal', run: current.run, signal });
    return Promise.resolve(ok(undefined));
  }

  /** Stops watching; a live run is left alone. */
  dispose(): void {
    this.isDisposed = true;
    this.waits.dispose();
    this.changed.dispose();
    this.settled.dispose();
    this.withdrawn.dispose();
  }

  /** For one rung of the ladder. */
  private get closingTimeoutMs(): number {
    const rungs = this.definitionOfRun?.stopCommand ? 2 : 1;
    return Math.min(this.stopTimeoutMs, closingStopTimeoutMs / rungs);
  }

  private nextRun(trigger: Trigger, { args, decided, isOnce, isUnasked, owed }: RunRequest): NextRun {
    if (owed) return toNextRun({ ...owed, isOwed: true });
    if (decided) return { run: decided.id, trigger: decided.trigger, ...mannerOf(decided), decided };
    const manner = mannerOf({ ...(isOnce && { isOnce }), ...(args && { args }) });
    return { run: this.newRunId(), trigger, ...manner, ...(isUnasked && { isUnasked }) };
  }

  private async begin(event: SupervisorEvent & NextRun): Promise<Result<void, ExecutorFailure>> {
    const decided = this.until((state) => !isAwaiting(state, event.run) || isBeyondReach(state));
    this.process.survivors = [];
    this.dispatch(event);
    const state = await decided;
    if (isBeyondReach(state)) return err(notEnded(this.task, this.process.survivors));
    if (this.failedStart?.run === event.run) return err(this.failedStart.failure);
    return state.kind === 'blocked' ? err(state.failure) : ok(undefined);
  }

  private dispatch(event: SupervisorEvent): void {
    this.queue.push(event);
    if (this.stepping) return;
    this.stepping = true;
    try {
      for (let next = this.queue.shift(); next && !this.isDisposed; next = this.queue.shift()) {
        const { effects, state } = step(this.current, next, this.context());
        const isChange = state !== this.current;
        this.current = state;
        this.ports.suspicion.onBehalfOf(this.task, () => {
          for (const effect of effects) this.carryOut(effect.kind, effect);
        });
        if (isChange) this.changed.fire(state);
      }
    } finally {
      this.stepping = false;
    }
  }

  private context(): StepContext {
    const { clock, dependencies, random, slots, store } = this.ports;
    const newRunId = (): RunId => this.newRunId();
    const inForce = this.definition;
    const definition = isLive(this.current) ? this.definitionOfRun : (inForce ?? this.definitionOfRun);
    return {
      now: clock.now(),
      // Nothing is known of a task while its file is broken: what is wanted is to come back when that is mended.
      restart: definition?.restart ?? defaultRestartPolicy,
      backoff: definition?.backoff ?? defaultBackoff,
      successExitCodes: definition?.successExitCodes ?? [0],
      noRestartExitCodes: definition?.noRestartExitCodes ?? [],
      timeoutMs: definition?.timeoutMs,
      stopTimeoutMs: this.stopTimeoutMs,
      hasStopCommand: definition?.stopCommand !== undefined,
      hasSignals: this.ports.launcher.hasSignals,
      watchesFiles: !this.isExtra && definition !== undefined && definition.watch.length > 0,
      isDefined: this.definition !== undefined,
      isWanted: store.desired(this.task) === 'up',
      isExtra: this.isExtra,
      hasFreeSlot: slots.hasFree,
      // Few events ask, and the answer may lie in the history.
      get hasUnmet() {
        return inForce !== undefined && !dependencies.areMet(inForce);
      },
      retries: definition?.retries ?? 0,
      retryDelayMs: definition?.retryDelayMs ?? defaultRetryDelayMs,
      get nextId() {
        return newRunId();
      },
      jitter: 2 * random.fraction() - 1,
    };
  }

  private carryOut<K extends SupervisorEffect['kind']>(kind: K, effect: EffectOf<K>): void {
    this.effects[kind](effect);
  }

  private settle(effect: EffectOf<'settle'>): void {
    const { isFollowed = false, outcome, retry, run } = effect;
    const { definition, isExtra, task } = this;
    let chained: readonly OwedRun[] = [];
    const owes = (record: RunRecord): readonly OwedRun[] => {
      if (definition && !isExtra) chained = this.ports.chain({ definition, record, outcome, isFollowed });
      const retried = retry && { task, next: retry.next, retry: { until: retry.until, of: retry.of } };
      return [...(retried ? [retried] : []), ...chained];
    };
    if (outcome.kind === 'start-failed') this.failedStart = { run, failure: outcome.failure };
    const record = this.keeper.settle(task, run, { ...effect, owes });
    if (record) this.settled.fire({ record, outcome, chained });
  }

  /** An id that no run has. */
  newRunId(): RunId {
    return this.ports.random.hex(12);
  }

  /** The first state, now or later, that satisfies `condition`; asked before an event is dispatched, it sees what follows. */
  private until(condition: (state: SupervisorState) => boolean): Promise<SupervisorState> {
    return new Promise((resolve) => {
      const subscription = this.onDidChange((state) => {
        if (!condition(state)) return;
        subscription.dispose();
        resolve(state);
      });
      queueMicrotask(() => {
        if (!condition(this.current)) return;
        subscription.dispose();
        resolve(this.current);
      });
    });
  }
}

/** Whether a run that was asked for has not got as far as its script. Nobody is kept waiting for a slot or another task. */
function isAwaiting(state: SupervisorState, run: RunId): boolean {
  if (state.kind === 'starting' && state.run === run) return true;
  return (
    state.kind !== 'waiting' &&
    state.kind !== 'depending' &&
    state.kind !== 'retrying' &&
    'next' in state &&
    state.next.run === run
  );
}
