import { readdirSync, readFileSync } from 'node:fs';
import { execaSync } from 'execa';
import { attempt } from '../files/attempt.ts';
import { errorCode } from '../files/errorDetail.ts';

/** One row of the table of processes. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** The session's leader; where the platform does not tell it (macOS), the group's. */
  readonly session: number;
  /** An opaque word that no other process with this pid has, within one boot; empty if the platform tells none. */
  readonly startTime: string;
  /** Has ended and only waits for its parent to ask how; counts as gone. */
  readonly isZombie: boolean;
  /** It does nothing until somebody lets it go on. */
  readonly isSuspended?: true;
}

/** A process with the value that a variable has in its environment. */
export interface Carrier {
  readonly pid: number;
  readonly value: string;
}

/** What a look at environments has shown. */
export interface EnvironmentLook {
  readonly carriers: readonly Carrier[];
  /** These are just becoming another program, or have an empty environment: a later look may tell. */
  readonly unclear: readonly number[];
  /** Others have ended meanwhile, and may have forked processes that are not among those asked about. */
  readonly hasLost: boolean;
}

/** Processes of one moment. */
export type ProcessList = readonly ProcessEntry[] & {
  /** Others have ended while these were read, to the last, and may have forked processes that are not among them. */
  readonly hasLost?: true;
};

/** Looks at the table of processes of this machine. Synchronous, so that nothing happens between a look and a signal. */
export interface ProcessTable {
  find(pid: number): ProcessEntry | undefined;
  /** All processes, or those that are not known. */
  list(isKnown?: (pid: number) => boolean): ProcessList;
  /** The arguments joined by single spaces; empty if the process is gone, or is just becoming another program. */
  commandLine(pid: number): string;
  /** The name of its program, cut off after some characters; empty if the process is gone. */
  programName(pid: number): string;
  /** Whether the environment a process was started with holds `assignment` (`NAME=value`), as far as we may look. */
  hasInEnvironment(pid: number, assignment: string): boolean;
  /** Which of these processes were started with this variable in their environment, as far as we may look. */
  carriersAmong(pids: readonly number[], variable: string): EnvironmentLook;
}

/** The table of processes as this platform shows it. */
export function systemProcessTable(): ProcessTable {
  if (process.platform === 'win32') return pidTable;
  return process.platform === 'linux' ? linuxProcessTable : psProcessTable;
}

/**
 * For Windows: which pids are taken, and nothing else, as whatever tells more is another program, slow or not there. So a
 * process that is found need not be the one that was meant. Who has to know asks for what only that one has: a host its
 * pipe, a run its hold.
 */
export const pidTable: ProcessTable = {
  find: (pid) => (isTaken(pid) ? { pid, parent: 0, group: 0, session: 0, startTime: '', isZombie: false } : undefined),
  list: () => [],
  commandLine: () => '',
  programName: () => '',
  hasInEnvironment: () => false,
  carriersAmong: () => nothingSeen,
};

const nothingSeen: EnvironmentLook = { carriers: [], unclear: [], hasLost: false };

/** Whether some process has this pid. */
export function isTaken(pid: number): boolean {
  // 0 and negative numbers would mean groups.
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Of a process that is not ours we learn by being refused.
    return errorCode(error) === 'EPERM';
  }
}

const linuxProcessTable: ProcessTable = {
  find: (pid) => parseProcStat(readProc(pid, 'stat')),
  list: listProc,
  commandLine: (pid) => readProc(pid, 'cmdline').replaceAll('\0', ' '),
  programName: (pid) => readProc(pid, 'comm').trimEnd(),
  hasInEnvironment: (pid, assignment) => readProc(pid, 'environ').split('\0').includes(assignment),
  carriersAmong: (pids, variable) => {
    const looks = pids.map((pid) => lookAtEnvironment(pid, variable));
    return {
      carriers: looks.flatMap((look) => (look.kind === 'carrier' ? look.carrier : [])),
      unclear: looks.flatMap((look) => (look.kind === 'unclear' ? look.pid : [])),
      hasLost: looks.some(({ kind }) => kind === 'lost'),
    };
  },
};

/** For macOS and the BSDs, which show processes through `ps` alone. */
const psProcessTable: ProcessTable = {
  find: (pid) => parsePsTable(ps('-o', psColumns, '-p', String(pid)))[0],
  list: (isKnown = () => false) => parsePsTable(ps('-axo', psColumns)).filter(({ pid }) => !isKnown(pid)),
  commandLine: (pid) => ps('-ww', '-o', 'command=', '-p', String(pid)),
  programName: (pid) => ps('-o', 'comm=', '-p', String(pid)).trimEnd(),
  hasInEnvironment: (pid, assignment) =>
    ps('-E', '-ww', '-o', 'command=', '-p', String(pid)).split(/\s/).includes(assignment),
  carriersAmong: (pids, variable) => {
    if (pids.length === 0) return nothingSeen;
    const text = ps('-Eww', '-o', 'pid=,command=', '-p', pids.join(','));
    return { ...nothingSeen, carriers: parsePsEnvironments(text, variable) };
  },
};

const psColumns = 'pid=,ppid=,pgid=,stat=,lstart=';

/**
 * Reads `/proc/<pid>/stat` (see proc_pid_stat(5)). The name of the program is in parentheses and may itself hold spaces
 * and parentheses, so the fields are counted from the last one.
 */
export function parseProcStat(text: string): ProcessEntry | undefined {
  const end = text.lastIndexOf(')');
  if (end < 0) return undefined;
  const fields = text.slice(end + 2).split(' ');
  const [state = '', parent, group, session] = fields;
  return {
    pid: Number.parseInt(text, 10),
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    // Field 22 of the line; the first after the name is field 3.
    startTime: fields[19] ?? '',
    isZombie: state === 'Z' || state === 'X',
    ...(/^[Tt]/.test(state) && { isSuspended: true }),
  };
}

/** Reads the lines of `ps -o pid=,ppid=,pgid=,stat=,lstart=`. */
export function parsePsTable(text: string): readonly ProcessEntry[] {
  return text
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, group, state = '', startTime = '']) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number(group),
      startTime,
      isZombie: state.startsWith('Z'),
      ...(state.startsWith('T') && { isSuspended: true }),
    }));
}

/**
 * Whether a process may have been started by one with the start time `since`, or after it: whatever descends from a process
 * is no older. What cannot be told, may.
 */
export function isNoOlder({ startTime }: Pick<ProcessEntry, 'startTime'>, since: string): boolean {
  const isOlder = toNumber(startTime) < toNumber(since);
  return !isOlder;
}

/** Clock ticks on Linux; elsewhere a date, as `ps` prints it. */
function toNumber(startTime: string): number {
  return /^\d+$/.test(startTime) ? Number(startTime) : Date.parse(`${startTime} UTC`);
}

/**
 * All processes of `/proc`. One that ends while the others are read may have forked another that is not among those to
 * be read; so these are listed again until all that came live on, and none escapes by handing on its place.
 */
function listProc(isKnown: (pid: number) => boolean = () => false): ProcessList {
  const found = new Map<number, ProcessEntry>();
  let hasLost = true;
  for (let round = 0; hasLost && round < mostListings; round++) {
    hasLost = false;
    for (const pid of procPids()) {
      if (found.has(pid) || isKnown(pid)) continue;
      const entry = parseProcStat(readProc(pid, 'stat'));
      if (entry) found.set(pid, entry);
      hasLost ||= entry === undefined || entry.isZombie;
    }
  }
  const entries = [...found.values()];
  return hasLost ? Object.assign(entries, { hasLost } as const) : entries;
}

/** How often processes are listed for one look, on a machine where some end all the time. */
const mostListings = 4;

type EnvironmentAnswer =
  | { readonly kind: 'carrier'; readonly carrier: Carrier }
  | { readonly kind: 'unclear'; readonly pid: number }
  | { readonly kind: 'lost' }
  /** It does not have the variable, or may not be looked at. */
  | { readonly kind: 'other' };

/** Reads `/proc/<pid>/environ`: assignments, each ended by a zero byte. */
function lookAtEnvironment(pid: number, variable: string): EnvironmentAnswer {
  let text: string;
  try {
    text = readFileSync(`/proc/${String(pid)}/environ`, 'utf8');
  } catch (error) {
    const code = errorCode(error);
    return { kind: code === 'EACCES' || code === 'EPERM' ? 'other' : 'lost' };
  }
  if (text === '') {
    const entry = parseProcStat(readProc(pid, 'stat'));
    return entry && !entry.isZombie ? { kind: 'unclear', pid } : { kind: 'lost' };
  }
  // Most environments do not have the variable, and a search is cheaper than taking them apart.
  if (!text.includes(`${variable}=`)) return { kind: 'other' };
  const assignment = text.split('\0').find((each) => each.startsWith(`${variable}=`));
  if (assignment === undefined) return { kind: 'other' };
  return { kind: 'carrier', carrier: { pid, value: assignment.slice(variable.length + 1) } };
}

/** Reads the lines of `ps -E -o pid=,command=`: the environment follows the arguments, all joined by single spaces. */
export function parsePsEnvironments(text: string, variable: string): readonly Carrier[] {
  return text.split('\n').flatMap((line) => {
    const [pid, ...words] = line.trim().split(/\s+/);
    // What looks like an assignment among the arguments is before the environment.
    const assignment = words.findLast((word) => word.startsWith(`${variable}=`));
    return assignment === undefined ? [] : [{ pid: Number(pid), value: assignment.slice(variable.length + 1) }];
  });
}

function procPids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Empty if the process is gone or may not be looked at. */
function readProc(pid: number, file: string): string {
  return attempt('', () => readFileSync(`/proc/${String(pid)}/${file}`, 'utf8'));
}

/** Start times are printed in the local zone, which can change under a process; hence a fixed one. */
function ps(...args: readonly string[]): string {
  const { stdout } = execaSync('/bin/ps', args, { env: { LC_ALL: 'C', TZ: 'UTC0' }, reject: false });
  return stdout;
}
