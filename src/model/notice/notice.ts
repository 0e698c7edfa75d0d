import type { Instant } from '../../base/clock.ts';
import type { Clause } from '../words/clause.ts';
import type { RunId } from '../run.ts';

/** Something a person may want to be told although nobody asked: one for each incident. */
export type Notice = { readonly task: string; readonly run: RunId; readonly at: Instant } & (
  | { readonly kind: 'failed'; /** How it ended: "exit 3". */ readonly how: Clause }
  | { readonly kind: 'crash-looping'; readonly shortRuns: number; readonly next: Instant }
  | { readonly kind: 'gave-up'; readonly shortRuns: number }
  | { readonly kind: 'succeeded'; /** Its task asks for it: `notify: always`. */ readonly isAsked: boolean }
);

/** What happened while no window was open. */
export interface Summary {
  /** When the last window had gone. */
  readonly since: Instant;
  /** How many runs have ended since. */
  readonly runs: number;
  /** The tasks that failed, in the order of the list. */
  readonly failed: readonly string[];
  /** How many runs were missed. */
  readonly missed: number;
}
