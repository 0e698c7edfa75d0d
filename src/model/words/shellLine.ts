import type { Argv } from './argv.ts';

/**
 * The argv that has a POSIX shell read a line: the task's name is `$0`, as which the shell names itself in its messages,
 * and the arguments are `"$@"`. A blank keeps a line that begins as an option does from being taken for one.
 */
export function posixShellArgv(shell: string, line: string, name: string, args: readonly string[]): Argv {
  return [shell, '-c', /^[-+]/.test(line) ? ` ${line}` : line, name, ...args];
}

/**
 * The argv that has cmd.exe read a line, to be given to it as it stands: with `/s` it takes exactly the outer quotes
 * away. It knows no arguments beside the line, so that they are at its end, as npm has it.
 */
export function windowsShellArgv(shell: string, line: string, args: readonly string[]): Argv {
  return [shell, '/d', '/s', '/c', `"${[line, ...args.map(windowsWord)].join(' ')}"`];
}

/** What cmd.exe would take for the end of the line: it can be quoted in no way. */
export function hasLineBreak(text: string): boolean {
  return /[\r\n]/.test(text);
}

/**
 * One argument for cmd.exe and for the C program that reads it: quotes are doubled, which keeps both from leaving the quoted
 * text, and an empty part of `%cd%` behind each `%` keeps the latter from being expanded, as Rust has it for batch files.
 */
function windowsWord(text: string): string {
  if (text !== '' && /^[\w#$*+\-./:?@\\]*[\w#$*+\-./:?@]$/.test(text)) return text;
  const escaped = text
    .replaceAll(/\\+(?="|$)/g, '$&$&')
    .replaceAll('"', '""')
    .replaceAll('%', '%%cd:~,%');
  return `"${escaped}"`;
}
