import { parseCron } from './cron.ts';
import {
  commandStem,
  type ForeignProblem,
  type ForeignTask,
  type ForeignTasks,
  shellCommand,
  whyUnwritable,
  writable,
} from './foreignTasks.ts';
import * as l10n from '@vscode/l10n';
import { word } from './clause.ts';
import { zoneKind } from './timeZone.ts';

const assignment = /^\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/;
const entry = /^\s*(@\w+|\S+(?:\s+\S+){4})\s+(.*\S)\s*$/;
/** Variables of a crontab that speak to cron itself. */
const toCron = new Set(['CRON_TZ', 'MAILTO', 'MAILFROM', 'SHELL', 'CONTENT_TYPE', 'CONTENT_TRANSFER_ENCODING']);

/**
 * The tasks of a user's crontab (crontab(5)): five fields or a macro, then a command for the shell. A variable counts for
 * the lines below it. Commands run in the home folder, as cron has it.
 */
export function crontabTasks(text: string): ForeignTasks {
  const tasks: ForeignTask[] = [];
  const problems: ForeignProblem[] = [];
  const variables = new Map<string, string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, value] = assignment.exec(line) ?? [];
    if (name !== undefined && value !== undefined) {
      // cron expands nothing here; the task file would.
      const why = whyUnwritable(value);
      if (why !== undefined) problems.push({ line: index + 1, message: why });
      else variables.set(name, value.replace(/^(["'])(.*)\1$/, '$2'));
      continue;
    }
    const task = readEntry(line, variables);
    if (typeof task === 'string') problems.push({ line: index + 1, message: task });
    else tasks.push(task);
  }
  return { tasks, problems };
}

/** A task, or why there is none. */
function readEntry(line: string, variables: ReadonlyMap<string, string>): ForeignTask | string {
  const [, when, written] = entry.exec(line) ?? [];
  if (when === undefined || written === undefined)
    return l10n.t('This is neither a schedule with a command nor a variable.');
  const [commandText = '', ...input] = written.split(/(?<!\\)%/);
  const command = writable(commandText.trim().replaceAll(String.raw`\%`, '%'));
  if (!command.ok) return command.error;
  const remarks = input.length > 0 ? [l10n.t('What stands behind “%” is not given to it as its input.')] : [];
  const env = Object.fromEntries([...variables].filter(([name]) => !toCron.has(name)));
  const timezone = variables.get('CRON_TZ');
  if (timezone !== undefined && zoneKind(timezone) === 'unknown') return l10n.t('“{0}” is no time zone.', timezone);
  const shell = variables.get('SHELL') ?? '';
  const fields = {
    command: shellCommand(command.value, [shell === '' ? '/bin/sh' : shell, '-c']),
    cwd: '${userHome}',
    ...(Object.keys(env).length > 0 && { env }),
  };
  const stem = commandStem(command.value);
  if (when.toLowerCase() === '@reboot') {
    remarks.push(l10n.t('It starts with the folder, not with the machine.'));
    return { stem, fields: { ...fields, restart: 'never', autoStart: true }, commandText: commandText.trim(), remarks };
  }
  const cron = parseCron(when);
  if (!cron.ok) return word(cron.error.message);
  if (variables.get('MAILTO')) remarks.push(l10n.t('Its output goes to a log, not into a mail.'));
  const schedule = { cron: when, ...(timezone !== undefined && { timezone }) };
  return { stem, fields: { ...fields, ...schedule }, commandText: commandText.trim(), remarks };
}
