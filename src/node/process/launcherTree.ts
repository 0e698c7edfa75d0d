import { type Clock, delay } from '../../base/clock.ts';
import type { FoundProcess, LeftProcesses } from '../../core/ports.ts';
import type { ProcessIdentity, RunId } from '../../model/run.ts';
import type { StopSignal } from '../../model/task.ts';
import { errorCode } from '../files/errorDetail.ts';
import { isGroupVerified, type RunProcesses } from './processGroup.ts';
import { isRecordedProcess, type Machine, whereabouts } from './processIdentity.ts';
import type { ProcessScan } from './processScan.ts';
import type { FoundCarriers, ProcessSnapshot } from './processSnapshot.ts';
import type { ProcessEntry, ProcessTable } from './processTable.ts';
import { runCarriers, runMembers } from './processTree.ts';

/** What a run needs of the world. */
export interface RunWorld {
  readonly clock: Clock;
  readonly machine: Machine;
  readonly table: ProcessTable;
  readonly scan: ProcessScan;
  /** The groups of the commands that are under way beside runs, and end with their own cut-off. */
  readonly commands: ReadonlySet<number>;
  /** Aborts when the launcher is disposed: then nothing more is reported and nothing waits any longer. */
  readonly disposal: AbortSignal;
}

/** A run of this machine that has started. */
export interface TreeRoot {
  readonly run: RunId;
  readonly shim: ProcessIdentity;
  readonly script: ProcessIdentity;
  /** On the monotonic clock. */
  readonly startedAt: number;
}

/** Milliseconds that `kill` goes on trying. */
const killTimeoutMs = 5_000;
/** Milliseconds between looks at a group that is to go: the first, and the longest after backing off. */
const groupLookMs = { first: 20, longest: 500 };
/** How often the end of a run is looked at, at most; and where nothing but that processes end all the time asks for it. */
const mostLooks = { unclear: 6, incomplete: 3 };
/** Milliseconds that what dies with its script has to be gone before it counts as left behind. */
const dyingMs = 30;

/**
 * All processes of one run. What belongs to it is noted while that can be shown, since a process that outlives its parent
 * shows no origin; what was noted and has ended is dropped at the next look.
 */
export class RunTree implements LeftProcesses {
  private noted: ReadonlyMap<number, string> = new Map();
  /** Start times by pid of those that nothing but their environment tied to the run when they were found, and of their descendants. */
  private readonly foundLast = new Map<number, string>();
  /** Those of them that nobody was told about. */
  private untold: readonly ProcessEntry[] = [];
  private notedAtAge: number | undefined;
  private waitingForGroup: Promise<void> | undefined;

  constructor(
    private readonly root: TreeRoot,
    private readonly world: RunWorld,
  ) {}

  /** The run's shim, which none of this counts in. */
  get shim(): ProcessIdentity {
    return this.root.shim;
  }

  /** When to look at the tree of this run next, on the monotonic clock. */
  get lookDueAt(): number {
    return this.root.startedAt + nextLookAge(this.notedAtAge);
  }

  get run(): RunId {
    return this.root.run;
  }

  /** Sends signals to the group, one after another, where that reaches this run's processes and nobody else. */
  async signal(...signals: readonly NodeJS.Signals[]): Promise<void> {
    // What the first one ends can no longer tell whose its children were.
    this.note(await this.world.scan.fresh());
    // After the script's end the shim has gone too; what it has left in its group vouches for the group's number.
    if (!isGroupVerified(this.processes, this.world.machine, this.world.table)) return;
    for (const signal of signals) sendSignal(-this.shim.pid, signal);
  }

  ask(signal: StopSignal): Promise<void> {
    return this.signal(signal, 'SIGCONT');
  }

  async count(): Promise<number> {
    return this.noteAll(await this.world.scan.fresh()).found.length;
  }

  /** Notes the run's processes in a snapshot and answers them. */
  note(snapshot: ProcessSnapshot, isGroupOurs = false): readonly ProcessEntry[] {
    this.wakeShim(snapshot);
    const members = runMembers(this.processes, snapshot, this.world.machine, isGroupOurs);
    this.remember(members);
    this.notedAtAge = this.world.clock.monotonic() - this.root.startedAt;
    return members;
  }

  /**
   * How many processes the script has left behind, asked when its end was noticed; what daemonized at once is among them.
   * `isGroupOurs` says that the shim ended just now or is about to.
   */
  async leftovers(isGroupOurs: boolean): Promise<number> {
    const { clock, scan, disposal } = this.world;
    let before = this.noteAll(await scan.fresh(), isGroupOurs);
    if (before.found.length === 0 && before.unclear.length === 0 && !before.isIncomplete) return 0;
    // What is unclear twice has an empty environment; what hands on its place all the time is another process each time.
    for (let look = 2; ; look++) {
      await delay(clock, dyingMs, disposal);
      const now = this.noteAll(await scan.fresh());
      const wasUnclear = new Set(before.unclear.map(({ pid }) => pid));
      const isUnclear = look < mostLooks.unclear && now.unclear.some(({ pid }) => !wasUnclear.has(pid));
      const isIncomplete = look < mostLooks.incomplete && now.isIncomplete;
      if (now.found.length > 0 || (!isUnclear && !isIncomplete)) return now.found.length;
      before = now;
    }
  }

  /** Resolves when no process but the shim is left in the group. */
  groupGone(): Promise<void> {
    return (this.waitingForGroup ??= this.untilGroupGone().finally(() => {
      this.waitingForGroup = undefined;
    }));
  }

  /** Sends SIGKILL to all processes of the run but its shim until none is left, and answers those that are all the same. */
  async kill(announce: (found: readonly FoundProcess[]) => void): Promise<readonly FoundProcess[]> {
    const { clock, scan } = this.world;
    const deadline = clock.monotonic() + killTimeoutMs;
    // A process that was forked during a scan, and its parent, if that ended meanwhile, are both missing in it. So after a
    // kill it takes two empty looks to be sure.
    let looksWanted = 1;
    for (let round = 0; ; round++) {
      const snapshot = await scan.fresh();
      const found = this.noteAll(snapshot).found;
      if (found.length === 0) {
        if (--looksWanted <= 0) return [];
        continue;
      }
      this.tell(announce);
      // However slow the machine is, nothing is given up that was not tried twice.
      if (round > 1 && clock.monotonic() >= deadline) return this.describe(found);
      const refused = found.filter((entry) => this.killEntry(entry) === 'refused');
      if (refused.length === found.length && round > 1) return this.describe(found);
      looksWanted = 2;
      await delay(clock, Math.min(2 ** round, 50));
    }
  }

  /** A shim that was suspended, by its script, say, cannot record that the script has ended: it is let go on to do so. */
  private wakeShim(snapshot: ProcessSnapshot): void {
    const { machine, table } = this.world;
    const { script, shim } = this.root;
    const entry = snapshot.find(shim.pid);
    if (!entry?.isSuspended || !isRecordedProcess(shim, machine, entry)) return;
    if (whereabouts(script, machine, (pid) => snapshot.find(pid)) === 'alive') return;
    if (isRecordedProcess(shim, machine, table.find(shim.pid))) sendSignal(shim.pid, 'SIGCONT');
  }

  private get processes(): RunProcesses {
    return { ...this.root, noted: this.noted };
  }

  private remember(members: readonly ProcessEntry[]): void {
    this.noted = new Map(members.map(({ pid, startTime }) => [pid, startTime]));
  }

  /** Notes the run's processes and, as the last resort, those that nothing but their environment ties to it. */
  private noteAll(
    snapshot: ProcessSnapshot,
    isGroupOurs = false,
  ): Omit<FoundCarriers, 'carriers'> & { readonly found: readonly ProcessEntry[] } {
    // Environments come first: while they are read, processes are found that came since the others were.
    const { carriers, isIncomplete, unclear } = runCarriers(this.processes, snapshot, this.world.commands);
    const members = this.note(snapshot, isGroupOurs);
    const before = this.noted;
    const isNew = ({ pid, startTime }: ProcessEntry): boolean => before.get(pid) !== startTime;
    let found = members;
    if (carriers.some(isNew)) {
      this.remember([...members, ...carriers]);
      found = this.note(snapshot);
    }
    for (const entry of found) {
      const { parent, pid, startTime } = entry;
      const isFoundLast = isNew(entry) || this.foundLast.has(parent);
      if (!isFoundLast || this.foundLast.get(pid) === startTime) continue;
      this.foundLast.set(pid, startTime);
      this.untold = [...this.untold, entry];
    }
    return { found, unclear, isIncomplete };
  }

  /** Tells of those that were found by their environment, before the first of them is killed. */
  private tell(announce: (found: readonly FoundProcess[]) => void): void {
    const named = this.describe(this.untold);
    this.untold = [];
    if (named.length > 0) announce(named);
  }

  private async untilGroupGone(): Promise<void> {
    const { clock, scan, disposal } = this.world;
    const group = this.root.shim.pid;
    for (let pauseMs = groupLookMs.first; ; pauseMs = Math.min(1.5 * pauseMs, groupLookMs.longest)) {
      // Cheap, and enough where all have ended; it cannot tell a shim or a zombie from others.
      if (sendSignal(-group, 0) === 'gone') return;
      if (!this.note(await scan.fresh()).some((entry) => entry.group === group)) return;
      await delay(clock, pauseMs, disposal);
      if (disposal.aborted) return new Promise(() => undefined);
    }
  }

  /** Only if it still is the process that was found: nothing happens between this look and the signal. */
  private killEntry({ pid, startTime }: ProcessEntry): SignalAnswer {
    return this.world.table.find(pid)?.startTime === startTime ? sendSignal(pid, 'SIGKILL') : 'gone';
  }

  /** The processes with what people know them by; those that have ended by now are left out. */
  private describe(entries: readonly ProcessEntry[]): readonly FoundProcess[] {
    const { table } = this.world;
    return entries.flatMap(({ pid, startTime }) => {
      const commandLine = table.commandLine(pid).trim();
      if (commandLine !== '') return { pid, command: commandLine };
      // None is to be read of a zombie, nor of a process that has overwritten it.
      const entry = table.find(pid);
      const command = entry?.startTime === startTime && !entry.isZombie ? table.programName(pid) : '';
      return command === '' ? [] : { pid, command };
    });
  }
}

/**
 * The age at which to look at the tree of a run next, in milliseconds, where the last look was made at this age: at 1, 10
 * and 60 seconds, then every minute.
 */
export function nextLookAge(lastAge: number | undefined): number {
  if (lastAge === undefined) return 1_000;
  return [1_000, 10_000, 60_000].find((age) => age > lastAge) ?? lastAge + 60_000;
}

/** What became of a signal: `refused` means that we may not send it. */
export type SignalAnswer = 'sent' | 'gone' | 'refused';

/** Sends a signal to a process, or to a group by its negative number. A process that has ended meanwhile needs none. */
export function sendSignal(pid: number, signal: NodeJS.Signals | 0): SignalAnswer {
  // 0 and -1 would mean our own group, and everybody.
  if (!Number.isSafeInteger(pid) || Math.abs(pid) < 2)
    throw new Error(`internal: no process has the pid ${String(pid)}`);
  try {
    process.kill(pid, signal);
    return 'sent';
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ESRCH') return 'gone';
    if (code === 'EPERM') return 'refused';
    throw error;
  }
}
