import { delay, type Instant } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import { reached } from '../../base/faultPoint.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ComposedEnvironment } from '../../model/environment/environment.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { renderLogFooter, renderLogHeader } from '../../model/log/logText.ts';
import {
  type DecidedRun,
  describeOutcome,
  isFailure,
  outcomeOf,
  type RunId,
  type RunOutcome,
  type RunRecord,
  type StopInProgress,
} from '../../model/run.ts';
import { mannerOf } from '../../model/supervisor/parts.ts';
import type { NextRun } from '../../model/supervisor/state.ts';
import { type TaskDefinition } from '../../model/task.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { ApprovedRun } from '../approvals.ts';
import type {
  FoundProcess,
  Launcher,
  LeftProcesses,
  OwedRun,
  ProgramResolver,
  ResolvedProgram,
  RunProcess,
  StartAttempt,
  Store,
  Suspicion,
  World,
} from '../ports.ts';
import { beforeCutOff } from './cutOff.ts';
import { describeProcesses } from './foundProcesses.ts';
import type { Clause } from '../../model/words/clause.ts';
import { inEnglish } from '../../model/words/language.ts';
import {
  composeRunEnvironment,
  type RunEnvironmentPorts,
  type RunIdentity,
  type RunSurroundings,
  withoutSecrets,
} from './runEnvironment.ts';

/** What the bookkeeping of runs needs of the world. */
export interface RunKeeperPorts extends World, RunEnvironmentPorts {
  readonly launcher: Launcher;
  readonly resolver: ProgramResolver;
  /** Why a run may not begin that nobody has asked for; undefined if it may. */
  readonly whyNotApproved: (run: ApprovedRun) => ExecutorFailure | undefined;
  readonly suspicion: Suspicion;
}

/** A run that a supervisor wants launched. */
export interface LaunchRequest {
  readonly task: string;
  /** Undefined if the task is no longer in the file. */
  readonly definition: TaskDefinition | undefined;
  readonly next: NextRun;
  readonly isExtra: boolean;
  /** Aborts when the run is to be stopped before there is a process of it. */
  readonly cutOff: AbortSignal;
}

/** What became of a launch: a process that reports for itself, or a reason why there is none and never will be. */
export type Launched =
  | { readonly kind: 'launched'; readonly process: RunProcess }
  | { readonly kind: 'cut-off' }
  | { readonly kind: 'failed'; readonly failure: ExecutorFailure };

/** How a run ended, and how many processes it left. */
export interface RunSettlement {
  readonly at: Instant;
  readonly outcome: RunOutcome;
  readonly leftovers: number;
  /** The runs that this end makes owed. */
  readonly owes?: (record: RunRecord) => readonly OwedRun[];
}

/** What is remembered of a run until it is settled. */
interface LiveRun {
  readonly record: RunRecord;
  /** What it was started with; absent if an earlier host started it. */
  readonly environment?: ComposedEnvironment;
  /** An earlier owner left it, and it has not been found yet. */
  readonly isSought?: true;
}

/** Where a live run writes, and what it sees. */
interface RunSetting {
  readonly logPath: string;
  /** What the run was started with, put together again where an earlier host started it. */
  readonly environment: Promise<Result<ComposedEnvironment, ExecutorFailure>>;
}

/** Everything that is found out about a run before it is spawned. */
interface PreparedRun {
  readonly environment: ComposedEnvironment;
  readonly program: ResolvedProgram;
}

/** Milliseconds that the log of a run may take which is stopped before it begins. */
const stopPatienceMs = 1_000;

/**
 * Keeps the books of runs for all supervisors of an executor: the durable record before the spawn, the log with header
 * and footer, the journal. Order matters and is the point of this class: recorded, then logged, then spawned.
 */
export class RunKeeper {
  private readonly failed = new Emitter<ExecutorFailure>();
  private readonly live = new Map<RunId, LiveRun>();
  private readonly footers = new Set<Promise<void>>();
  /** Runs whose ends are recorded, but might still be lost with the power. */
  private readonly settled: RunId[] = [];
  /** Why the newest run of a task was started with its interpreter, by the key of the task. */
  private readonly interpreters = new Map<string, Clause>();

  /** A run could not be recorded, and so was not started. */
  readonly onDidFail = this.failed.event;

  constructor(
    private readonly ports: RunKeeperPorts,
    private readonly surroundings: () => RunSurroundings,
  ) {}

  /** Why the newest run of a task was started with the interpreter that it has; undefined if none was started here. */
  interpreterOf(task: string): Clause | undefined {
    return this.interpreters.get(taskKey(task));
  }

  /** What commands need that run beside a live run; undefined if it has ended. */
  liveRun(run: RunId, definition: TaskDefinition): RunSetting | undefined {
    const live = this.live.get(run);
    if (!live) return undefined;
    const { environment, record } = live;
    return {
      logPath: record.logPath,
      environment: environment ? Promise.resolve(ok(environment)) : this.compose(definition, toIdentity(record)),
    };
  }

  /** Records the run, unless its decision is on the disk already, opens its log and spawns it. */
  async launch(request: LaunchRequest): Promise<Launched> {
    const { next, task } = request;
    const attempt = this.ports.suspicion.begin(task, isAsked(next));
    let launched: Launched | undefined;
    try {
      launched = await this.launchTried(request, attempt);
      return launched;
    } finally {
      // Until its script is there, or will never be, it is not known whether the host outlives it.
      if (launched?.kind !== 'launched') attempt.end();
      else
        void launched.process.started.then(() => {
          attempt.end();
        });
    }
  }

  private async launchTried(
    { cutOff, definition, isExtra, next, task }: LaunchRequest,
    attempt: StartAttempt,
  ): Promise<Launched> {
    const { journal, launcher, logs, store } = this.ports;
    // The task may be called otherwise than when this was decided.
    const record = next.decided ? { ...next.decided, task } : this.newRecord(task, next, isExtra);
    const failure = next.decided ? undefined : this.begin(record, !next.isOnce && !isExtra);
    if (failure) return { kind: 'failed', failure };
    reached('record');
    // The record of this run has put on the disk whatever was written before it; an end may have been refused since.
    if (store.check().ok) launcher.forget(this.settled.splice(0));
    if (!definition) return { kind: 'failed', failure: { reason: 'no-such-task', task } };

    const prepared = await beforeCutOff(this.prepareInTurn(definition, record, attempt), cutOff);
    const { id: run, logPath, trigger } = record;
    const { args, cause, retry, scheduledFor } = next;
    const header = renderLogHeader({
      task,
      run,
      trigger,
      at: record.createdAt,
      ...(args && { args }),
      ...(cause && { cause }),
      ...(retry && { retry: { number: retry, of: definition.retries } }),
      ...(scheduledFor !== undefined && { due: { at: scheduledFor, zone: definition.schedule?.timeZone } }),
      ...(prepared?.ok && prepared.value.program),
      ...(prepared?.ok && { remarks: prepared.value.environment.remarks.map(({ remark }) => remark) }),
    });
    const creating = logs.create(logPath, header);
    // A run that is stopped has its log where that can be made at once.
    const created = prepared ? await beforeCutOff(creating, cutOff) : await this.soon(creating);
    if (!prepared || !created || cutOff.aborted) return { kind: 'cut-off' };
    if (!created.ok) return { kind: 'failed', failure: created.error };
    if (!prepared.ok) return { kind: 'failed', failure: prepared.error };

    const { environment, program } = prepared.value;
    this.live.set(run, { record, environment });
    this.interpreters.set(taskKey(task), program.why);
    journal.record({ level: 'info', event: 'run-starting', task, run, message: `Starting ${task} (${trigger})` });
    const { why: _why, ...start } = program;
    const { limits, variables: env } = environment;
    const process = launcher.launch({ run, ...start, env, logPath, ...(limits && { limits }) });
    reached('spawn');
    return { kind: 'launched', process };
  }

  /** Finds again a run that an earlier host left. */
  adopt(record: RunRecord): RunProcess {
    const { journal, launcher } = this.ports;
    const { id: run, task } = record;
    const message = `Took over the run of ${task} from an earlier owner`;
    journal.record({ level: 'info', event: 'run-adopting', task, run, message });
    this.live.set(run, { record, isSought: true });
    return launcher.adopt(record);
  }

  /** Whether a run was left by an earlier owner, and has not been found yet. */
  isSought(run: RunId): boolean {
    return this.live.get(run)?.isSought === true;
  }

  /** A run that an earlier owner decided never began: answers it, so that it can be decided again. */
  withdraw(run: RunId): DecidedRun | undefined {
    const record = this.live.get(run)?.record;
    this.live.delete(run);
    if (record?.state !== 'starting') return undefined;
    this.settled.push(run);
    const message = `The run of ${record.task} that an earlier owner planned never started`;
    this.ports.journal.record({ level: 'warning', event: 'run-withdrawn', task: record.task, run, message });
    return record;
  }

  /** Settles a run that no supervisor manages, as soon as it is over; one that never began is withdrawn. */
  follow(record: RunRecord, onWithdrawn: (record: DecidedRun) => void): void {
    const process = this.adopt(record);
    const settle = (at: Instant, outcome: RunOutcome, leftovers: number): void => {
      this.settle(record.task, record.id, { at, outcome, leftovers });
    };
    void process.started.then(async (report) => {
      const withdrawn = report.kind === 'abandoned' ? this.withdraw(record.id) : undefined;
      if (withdrawn) {
        onWithdrawn(withdrawn);
        return;
      }
      if (report.kind !== 'started') {
        settle(this.ports.clock.now(), { kind: 'interrupted' }, 0);
        return;
      }
      const { at, exit, leftovers } = await process.ended;
      settle(at, outcomeOf(exit), leftovers);
    });
  }

  /** The script is there. */
  recordStarted(task: string, run: RunId, started: Parameters<Store['markRunning']>[1]): void {
    this.ports.store.markRunning(run, started);
    const how = this.live.get(run)?.isSought ? 'Found' : 'Started';
    const message = `${how} ${task} (pid ${String(started.pid)})`;
    this.ports.journal.record({ level: 'info', event: 'run-started', task, run, message });
  }

  /** The run is being stopped, and the next host goes on with that where this one ends. */
  recordStopping(run: RunId, stopping: StopInProgress): void {
    this.ports.store.markStopping(run, stopping);
    reached('stop-recorded');
  }

  /** A file that the run is to follow was written. */
  recordChange(task: string, run: RunId, file: string): void {
    const message = `Restarting ${task} because ${file} has changed`;
    this.ports.journal.record({ level: 'info', event: 'file-changed', task, run, message });
  }

  /** A start has failed in a way that nobody has expected. */
  recordMishap(task: string, run: RunId, detail: string): void {
    this.ports.journal.record({ level: 'error', event: 'mishap', task, run, message: `${task}: ${detail}` });
  }

  /** Not every file that the run is to follow can be watched. */
  recordUnwatched(task: string, run: RunId, detail: string): void {
    const message = `Changes to some files do not restart ${task} because they cannot be watched: ${detail}`;
    this.ports.journal.record({ level: 'warning', event: 'files-unwatched', task, run, message });
  }

  /** The run is over: history, footer and journal say how. Answers its record as it was until then. */
  settle(task: string, run: RunId, { at, leftovers, outcome, owes }: RunSettlement): RunRecord | undefined {
    const { journal, logs, store } = this.ports;
    this.live.delete(run);
    const record = store.settle(run, { at, outcome, leftovers }, owes);
    reached('settle');
    const level = isFailure(outcome) ? 'warning' : 'info';
    journal.record({ level, event: 'run-ended', task, run, message: `${task}: ${endForLog(outcome, record)}` });
    if (!record) return undefined;
    this.settled.push(run);
    const footer = logs
      .append(record.logPath, (isLineOpen) => renderLogFooter({ at, outcome, leftovers, isLineOpen, ...record }))
      .then((written) => {
        this.footers.delete(footer);
        if (written.ok) return;
        const message = inEnglish(() => describeFailure(written.error));
        journal.record({ level: 'warning', event: 'footer-not-written', task, run, message });
      });
    this.footers.add(footer);
    return record;
  }

  /** A run that was decided will not begin. */
  cancel({ id, task }: DecidedRun): void {
    this.settle(task, id, { at: this.ports.clock.now(), outcome: { kind: 'stopped' }, leftovers: 0 });
  }

  /** Resolves when every footer that was begun is written. */
  async finish(): Promise<void> {
    await Promise.all(this.footers);
  }

  /** Kills what is there of a run; answers what even SIGKILL did not end. What only its environment ties to the run is told first. */
  async kill(task: string, processes: LeftProcesses): Promise<readonly FoundProcess[]> {
    const { journal } = this.ports;
    const { run } = processes;
    const survivors = await processes.kill((found) => {
      const message = `Ending what ${task} started elsewhere: ${describeProcesses(found)}`;
      journal.record({ level: 'warning', event: 'found-elsewhere', task, run, message });
    });
    reached('kill');
    const message = `Still there after SIGKILL: ${describeProcesses(survivors)}`;
    if (survivors.length > 0) journal.record({ level: 'error', event: 'survivors', task, run, message });
    return survivors;
  }

  private newRecord(task: string, { run, trigger, ...manner }: NextRun, isExtra: boolean): DecidedRun {
    const createdAt = this.ports.clock.now();
    return {
      id: run,
      task,
      trigger,
      createdAt,
      logPath: this.ports.logs.pathFor(task, run, createdAt),
      ...mannerOf(manner),
      ...(isExtra && { isExtra }),
      state: 'starting',
    };
  }

  private begin(record: DecidedRun, setsUp: boolean): ExecutorFailure | undefined {
    const begun = this.ports.store.begin(record, { setsUp });
    if (begun.ok) return undefined;
    this.failed.fire(begun.error);
    return begun.error;
  }

  /** What the promise answers; undefined if that takes longer than whoever stops a run may be kept waiting. */
  private async soon<T>(promise: Promise<T>): Promise<T | undefined> {
    const patience = new AbortController();
    const late = delay(this.ports.clock, stopPatienceMs, patience.signal).then(() => undefined);
    const first = await Promise.race([promise, late]);
    patience.abort();
    return first;
  }

  private async prepareInTurn(
    definition: TaskDefinition,
    record: RunRecord,
    { isRefused, turn }: StartAttempt,
  ): Promise<Result<PreparedRun, ExecutorFailure>> {
    if (isRefused) return err({ reason: 'ends-hosts', task: record.task });
    await turn;
    return this.prepare(definition, record);
  }

  private async prepare(definition: TaskDefinition, record: RunRecord): Promise<Result<PreparedRun, ExecutorFailure>> {
    const why = this.ports.whyNotApproved(record);
    if (why) return err(why);
    const environment = await this.compose(definition, toIdentity(record));
    if (!environment.ok) return environment;
    const args = [...definition.args, ...(record.args ?? [])];
    const program = await this.ports.resolver.resolve({ ...definition, args }, withoutSecrets(environment.value));
    return program.ok ? ok({ environment: environment.value, program: program.value }) : program;
  }

  private compose(
    definition: TaskDefinition,
    identity: RunIdentity,
  ): Promise<Result<ComposedEnvironment, ExecutorFailure>> {
    return composeRunEnvironment(definition, identity, this.surroundings(), this.ports);
  }
}

/** Whether a person wants it at this moment: what an earlier host had decided, or owed, is decided without anybody. */
function isAsked({ decided, isOwed, trigger }: NextRun): boolean {
  return trigger === 'manual' && !decided && !isOwed;
}

function toIdentity({ cause, id, scheduledFor, task, trigger }: RunRecord): RunIdentity {
  return { task, run: id, trigger, ...(scheduledFor !== undefined && { scheduledFor }), ...(cause && { cause }) };
}

/** How a run ended, for the executor's log. */
function endForLog(outcome: RunOutcome, record: RunRecord | undefined): string {
  const startedAt = record && 'startedAt' in record ? record.startedAt : undefined;
  return inEnglish(() =>
    outcome.kind === 'start-failed' ? describeFailure(outcome.failure) : describeOutcome(outcome, startedAt),
  );
}
