import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { OutputChannels } from './outputChannels.ts';
import type { Sessions } from '../session/sessions.ts';

/** Takes note that somebody has seen a failure: of a task whose output is before people's eyes, or comes there. */
export class SeenFailures implements Disposable {
  private readonly store = new DisposableStore();

  constructor(
    private readonly sessions: Sessions,
    private readonly output: OutputChannels,
  ) {
    const look = (): void => {
      this.look();
    };
    this.store.add(sessions.onDidChange(look));
    this.store.add(vscode.window.onDidChangeVisibleTextEditors(look));
  }

  dispose(): void {
    this.store.dispose();
  }

  private look(): void {
    for (const { name, session, task } of this.sessions.tasks) {
      if (task.hasUnseenFailure && this.output.isVisible({ name, session }))
        void session.client?.ask('task/markSeen', { name });
    }
  }
}
