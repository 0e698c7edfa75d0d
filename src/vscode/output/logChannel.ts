import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { LogSource } from '../../protocol/messages.ts';
import { AnsiStripper } from '../../model/words/ansiStripper.ts';
import type { FolderSession } from '../session/folderSession.ts';

/** How many lines of a log are shown of what was there before. */
const firstLines = 2_000;
/** Milliseconds for which pieces are gathered: each append to a visible channel costs a message and a write. */
const gatherMs = 50;
/** Characters after which gathered pieces are appended at once. */
const gatherLength = 64 * 1024;

/** One output channel and the log it follows. */
export class LogChannel implements Disposable {
  private readonly channel: vscode.OutputChannel;
  private following: Disposable | undefined;
  private gathered = '';
  private gathering: Disposable | undefined;
  private stripper = new AnsiStripper();
  /** The channel whose place this one takes, for as long as that one is still visible. */
  private predecessor: LogChannel | undefined;
  private leaving: Disposable | undefined;
  private wasShown = false;
  private readonly coming: Disposable;

  constructor(
    readonly session: FolderSession,
    readonly source: LogSource,
    readonly title: string,
    private readonly clock: Clock,
  ) {
    this.channel = vscode.window.createOutputChannel(title, 'log');
    this.coming = vscode.window.onDidChangeVisibleTextEditors(() => {
      this.comeUp();
    });
    this.follow();
  }

  /** Whether people can see it: VS Code shows an output channel in an editor like any other document. */
  get isVisible(): boolean {
    return this.isShown || this.predecessor?.isVisible === true;
  }

  /** Shows it, leaving the focus where it is. */
  show(): void {
    this.channel.show(true);
  }

  /**
   * Takes the place of another channel, in sight if that one is. It goes only when this one is shown: VS Code shows
   * whichever channel comes first, and gives it the focus, when the one that is shown goes.
   */
  replace(other: LogChannel): void {
    if (!other.isVisible) {
      other.dispose();
      return;
    }
    other.following?.dispose();
    this.predecessor = other;
    this.leaving = vscode.window.onDidChangeVisibleTextEditors(() => {
      if (!other.isVisible) this.seeOff();
    });
    this.show();
  }

  /** Starts over with the last lines, as when the executor is connected again. */
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
    this.seeOff();
    this.following?.dispose();
    this.gathering?.dispose();
    this.coming.dispose();
    this.channel.dispose();
  }

  private get isShown(): boolean {
    return vscode.window.visibleTextEditors.some(
      ({ document: { uri } }) => uri.scheme === 'output' && uri.path.endsWith(`-${this.title}`),
    );
  }

  /**
   * VS Code keeps what is appended before it knows that a channel is shown in a buffer, until more comes: a log that came
   * just then, and does not grow, would stay empty.
   */
  private comeUp(): void {
    const { isShown } = this;
    if (isShown && !this.wasShown) this.channel.append('');
    this.wasShown = isShown;
  }

  private seeOff(): void {
    this.leaving?.dispose();
    this.leaving = undefined;
    this.predecessor?.dispose();
    this.predecessor = undefined;
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
