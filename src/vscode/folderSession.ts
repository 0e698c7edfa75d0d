import { basename } from 'node:path';
import * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { err, type Result } from '../base/result.ts';
import { describeFailure, type ExecutorFailure } from '../model/failure.ts';
import type { Notice } from '../model/notice.ts';
import type { TaskView } from '../model/taskView.ts';
import { type ExecutorConnection, connectOwned, connectReadOnly } from '../host/connect.ts';
import { isHeldElsewhere } from '../host/heldElsewhere.ts';
import type { ExecutorClient, RequestFailure } from '../protocol/executorClient.ts';
import { HostFeed, type WindowFacts } from './hostFeed.ts';

/** Milliseconds between two looks at whether another owner has gone. */
const heldLookMs = 3_000;

/**
 * One workspace folder in this window: the connection to its executor, opened as owner where that is possible and
 * read-only where it is not (another window owns it, or the folder is not trusted), and opened anew when that changes.
 */
export class FolderSession implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<string | undefined>());
  private readonly reconnected = this.store.add(new Emitter<undefined>());
  private readonly noticed = this.store.add(new Emitter<Notice>());
  private connection: ExecutorConnection | undefined;
  /** What listens to the present connection. */
  private connectionStore = new DisposableStore();
  private opening: Promise<Result<ExecutorClient, RequestFailure>> | undefined;
  private isClosed = false;

  /** Fires with the name of the task that looks different, or with nothing when everything may. */
  readonly onDidChange = this.changed.event;
  /** Fires when `client` is another one than before. */
  readonly onDidReconnect = this.reconnected.event;
  /** Fires with what a person may want to be told although nobody asked. */
  readonly onDidNotice = this.noticed.event;

  constructor(
    readonly folder: vscode.WorkspaceFolder,
    private readonly version: string,
    private readonly facts: WindowFacts,
  ) {}

  /** The client, once the session is open. */
  get client(): ExecutorClient | undefined {
    return this.connection?.client;
  }

  /** The tasks as they are known now. */
  get tasks(): readonly TaskView[] {
    return this.client?.executor.tasks ?? [];
  }

  task(name: string): TaskView | undefined {
    return this.tasks.find((task) => task.name === name);
  }

  /** Path of the task file. */
  get taskFile(): vscode.Uri {
    return vscode.Uri.joinPath(this.folder.uri, '.vscode', 'executor.json');
  }

  /** The client, opening the session first if need be. */
  async open(): Promise<Result<ExecutorClient, RequestFailure>> {
    if (this.connection) return { ok: true, value: this.connection.client };
    this.opening ??= this.connect().finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  /** Closes what is open and opens it again: trust was granted, or the owner has gone. */
  async reopen(): Promise<void> {
    await this.opening;
    await this.disconnect();
    await this.open();
  }

  /** Stops every run of this folder if this window owns them, gives back what it holds, and answers when that is done. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.opening;
    await this.disconnect();
    this.dispose();
  }

  dispose(): void {
    this.isClosed = true;
    this.store.dispose();
  }

  private async connect(): Promise<Result<ExecutorClient, RequestFailure>> {
    if (this.isClosed) return err(toRequestFailure({ reason: 'closing' }));
    const path = this.folder.uri.fsPath;
    const opened = vscode.workspace.isTrusted
      ? await connectOwned({ folder: path, version: this.version, environment: process.env })
      : err<ExecutorFailure>({ reason: 'untrusted' });
    const connection = opened.ok ? opened.value : await connectReadOnly({ folder: path, why: opened.error });
    const attached = await connection.client.attach();
    if (!attached.ok) {
      await connection.close();
      return attached;
    }
    this.connection = connection;
    this.listen(connection, opened.ok ? undefined : opened.error);
    this.reconnected.fire(undefined);
    this.changed.fire(undefined);
    return { ok: true, value: connection.client };
  }

  private listen(connection: ExecutorConnection, refusal: ExecutorFailure | undefined): void {
    this.connectionStore.add(
      connection.client.onDidChange((change) => {
        this.changed.fire(change.kind === 'task' ? change.task.name : undefined);
      }),
    );
    this.connectionStore.add(
      connection.client.onDidNotice((notice) => {
        this.noticed.fire(notice);
      }),
    );
    if (!refusal) this.connectionStore.add(new HostFeed(connection.client, this.folder, this.facts));
    this.connectionStore.add(connection.onDidLoseState(() => void this.reopen()));
    if (refusal?.reason === 'held-elsewhere') this.connectionStore.add(this.watchOwner());
  }

  /** Opens the session anew when the other owner has gone. */
  private watchOwner(): Disposable {
    const look = async (): Promise<void> => {
      if (await isHeldElsewhere(this.folder.uri.fsPath, process.env))
        next = systemClock.setTimer(heldLookMs, () => void look());
      else await this.reopen();
    };
    let next = systemClock.setTimer(heldLookMs, () => void look());
    return {
      dispose: () => {
        next.dispose();
      },
    };
  }

  private async disconnect(): Promise<void> {
    this.connectionStore.dispose();
    this.connectionStore = new DisposableStore();
    const { connection } = this;
    this.connection = undefined;
    await connection?.close();
  }
}

/** The name of a folder's executor in titles. */
export function folderName(folder: vscode.WorkspaceFolder): string {
  return folder.name || basename(folder.uri.fsPath);
}

function toRequestFailure(failure: ExecutorFailure): RequestFailure {
  return { reason: failure.reason, message: describeFailure(failure) };
}
