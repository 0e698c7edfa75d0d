import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Notice } from '../../model/notice/notice.ts';
import type { TaskView } from '../../model/view/taskView.ts';
import { FolderSession, folderName, type SessionSurroundings } from './folderSession.ts';

/** A task of this window. */
export interface TaskReference {
  readonly session: FolderSession;
  readonly name: string;
}

/** What tells a task from all others of this window. */
export function keyOf({ name, session }: TaskReference): string {
  return `${session.folder.uri.toString()}#${name}`;
}

/** What changed: one task, or a whole folder, or the folders themselves. */
export interface SessionsChange {
  readonly session?: FolderSession;
  readonly name?: string;
}

/** A notice, and the folder that it comes from. */
export interface FolderNotice {
  readonly session: FolderSession;
  readonly notice: Notice;
}

/** The sessions of this window, one for each workspace folder on disk, following the folders and their trust. */
export class Sessions implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<SessionsChange>());
  private readonly reconnected = this.store.add(new Emitter<FolderSession>());
  private readonly noticed = this.store.add(new Emitter<FolderNotice>());
  private readonly sessions = new Map<string, FolderSession>();

  readonly onDidChange = this.changed.event;
  readonly onDidReconnect = this.reconnected.event;
  readonly onDidNotice = this.noticed.event;

  constructor(private readonly surroundings: SessionSurroundings) {
    this.store.add(
      vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const folder of removed) void this.closeFolder(folder);
        for (const folder of added) this.addFolder(folder);
        this.changed.fire({});
      }),
    );
    this.store.add(
      surroundings.settings.onDidChange((change) => {
        for (const session of this.sessions.values()) {
          if (change.affectsConfiguration('executor.host', session.folder)) void session.changeHost();
        }
      }),
    );
    this.store.add(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        for (const session of this.sessions.values()) void session.reopen();
      }),
    );
    for (const folder of vscode.workspace.workspaceFolders ?? []) this.addFolder(folder);
  }

  /** In the order of the workspace. */
  get all(): readonly FolderSession[] {
    return (vscode.workspace.workspaceFolders ?? []).flatMap((folder) => {
      const session = this.sessions.get(folder.uri.toString());
      return session ? [session] : [];
    });
  }

  /** Every task of every folder. */
  get tasks(): readonly (TaskReference & { readonly task: TaskView })[] {
    return this.all.flatMap((session) => session.tasks.map((task) => ({ session, name: task.name, task })));
  }

  /** What a task is called where tasks of all folders stand together. */
  title({ name, session }: TaskReference): string {
    return this.all.length > 1 ? `${folderName(session.folder)}/${name}` : name;
  }

  /** The session of the folder that holds a file. */
  of(uri: vscode.Uri): FolderSession | undefined {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return folder && this.sessions.get(folder.uri.toString());
  }

  /** Resolves when the tasks of every folder are known, which takes a moment after a window has opened. */
  async untilKnown(): Promise<void> {
    await Promise.all(this.all.map((session) => session.show()));
  }

  /** Ends what this window runs, and answers when that is done; no folder is opened any more. */
  async close(): Promise<void> {
    this.dispose();
    await Promise.all([...this.sessions.values()].map((session) => session.close()));
  }

  dispose(): void {
    this.store.dispose();
  }

  private addFolder(folder: vscode.WorkspaceFolder): void {
    if (folder.uri.scheme !== 'file') return;
    const session = new FolderSession(folder, this.surroundings);
    this.sessions.set(folder.uri.toString(), session);
    session.onDidChange((name) => {
      this.changed.fire(name === undefined ? { session } : { session, name });
    });
    session.onDidReconnect(() => {
      this.reconnected.fire(session);
    });
    session.onDidNotice((notice) => {
      this.noticed.fire({ session, notice });
    });
    void session.show();
  }

  private async closeFolder(folder: vscode.WorkspaceFolder): Promise<void> {
    const key = folder.uri.toString();
    const session = this.sessions.get(key);
    this.sessions.delete(key);
    await session?.close();
  }
}
