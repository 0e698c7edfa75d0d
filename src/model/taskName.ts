import type { Clause } from './words/clause.ts';
import type { ExecutorFailure } from './failure.ts';
import { asLine, lineProblem } from './words/lineText.ts';
import { taskKey } from './words/taskKey.ts';

/** The most characters (code points) a task's name may have. */
export const longestTaskName = 100;

/**
 * Says why a text cannot name a task, as a clause; undefined if it can. Names are for people: any language, emoji,
 * slashes and dots are fine, because nothing derives a path from a name without making it safe first.
 */
export function taskNameProblem(name: string): Clause | undefined {
  return lineProblem(name, longestTaskName);
}

/** Judges a name for a new task beside the `existing` ones; undefined means that it may be used. */
export function checkTaskName(name: string, existing: readonly string[]): ExecutorFailure | undefined {
  const why = taskNameProblem(name);
  if (why !== undefined) return { reason: 'name-invalid', task: name, why };
  const key = taskKey(name);
  const taken = existing.find((other) => taskKey(other) === key);
  return taken === undefined ? undefined : { reason: 'name-taken', task: taken };
}

/**
 * A name that may be used beside the `existing` ones, made from a file's stem: the stem itself, else `stem-2`, `stem-3`
 * and so on. What a name must not contain is taken out of the stem first.
 */
export function freeTaskName(stem: string, existing: readonly string[]): string {
  const keys = new Set(existing.map(taskKey));
  const base = asLine(stem, Infinity) || 'task';
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : `-${String(count)}`;
    const name = asLine(base, longestTaskName - suffix.length) + suffix;
    if (!keys.has(taskKey(name))) return name;
  }
}
