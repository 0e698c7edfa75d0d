import type { Journal, JournalEntry } from '../../src/core/ports.ts';

/** A journal that keeps its entries in memory. */
export class RecordingJournal implements Journal {
  readonly entries: JournalEntry[] = [];

  record(entry: JournalEntry): void {
    this.entries.push(entry);
  }

  /** The stable words of all entries, in order. */
  get events(): readonly string[] {
    return this.entries.map(({ event }) => event);
  }
}
