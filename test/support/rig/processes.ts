import { readdirSync, readFileSync } from 'node:fs';

/** A process found on this machine. */
export interface FoundProcess {
  readonly pid: number;
  /** Its command line, arguments separated by spaces. */
  readonly command: string;
}

/**
 * Every process whose environment holds `token`, whoever started it and whatever became of its parents. Linux only;
 * a zombie has no environment any more and is not found.
 */
export function processesWith(token: string): readonly FoundProcess[] {
  const found: FoundProcess[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'latin1').includes(token)) continue;
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      found.push({ pid: Number(name), command });
    } catch {
      // It ended between two reads, or belongs to somebody else.
    }
  }
  return found;
}
