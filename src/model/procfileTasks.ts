import * as l10n from '@vscode/l10n';
import {
  type ForeignProblem,
  type ForeignTask,
  type ForeignTasks,
  shellCommand,
  systemShell,
  writable,
} from './foreignTasks.ts';

/** Where a Procfile stands. */
export interface ProcfilePlace {
  readonly hasEnvFile: boolean;
  readonly platform: NodeJS.Platform;
}

/**
 * The tasks of a Procfile, as Foreman and Heroku read it: `name: command`, one a line. Each is kept running. Where there is
 * an `.env` file beside it, that is read as well.
 */
export function procfileTasks(text: string, { hasEnvFile, platform }: ProcfilePlace): ForeignTasks {
  const tasks: ForeignTask[] = [];
  const problems: ForeignProblem[] = [];
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(written)) continue;
    const [, stem, command] = /^\s*([\w-]+):\s*(.*\S)\s*$/.exec(written) ?? [];
    if (stem === undefined || command === undefined) {
      problems.push({ line: index + 1, message: l10n.t('This is not a name, a colon and a command.') });
      continue;
    }
    const line = writable(command);
    if (!line.ok) {
      problems.push({ line: index + 1, message: line.error });
      continue;
    }
    const fields = {
      command: shellCommand(line.value, systemShell(platform)),
      restart: 'on-failure' as const,
      ...(hasEnvFile && { envFile: '.env' }),
    };
    tasks.push({ stem, fields, commandText: command, remarks: [] });
  }
  return { tasks, problems };
}
