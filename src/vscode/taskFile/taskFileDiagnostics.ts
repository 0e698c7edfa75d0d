import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { parseTaskFile } from '../../model/taskFile/taskFile.ts';
import { word } from '../../model/words/clause.ts';
import type { Diagnostic } from '../../model/taskFile/diagnostic.ts';

/** Shows what is wrong in a task file at its place, while it is open in an editor. */
export class TaskFileDiagnostics implements Disposable {
  private readonly store = new DisposableStore();
  private readonly collection = this.store.add(vscode.languages.createDiagnosticCollection('executor'));

  constructor() {
    this.store.add(
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.check(document);
      }),
    );
    this.store.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.check(document);
      }),
    );
    this.store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.collection.delete(uri);
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.check(document);
  }

  dispose(): void {
    this.store.dispose();
  }

  private check(document: vscode.TextDocument): void {
    if (!isTaskFile(document.uri)) return;
    const { diagnostics } = parseTaskFile(document.getText());
    this.collection.set(
      document.uri,
      // The editor's own JSON support marks errors of syntax already.
      diagnostics.filter(({ code }) => code !== 'syntax').map((diagnostic) => toDiagnostic(document, diagnostic)),
    );
  }
}

/** Whether this is the task file of a folder of the window. */
export function isTaskFile(uri: vscode.Uri): boolean {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return folder !== undefined && uri.path === `${folder.uri.path}/.vscode/executor.json`;
}

function toDiagnostic(
  document: vscode.TextDocument,
  { code, length, message, offset, severity }: Diagnostic,
): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
  const severities = { error: vscode.DiagnosticSeverity.Error, warning: vscode.DiagnosticSeverity.Warning };
  const diagnostic = new vscode.Diagnostic(range, word(message), severities[severity]);
  diagnostic.source = 'executor';
  diagnostic.code = code;
  return diagnostic;
}
