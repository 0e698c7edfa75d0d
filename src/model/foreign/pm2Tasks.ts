import * as l10n from '@vscode/l10n';
import { parseTree, getNodeValue } from 'jsonc-parser';
import { err, ok, type Result } from '../../base/result.ts';
import { splitArguments } from '../words/argumentLine.ts';
import type { TaskFields } from '../taskFile/fields/taskFields.ts';
import {
  ForeignCollector,
  type ForeignPlace,
  type ForeignTask,
  type ForeignTasks,
  pathFrom,
  systemShell,
} from './foreignTasks.ts';
import { exportedData, lineOfData, Unreadable } from './jsData.ts';
import { objectOf, type PlainObject, textOf, textsOf, variablesOf } from './plainData.ts';
import { commandStem, shellCommand } from './shellWords.ts';
import { withoutVariables } from '../words/variables.ts';
import { wordSet } from '../words/wordList.ts';

/** What pm2 does for itself, and what is read below under another name. */
const passedOver = wordSet(
  'name script args cwd interpreter exec_interpreter interpreter_args node_args env env_file watch autorestart max_restarts',
  'min_uptime restart_delay exp_backoff_restart_delay cron_restart cron kill_timeout stop_exit_codes namespace instances',
  'exec_mode user uid gid merge_logs log_date_format time vizion pmx automation source_map_support instance_var append_env_to_name',
  'treekill force post_update disable_logs log_type windowsHide filter_env pid_file pid',
);

const outputs = ['out_file', 'output', 'error_file', 'error', 'log_file', 'log', 'combined_logs'];

/** The interpreters that pm2 chooses by the extension, as far as Executor finds one as well. */
const knownScript = /\.(?:[cm]?[jt]sx?|py|sh|rb|pl|php|R)$/;

/**
 * The apps of an ecosystem file of pm2, in JSON, or in a program that is read as data and never run. Each is kept running
 * as pm2 keeps it, or runs by its cron expression where it is not restarted otherwise. The error says that it is no such file.
 */
export function pm2Tasks(text: string, isScript: boolean, place: ForeignPlace): Result<ForeignTasks, string> {
  const data = isScript ? exportedData(text, place.folder) : ok(jsonOf(text));
  if (!data.ok) return err(l10n.t('Line {0} cannot be read as JavaScript: {1}.', data.error.line, data.error.detail));
  const root = objectOf(data.value);
  const listed: unknown = Array.isArray(data.value)
    ? data.value
    : (root?.['apps'] ?? (root?.['script'] ? [root] : undefined));
  if (data.value instanceof Unreadable || listed instanceof Unreadable) {
    const { line, source } = (listed instanceof Unreadable ? listed : data.value) as Unreadable;
    return err(l10n.t('Line {0}: “{1}” cannot be read without running it.', line, source));
  }
  const apps = (Array.isArray(listed) ? listed : [listed]) as readonly unknown[];
  if (listed === undefined || apps.every((app) => !objectOf(app))) return err(l10n.t('It names no apps of pm2.'));
  const collector = new ForeignCollector();
  for (const app of apps) {
    const isApp = objectOf(app) && !(app instanceof Unreadable);
    const line = app instanceof Unreadable ? app.line : lineOfData(app);
    collector.add(line, isApp ? taskOf(app as PlainObject, place) : err(unreadableText(app)));
  }
  return ok(collector.found(notesOn(root ?? {})));
}

function notesOn(root: PlainObject): readonly string[] {
  return [
    l10n.t('Executor restarts what fails after one second, then two, then four; pm2 restarts it at once.'),
    ...(root['deploy'] === undefined ? [] : [l10n.t('{0} is not imported.', '“deploy”')]),
  ];
}

function jsonOf(text: string): unknown {
  const root = parseTree(text.replace(/^\uFEFF/, ' '), [], { allowTrailingComma: true });
  return root && (getNodeValue(root) as unknown);
}

function unreadableText(value: unknown): string {
  return value instanceof Unreadable
    ? l10n.t('“{0}” cannot be read without running it.', value.source)
    : l10n.t('This is not an app.');
}

/** A task, or why there is none. */
function taskOf(app: PlainObject, place: ForeignPlace): Result<ForeignTask, string> {
  for (const field of ['script', 'args', 'cwd', 'interpreter']) {
    if (hasUnreadable(app[field])) return err(unreadableText(firstUnreadable(app[field])));
  }
  const cwd = pathFrom(place.folder, held(textOf(app['cwd']) ?? '')).replace(/(?<=.)\/$/, '');
  const program = programOf(app, cwd, place);
  if (!program.ok) return program;
  const remarks: string[] = [];
  const env = envOf(app, remarks);
  const { commandText, fields } = program.value;
  const schedule = restartOf(app, remarks);
  const group = textOf(app['namespace']);
  const fileOfVariables = textOf(app['env_file']);
  const task: TaskFields = {
    ...fields,
    ...(cwd !== '' && cwd !== '${workspaceFolder}' && cwd !== '.' && { cwd }),
    ...(Object.keys(env).length > 0 && { env }),
    ...(fileOfVariables !== undefined && { envFile: pathFrom(cwd, fileOfVariables) }),
    ...schedule,
    ...watchOf(app, cwd, remarks),
    ...(place.platform !== 'win32' && { stopSignal: 'SIGINT' as const }),
    ...durationField('stopTimeout', app['kill_timeout']),
    ...(group !== undefined && group !== 'default' && { group }),
  };
  remarks.push(...restRemarks(app));
  return ok({ stem: textOf(app['name']) ?? commandStem(commandText), fields: task, commandText, remarks });
}

/** What pm2 starts: a script by its interpreter, a program, or a line for a shell. */
function programOf(
  app: PlainObject,
  cwd: string,
  { folder, platform, siblings }: ForeignPlace,
): Result<{ readonly fields: TaskFields; readonly commandText: string }, string> {
  const written = textOf(app['script']);
  if (written === undefined) return err(l10n.t('It names no script.'));
  const script = held(written);
  const given = app['args'];
  const read = Array.isArray(given) ? ok(textsOf(given)) : splitArguments(textOf(given) ?? '');
  if (!read.ok) return err(l10n.t('Its arguments have an unclosed quote.'));
  const args = read.value.map(held);
  const nodeArgs = app['node_args'] ?? app['interpreter_args'];
  const options = (
    Array.isArray(nodeArgs) ? textsOf(nodeArgs) : (textOf(nodeArgs) ?? '').split(/\s+/).filter(Boolean)
  ).map(held);
  const commandText = [written, ...read.value].join(' ');
  if (script.includes(' ') && args.length === 0) {
    const command = shellCommand(written, systemShell(platform)).map(held);
    return ok({ fields: { command }, commandText });
  }
  const interpreter = textOf(app['interpreter']) ?? textOf(app['exec_interpreter']);
  const base = cwd === '' ? folder : cwd;
  const isFile = script.includes('/') || knownScript.test(script) || (cwd === '' && siblings.includes(script));
  const path = isFile ? pathFrom(base, script).replace(/^\$\{workspaceFolder\}\//, '') : script;
  if (interpreter === 'none' || (!isFile && interpreter === undefined))
    return ok({ fields: { command: [isFile ? runnable(script) : script, ...args] }, commandText });
  const isInside = !/^(?:\/|[A-Za-z]:|\$|\.\.)/.test(path);
  const program = interpreter ?? (options.length > 0 || !knownScript.test(script) ? 'node' : undefined);
  if (!isInside) return ok({ fields: { command: [program ?? 'node', ...options, path, ...args] }, commandText });
  return ok({
    fields: {
      script: path,
      ...(args.length > 0 && { args: [...args] }),
      ...(program !== undefined && { interpreter: options.length > 0 ? [program, ...options] : program }),
    },
    commandText,
  });
}

/** A path that is looked for in the working directory and not on PATH. */
function runnable(script: string): string {
  return script.includes('/') ? script : `./${script}`;
}

/** A text as the task file holds it; a variable in it comes from `__dirname`. */
function held(text: string): string {
  return withoutVariables(text, (inner) => inner === 'workspaceFolder');
}

function envOf(app: PlainObject, remarks: string[]): Record<string, string> {
  const written = app['env'];
  const variables = objectOf(written) ?? {};
  for (const [name, value] of written instanceof Unreadable ? [['env', written] as const] : Object.entries(variables)) {
    if (value instanceof Unreadable) remarks.push(cannotRead(name, value));
  }
  const env = written instanceof Unreadable ? {} : variablesOf(written);
  const others = Object.keys(app).filter((field) => /^env_(?!file$)/.test(field));
  if (others.length > 0)
    remarks.push(l10n.t('{0} is not imported: pm2 uses it only if --env names it.', others.join(', ')));
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, held(value)]));
}

/** Restarts, or a schedule where it is started by that alone. */
function restartOf(app: PlainObject, remarks: string[]): TaskFields {
  const cron = textOf(app['cron_restart']) ?? textOf(app['cron']);
  const isRestarted = app['autorestart'] !== false;
  if (cron !== undefined && cron !== '0') {
    if (!isRestarted) {
      remarks.push(l10n.t('pm2 also runs it when it is started.'));
      return { cron };
    }
    remarks.push(l10n.t('It is not restarted at “{0}”: a task that is kept running has no schedule.', cron));
  }
  if (!isRestarted) return { restart: 'never' };
  const delay = app['restart_delay'];
  const growing = app['exp_backoff_restart_delay'];
  const most = app['max_restarts'];
  const backoff = {
    ...durationField('initial', growing ?? delay),
    ...(growing === undefined ? durationField('max', delay) : { max: '15 sec' }),
    ...durationField('resetAfter', app['min_uptime']),
    ...(typeof most === 'number' && Number.isSafeInteger(most) && most >= 1 && { giveUpAfter: most }),
  };
  const codes = textsOf(app['stop_exit_codes']).map(Number);
  return {
    restart: 'always',
    ...(Object.keys(backoff).length > 0 && { backoff }),
    ...(codes.length > 0 && { noRestartExitCodes: codes }),
  };
}

/** A duration as pm2 writes it: milliseconds, or a number with `s`, `m` or `h`. */
function durationField(name: string, value: unknown): Readonly<Record<string, string>> {
  const [, amount, unit = ''] = /^(\d{1,9})\s*(ms|s|m|h)?$/.exec(textsOf(value).join(' ')) ?? [];
  if (amount === undefined || Number(amount) === 0) return {};
  const units: Readonly<Record<string, string>> = { s: 'sec', m: 'min', h: 'hour' };
  return { [name]: `${amount} ${units[unit] ?? 'ms'}` };
}

/** Files that restart it, as globs; pm2 names files and folders. */
function watchOf(app: PlainObject, cwd: string, remarks: string[]): Pick<TaskFields, 'watch'> {
  const { watch } = app as { readonly watch?: unknown };
  if (watch === undefined || watch === false) return {};
  if (app['ignore_watch'] !== undefined) remarks.push(l10n.t('{0} is not imported.', 'ignore_watch'));
  const globs = watch === true ? [] : textsOf(watch).map((path) => globOf(pathFrom(cwd, path)));
  if (globs.length > 0) return { watch: globs };
  remarks.push(l10n.t('It is not restarted when files change. Name them in "watch".'));
  return {};
}

function globOf(path: string): string {
  const plain = path.replace(/^\$\{workspaceFolder\}\//, '').replace(/\/$/, '');
  return /[*?[{]/.test(plain) || /\.\w+$/.test(plain) ? plain : plain === '.' ? '**' : `${plain}/**`;
}

function restRemarks(app: PlainObject): readonly string[] {
  const instances = app['instances'];
  const isMany = instances !== undefined && instances !== 1 && instances !== '1';
  const files = outputs.filter((field) => textOf(app[field]) !== undefined);
  const user = textOf(app['user']) ?? textOf(app['uid']);
  const known = (field: string): boolean =>
    passedOver.has(field) || outputs.includes(field) || field === 'ignore_watch' || field.startsWith('env_');
  const rest = Object.keys(app).filter(
    (field) => !known(field) && app[field] !== undefined && !hasUnreadable(app[field]),
  );
  const unread = Object.entries(app).flatMap(([field, value]) => {
    const first = field === 'env' ? undefined : firstUnreadable(value);
    return first instanceof Unreadable ? [cannotRead(field, first)] : [];
  });
  return [
    ...(isMany || textOf(app['exec_mode'])?.startsWith('cluster')
      ? [l10n.t('Executor runs one process; pm2 runs several, or a cluster.')]
      : []),
    ...(user === undefined ? [] : [l10n.t('It ran as {0}; here it runs as you.', user)]),
    ...(files.length > 0
      ? [l10n.t('Each run writes its output to a log of its own, not to {0}.', files.join(', '))]
      : []),
    ...unread,
    ...(rest.length > 0 ? [l10n.t('Left out: {0}.', rest.join(', '))] : []),
  ];
}

function cannotRead(name: string, { source }: Unreadable): string {
  return l10n.t('{0} is omitted: “{1}” cannot be read without running it.', name, source);
}

function hasUnreadable(value: unknown): boolean {
  return firstUnreadable(value) !== undefined;
}

function firstUnreadable(value: unknown): unknown {
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).find((each) => each instanceof Unreadable);
}
