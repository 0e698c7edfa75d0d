import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { hostOutputPath } from '../host/hostPlaces.ts';
import { hostDutiesText } from '../model/hostText.ts';
import { valueOrTell } from './answers.ts';
import type { CommandSurroundings, CommandTable } from './commandTable.ts';
import { type FolderSession, folderName } from './folderSession.ts';

/** What concerns the processes that look after tasks. */
export function hostCommands({ sessions }: CommandSurroundings): CommandTable {
  return {
    'executor.stopHost': async () => {
      const session = await pickFolder(sessions.all.filter(({ host }) => host?.mode === 'background'));
      if (session === 'none') void vscode.window.showInformationMessage('No background host looks after this window.');
      else if (session) await stopHost(session);
    },
    'executor.showHostLog': async () => {
      const session = await pickFolder(sessions.all);
      if (session === 'none') void vscode.window.showInformationMessage('No folder is open.');
      else if (session) await showHostLog(session);
    },
  };
}

async function stopHost(session: FolderSession): Promise<void> {
  const { client, folder, tasks } = session;
  if (!client) return;
  const both = 'Stop Host and Runs';
  const alone = 'Stop Host, Leave Runs';
  const isIdle = tasks.every(({ schedule, status }) => status.kind === 'stopped' && schedule.kind !== 'armed');
  const buttons = isIdle ? ['Stop Host'] : [both, alone];
  const chosen = await vscode.window.showWarningMessage(
    `Stop the background host of ${folderName(folder)}?`,
    { modal: true, detail: hostDutiesText(tasks) },
    ...buttons,
  );
  if (chosen !== undefined) await valueOrTell(await client.shutDownHost(chosen === both));
}

/** The host's own output: why it could not start, or how it crashed. What it decides stands in the executor's log. */
async function showHostLog({ folder }: FolderSession): Promise<void> {
  const output = await hostOutputPath({ environment: process.env, folder: folder.uri.fsPath });
  if (output !== undefined && existsSync(output)) {
    await vscode.window.showTextDocument(vscode.Uri.file(output), { preview: true });
    return;
  }
  const show = 'Show Executor Log';
  const text = 'The host of this folder has written nothing but what it decides, which is in the executor’s log.';
  if ((await vscode.window.showInformationMessage(text, show)) === show)
    await vscode.commands.executeCommand('executor.showExecutorLog');
}

async function pickFolder(sessions: readonly FolderSession[]): Promise<FolderSession | 'none' | undefined> {
  const [only, ...others] = sessions;
  if (!only) return 'none';
  if (others.length === 0) return only;
  const rows = sessions.map((session) => ({
    label: folderName(session.folder),
    description: session.folder.uri.fsPath,
    session,
  }));
  return (await vscode.window.showQuickPick(rows, { placeHolder: 'Which folder?' }))?.session;
}
