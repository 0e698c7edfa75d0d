import { Emitter } from '../../src/base/emitter.ts';
import { err, ok, type Result } from '../../src/base/result.ts';
import { Executor } from '../../src/core/executor.ts';
import type {
  DesiredState,
  FoundProcess,
  Journal,
  JournalEntry,
  Launcher,
  LaunchPlan,
  ProgramResolver,
  ResolvedProgram,
  RunEnd,
  RunLogs,
  RunProcess,
  StartReport,
  Store,
  TaskFileStorage,
} from '../../src/core/ports.ts';
import type { ExecutorFailure } from '../../src/model/failure.ts';
import type { ProcessIdentity, RunId, RunOutcome, RunRecord } from '../../src/model/run.ts';
import { taskKey } from '../../src/model/task.ts';
import { FakeClock } from './fakeClock.ts';

const shim: ProcessIdentity = { machineId: 'm', bootId: 'b', pidNamespace: 'n', pid: 40, startTime: '7' };

/** A run that does what the test says, when the test says it; it notes what was asked of it. */
export class FakeRun implements RunProcess {
  readonly asked: string[] = [];
  readonly started: Promise<StartReport>;
  readonly ended: Promise<RunEnd>;
  /** Whether processes of the group outlive the script, until `groupEnds`. */
  hasGroup = false;
  private readonly group: Promise<void>;
  private reportGroupGone!: () => void;
  private reportStart!: (report: StartReport) => void;
  private reportEnd!: (end: RunEnd) => void;

  constructor(
    readonly run: RunId,
    private readonly clock: FakeClock,
    readonly plan?: LaunchPlan,
  ) {
    this.group = new Promise((resolve) => {
      this.reportGroupGone = resolve;
    });
    this.started = new Promise((resolve) => {
      this.reportStart = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.reportEnd = resolve;
    });
  }

  starts(pid = 41): Promise<void> {
    this.reportStart({ kind: 'started', at: this.clock.now(), pid, shim });
    return settle();
  }

  isAbandoned(): Promise<void> {
    this.reportStart({ kind: 'abandoned' });
    return settle();
  }

  fails(failure: ExecutorFailure): Promise<void> {
    this.reportStart({ kind: 'failed', failure });
    return settle();
  }

  exits(exit?: RunEnd['exit']): Promise<void> {
    return this.exitsLeaving(0, exit);
  }

  exitsLeaving(leftovers: number, exit?: RunEnd['exit']): Promise<void> {
    this.reportEnd({ at: this.clock.now(), leftovers, ...(exit && { exit }) });
    return settle();
  }

  /** The last process of the group has gone. */
  groupEnds(): Promise<void> {
    this.reportGroupGone();
    return settle();
  }

  abandon(): Promise<void> {
    this.asked.push('abandon');
    return Promise.resolve();
  }

  signal(signal: string): Promise<void> {
    this.asked.push(signal);
    return Promise.resolve();
  }

  groupGone(): Promise<void> {
    return this.hasGroup ? this.group : Promise.resolve();
  }

  kill(): Promise<readonly FoundProcess[]> {
    this.asked.push('kill');
    return Promise.resolve([]);
  }
}

/** Hands out runs that the test steers. */
export class FakeLauncher implements Launcher {
  readonly runs: FakeRun[] = [];

  constructor(private readonly clock: FakeClock) {}

  /** The run launched or adopted last. */
  get last(): FakeRun {
    const last = this.runs.at(-1);
    if (!last) throw new Error('nothing was launched');
    return last;
  }

  launch(plan: LaunchPlan): FakeRun {
    const run = new FakeRun(plan.run, this.clock, plan);
    this.runs.push(run);
    return run;
  }

  adopt(record: RunRecord): FakeRun {
    const run = new FakeRun(record.id, this.clock);
    this.runs.push(run);
    return run;
  }

  dispose(): void {
    // There is nothing to watch.
  }
}

/** A store in memory. */
export class FakeStore implements Store {
  readonly executorId = 'd3568bcf';
  readonly runs: RunRecord[] = [];
  readonly desires = new Map<string, DesiredState>();
  readonly seen = new Map<string, RunId>();
  refusal: ExecutorFailure | undefined;

  begin(run: RunRecord & { readonly state: 'starting' }): Result<void, ExecutorFailure> {
    if (this.refusal) return err(this.refusal);
    this.runs.push(run);
    this.setDesired(run.task, 'up');
    return ok(undefined);
  }

  markRunning(id: RunId, { at, pid, shim: leader }: { at: number; pid: number; shim: ProcessIdentity }): void {
    this.replace(id, (run) => ({ ...run, state: 'running', startedAt: at, pid, shim: leader }));
  }

  markStopping(id: RunId, stopBy: number): void {
    this.replace(id, (run) => (run.state === 'running' ? { ...run, stopBy } : run));
  }

  settle(id: RunId, { at, outcome }: { at: number; outcome: RunOutcome }): RunRecord | undefined {
    const before = this.runs.find((run) => run.id === id && run.state !== 'ended');
    this.replace(id, (run) => ({ ...run, state: 'ended', endedAt: at, outcome }));
    return before;
  }

  desired(task: string): DesiredState {
    return this.desires.get(taskKey(task)) ?? 'down';
  }

  setDesired(task: string, desired: DesiredState): void {
    this.desires.set(taskKey(task), desired);
  }

  unsettledRuns(): readonly RunRecord[] {
    return this.runs.filter((run) => run.state !== 'ended');
  }

  recentRuns(task: string, count: number): readonly RunRecord[] {
    return this.runs
      .filter((run) => taskKey(run.task) === taskKey(task))
      .toReversed()
      .slice(0, count);
  }

  seenRun(task: string): RunId | undefined {
    return this.seen.get(taskKey(task));
  }

  markSeen(task: string, run: RunId): void {
    this.seen.set(taskKey(task), run);
  }

  forget(task: string): readonly string[] {
    const gone = this.runs.filter((run) => taskKey(run.task) === taskKey(task));
    for (const run of gone) this.runs.splice(this.runs.indexOf(run), 1);
    return gone.map((run) => run.logPath);
  }

  private replace(id: RunId, change: (run: RunRecord) => RunRecord): void {
    const index = this.runs.findIndex((run) => run.id === id);
    const run = this.runs[index];
    if (run) this.runs[index] = change(run);
  }
}

/** Logs in memory. */
export class FakeLogs implements RunLogs {
  readonly files = new Map<string, string>();
  refusal: ExecutorFailure | undefined;

  pathFor(task: string, run: RunId): string {
    return `/logs/${task}/${run}.log`;
  }

  create(path: string, header: string): Promise<Result<void, ExecutorFailure>> {
    if (this.refusal) return Promise.resolve(err(this.refusal));
    this.files.set(path, header);
    return Promise.resolve(ok(undefined));
  }

  append(path: string, text: string): Promise<Result<void, ExecutorFailure>> {
    this.files.set(path, (this.files.get(path) ?? '') + text);
    return Promise.resolve(ok(undefined));
  }

  remove(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.files.delete(path);
    return Promise.resolve();
  }
}

/** A task file in memory. */
export class FakeTaskFile implements TaskFileStorage {
  readonly path = '/w/.vscode/executor.json';
  readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(public text: string | undefined) {}

  read(): Promise<Result<string | undefined, ExecutorFailure>> {
    return Promise.resolve(ok(this.text));
  }

  write(text: string): Promise<Result<void, ExecutorFailure>> {
    this.text = text;
    return Promise.resolve(ok(undefined));
  }

  /** Somebody edits the file. */
  async edit(text: string | undefined): Promise<void> {
    this.text = text;
    this.changed.fire();
    await settle();
  }
}

/** An executor in a world that the test steers. */
export async function openFakeExecutor(
  text: string | undefined,
  prepare: (world: { store: FakeStore }) => void = () => undefined,
): Promise<FakeWorld> {
  const clock = new FakeClock();
  const launcher = new FakeLauncher(clock);
  const store = new FakeStore();
  const logs = new FakeLogs();
  const taskFile = new FakeTaskFile(text);
  const entries: JournalEntry[] = [];
  const journal: Journal = { record: (entry) => entries.push(entry) };
  const programs: { refusal: ExecutorFailure | undefined } = { refusal: undefined };
  const found: ResolvedProgram = { argv: ['/bin/sh', '/w/a.sh'], cwd: '/w', why: 'sh from PATH' };
  const resolver: ProgramResolver = {
    resolve: () => Promise.resolve(programs.refusal ? err(programs.refusal) : ok(found)),
  };
  prepare({ store });
  let ids = 0;
  const executor = new Executor({
    clock,
    launcher,
    store,
    logs,
    taskFile,
    journal,
    resolver,
    random: { hex: (digits) => String(++ids).padStart(digits, '0'), fraction: () => 0 },
    baseEnvironment: { PATH: '/usr/bin', VSCODE_PID: '1' },
    place: { workspaceFolder: '/w', userHome: '/home/u', platform: 'linux' },
  });
  await executor.open();
  return { executor, clock, launcher, store, logs, taskFile, entries, programs };
}

/** What `openFakeExecutor` answers. */
export interface FakeWorld {
  readonly executor: Executor;
  readonly clock: FakeClock;
  readonly launcher: FakeLauncher;
  readonly store: FakeStore;
  readonly logs: FakeLogs;
  readonly taskFile: FakeTaskFile;
  readonly entries: readonly JournalEntry[];
  readonly programs: { refusal: ExecutorFailure | undefined };
}

/** Lets everything that is already decided happen. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
