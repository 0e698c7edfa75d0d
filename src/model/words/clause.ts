import * as l10n from '@vscode/l10n';

/**
 * Words for people that are chosen on one side of the wire and read on the other: the English pattern, which is the key
 * of every translation, and what is in it. A text alone stands for itself: a name, a path, what a system answered.
 */
export type Clause = string | { readonly say: string; readonly with: readonly (Clause | number)[] };

/** A clause of a pattern with `{0}`, `{1}` … and what is in their places. */
export function say(pattern: string, ...parts: readonly (Clause | number)[]): Clause {
  return { say: pattern, with: parts };
}

/** The clause in the language that is spoken here. */
export function word(clause: Clause | number): string {
  return typeof clause === 'object' ? l10n.t(clause.say, ...clause.with.map(word)) : String(clause);
}
