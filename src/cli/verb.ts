import path from 'node:path';
import type { Command } from 'commander';
import { err, ok, type Result } from '../base/result.ts';
import type { AttachOptions } from '../host/places/attach.ts';
import { connectToExecutor, type ExecutorConnection } from '../host/reach/connect.ts';
import { openReading, type Reading, type ReadingOptions } from '../host/reach/reading.ts';
import { describeFailure } from '../model/describeFailure.ts';
import { type CliFailure, toCliFailure, usageFailure } from './cliFailure.ts';
import { exitCodeOf, exitCodes } from './exitCode.ts';
import { findFolder } from './findFolder.ts';
import { renderJson } from './jsonOutput.ts';
import { fileNotes } from './listText.ts';
import type { Terminal } from './terminal.ts';
import { printableLines } from './textTable.ts';

/** What a verb has done. */
export interface Answer {
  readonly exit: number;
  /** For people, ending in a line break unless empty; or what a script has written, which passes untouched. */
  readonly text: string | Uint8Array;
  /** What did not work although the rest did, a line each. */
  readonly problems?: readonly string[];
  /** For programs; undefined if the verb has written what there is to say itself. */
  readonly json: object | undefined;
}

/** How a verb ends. */
export type VerbEnd = Result<Answer, CliFailure>;

/** What every verb is given. */
export interface VerbContext {
  readonly terminal: Terminal;
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly isJson: boolean;
}

/** One verb of the command. */
export interface VerbSpec<Options> {
  /** Its name and arguments, as `--help` shows them: `start [names...]`. */
  readonly usage: string;
  readonly summary: string;
  readonly options?: readonly OptionSpec[];
  readonly act: (input: VerbInput<Options>) => Promise<VerbEnd>;
  /** It has to do with the host of a folder, which may live on where somebody took the folder away. */
  readonly takesGoneFolder?: boolean;
  /** Whether it has nothing to do with any folder, so that none is looked for. */
  readonly needsNoFolder?: (options: Options) => boolean;
  /** Arguments may begin with a dash, as a number below zero does; the verb refuses what is meant as an option. */
  readonly takesDashes?: boolean;
  /** The exit code of failures where that is not told by their reason. */
  readonly failsWith?: number;
}

/** An option: its flags, what it does, and its value where it is not given. */
export type OptionSpec = readonly [flags: string, summary: string, byDefault?: string];

/** What a verb was called with. */
export interface VerbInput<Options> {
  readonly args: readonly string[];
  readonly options: Options;
  readonly context: VerbContext;
}

/** The program that verbs are added to, and what becomes of them. */
export interface VerbSet {
  readonly program: Command;
  readonly terminal: Terminal;
  /** Takes the exit code. */
  readonly finish: (exit: number) => void;
}

/** What is before the verb or after it, or in both places. */
interface CommonOptions {
  /** As often as it was given. */
  readonly folder?: readonly string[];
  readonly json?: boolean;
}

/** Gives a command the options that every verb has. */
export function addCommonOptions(command: Command): void {
  command.option(
    '--folder <path>',
    'the workspace folder; by default the nearest one with a task file, or this one',
    (folder, others: readonly string[] | undefined) => [...(others ?? []), folder],
  );
  command.option('--json', 'answer in JSON');
}

/** Adds a verb; every verb has `--folder` and `--json`. */
export function addVerb<Options>(set: VerbSet, spec: VerbSpec<Options>): void {
  const command = set.program.command(spec.usage).description(spec.summary);
  for (const [flags, summary, byDefault] of spec.options ?? []) command.option(flags, summary, byDefault);
  addCommonOptions(command);
  if (spec.takesDashes) command.allowUnknownOption();
  command.action(async () => {
    const { terminal } = set;
    const given = [set.program, command].map((each) => each.opts<CommonOptions>());
    const isJson = given.some(({ json }) => json === true);
    const options = command.opts() as Options;
    const named = given.flatMap(({ folder = [] }) => folder).map((each) => path.resolve(terminal.cwd, each));
    const found = folderFor(spec, options, [...new Set(named)], terminal);
    const end = found.ok
      ? await spec.act({
          args: command.args,
          options,
          context: { terminal, folder: found.value, isJson },
        })
      : found;
    set.finish(await tell(end, { terminal, isJson, failsWith: spec.failsWith }));
  });
}

/** Tells how a verb ended; answers the exit code. */
async function tell(
  end: VerbEnd,
  { failsWith, isJson, terminal }: { terminal: Terminal; isJson: boolean; failsWith: number | undefined },
): Promise<number> {
  if (!end.ok) {
    if (isJson) await terminal.write(renderJson({ version: 1, error: end.error }));
    terminal.complain(end.error.message);
    return failsWith ?? exitCodeOf(end.error);
  }
  const { exit, json, problems = [], text } = end.value;
  if (isJson && json) await terminal.write(renderJson(json));
  else if (typeof text !== 'string') await terminal.write(text);
  else if (text !== '') await terminal.write(printableLines(text));
  for (const problem of problems) terminal.complain(problem);
  return exit;
}

/** An answer that says what was done. */
export function done(text: string, json: object): VerbEnd {
  return ok({ exit: exitCodes.done, text, json });
}

/** The answer of a verb that has written everything itself. */
export function written(exit: number = exitCodes.done): VerbEnd {
  return ok({ exit, text: '', json: undefined });
}

/** How the folder's host is asked for. */
export function attachOptionsOf({ folder, terminal }: VerbContext): AttachOptions {
  const { build, cliFile, clock, environment } = terminal;
  return { folder, environment, clock, identity: { build, kind: 'tool', access: 'full', installation: cliFile } };
}

/** How the folder's executor is read. */
export function readingOptionsOf({ folder, terminal }: VerbContext, runs: number): ReadingOptions {
  const { build, clock, environment } = terminal;
  return { folder, environment, clock, build, runs };
}

/** Looks at the executor without starting anything, for as long as `use` takes. */
export async function withReading(
  context: VerbContext,
  runs: number,
  use: (reading: Reading) => Promise<VerbEnd>,
): Promise<VerbEnd> {
  const opened = await openReading(readingOptionsOf(context, runs));
  if (!opened.ok) return err(toCliFailure(opened.error));
  try {
    return whileSilent(await use(opened.value), opened.value);
  } finally {
    await opened.value.close();
  }
}

/** Says beside what is shown that the host did not answer. */
function whileSilent(end: VerbEnd, { silent }: Reading): VerbEnd {
  if (!end.ok || !silent) return end;
  const problems = [...(end.value.problems ?? []), describeFailure(silent)];
  return ok({ ...end.value, exit: exitCodes.unreachable, problems });
}

/** Comes to the folder's host, starting one in the background where none lives, for as long as `use` takes. */
export async function withHost(
  context: VerbContext,
  use: (connection: ExecutorConnection) => Promise<VerbEnd>,
): Promise<VerbEnd> {
  const { program } = context.terminal;
  const opened = await connectToExecutor(attachOptionsOf(context), { kind: 'background', program });
  if (!opened.ok) return err(toCliFailure(opened.error));
  const connection = opened.value;
  try {
    const attached = await connection.client.attach();
    return attached.ok ? whileBroken(await use(connection), connection, context) : err(attached.error);
  } finally {
    await connection.close();
  }
}

/** Says beside what was done that it was done by older definitions than those in the task file. */
function whileBroken(end: VerbEnd, { client }: ExecutorConnection, { terminal }: VerbContext): VerbEnd {
  const { file } = client.executor;
  if (!end.ok || file.kind === 'valid' || file.inForceSince === undefined) return end;
  const notes = fileNotes(file, client.executor.tasks, terminal.clock.now());
  return ok({ ...end.value, problems: [...(end.value.problems ?? []), ...notes] });
}

/** The folder that a verb is about; `named` are the paths that were given, each once. */
function folderFor<Options>(
  { needsNoFolder, takesGoneFolder }: VerbSpec<Options>,
  options: Options,
  [folder, other]: readonly string[],
  terminal: Terminal,
): Result<string, CliFailure> {
  if (folder === undefined) return needsNoFolder?.(options) ? ok(terminal.cwd) : findFolder(undefined, terminal);
  if (other !== undefined)
    return err(usageFailure(`--folder names two folders: ${folder} and ${other}. Name only one.`));
  return takesGoneFolder ? ok(folder) : findFolder(folder, terminal);
}
