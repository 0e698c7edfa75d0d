import path from 'node:path';
import * as vscode from 'vscode';
import { delay, systemClock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { err, type Result } from '../../base/result.ts';
import type { Build } from '../../model/host/build.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostEnding, HostFacts } from '../../model/host/hostFacts.ts';
import type { Notice } from '../../model/notice/notice.ts';
import type { OldFolder } from '../../model/host/oldFolder.ts';
import type { HistoryRun, TaskView } from '../../model/view/taskView.ts';
import { type AttachOptions, hasLiveHost, isHeldElsewhere } from '../../host/places/attach.ts';
import {
  connectReadOnly,
  connectToExecutor,
  connectToLiveHost,
  type ExecutorConnection,
  type HostPlace,
} from '../../host/reach/connect.ts';
import { findOldFolder } from '../../host/places/oldFolder.ts';
import type { WatchedExecutor } from '../../host/reach/runFollow.ts';
import { takeOver } from '../../host/reach/takeOver.ts';
import { isWorthAHost } from '../../host/reach/worthAHost.ts';
import { type ExecutorClient, type RequestFailure, toRequestFailure } from '../../protocol/executorClient.ts';
import { focusFeed } from './focusFeed.ts';
import { HostFeed, type WindowFacts } from './hostFeed.ts';

/** Milliseconds between two looks at whether a host that cannot be reached has gone, or one to look at has come. */
const lookMs = 3_000;
/** A host that was gone within this many milliseconds after it came is not started again before as many have passed. */
const shortLifeMs = 5_000;
/** Milliseconds for which the host of a newer build is waited for, after it has asked an older one to make room. */
const successorMs = 10_000;

/** Why there is no host for now: another window may get one, or the owner may go. */
const mayPass: readonly ExecutorFailure['reason'][] = [
  'held-elsewhere',
  'host-start-failed',
  'no-host',
  'node-too-old',
  'state-unusable',
  'untrusted',
];

/** A host in any case, one if there is something to manage, or none: somebody has just ended it. */
type Need = 'host' | 'view' | 'look';

/** What a session needs to know of the window. */
export interface SessionSurroundings extends WindowFacts {
  readonly build: Build;
  /** Absolute path of the extension's folder. */
  readonly extensionPath: string;
}

/**
 * One workspace folder in this window: the connection to its host, which is started where that is needed, and reopened
 * when it ends. If there is none (the folder is not trusted, its owner cannot be reached, nothing is to be managed yet)
 * definitions are shown all the same.
 */
export class FolderSession implements Disposable, WatchedExecutor {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<string | undefined>());
  private readonly reconnected = this.store.add(new Emitter<undefined>());
  private readonly noticed = this.store.add(new Emitter<Notice>());
  private connection: ExecutorConnection | undefined;
  /** What the last connection showed, for as long as there is no other. */
  private lastTasks: readonly TaskView[] = [];
  /** What listens to the present connection. */
  private connectionStore = new DisposableStore();
  private opening: Promise<Result<ExecutorClient, RequestFailure>> | undefined;
  private nextShow: Disposable = { dispose: () => undefined };
  private isClosed = false;
  private old: OldFolder | undefined;

  /** Fires with the name of the task that looks different, or with nothing when everything may. */
  readonly onDidChange = this.changed.event;
  /** Fires when `client` has changed. */
  readonly onDidReconnect = this.reconnected.event;
  /** Fires with what a person may want to be told although nobody asked. */
  readonly onDidNotice = this.noticed.event;

  constructor(
    readonly folder: vscode.WorkspaceFolder,
    private readonly surroundings: SessionSurroundings,
  ) {}

  /** The client, once the session is open. */
  get client(): ExecutorClient | undefined {
    return this.connection?.client;
  }

  /** The tasks as they are known now; while a host comes in the place of another, as they were last known. */
  get tasks(): readonly TaskView[] {
    return this.client?.executor.tasks ?? this.lastTasks;
  }

  /** The newest runs of all tasks, newest first; a failure while the session is not open. */
  history(count: number): Promise<Result<readonly HistoryRun[], RequestFailure>> {
    const { client } = this;
    return client ? client.history(count) : Promise.resolve(err(toRequestFailure({ reason: 'host-gone' })));
  }

  task(name: string): TaskView | undefined {
    return this.tasks.find((task) => task.name === name);
  }

  /** Path of the task file. */
  get taskFile(): vscode.Uri {
    return vscode.Uri.joinPath(this.folder.uri, '.vscode', 'executor.json');
  }

  /** Definitions are shown, and nothing can be started or stopped from here. */
  get isShownOnly(): boolean {
    const why = this.client?.executor.readOnly?.reason;
    // Whatever else was in the way of a host is tried again with whatever is to be started.
    return !this.host && (why === 'untrusted' || why === 'held-elsewhere');
  }

  /** What manages the folder; undefined if nothing does. */
  get host(): HostFacts | undefined {
    return this.connection?.facts;
  }

  /** What this folder was before it was renamed, as far as there is something to take over; known soon after it is open. */
  get oldFolder(): OldFolder | undefined {
    return this.old;
  }

  /** Brings what there is of the old folder here, and answers what that was. */
  async takeOver(how: { readonly replaces: boolean }): Promise<Result<OldFolder, RequestFailure>> {
    await this.opening;
    // A host of this window would be in the way.
    await this.disconnect({ leavesRuns: true });
    const { environment, folder } = this.options;
    const taken = await takeOver({ ...how, environment, folder, clock: systemClock });
    if (taken.ok) await this.open();
    else await this.show();
    return taken;
  }

  /** The client of a host, which is started first if need be; where there can be none, one that shows the definitions. */
  async open(): Promise<Result<ExecutorClient, RequestFailure>> {
    // What is under way may need less than a host.
    while (this.opening) await this.opening;
    const why = this.connection?.client.executor.readOnly?.reason;
    // Whatever was in the way of a host may have gone; an owner that is out of reach is watched.
    const isTriedAgain = why !== undefined && why !== 'held-elsewhere' && vscode.workspace.isTrusted;
    return isTriedAgain ? this.connectOnce('host') : this.openAs('host');
  }

  /** Moves the executor to where the setting wants it now; runs go on. */
  async changeHost(): Promise<void> {
    await this.opening;
    const { connection, host } = this;
    if (!connection || !host || host.mode === 'foreground' || host.mode === this.place.kind) return;
    this.stopListening();
    // One of another window stays until that is closed.
    if (host.mode === 'background') await connection.client.shutDownHost(false);
    await this.disconnect({ leavesRuns: true });
    await this.show();
  }

  /** Shows what there is, and starts a host if there is something to manage. */
  async show(): Promise<void> {
    await this.openAs('view');
  }

  /** Closes what is open and opens it again: trust was granted, a setting has changed, or the owner has gone. */
  async reopen(): Promise<void> {
    await this.opening;
    await this.disconnect();
    await this.show();
  }

  /** Stops every run of this folder if its host is in this window, gives back what it holds, and answers when that is done. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.opening;
    await this.disconnect();
    this.dispose();
  }

  dispose(): void {
    this.isClosed = true;
    this.nextShow.dispose();
    this.store.dispose();
  }

  private openAs(what: Need): Promise<Result<ExecutorClient, RequestFailure>> {
    if (this.connection) return Promise.resolve({ ok: true, value: this.connection.client });
    return this.connectOnce(what);
  }

  /** Connects, or joins the connecting that is under way. */
  private connectOnce(what: Need): Promise<Result<ExecutorClient, RequestFailure>> {
    return (this.opening ??= this.connect(what).finally(() => {
      this.opening = undefined;
    }));
  }

  private async connect(what: Need): Promise<Result<ExecutorClient, RequestFailure>> {
    if (this.isClosed) return err(toRequestFailure({ reason: 'closing' }));
    const { options } = this;
    const isNeeded = what === 'host' || (what === 'view' && (await isWorthAHost(options)));
    const opened = await this.connectToHost(isNeeded);
    const connection = opened.ok ? opened.value : await this.connectReadOnly(opened.error, options.identity);
    const attached = await connection.client.attach();
    if (!attached.ok) {
      await connection.close();
      // The host has gone at once.
      this.showLater();
      return attached;
    }
    const before = this.connection;
    this.stopListening();
    this.connection = connection;
    this.listen(connection, opened.ok ? undefined : opened.error);
    this.reconnected.fire(undefined);
    this.changed.fire(undefined);
    void this.lookForOldFolder();
    await before?.close();
    return { ok: true, value: connection.client };
  }

  private async lookForOldFolder(): Promise<void> {
    const { environment, folder } = this.options;
    const before = this.old;
    this.old = await findOldFolder({ environment, folder, clock: systemClock }).catch(() => undefined);
    if (!this.isClosed && (before || this.old)) this.changed.fire(undefined);
  }

  private showLater(): void {
    this.nextShow.dispose();
    this.nextShow = systemClock.setTimer(lookMs, () => {
      if (!this.isClosed) void this.show();
    });
  }

  private async connectToHost(isNeeded: boolean): Promise<Result<ExecutorConnection, ExecutorFailure>> {
    const { options } = this;
    if (vscode.workspace.isTrusted && isNeeded) return connectToExecutor(options, this.place);
    const live = await connectToLiveHost(options);
    if (live.ok || vscode.workspace.isTrusted) return live;
    return err({ reason: 'untrusted' });
  }

  private connectReadOnly(why: ExecutorFailure, identity: AttachOptions['identity']): Promise<ExecutorConnection> {
    const { folder, surroundings } = this;
    const { timeZone } = surroundings.settings.of(folder);
    const options = {
      folder: folder.uri.fsPath,
      environment: process.env,
      clock: systemClock,
      why,
      ...(timeZone !== undefined && { timeZone }),
    };
    return connectReadOnly(options, identity);
  }

  /** Who this window is, and whose host it wants. */
  private get options(): AttachOptions {
    const { build, extensionPath } = this.surroundings;
    const access = vscode.workspace.isTrusted ? 'full' : 'look';
    return {
      folder: this.folder.uri.fsPath,
      environment: process.env,
      clock: systemClock,
      identity: { build, access, kind: 'window', installation: extensionPath },
    };
  }

  private get place(): HostPlace {
    const { extensionPath, settings } = this.surroundings;
    if (settings.hostPlace(this.folder) === 'window') return { kind: 'window' };
    const file = path.join(extensionPath, 'dist', 'host.mjs');
    return { kind: 'background', program: { file, nodePath: settings.of(this.folder).nodePath ?? process.execPath } };
  }

  private listen(connection: ExecutorConnection, refusal: ExecutorFailure | undefined): void {
    const { client } = connection;
    const hadTasks = client.executor.tasks.length > 0;
    this.connectionStore.add(
      client.onDidChange((change) => {
        this.changed.fire(change.kind === 'task' ? change.task.name : undefined);
        // A first task was written into the file.
        if (refusal?.reason === 'no-host' && !hadTasks && client.executor.tasks.length > 0)
          void this.replace(connection);
      }),
    );
    this.connectionStore.add(
      client.onDidNotice((notice) => {
        this.noticed.fire(notice);
      }),
    );
    if (!refusal && vscode.workspace.isTrusted) {
      this.connectionStore.add(new HostFeed(client, this.folder, this.surroundings));
      this.connectionStore.add(focusFeed(client));
    }
    const since = systemClock.monotonic();
    this.connectionStore.add(
      connection.onDidEnd(() => void this.follow(client.ending, systemClock.monotonic() - since)),
    );
    if (refusal && mayPass.includes(refusal.reason)) this.connectionStore.add(this.watch(connection));
  }

  /** The host has ended: reopens the session, unless a person wanted it gone. */
  private async follow(ending: HostEnding | undefined, livedMs: number): Promise<void> {
    await this.disconnect();
    if (ending === 'shut-down') {
      await this.openAs('look');
      return;
    }
    if (ending === 'retired') await this.awaitSuccessor();
    else if (livedMs < shortLifeMs) await delay(systemClock, shortLifeMs);
    if (!this.isClosed) await this.show();
  }

  /** Whoever has asked the host to make room starts another, of a newer build than ours. */
  private async awaitSuccessor(): Promise<void> {
    const until = systemClock.monotonic() + successorMs;
    while (!this.isClosed && systemClock.monotonic() < until && !(await hasLiveHost(this.options))) {
      await delay(systemClock, 100);
    }
  }

  /** Reopens the session when a host can be reached, or the one that could not be has gone; not once that is disposed. */
  private watch(connection: ExecutorConnection): Disposable {
    const wasHeld = connection.client.executor.readOnly?.reason === 'held-elsewhere';
    let isDisposed = false;
    const look = async (): Promise<void> => {
      const isSame = wasHeld ? await isHeldElsewhere(this.options) : !(await hasLiveHost(this.options));
      if (isDisposed) return;
      if (isSame) next = systemClock.setTimer(lookMs, () => void look());
      else await this.replace(connection);
    };
    let next = systemClock.setTimer(lookMs, () => void look());
    return {
      dispose: () => {
        isDisposed = true;
        next.dispose();
      },
    };
  }

  /** Reopens the session, unless something else has done so meanwhile: what was asked of that one would be lost. */
  private async replace(connection: ExecutorConnection): Promise<void> {
    await this.opening;
    if (this.connection === connection) await this.reopen();
  }

  private async disconnect(how?: { readonly leavesRuns: boolean }): Promise<void> {
    this.stopListening();
    const { connection } = this;
    this.lastTasks = this.tasks;
    this.connection = undefined;
    await connection?.close(how);
  }

  private stopListening(): void {
    this.connectionStore.dispose();
    this.connectionStore = new DisposableStore();
  }
}

/** The name of a folder's executor in titles: with the folder that it is in, or its path, where others have the same name. */
export function folderName(folder: vscode.WorkspaceFolder): string {
  const twins = (vscode.workspace.workspaceFolders ?? []).filter(
    (other) => other.name === folder.name && other.uri.toString() !== folder.uri.toString(),
  );
  const name = folder.name || path.basename(folder.uri.fsPath);
  if (twins.length === 0) return name;
  const parents = [folder, ...twins].map(({ uri }) => path.basename(path.dirname(uri.fsPath)));
  const [parent = ''] = parents;
  return `${name} (${new Set(parents).size === parents.length ? parent : folder.uri.fsPath})`;
}
