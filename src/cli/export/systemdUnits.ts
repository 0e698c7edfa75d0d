import { timerTimes } from '../../model/export/timerTimes.ts';
import { isUnitPath, unitCommandLine, unitText, unitWord } from '../systemdText.ts';
import { commonRemarks, type Exportable, type Exported, scheduleRemark, type TaskRemark } from './exported.ts';

/** Where and when units are written. */
export interface UnitPlace {
  readonly now: number;
  /** What unit names begin with: that of the folder's service. */
  readonly prefix: string;
}

/** A service for each task, and a timer beside it for one with a schedule, as systemd.service(5) and systemd.timer(5) have them. */
export function exportSystemd(tasks: readonly Exportable[], place: UnitPlace): Exported {
  const remarks: Exported['remarks'][number][] = [];
  const left: string[] = [];
  const taken = new Set<string>();
  const files = tasks.flatMap((task) => {
    const { name } = task.definition;
    const unit = freeUnitName(`${place.prefix}-${slug(name)}`, taken);
    const timer = timerOf(task, place);
    const own = [...serviceRemarks(task), ...(timer?.remarks ?? [])];
    remarks.push(...own.map(([field, message]) => ({ task: name, field, message })));
    if (timer && timer.lines.length === 0) left.push(name);
    const comments = own.map(([field, message]) => `# ${field}: ${unitComment(message)}\n`).join('');
    const service = { name: `${unit}.service`, text: `${comments}${serviceText(task)}` };
    return timer && timer.lines.length > 0
      ? [service, { name: `${unit}.timer`, text: timerText(name, timer.lines) }]
      : [service];
  });
  return { files, remarks, left };
}

function timerOf(
  { anchor, definition }: Exportable,
  { now }: UnitPlace,
): { readonly lines: readonly string[]; readonly remarks: readonly TaskRemark[] } | undefined {
  const { catchUp, schedule } = definition;
  if (!schedule) return undefined;
  const times = schedule.rules.map((rule) => ({ rule, ...timerTimes(rule, { now, anchor }) }));
  const calendar = times.flatMap((each) => each.calendar);
  const spans = times.flatMap(({ everyMs }) => everyMs ?? []);
  const delays = schedule.rules.map(({ randomDelayMs = 0 }) => randomDelayMs);
  const longest = Math.max(...delays);
  const remarks = times.flatMap(({ losses, rule }) =>
    losses.map((loss) => scheduleRemark(loss, 'systemd', rule.timeZone)),
  );
  if (calendar.length + spans.length === 0) return { lines: [], remarks };
  return {
    lines: [
      ...calendar.map((text) => `OnCalendar=${text}`),
      ...spans.flatMap((ms) => [`OnActiveSec=${seconds(ms)}`, `OnUnitActiveSec=${seconds(ms)}`]),
      ...(catchUp === 'skip' || calendar.length === 0 ? [] : ['Persistent=true']),
      'AccuracySec=1s',
      ...(longest > 0 ? [`RandomizedDelaySec=${seconds(longest)}`] : []),
    ],
    remarks: [
      ...remarks,
      ...(delays.some((delay) => delay !== longest)
        ? [scheduleRemark('shared-delay', 'systemd', schedule.timeZone)]
        : []),
    ],
  };
}

function timerText(name: string, lines: readonly string[]): string {
  return `[Unit]
Description=${unitText(`${name}, when it is due`)}

[Timer]
${lines.join('\n')}

[Install]
WantedBy=timers.target
`;
}

function serviceText(task: Exportable): string {
  const { definition, env, envFiles, stopCommand } = task;
  const {
    autoStart,
    backoff,
    name,
    noRestartExitCodes,
    restart,
    schedule,
    stopSignal,
    stopTimeoutMs,
    successExitCodes,
    timeoutMs,
  } = definition;
  const set = Object.entries(env).flatMap(([key, value]) =>
    value === null ? [] : [`Environment=${unitWord(`${key}=${value}`)}`],
  );
  const unset = Object.entries(env).flatMap(([key, value]) => (value === null ? [key] : []));
  const succeeds = successExitCodes.filter((code) => code !== 0);
  const isRestarted = restart !== 'never';
  const lines = [
    'Type=exec',
    ...startLines(task),
    ...set,
    ...(unset.length > 0 ? [`UnsetEnvironment=${unset.join(' ')}`] : []),
    ...envFiles.filter(isEnvironmentFile).map((file) => `EnvironmentFile=${unitText(file)}`),
    ...(isRestarted ? [`Restart=${restart}`, `RestartSec=${seconds(backoff.initialMs)}`] : []),
    ...(isRestarted && noRestartExitCodes.length > 0
      ? [`RestartPreventExitStatus=${noRestartExitCodes.join(' ')}`]
      : []),
    ...(succeeds.length > 0 ? [`SuccessExitStatus=${succeeds.join(' ')}`] : []),
    ...(timeoutMs === undefined ? [] : [`RuntimeMaxSec=${seconds(timeoutMs)}`]),
    ...(stopCommand ? [`ExecStop=${unitCommandLine(stopCommand)}`] : []),
    `KillSignal=${stopSignal}`,
    `TimeoutStopSec=${seconds(stopTimeoutMs)}`,
  ];
  const install = autoStart && !schedule ? '\n[Install]\nWantedBy=default.target\n' : '';
  return `[Unit]
Description=${unitText(name)}
${isRestarted ? 'StartLimitIntervalSec=0\n' : ''}
[Service]
${lines.join('\n')}
${install}`;
}

/** The folder has a line of its own, unless that cannot hold its path. */
function startLines({ argv, cwd }: Exportable): readonly string[] {
  if (isUnitPath(cwd)) return [`WorkingDirectory=${unitText(cwd)}`, `ExecStart=${unitCommandLine(argv)}`];
  return [`ExecStart=${unitCommandLine(['/bin/sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', cwd, ...argv])}`];
}

function serviceRemarks(task: Exportable): readonly TaskRemark[] {
  const { autoStart, catchUp, overlap, restart, retries, schedule, successExitCodes } = task.definition;
  const { definition, env, envFiles, stopCommand } = task;
  const mixed = envFiles.length > 0 && Object.keys(env).length > 0;
  return [
    ...(schedule || autoStart
      ? []
      : [['schedule', 'It has no schedule and no autoStart: only you start it.'] as const]),
    ...(restart === 'never'
      ? []
      : [
          [
            'backoff',
            `systemd always waits ${seconds(definition.backoff.initialMs)} before a restart: the delay does not grow, and systemd never gives up.`,
          ] as const,
        ]),
    ...(schedule && overlap !== 'skip'
      ? [['overlap', `systemd skips a run if the previous one is still running, and cannot "${overlap}".`] as const]
      : []),
    ...(catchUp === 'all' && schedule
      ? [['catchUp', 'systemd catches up on all missed runs with a single run.'] as const]
      : []),
    ...(catchUp === 'skip' && schedule
      ? [['catchUp', 'systemd catches up on runs missed while the machine was asleep.'] as const]
      : []),
    ...(retries > 0 ? [['retries', 'systemd does not retry a scheduled run.'] as const] : []),
    ...(successExitCodes.includes(0)
      ? []
      : [['successExitCodes', 'For systemd, exit code 0 is always a success.'] as const]),
    ...(stopCommand && !stopCommand[0].startsWith('/')
      ? [['stopCommand', `systemd looks up ${stopCommand[0]} in its own PATH.`] as const]
      : []),
    ...(stopCommand ? [['stopCommand', 'It gets MAINPID instead of EXECUTOR_PID.'] as const] : []),
    ...(envFiles.length > 0
      ? [
          [
            'envFile',
            'systemd reads these files by its own rules: without "export", and without replacing $NAME.',
          ] as const,
        ]
      : []),
    ...(mixed
      ? [['env', 'For systemd, a file overrides env, and a removed variable is removed from both.'] as const]
      : []),
    ...(envFiles.every(isEnvironmentFile)
      ? []
      : [
          [
            'envFile',
            'systemd cannot take a path with *, ?, [ or a control character; such a path is left out.',
          ] as const,
        ]),
    ...commonRemarks(task, 'systemd'),
  ];
}

/** Whether systemd would take the path as it stands: it expands patterns in it. */
function isEnvironmentFile(file: string): boolean {
  return isUnitPath(file) && !/[*?[\]\\]/.test(file);
}

function seconds(ms: number): string {
  return ms % 1_000 === 0 ? `${String(ms / 1_000)}s` : `${String(ms)}ms`;
}

function slug(name: string): string {
  return name.replaceAll(/[^A-Za-z\d_-]+/g, '-').slice(0, 60);
}

function freeUnitName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${String(number)}`;
  taken.add(name);
  return name;
}

/** A comment ends with its line, and goes on behind a backslash. */
function unitComment(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\uFFFD').replace(/\\$/, '');
}
