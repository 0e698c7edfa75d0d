import { type Clause, say } from './clause.ts';
import type { Suggestion } from './suggestion.ts';

/** What is wrong with a text, and where in it (UTF-16 units from its start). */
export interface TextProblem {
  readonly message: Clause;
  readonly offset: number;
  readonly length: number;
  /** What the message says to write instead, where that is one thing. */
  readonly suggestion?: Suggestion;
}

/** Nobody writes more characters by hand, and a text of any length is judged at once. */
const longestText = 1_000;

/** What is wrong with a text that is too long to be read; undefined if it is not. */
export function lengthProblem(text: string): TextProblem | undefined {
  if (text.length <= longestText) return undefined;
  const message = say('This is longer than {0} characters. Shorten it.', longestText);
  return { message, offset: 0, length: text.length };
}
