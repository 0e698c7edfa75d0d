import { type Disposable, toDisposable } from '../../src/base/disposable.ts';
import { Emitter } from '../../src/base/emitter.ts';
import { err, ok, type Result } from '../../src/base/result.ts';
import { Executor, type ExecutorPorts } from '../../src/core/executor.ts';
import type {
  CommandEnd,
  CommandPlan,
  DefinitionMemory,
  DesiredState,
  FileWatch,
  FoundProcess,
  HistoryTrim,
  Journal,
  JournalEntry,
  KeptDefinitions,
  LaterDecision,
  Launcher,
  LaunchPlan,
  LeavingRun,
  OwedRun,
  PathWatch,
  ProgramResolver,
  ReadinessProbe,
  SignListener,
  ResolvedProgram,
  RunEnd,
  RunLogs,
  RunProcess,
  ScheduleDecision,
  ScheduleState,
  StartAttempt,
  StartReport,
  Store,
  Suspicion,
  TaskFileStorage,
} from '../../src/core/ports.ts';
import { defaultHostSettings, type HostSettings } from '../../src/model/host/hostSettings.ts';
import type { ApprovalRecord } from '../../src/model/taskFile/approval.ts';
import type { AwaitedPath } from '../../src/model/supervisor/awaitedPath.ts';
import type { BaseEnvironment } from '../../src/model/environment/environment.ts';
import type { EnvFile } from '../../src/model/environment/envFile.ts';
import type { ExecutorFailure } from '../../src/model/failure.ts';
import type { Incident } from '../../src/model/notice/incident.ts';
import type { LaterRun } from '../../src/model/schedule/laterRun.ts';
import {
  hasFailed,
  type ProcessIdentity,
  type RunId,
  type RunOutcome,
  type RunRecord,
  type StopInProgress,
} from '../../src/model/run.ts';
import type { Skipped } from '../../src/model/schedule/skipped.ts';
import type { Argv } from '../../src/model/words/argv.ts';
import { taskKey } from '../../src/model/words/taskKey.ts';
import { FakeClock } from './fakeClock.ts';

const shim: ProcessIdentity = { machineId: 'm', bootId: 'b', pidNamespace: 'n', pid: 40, startTime: '7' };

/** A run that does what the test says, when the test says it; it notes what was asked of it. */
export class FakeRun implements RunProcess {
  readonly asked: string[] = [];
  readonly started: Promise<StartReport>;
  readonly ended: Promise<RunEnd>;
  /** When the script started; now where undefined. */
  startedAt: number | undefined;
  /** Whether processes of the group outlive the script, until `groupEnds`. */
  hasGroup = false;
  /** How many processes of it are left. */
  left = 0;
  /** What SIGKILL does not end. */
  survivors: readonly FoundProcess[] = [];
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
    this.reportStart({ kind: 'started', at: this.startedAt ?? this.clock.now(), pid, shim });
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

  ask(signal: string): Promise<void> {
    return this.signal(signal);
  }

  count(): Promise<number> {
    this.asked.push('count');
    return Promise.resolve(this.left);
  }

  groupGone(): Promise<void> {
    return this.hasGroup ? this.group : Promise.resolve();
  }

  kill(): Promise<readonly FoundProcess[]> {
    this.asked.push('kill');
    return Promise.resolve(this.survivors);
  }
}

/** A command that ends when the test says it. */
export interface FakeCommand {
  readonly plan: CommandPlan;
  readonly ends: (end: CommandEnd) => void;
}

/** Paths that appear when the test says it. */
export class FakePathWatch implements PathWatch {
  /** What is waited for now. */
  readonly awaited = new Map<string, () => void>();

  appears({ path }: AwaitedPath, callback: () => void): Disposable {
    this.awaited.set(path, callback);
    return toDisposable(() => this.awaited.delete(path));
  }

  /** There it is. */
  async appear(path: string): Promise<void> {
    this.awaited.get(path)?.();
    await settle();
  }
}

/** Files that change when the test says it. */
export class FakeFileWatch implements FileWatch {
  /** What is watched now: the globs, and who is told. */
  readonly watches = new Map<string, (file: string) => void>();

  watch(globs: readonly string[], onChange: (file: string) => void): Disposable {
    const key = globs.join(' ');
    this.watches.set(key, onChange);
    return toDisposable(() => this.watches.delete(key));
  }

  /** Somebody writes a file. */
  change(file: string): void {
    for (const onChange of this.watches.values()) onChange(file);
  }
}

/** Hands out runs that the test steers. */
export class FakeLauncher implements Launcher {
  hasSignals = true;
  readonly runs: FakeRun[] = [];
  /** The settled runs of which something is left. */
  readonly recalled: FakeRun[] = [];
  /** How many processes of each of these there still are. */
  left = 0;
  /** The commands that were to end a run, in their order. */
  readonly commands: FakeCommand[] = [];
  /** The runs of which nothing is kept any longer. */
  readonly forgotten: RunId[] = [];

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

  recall({ id }: LeavingRun): FakeRun {
    const run = new FakeRun(id, this.clock);
    run.left = this.left;
    this.recalled.push(run);
    return run;
  }

  command(plan: CommandPlan, cutOff: AbortSignal): Promise<CommandEnd> {
    return new Promise((resolve) => {
      this.commands.push({ plan, ends: resolve });
      cutOff.addEventListener('abort', () => {
        resolve({ kind: 'cut-off' });
      });
    });
  }

  forget(runs: readonly RunId[]): void {
    this.forgotten.push(...runs);
  }

  tidy(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): void {
    // There is nothing to watch.
  }
}

/** A store in memory. */
export class FakeStore implements Store {
  readonly executorId = 'd3568bcf';
  readonly runs: RunRecord[] = [];
  readonly owedRuns: OwedRun[] = [];
  readonly leaving: LeavingRun[] = [];
  readonly desires = new Map<string, DesiredState>();
  readonly seen = new Map<string, RunId>();
  readonly schedules = new Map<string, ScheduleState>();
  readonly muted = new Set<string>();
  readonly stoppedByUser = new Set<string>();
  readonly approvals = new Map<string, ApprovalRecord>();
  readonly bringers = new Map<string, string>();
  readonly incidents = new Map<string, Incident>();
  readonly skips: Skipped[] = [];
  readonly later: LaterRun[] = [];
  missed = 0;
  hostSettings: HostSettings = defaultHostSettings;
  attended: number | undefined;
  refusal: ExecutorFailure | undefined;

  begin(
    run: RunRecord & { readonly state: 'starting' },
    { setsUp, withdraws }: { readonly setsUp: boolean; readonly withdraws?: RunId },
  ): Result<void, ExecutorFailure> {
    if (this.refusal) return err(this.refusal);
    this.withdraw(withdraws);
    this.runs.push(run);
    this.forgive(run.id);
    if (setsUp) this.setDesired(run.task, 'up');
    return ok(undefined);
  }

  check(): Result<number, ExecutorFailure> {
    return this.refusal ? err(this.refusal) : ok(0);
  }

  markRunning(id: RunId, { at, pid, shim: leader }: { at: number; pid: number; shim: ProcessIdentity }): void {
    this.replace(id, (run) => ({ ...run, state: 'running', startedAt: at, pid, shim: leader }));
  }

  markStopping(id: RunId, stopping: StopInProgress): void {
    this.replace(id, (run) => (run.state === 'running' ? { ...run, stopping } : run));
  }

  settle(
    id: RunId,
    { at, leftovers = 0, outcome }: { at: number; leftovers?: number; outcome: RunOutcome },
    owes: (record: RunRecord) => readonly OwedRun[] = () => [],
  ): RunRecord | undefined {
    const before = this.runs.find((run) => run.id === id && run.state !== 'ended');
    if (before) this.owedRuns.push(...owes(before));
    if (before?.state === 'running' && leftovers > 0) {
      const { pid, shim: leader, startedAt, task } = before;
      this.leaving.push({ id, task, pid, shim: leader, startedAt, leftovers });
    }
    this.replace(id, (run) => ({ ...run, state: 'ended', endedAt: at, outcome }));
    return before;
  }

  setLeftovers(id: RunId, count: number): void {
    const index = this.leaving.findIndex((run) => run.id === id);
    const [before] = index < 0 ? [] : this.leaving.splice(index, 1);
    if (before && count > 0) this.leaving.push({ ...before, leftovers: count });
  }

  leavingRuns(): readonly LeavingRun[] {
    return [...this.leaving];
  }

  owed(): readonly OwedRun[] {
    return [...this.owedRuns];
  }

  forgive(id: RunId): void {
    const index = this.owedRuns.findIndex(({ next }) => next.run === id);
    if (index >= 0) this.owedRuns.splice(index, 1);
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

  newestRuns(count: number, before?: RunId): readonly RunRecord[] {
    const newest = this.runs.toReversed();
    return newest.slice(newest.findIndex(({ id }) => id === before) + 1).slice(0, count);
  }

  recentRuns(task: string, count: number, before?: RunId): readonly RunRecord[] {
    return this.newestRuns(Infinity, before)
      .filter((run) => taskKey(run.task) === taskKey(task))
      .slice(0, count);
  }

  seenRun(task: string): RunId | undefined {
    return this.seen.get(taskKey(task));
  }

  markSeen(task: string, run: RunId): void {
    this.seen.set(taskKey(task), run);
  }

  schedule(task: string): ScheduleState | undefined {
    return this.schedules.get(taskKey(task));
  }

  hasRunFor(task: string, occurrence: number): boolean {
    return this.runs.some((run) => taskKey(run.task) === taskKey(task) && run.scheduledFor === occurrence);
  }

  setSchedule(task: string, schedule: ScheduleState | undefined): void {
    if (schedule) this.schedules.set(taskKey(task), schedule);
    else this.schedules.delete(taskKey(task));
  }

  decide(decisions: readonly ScheduleDecision[]): Result<void, ExecutorFailure> {
    if (this.refusal) return err(this.refusal);
    for (const { run, schedule, skipped = [], task, withdrawn } of decisions) {
      this.setSchedule(task, schedule);
      this.withdraw(withdrawn);
      for (const each of skipped) this.noteSkipped(each);
      if (run) this.runs.push(run);
    }
    return ok(undefined);
  }

  laterRuns(): readonly LaterRun[] {
    return this.later.toSorted((one, other) => one.at - other.at);
  }

  addLater(later: LaterRun): Result<void, ExecutorFailure> {
    if (this.refusal) return err(this.refusal);
    this.later.push(later);
    return ok(undefined);
  }

  cancelLater(ids: readonly string[]): Result<void, ExecutorFailure> {
    if (this.refusal) return err(this.refusal);
    this.dropLater(({ id }) => ids.includes(id));
    return ok(undefined);
  }

  decideLater(decisions: readonly LaterDecision[]): Result<void, ExecutorFailure> {
    const cancelled = this.cancelLater(decisions.map(({ later }) => later.id));
    if (!cancelled.ok) return cancelled;
    for (const { run, skipped } of decisions) {
      if (skipped) this.noteSkipped(skipped);
      if (run) this.runs.push(run);
    }
    return ok(undefined);
  }

  returnLater(later: LaterRun, withdrawn: RunId): Result<void, ExecutorFailure> {
    if (this.refusal) return err(this.refusal);
    this.withdraw(withdrawn);
    return this.addLater(later);
  }

  private dropLater(goes: (later: LaterRun) => boolean): void {
    this.later.splice(0, Infinity, ...this.later.filter((later) => !goes(later)));
  }

  private withdraw(id: RunId | undefined): void {
    const index = this.runs.findIndex((run) => run.id === id && run.state === 'starting');
    if (index !== -1) this.runs.splice(index, 1);
  }

  noteSkipped(skipped: Skipped): void {
    this.skips.push(skipped);
  }

  recentSkipped(task: string, count: number): readonly Skipped[] {
    return this.newestSkipped(Infinity)
      .filter((each) => taskKey(each.task) === taskKey(task))
      .slice(0, count);
  }

  newestSkipped(count: number): readonly Skipped[] {
    return this.skips.toReversed().slice(0, count);
  }

  missedUnattended(): number {
    return this.missed;
  }

  setMissedUnattended(count: number): void {
    this.missed = count;
  }

  isStoppedByUser(task: string): boolean {
    return this.stoppedByUser.has(taskKey(task));
  }

  setStoppedByUser(task: string, isStopped: boolean): void {
    if (isStopped) this.stoppedByUser.add(taskKey(task));
    else this.stoppedByUser.delete(taskKey(task));
  }

  approval(task: string): ApprovalRecord | undefined {
    return this.approvals.get(taskKey(task));
  }

  setApproval(task: string, approval: ApprovalRecord): void {
    this.approvals.set(taskKey(task), approval);
  }

  broughtBy(task: string): string | undefined {
    return this.bringers.get(taskKey(task));
  }

  setBroughtBy(task: string, by: string | undefined): void {
    if (by === undefined) this.bringers.delete(taskKey(task));
    else this.bringers.set(taskKey(task), by);
  }

  isMuted(task: string): boolean {
    return this.muted.has(taskKey(task));
  }

  setMuted(task: string, isMuted: boolean): void {
    if (isMuted) this.muted.add(taskKey(task));
    else this.muted.delete(taskKey(task));
  }

  incident(task: string): Incident | undefined {
    return this.incidents.get(taskKey(task));
  }

  setIncident(task: string, incident: Incident | undefined): void {
    if (incident) this.incidents.set(taskKey(task), incident);
    else this.incidents.delete(taskKey(task));
  }

  knownTasks(): readonly string[] {
    return [...new Set([...this.runs, ...this.later].map(({ task }) => task))];
  }

  settings(): HostSettings {
    return this.hostSettings;
  }

  setSettings(settings: HostSettings): void {
    this.hostSettings = settings;
  }

  attendedUntil(): number | undefined {
    return this.attended;
  }

  setAttendedUntil(instant: number): void {
    this.attended = instant;
  }

  countEndedAfter(instant: number): number {
    return this.runs.filter((run) => run.state === 'ended' && run.endedAt > instant).length;
  }

  hasFailedAfter(task: string, instant: number): boolean {
    return this.runs.some(
      (run) => taskKey(run.task) === taskKey(task) && hasFailed(run) && run.state === 'ended' && run.endedAt > instant,
    );
  }

  trimHistory(limit: number, most: number): HistoryTrim {
    const gone = this.runs.splice(0, Math.min(most, Math.max(0, this.runs.length - limit)));
    return { logs: gone.map(({ logPath }) => logPath), isDone: gone.length < most };
  }

  rename(from: string, to: string, moved: ReadonlyMap<string, string>): void {
    moveKey(this.desires, from, to);
    moveKey(this.seen, from, to);
    moveKey(this.schedules, from, to);
    moveKey(this.incidents, from, to);
    moveKey(this.approvals, from, to);
    moveKey(this.bringers, from, to);
    for (const [key, by] of this.bringers) if (taskKey(by) === taskKey(from)) this.bringers.set(key, to);
    if (this.muted.delete(taskKey(from))) this.muted.add(taskKey(to));
    const later = this.later.map((each) => (taskKey(each.task) === taskKey(from) ? { ...each, task: to } : each));
    this.later.splice(0, Infinity, ...later);
    for (const run of this.runs.filter(({ task }) => taskKey(task) === taskKey(from))) {
      this.replace(run.id, (known) => ({ ...known, task: to, logPath: moved.get(known.logPath) ?? known.logPath }));
    }
  }

  logPaths(task: string): readonly string[] {
    return this.runs.filter((run) => taskKey(run.task) === taskKey(task)).map(({ logPath }) => logPath);
  }

  forget(task: string): readonly string[] {
    const gone = this.runs.filter((run) => taskKey(run.task) === taskKey(task));
    for (const run of gone) this.runs.splice(this.runs.indexOf(run), 1);
    this.dropLater((later) => taskKey(later.task) === taskKey(task));
    return gone.map((run) => run.logPath);
  }

  private replace(id: RunId, change: (run: RunRecord) => RunRecord): void {
    const index = this.runs.findIndex((run) => run.id === id);
    const run = this.runs[index];
    if (run) this.runs[index] = change(run);
  }
}

function moveKey<T>(map: Map<string, T>, from: string, to: string): void {
  const value = map.get(taskKey(from));
  map.delete(taskKey(from));
  if (value !== undefined) map.set(taskKey(to), value);
}

/** Signs that tasks show when the test says it. */
export class FakeReadinessProbe implements ReadinessProbe {
  readonly nowhere = '/nowhere';
  readonly openPorts = new Set<number>();
  /** What is looked for in logs now, and who is told. */
  readonly logs = new Map<string, SignListener>();

  log(_path: string, { text }: { readonly text: string }, listener: SignListener): Disposable {
    this.logs.set(text, listener);
    return toDisposable(() => this.logs.delete(text));
  }

  port(port: number): Promise<boolean> {
    return Promise.resolve(this.openPorts.has(port));
  }
}

/** Suspicions that a test has. */
export class FakeSuspicion implements Suspicion {
  /** The tasks that are not started automatically. */
  readonly refused = new Set<string>();
  /** The tasks that are being started. */
  readonly underWay: string[] = [];

  onBehalfOf<T>(_task: string, work: () => T): T {
    return work();
  }

  begin(task: string, isAsked: boolean): StartAttempt {
    if (isAsked) this.refused.delete(task);
    this.underWay.push(task);
    return {
      isRefused: this.refused.has(task),
      turn: Promise.resolve(),
      end: () => this.underWay.splice(this.underWay.indexOf(task), 1),
    };
  }

  isRefused(task: string): boolean {
    return this.refused.has(task);
  }

  pardon(task: string): void {
    this.refused.delete(task);
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

  append(path: string, render: (isLineOpen: boolean) => string): Promise<Result<void, ExecutorFailure>> {
    this.files.set(path, (this.files.get(path) ?? '') + render(false));
    return Promise.resolve(ok(undefined));
  }

  move(paths: readonly string[], to: string): Promise<ReadonlyMap<string, string>> {
    const moved = new Map(paths.map((path) => [path, path.replace(/[^/]+(?=\/[^/]+$)/, to)]));
    for (const [from, target] of moved) {
      this.files.set(target, this.files.get(from) ?? '');
      this.files.delete(from);
    }
    return Promise.resolve(moved);
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
  refusal: ExecutorFailure | undefined;
  /** Why it cannot be read. */
  trouble: ExecutorFailure | undefined;

  constructor(public text: string | undefined) {}

  read(): Promise<Result<string | undefined, ExecutorFailure>> {
    return Promise.resolve(this.trouble ? err(this.trouble) : ok(this.text));
  }

  write(text: string): Promise<Result<void, ExecutorFailure>> {
    if (this.refusal) return Promise.resolve(err(this.refusal));
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

/** A memory of definitions; `writes` counts what was kept. */
export class FakeDefinitions implements DefinitionMemory {
  kept: KeptDefinitions | undefined;
  writes = 0;

  recall(): Promise<KeptDefinitions | undefined> {
    return Promise.resolve(this.kept);
  }

  keep(kept: KeptDefinitions): Promise<void> {
    this.kept = kept;
    this.writes += 1;
    return Promise.resolve();
  }
}

/** An executor in a world that the test steers. */
export async function openFakeExecutor(
  text: string | undefined,
  prepare: (world: { store: FakeStore; definitions: FakeDefinitions }) => void = () => undefined,
): Promise<FakeWorld> {
  const clock = new FakeClock();
  const launcher = new FakeLauncher(clock);
  const store = new FakeStore();
  const logs = new FakeLogs();
  const taskFile = new FakeTaskFile(text);
  const entries: JournalEntry[] = [];
  const journal: Journal = { record: (entry) => entries.push(entry) };
  const programs: FakeWorld['programs'] = { refusal: undefined, seen: {}, isSilent: false };
  const found: ResolvedProgram = { argv: ['/bin/sh', '/w/a.sh'], cwd: '/w', why: 'sh from PATH' };
  const resolve: ProgramResolver['resolve'] = ({ args, program }, env) => {
    programs.seen = env;
    if (programs.isSilent) return new Promise(() => undefined);
    const argv: Argv = program.kind === 'command' ? program.command : found.argv;
    return Promise.resolve(programs.refusal ? err(programs.refusal) : ok({ ...found, argv: [...argv, ...args] }));
  };
  const resolver: ProgramResolver = {
    resolve,
    foresee: resolve,
    interpreters: () => Promise.resolve(ok({ all: [{ argv: ['/bin/sh'], where: 'found on PATH' }] })),
  };
  const base: BaseEnvironment = { variables: { PATH: '/usr/bin', VSCODE_PID: '1' }, origin: 'login-shell' };
  const envFiles = new Map<string, EnvFile>();
  const pathWatch = new FakePathWatch();
  const fileWatch = new FakeFileWatch();
  const readinessProbe = new FakeReadinessProbe();
  const suspicion = new FakeSuspicion();
  const definitions = new FakeDefinitions();
  prepare({ store, definitions });
  let ids = 0;
  const ports: ExecutorPorts = {
    clock,
    launcher,
    store,
    logs,
    taskFile,
    definitions,
    journal,
    resolver,
    random: { hex: (digits) => String(++ids).padStart(digits, '0'), fraction: () => 0 },
    base: { get: () => Promise.resolve(base), refresh: () => Promise.resolve(base) },
    envFiles: { read: (files) => Promise.resolve(readEnvFiles(envFiles, files)) },
    pathWatch,
    fileWatch,
    readinessProbe,
    suspicion,
    whyNotHere: () => undefined,
    place: { workspaceFolder: '/w', userHome: '/home/u', platform: 'linux' },
  };
  const reopen = async (): Promise<Executor> => {
    const next = new Executor(ports);
    await next.open();
    return next;
  };
  const executor = await reopen();
  return {
    executor,
    reopen,
    clock,
    launcher,
    store,
    logs,
    taskFile,
    entries,
    programs,
    envFiles,
    pathWatch,
    fileWatch,
    readinessProbe,
    suspicion,
    definitions,
  };
}

/** What `openFakeExecutor` answers. */
export interface FakeWorld {
  readonly executor: Executor;
  /** Opens the executor of the next host of this world. */
  readonly reopen: () => Promise<Executor>;
  readonly clock: FakeClock;
  readonly launcher: FakeLauncher;
  readonly store: FakeStore;
  readonly logs: FakeLogs;
  readonly taskFile: FakeTaskFile;
  readonly entries: readonly JournalEntry[];
  /** `seen` is what the strings of the definition that was resolved last could see; where it `isSilent`, nothing is answered. */
  readonly programs: {
    refusal: ExecutorFailure | undefined;
    seen: Readonly<Record<string, string>>;
    isSilent: boolean;
  };
  /** By their paths as the task file has them. */
  readonly envFiles: Map<string, EnvFile>;
  readonly pathWatch: FakePathWatch;
  readonly fileWatch: FakeFileWatch;
  readonly readinessProbe: FakeReadinessProbe;
  readonly suspicion: FakeSuspicion;
  readonly definitions: FakeDefinitions;
}

/** A person approves everything that wants to start automatically. */
export function approveAll(executor: Executor): void {
  const answers = executor.allTasks.requests().map(({ content, name }) => ({ name, content, isApproved: true }));
  if (!executor.allTasks.approve(answers).ok) throw new Error('an approval was refused');
}

function readEnvFiles(
  known: ReadonlyMap<string, EnvFile>,
  files: readonly string[],
): Result<readonly EnvFile[], ExecutorFailure> {
  const missing = files.find((file) => !known.has(file));
  if (missing !== undefined) return err({ reason: 'env-file-missing', file: missing, path: `/w/${missing}` });
  return ok(files.flatMap((file) => known.get(file) ?? []));
}

/** Lets everything that is already decided happen. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
