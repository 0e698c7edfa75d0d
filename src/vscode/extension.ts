import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import { AddTask } from './addTask.ts';
import { registerCommands } from './commands.ts';
import { OutputChannels } from './outputChannels.ts';
import { Runner } from './runner.ts';
import { Sessions } from './sessions.ts';
import { StatusBar } from './statusBar.ts';
import { TaskFileDiagnostics } from './taskFileDiagnostics.ts';
import { openRow } from './openRow.ts';
import { TaskTree } from './taskTree.ts';

let sessions: Sessions | undefined;

/** Wires the window's parts together; nothing is spawned until there is a task to run. */
export function activate({ extension, subscriptions }: vscode.ExtensionContext): void {
  const { version } = extension.packageJSON as { readonly version: string };
  sessions = new Sessions(version);
  const output = new OutputChannels(sessions, systemClock);
  const runner = new Runner(sessions, output);
  const tree = new TaskTree(sessions, systemClock);
  const commands = registerCommands({
    sessions,
    runner,
    output,
    addTask: new AddTask(sessions, runner),
    clock: systemClock,
    selected: () => tree.selected(),
    openSelected: () => openRow(tree, runner),
  });
  subscriptions.push(output, tree, new StatusBar(sessions), new TaskFileDiagnostics(), commands);
  void vscode.commands.executeCommand('setContext', 'executor.isReady', true);
}

/** Ends what this window runs; VS Code waits at most five seconds for it. */
export async function deactivate(): Promise<void> {
  await sessions?.close();
}
