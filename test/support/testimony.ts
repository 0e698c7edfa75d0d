import { existsSync, readFileSync } from 'node:fs';
import type { RunView } from '../../src/model/view/taskView.ts';

/** What a run itself has said, in a file that no part of Executor reads or writes. */
interface Testimony {
  starts: number;
  /** An exit code, or the name of a signal; undefined if the run could not say how it ended. */
  end?: string;
}

/** What all runs have said, by their ids. */
export function readWitness(file: string): ReadonlyMap<string, Testimony> {
  const all = new Map<string, Testimony>();
  if (!existsSync(file)) return all;
  for (const line of readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text !== '')) {
    const [run = '', what, word = ''] = line.split(' ');
    const known = all.get(run) ?? { starts: 0 };
    all.set(run, what === 'start' ? { ...known, starts: known.starts + 1 } : { ...known, end: word });
  }
  return all;
}

/**
 * Where the history, all of whose runs have ended, and the witness contradict each other, row by row: each run that
 * began is there, began once, and has the exit status that it had; one that never began is there as stopped before it
 * did or as one that could not start, if at all. One that a stop's signal ended may have had no time to say a word.
 */
export function contradictions(history: readonly RunView[], file: string): readonly string[] {
  const witness = readWitness(file);
  const ids = history.map(({ id }) => id);
  const known = new Set<string>(ids);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) < index).map((id) => `${id} stands in the history twice`),
    ...[...witness.keys()].filter((id) => !known.has(id)).map((id) => `${id} ran, and is not in the history`),
    ...history.flatMap((run) => contradiction(run, witness.get(run.id)) ?? []),
  ];
}

function contradiction({ id, outcome, startedAt }: RunView, testimony: Testimony | undefined): string | undefined {
  const told = outcome && 'exit' in outcome ? describeExit(outcome.exit) : outcome?.kind;
  const hasBegun = startedAt !== undefined;
  const tells = `${id} is told ${hasBegun ? 'to have begun' : 'not to have begun'} and to have ended ${String(told)}`;
  const wasCutShort = outcome?.kind === 'stopped' && told?.startsWith('SIG') === true;
  const maySayNothing = hasBegun ? wasCutShort : told === 'stopped' || told === 'start-failed';
  if (!testimony) return maySayNothing ? undefined : `${tells}; it never ran`;
  const { end = 'SIGKILL', starts } = testimony;
  if (hasBegun && starts === 1 && told === end) return undefined;
  return `${tells}; it began ${String(starts)} times and ended ${end}`;
}

function describeExit(exit: { readonly code: number } | { readonly signal: string } | undefined): string | undefined {
  if (!exit) return undefined;
  return 'code' in exit ? String(exit.code) : exit.signal;
}
