import type * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';

/** The values of secrets, by folder and name, in the place that VS Code keeps for such things. They are never logged. */
export class Secrets implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<undefined>());

  /** Fires when a secret was set or deleted, in this window or another one. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly storage: vscode.SecretStorage) {
    this.store.add(
      storage.onDidChange(() => {
        this.changed.fire(undefined);
      }),
    );
  }

  /** The values of those that are set. */
  async values(folder: vscode.Uri, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const values: Record<string, string> = {};
    for (const name of names) {
      const value = await this.storage.get(keyOf(folder, name));
      if (value !== undefined) values[name] = value;
    }
    return values;
  }

  /** Which secrets of a folder are set, whether a task names them or not. */
  async names(folder: vscode.Uri): Promise<readonly string[]> {
    const prefix = keyOf(folder, '');
    const keys = await this.storage.keys();
    return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  async set(folder: vscode.Uri, name: string, value: string): Promise<void> {
    await this.storage.store(keyOf(folder, name), value);
  }

  async delete(folder: vscode.Uri, name: string): Promise<void> {
    await this.storage.delete(keyOf(folder, name));
  }

  dispose(): void {
    this.store.dispose();
  }
}

/** A name is that of a variable and has no `#`; neither has a folder's address, where it would stand as `%23`. */
function keyOf(folder: vscode.Uri, name: string): string {
  return `${folder.toString()}#${name}`;
}
