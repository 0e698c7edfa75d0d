import { findProgram } from '../scripts/prerequisites.mjs';
import type { Argv } from '../src/model/words/argv.ts';

/**
 * The script whose start is measured: it writes the time of day in nanoseconds, read by itself before anything else,
 * to its standard output. So the clock is stopped by the script and not by us, who would have to be woken up first,
 * the later the more a launcher has to do after its spawn; and every contender is measured alike. `date` comes that far
 * a third of a millisecond later than a program that does nothing. For a shell script it would be a whole one, for an
 * interpreter many, which all contenders would have in common and which would hide what is to be seen.
 */
export function stampScript(): Argv {
  const date = findProgram('date');
  if (date === undefined) throw new Error('There is no "date" on the PATH.');
  return [date, '+%s%N'];
}

/** The environment in which it is run: small, and without a language, for which `date` would look up files first. */
export const stampEnvironment = { PATH: process.env['PATH'] ?? '', HOME: '/', LC_ALL: 'C' } as const;

/**
 * Waits for the next tick of the time of day, by looking again and again, and answers it in milliseconds. Node tells
 * that time in whole milliseconds only; right after a tick it is exact to a microsecond, and it is the clock that the
 * script reads.
 */
export function nextTick(): number {
  const before = Date.now();
  for (;;) {
    const now = Date.now();
    if (now !== before) return now;
  }
}

/** Milliseconds from `startedAt` to the stamp in the script's log. Throws if there is none. */
export function stampAfter(startedAt: number, log: string): number {
  const stamp = /^\d{19}$/m.exec(log)?.[0];
  if (stamp === undefined) throw new Error(`The script left no stamp: ${log}`);
  return Number(BigInt(stamp) - BigInt(startedAt) * 1_000_000n) / 1e6;
}
