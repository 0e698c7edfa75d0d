import * as vscode from 'vscode';
import { readTaskFileText } from '../../host/read/userFiles.ts';
import { parseTaskFile } from '../../model/taskFile/taskFile.ts';
import { systemTimeZone, zoneKind } from '../../model/time/timeZone.ts';
import type { FolderSession } from './folderSession.ts';

/** The time zone of a folder's tasks that name none: the task file's, else the setting's, else the system's. */
export async function defaultZone({ folder, taskFile }: FolderSession): Promise<string> {
  const setting = vscode.workspace.getConfiguration('executor', folder.uri).get<string>('timezone');
  const known = setting !== undefined && zoneKind(setting) !== 'unknown' ? setting : systemTimeZone();
  const text = await readTaskFileText(taskFile.fsPath);
  const inFile = text.ok && text.value !== undefined ? parseTaskFile(text.value).file?.timeZone : undefined;
  return inFile ?? known;
}
