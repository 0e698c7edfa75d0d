import * as l10n from '@vscode/l10n';
import { err, ok, type Result } from '../../base/result.ts';
import { zoneKind } from '../time/timeZone.ts';
import { readCrontabCommand, readCrontabLine, readUserColumn } from './crontabLine.ts';
import { readCrontabWhen } from './crontabWhen.ts';
import { ForeignCollector, type ForeignTask, type ForeignTasks } from './foreignTasks.ts';
import { commandStem, isBourneShell, isPlainShell, shellCommand } from './shellWords.ts';
import { singleQuoted } from '../words/commandLine.ts';
import { withoutVariables } from '../words/variables.ts';

/** Whose crontab it is. */
export interface CrontabOwner {
  /** Its entries name a user before the command, as those of `/etc/crontab` and `/etc/cron.d` do. */
  readonly hasUserColumn: boolean;
  /** Nothing but the form of its lines says so. */
  readonly isGuessed: boolean;
  /** The login name of whoever imports; undefined if it is not known. */
  readonly userName: string | undefined;
}

/** Variables that speak to cron alone: none of them reaches a command in another way than its run gets it anyway. */
const toCron = new Set([
  'CRON_TZ',
  'MAILTO',
  'MAILFROM',
  'CONTENT_TYPE',
  'CONTENT_TRANSFER_ENCODING',
  'RANDOM_DELAY',
  'START_HOURS_RANGE',
  // cron sets them itself, whatever is there.
  'LOGNAME',
  'USER',
]);

const ownCrontab: CrontabOwner = { hasUserColumn: false, isGuessed: false, userName: undefined };

/**
 * The tasks of a crontab (crontab(5)): five fields or a macro, in a system crontab a user, then a command for the shell. A
 * variable counts for the lines below it. Commands run in the home folder, as cron has it.
 */
export function crontabTasks(text: string, owner: CrontabOwner = ownCrontab): ForeignTasks {
  const collector = new ForeignCollector();
  const variables = new Map<string, string>();
  let isWithoutPath = false;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const read = readCrontabLine(line);
    if (read.kind === 'nothing') continue;
    if (read.kind === 'variable') {
      const set = setVariable(read.name, read.value, variables);
      if (!set.ok) collector.add(index + 1, set);
    } else if (read.kind === 'entry') {
      collector.add(index + 1, readEntry(read, variables, owner));
      isWithoutPath ||= !variables.has('PATH');
    } else {
      collector.add(index + 1, err(l10n.t('This is neither a schedule with a command nor a variable.')));
    }
  }
  return collector.found(notesOn(owner, isWithoutPath));
}

function notesOn({ hasUserColumn, isGuessed }: CrontabOwner, isWithoutPath: boolean): readonly string[] {
  return [
    ...(hasUserColumn && isGuessed
      ? [l10n.t('The lines look like those of a system crontab, so their sixth column is read as the user.')]
      : []),
    ...(isWithoutPath
      ? [l10n.t('Programs are found on the PATH of your login shell; cron searches only /usr/bin and /bin.')]
      : []),
    l10n.t(
      'One run catches up on all missed ones, and no run starts while the previous one is still running. cron does neither.',
    ),
  ];
}

function setVariable(name: string, value: string, variables: Map<string, string>): Result<undefined, string> {
  if (!/^[A-Za-z_]\w*$/.test(name)) return err(l10n.t('No shell accepts “{0}” as the name of a variable.', name));
  variables.set(name, value);
  return ok(undefined);
}

/** A task, or why there is none. */
function readEntry(
  entry: { readonly when: string; readonly rest: string },
  variables: ReadonlyMap<string, string>,
  owner: CrontabOwner,
): Result<ForeignTask, string> {
  const column = owner.hasUserColumn ? readUserColumn(entry.rest) : { user: undefined, command: entry.rest };
  if (!column) return err(l10n.t('A line of a system crontab names a user before the command, but this one does not.'));
  const written = withoutFlags(column.command);
  const { input, line } = readCrontabCommand(written);
  const timezone = variables.get('CRON_TZ') || undefined;
  if (timezone !== undefined && zoneKind(timezone) === 'unknown') {
    return err(l10n.t('“{0}” is not a time zone.', timezone));
  }
  const when = readCrontabWhen(entry.when, randomDelayOf(variables));
  if (!when.ok) return when;
  const argv = argvOf(line, input, variables);
  if (!argv.ok) return argv;
  // cron expands nothing in a value; the task file would.
  const env = Object.fromEntries(
    [...variables]
      .filter(([name, value]) => isForRuns(name, value))
      .map(([name, value]) => [name, withoutVariables(value)]),
  );
  const fields = {
    command: argv.value.map((word) => withoutVariables(word)),
    cwd: withoutVariables(variables.get('HOME') ?? '') || '${userHome}',
    ...(Object.keys(env).length > 0 && { env }),
  };
  const remarks = [
    ...userRemarks(column.user, owner, variables.has('HOME')),
    ...(variables.has('START_HOURS_RANGE') ? [l10n.t('START_HOURS_RANGE is ignored.')] : []),
  ];
  if (/(?<!\\)\\\\/.test(written)) {
    remarks.push(l10n.t('Two backslashes stay two, as in cronie; Debian’s cron turns them into one.'));
  }
  const stem = commandStem(line);
  const commandText = line;
  if (when.value.kind === 'reboot') {
    remarks.push(l10n.t('It starts with the folder, not with the machine.'));
    return ok({ stem, fields: { ...fields, restart: 'never', autoStart: true }, commandText, remarks });
  }
  remarks.push(...when.value.remarks);
  if (timezone !== undefined) {
    remarks.push(l10n.t('It follows the clocks of {0}, as with cronie; Debian’s cron ignores CRON_TZ.', timezone));
  }
  if (variables.get('MAILTO')) remarks.push(l10n.t('Its output goes to a log, not to an email.'));
  const schedule = { ...when.value.fields, ...(timezone !== undefined && { timezone }) };
  return ok({ stem, fields: { ...fields, ...schedule }, commandText, remarks });
}

/** FreeBSD and OpenBSD: `-n` mails only failures, `-q` logs nothing, `-s` never runs beside itself, which holds anyway. */
function withoutFlags(command: string): string {
  return command.replace(/^(?:-[nqs]+\s+)+/, '');
}

/** The argv of a command with its input, which a pipe gives it. */
function argvOf(
  line: string,
  input: readonly string[] | undefined,
  variables: ReadonlyMap<string, string>,
): Result<string[], string> {
  const shell = variables.get('SHELL') || '/bin/sh';
  const whole = [shell, '-c'];
  if (input === undefined) {
    // A shell that reads a file first, or is no shell at all, means something else by plain words.
    const isDirect = isPlainShell(shell) && !variables.has('BASH_ENV');
    return ok(isDirect ? shellCommand(line, whole) : [...whole, line]);
  }
  if (!isBourneShell(shell))
    return err(l10n.t('The text after “%” is its input, which {0} cannot receive here.', shell));
  const lines = input.map(singleQuoted).join(' ');
  // A comment at the end would swallow the bracket.
  const end = line.includes('#') ? '\n' : ' ';
  return ok([...whole, String.raw`printf '%s\n' ${lines} | ( ${line}${end})`]);
}

function isForRuns(name: string, value: string): boolean {
  return !toCron.has(name) && !(name === 'SHELL' && (value === '' || value === '/bin/sh'));
}

/** cronie's upper bound of the delay in minutes; 0 for none, and for what it does not understand. */
function randomDelayOf(variables: ReadonlyMap<string, string>): number {
  const written = variables.get('RANDOM_DELAY') ?? '';
  return /^\d{1,6}$/.test(written) ? Number(written) : 0;
}

function userRemarks(user: string | undefined, { userName }: CrontabOwner, hasHome: boolean): readonly string[] {
  if (user === undefined || user === userName) return [];
  return hasHome
    ? [l10n.t('It ran as {0}; here it runs as you.', user)]
    : [l10n.t('It ran as {0} in the home folder of {0}; here it runs as you, in yours.', user)];
}
