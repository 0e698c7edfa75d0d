import { readdirSync, readFileSync } from 'node:fs';
import { waitUntil } from './waitFor.ts';

/** The pids of all living processes that were started with `assignment` (`NAME=value`) in their environment. */
export function processesWith(assignment: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => readProc(name, 'environ').split('\0').includes(assignment))
    .map(Number);
}

/** The pids of all living processes with this argument. */
export function processesNamed(argument: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => readProc(name, 'cmdline').split('\0').includes(argument))
    .map(Number);
}

/** Waits until no process with `assignment` in its environment is left; what stays is ended and fails the test. */
export async function expectNoLeftovers(assignment: string): Promise<void> {
  try {
    await waitUntil(() => processesWith(assignment).length === 0, `no process has ${assignment}`);
  } catch {
    const pids = processesWith(assignment);
    const names = pids.map((pid) => `${String(pid)} ${readProc(String(pid), 'cmdline').replaceAll('\0', ' ')}`);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    throw new Error(`left behind: ${names.join('; ')}`);
  }
}

/** Empty for a process that has ended, be it a zombie. */
function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
