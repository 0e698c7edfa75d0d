/**
 * A command line of a unit, whatever its words hold: see "Command lines" in systemd.service(5). No variable is looked for in the
 * program, and no quote, backslash or control character is taken there; a shell takes the place of such a program with it.
 */
export function unitCommandLine([program, ...args]: readonly [string, ...string[]]): string {
  return /["'\\]|\p{Cc}/u.test(program)
    ? unitCommandLine(['/bin/sh', '-c', 'exec "$@"', 'sh', program, ...args])
    : [unitWord(program), ...args.map((word) => unitWord(word).replaceAll('$', '$$$$'))].join(' ');
}

/** One word in double quotes: specifiers, and escapes as in C. */
export function unitWord(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll(/\p{Cc}/gu, escapeControl);
  return `"${escaped}"`;
}

/** Text that nobody reads as a path. A backslash at its end would take the next line along. */
export function unitText(text: string): string {
  return text
    .replaceAll('%', '%%')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\uFFFD')
    .replace(/\\$/, '\\/');
}

/** Whether a path can be in a unit without quotes: systemd takes blanks at its ends away, and continues a line behind a backslash. */
export function isUnitPath(path: string): boolean {
  return !/\p{Cc}|^\s|\s$|\\$/u.test(path);
}

function escapeControl(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
