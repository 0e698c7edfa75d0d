import * as vscode from 'vscode';
import { placeOfTask } from '../model/taskFilePlace.ts';
import type { FolderSession } from './folderSession.ts';

/** Opens the task file of a folder at a task. */
export async function openTaskFile(session: FolderSession, name: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(session.taskFile);
  const place = placeOfTask(document.getText(), name);
  const start = document.positionAt(place?.offset ?? 0);
  const selection = new vscode.Range(start, start);
  await vscode.window.showTextDocument(document, { selection });
}
