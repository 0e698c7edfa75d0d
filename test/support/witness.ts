import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { RunView } from '../../src/model/taskView.ts';

/** What a run itself has said, in a file that no part of Executor reads or writes. */
interface Testimony {
  starts: number;
  /** An exit code, or the name of a signal; undefined where the run could not say how it ended. */
  end?: string;
}

/** What all runs have said, by their ids. */
export function readWitness(file: string): ReadonlyMap<string, Testimony> {
  const all = new Map<string, Testimony>();
  if (!existsSync(file)) return all;
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const [run = '', what, word = ''] = line.split(' ');
    const known = all.get(run) ?? { starts: 0 };
    all.set(run, what === 'start' ? { ...known, starts: known.starts + 1 } : { ...known, end: word });
  }
  return all;
}

/**
 * Compares the history, all of whose runs have ended, with the witness, row by row: each run that began is there, began
 * once, and has the exit status that it had; one that never began stands there as interrupted, or as stopped before it did.
 */
export function expectSameAsWitness(history: readonly RunView[], file: string): void {
  const witness = readWitness(file);
  const told = Object.fromEntries(
    history.map(({ id, outcome, startedAt }) => [id, { outcome, began: startedAt !== undefined }]),
  );
  expect(Object.keys(told)).toHaveLength(history.length);
  expect(
    [...witness.keys()].filter((run) => !(run in told)),
    'runs that the history does not know',
  ).toEqual([]);
  for (const [run, { began, outcome }] of Object.entries(told)) {
    const testimony = witness.get(run);
    const exit = outcome && 'exit' in outcome ? describe(outcome.exit) : outcome?.kind;
    const seen = { run, began, exit, starts: testimony?.starts ?? 0 };
    if (testimony) expect(seen).toEqual({ run, began: true, exit: testimony.end ?? 'SIGKILL', starts: 1 });
    else expect(seen).toMatchObject({ began: false, exit: expect.stringMatching(/^(interrupted|stopped)$/) as string });
  }
}

function describe(exit: { readonly code: number } | { readonly signal: string } | undefined): string | undefined {
  if (!exit) return undefined;
  return 'code' in exit ? String(exit.code) : exit.signal;
}
