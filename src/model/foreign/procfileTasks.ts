import * as l10n from '@vscode/l10n';
import { err, ok, type Result } from '../../base/result.ts';
import { parseEnvFile } from '../environment/envFile.ts';
import { expandValue } from '../environment/envFileValue.ts';
import {
  ForeignCollector,
  type ForeignPlace,
  type ForeignTask,
  type ForeignTasks,
  pathFrom,
  systemShell,
} from './foreignTasks.ts';
import { numberedLines } from './plainData.ts';
import { shellCommand } from './shellWords.ts';
import { withoutVariables } from '../words/variables.ts';

/** What Foreman, Honcho and Overmind count from, and by. */
const firstPort = 5000;
const portStep = 100;

/** Files beside a Procfile from which its programs take more than Executor does. */
const filesPassedOver = ['.foreman', '.honcho', '.overmind.env'];

interface Process {
  readonly line: number;
  readonly stem: string;
  readonly command: string;
}

/**
 * The tasks of a Procfile, as Foreman and its like read it: `name: command`, one a line. Each is kept running, with a `PORT`
 * of its own. Where there is an `.env` file beside it, that is read as well.
 */
export function procfileTasks(text: string, place: ForeignPlace): ForeignTasks {
  const collector = new ForeignCollector();
  const processes: Process[] = [];
  for (const [line, written] of numberedLines(text)) {
    if (/^\s*(#|$)/.test(written)) continue;
    const [, stem, command] = /^\s*([\w.-]+)\s*:\s*(.*\S)\s*$/.exec(written) ?? [];
    if (stem === undefined || command === undefined) {
      collector.add(line, err(l10n.t('This is not a name, a colon and a command.')));
    } else processes.push({ line, stem, command });
  }
  const ports = portsOf(processes, place.envText);
  for (const process of processes) collector.add(process.line, taskOf(process, ports.get(process) ?? firstPort, place));
  return collector.found(notesOn(place));
}

/** A task, or why there is none. */
function taskOf({ command, stem }: Process, port: number, place: ForeignPlace): Result<ForeignTask, string> {
  const { envText, folder, platform } = place;
  // Foreman puts it in itself, so that it is there without a shell that knows `$`.
  const isWindows = platform === 'win32';
  const withPort = isWindows ? command.replaceAll(/\$(?:PORT\b|\{PORT\})/g, String(port)) : command;
  const isRelease = stem === 'release';
  const fields = {
    command: shellCommand(withPort, systemShell(platform)).map((word) => withoutVariables(word)),
    ...(folder !== '' && { cwd: folder }),
    env: { PORT: String(port) },
    ...(envText !== undefined && { envFile: pathFrom(folder, '.env') }),
    restart: isRelease ? ('never' as const) : ('on-failure' as const),
  };
  const remarks = [
    ...(isRelease ? [l10n.t('Heroku runs it once before each release; here you start it.')] : []),
    ...(stem.includes('.') ? [l10n.t('Foreman ignores names with a dot.')] : []),
  ];
  return ok({ stem, fields, commandText: command, remarks });
}

/** The port of each process, in their order; those that Foreman passes over come after the others. */
function portsOf(processes: readonly Process[], envText: string | undefined): ReadonlyMap<Process, number> {
  const base = Number(/^\d{1,5}$/.exec(variableOf('PORT', envText))?.[0] ?? firstPort);
  const isKnown = ({ stem }: Process): boolean => !stem.includes('.');
  const inOrder = [...processes.filter(isKnown), ...processes.filter((process) => !isKnown(process))];
  return new Map(inOrder.map((process, index) => [process, base + index * portStep]));
}

/** What a file of variables sets a name to; empty if it does not. */
function variableOf(name: string, envText: string | undefined): string {
  const read = parseEnvFile(envText ?? '');
  const assignment = read.ok ? read.value.findLast((each) => each.name === name) : undefined;
  return expandValue(assignment?.value ?? [], () => undefined).text.trim();
}

function notesOn({ envText = '', siblings }: ForeignPlace): readonly string[] {
  const others = filesPassedOver.filter((file) => siblings.includes(file));
  const hasDollar = envText.split('\n').some((line) => /^[^#=]+=\s*[^'#]*\$/.test(line));
  return [
    l10n.t('Executor restarts a process that fails; Foreman stops all of them when one ends.'),
    ...(hasDollar ? [l10n.t('In .env, “$NAME” is replaced; Foreman leaves it unchanged.')] : []),
    ...others.map((file) => l10n.t('{0} is not imported.', file)),
  ];
}
