import { isSqliteError } from '../../node/files/sqlite.ts';

/** Something that nobody has caught. */
export interface Mishap {
  readonly error: unknown;
  /** The task on whose behalf it was done, if that is known. */
  readonly task: string | undefined;
  /** On a clock that never goes back. */
  readonly at: number;
}

/** What a host does about a mishap: it goes on, or ends in order because its own state cannot be trusted any more. */
export type Verdict = 'go-on' | 'end';

/** Milliseconds for which mishaps are remembered. */
const memoryMs = 60_000;
/** With this many mishaps of one task within that time, or this many in all, the host can no longer be trusted with the others. */
const mostOfTask = 5;
const mostInAll = 20;

/**
 * Judges what nobody has caught. A file, a drive or a program that fails says nothing about the host. A broken promise of our
 * own code (`internal: …`), an error of the database, and a stack or a memory that was not enough say that nobody knows what
 * is in memory now.
 */
export function judgeMishap(latest: Mishap, earlier: readonly Mishap[]): Verdict {
  const { error } = latest;
  if (isSqliteError(error) || error instanceof RangeError) return 'end';
  if (error instanceof Error && error.message.startsWith('internal: ')) return 'end';
  const recent = [...earlier, latest].filter(({ at }) => latest.at - at < memoryMs);
  const ofTask = recent.filter(({ task }) => task !== undefined && task === latest.task);
  return ofTask.length > mostOfTask || recent.length > mostInAll ? 'end' : 'go-on';
}

/** Those that are still to be remembered. */
export function remembered(mishaps: readonly Mishap[], now: number): readonly Mishap[] {
  return mishaps.filter(({ at }) => now - at < memoryMs);
}

/** A mishap as a sentence for the journal, with where it was thrown. */
export function describeMishap({ error, task }: Mishap): string {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const whose = task === undefined ? 'while managing the tasks' : `while managing ${task}`;
  return `Something unexpected went wrong ${whose}: ${what}`;
}
