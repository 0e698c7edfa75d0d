/**
 * An argv array as one line of text for people, quoted as a POSIX shell would need it and only where it would. What
 * could break the line (line breaks, tabs, other control characters) is escaped in the `$'…'` form.
 */
export function commandLine(argv: readonly string[]): string {
  return argv.map(quote).join(' ');
}

function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(word)) {
    const escaped = word.replaceAll(/[\\']/g, '\\$&').replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, escapeControl);
    return `$'${escaped}'`;
  }
  return singleQuoted(word);
}

/** A word that a POSIX shell reads as it is, whatever is in it. */
export function singleQuoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function escapeControl(character: string): string {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
