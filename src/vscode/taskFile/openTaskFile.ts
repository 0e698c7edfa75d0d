import * as vscode from 'vscode';
import { whyNoFile } from '../../host/read/userFiles.ts';
import { placeOfTask } from '../../model/taskFile/place.ts';
import { errorText, tellFailure } from '../ask/answers.ts';
import type { FolderSession } from '../session/folderSession.ts';

/** Opens the task file of a folder at a task, and says why where that is not possible. */
export async function openTaskFile(session: FolderSession, name: string): Promise<void> {
  const { fsPath } = session.taskFile;
  // Asked before, as the editor would wait for what is no file.
  const why = await whyNoFile(fsPath);
  if (why !== undefined) {
    tellFailure({ reason: 'task-file-unreadable', path: fsPath, detail: why });
    return;
  }
  try {
    const document = await vscode.workspace.openTextDocument(session.taskFile);
    const place = placeOfTask(document.getText(), name);
    const start = document.positionAt(place?.offset ?? 0);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
  } catch (error) {
    tellFailure({ reason: 'task-file-unreadable', path: fsPath, detail: errorText(error) });
  }
}
