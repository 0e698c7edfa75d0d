import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FolderSession } from '../session/folderSession.ts';
import { showInformation } from '../messages.ts';
import type { Sessions } from '../session/sessions.ts';

/** The folder that something new is to belong to: the only one, or the one that is chosen where there are several. */
export async function chooseFolder(sessions: Sessions, placeHolder: string): Promise<FolderSession | undefined> {
  const [only, ...others] = sessions.all;
  if (!only) {
    void showInformation(l10n.t('Open a folder first: tasks belong to a folder.'));
    return undefined;
  }
  if (others.length === 0) return only;
  const folder = await vscode.window.showWorkspaceFolderPick({ placeHolder });
  return folder && sessions.of(folder.uri);
}
