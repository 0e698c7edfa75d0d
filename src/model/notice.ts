import type { Instant } from '../base/clock.ts';
import type { Clause } from './clause.ts';
import { hasFailed, type RunId, type RunRecord } from './run.ts';
import { taskKey } from './task.ts';

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

/**
 * The keys of the tasks that failed among runs, which are given in the order of their ends: a run that was tried again counts as its
 * last try did.
 */
export function keysOfFailed(ended: readonly RunRecord[]): ReadonlySet<string> {
  const failures = new Map<string, number>();
  const latest = new Map<string, RunRecord>();
  for (const record of ended) {
    const key = taskKey(record.task);
    const before = latest.get(key);
    const isNextTry = record.trigger === 'retry' && before !== undefined && record.retry === (before.retry ?? 0) + 1;
    const change = (hasFailed(record) ? 1 : 0) - (isNextTry && hasFailed(before) ? 1 : 0);
    failures.set(key, (failures.get(key) ?? 0) + change);
    latest.set(key, record);
  }
  return new Set([...failures].flatMap(([key, count]) => (count > 0 ? [key] : [])));
}
