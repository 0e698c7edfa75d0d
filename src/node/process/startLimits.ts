import { readFileSync } from 'node:fs';
import type { StartLimits } from '../../model/oversize.ts';
import { attempt } from '../files/attempt.ts';

/** The number by which the kernel hands a program the size of a page. */
const pageSizeKey = 6n;
const usualPageSize = 4_096;
/** Pages that Linux takes for one argument or variable (`MAX_ARG_STRLEN`). */
const pagesForOne = 32;
/** Linux takes a quarter of the stack for all of them together, between these bounds. */
const leastForAll = 128 * 1024;
const mostForAll = 6 * 1024 * 1024;
/** What macOS takes for all of them together (`ARG_MAX`); a single one may have as much. */
const macLimit = 1024 * 1024;

/** How much this system hands to a program that is started; see execve(2). */
export function startLimits(platform: NodeJS.Platform = process.platform): StartLimits {
  if (platform === 'darwin') return { all: macLimit };
  return platform === 'linux' ? { one: pagesForOne * pageSize(), all: stackLimit() } : {};
}

function pageSize(): number {
  return attempt(usualPageSize, () => {
    const words = new BigUint64Array(new Uint8Array(readFileSync('/proc/self/auxv')).buffer);
    const index = words.findIndex((word, at) => at % 2 === 0 && word === pageSizeKey);
    return Number(words[index + 1] ?? usualPageSize);
  });
}

function stackLimit(): number {
  const limits = attempt('', () => readFileSync('/proc/self/limits', 'utf8'));
  const [, bytes] = /^Max stack size\s+(\d+)/m.exec(limits) ?? [];
  if (bytes === undefined) return mostForAll;
  return Math.min(mostForAll, Math.max(leastForAll, Math.floor(Number(bytes) / 4)));
}
