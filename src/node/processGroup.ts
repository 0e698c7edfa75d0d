import type { ProcessIdentity, RunId } from '../model/run.ts';
import { isRecordedProcess, type Machine } from './processIdentity.ts';
import type { ProcessEntry, ProcessTable } from './processTable.ts';

/** What is known of a run's processes: the shim, which leads its group and session, and the script. */
export interface RunProcesses {
  readonly run: RunId;
  readonly shim: ProcessIdentity;
  readonly script: ProcessIdentity;
}

/**
 * The living processes of a run without its shim: the script and all in the shim's group or session.
 *
 * The number of a group or session is not given to another while a process is left in it, so one verified process, shim
 * or script, vouches for all. Where both are gone the number may be another's by now, and only those count that still
 * carry the run's id in their environment.
 */
export function runMembers(processes: RunProcesses, machine: Machine, table: ProcessTable): readonly ProcessEntry[] {
  const { shim, script } = processes;
  const all = table.list();
  const isScript = (entry: ProcessEntry): boolean => isRecordedProcess(script, machine, entry);
  const isLed = (entry: ProcessEntry): boolean => entry.group === shim.pid || entry.session === shim.pid;
  const isVerified = all.some((entry) => isRecordedProcess(shim, machine, entry) || (isScript(entry) && isLed(entry)));
  return all.filter((entry) => {
    if (entry.isZombie || entry.pid === shim.pid || entry.pid === process.pid) return false;
    if (isScript(entry)) return true;
    return isLed(entry) && (isVerified || carriesRun(processes.run, entry.pid, table));
  });
}

/** Whether a signal to the shim's group reaches the run's processes and nobody else. */
export function isGroupVerified(processes: RunProcesses, machine: Machine, table: ProcessTable): boolean {
  const { shim, script } = processes;
  if (isRecordedProcess(shim, machine, table.find(shim.pid))) return true;
  const entry = table.find(script.pid);
  return isRecordedProcess(script, machine, entry) && entry.group === shim.pid;
}

/** Whether a process was started with the run's id in its environment. */
export function carriesRun(run: RunId, pid: number, table: ProcessTable): boolean {
  return table.hasInEnvironment(pid, `${runIdVariable}=${run}`);
}

/** The environment variable by which a run's processes can be found wherever they went. */
export const runIdVariable = 'EXECUTOR_RUN_ID';
