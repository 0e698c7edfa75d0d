import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import type { Clock } from '../../base/clock.ts';
import type { Journal, JournalEntry } from '../../core/ports.ts';
import { attempt } from '../files/attempt.ts';

/** How the journal is kept within bounds. */
export interface JournalLimits {
  /** Bytes after which a file is full. */
  readonly fileBytes: number;
  /** Files kept, the one being written included. */
  readonly files: number;
}

const defaultLimits: JournalLimits = { fileBytes: 5_000_000, files: 5 };

/**
 * The executor's own log: one JSON object a line, `executor.log` the newest, `executor.1.log` the one before.
 *
 * An entry is in the file when `record` returns, so nothing is left to be lost at the end, orderly or not. The file is
 * opened for each entry, which costs some microseconds and finds it again wherever somebody moved or deleted it.
 * A journal that cannot be written stops nothing: the next entry that can be says how many are missing.
 */
export class JournalFile implements Journal {
  private lost = 0;

  constructor(
    /** Absolute path of the newest file. */
    readonly path: string,
    private readonly clock: Clock,
    private readonly limits: JournalLimits = defaultLimits,
  ) {}

  record(entry: JournalEntry): void {
    try {
      if (this.lost > 0) {
        const message = `${String(this.lost)} entries before this one could not be written`;
        this.write({ level: 'warning', event: 'entries-lost', message });
        this.lost = 0;
      }
      this.write(entry);
    } catch {
      this.lost++;
    }
  }

  private write({ level, event, task, run, message }: JournalEntry): void {
    const time = new Date(this.clock.now()).toISOString();
    const line = Buffer.from(`${JSON.stringify({ time, level, event, task, run, message })}\n`);
    if (!this.append(line, this.limits.fileBytes)) {
      this.rotate();
      this.append(line, Infinity);
    }
  }

  /** Appends a line unless the file would become larger than `fileBytes`. An empty file takes any line. */
  private append(line: Buffer, fileBytes: number): boolean {
    const file = openSync(this.path, 'a', 0o600);
    try {
      const { size } = fstatSync(file);
      if (size > 0 && size + line.length > fileBytes) return false;
      writeSync(file, line);
      return true;
    } finally {
      closeSync(file);
    }
  }

  /** Moves every file one place on, over the oldest. */
  private rotate(): void {
    for (let place = this.limits.files - 2; place >= 0; place--) {
      // Past a gap in the numbers, or a file that somebody holds on Windows: the newest then grows beyond its bound.
      attempt(undefined, () => {
        renameSync(this.pathAt(place), this.pathAt(place + 1));
      });
    }
  }

  private pathAt(place: number): string {
    return place === 0 ? this.path : this.path.replace(/(\.[^./\\]*)?$/, `.${String(place)}$1`);
  }
}
