import { crontabTimes, type CrontabTimes } from '../../model/export/crontabTimes.ts';
import type { Exportable, Exported, TaskRemark } from './exported.ts';
import { commonRemarks, scheduleRemark } from './exported.ts';
import { singleQuoted } from '../../model/words/commandLine.ts';

/** The machine whose cron is to read it, and when that is. */
export interface CrontabPlace {
  readonly now: number;
  readonly systemZone: string;
}

/** Crons refuse longer commands, or cut them off: Vixie's reads 1000 characters, of which one ends the line. */
const longestLine = 998;

/** The lines of a user's crontab that run these tasks, as crontab(5) has them; remarks are above each as comments. */
export function exportCrontab(tasks: readonly Exportable[], place: CrontabPlace): Exported {
  let zone = place.systemZone;
  const remarks: Exported['remarks'][number][] = [];
  const left: string[] = [];
  const blocks = tasks.map((task) => {
    const { name } = task.definition;
    const entries = entriesOf(task, place);
    const command = crontabCommand(task);
    const own = [
      ...remarksOf(task, command),
      ...entries.flatMap(({ losses, timeZone }) => losses.map((loss) => scheduleRemark(loss, 'cron', timeZone))),
      ...severalRules(entries),
    ];
    const lines =
      command.kind === 'line'
        ? entries.flatMap(({ lines: times, timeZone }) => {
            if (times.length === 0) return [];
            const zoneLine = timeZone === zone ? [] : [`CRON_TZ=${timeZone}`];
            zone = timeZone;
            return [...zoneLine, ...times.map((time) => `${time} ${command.text}`)];
          })
        : [];
    const all = [...own, ...tooLong(lines)];
    if (lines.length === 0) left.push(name);
    remarks.push(...all.map(([field, message]) => ({ task: name, field, message })));
    return [`# ${plain(name)}`, ...all.map(([field, message]) => `#   ${field}: ${plain(message)}`), ...lines];
  });
  const text = blocks.map((block) => `${block.join('\n')}\n`).join('\n');
  return { files: [{ name: 'crontab', text: `${header}${text}` }], remarks, left };
}

const header = `# Runs have cron's own environment: a PATH of /usr/bin:/bin, no variables of a login shell, none of Executor's.
# Their output goes to an email, or nowhere.

`;

function entriesOf({ anchor, definition }: Exportable, { now, systemZone }: CrontabPlace): readonly CrontabTimes[] {
  const { autoStart, schedule } = definition;
  if (schedule) return schedule.rules.map((rule) => crontabTimes(rule, { now, anchor, systemZone }));
  return autoStart ? [{ lines: ['@reboot'], timeZone: systemZone, losses: [] }] : [];
}

function severalRules(entries: readonly CrontabTimes[]): readonly TaskRemark[] {
  const [first] = entries;
  return first && entries.filter(({ lines }) => lines.length > 0).length > 1
    ? [scheduleRemark('several-rules', 'cron', first.timeZone)]
    : [];
}

/** What is run, as the shell of cron reads it; a line break or a NUL has no place in a crontab. */
type CrontabCommand = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'none' };

function crontabCommand({ argv, cwd, env, envFiles }: Exportable): CrontabCommand {
  const set = Object.entries(env).flatMap(([name, value]) => (value === null ? [] : [`${name}=${shellWord(value)}`]));
  const unset = Object.entries(env).flatMap(([name, value]) => (value === null ? [name] : []));
  const files = envFiles.flatMap((file) => [`. ${shellWord(file)}`]);
  const words = [
    `cd ${shellWord(cwd)}`,
    ...(files.length > 0 ? [`set -a && ${files.join(' && ')} && set +a`] : []),
    ...(unset.length > 0 ? [`unset ${unset.join(' ')}`] : []),
    [...set, ...argv.map(shellWord)].join(' '),
  ];
  const line = words.join(' && ');
  if (/[\n\r\0]/.test(line)) return { kind: 'none' };
  return { kind: 'line', text: line.replaceAll('%', String.raw`\%`) };
}

/** A word for a POSIX shell. Between a backslash and a per cent the quotes end and begin: cron would take the two for a per cent. */
function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return singleQuoted(word).replaceAll(String.raw`\%`, String.raw`\''%`);
}

function remarksOf(task: Exportable, command: CrontabCommand): readonly TaskRemark[] {
  const { autoStart, catchUp, overlap, restart, retries, schedule, stopCommand, stopSignal, timeoutMs } =
    task.definition;
  const entry = schedule !== undefined;
  return [
    ...(command.kind === 'none'
      ? [
          [
            'command',
            'A crontab line ends at a line break, but this command contains one. Put it into a script.',
          ] as const,
        ]
      : []),
    ...(entry || autoStart ? [] : [['schedule', 'It has no schedule, so there is nothing for cron to run.'] as const]),
    ...(!entry && autoStart ? [['autoStart', 'cron runs it once, when the machine starts.'] as const] : []),
    ...(restart === 'never' ? [] : [['restart', 'cron does not restart it after it ends.'] as const]),
    ...(entry && overlap === 'skip'
      ? [['overlap', 'cron starts a run even if the previous one is still running; flock(1) prevents that.'] as const]
      : []),
    ...(entry && overlap !== 'skip'
      ? [['overlap', `cron starts a run even if the previous one is still running, and cannot "${overlap}".`] as const]
      : []),
    ...(entry && catchUp !== 'skip'
      ? [['catchUp', 'cron does not catch up on runs missed while the machine was off or asleep.'] as const]
      : []),
    ...(retries > 0 ? [['retries', 'cron does not retry.'] as const] : []),
    ...(timeoutMs === undefined ? [] : [['timeout', 'cron stops nothing; timeout(1) does.'] as const]),
    ...(stopCommand || stopSignal !== 'SIGTERM' ? [['stopSignal', 'cron stops nothing.'] as const] : []),
    ...(task.envFiles.length > 0
      ? [['envFile', 'The shell reads these files as part of the command: quote values that contain spaces.'] as const]
      : []),
    ...(task.envFiles.length > 0 && Object.values(task.env).includes(null)
      ? [['env', 'A removed variable is also removed from the files.'] as const]
      : []),
    ...commonRemarks(task, 'cron'),
  ];
}

function tooLong(lines: readonly string[]): readonly TaskRemark[] {
  return lines.some((line) => Buffer.byteLength(line) > longestLine)
    ? [
        [
          'command',
          `The line has more than ${String(longestLine)} bytes, and some crons cut off longer lines. Put it into a script.`,
        ],
      ]
    : [];
}

/** Text of a comment, which ends with its line. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
