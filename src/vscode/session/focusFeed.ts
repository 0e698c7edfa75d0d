import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { ExecutorClient } from '../../protocol/executorClient.ts';

/** Tells a host when this window has the focus, until disposed: of several windows, that one speaks. */
export function focusFeed(client: ExecutorClient): Disposable {
  const tell = ({ focused }: vscode.WindowState): void => {
    if (focused) void client.ask('host/focus', {});
  };
  tell(vscode.window.state);
  return vscode.window.onDidChangeWindowState(tell);
}
