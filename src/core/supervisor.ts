import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { assertNever } from '../base/assertNever.ts';
import type { Random } from '../base/random.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { defaultBackoff } from '../model/restartPolicy.ts';
import type { RunId, RunRecord, Trigger } from '../model/run.ts';
import {
  isLive,
  type StepContext,
  type StopReason,
  type SupervisorEffect,
  type SupervisorEvent,
  type SupervisorState,
} from '../model/supervisorState.ts';
import { step } from '../model/supervisorStep.ts';
import { defaultStopTimeoutMs, type TaskDefinition } from '../model/task.ts';
import type { RunProcess } from './ports.ts';
import type { RunKeeper } from './runKeeper.ts';

/** Milliseconds that a run has between `stopSignal` and SIGKILL when its host closes: VS Code grants five seconds in all. */
const closingStopTimeoutMs = 3_000;

/**
 * Keeps one task: feeds events to the pure state machine and carries out the effects it answers.
 *
 * Events are taken one after another; an event that an effect causes waits until the effects before it are done.
 */
export class Supervisor implements Disposable {
  private current: SupervisorState = { kind: 'idle' };
  private definitionInForce: TaskDefinition | undefined;
  /** The definition that the newest run was started with; an edit changes nothing about how that is stopped. */
  private definitionOfRun: TaskDefinition | undefined;
  /** The newest run's, kept after its end for the processes it may have left. */
  private process: RunProcess | undefined;
  private stopTimer: Disposable | undefined;
  private restartTimer: Disposable | undefined;
  private readonly queue: SupervisorEvent[] = [];
  private stepping = false;
  private readonly changed = new Emitter<SupervisorState>();

  /** Fires after each change of state, with the new one. */
  readonly onDidChange = this.changed.event;

  constructor(
    readonly task: string,
    private readonly keeper: RunKeeper,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  get state(): SupervisorState {
    return this.current;
  }

  /** The definition in force; undefined where the task has gone from the file. */
  get definition(): TaskDefinition | undefined {
    return this.definitionInForce;
  }

  /** Puts a definition in force from the next start on; undefined when the task has gone from the file. */
  define(definition: TaskDefinition | undefined): void {
    this.definitionInForce = definition;
    this.dispatch({ kind: 'definition-changed' });
  }

  /** Starts a run, and answers once it is known whether the script started. */
  start(trigger: Trigger): Promise<Result<void, ExecutorFailure>> {
    if (isLive(this.current)) return Promise.resolve(err({ reason: 'task-live', task: this.task }));
    const run = this.newRunId();
    return this.begin(run, { kind: 'start', run, trigger });
  }

  /** Ends the live run, if there is one, then starts another without delay; answers once its script started. */
  restart(): Promise<Result<void, ExecutorFailure>> {
    const run = this.newRunId();
    return this.begin(run, { kind: 'restart', run, timeoutMs: this.stopTimeoutMs });
  }

  /**
   * Takes over a run that an earlier host left. A stop that host was busy with goes on until its deadline; where the user
   * still wants the task, another run follows it.
   */
  adopt(record: RunRecord, isWanted: boolean): void {
    this.process = this.keeper.adopt(record);
    const stopBy = record.state === 'running' ? record.stopBy : undefined;
    if (stopBy === undefined) {
      this.dispatch({ kind: 'adopt', run: record.id });
      return;
    }
    const timeoutMs = Math.min(Math.max(0, stopBy - this.clock.now()), this.stopTimeoutMs);
    this.dispatch({
      kind: 'adopt',
      run: record.id,
      stop: { reason: 'person', timeoutMs },
      ...(isWanted && { next: { run: this.newRunId(), trigger: 'restart' } }),
    });
  }

  /** Ends the live run, or what an ended one has left, and answers when nothing of it is left. */
  async stop(reason: StopReason): Promise<void> {
    const timeoutMs = reason === 'closing' ? Math.min(this.stopTimeoutMs, closingStopTimeoutMs) : this.stopTimeoutMs;
    const ended = this.until((state) => !isLive(state));
    this.dispatch({ kind: 'stop', reason, timeoutMs });
    await ended;
  }

  /** Stops watching; a live run is left alone. */
  dispose(): void {
    this.stopTimer?.dispose();
    this.restartTimer?.dispose();
    this.changed.dispose();
  }

  private get stopTimeoutMs(): number {
    return this.definitionOfRun?.stopTimeoutMs ?? this.definition?.stopTimeoutMs ?? defaultStopTimeoutMs;
  }

  private async begin(run: RunId, event: SupervisorEvent): Promise<Result<void, ExecutorFailure>> {
    const decided = this.until((state) => !isAwaiting(state, run));
    this.dispatch(event);
    const state = await decided;
    return state.kind === 'blocked' ? err(state.failure) : ok(undefined);
  }

  private dispatch(event: SupervisorEvent): void {
    this.queue.push(event);
    if (this.stepping) return;
    this.stepping = true;
    try {
      for (let next = this.queue.shift(); next; next = this.queue.shift()) {
        const { effects, state } = step(this.current, next, this.context());
        const isChange = state !== this.current;
        this.current = state;
        for (const effect of effects) this.carryOut(effect);
        if (isChange) this.changed.fire(state);
      }
    } finally {
      this.stepping = false;
    }
  }

  private context(): StepContext {
    const ofRun = this.definitionOfRun ?? this.definition;
    return {
      now: this.clock.now(),
      // A task that has gone from the file goes on, but is not started anew.
      restart: this.definition ? (ofRun?.restart ?? 'never') : 'never',
      backoff: ofRun?.backoff ?? defaultBackoff,
      stopTimeoutMs: this.stopTimeoutMs,
      jitter: 2 * this.random.fraction() - 1,
    };
  }

  private carryOut(effect: SupervisorEffect): void {
    switch (effect.kind) {
      case 'launch':
        this.definitionOfRun = this.definition;
        void this.launch(effect.run, effect.trigger);
        return;
      case 'adopt':
        this.definitionOfRun = this.definition;
        if (this.process) this.follow(this.process);
        return;
      case 'abandon':
        void this.process?.abandon();
        return;
      case 'record-started':
        this.keeper.recordStarted(this.task, effect.run, effect);
        return;
      case 'record-stopping':
        this.keeper.recordStopping(effect.run, this.clock.now() + effect.timeoutMs);
        return;
      case 'signal':
        void this.process?.signal(this.definitionOfRun?.stopSignal ?? 'SIGTERM');
        return;
      case 'await-group':
        void this.awaitGroup();
        return;
      case 'kill':
        void this.kill();
        return;
      case 'arm-stop-timer': {
        const { delayMs, run } = effect;
        this.stopTimer = this.clock.setTimer(delayMs, () => {
          this.dispatch({ kind: 'stop-timeout', run });
        });
        return;
      }
      case 'cancel-stop-timer':
        this.stopTimer?.dispose();
        return;
      case 'arm-restart-timer':
        this.restartTimer = this.clock.setTimer(effect.delayMs, () => {
          this.dispatch({ kind: 'restart-due', run: this.newRunId() });
        });
        return;
      case 'cancel-restart-timer':
        this.restartTimer?.dispose();
        return;
      case 'settle':
        this.keeper.settle(this.task, effect.run, effect);
        return;
      case 'desire-down':
        this.keeper.desireDown(this.task);
        return;
      default:
        assertNever(effect);
    }
  }

  private async launch(run: RunId, trigger: Trigger): Promise<void> {
    this.process = undefined;
    const launched = await this.keeper.launch({ task: this.task, definition: this.definition, run, trigger });
    if (launched.kind === 'failed') {
      this.dispatch({ kind: 'start-failed', run, at: this.clock.now(), failure: launched.failure });
      return;
    }
    this.process = launched.process;
    this.follow(launched.process);
    // A stop that came before there was a process had nothing to abandon.
    if (this.current.kind === 'starting' && this.current.stop) void launched.process.abandon();
  }

  /** Turns what a process reports into events. */
  private follow(process: RunProcess): void {
    const { run } = process;
    void process.started.then((report) => {
      switch (report.kind) {
        case 'started':
          this.dispatch({ kind: 'started', run, at: report.at, pid: report.pid, shim: report.shim });
          void process.ended.then((end) => {
            this.dispatch({ kind: 'ended', run, ...end });
          });
          return;
        case 'abandoned':
          this.dispatch({ kind: 'abandoned', run, at: this.clock.now() });
          return;
        case 'failed':
          this.dispatch({ kind: 'start-failed', run, at: this.clock.now(), failure: report.failure });
          return;
        default:
          assertNever(report);
      }
    });
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
    if (survivors.length > 0) this.keeper.recordSurvivors(task, process.run, survivors);
    this.dispatch({ kind: 'cleared', run: process.run, survivors: survivors.length });
  }

  private newRunId(): RunId {
    return this.random.hex(12);
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

/** Whether a run that was asked for has not got as far as its script. */
function isAwaiting(state: SupervisorState, run: RunId): boolean {
  return (state.kind === 'starting' && state.run === run) || ('next' in state && state.next.run === run);
}
