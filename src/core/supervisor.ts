import type { Clock } from '../base/clock.ts';
import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { assertNever } from '../base/assertNever.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { RunId, RunRecord, Trigger } from '../model/run.ts';
import {
  isLive,
  step,
  type StopReason,
  type SupervisorEffect,
  type SupervisorEvent,
  type SupervisorState,
} from '../model/supervisorState.ts';
import { defaultStopTimeoutMs, type TaskDefinition } from '../model/task.ts';
import type { RunKeeper } from './runKeeper.ts';
import type { RunProcess } from './ports.ts';

/** Milliseconds that a run has between `stopSignal` and SIGKILL when its host closes: VS Code grants five seconds in all. */
export const closingStopTimeoutMs = 3_000;

/**
 * Keeps one task: feeds events to the pure state machine and carries out the effects it answers.
 *
 * Events are taken one after another; an event that an effect causes waits until the effects before it are done.
 */
export class Supervisor implements Disposable {
  private current: SupervisorState = { kind: 'idle' };
  private definitionInForce: TaskDefinition | undefined;
  /** The definition that the live run was started with; an edit changes nothing about how that is stopped. */
  private definitionOfRun: TaskDefinition | undefined;
  private process: RunProcess | undefined;
  private stopTimer: Disposable | undefined;
  private readonly queue: SupervisorEvent[] = [];
  private stepping = false;
  private readonly changed = new Emitter<SupervisorState>();

  /** Fires after each change of state, with the new one. */
  readonly onDidChange = this.changed.event;

  constructor(
    readonly task: string,
    private readonly keeper: RunKeeper,
    private readonly clock: Clock,
  ) {}

  get state(): SupervisorState {
    return this.current;
  }

  /** The definition in force; undefined where the task has gone from the file. */
  get definition(): TaskDefinition | undefined {
    return this.definitionInForce;
  }

  get isDefined(): boolean {
    return this.definitionInForce !== undefined;
  }

  /** Puts a definition in force from the next start on; undefined when the task has gone from the file. */
  define(definition: TaskDefinition | undefined): void {
    this.definitionInForce = definition;
    this.dispatch({ kind: 'definition-changed' });
  }

  /** Starts a run, and answers once it is known whether the script started. */
  async start(run: RunId, trigger: Trigger): Promise<Result<void, ExecutorFailure>> {
    if (isLive(this.current)) return err({ reason: 'task-live', task: this.task });
    const started = this.until((state) => state.kind !== 'starting' || state.run !== run);
    this.dispatch({ kind: 'start', run, trigger });
    const state = await started;
    return state.kind === 'blocked' ? err(state.failure) : ok(undefined);
  }

  /** Takes over a run that an earlier host left. */
  adopt(record: RunRecord): void {
    this.process = this.keeper.adopt(record);
    this.dispatch({ kind: 'adopt', run: record.id });
  }

  /** Stops the live run, if there is one, and answers when it has ended. */
  async stop(reason: StopReason): Promise<void> {
    const configured = this.definitionOfRun?.stopTimeoutMs ?? defaultStopTimeoutMs;
    const timeoutMs = reason === 'closing' ? Math.min(configured, closingStopTimeoutMs) : configured;
    const ended = this.until((state) => !isLive(state));
    this.dispatch({ kind: 'stop', reason, timeoutMs });
    await ended;
  }

  /** Stops watching; a live run is left alone. */
  dispose(): void {
    this.stopTimer?.dispose();
    this.changed.dispose();
  }

  private dispatch(event: SupervisorEvent): void {
    this.queue.push(event);
    if (this.stepping) return;
    this.stepping = true;
    try {
      for (let next = this.queue.shift(); next; next = this.queue.shift()) {
        const { state, effects } = step(this.current, next);
        const isChange = state !== this.current;
        this.current = state;
        for (const effect of effects) this.carryOut(effect);
        if (isChange) this.changed.fire(state);
      }
    } finally {
      this.stepping = false;
    }
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
      case 'signal':
        void this.process?.signal(this.definitionOfRun?.stopSignal ?? 'SIGTERM');
        return;
      case 'kill':
        void this.kill();
        return;
      case 'arm-stop-timer': {
        const { run } = effect;
        this.stopTimer?.dispose();
        this.stopTimer = this.clock.setTimer(effect.delayMs, () => {
          this.dispatch({ kind: 'stop-timeout', run });
        });
        return;
      }
      case 'cancel-stop-timer':
        this.stopTimer?.dispose();
        this.stopTimer = undefined;
        return;
      case 'settle':
        this.process = undefined;
        this.keeper.settle(this.task, effect.run, effect.at, effect.outcome);
        return;
      case 'desire-down':
        this.keeper.desireDown(this.task);
        return;
      default:
        assertNever(effect);
    }
  }

  private async launch(run: RunId, trigger: Trigger): Promise<void> {
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

  private async kill(): Promise<void> {
    const { process } = this;
    const survivors = (await process?.kill()) ?? [];
    if (process && survivors.length > 0) this.keeper.recordSurvivors(this.task, process.run, survivors);
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
