import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { LogSource } from '../protocol/messages.ts';
import { AnsiStripper } from './ansiStripper.ts';
import { type FolderSession, folderName } from './folderSession.ts';
import type { Sessions, TaskReference } from './sessions.ts';

/** How many lines of a log are shown of what was there before. */
const firstLines = 2_000;
/** Milliseconds for which pieces are gathered: each append to a visible channel costs a message and a write. */
const gatherMs = 50;
/** Characters after which gathered pieces are appended at once. */
const gatherLength = 64 * 1024;

/** The output channels of this window: one for each task whose output was asked for, and one for each executor's own log. */
export class OutputChannels implements Disposable {
  private readonly store = new DisposableStore();
  private readonly channels = new Map<string, LogChannel>();

  constructor(
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {
    this.store.add(
      sessions.onDidReconnect((session) => {
        for (const channel of this.channels.values()) if (channel.session === session) channel.follow();
      }),
    );
    this.store.add(
      sessions.onDidChange(({ name, session }) => {
        if (session && name === undefined) this.dropGone(session);
      }),
    );
  }

  /** Shows a task's output, leaving the focus where it is. */
  showTask({ name, session }: TaskReference): void {
    const title = this.qualify(session, name);
    this.channel(session, { kind: 'task', name }, `Executor: ${title}`).show();
  }

  /** Shows an executor's own log. */
  showExecutor(session: FolderSession): void {
    const title = this.sessions.all.length > 1 ? `Executor (${folderName(session.folder)})` : 'Executor';
    this.channel(session, { kind: 'executor' }, title).show();
  }

  dispose(): void {
    this.store.dispose();
    for (const channel of this.channels.values()) channel.dispose();
    this.channels.clear();
  }

  private channel(session: FolderSession, source: LogSource, title: string): LogChannel {
    const key = channelKey(session, source);
    const known = this.channels.get(key);
    if (known) return known;
    const channel = new LogChannel(session, source, title, this.clock);
    this.channels.set(key, channel);
    return channel;
  }

  private dropGone(session: FolderSession): void {
    if (!session.client) return;
    for (const [key, channel] of this.channels) {
      const { source } = channel;
      if (channel.session !== session || source.kind !== 'task' || session.task(source.name)) continue;
      channel.dispose();
      this.channels.delete(key);
    }
  }

  private qualify(session: FolderSession, name: string): string {
    return this.sessions.all.length > 1 ? `${folderName(session.folder)}/${name}` : name;
  }
}

/** One output channel and the log it follows. */
class LogChannel implements Disposable {
  private readonly channel: vscode.OutputChannel;
  private following: Disposable | undefined;
  private gathered = '';
  private gathering: Disposable | undefined;
  private stripper = new AnsiStripper();

  constructor(
    readonly session: FolderSession,
    readonly source: LogSource,
    title: string,
    private readonly clock: Clock,
  ) {
    this.channel = vscode.window.createOutputChannel(title, 'log');
    this.follow();
  }

  show(): void {
    this.channel.show(true);
  }

  /** Begins anew with the last lines, as when the executor is connected again. */
  follow(): void {
    this.following?.dispose();
    this.gathered = '';
    this.stripper = new AnsiStripper();
    this.channel.clear();
    this.following = this.session.client?.followLog(this.source, firstLines, (text) => {
      this.gather(this.stripper.strip(text));
    });
  }

  dispose(): void {
    this.following?.dispose();
    this.gathering?.dispose();
    this.channel.dispose();
  }

  private gather(text: string): void {
    this.gathered += text;
    if (this.gathered.length >= gatherLength) this.flush();
    else
      this.gathering ??= this.clock.setTimer(gatherMs, () => {
        this.flush();
      });
  }

  private flush(): void {
    this.gathering?.dispose();
    this.gathering = undefined;
    if (this.gathered !== '') this.channel.append(this.gathered);
    this.gathered = '';
  }
}

function channelKey(session: FolderSession, source: LogSource): string {
  const place = session.folder.uri.toString();
  return source.kind === 'task' ? `${place}#${source.name}` : place;
}
