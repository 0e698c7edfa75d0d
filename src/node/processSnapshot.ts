import type { RunId } from '../model/run.ts';
import { runIdVariable } from './processGroup.ts';
import type { Carrier, ProcessEntry, ProcessTable } from './processTable.ts';

/**
 * The table of processes at one moment, indexed so that many runs can be looked up in it. Environments are read only when
 * somebody asks for them, and once for all who do.
 */
export class ProcessSnapshot {
  readonly entries: readonly ProcessEntry[];
  private readonly byPid = new Map<number, ProcessEntry>();
  private readonly byParent: ReadonlyMap<number, readonly ProcessEntry[]>;
  private readonly byGroup: ReadonlyMap<number, readonly ProcessEntry[]>;
  private readonly bySession: ReadonlyMap<number, readonly ProcessEntry[]>;
  private readonly line = new Set<number>();
  private carriers: ReadonlyMap<RunId, readonly Carrier[]> | undefined;

  /** `self` is the pid of the process that asks. */
  constructor(
    private readonly table: ProcessTable,
    private readonly self: number = process.pid,
  ) {
    this.entries = table.list();
    for (const entry of this.entries) this.byPid.set(entry.pid, entry);
    this.byParent = Map.groupBy(this.entries, ({ parent }) => parent);
    this.byGroup = Map.groupBy(this.entries, ({ group }) => group);
    this.bySession = Map.groupBy(this.entries, ({ session }) => session);
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

  /** Whether this is the process that asks. */
  isSelf(pid: number): boolean {
    return pid === this.self;
  }

  /** Whether this is the process that asks, or one that it descends from. */
  isSelfOrAbove(pid: number): boolean {
    return this.line.has(pid);
  }

  /** The processes that carry this run's id in their environment, wherever they went; those that came since included. */
  carriersOf(run: RunId): readonly ProcessEntry[] {
    this.carriers ??= Map.groupBy(this.table.carriersOf(runIdVariable), ({ value }) => value);
    return (this.carriers.get(run) ?? [])
      .map(({ pid }) => this.find(pid) ?? this.table.find(pid))
      .filter((entry) => entry !== undefined);
  }

  /** Whether one process carries this run's id in its environment, for when not all of them need be asked. */
  carries(pid: number, run: RunId): boolean {
    return this.table.hasInEnvironment(pid, `${runIdVariable}=${run}`);
  }

  /** As the table has it now. */
  commandLine(pid: number): string {
    return this.table.commandLine(pid);
  }
}
