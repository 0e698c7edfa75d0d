import type { Clock, Instant } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import { composeEnvironment, type RunPlace } from '../model/environment.ts';
import { describeFailure, type ExecutorFailure } from '../model/failure.ts';
import { renderLogFooter, renderLogHeader } from '../model/logText.ts';
import {
  describeOutcome,
  outcomeOf,
  type ProcessIdentity,
  type RunId,
  type RunOutcome,
  type RunRecord,
  type Trigger,
} from '../model/run.ts';
import type { Environment, TaskDefinition } from '../model/task.ts';
import type { FoundProcess, Journal, Launcher, ProgramResolver, RunLogs, RunProcess, Store } from './ports.ts';

/** What the bookkeeping of runs needs of the world. */
export interface RunKeeperPorts {
  readonly clock: Clock;
  readonly store: Store;
  readonly logs: RunLogs;
  readonly journal: Journal;
  readonly launcher: Launcher;
  readonly resolver: ProgramResolver;
}

/** What is the same for all runs of an executor until the task file changes. */
export interface RunSurroundings {
  readonly executorId: string;
  /** The environment that runs build on, before scrubbing. */
  readonly baseEnvironment: Readonly<Record<string, string | undefined>>;
  /** The task file's `env`. */
  readonly fileEnvironment: Environment;
  readonly place: RunPlace;
}

/** A run that a supervisor wants launched. */
export interface LaunchRequest {
  readonly task: string;
  /** Undefined where the task has gone from the file. */
  readonly definition: TaskDefinition | undefined;
  readonly run: RunId;
  readonly trigger: Trigger;
}

/** What became of a launch: a process that reports for itself, or a reason why there is none. */
export type Launched =
  | { readonly kind: 'launched'; readonly process: RunProcess }
  | { readonly kind: 'failed'; readonly failure: ExecutorFailure };

/** How a run ended, and how many processes it left. */
export interface RunSettlement {
  readonly at: Instant;
  readonly outcome: RunOutcome;
  readonly leftovers: number;
}

/**
 * Keeps the books of runs for all supervisors of an executor: the durable record before the spawn, the log with header
 * and footer, the journal. Order matters and is the point of this class: recorded, then logged, then spawned.
 */
export class RunKeeper {
  private readonly failed = new Emitter<ExecutorFailure>();
  /** Runs that an earlier owner left, until they are found. */
  private readonly adopted = new Set<RunId>();
  private readonly footers = new Set<Promise<void>>();

  /** State on disk is no longer ours or cannot be written: nothing more may be started. */
  readonly onDidLoseState = this.failed.event;

  constructor(
    private readonly ports: RunKeeperPorts,
    private readonly surroundings: () => RunSurroundings,
  ) {}

  /** Records the run, opens its log and spawns it. */
  async launch({ task, definition, run, trigger }: LaunchRequest): Promise<Launched> {
    const { clock, store, logs, journal, launcher, resolver } = this.ports;
    const createdAt = clock.now();
    const logPath = logs.pathFor(task, run, createdAt);
    const begun = store.begin({ id: run, task, trigger, createdAt, logPath, state: 'starting' });
    if (!begun.ok) {
      this.failed.fire(begun.error);
      return { kind: 'failed', failure: begun.error };
    }
    if (!definition) return { kind: 'failed', failure: { reason: 'no-such-task', task } };

    const { executorId, baseEnvironment, fileEnvironment, place } = this.surroundings();
    const env = composeEnvironment({
      base: baseEnvironment,
      fileEnv: fileEnvironment,
      taskEnv: definition.env,
      identity: { executorId, task, run, trigger },
      place,
    });
    const resolved = await resolver.resolve(definition, env);
    const header = renderLogHeader({
      task,
      run,
      trigger,
      at: createdAt,
      ...(resolved.ok && { argv: resolved.value.argv, cwd: resolved.value.cwd, why: resolved.value.why }),
    });
    const created = await logs.create(logPath, header);
    if (!created.ok) return { kind: 'failed', failure: created.error };
    if (!resolved.ok) return { kind: 'failed', failure: resolved.error };

    journal.record({
      level: 'info',
      event: 'run-starting',
      task,
      run,
      message: `Starting ${task} (${trigger})`,
    });
    const { argv, cwd } = resolved.value;
    return { kind: 'launched', process: launcher.launch({ run, argv, cwd, env, logPath }) };
  }

  /** Finds again a run that an earlier host left. */
  adopt(record: RunRecord): RunProcess {
    const { journal, launcher } = this.ports;
    journal.record({
      level: 'info',
      event: 'run-adopting',
      task: record.task,
      run: record.id,
      message: `Looking after the run of ${record.task} that an earlier owner left`,
    });
    this.adopted.add(record.id);
    return launcher.adopt(record);
  }

  /** Settles a run that no supervisor looks after, as soon as it is over. */
  follow(record: RunRecord): void {
    const process = this.adopt(record);
    const settle = (at: Instant, outcome: RunOutcome, leftovers: number): void => {
      this.settle(record.task, record.id, { at, outcome, leftovers });
    };
    void process.started.then(async (report) => {
      if (report.kind !== 'started') {
        settle(this.ports.clock.now(), { kind: 'interrupted' }, 0);
        return;
      }
      const { at, exit, leftovers } = await process.ended;
      settle(at, outcomeOf(exit), leftovers);
    });
  }

  /** The script is there. */
  recordStarted(task: string, run: RunId, started: { at: Instant; pid: number; shim: ProcessIdentity }): void {
    const { journal, store } = this.ports;
    store.markRunning(run, { at: started.at, pid: started.pid, shim: started.shim });
    journal.record({
      level: 'info',
      event: 'run-started',
      task,
      run,
      message: `${this.adopted.delete(run) ? 'Found' : 'Started'} ${task} (pid ${String(started.pid)})`,
    });
  }

  /** The run is being stopped, and may take until `deadline`; the next host goes on with that where this one ends. */
  recordStopping(run: RunId, deadline: Instant): void {
    this.ports.store.markStopping(run, deadline);
  }

  /** The run is over: history, footer and journal say how. */
  settle(task: string, run: RunId, { at, leftovers, outcome }: RunSettlement): void {
    const { journal, logs, store } = this.ports;
    const record = store.settle(run, { at, outcome });
    const failed = outcome.kind === 'failed' || outcome.kind === 'start-failed' || outcome.kind === 'interrupted';
    journal.record({
      level: failed ? 'warning' : 'info',
      event: 'run-ended',
      task,
      run,
      message: `${task}: ${outcome.kind === 'start-failed' ? describeFailure(outcome.failure) : describeOutcome(outcome)}`,
    });
    if (!record) return;
    const footer = logs
      .append(record.logPath, renderLogFooter({ at, outcome, leftovers, ...record }))
      .then((written) => {
        this.footers.delete(footer);
        if (written.ok) return;
        const message = describeFailure(written.error);
        journal.record({ level: 'warning', event: 'footer-not-written', task, run, message });
      });
    this.footers.add(footer);
  }

  /** Resolves when every footer that was begun is written. */
  async finish(): Promise<void> {
    await Promise.all(this.footers);
  }

  /** Nothing asks for a further run of this task. */
  desireDown(task: string): void {
    this.ports.store.setDesired(task, 'down');
  }

  /** Processes that belong to a run by nothing but their environment, before the first of them is killed. */
  recordFoundElsewhere(task: string, run: RunId, found: readonly FoundProcess[]): void {
    const message = `Ending what ${task} has started elsewhere: ${describeProcesses(found)}`;
    this.ports.journal.record({ level: 'warning', event: 'found-elsewhere', task, run, message });
  }

  /** Processes of a run that even SIGKILL did not end. */
  recordSurvivors(task: string, run: RunId, survivors: readonly FoundProcess[]): void {
    const message = `Still there after SIGKILL: ${describeProcesses(survivors)}`;
    this.ports.journal.record({ level: 'error', event: 'survivors', task, run, message });
  }
}

function describeProcesses(processes: readonly FoundProcess[]): string {
  return processes.map(({ command, pid }) => `${command} (pid ${String(pid)})`).join(', ');
}
