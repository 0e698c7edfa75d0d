import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { execaSync } from 'execa';
import type { ProcessIdentity } from '../../model/run.ts';
import type { ProcessEntry } from './processTable.ts';
import { attempt } from '../files/attempt.ts';

/** Where a process can be looked for: one boot of one machine, seen from one pid namespace. */
export type Machine = Omit<ProcessIdentity, 'pid' | 'startTime'>;

/** Where a recorded process is: `elsewhere` means on another machine or in another pid namespace, out of our sight. */
export type Whereabouts = 'alive' | 'gone' | 'elsewhere';

let known: Machine | undefined;

/** This machine, in this boot, as this process sees it; found out once. */
export function thisMachine(): Machine {
  const pidNamespace = (): string => attempt('', () => readlinkSync('/proc/self/ns/pid'));
  known ??= { machineId: findMachineId(), bootId: findBootId(), pidNamespace: pidNamespace() };
  return known;
}

/** The identity of a process of this machine. */
export function identify(machine: Machine, process: Pick<ProcessEntry, 'pid' | 'startTime'>): ProcessIdentity {
  return { ...machine, pid: process.pid, startTime: process.startTime };
}

/** Whether `entry`, found under the recorded pid on `machine`, is the recorded process; a zombie still is. */
export function isRecordedProcess(
  identity: ProcessIdentity,
  machine: Machine,
  entry: ProcessEntry | undefined,
): entry is ProcessEntry {
  return (
    entry !== undefined &&
    isSameMachine(identity, machine) &&
    entry.pid === identity.pid &&
    entry.startTime === identity.startTime
  );
}

/**
 * Where the recorded process is, judged by what `machine` shows under its pid. After a restart of its machine it is gone;
 * what another machine or namespace runs cannot be known here.
 */
export function whereabouts(
  identity: ProcessIdentity,
  machine: Machine,
  find: (pid: number) => ProcessEntry | undefined,
): Whereabouts {
  if (identity.machineId !== machine.machineId) return 'elsewhere';
  if (identity.bootId !== machine.bootId) return 'gone';
  if (identity.pidNamespace !== machine.pidNamespace) return 'elsewhere';
  const entry = find(identity.pid);
  return isRecordedProcess(identity, machine, entry) && !entry.isZombie ? 'alive' : 'gone';
}

/** Whether pids of the one mean anything to the other: the same boot of the same machine, seen from the same namespace. */
export function isSameMachine(a: Machine, b: Machine): boolean {
  return a.machineId === b.machineId && a.bootId === b.bootId && a.pidNamespace === b.pidNamespace;
}

function findMachineId(): string {
  const uuid =
    process.platform === 'darwin' ? /"IOPlatformUUID" = "([^"]+)"/.exec(ask('/usr/sbin/ioreg', platformExpert)) : null;
  // Containers often come with an empty file.
  return uuid?.[1] ?? (firstLine('/etc/machine-id') || firstLine('/var/lib/dbus/machine-id') || hostname());
}

const platformExpert = ['-rd1', '-c', 'IOPlatformExpertDevice'];

/** On macOS the time of booting moves whenever the clock is set, so the id of the boot session comes first. */
function findBootId(): string {
  if (process.platform !== 'darwin') return firstLine('/proc/sys/kernel/random/boot_id');
  return ask('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid']) || ask('/usr/sbin/sysctl', ['-n', 'kern.boottime']);
}

function firstLine(path: string): string {
  return attempt('', () => readFileSync(path, 'utf8').trim());
}

function ask(program: string, args: readonly string[]): string {
  return execaSync(program, args, { reject: false }).stdout.trim();
}
