import * as l10n from '@vscode/l10n';
import { valueOrTell } from '../ask/answers.ts';
import { toFolder } from './commandArguments.ts';
import type { CommandHandler, CommandSurroundings, CommandTable } from './commandTable.ts';
import type { FolderSession } from '../session/folderSession.ts';
import { showInformation, showWarning } from '../messages.ts';
import { deleteSecret, setSecret } from './secretCommands.ts';

/** What concerns all tasks: of the folder whose row it was called on, else of every folder. */
export function folderCommands(surroundings: CommandSurroundings): CommandTable {
  const { output, runner, secrets, sessions } = surroundings;
  const onFolders =
    (act: (folders: readonly FolderSession[]) => Promise<void>): CommandHandler =>
    (argument) => {
      const folder = toFolder(argument);
      return act(folder ? [folder] : sessions.all);
    };
  return {
    'executor.startAll': onFolders((folders) => runner.all(folders, 'task/startAll')),
    'executor.stopAll': onFolders((folders) => runner.all(folders, 'task/stopAll')),
    'executor.pauseAll': onFolders((folders) => runner.all(folders, 'task/pauseAll')),
    'executor.resumeAll': onFolders((folders) => runner.all(folders, 'task/resumeAll')),
    'executor.markAllSeen': onFolders(async (folders) => {
      for (const session of folders) {
        const client = valueOrTell(await session.open());
        if (client) valueOrTell(await client.ask('task/markAllSeen', {}));
      }
    }),
    'executor.refreshEnvironment': onFolders(refreshEnvironment),
    'executor.setSecret': () => setSecret(sessions, secrets),
    'executor.deleteSecret': () => deleteSecret(sessions, secrets),
    'executor.showExecutorLog': onFolders(async (folders) => {
      for (const session of folders) {
        const client = valueOrTell(await session.open());
        if (client) output.showExecutor(session);
      }
    }),
  };
}

async function refreshEnvironment(folders: readonly FolderSession[]): Promise<void> {
  const problems: string[] = [];
  let isRead = false;
  for (const session of folders) {
    const client = valueOrTell(await session.open());
    const read = client && valueOrTell(await client.ask('executor/refreshEnvironment', {}));
    if (!read) continue;
    isRead = true;
    if (read.problem !== undefined) problems.push(read.problem);
  }
  if (!isRead) return;
  const [problem] = problems;
  if (problem === undefined) void showInformation(l10n.t('The environment was refreshed. New runs use it.'));
  else void showWarning(problem);
}
