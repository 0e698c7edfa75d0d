import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';

const scheme = 'executor-undefined';

/** What a row stands for that is to be grey: VS Code colours a row's label by its resource alone. */
export function greyUri(name: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${name}` });
}

/** Has the rows of tasks that are no longer in the task file drawn in grey. */
export function registerGreyRows(): Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme: own }) =>
      own === scheme
        ? new vscode.FileDecoration(undefined, undefined, new vscode.ThemeColor('disabledForeground'))
        : undefined,
  });
}
