import * as l10n from '@vscode/l10n';

/** Words in a list: "a, b and c". */
export function listOfWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : l10n.t('{0} and {1}', words.slice(0, -1).join(', '), last);
}

/** The words of these lines, which blanks divide. */
export function wordSet(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
