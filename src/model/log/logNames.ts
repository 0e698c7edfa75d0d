import { format } from 'date-fns';
import type { Instant } from '../../base/clock.ts';
import type { RunId } from '../run.ts';
import { taskKey } from '../words/taskKey.ts';

/** The longest slug, in characters, which are all ASCII. */
const longestSlug = 60;
/** Hexadecimal digits of a slug's hash. */
const hashDigits = 10;
/** What Windows takes for a device, with any extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** A name that ends as if it carried a hash could be the slug of another one. */
const looksHashed = new RegExp(`-[0-9a-f]{${String(hashDigits)}}$`, 'i');

/**
 * The folder name for a task's logs: letters, digits, `.`, `_` and `-`, at most 60 of them, safe on every file system.
 * A name that is all that is its own slug; any other is made fit and carries a hash of what it was, so that two tasks
 * never share a folder, not even where letter case makes no difference.
 */
export function taskSlug(name: string): string {
  const fit = makeFit(name);
  if (fit === name && name.length <= longestSlug && !looksHashed.test(name)) return name;
  const stem = fit.slice(0, longestSlug - hashDigits - 1).replace(/[.-]+$/, '');
  return `${stem}-${hash(taskKey(name))}`;
}

/** The file name of a run's log: local time of the run's beginning, so that names sort, and the run id. */
export function logFileName(createdAt: Instant, run: RunId): string {
  return `${format(createdAt, 'yyyyMMdd-HHmmss')}_${run}.log`;
}

/** Whether a file name is one that `logFileName` makes. */
export function isLogFileName(name: string): boolean {
  return /^\d{8}-\d{6}_[0-9a-f]{12}\.log$/.test(name);
}

/** Keeps letters without their accents, and puts one `_` for consecutive characters that cannot stay. */
function makeFit(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[.-]+|\.+$/g, '');
  if (/^_*$/.test(plain)) return 'task';
  return reserved.test(plain) ? `_${plain}` : plain;
}

/**
 * FNV-1a, 64 bits, over UTF-16 code units, folded to 40 bits by exclusive or
 * (http://www.isthe.com/chongo/tech/comp/fnv/). Tells names apart; it protects nothing.
 */
function hash(text: string): string {
  const bits = 4n * BigInt(hashDigits);
  let value = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index++) {
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return BigInt.asUintN(Number(bits), value ^ (value >> bits))
    .toString(16)
    .padStart(hashDigits, '0');
}
