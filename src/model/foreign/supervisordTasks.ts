import * as l10n from '@vscode/l10n';
import { err, ok, type Result } from '../../base/result.ts';
import { splitArguments } from '../words/argumentLine.ts';
import { withoutVariables } from '../words/variables.ts';
import { wordSet } from '../words/wordList.ts';
import { type StopSignal, stopSignals } from '../task.ts';
import type { TaskFields } from '../taskFile/fields/taskFields.ts';
import { ForeignCollector, type ForeignPlace, type ForeignTask, type ForeignTasks, pathFrom } from './foreignTasks.ts';
import { type IniSection, readIni } from './iniFile.ts';

/** What is read below, or says what holds with Executor anyway. */
const understood = wordSet(
  'command process_name numprocs numprocs_start directory environment autostart autorestart startsecs startretries exitcodes',
  'stopsignal stopwaitsecs stopasgroup killasgroup user redirect_stderr serverurl priority',
);

/** More processes of one program nobody would look at one by one. */
const mostProcesses = 100;

/**
 * The programs of a configuration of supervisord, each kept running as it keeps them; of several processes each is a
 * task of its own. Undefined if the text has none of its sections.
 */
export function supervisordTasks(text: string, place: ForeignPlace): ForeignTasks | undefined {
  const sections = readIni(text);
  if (
    !sections.some(({ name }) => /^(?:program:|supervisord$|group:|eventlistener:|fcgi-program:|include$)/.test(name))
  )
    return undefined;
  const groups = groupsOf(sections);
  const collector = new ForeignCollector();
  let lacksFolder = false;
  for (const section of sections) {
    const [, kind, name] = /^(program|eventlistener|fcgi-program):(.+)$/.exec(section.name) ?? [];
    if (kind === undefined || name === undefined) continue;
    if (kind !== 'program') {
      const message = l10n.t(
        'supervisord talks to a program of the kind “{0}” while it runs; Executor does not.',
        kind,
      );
      collector.add(section.line, err(message));
      continue;
    }
    lacksFolder ||= !section.values.has('directory');
    for (const found of tasksOf(name, section, groups.get(name), place)) collector.add(section.line, found);
  }
  const includes = sections.find(({ name }) => name === 'include')?.values.get('files');
  return collector.found([
    ...(lacksFolder
      ? [l10n.t('Without a directory, they run in the workspace folder; supervisord runs them where it was started.')]
      : []),
    ...(includes === undefined ? [] : [l10n.t('{0} is not imported.', includes.replaceAll('\n', ' '))]),
  ]);
}

function groupsOf(sections: readonly IniSection[]): ReadonlyMap<string, string> {
  return new Map(
    sections.flatMap(({ name, values }) => {
      const [, group] = /^group:(.+)$/.exec(name) ?? [];
      const programs = (values.get('programs') ?? '').split(',').map((each) => each.trim());
      return group === undefined ? [] : programs.map((program) => [program, group] as const);
    }),
  );
}

/** The tasks of a program, one for each of its processes, or why there is none. */
function tasksOf(
  name: string,
  section: IniSection,
  group: string | undefined,
  place: ForeignPlace,
): readonly Result<ForeignTask, string>[] {
  const count = Number(section.values.get('numprocs') ?? 1);
  const first = Number(section.values.get('numprocs_start') ?? 0);
  if (!Number.isInteger(count) || count < 1 || count > mostProcesses || !Number.isInteger(first))
    return [
      err(
        l10n.t(
          'It has {0} processes; Executor imports from 1 to {1}.',
          section.values.get('numprocs') ?? '',
          mostProcesses,
        ),
      ),
    ];
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const written = section.values.get('process_name') ?? '%(program_name)s';
    const stem =
      count === 1 && !section.values.has('process_name') ? ok(name) : expanded(written, name, number, group, place);
    return stem.ok ? taskOf(stem.value, name, number, section, group, place) : stem;
  });
}

function taskOf(
  stem: string,
  program: string,
  number: number,
  { values }: IniSection,
  group: string | undefined,
  place: ForeignPlace,
): Result<ForeignTask, string> {
  const valueOf = (option: string): Result<string, string> =>
    expanded(values.get(option) ?? '', program, number, group, place);
  const command = valueOf('command');
  if (!command.ok) return command;
  const words = splitArguments(command.value);
  if (!words.ok || words.value.length === 0) return err(l10n.t('It has no command, or it has an unclosed quote.'));
  const directory = valueOf('directory');
  if (!directory.ok) return directory;
  const env = valueOf('environment');
  if (!env.ok) return env;
  const variables = environmentOf(env.value);
  if (!variables) return err(l10n.t('Its environment is not a comma-separated list of NAME="value".'));
  const remarks: string[] = [];
  // Paths count from where supervisord was started, not from its file.
  const cwd =
    directory.value === '' ? place.folder : pathFrom('', directory.value.replace(/^~(?=\/|$)/, '${userHome}'));
  const isStarted = isTrue(values.get('autostart') ?? 'true');
  const fields: TaskFields = {
    command: [...words.value],
    ...(cwd !== '' && { cwd }),
    ...(Object.keys(variables).length > 0 && { env: variables }),
    ...restartOf(values),
    ...stopOf(values, remarks),
    ...(isStarted && { autoStart: true }),
    ...(group !== undefined && { group }),
  };
  remarks.push(...restRemarks(values));
  return ok({ stem, fields, commandText: command.value, remarks });
}

/** supervisord's restarts: `unexpected` exit codes, all, or none; it gives up on what ends within `startsecs` too often. */
function restartOf(values: IniSection['values']): TaskFields {
  const written = (values.get('autorestart') ?? 'unexpected').toLowerCase();
  const restart = written === 'unexpected' ? 'on-failure' : isTrue(written) ? 'always' : 'never';
  const codes = (values.get('exitcodes') ?? '0').split(',').map((code) => Number(code.trim()));
  const seconds = Number(values.get('startsecs') ?? 1);
  const retries = Number(values.get('startretries') ?? 3);
  const givesUp = restart !== 'never' && seconds > 0 && Number.isInteger(retries) && retries >= 0;
  return {
    restart,
    ...(codes.join() !== '0' && { successExitCodes: codes }),
    ...(givesUp && { backoff: { resetAfter: `${String(seconds)} sec`, giveUpAfter: retries + 1 } }),
  };
}

function stopOf(values: IniSection['values'], remarks: string[]): TaskFields {
  const written = (values.get('stopsignal') ?? 'TERM').toUpperCase().replace(/^SIG/, '');
  const signal = stopSignals.find((each) => each === `SIG${written}`);
  if (!signal) remarks.push(l10n.t('Executor stops it with SIGTERM, not {0}.', written));
  const wait = values.get('stopwaitsecs');
  const isNamed: (each: StopSignal | undefined) => each is StopSignal = (each) =>
    each !== undefined && each !== 'SIGTERM';
  return {
    ...(isNamed(signal) && { stopSignal: signal }),
    ...(wait !== undefined && wait !== '10' && { stopTimeout: `${wait} sec` }),
  };
}

function restRemarks(values: IniSection['values']): readonly string[] {
  const user = values.get('user');
  const outputs = ['stdout_logfile', 'stderr_logfile'].flatMap((option) => values.get(option) ?? []);
  const files = outputs.filter((file) => !/^(?:AUTO|NONE)$/i.test(file));
  const rest = [...values.keys()].filter((option) => !understood.has(option) && !/^std(?:out|err)_/.test(option));
  return [
    ...(user === undefined ? [] : [l10n.t('It ran as {0}; here it runs as you.', user)]),
    ...(files.length > 0
      ? [l10n.t('Each run writes its output to a log of its own, not to {0}.', files.join(', '))]
      : []),
    ...(values.has('priority') ? [l10n.t('All of them start at once; supervisord orders them by “priority”.')] : []),
    ...(rest.length > 0 ? [l10n.t('Left out: {0}.', rest.join(', '))] : []),
  ];
}

function isTrue(text: string): boolean {
  return /^(?:true|yes|on|1)$/i.test(text);
}

/** A value with what supervisord puts into it; the error names what cannot be known here. */
function expanded(
  text: string,
  program: string,
  number: number,
  group: string | undefined,
  { folder }: ForeignPlace,
): Result<string, string> {
  let unknown: string | undefined;
  const value = withoutVariables(text).replaceAll(
    /%%|(\$*)%\((\w+)\)(0?)(\d*)[sd]/g,
    (whole, dollars: string | undefined, name?: string, zero?: string, width?: string) => {
      if (name === undefined || dollars === undefined) return '%';
      const [, variable] = /^ENV_(\w+)$/.exec(name) ?? [];
      // Before a variable of the task file two dollar signs are one.
      if (variable !== undefined) return `${dollars}${dollars}\${env:${variable}}`;
      if (name === 'here') return folder === '' ? `${dollars}${dollars}\${workspaceFolder}` : dollars + folder;
      if (name === 'program_name') return dollars + program;
      if (name === 'group_name') return dollars + (group ?? program);
      if (name === 'process_num')
        return dollars + String(number).padStart(Number(width ?? 0), zero === '0' ? '0' : ' ');
      unknown = whole;
      return whole;
    },
  );
  return unknown === undefined ? ok(value) : err(l10n.t('Only supervisord knows what “{0}” is.', unknown));
}

/** The variables of `NAME=value,NAME="value"`; undefined if it is no such list. */
function environmentOf(text: string): Record<string, string> | undefined {
  const variables: Record<string, string> = {};
  const piece = /\s*([A-Za-z_]\w*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^,\s"']*))\s*(?:,\s*|$)/suy;
  while (piece.lastIndex < text.trimEnd().length) {
    const found = piece.exec(text);
    const [, name, double, single, plain] = found ?? [];
    if (name === undefined) return undefined;
    variables[name] = double?.replaceAll(/\\(["\\])/g, '$1') ?? single ?? plain ?? '';
  }
  return variables;
}
