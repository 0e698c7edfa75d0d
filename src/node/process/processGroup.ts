import type { ProcessIdentity, RunId } from '../../model/run.ts';
import { isRecordedProcess, type Machine } from './processIdentity.ts';
import type { ProcessEntry, ProcessTable } from './processTable.ts';

/** What is known of a run's processes: the shim, which leads its group and session, the script, and what was noted. */
export interface RunProcesses {
  readonly run: RunId;
  readonly shim: ProcessIdentity;
  readonly script: ProcessIdentity;
  /** Start times by pid of processes that were shown to be the run's while they could be. */
  readonly noted: ReadonlyMap<number, string>;
}

/** Whether a process is the shim, the script, or one that was noted: a pid alone proves nothing. */
export function isKnown({ shim, script, noted }: RunProcesses, machine: Machine, entry: ProcessEntry): boolean {
  if (noted.get(entry.pid) === entry.startTime) return true;
  return [shim, script].some((identity) => isRecordedProcess(identity, machine, entry));
}

/**
 * Whether a signal to the shim's group reaches the run's processes and nobody else. The number of a group is not given to
 * another while a process is left in it, so one known process vouches for all.
 */
export function isGroupVerified(processes: RunProcesses, machine: Machine, table: ProcessTable): boolean {
  const { shim, script, noted } = processes;
  return [shim.pid, script.pid, ...noted.keys()].some((pid) => {
    const entry = table.find(pid);
    return entry?.group === shim.pid && isKnown(processes, machine, entry);
  });
}

/** Whether a process was started with the run's id in its environment. */
export function carriesRun(run: RunId, pid: number, table: ProcessTable): boolean {
  return table.hasInEnvironment(pid, `${runIdVariable}=${run}`);
}

/** The environment variable by which a run's processes can be found wherever they went. */
export const runIdVariable = 'EXECUTOR_RUN_ID';
