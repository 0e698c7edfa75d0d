import { win32 } from 'node:path';
import { execa } from 'execa';
import { errorCode } from '../files/errorDetail.ts';
import { type Spawn, spawnDetached } from './launcherSpawn.ts';
import { isTaken } from './processTable.ts';

/** What the launcher for Windows asks of the platform. */
export interface WindowsProcesses {
  readonly spawn: Spawn;
  /** Whether some process has this pid, whichever it is. */
  isTaken(pid: number): boolean;
  /** The name of a process' program, such as `python.exe`; undefined if Windows does not tell it in time. */
  imageName(pid: number): Promise<string | undefined>;
  /** Ends a process and everything below it at once; resolves when that has been done, or could not be. */
  killTree(pid: number): Promise<void>;
}

/** Milliseconds that a program of Windows may take to answer; one that hangs has said nothing. */
const patienceMs = 5_000;

/** Windows as it is. */
export const systemProcesses: WindowsProcesses = {
  spawn: spawnDetached,
  isTaken,
  imageName: async (pid) => {
    const { stdout } = await execa(
      system32('tasklist.exe'),
      ['/fo', 'csv', '/nh', '/fi', `PID eq ${String(pid)}`],
      quietly,
    );
    return parseTasklist(stdout, pid);
  },
  killTree: async (pid) => {
    const { exitCode } = await execa(system32('taskkill.exe'), ['/T', '/F', '/PID', String(pid)], quietly);
    // One that cannot do it, or knows no /T, leaves the tree alone; then at least the script itself ends.
    if (exitCode !== 0) terminate(pid);
  },
};

/**
 * The name of a process' program in what `tasklist /fo csv /nh` prints: one line for each process, quoted words between
 * commas, the name and the pid first. If there is none it prints a sentence in the language of Windows.
 */
export function parseTasklist(text: string | undefined, pid: number): string | undefined {
  // Where it could not be started there is no text, although the types of execa promise one.
  for (const line of (text ?? '').split(/\r?\n/)) {
    const [, image, found] = /^"([^"]+)","(\d+)"(?:,|$)/.exec(line) ?? [];
    if (Number(found) === pid) return image;
  }
  return undefined;
}

/** A process that has ended meanwhile, or is not ours to end, is left to whoever looks. */
function terminate(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
  }
}

/** Programs of Windows by their full path, so that none of the same name on the PATH is taken. */
function system32(...names: readonly string[]): string {
  return win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', ...names);
}

const quietly = { reject: false, stdin: 'ignore', windowsHide: true, timeout: patienceMs } as const;
