import { constants } from 'node:os';
import { delay, type Instant } from '../../base/clock.ts';
import type { FoundProcess, RunEnd, RunProcess, StartReport } from '../../core/ports.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { exitStatusFromShell, type ProcessIdentity, type RunId } from '../../model/run.ts';
import type { SendableSignal } from '../../model/sendableSignal.ts';
import type { StopSignal } from '../../model/task.ts';
import type { SpawnEnd } from './launcherSpawn.ts';
import { RunTree, type RunWorld, sendSignal } from './launcherTree.ts';
import { carriesRun } from './processGroup.ts';
import { identify, isRecordedProcess, isSameMachine, whereabouts } from './processIdentity.ts';
import type { ProcessEntry } from './processTable.ts';
import { isShimCommandLine } from './shim.ts';
import { claimForHost, readStatus, type RunStatus } from './statusFile.ts';

/** What is known of a run when somebody begins to follow it. */
export type RunOrigin =
  /** We started its shim, and are told when that ends. */
  | { readonly kind: 'launched'; readonly at: Instant; readonly shim: ProcessIdentity }
  /** An earlier host was about to start it: all there may be is a status file. */
  | { readonly kind: 'found-starting'; readonly at: Instant }
  /** An earlier host saw it start. */
  | { readonly kind: 'found-running'; readonly at: Instant; readonly pid: number; readonly shim: ProcessIdentity };

/**
 * ```
 *  starting ──► running ──► over
 *      └──────────────────► over        (abandoned, or never to be started)
 * ```
 */
type Phase =
  /** `silentSince`: when a status file was first seen that says nothing although its author should have ended. */
  | { readonly kind: 'starting'; readonly silentSince?: number }
  | ({ readonly kind: 'running' } & StartedRun)
  | { readonly kind: 'over' };

interface StartedRun {
  readonly at: Instant;
  readonly shim: ProcessIdentity;
  readonly script: ProcessIdentity;
}

/** Milliseconds between looks at a run of which no event is sure to come, while it starts or has lost its shim. */
const closeWatchMs = 1_000;
/** Milliseconds between looks at an adopted shim: the net for one that is killed and cannot write its last line. */
const looseWatchMs = 10_000;
/** Milliseconds that a shim has to record the end of its script. */
const shimGraceMs = 1_000;
/** Milliseconds that a signal waits at most for a shell that is just becoming the script. */
const becomingTimeoutMs = 1_000;

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/**
 * Follows one run by its status file, no matter who launched it. Looks are synchronous and decide by what is there, so
 * they may be caused by anything and as often as one likes. In each look the question whether the shim is gone comes
 * before the file is read: what a shim that is gone has written is then surely seen.
 */
export class LauncherRun implements RunProcess {
  readonly started: Promise<StartReport>;
  readonly ended: Promise<RunEnd>;

  private phase: Phase = { kind: 'starting' };
  private shimEnd: SpawnEnd | undefined;
  /** The run's processes, from its start for as long as somebody asks; none if they are out of our sight. */
  private processes: RunTree | undefined;
  /** Whether the shim was shown to live since we follow the run. */
  private hasSeenShim = false;
  private reportStart!: (report: StartReport) => void;
  private reportEnd!: (end: RunEnd) => void;

  constructor(
    readonly run: RunId,
    private readonly statusPath: string,
    private readonly origin: RunOrigin,
    private readonly world: RunWorld,
  ) {
    this.started = new Promise((resolve) => {
      this.reportStart = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.reportEnd = resolve;
    });
    if (origin.kind === 'found-running') this.enterFoundRunning(origin);
  }

  /** Whether there is nothing to look for any more. */
  get isOver(): boolean {
    return this.phase.kind === 'over';
  }

  /** The processes to look at from time to time, while the run lives. */
  get liveTree(): RunTree | undefined {
    return this.phase.kind === 'running' ? this.processes : undefined;
  }

  get elsewhere(): RunProcess['elsewhere'] {
    const { phase } = this;
    if (phase.kind !== 'running' || this.locate(phase.shim) !== 'elsewhere') return undefined;
    return {
      giveUp: () => {
        this.settle(phase, this.world.clock.now(), undefined);
      },
    };
  }

  /** Milliseconds after which to look even though nothing was reported; undefined if an event is sure to come. */
  get lookAgainMs(): number | undefined {
    switch (this.phase.kind) {
      case 'starting':
        return closeWatchMs;
      case 'running':
        if (this.shimIsGone(this.phase)) return closeWatchMs;
        return this.origin.kind === 'launched' ? undefined : looseWatchMs;
      case 'over':
        return undefined;
    }
  }

  /** The shim that we started has ended; a look is due. */
  noteShimEnd(end: SpawnEnd): void {
    this.shimEnd = end;
  }

  /** Looks at what is there and reports what is new. */
  look(): void {
    if (this.phase.kind === 'starting') this.lookForStart();
    if (this.phase.kind === 'running') this.lookForEnd(this.phase);
  }

  abandon(): Promise<void> {
    if (this.phase.kind === 'starting') this.takeClaim();
    return Promise.resolve();
  }

  async signal(signal: SendableSignal): Promise<void> {
    await this.becameScript();
    await this.processes?.signal(signal);
  }

  async ask(signal: StopSignal): Promise<void> {
    await this.becameScript();
    await this.processes?.ask(signal);
  }

  count(): Promise<number> {
    return this.processes?.count() ?? Promise.resolve(0);
  }

  groupGone(): Promise<void> {
    return this.processes?.groupGone() ?? Promise.resolve();
  }

  async kill(announce: (found: readonly FoundProcess[]) => void): Promise<readonly FoundProcess[]> {
    const survivors = (await this.processes?.kill(announce)) ?? [];
    if (survivors.length === 0) await this.seeShimOff();
    this.look();
    return survivors;
  }

  private lookForStart(): void {
    // Of a run that was found starting, nobody is known who could still have to make the claim.
    const isLate = this.origin.kind !== 'launched' || this.shimEnd !== undefined;
    const status = readStatus(this.statusPath);
    switch (status.kind) {
      case 'absent':
        if (isLate) this.takeClaim();
        return;
      case 'unreadable':
        return;
      case 'abandoned':
        this.settleUnstarted({ kind: 'abandoned' });
        return;
      case 'silent':
        if (isLate) this.lookIntoSilence();
        return;
      case 'claimed':
        this.enterRunning(status);
    }
  }

  private lookForEnd(phase: StartedRun): void {
    const isGone = this.shimIsGone(phase);
    const status = readStatus(this.statusPath);
    if (status.kind === 'claimed' && status.code !== undefined) {
      this.settle(phase, status.changedAt, status.code);
    } else if (isGone && this.locate(phase.script) === 'gone') {
      // A full disk takes no last line; a shim that ended by itself then still tells its starter.
      this.settle(phase, this.world.clock.now(), this.shimEnd?.kind === 'exited' ? this.shimEnd.code : undefined);
    }
  }

  private takeClaim(): void {
    const claim = claimForHost(this.statusPath);
    if (!claim.ok) {
      // Without the claim a start is over only when nobody is left who could still make it.
      if (this.processesOfStart().length === 0) this.settleUnstarted({ kind: 'failed', failure: claim.error });
    } else if (claim.value === 'won') {
      this.settleUnstarted({ kind: 'abandoned' });
    } else if (claim.value === 'lost') {
      this.look();
    }
  }

  /**
   * The claim is taken and its author silent. Where no process carries the run's id, nor is a shell of its shim, the author
   * is gone and the run never started; the file is read after the processes, since what was written meanwhile counts.
   * Otherwise the author gets a moment to speak, then the process below the shim is the run.
   */
  private lookIntoSilence(): void {
    const { clock } = this.world;
    const carriers = this.processesOfStart();
    const status = readStatus(this.statusPath);
    if (status.kind === 'claimed') {
      this.enterRunning(status);
    } else if (carriers.length === 0) {
      this.settleUnstarted({ kind: 'abandoned' });
    } else if (this.phase.kind === 'starting') {
      const { silentSince = clock.monotonic() } = this.phase;
      this.phase = { kind: 'starting', silentSince };
      const script = scriptAmong(carriers);
      if (!script || clock.monotonic() - silentSince < closeWatchMs / 2) return;
      this.enter(clock.now(), script.pid, script);
    }
  }

  /** The living processes that carry the run's id or are a shell of its shim. */
  private processesOfStart(): readonly ProcessEntry[] {
    const { table } = this.world;
    return table
      .list()
      .filter((entry) => !entry.isZombie && (carriesRun(this.run, entry.pid, table) || this.isShim(entry)));
  }

  private enterRunning(status: Extract<RunStatus, { kind: 'claimed' }>): void {
    const entry = status.code === undefined ? this.world.table.find(status.pid) : undefined;
    this.enter(status.claimedAt, status.pid, entry);
  }

  /** `entry` is what is under the script's pid now: the script, if it can be shown to belong to the run. */
  private enter(at: Instant, pid: number, entry: ProcessEntry | undefined): void {
    const shim = this.origin.kind === 'launched' ? this.origin.shim : this.findShim(entry, pid);
    const isScript = entry !== undefined && isBelow(shim, entry);
    const script = isScript ? identify(this.world.machine, entry) : this.nobody(pid);
    // A file's time is up to a clock tick older than the time of day.
    this.begin({ at: Math.max(at, this.origin.at), shim, script });
  }

  private enterFoundRunning({ at, pid, shim }: Extract<RunOrigin, { kind: 'found-running' }>): void {
    const { machine, table } = this.world;
    const leader = isSameMachine(shim, machine) ? table.find(shim.pid) : undefined;
    // Where another process has the shim's pid by now, no group or session of that number is the run's.
    const isOurs = isSameMachine(shim, machine) && (!leader || isRecordedProcess(shim, machine, leader));
    const entry = isOurs ? table.find(pid) : undefined;
    const isScript = entry !== undefined && isBelow(shim, entry);
    const script = isScript ? identify(machine, entry) : { ...shim, pid, startTime: '' };
    this.begin({ at, shim, script });
  }

  private begin(started: StartedRun): void {
    const { clock, machine } = this.world;
    const { at, shim, script } = started;
    this.phase = { kind: 'running', ...started };
    if (isSameMachine(shim, machine)) {
      const startedAt = clock.monotonic() - Math.max(0, clock.now() - at);
      this.processes = new RunTree({ run: this.run, shim, script, startedAt }, this.world);
      this.hasSeenShim = this.origin.kind === 'launched' || this.locate(shim) === 'alive';
    }
    this.reportStart({ kind: 'started', at, pid: script.pid, shim });
  }

  /**
   * The shim of a start that an earlier host made. It is looked for by its command line, not above the script: a script
   * that has just ended is no longer there to ask, while its shim is about to write its last line.
   */
  private findShim(entry: ProcessEntry | undefined, pid: number): ProcessIdentity {
    const { machine, table } = this.world;
    const shim = table.list().find((each) => each.pid === each.session && this.isShim(each));
    if (shim) return identify(machine, shim);
    // A shim that was killed: its number still names the group, if the script is that of this run.
    return this.nobody(entry && carriesRun(this.run, pid, table) ? entry.session : pid);
  }

  /** Whether a process is a shell of this run's shim, the outer or the inner. */
  private isShim({ pid }: ProcessEntry): boolean {
    return isShimCommandLine(this.world.table.commandLine(pid), this.statusPath);
  }

  /** An identity that no process has. */
  private nobody(pid: number): ProcessIdentity {
    return identify(this.world.machine, { pid, startTime: '' });
  }

  private settle(started: StartedRun, at: Instant, code: number | undefined): void {
    this.phase = { kind: 'over' };
    // A shim that could still tell how its script ended has only just left its group.
    const isGroupOurs = code !== undefined && this.hasSeenShim;
    const counting = this.processes?.leftovers(isGroupOurs) ?? Promise.resolve(0);
    void counting.then((leftovers) => {
      if (this.world.disposal.aborted) return;
      const exit = code === undefined ? {} : { exit: exitStatusFromShell(code, signalNames) };
      this.reportEnd({ at: Math.max(at, started.at), ...exit, leftovers });
    });
  }

  private settleUnstarted(report: { kind: 'abandoned' } | { kind: 'failed'; failure: ExecutorFailure }): void {
    this.phase = { kind: 'over' };
    this.reportStart(report);
  }

  private shimIsGone({ shim }: StartedRun): boolean {
    return this.origin.kind === 'launched' ? this.shimEnd !== undefined : this.locate(shim) === 'gone';
  }

  private locate(identity: ProcessIdentity): ReturnType<typeof whereabouts> {
    return whereabouts(identity, this.world.machine, (pid) => this.world.table.find(pid));
  }

  /**
   * Between writing its pid and becoming the script, a shell may have caught a signal without having acted on it, and
   * `exec` forgets it then. So a signal waits until the script is there.
   */
  private async becameScript(): Promise<void> {
    if (this.phase.kind !== 'running') return;
    const { pid } = this.phase.script;
    const { clock, table } = this.world;
    const deadline = clock.monotonic() + becomingTimeoutMs;
    while (isShimCommandLine(table.commandLine(pid), this.statusPath) && clock.monotonic() < deadline) {
      await delay(clock, 1);
    }
  }

  /** Without its script the shim writes its last line and ends; one that does not is killed. */
  private async seeShimOff(): Promise<void> {
    const { clock } = this.world;
    const shim = this.processes?.shim;
    if (!shim) return;
    const isThere = (): boolean => this.shimEnd === undefined && this.locate(shim) === 'alive';
    const deadline = clock.monotonic() + shimGraceMs;
    for (let pauseMs = 1; isThere() && clock.monotonic() < deadline; pauseMs = Math.min(2 * pauseMs, 20)) {
      await delay(clock, pauseMs);
    }
    if (isThere()) sendSignal(shim.pid, 'SIGKILL');
  }
}

/** The script among the processes that carry a run's id: the child of their session's leader, which is the shim. */
function scriptAmong(carriers: readonly ProcessEntry[]): ProcessEntry | undefined {
  const leader = carriers.find(({ pid, session }) => pid === session);
  if (leader) return carriers.find(({ parent }) => parent === leader.pid);
  return carriers.find(({ parent }) => !carriers.some(({ pid }) => pid === parent));
}

/** Whether a process under a script's pid is that script: none but the shim's own are in its session or its children. */
function isBelow(shim: ProcessIdentity, entry: ProcessEntry): boolean {
  return entry.session === shim.pid || entry.parent === shim.pid;
}
