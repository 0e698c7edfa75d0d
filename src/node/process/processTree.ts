import { isKnown, type RunProcesses } from './processGroup.ts';
import type { Machine } from './processIdentity.ts';
import type { FoundCarriers, ProcessSnapshot } from './processSnapshot.ts';
import type { ProcessEntry } from './processTable.ts';
import { isHostCommandLine } from './hostCommandLine.ts';
import { isAnyShimCommandLine } from './shim.ts';

/**
 * The living processes of a run but its shim: all in the shim's group or session, the script and what was noted wherever
 * they are, and all that descend from any of these; parents before their children.
 *
 * 1. The number of a group or session is not given to another while a process is left in it, so one known process in it
 *    vouches for all. Without one the number may be another's by now, and only those count that carry the run's id in
 *    their environment, unless `isGroupOurs` says that it was the run's an instant ago; a process with the shim's pid
 *    that is not the shim refutes even that.
 * 2. The process that asks never belongs to a run, nor what it started, nor those that it descends from, nor another run's
 *    shim or a background host and what is below them: a script may well start an Executor of its own.
 */
export function runMembers(
  processes: RunProcesses,
  snapshot: ProcessSnapshot,
  machine: Machine,
  isGroupOurs = false,
): readonly ProcessEntry[] {
  const { run, shim, script, noted } = processes;
  const led = snapshot.ledBy(shim.pid);
  const isVerified =
    (isGroupOurs && !snapshot.find(shim.pid)) || led.some((entry) => isKnown(processes, machine, entry));
  const known = [shim.pid, script.pid, ...noted.keys()]
    .map((pid) => snapshot.find(pid))
    .filter((entry) => entry !== undefined && isKnown(processes, machine, entry));
  const waiting = [...known, ...led.filter(({ pid }) => isVerified || snapshot.carries(pid, run))];
  const seen = new Set<number>();
  const members: ProcessEntry[] = [];
  for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
    if (seen.has(entry.pid)) continue;
    seen.add(entry.pid);
    if (snapshot.isSelf(entry.pid) || isOthers(entry, shim.pid, snapshot)) continue;
    if (isMortal(entry, shim.pid, snapshot)) members.push(entry);
    waiting.push(...snapshot.childrenOf(entry.pid));
  }
  return parentsFirst(members);
}

/**
 * The living processes that carry a run's id in their environment, wherever they went: what daemonized at once shows
 * nothing else. No older process can be the run's. What the process that asks has started is clear without a look: a run,
 * or a command that `commands`, the groups of those under way, tells.
 */
export function runCarriers(
  { run, script, shim }: RunProcesses,
  snapshot: ProcessSnapshot,
  commands: ReadonlySet<number> = new Set(),
): FoundCarriers {
  const { carriers, isIncomplete, unclear } = snapshot.carriersOf(run, shim.startTime || script.startTime);
  const isFound = (entry: ProcessEntry): boolean =>
    isMortal(entry, shim.pid, snapshot) && !isOthers(entry, shim.pid, snapshot) && !commands.has(entry.group);
  return {
    carriers: carriers.filter(isFound),
    // Threads of the kernel, which have no environment, are in session 0.
    unclear: unclear.filter(({ pid, session }) => session !== 0 && !snapshot.isBelowSelf(pid)),
    isIncomplete,
  };
}

/**
 * The same processes, each after its parent. Whoever kills in this order gives no script the time to notice that its child
 * was killed, to say so in the log, or to start another.
 */
function parentsFirst(entries: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const parents = new Map(entries.map(({ pid, parent }) => [pid, parent]));
  const depthOf = (pid: number): number => {
    let depth = 0;
    // Rows are not all read at the same instant, so a circle is not unthinkable.
    for (let each = parents.get(pid); each !== undefined && depth < entries.length; each = parents.get(each)) depth++;
    return depth;
  };
  const depths = new Map(entries.map(({ pid }) => [pid, depthOf(pid)]));
  return entries.toSorted((one, other) => (depths.get(one.pid) ?? 0) - (depths.get(other.pid) ?? 0));
}

function isMortal({ pid, isZombie }: ProcessEntry, shim: number, snapshot: ProcessSnapshot): boolean {
  return !isZombie && pid !== shim && !snapshot.isSelfOrAbove(pid);
}

/** Shims and hosts lead their sessions, so command lines are read of few. */
function isOthers({ pid, session }: ProcessEntry, shim: number, snapshot: ProcessSnapshot): boolean {
  if (pid !== session || pid === shim) return false;
  const commandLine = snapshot.commandLine(pid);
  return isAnyShimCommandLine(commandLine) || isHostCommandLine(commandLine);
}
