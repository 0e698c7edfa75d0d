import { posix } from 'node:path';
import * as vscode from 'vscode';
import type { FolderSession } from '../session/folderSession.ts';

/** The path that a task file in this folder names a script by: relative, with forward slashes. */
export function scriptPath({ folder }: FolderSession, uri: vscode.Uri): string {
  return posix.relative(folder.uri.path, uri.path);
}

/** The file that a task file in this folder means by a path. */
export function scriptUri({ folder }: FolderSession, script: string): vscode.Uri {
  const path = script.replaceAll('\\', '/').replace(/^\$\{workspaceFolder\}\//, '');
  return posix.isAbsolute(path) ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder.uri, path);
}

/** The names of the tasks that run a script. */
export function tasksOf(session: FolderSession, uri: vscode.Uri): readonly string[] {
  return session.tasks.flatMap(({ name, script }) =>
    script !== undefined && scriptUri(session, script).path === uri.path ? [name] : [],
  );
}

/** The file's name without its last extension: what a task is called at first. */
export function stemOf(uri: vscode.Uri): string {
  return posix.parse(uri.path).name;
}

/** Writes an editor's unsaved changes of a file to disk, so that what is run or edited there is what is seen. */
export async function saveIfDirty(uri: vscode.Uri): Promise<void> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty) await open.save();
}
