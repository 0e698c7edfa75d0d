import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { OutputChannels } from './outputChannels.ts';
import type { Sessions } from '../session/sessions.ts';

/** Takes note that somebody has seen a failure: of a task whose output is visible, or comes there. */
export class SeenFailures implements Disposable {
  private readonly store = new DisposableStore();

  constructor(
    private readonly sessions: Sessions,
    private readonly output: OutputChannels,
  ) {
    const markVisible = (): void => {
      this.markVisible();
    };
    this.store.add(sessions.onDidChange(markVisible));
    this.store.add(vscode.window.onDidChangeVisibleTextEditors(markVisible));
  }

  dispose(): void {
    this.store.dispose();
  }

  private markVisible(): void {
    for (const { name, session, task } of this.sessions.tasks) {
      if (task.hasUnseenFailure && this.output.isVisible({ name, session }))
        void session.client?.ask('task/markSeen', { name });
    }
  }
}
