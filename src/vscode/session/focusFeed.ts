import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { ExecutorClient } from '../../protocol/executorClient.ts';

/** Tells a host when this window has the focus: of several windows, that one speaks. */
export class FocusFeed implements Disposable {
  private readonly store = new DisposableStore();

  constructor(client: ExecutorClient) {
    if (vscode.window.state.focused) void client.ask('host/focus', {});
    this.store.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) void client.ask('host/focus', {});
      }),
    );
  }

  dispose(): void {
    this.store.dispose();
  }
}
