/** What is not translated: the product's name, names that people have chosen, paths, and what is in a task file. */
const untranslated = [/\bExecutor\b/g, /[\w-]+\.(?:sh|json|py|log)\b/g];

/**
 * The words of a text of the pseudo-locale that stand outside of all brackets, beside `names`: they were said without
 * being translated.
 */
export function wordsOutsideBrackets(text: string, names: readonly (string | RegExp)[] = []): readonly string[] {
  let outside = text;
  for (let before = ''; before !== outside;) {
    before = outside;
    outside = outside.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  for (const name of [...untranslated, ...names]) outside = outside.replaceAll(name, ' ');
  return outside.match(/\p{L}{2,}/gu) ?? [];
}
