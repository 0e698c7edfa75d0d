import { readFile } from 'node:fs/promises';
import { getPriority } from 'node:os';

/** What a process has from the process that started it and hands on to what it starts, as far as Linux shows it of another one. */
interface Standing {
  readonly nice: number;
  /** A list as the kernel writes it: "0-3,6". */
  readonly processors: string | undefined;
  /** How much rather than others the kernel ends it where memory is short. */
  readonly oomScore: number;
  /** Hard limits by their names; those that are unlimited are not there. */
  readonly limits: ReadonlyMap<string, number>;
}

/**
 * What burdens a host, and so its runs, beside this process, as clauses such as "nice 10"; none if nothing does, or
 * nobody can see it.
 */
export async function hostBurdens(pid: number): Promise<readonly string[]> {
  try {
    return compareStandings(await standingOf(String(pid)), await standingOf('self'));
  } catch {
    return [];
  }
}

/** The same of two processes. */
export function compareStandings(host: Standing, own: Standing): readonly string[] {
  const confinedTo = host.processors === own.processors ? undefined : host.processors;
  const lower = [...host.limits].filter(([name, limit]) => limit < (own.limits.get(name) ?? Infinity));
  return [
    ...(host.nice > Math.max(0, own.nice) ? [`nice ${String(host.nice)}`] : []),
    ...(confinedTo === undefined ? [] : [`processors ${confinedTo}`]),
    ...(host.oomScore > Math.max(0, own.oomScore) ? [`oom_score_adj ${String(host.oomScore)}`] : []),
    ...lower.map(([name, limit]) => `${name} ${String(limit)}`),
  ];
}

async function standingOf(pid: string): Promise<Standing> {
  const [status, oomScore, limits] = await Promise.all(
    ['status', 'oom_score_adj', 'limits'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
  );
  return {
    nice: getPriority(pid === 'self' ? 0 : Number(pid)),
    processors: /^Cpus_allowed_list:\s*(\S+)$/m.exec(status ?? '')?.[1],
    oomScore: Number(oomScore),
    limits: readHardLimits(limits ?? ''),
  };
}

/** Reads `/proc/PID/limits`; see proc(5). */
export function readHardLimits(text: string): ReadonlyMap<string, number> {
  const lines = text.matchAll(/^Max (.+?) {2,}\S+ +(\d+)(?: |$)/gm);
  return new Map([...lines].map(([, name = '', hard]) => [name, Number(hard)]));
}
