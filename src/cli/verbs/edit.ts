import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import { runOnTerminal } from '../../host/places/programs.ts';
import { scriptPathFrom, readTaskFileText, whyNoScript, whyNotWritten } from '../../host/read/userFiles.ts';
import { parseCron } from '../../model/cron/cron.ts';
import { commandStem } from '../../model/foreign/shellWords.ts';
import type { TextProblem } from '../../model/words/textProblem.ts';
import { restartPolicies } from '../../model/restartPolicy.ts';
import { parseTaskFile } from '../../model/taskFile/taskFile.ts';
import { freeTaskName } from '../../model/taskName.ts';
import { parseEvery } from '../../model/schedule/recurrence.ts';
import { parseTimeZone } from '../../model/time/timeZone.ts';
import { readTimestamp } from '../../model/time/timestamp.ts';
import type { NewTask } from '../../model/taskFile/edit.ts';
import { type CliFailure, findTask, misreading, toCliFailure, usageFailure } from '../cliFailure.ts';
import { exitCodes } from '../exitCode.ts';
import { jsonVersion } from '../jsonOutput.ts';
import { reportEnd } from '../taskReport.ts';
import { word } from '../../model/words/clause.ts';
import { scheduleWarnings } from '../scheduleWarnings.ts';
import { addVerb, type VerbContext, type VerbEnd, type VerbSet, withHost } from '../verb.ts';

interface AddOptions {
  readonly name?: string;
  readonly shell?: string;
  readonly every?: string;
  readonly cron?: string;
  readonly start?: string;
  readonly timezone?: string;
  readonly restart?: string;
  readonly autoStart?: boolean;
  readonly now?: boolean;
}

/** Adds `add`, `remove`, `rename` and `edit`. */
export function addEditVerbs(set: VerbSet): void {
  addVerb<AddOptions>(set, {
    usage: 'add [script]',
    summary: 'add a script, or a shell command line, to the task file; on a terminal, asks whether to start it',
    options: [
      ['--shell <line>', 'instead of a script, a command line for a shell: "sort names.txt | uniq"'],
      ['--name <name>', 'the name of the task; by default that of the script'],
      ['--every <period>', 'on a schedule: "1 day", "90 min", "monthly"'],
      ['--cron <expression>', 'at the times of a cron expression: "0 9 * * MON-FRI"'],
      ['--start <time>', 'when it is first due: "2026-03-01T13:00:00"'],
      ['--timezone <zone>', 'the time zone of the schedule: "Europe/Berlin"'],
      ['--restart <policy>', 'never, on-failure or always'],
      ['--auto-start', 'start it automatically with its folder'],
      ['--now', 'start it, or its schedule, right away'],
      ['--no-now', 'only add it'],
    ],
    act: ({ args: [script], context, options }) => add(context, script, options),
  });
  addVerb<{ readonly logs?: boolean }>(set, {
    usage: 'remove <name>',
    summary: 'stop a task, remove it from the task file and forget it',
    options: [['--logs', 'also delete its logs']],
    act: ({ args: [name = ''], context, options }) =>
      withHost(context, async ({ client }) => {
        const found = findTask(client.executor, name);
        if (!found.ok) return found;
        const task = found.value.name;
        const removed = await client.ask('task/remove', { name: task, deleteLogs: options.logs === true });
        return removed.ok ? report(task, 'removed', `Removed ${task}`) : err(removed.error);
      }),
  });
  addVerb(set, {
    usage: 'rename <name> <new-name>',
    summary: 'give a task another name; it keeps its history and logs',
    act: ({ args: [name = '', newName = ''], context }) =>
      withHost(context, async ({ client }) => {
        const found = findTask(client.executor, name);
        if (!found.ok) return found;
        const renamed = await client.ask('task/rename', { name: found.value.name, newName });
        if (!renamed.ok) return err(renamed.error);
        return report(newName, 'renamed', `Renamed ${found.value.name} to ${newName}`);
      }),
  });
  addVerb(set, {
    usage: 'edit',
    summary: 'open the task file in $VISUAL or $EDITOR, then report what is wrong in it',
    act: ({ context }) => edit(context),
  });
}

async function add(context: VerbContext, script: string | undefined, options: AddOptions): Promise<VerbEnd> {
  const restart = restartPolicies.find((policy) => policy === options.restart);
  if (restart !== options.restart) {
    return err(usageFailure(`"${options.restart ?? ''}" is not a restart policy. Write never, on-failure or always.`));
  }
  const hasSchedule = options.every !== undefined || options.cron !== undefined;
  if (restart !== undefined && hasSchedule) {
    return err(usageFailure('A task with a schedule is not restarted. Remove --restart, or --every and --cron.'));
  }
  const misread = misreadOption(options);
  if (misread) return err(misread);
  const subject = await subjectOf(context, script, options.shell);
  if (!subject.ok) return subject;
  const { fields, stem } = subject.value;
  const { cron, every, start, timezone } = options;
  return withHost(context, async ({ client }) => {
    const names = client.executor.tasks.map(({ name }) => name);
    const name = options.name ?? freeTaskName(stem, names);
    const task: NewTask = {
      name,
      ...fields,
      ...(restart !== undefined && { restart }),
      ...(every !== undefined && { every }),
      ...(cron !== undefined && { cron }),
      ...(start !== undefined && { start }),
      ...(timezone !== undefined && { timezone }),
      ...(options.autoStart && { autoStart: true }),
    };
    const problem = problemOf(task);
    if (problem !== undefined) return err(usageFailure(problem));
    const added = await client.ask('task/add', { tasks: [task] });
    if (!added.ok) return err(added.error);
    const warnings = scheduleWarnings({ what: '--cron', text: cron }, timezone).map(({ message }) => message);
    const isToStart = options.now ?? (await wantsStart(context, name, hasSchedule));
    if (!isToStart) return withProblems(report(name, 'added', `Added ${name}`), warnings);
    const started = await client.ask('task/start', { name });
    if (!started.ok) return err(started.error);
    return withProblems(report(name, 'started', `Added and started ${name}`), warnings);
  });
}

/** What the task is to run, and a name for it. */
async function subjectOf(
  context: VerbContext,
  script: string | undefined,
  line: string | undefined,
): Promise<Result<{ readonly fields: Omit<NewTask, 'name'>; readonly stem: string }, CliFailure>> {
  if (line !== undefined && script !== undefined) {
    return err(usageFailure('A task runs either a script or the line of --shell, in quotes. Remove one of the two.'));
  }
  if (line !== undefined) return ok({ fields: { command: line, shell: true }, stem: commandStem(line) });
  if (script === undefined) return err(usageFailure('There is nothing to add. Name a script, or use --shell "LINE".'));
  const inFolder = await pathInFolder(context, script);
  return inFolder.ok ? ok({ fields: { script: inFolder.value }, stem: path.parse(script).name }) : inFolder;
}

function withProblems(end: VerbEnd, problems: readonly string[]): VerbEnd {
  return end.ok && problems.length > 0 ? ok({ ...end.value, problems }) : end;
}

/** What is wrong in an option that says when the task runs, and where in it. */
function misreadOption({ cron, every, start, timezone }: AddOptions): CliFailure | undefined {
  const read: readonly (readonly [string, string | undefined, (text: string) => Result<unknown, TextProblem>])[] = [
    ['--every', every, parseEvery],
    ['--cron', cron, parseCron],
    ['--start', start, readTimestamp],
    ['--timezone', timezone, parseTimeZone],
  ];
  for (const [option, text, parse] of read) {
    const parsed = text === undefined ? ok(undefined) : parse(text);
    if (!parsed.ok) return misreading(option, parsed.error);
  }
  return undefined;
}

/** What the task file would say about a task. */
function problemOf({ name, ...fields }: NewTask): string | undefined {
  const { diagnostics } = parseTaskFile(JSON.stringify({ tasks: { [name]: fields } }));
  const error = diagnostics.find(({ severity }) => severity === 'error');
  return error && word(error.message);
}

/** Whether a person who is there wants it started; nobody else does. */
async function wantsStart({ isJson, terminal }: VerbContext, name: string, hasSchedule: boolean): Promise<boolean> {
  if (!terminal.ask || isJson) return false;
  const answer = await terminal.ask(`Added ${name}. Start ${hasSchedule ? 'its schedule' : 'it'} now? [Y/n] `);
  return /^\s*(y(es)?)?\s*$/i.test(answer);
}

/** The script's path relative to the folder, with forward slashes. */
async function pathInFolder({ folder, terminal }: VerbContext, script: string): Promise<Result<string, CliFailure>> {
  const absolute = path.resolve(terminal.cwd, script);
  const unusable = await whyNoScript(script, absolute);
  if (unusable) return err(toCliFailure(unusable));
  const inFolder = scriptPathFrom(folder, absolute);
  return inFolder === undefined ? err(toCliFailure({ reason: 'script-outside-folder', path: absolute })) : ok(inFolder);
}

async function edit({ folder, isJson, terminal }: VerbContext): Promise<VerbEnd> {
  const { environment } = terminal;
  const editor = environment['VISUAL'] || environment['EDITOR'];
  const file = path.join(folder, '.vscode', 'executor.json');
  if (editor === undefined || editor === '') {
    return err(usageFailure(`No editor is named. Set EDITOR, or open ${file} yourself.`));
  }
  const detail = whyNotWritten(folder, file);
  if (detail !== undefined) return err(toCliFailure({ reason: 'task-file-unwritable', path: file, detail }));
  mkdirSync(path.dirname(file), { recursive: true });
  const ended = runOnTerminal(editor, file, environment);
  if (ended.kind === 'failed' || ended.code !== 0) {
    const how = ended.kind === 'failed' ? ended.detail : `exit ${String(ended.code)}`;
    return err({ reason: 'internal', message: `The editor ${editor} failed: ${how}. Fix EDITOR.` });
  }
  const read = await readTaskFileText(file);
  if (!read.ok) return err(toCliFailure(read.error));
  const diagnostics = read.value === undefined ? [] : parseTaskFile(read.value).diagnostics;
  const problems = diagnostics.map(
    ({ column, line, message, severity }) => `${file}:${String(line)}:${String(column)}: ${severity}: ${word(message)}`,
  );
  const hasError = diagnostics.some(({ severity }) => severity === 'error');
  return ok({
    exit: hasError ? exitCodes.failed : exitCodes.done,
    text: problems.length === 0 && !isJson ? `${file} has no errors.\n` : '',
    problems,
    json: {
      version: jsonVersion,
      file,
      diagnostics: diagnostics.map(({ column, line, message, severity, task }) => ({
        severity,
        line,
        column,
        task: task ?? null,
        message: word(message),
      })),
    },
  });
}

function report(task: string, did: string, message: string): VerbEnd {
  return reportEnd([{ task, did, message }]);
}
