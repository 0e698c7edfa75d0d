import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { reached } from '../../base/faultPoint.ts';
import { assertNever } from '../../base/assertNever.ts';
import type { Random } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { defaultBackoff, defaultRestartPolicy } from '../../model/restartPolicy.ts';
import type { DecidedRun, RunId, RunOutcome, RunRecord, Trigger } from '../../model/run.ts';
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
import { type Dependency, defaultRetryDelayMs, defaultStopTimeoutMs, type TaskDefinition } from '../../model/task.ts';
import { sameRun, sameStart } from '../../model/taskFile/definitionChange.ts';
import { countLeftovers } from '../../model/view/taskView.ts';
import { beforeCutOff } from '../cutOff.ts';
import { notEnded } from '../foundProcesses.ts';
import type {
  FileWatch,
  FoundProcess,
  Launcher,
  LeftProcesses,
  OwedRun,
  PathWatch,
  RunProcess,
  Suspicion,
} from '../ports.ts';
import type { Launched, RunKeeper } from '../runKeeper.ts';
import type { RunSlots } from './runSlots.ts';

/** Milliseconds that a run has in all before SIGKILL when its host closes: VS Code grants five seconds. */
const closingStopTimeoutMs = 3_000;
/** Milliseconds without a further change after which changed files restart a run. */
const quietMs = 300;

/** What a supervisor needs of the world. */
export interface SupervisorPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly slots: RunSlots;
  readonly pathWatch: PathWatch;
  readonly fileWatch: FileWatch;
  readonly launcher: Launcher;
  readonly dependencies: DependencyWaits;
  readonly suspicion: Suspicion;
  /** The runs of other tasks that the end of a run makes owed; recorded with that end, they are started after it. */
  readonly chain: (ended: ChainedEnd) => readonly OwedRun[];
  /** Ends what other runs of a task have left before another begins; undefined where nothing is known of any. */
  readonly clearLeft: (task: string) => Promise<unknown> | undefined;
}

/** A run that has ended, and may make others run. */
export interface ChainedEnd {
  readonly definition: TaskDefinition;
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  /** Another run of the task follows by itself. */
  readonly isFollowed: boolean;
}

/** A run that waits until other tasks are there. */
export interface DependentRun {
  readonly task: string;
  readonly trigger: Trigger;
  /** It was started for another one that nobody asked for at this moment. */
  readonly isUnasked: boolean;
  readonly after: readonly Dependency[];
  readonly onMet: () => void;
  readonly onFailed: (failure: ExecutorFailure) => void;
}

/** Waits for other tasks. */
export interface DependencyWaits {
  /** Whether everything is there that a task is to start after. */
  areMet(definition: Pick<TaskDefinition, 'after'>): boolean;
  /** Waits until everything is there, or until that is in vain; disposed, it waits no more. */
  await(run: DependentRun): Disposable;
}

/** What is unusual about a supervisor. */
export interface SupervisorOptions {
  /** It looks after a single run beside the task's own: nothing is restarted, and what the user wants is not its affair. */
  readonly isExtra?: true;
}

/** What is unusual about a run. */
export interface RunRequest {
  /** It is never restarted, and the desired state stays as it is. */
  readonly isOnce?: boolean;
  /** It is started for another run, and nobody asked for that one at this moment. */
  readonly isUnasked?: boolean;
  /** Further arguments, for this run alone. */
  readonly args?: readonly string[];
  /** Its record, where the decision for it is on the disk already; what it says counts. */
  readonly decided?: DecidedRun;
  /** What is known of it, where it is owed; that counts. */
  readonly owed?: NextRun;
}

/** A run that has ended: its record as it was until then, and how it ended. */
export interface SettledRun {
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  /** The runs of other tasks that it has made owed. */
  readonly chained: readonly OwedRun[];
}

/**
 * Keeps one task: feeds events to the pure state machine and carries out the effects it answers.
 *
 * Events are taken one after another; an event that an effect causes waits until the effects before it are done.
 */
export class Supervisor implements Disposable {
  private current: SupervisorState = { kind: 'idle' };
  /** What SIGKILL has not ended since a stop or a restart was asked for. */
  private survivors: readonly FoundProcess[] = [];
  private name: string;
  private definitionInForce: TaskDefinition | undefined;
  /** The task has been without a definition, so that the next one is its return. */
  private isGone = false;
  /** The definition that the newest run was started with; an edit changes nothing about how that is stopped. */
  private definitionOfRun: TaskDefinition | undefined;
  /** The newest run's, kept after its end for the processes it may have left. */
  private process: RunProcess | undefined;
  private readonly isExtra: boolean;
  /** The newest start that failed. */
  private failedStart: { readonly run: RunId; readonly failure: ExecutorFailure } | undefined;
  /** Ends a launch that has no process yet. */
  private launching: AbortController | undefined;
  private stopCommand: AbortController | undefined;
  private stopTimer: Disposable | undefined;
  private runTimer: Disposable | undefined;
  private restartTimer: Disposable | undefined;
  private pathWatch: Disposable | undefined;
  private fileWatch: Disposable | undefined;
  private dependencyWait: Disposable | undefined;
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
  /** Fires with a run that an earlier host had decided and that never began, which is to be decided anew. */
  readonly onDidWithdraw = this.withdrawn.event;

  constructor(
    task: string,
    private readonly keeper: RunKeeper,
    private readonly ports: SupervisorPorts,
    { isExtra }: SupervisorOptions = {},
  ) {
    this.name = task;
    this.isExtra = isExtra ?? false;
  }

  /** The task's name. */
  get task(): string {
    return this.name;
  }

  get state(): SupervisorState {
    return this.current;
  }

  /** The definition in force; undefined where the task has gone from the file. */
  get definition(): TaskDefinition | undefined {
    return this.definitionInForce;
  }

  /** A run is at work, or about to be, that another definition than the one in force was started with. */
  get isChanged(): boolean {
    const { kind } = this.current;
    if ((kind !== 'starting' && kind !== 'running') || !this.definitionOfRun || !this.definition) return false;
    return !sameRun(this.definitionOfRun, this.definition);
  }

  /** What its ended run has left. */
  get leaving(): { readonly processes: LeftProcesses; readonly count: number } | undefined {
    const count = countLeftovers(this.current);
    return this.process && count > 0 ? { processes: this.process, count } : undefined;
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
    return isLive(this.current) && this.process?.elsewhere !== undefined;
  }

  /**
   * Puts a definition in force from the next start on; undefined when the task has gone from the file. What was blocked is
   * tried again if the definition would start differently, and what is wanted starts when it returns.
   */
  define(definition: TaskDefinition | undefined): void {
    const before = this.definitionInForce;
    const hasReturned = this.isGone && definition !== undefined;
    this.definitionInForce = definition;
    this.isGone = definition === undefined;
    const isSame = before !== undefined && definition !== undefined && sameStart(before, definition);
    const isFirst = before === undefined && definition !== undefined && !hasReturned;
    if (before && definition && !isSame) this.ports.suspicion.pardon(this.task);
    if (isFirst || isSame) return;
    this.dispatch({ kind: 'definition-changed', run: this.newRunId(), hasReturned });
  }

  /** The task is called otherwise from now on; its run goes on. */
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
    this.giveUp();
    return begun;
  }

  /**
   * Takes over a run that an earlier host left. A stop that host was busy with goes on until its deadline; where the user
   * still wants the task, another run follows it.
   */
  adopt(record: RunRecord, isWanted: boolean): void {
    this.isGone = this.definition === undefined;
    this.process = this.keeper.adopt(record);
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

  /** Ends the live run, or what an ended one has left, and answers when nothing of it is left, save these, which cannot be ended. */
  async stop(reason: 'person' | 'closing'): Promise<readonly FoundProcess[]> {
    if (reason === 'closing' && this.isElsewhere) return [];
    const ended = this.until((state) => !isLive(state) || isBeyondReach(state));
    const timeoutMs = reason === 'closing' ? this.closingTimeoutMs : this.stopTimeoutMs;
    this.survivors = [];
    this.dispatch({ kind: 'stop', reason, timeoutMs });
    this.giveUp();
    await ended;
    return this.survivors;
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
    this.stopTimer?.dispose();
    this.runTimer?.dispose();
    this.restartTimer?.dispose();
    this.pathWatch?.dispose();
    this.fileWatch?.dispose();
    this.dependencyWait?.dispose();
    this.changed.dispose();
    this.settled.dispose();
    this.withdrawn.dispose();
  }

  /** Of the run, or of what it has left. */
  private get stopTimeoutMs(): number {
    return (this.definitionOfRun ?? this.definition)?.stopTimeoutMs ?? defaultStopTimeoutMs;
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
    this.survivors = [];
    this.dispatch(event);
    const state = await decided;
    if (isBeyondReach(state)) return err(notEnded(this.task, this.survivors));
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
          for (const effect of effects) this.carryOut(effect);
        });
        if (isChange) this.changed.fire(state);
      }
    } finally {
      this.stepping = false;
    }
  }

  private context(): StepContext {
    const { clock, dependencies, random, slots } = this.ports;
    const newRunId = (): RunId => this.newRunId();
    const inForce = this.definition;
    const ofRun = this.definitionOfRun ?? this.definition;
    const definition = isLive(this.current) ? ofRun : (this.definition ?? ofRun);
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
      isWanted: this.keeper.isWanted(this.task),
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

  private carryOut(effect: SupervisorEffect): void {
    switch (effect.kind) {
      case 'launch':
        this.definitionOfRun = this.definition;
        void this.launch(effect);
        return;
      case 'adopt':
        this.definitionOfRun = this.definition;
        if (this.process) this.follow(this.process);
        return;
      case 'abandon':
        if (this.process) void this.process.abandon();
        else this.launching?.abort();
        return;
      case 'run-stop-command':
        void this.runStopCommand(effect);
        return;
      case 'end-stop-command':
        this.stopCommand?.abort();
        return;
      case 'signal':
        void this.process?.ask(this.definitionOfRun?.stopSignal ?? 'SIGTERM').then(() => {
          reached('stop-signal');
        });
        return;
      case 'send':
        void this.process?.signal(effect.signal);
        return;
      case 'await-group':
        void this.awaitGroup();
        return;
      case 'kill':
        void this.kill();
        return;
      case 'record-started':
      case 'record-stopping':
      case 'record-change':
      case 'settle':
      case 'forgive':
      case 'withdraw':
      case 'desire-up':
      case 'desire-down':
        this.record(effect);
        return;
      case 'await-dependencies':
        this.awaitDependencies(effect);
        return;
      case 'leave-dependencies':
        this.dependencyWait?.dispose();
        return;
      case 'take-slot':
      case 'request-slot':
      case 'release-slot':
        this.seeToSlot(effect);
        return;
      case 'arm-stop-timer':
      case 'cancel-stop-timer':
      case 'arm-run-timer':
      case 'cancel-run-timer':
      case 'arm-restart-timer':
      case 'cancel-restart-timer':
      case 'watch-path':
      case 'unwatch-path':
      case 'watch-files':
      case 'unwatch-files':
        this.wait(effect);
        return;
      default:
        assertNever(effect);
    }
  }

  /** What is written into the books. */
  private record(effect: RecordingEffect): void {
    const { keeper, task } = this;
    switch (effect.kind) {
      case 'record-started':
        keeper.recordStarted(task, effect.run, effect);
        return;
      case 'record-stopping':
        keeper.recordStopping(effect.run, {
          by: this.ports.clock.now() + effect.timeoutMs,
          hasTimedOut: effect.hasTimedOut === true,
        });
        return;
      case 'record-change':
        keeper.recordChange(task, effect.run, effect.file);
        return;
      case 'settle': {
        let chained: readonly OwedRun[] = [];
        const owes = (record: RunRecord): readonly OwedRun[] => {
          chained = this.chainedRuns(effect, record);
          return [...owedRetry(task, effect), ...chained];
        };
        const { outcome, run } = effect;
        if (outcome.kind === 'start-failed') this.failedStart = { run, failure: outcome.failure };
        const record = keeper.settle(task, run, { ...effect, owes });
        if (record) this.settled.fire({ record, outcome, chained });
        return;
      }
      case 'forgive':
        keeper.forgive(effect.run);
        return;
      case 'withdraw': {
        const record = keeper.withdraw(effect.run);
        if (record) this.withdrawn.fire(record);
        return;
      }
      case 'desire-up':
        keeper.desireUp(task);
        return;
      case 'desire-down':
        keeper.desireDown(task);
        return;
      default:
        assertNever(effect);
    }
  }

  private chainedRuns({ isFollowed, outcome }: EffectOf<'settle'>, record: RunRecord): readonly OwedRun[] {
    const { definition, isExtra } = this;
    if (!definition || isExtra) return [];
    return this.ports.chain({ definition, record, outcome, isFollowed: isFollowed === true });
  }

  private awaitDependencies({ isUnasked, run, trigger }: EffectOf<'await-dependencies'>): void {
    const { task } = this;
    this.dependencyWait = this.ports.dependencies.await({
      task,
      trigger,
      isUnasked: isUnasked === true,
      after: this.definition?.after ?? [],
      onMet: () => {
        this.dispatch({ kind: 'dependencies-met', run });
      },
      onFailed: (failure) => {
        this.dispatch({ kind: 'dependency-failed', run, failure });
      },
    });
  }

  private seeToSlot(effect: SlotEffect): void {
    const { slots } = this.ports;
    switch (effect.kind) {
      case 'take-slot':
        slots.take(this);
        return;
      case 'request-slot':
        slots.request(this, () => {
          this.dispatch({ kind: 'slot-granted', run: effect.run });
        });
        return;
      case 'release-slot':
        slots.release(this);
        return;
      default:
        assertNever(effect);
    }
  }

  /** What is waited for, and what no longer is. */
  private wait(effect: WaitingEffect): void {
    const { clock, pathWatch } = this.ports;
    switch (effect.kind) {
      case 'arm-stop-timer': {
        const { delayMs, run } = effect;
        this.stopTimer?.dispose();
        this.stopTimer = clock.setTimer(delayMs, () => {
          this.dispatch({ kind: 'stop-timeout', run });
        });
        return;
      }
      case 'cancel-stop-timer':
        this.stopTimer?.dispose();
        return;
      case 'arm-run-timer': {
        if (this.isElsewhere) return;
        const { delayMs, run } = effect;
        this.runTimer = clock.setTimer(delayMs, () => {
          this.dispatch({ kind: 'run-timeout', run, timeoutMs: this.stopTimeoutMs });
        });
        return;
      }
      case 'cancel-run-timer':
        this.runTimer?.dispose();
        return;
      case 'arm-restart-timer':
        this.restartTimer = clock.setTimer(effect.delayMs, () => {
          this.dispatch({ kind: 'restart-due', run: this.newRunId() });
        });
        return;
      case 'cancel-restart-timer':
        this.restartTimer?.dispose();
        return;
      case 'watch-path':
        this.pathWatch = pathWatch.appears(effect.awaited, () => {
          this.dispatch({ kind: 'path-appeared', run: this.newRunId() });
        });
        return;
      case 'unwatch-path':
        this.pathWatch?.dispose();
        return;
      case 'watch-files':
        if (!this.isElsewhere) this.watchFiles(effect.run);
        return;
      case 'unwatch-files':
        this.fileWatch?.dispose();
        return;
      default:
        assertNever(effect);
    }
  }

  /** A person's word counts for a run that nobody here can end. */
  private giveUp(): void {
    if (this.isElsewhere) this.process?.elsewhere?.giveUp();
  }

  private async launch(next: NextRun): Promise<void> {
    const { run } = next;
    const launching = new AbortController();
    this.process = undefined;
    this.launching = launching;
    const launched = await this.tryLaunch(next, launching.signal);
    if (this.launching === launching) this.launching = undefined;
    switch (launched.kind) {
      case 'failed':
        this.dispatch({ kind: 'start-failed', run, at: this.ports.clock.now(), failure: launched.failure });
        return;
      case 'cut-off':
        this.dispatch({ kind: 'abandoned', run, at: this.ports.clock.now() });
        return;
      case 'launched':
        this.process = launched.process;
        this.follow(launched.process);
        // A stop that came in the moment before there was a process had nothing to abandon.
        if (launching.signal.aborted) void launched.process.abandon();
        return;
      default:
        assertNever(launched);
    }
  }

  /** What nobody has expected is a failure of this task alone. */
  private async tryLaunch(next: NextRun, cutOff: AbortSignal): Promise<Launched> {
    const { definition, isExtra, keeper, task } = this;
    try {
      const clearing = this.ports.clearLeft(task);
      if (clearing) await beforeCutOff(clearing, cutOff);
      return await keeper.launch({ task, definition, next, isExtra, cutOff });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      keeper.recordMishap(task, next.run, error instanceof Error ? (error.stack ?? detail) : detail);
      return { kind: 'failed', failure: { reason: 'internal', detail } };
    }
  }

  /** Turns what a process reports into events. */
  private follow(process: RunProcess): void {
    const { run } = process;
    const { clock } = this.ports;
    void process.started.then((report) => {
      switch (report.kind) {
        case 'started':
          reached('claim');
          this.dispatch({ kind: 'started', run, at: report.at, pid: report.pid, shim: report.shim });
          void process.ended.then((end) => {
            reached('exit-seen');
            this.dispatch({ kind: 'ended', run, ...end });
          });
          return;
        case 'abandoned':
          this.dispatch({
            kind: 'abandoned',
            run,
            at: clock.now(),
            ...(this.keeper.isSought(run) && { isLeft: true }),
          });
          return;
        case 'failed':
          this.dispatch({ kind: 'start-failed', run, at: clock.now(), failure: report.failure });
          return;
        default:
          assertNever(report);
      }
    });
  }

  private async runStopCommand({ pid, run }: EffectOf<'run-stop-command'>): Promise<void> {
    const cutOff = new AbortController();
    this.stopCommand = cutOff;
    // Its pid may be another process's here.
    const definition = this.isElsewhere ? undefined : (this.definitionOfRun ?? this.definition);
    if (definition) await this.keeper.runStopCommand({ task: this.task, run, pid, definition }, cutOff.signal);
    reached('stop-command');
    this.dispatch({ kind: 'stop-command-ended', run });
  }

  private async awaitGroup(): Promise<void> {
    const { process } = this;
    if (!process) return;
    await process.groupGone();
    this.dispatch({ kind: 'group-gone', run: process.run });
  }

  private async kill(): Promise<void> {
    const { process, task } = this;
    if (!process) return;
    const survivors = await process.kill((found) => {
      this.keeper.recordFoundElsewhere(task, process.run, found);
    });
    reached('kill');
    this.survivors = survivors;
    if (survivors.length > 0) this.keeper.recordSurvivors(task, process.run, survivors);
    if (this.current.kind === 'clearing') this.keeper.recordLeft(process.run, survivors.length);
    this.dispatch({ kind: 'cleared', run: process.run, survivors: survivors.length });
  }

  /** Waits for a change of the files that the run is to follow, then until nothing changes any more. */
  private watchFiles(run: RunId): void {
    const { clock, fileWatch } = this.ports;
    let quiet: Disposable | undefined;
    let first: string | undefined;
    const onChange = (changed: string): void => {
      const file = (first ??= changed);
      quiet?.dispose();
      quiet = clock.setTimer(quietMs, () => {
        first = undefined;
        this.dispatch({ kind: 'files-changed', run, next: this.newRunId(), file, timeoutMs: this.stopTimeoutMs });
      });
    };
    const watch = fileWatch.watch(this.definitionOfRun?.watch ?? [], onChange, (detail) => {
      this.keeper.recordUnwatched(this.task, run, detail);
    });
    this.fileWatch = {
      dispose: () => {
        watch.dispose();
        quiet?.dispose();
      },
    };
  }

  private newRunId(): RunId {
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

type RecordingEffect = EffectOf<
  | 'record-started'
  | 'record-stopping'
  | 'record-change'
  | 'settle'
  | 'forgive'
  | 'withdraw'
  | 'desire-up'
  | 'desire-down'
>;
type SlotEffect = EffectOf<'take-slot' | 'request-slot' | 'release-slot'>;
type WaitingEffect = EffectOf<
  | 'arm-stop-timer'
  | 'cancel-stop-timer'
  | 'arm-run-timer'
  | 'cancel-run-timer'
  | 'arm-restart-timer'
  | 'cancel-restart-timer'
  | 'watch-path'
  | 'unwatch-path'
  | 'watch-files'
  | 'unwatch-files'
>;

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

function owedRetry(task: string, { retry }: EffectOf<'settle'>): readonly OwedRun[] {
  return retry ? [{ task, next: retry.next, retry: { until: retry.until, of: retry.of } }] : [];
}
