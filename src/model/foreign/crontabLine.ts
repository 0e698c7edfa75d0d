import { wordSet } from '../words/wordList.ts';

/** A line of a crontab, by its form alone. */
export type CrontabLine =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'variable'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'entry';
      /** Five fields with a blank between them, or a macro. */
      readonly when: string;
      /** Everything behind, without blanks around it. */
      readonly rest: string;
    }
  | { readonly kind: 'other' };

/** A command as cron divides it at its first `%`. */
export interface CrontabCommand {
  readonly line: string;
  /** What it is given as its input, a line each; undefined if it gets none. */
  readonly input: readonly string[] | undefined;
}

/** The user column of a system crontab: the user, and the command behind. */
export interface UserColumn {
  readonly user: string;
  readonly command: string;
}

const variable = /^\s*(?:"([^"]*)"|'([^']*)'|([^\s=]+))\s*=\s*(.*?)\s*$/;
// SUSE and cronie: a dash in front keeps the run out of the system's log.
const entry = /^\s*-?(@\w+|\S+(?:\s+\S+){4})\s+(.*\S)\s*$/;

/** Takes a line apart as cron does: a variable if it looks like one, else a schedule and what is behind it. */
export function readCrontabLine(line: string): CrontabLine {
  if (/^\s*(#|$)/.test(line)) return { kind: 'nothing' };
  const [, double, single, plain, written] = variable.exec(line) ?? [];
  const name = double ?? single ?? plain;
  const value = written === undefined ? undefined : withoutQuotes(written);
  if (name !== undefined && value !== undefined) return { kind: 'variable', name, value };
  const [, when, rest] = entry.exec(line) ?? [];
  if (when === undefined || rest === undefined) return { kind: 'other' };
  return { kind: 'entry', when: when.replaceAll(/\s+/g, ' '), rest };
}

/** Undefined if more follows a value in quotes, which makes it no variable to cron. */
function withoutQuotes(written: string): string | undefined {
  const [quote] = /^["']/.exec(written) ?? [];
  if (quote === undefined) return written;
  const close = written.indexOf(quote, 1);
  if (close === -1) return written;
  return close === written.length - 1 ? written.slice(1, -1) : undefined;
}

/** Divides a command at its first `%` that no backslash precedes; further ones end lines of the input. */
export function readCrontabCommand(written: string): CrontabCommand {
  const parts = [''];
  let isEscaped = false;
  const append = (text: string): void => {
    parts.push((parts.pop() ?? '') + text);
  };
  for (const character of written) {
    if (isEscaped) append(character === '%' ? '%' : `\\${character}`);
    else if (character === '%') parts.push('');
    else if (character !== '\\') append(character);
    isEscaped = !isEscaped && character === '\\';
  }
  if (isEscaped) append('\\');
  const [line = '', ...input] = parts;
  // The last line has an end of its own.
  if (input.at(-1) === '') input.pop();
  return { line: line.trim(), input: input.length > 0 ? input : undefined };
}

/** Takes the user off a line of a system crontab; undefined if there is none. */
export function readUserColumn(rest: string): UserColumn | undefined {
  const [, user, command] = /^([A-Za-z_][\w.-]*\$?(?::[\w.-]+)*)\s+(\S.*)$/.exec(rest) ?? [];
  return user === undefined || command === undefined ? undefined : { user, command };
}

/** Programs that stand first in the lines of people, and are rarely anybody's login name. */
const usualPrograms = wordSet(
  'R Rscript ansible apt awk aws bash borg bundle bun bzip2 cat certbot chmod chown command composer cp curl date deno df',
  'docker du echo env exec export fetchmail find flock gem git go grep gunzip gzip ionice java journalctl julia kill',
  'ksh ln logger logrotate ls mail make mkdir mv mysqldump nice node nohup npm npx perl pg_dump php ping pip pipenv pnpm',
  'podman poetry ps psql python python2 python3 rails rake rclone restic rm rsync ruby run-parts scp sed sh sleep sort ssh',
  'sudo systemctl tar tee test timeout touch true tsx umask updatedb uv wget which xargs yarn zip zsh cd chronic mysql',
);

/** Users that systems bring along. */
const usualUsers = wordSet(
  'root daemon nobody www-data apache nginx postgres munin smmsp list news uucp man lp ubuntu debian ec2-user',
);

/**
 * Whether the entries of a crontab have a user before their command, told by all of them together: a comment names the column, or in each a word
 * that can be a user is followed by what can be a program.
 */
export function looksLikeSystemCrontab(text: string): boolean {
  const lines = text.split(/\r?\n/);
  if (lines.some((line) => /^\s*#.*\buser(?:-?name)?\s+(?:command|cmd)\b/i.test(line))) return true;
  const columns = lines
    .map(readCrontabLine)
    .flatMap((line) => (line.kind === 'entry' ? [readUserColumn(line.rest)] : []));
  return columns.length > 0 && columns.every((column) => column !== undefined && looksLikeUser(column));
}

function looksLikeUser({ command, user }: UserColumn): boolean {
  const [first = ''] = command.split(/\s/);
  const canBeProgram = /^[/~.[({$"']/.test(first) || /^\w+=/.test(first) || usualPrograms.has(first);
  if (usualUsers.has(user)) return canBeProgram || /^[\w.-]+$/.test(first);
  return canBeProgram && !usualPrograms.has(user) && !/\.(?:py|sh|js|pl|rb|R)$/.test(user);
}

/** Whether a file stands where systems keep crontabs with a user column, or is meant for such a place. */
export function isSystemCrontabPath(path: string): boolean {
  return /(?:^|[/\\])etc[/\\]crontab$|[/\\]cron\.d[/\\][^/\\]+$|\.cron\.d$/.test(path);
}
