import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { valueOrTell } from './answers.ts';
import type { FolderSession } from './folderSession.ts';
import { folderName } from './folderSession.ts';
import { showInformation } from './messages.ts';
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
    const start = l10n.t('Start Automatically');
    const not = l10n.t('Not in This Folder');
    const text =
      names.length === 1
        ? l10n.t(
            '{0} has a task that wants to start whenever the folder is opened: {1}.',
            folderName(folder),
            names.join(),
          )
        : l10n.t(
            '{0} has {1} tasks that want to start whenever the folder is opened: {2}.',
            folderName(folder),
            names.length,
            names.join(', '),
          );
    const chosen = await showInformation(text, start, not);
    // Somebody who closes the question is asked again at the next opening.
    if (chosen === undefined) return false;
    await this.state.update(key, { ...this.answers, [folder.uri.toString()]: chosen === start });
    return chosen === start;
  }

  private get answers(): Readonly<Record<string, boolean>> {
    return this.state.get(key, {});
  }
}
