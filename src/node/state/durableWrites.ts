import { statSync } from 'node:fs';
import { err, ok, type Result } from '../../base/result.ts';
import type { Journal } from '../../core/ports.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { errorCode, errorDetail, passingFailure } from '../files/errorDetail.ts';
import { fileIdentity } from '../files/fileIdentity.ts';
import { type Database, isSqliteError, mayPass, sqliteTrouble } from '../files/sqlite.ts';
import type { HostLock } from './hostLock.ts';
import { transact } from './sqliteSchema.ts';

/** Where is written, and who is told what cannot be. */
export interface WriteSurroundings {
  /** Absolute path of the database, in an existing folder. */
  readonly path: string;
  /** Proves that this process is the only one to write. */
  readonly lock: Pick<HostLock, 'path' | 'isIntact'>;
  readonly journal: Journal;
}

/**
 * Work on a database that the disk may refuse for a while. What must succeed (`commit`) fails then. Any other write is
 * told to the journal and kept, and is tried again, in its order, before the next one.
 */
export class DurableWrites {
  private readonly identity: string | undefined;
  /** Writes that the disk has refused so far. */
  private readonly refused: (() => void)[] = [];
  /** How often what was refused could be written in the end. */
  private delays = 0;
  private isOpen = true;

  constructor(
    private readonly database: Database,
    private readonly surroundings: WriteSurroundings,
  ) {
    this.identity = fileIdentity(surroundings.path);
  }

  /** A durable transaction that precedes a spawn, after everything that was to be written before it. */
  commit(work: () => void): Result<void, ExecutorFailure> {
    return this.whileOurs(() => {
      this.catchUp();
      this.transactThrough(work);
    });
  }

  /** Whether anything could be written now; how often what was refused before has been written in the end. */
  check(): Result<number, ExecutorFailure> {
    const checked = this.whileOurs(() => {
      this.catchUp();
    });
    return checked.ok ? ok(this.delays) : checked;
  }

  /** One transaction that the power may take away, but not the end of the process. */
  write(work: () => unknown): void {
    this.enqueue(() => {
      transact(this.database, work);
    });
  }

  /** One transaction that stays even if the power fails next, for what is decided. */
  writeThrough(work: () => unknown): void {
    this.enqueue(() => {
      this.transactThrough(work);
    });
  }

  /** Where the disk refuses, the journal says so, and the work goes on with `otherwise`; as it does once this is closed. */
  attempt<T>(otherwise: T, work: () => T): T {
    const { journal, path } = this.surroundings;
    try {
      if (this.isOpen) return work();
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      journal.record({ level: 'error', event: 'state-unusable', message: `${path}: ${errorDetail(error)}` });
    }
    return otherwise;
  }

  /** Writes everything into the one file and closes it. */
  close(): void {
    if (!this.isOpen) return;
    this.attempt(undefined, () => {
      this.catchUp();
    });
    this.isOpen = false;
    this.database.close();
  }

  /** Does something that must succeed, unless lock or database are not the files any more that were opened. */
  private whileOurs(work: () => void): Result<void, ExecutorFailure> {
    const { path, lock } = this.surroundings;
    if (!this.isOpen) return err({ reason: 'closing' });
    if (!lock.isIntact()) return err(whyAnother(lock.path));
    if (this.identity === undefined || fileIdentity(path) !== this.identity) return err(whyAnother(path));
    try {
      work();
      return ok(undefined);
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      const unusable = { reason: 'state-unusable', path, detail: errorDetail(error) } as const;
      return err(passingFailure(error, path, sqliteTrouble(error)) ?? unusable);
    }
  }

  /** A transaction that is on the disk when this returns. */
  private transactThrough(work: () => unknown): void {
    this.database.exec('PRAGMA synchronous = FULL');
    try {
      transact(this.database, work);
    } finally {
      this.database.exec('PRAGMA synchronous = NORMAL');
    }
  }

  /** What the disk refuses here costs history for a while, not a run. */
  private enqueue(write: () => void): void {
    const isBehind = this.refused.length > 0;
    this.refused.push(write);
    this.attempt(undefined, () => {
      this.catchUp(isBehind);
    });
  }

  /** Writes what is still to be written, as far as that is possible; throws where it is not. */
  private catchUp(isBehind = this.refused.length > 0): void {
    for (let next = this.refused.shift(); next; next = this.refused.shift()) {
      try {
        next();
      } catch (error) {
        if (mayPass(error)) this.refused.unshift(next);
        throw error;
      }
    }
    if (isBehind) this.delays += 1;
  }
}

/** Why a file of the state is no longer the one that was opened: another is there or none, or nobody can tell any more. */
function whyAnother(path: string): ExecutorFailure {
  try {
    statSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return { reason: 'state-unusable', path, detail: errorDetail(error) };
  }
  return { reason: 'state-replaced', path };
}
