import { EventEmitter } from './events.ts';
import type { Uri } from './uri.ts';

/** A tab with a page of the extension's own, and what each side has said to the other. */
export class Panel {
  private readonly heard = new EventEmitter<unknown>();
  private readonly disposed = new EventEmitter<void>();
  private isDisposed = false;
  /** What the extension has said to the page, oldest first. */
  readonly told: unknown[] = [];
  /** How often it was shown again. */
  revealed = 0;
  readonly webview;
  readonly onDidDispose = this.disposed.event;

  constructor(
    readonly viewType: string,
    readonly title: string,
    private readonly leave: (panel: Panel) => void,
    touch: () => void,
  ) {
    this.webview = {
      html: '',
      options: {},
      cspSource: 'https://webview.test',
      onDidReceiveMessage: this.heard.event,
      asWebviewUri: (uri: Uri) => uri,
      postMessage: (message: unknown) => {
        // As what reaches another process.
        this.told.push(JSON.parse(JSON.stringify(message)));
        touch();
        return Promise.resolve(true);
      },
    };
  }

  reveal(): void {
    this.revealed += 1;
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.leave(this);
    this.disposed.fire();
  }

  /** Says something to the extension, as its page does. */
  say(message: unknown): void {
    this.heard.fire(message);
  }

  /** The last thing of a kind that the page was told. */
  last(kind: string): unknown {
    return this.told.findLast(
      (message) => typeof message === 'object' && message !== null && 'kind' in message && message.kind === kind,
    );
  }
}
