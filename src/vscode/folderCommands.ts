import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { valueOrTell } from './answers.ts';
import { toFolder } from './commandArguments.ts';
import type { CommandHandler, CommandSurroundings, CommandTable } from './commandTable.ts';
import type { FolderSession } from './folderSession.ts';
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
    'executor.startAll': onFolders((folders) => runner.all(folders, (client) => client.startAll())),
    'executor.stopAll': onFolders((folders) => runner.all(folders, (client) => client.stopAll())),
    'executor.pauseAll': onFolders((folders) => runner.all(folders, (client) => client.pauseAll())),
    'executor.resumeAll': onFolders((folders) => runner.all(folders, (client) => client.resumeAll())),
    'executor.markAllSeen': onFolders(async (folders) => {
      for (const session of folders) {
        const client = await valueOrTell(await session.open());
        if (client) await valueOrTell(await client.markAllSeen());
      }
    }),
    'executor.refreshEnvironment': onFolders(refreshEnvironment),
    'executor.setSecret': () => setSecret(sessions, secrets),
    'executor.deleteSecret': () => deleteSecret(sessions, secrets),
    'executor.showExecutorLog': onFolders(async (folders) => {
      for (const session of folders) {
        const client = await valueOrTell(await session.open());
        if (client) output.showExecutor(session);
      }
    }),
  };
}

async function refreshEnvironment(folders: readonly FolderSession[]): Promise<void> {
  const problems: string[] = [];
  for (const session of folders) {
    const client = await valueOrTell(await session.open());
    const read = client && (await valueOrTell(await client.refreshEnvironment()));
    if (!read) return;
    if (read.problem !== undefined) problems.push(read.problem);
  }
  const [problem] = problems;
  if (problem === undefined)
    void vscode.window.showInformationMessage(l10n.t('The environment was read anew, for runs to come.'));
  else void vscode.window.showWarningMessage(problem);
}
