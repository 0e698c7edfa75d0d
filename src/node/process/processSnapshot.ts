import type { RunId } from '../../model/run.ts';
import { runIdVariable } from './processGroup.ts';
import { isNoOlder, type ProcessEntry, type ProcessTable } from './processTable.ts';

/** How often environments are read for one look, on a machine where processes end all the time. */
const mostRounds = 4;

/** The processes that carry a run's id in their environment, and those of which another look may tell. */
export interface FoundCarriers {
  readonly carriers: readonly ProcessEntry[];
  readonly unclear: readonly ProcessEntry[];
  /** Processes ended all the time while this look was made: what they have forked last may be missing in it. */
  readonly isIncomplete: boolean;
}

/**
 * The table of processes at one moment, indexed so that many runs can be looked up in it. Environments are read only when
 * somebody asks for them, those of processes that are younger than the oldest run asked about, and each once for all who ask.
 */
export class ProcessSnapshot {
  readonly entries: ProcessEntry[] = [];
  private readonly byPid = new Map<number, ProcessEntry>();
  private readonly byParent = new Map<number, ProcessEntry[]>();
  private readonly byGroup = new Map<number, ProcessEntry[]>();
  private readonly bySession = new Map<number, ProcessEntry[]>();
  private readonly line = new Set<number>();
  /** The run ids in those environments that were read; undefined if there is none. */
  private readonly runs = new Map<number, RunId | undefined>();
  private readonly unclear = new Set<number>();
  /** Processes had ended when their environments, or they themselves, were last to be read. */
  private readonly hasLost = { entries: false, environments: false };

  /** `self` is the pid of the process that asks. */
  constructor(
    private readonly table: ProcessTable,
    private readonly self: number = process.pid,
  ) {
    this.addNew();
    for (let entry = this.find(self); entry && !this.line.has(entry.pid); entry = this.find(entry.parent)) {
      this.line.add(entry.pid);
    }
  }

  /** A table that lacks the process that asks could not be read, for want of descriptors, say; it proves nothing. */
  get isCredible(): boolean {
    return this.byPid.has(this.self);
  }

  find(pid: number): ProcessEntry | undefined {
    return this.byPid.get(pid);
  }

  childrenOf(pid: number): readonly ProcessEntry[] {
    return this.byParent.get(pid) ?? [];
  }

  /** All in the group or the session of this number, some of them twice. */
  ledBy(leader: number): readonly ProcessEntry[] {
    return [...(this.byGroup.get(leader) ?? []), ...(this.bySession.get(leader) ?? [])];
  }

  /** Whether a process descends from the one that asks. */
  isBelowSelf(pid: number): boolean {
    const seen = new Set<number>();
    for (let entry = this.find(pid); entry && !seen.has(entry.pid); entry = this.find(entry.parent)) {
      if (entry.parent === this.self) return true;
      seen.add(entry.pid);
    }
    return false;
  }

  /** Whether this is the process that asks. */
  isSelf(pid: number): boolean {
    return pid === this.self;
  }

  /** Whether this is the process that asks, or one that it descends from. */
  isSelfOrAbove(pid: number): boolean {
    return this.line.has(pid);
  }

  /** The processes that carry this run's id in their environment, wherever they went; its shim was started at `since`. */
  carriersOf(run: RunId, since: string): FoundCarriers {
    let young = this.young(since);
    // Some have ended while their environments were to be read: what these have forked last is not among the others.
    for (let round = 1; this.readEnvironments(young) && round < mostRounds; round++) {
      this.addNew();
      young = this.young(since);
    }
    return {
      carriers: young.filter(({ pid }) => this.runs.get(pid) === run),
      unclear: young.filter(({ pid }) => this.unclear.has(pid)),
      isIncomplete: this.hasLost.entries || this.hasLost.environments,
    };
  }

  /** Whether one process carries this run's id in its environment, for when not all of them need be asked. */
  carries(pid: number, run: RunId): boolean {
    return this.table.hasInEnvironment(pid, `${runIdVariable}=${run}`);
  }

  private young(since: string): readonly ProcessEntry[] {
    return this.entries.filter((entry) => !entry.isZombie && isNoOlder(entry, since));
  }

  private addNew(): void {
    const list = this.table.list((pid) => this.byPid.has(pid));
    this.hasLost.entries = list.hasLost === true;
    for (const entry of list) {
      this.entries.push(entry);
      this.byPid.set(entry.pid, entry);
      put(this.byParent, entry.parent, entry);
      put(this.byGroup, entry.group, entry);
      put(this.bySession, entry.session, entry);
    }
  }

  /** Answers whether some of them have ended meanwhile. */
  private readEnvironments(entries: readonly ProcessEntry[]): boolean {
    const unread = entries.map(({ pid }) => pid).filter((pid) => !this.runs.has(pid));
    for (const pid of unread) this.runs.set(pid, undefined);
    const { carriers, hasLost, unclear } = this.table.carriersAmong(unread, runIdVariable);
    for (const pid of unclear) this.unclear.add(pid);
    for (const { pid, value } of carriers) this.runs.set(pid, value);
    if (unread.length > 0) this.hasLost.environments = hasLost;
    return hasLost;
  }

  /** As the table has it now. */
  commandLine(pid: number): string {
    return this.table.commandLine(pid);
  }
}

function put(index: Map<number, ProcessEntry[]>, key: number, entry: ProcessEntry): void {
  const entries = index.get(key);
  if (entries) entries.push(entry);
  else index.set(key, [entry]);
}
