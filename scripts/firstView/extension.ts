// An extension beside the one that is tried, for `npm start` alone: the first window of a VS Code shows the Executor view
// with its walkthrough beside it, in place of the Explorer. Reloaded, it is as its user has left it.
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

/** Called by VS Code once the window is there and every extension is known. */
export async function activate({ globalState, globalStorageUri }: vscode.ExtensionContext): Promise<void> {
  // Files end with this VS Code, and what an extension remembers otherwise is the browser's: it is new with either.
  const run = await idOf(vscode.Uri.joinPath(globalStorageUri, 'run'));
  if (globalState.get('run') === run) return;
  await globalState.update('run', run);
  await vscode.commands.executeCommand('workbench.view.extension.executor');
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'executor-scripts.executor#firstSteps');
}

/** What names this VS Code, from its first window on. */
async function idOf(file: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    const id = randomUUID();
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(id));
    return id;
  }
}
