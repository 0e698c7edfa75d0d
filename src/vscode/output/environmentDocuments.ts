import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { renderEnvironment } from '../../model/environment/environmentView.ts';
import { valueOrTell } from '../ask/answers.ts';
import { keyOf, type TaskReference } from '../session/sessions.ts';

const scheme = 'executor-environment';

/** Read-only documents with the environment that a run of a task would get, as it was when it was asked for. */
export class EnvironmentDocuments implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly texts = new Map<string, string>();

  readonly onDidChange = this.changed.event;

  constructor() {
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === scheme) this.texts.delete(uri.toString());
      }),
    );
  }

  /** Asks the host for the environment of a task and shows it. */
  async show(task: TaskReference): Promise<void> {
    const { name, session } = task;
    const client = valueOrTell(await session.open());
    const variables = client && valueOrTell(await client.ask('task/environment', { name }));
    if (!variables) return;
    const file = `${name.replaceAll(/[/\\]/g, '-')}.env`;
    const uri = vscode.Uri.from({ scheme, path: `/${file}`, query: keyOf(task) });
    this.texts.set(uri.toString(), renderEnvironment(variables));
    this.changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.store.dispose();
  }
}
