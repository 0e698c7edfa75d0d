import { assertNever } from '../../base/assertNever.ts';
import { reached } from '../../base/faultPoint.ts';
import type { RunRecord } from '../../model/run.ts';
import type { NextRun, SupervisorEvent } from '../../model/supervisor/state.ts';
import type { TaskDefinition } from '../../model/task.ts';
import { beforeCutOff } from '../runs/cutOff.ts';
import type { FoundProcess, LeftProcesses, RunProcess } from '../ports.ts';
import type { Launched, RunKeeper } from '../runs/runKeeper.ts';
import type { Effects, Supervised, SupervisorPorts } from './supervisorPorts.ts';

/** The process of a supervisor's newest run: launched or found, asked to end, killed. What it reports is told as events. */
export class SupervisedProcess {
  /** What SIGKILL has not ended since a stop or a restart was asked for. */
  survivors: readonly FoundProcess[] = [];
  /** Kept after its end for the processes it may have left. */
  private process: RunProcess | undefined;
  /** What it was started with; an edit changes nothing about how it is stopped. */
  private startedWith: TaskDefinition | undefined;
  /** Ends a launch that has no process yet. */
  private launching: AbortController | undefined;
  private stopCommand: AbortController | undefined;

  /** Begins and ends the process. */
  readonly effects: Effects<
    | 'launch'
    | 'adopt'
    | 'abandon'
    | 'run-stop-command'
    | 'end-stop-command'
    | 'signal'
    | 'send'
    | 'await-group'
    | 'kill'
  > = {
    launch: (next) => {
      this.startedWith = this.supervised.definition;
      void this.launch(next);
    },
    adopt: () => {
      this.startedWith = this.supervised.definition;
      if (this.process) this.follow(this.process);
    },
    abandon: () => {
      if (this.process) void this.process.abandon();
      else this.launching?.abort();
    },
    'run-stop-command': ({ pid, run }) => {
      void this.runStopCommand(run, pid);
    },
    'end-stop-command': () => {
      this.stopCommand?.abort();
    },
    signal: () => {
      void this.process?.ask(this.startedWith?.stopSignal ?? 'SIGTERM').then(() => {
        reached('stop-signal');
      });
    },
    send: ({ signal }) => {
      void this.process?.signal(signal);
    },
    'await-group': () => {
      void this.awaitGroup();
    },
    kill: () => {
      void this.kill();
    },
  };

  constructor(
    private readonly supervised: Supervised,
    private readonly keeper: RunKeeper,
    private readonly ports: SupervisorPorts,
    private readonly dispatch: (event: SupervisorEvent) => void,
  ) {}

  /** The definition that the run was started with; undefined if none was, or that is not known. */
  get definition(): TaskDefinition | undefined {
    return this.startedWith;
  }

  /** What the run may have left, once it has ended. */
  get left(): LeftProcesses | undefined {
    return this.process;
  }

  /** It is on another machine or in a container, unless it has ended. */
  get isElsewhere(): boolean {
    return this.process?.elsewhere !== undefined;
  }

  /** Finds again the process of a run that an earlier host left. */
  find(record: RunRecord): void {
    this.process = this.keeper.adopt(record);
  }

  /** A person's word counts for a run that nobody here can end. */
  giveUp(): void {
    if (this.supervised.isElsewhere) this.process?.elsewhere?.giveUp();
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
    const { definition, isExtra, task } = this.supervised;
    try {
      const clearing = this.ports.clearLeft(task);
      if (clearing) await beforeCutOff(clearing, cutOff);
      return await this.keeper.launch({ task, definition, next, isExtra, cutOff });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.keeper.recordMishap(task, next.run, error instanceof Error ? (error.stack ?? detail) : detail);
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
          this.dispatch({ ...report, run });
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

  private async runStopCommand(run: string, pid: number): Promise<void> {
    const cutOff = new AbortController();
    this.stopCommand = cutOff;
    const { definitionOfRun, isElsewhere, task } = this.supervised;
    // Its pid may be another process's here.
    const definition = isElsewhere ? undefined : definitionOfRun;
    if (definition) await this.ports.commands.runStopCommand({ task, run, pid, definition }, cutOff.signal);
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
    const { process } = this;
    if (!process) return;
    const { run } = process;
    const survivors = await this.keeper.kill(this.supervised.task, process);
    this.survivors = survivors;
    if (this.supervised.state.kind === 'clearing') this.ports.store.setLeftovers(run, survivors.length);
    this.dispatch({ kind: 'cleared', run, survivors: survivors.length });
  }
}
