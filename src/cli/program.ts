import { Command, CommanderError } from 'commander';
import { type CliFailure, usageFailure } from './cliFailure.ts';
import { exitCodes } from './exitCode.ts';
import { jsonVersion, renderJson } from './jsonOutput.ts';
import type { Terminal } from './terminal.ts';
import { addCommonOptions, type VerbSet } from './verb.ts';
import { addAtVerb } from './verbs/at.ts';
import { addApproveVerb } from './verbs/approve.ts';
import { addDoctorVerb } from './verbs/doctor.ts';
import { addEditVerbs } from './verbs/edit.ts';
import { addExportVerb } from './verbs/export.ts';
import { addHostVerbs } from './verbs/host.ts';
import { addImportVerb } from './verbs/import.ts';
import { addListVerb } from './verbs/list.ts';
import { addLogVerbs } from './verbs/logs.ts';
import { addNextVerb } from './verbs/next.ts';
import { addRunVerb } from './verbs/run.ts';
import { addServiceVerb } from './verbs/service.ts';
import { addShowVerb } from './verbs/show.ts';
import { addTaskVerbs } from './verbs/startStop.ts';
import { addTakeOverVerb } from './verbs/takeOver.ts';

/** Runs the command with these arguments; answers its exit code. */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = exitCodes.done;
  const program = createProgram(terminal, (code) => (exit = code));
  try {
    await program.parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and mistakes: commander has written what there is to say to people.
    if (error.exitCode === 0) return exitCodes.done;
    if (asksForJson(args)) await terminal.write(renderJson({ version: jsonVersion, error: toUsageFailure(error) }));
    return exitCodes.usage;
  }
}

/** Whether JSON is asked for, by what is in front of `--`. */
function asksForJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).includes('--json');
}

/** What commander found wrong, with the place in the argument that it is about. */
function toUsageFailure({ code, message }: CommanderError): CliFailure {
  const failure = usageFailure(message.replace(/^error: /, ''));
  if (code === 'commander.missingArgument') return { ...failure, offset: 0, length: 0 };
  const [, option] = code === 'commander.unknownOption' ? (/'(.+)'/.exec(message) ?? []) : [];
  return option === undefined ? failure : { ...failure, offset: 0, length: option.length };
}

/** The command with all its verbs; `finish` takes the exit code of the one that ran. */
export function createProgram(terminal: Terminal, finish: (exit: number) => void): Command {
  const program = new Command('executor')
    .description(
      'Runs, schedules and restarts the scripts of a folder, as its task file .vscode/executor.json defines them.',
    )
    .version(terminal.build.version)
    // What stands after a verb is the verb's: its own --folder, and everything after --.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: false, sortSubcommands: false })
    .configureOutput({
      writeOut: (text) => void terminal.write(text),
      writeErr: (text) => {
        terminal.complain(text.trimEnd());
      },
    })
    .showHelpAfterError('See executor --help.');
  addCommonOptions(program);
  const set: VerbSet = { program, terminal, finish };
  addListVerb(set);
  addShowVerb(set);
  addTaskVerbs(set);
  addRunVerb(set);
  addAtVerb(set);
  addLogVerbs(set);
  addNextVerb(set);
  addExportVerb(set);
  addEditVerbs(set);
  addImportVerb(set);
  addApproveVerb(set);
  addHostVerbs(set);
  addTakeOverVerb(set);
  addServiceVerb(set);
  addDoctorVerb(set);
  return program;
}
