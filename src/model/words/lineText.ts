import { type Clause, say } from './clause.ts';

/** Says why a text cannot stand on a line of its own, as a clause; undefined if it can. It has `longest` characters at most. */
export function lineProblem(text: string, longest: number): Clause | undefined {
  if (text === '') return say('it is empty');
  if (text.trim() === '') return say('it contains only spaces');
  // Before the spaces at either end, because a line break there is worth its own words.
  if (/[\n\r\p{Zl}\p{Zp}]/u.test(text)) return say('it contains a line break');
  if (/[\p{Cc}\p{Cs}]/u.test(text)) return say('it contains a control character');
  if (text.trim() !== text) return say('it begins or ends with a space');
  const { length } = Array.from(text);
  return length > longest ? say('it has {0} characters; at most {1} are allowed', length, longest) : undefined;
}

/** What of a text can stand so: what it must not contain becomes a space, and what is too long goes. */
export function asLine(text: string, longest: number): string {
  const cleaned = text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return Array.from(cleaned).slice(0, longest).join('').trimEnd();
}
