import { type Clause, say } from './words/clause.ts';
import type { ExecutorFailure } from './failure.ts';
import { taskKey } from './words/taskKey.ts';

/** The most characters (code points) a task's name may have. */
export const longestTaskName = 100;

/**
 * Says why a text cannot name a task, as a clause; undefined where it can. Names are for people: any language, emoji,
 * slashes and dots are fine, because nothing derives a path from a name without making it safe first.
 */
export function taskNameProblem(name: string): Clause | undefined {
  if (name === '') return say('it is empty');
  if (name.trim() === '') return say('it is nothing but spaces');
  // Before the spaces at either end, because a line break there is worth its own words.
  if (/[\n\r\p{Zl}\p{Zp}]/u.test(name)) return say('it contains a line break');
  if (/[\p{Cc}\p{Cs}]/u.test(name)) return say('it contains a control character');
  if (name.trim() !== name) return say('it begins or ends with a space');
  const length = Array.from(name).length;
  if (length > longestTaskName) {
    return say('it has {0} characters, and at most {1} are allowed', length, longestTaskName);
  }
  return undefined;
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
  const cleaned = stem.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const base = cleaned === '' ? 'task' : cleaned;
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? '' : `-${String(count)}`;
    const name =
      Array.from(base)
        .slice(0, longestTaskName - suffix.length)
        .join('')
        .trimEnd() + suffix;
    if (!keys.has(taskKey(name))) return name;
  }
}
