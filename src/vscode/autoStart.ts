import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { valueOrTell } from './answers.ts';
import type { FolderSession } from './folderSession.ts';
import { folderName } from './folderSession.ts';
import type { Sessions } from './sessions.ts';

const key = 'executor.autoStart';

/**
 * Starts what a folder wants to start by itself, once for each opening of the folder in this window. A repository that brings
 * such tasks starts nothing before a person has agreed, once for each folder.
 */
export class AutoStart implements Disposable {
  private readonly store = new DisposableStore();
  private readonly done = new WeakSet<FolderSession>();

  constructor(
    sessions: Sessions,
    private readonly state: vscode.Memento,
  ) {
    this.store.add(
      sessions.onDidReconnect((session) => {
        if (!session.host || !vscode.workspace.isTrusted || this.done.has(session)) return;
        this.done.add(session);
        void this.start(session);
      }),
    );
  }

  dispose(): void {
    this.store.dispose();
  }

  private async start(session: FolderSession): Promise<void> {
    const names = session.tasks.filter(({ isAutoStart }) => isAutoStart).map(({ name }) => name);
    if (names.length === 0 || !(await this.isAgreed(session, names)) || !session.client) return;
    valueOrTell(await session.client.autoStart());
  }

  private async isAgreed({ folder }: FolderSession, names: readonly string[]): Promise<boolean> {
    const known = this.answers[folder.uri.toString()];
    if (known !== undefined) return known;
    const start = 'Start Automatically';
    const not = 'Not in This Folder';
    const who = names.length === 1 ? 'has a task that wants' : `has ${String(names.length)} tasks that want`;
    const text = `${folderName(folder)} ${who} to start whenever the folder is opened: ${names.join(', ')}.`;
    const chosen = await vscode.window.showInformationMessage(text, start, not);
    // Somebody who closes the question is asked again at the next opening.
    if (chosen === undefined) return false;
    await this.state.update(key, { ...this.answers, [folder.uri.toString()]: chosen === start });
    return chosen === start;
  }

  private get answers(): Readonly<Record<string, boolean>> {
    return this.state.get(key, {});
  }
}
