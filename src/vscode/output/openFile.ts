import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { whyNoFile } from '../../host/read/userFiles.ts';
import { errorText, tellFailure } from '../ask/answers.ts';
import { showInformation } from '../messages.ts';

/** Opens a run's log, and says why where that is not possible. */
export async function openLog(path: string, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  // Asked before, as the editor would wait for what is no file.
  const detail =
    (await whyNoFile(path)) ??
    (await problemOf(() => vscode.window.showTextDocument(vscode.Uri.file(path), { preview: true, ...options })));
  if (detail !== undefined) tellFailure({ reason: 'log-unreadable', path, detail });
}

/** Opens a task's script in the editor made for it, and says why where that is not possible. */
export async function openScript(uri: vscode.Uri, script: string): Promise<void> {
  if ((await whyNoFile(uri.fsPath)) === undefined) await vscode.commands.executeCommand('vscode.open', uri);
  else if (await exists(uri)) tellFailure({ reason: 'script-not-a-file', script, path: uri.fsPath });
  else tellFailure({ reason: 'script-missing', script, path: uri.fsPath });
}

/** Shows a file in the Explorer, and says why where that is not possible. */
export async function revealScript(uri: vscode.Uri, script: string): Promise<void> {
  if (!(await exists(uri))) tellFailure({ reason: 'script-missing', script, path: uri.fsPath });
  else await vscode.commands.executeCommand('revealInExplorer', uri);
}

/**
 * Shows a folder of logs where this window can: in the file manager of the desktop, else, as there is none for files that are
 * elsewhere, in the Explorer; outside of the workspace only its path can be told.
 */
export async function revealLogs(newestLog: string): Promise<void> {
  const log = vscode.Uri.file(newestLog);
  const isHere = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (isHere) await vscode.commands.executeCommand('revealFileInOS', log);
  else if (vscode.workspace.getWorkspaceFolder(log)) await vscode.commands.executeCommand('revealInExplorer', log);
  else {
    const folder = vscode.Uri.joinPath(log, '..').fsPath;
    const copy = l10n.t('Copy Path');
    const answer = await showInformation(
      l10n.t('The logs are in {0}, outside this workspace, so the Explorer cannot show them.', folder),
      copy,
    );
    if (answer === copy) await vscode.env.clipboard.writeText(folder);
  }
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return (await problemOf(() => vscode.workspace.fs.stat(uri))) === undefined;
}

/** Why something cannot be done. */
async function problemOf(act: () => Thenable<unknown>): Promise<string | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}
