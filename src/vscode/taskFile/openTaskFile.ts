import * as vscode from 'vscode';
import { whyNoFile } from '../../host/read/userFiles.ts';
import type { Clause } from '../../model/words/clause.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import { placeOfTask } from '../../model/taskFile/place.ts';
import { errorText, tell } from '../ask/answers.ts';
import type { FolderSession } from '../session/folderSession.ts';

/** Opens the task file of a folder at a task, and says why where that is not possible. */
export async function openTaskFile(session: FolderSession, name: string): Promise<void> {
  const { fsPath } = session.taskFile;
  // Asked before, as the editor would wait for what is no file.
  const why = await whyNoFile(fsPath);
  if (why !== undefined) {
    tellUnreadable(fsPath, why);
    return;
  }
  try {
    const document = await vscode.workspace.openTextDocument(session.taskFile);
    const place = placeOfTask(document.getText(), name);
    const start = document.positionAt(place?.offset ?? 0);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
  } catch (error) {
    tellUnreadable(fsPath, errorText(error));
  }
}

function tellUnreadable(path: string, detail: Clause): void {
  const message = describeFailure({ reason: 'task-file-unreadable', path, detail });
  tell({ reason: 'task-file-unreadable', message });
}
