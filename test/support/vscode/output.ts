import type { TextDocument } from './documents.ts';
import type { Registrations } from './events.ts';
import { Uri } from './uri.ts';
import { Position, Range } from './values.ts';

/** An editor that can be seen: of a document, or of an output channel, which VS Code shows in an editor as well. */
export interface Editor {
  readonly document: { readonly uri: Uri };
  readonly selection: Range;
}

/** An output channel, and what it has shown. */
export class Channel {
  readonly uri: Uri;
  text = '';

  constructor(
    readonly name: string,
    private readonly editors: Editors,
    number: number,
    private readonly release: () => void,
  ) {
    this.uri = Uri.from({
      scheme: 'output',
      path: `extension-output-executor-scripts.executor-#${String(number)}-${name}`,
    });
  }

  append(text: string): void {
    this.text += text;
    this.editors.touch();
  }

  clear(): void {
    this.text = '';
    this.editors.touch();
  }

  show(preserveFocus: boolean): void {
    if (!preserveFocus) throw new Error(`"${this.name}" takes the focus.`);
    this.editors.reveal(this);
  }

  dispose(): void {
    this.release();
    this.editors.drop(this);
  }
}

/** The editors of a window and the panel with the output, in which one channel at a time can be seen. */
export class Editors {
  private readonly changed;
  private shown: Channel | undefined;
  private count = 0;
  readonly onDidChangeVisible;
  readonly channels: Channel[] = [];
  /** The channels that were shown, one after another. */
  readonly history: string[] = [];
  /** What is shown in the editor area; where documents are only looked at, each in the place of the one before. */
  active: (Editor & { readonly document: TextDocument }) | undefined;
  /** The documents that were shown, one after another. */
  readonly shownDocuments: string[] = [];

  constructor(
    private readonly registrations: Registrations,
    readonly touch: () => void,
  ) {
    this.changed = registrations.emitter<readonly Editor[]>('onDidChangeVisibleTextEditors');
    this.onDidChangeVisible = this.changed.event;
  }

  /** What can be seen. */
  get visible(): readonly Editor[] {
    const output = this.shown ? [{ document: { uri: this.shown.uri }, selection: nowhere }] : [];
    return [...(this.active ? [this.active] : []), ...output];
  }

  /** The channel that can be seen. */
  get channel(): Channel | undefined {
    return this.shown;
  }

  create(name: string): Channel {
    this.count += 1;
    const registration = this.registrations.add(`channel ${name}`);
    const channel = new Channel(name, this, this.count, () => {
      registration.dispose();
    });
    this.channels.push(channel);
    this.touch();
    return channel;
  }

  reveal(channel: Channel): void {
    if (this.shown === channel) return;
    this.shown = channel;
    this.history.push(channel.name);
    this.tell();
  }

  /** VS Code shows whichever channel comes first where the one that is shown goes. */
  drop(channel: Channel): void {
    const place = this.channels.indexOf(channel);
    if (place === -1) return;
    this.channels.splice(place, 1);
    const [first] = this.channels;
    if (this.shown !== channel) this.touch();
    else if (first) this.reveal(first);
    else this.hidePanel();
  }

  /** Hides the panel with the output. */
  hidePanel(): void {
    this.shown = undefined;
    this.tell();
  }

  show(document: TextDocument, selection = nowhere): Editor {
    this.active = { document, selection };
    this.shownDocuments.push(document.uri.path);
    this.tell();
    return this.active;
  }

  /** Editors become visible or go a moment after whatever brought that about. */
  private tell(): void {
    this.touch();
    queueMicrotask(() => {
      this.changed.fire(this.visible);
      this.touch();
    });
  }
}

const nowhere = new Range(new Position(0, 0), new Position(0, 0));
