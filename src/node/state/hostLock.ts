import { type Clock, delay } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Random } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { errorDetail } from '../files/errorDetail.ts';
import { fileIdentity } from '../files/fileIdentity.ts';
import { type Database, isBusy, isSqliteError, openDatabase } from '../files/sqlite.ts';

/** How long an opener tries before it takes the lock for held. */
const longestPatienceMs = 2_000;
/** One attempt never blocks the thread, which in a window many other extensions share; the pauses do the waiting. */
const attemptMs = 0;
/** The longest pause between two attempts. */
const longestPauseMs = 50;

/** Why there is no lock: another process has it, or the file cannot be used at all. */
export type LockRefusal = 'held' | (ExecutorFailure & { readonly reason: 'state-unusable' });

/**
 * The proof that this process, and no other on any machine that sees the file, owns an executor.
 *
 * It is an empty SQLite file under an exclusive transaction, which the operating system ends with its process, however
 * that ends; children inherit nothing of it. SQLite locks are used because Node has no others. Two things would lose it
 * silently: a database handle that is garbage-collected, hence the field, and any other code of this process that
 * opens and closes the file, hence the rule that nothing else does.
 */
export class HostLock implements Disposable {
  private isHeld = true;

  constructor(
    /** Absolute path of the lock file. */
    readonly path: string,
    private readonly handle: Database,
    private readonly identity: string,
  ) {}

  /** Whether the file at the path is still the one that is locked; if not, somebody else may own the executor by now. */
  isIntact(): boolean {
    return this.isHeld && fileIdentity(this.path) === this.identity;
  }

  dispose(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.handle.close();
  }
}

/**
 * Takes the lock in an existing folder. While another process has it, tries again for up to two seconds, after pauses of
 * random length so that simultaneous openers do not meet again and again.
 */
export async function acquireHostLock(
  path: string,
  {
    clock,
    patienceMs = longestPatienceMs,
    random,
  }: {
    readonly clock: Clock;
    readonly random: Random;
    /** Milliseconds for which it is tried; one attempt is made in any case. */
    readonly patienceMs?: number;
  },
): Promise<Result<HostLock, LockRefusal>> {
  const deadline = clock.monotonic() + patienceMs;
  for (;;) {
    const attempt = tryLock(path);
    if (attempt.ok || attempt.error !== 'held') return attempt;
    const left = deadline - clock.monotonic();
    if (left <= 0) return attempt;
    await delay(clock, Math.min(left, random.fraction() * longestPauseMs));
  }
}

/** One attempt on a handle of its own, so that a file replaced in between is no trap. */
function tryLock(path: string): Result<HostLock, LockRefusal> {
  let handle: Database | undefined;
  try {
    handle = openDatabase(path, attemptMs);
    const identity = fileIdentity(path);
    // Kept in memory, or a journal file would be left behind by an owner that is killed.
    handle.exec('PRAGMA journal_mode=memory');
    handle.exec('BEGIN EXCLUSIVE');
    if (identity !== undefined && identity === fileIdentity(path)) return ok(new HostLock(path, handle, identity));
    handle.close();
    return err('held');
  } catch (error) {
    handle?.close();
    if (isBusy(error)) return err('held');
    if (isSqliteError(error)) return err({ reason: 'state-unusable', path, detail: errorDetail(error) });
    throw error;
  }
}
