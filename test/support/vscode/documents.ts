import { readFileSync, watch, writeFileSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Disposable, EventEmitter, type Registrations } from './events.ts';
import type { Uri } from './uri.ts';
import { FileType, Position, type Range, type RelativePattern } from './values.ts';

/** A document as an extension sees it: a file, or what somebody provides. */
export class TextDocument {
  isDirty = false;
  isClosed = false;

  constructor(
    readonly uri: Uri,
    private text: string,
    private readonly changed: (document: TextDocument) => void,
  ) {}

  get fileName(): string {
    return this.uri.fsPath;
  }

  getText(): string {
    return this.text;
  }

  positionAt(offset: number): Position {
    const before = this.text.slice(0, offset).split('\n');
    return new Position(before.length - 1, before.at(-1)?.length ?? 0);
  }

  offsetAt({ character, line }: Position): number {
    const before = this.text.split('\n').slice(0, line);
    return before.reduce((sum, each) => sum + each.length + 1, 0) + character;
  }

  /** What is in a range. */
  textIn({ end, start }: Range): string {
    return this.text.slice(this.offsetAt(start), this.offsetAt(end));
  }

  save(): Promise<boolean> {
    writeFileSync(this.uri.fsPath, this.text);
    this.isDirty = false;
    return Promise.resolve(true);
  }

  /** Types a text in the place of the present one. */
  type(text: string): void {
    this.text = text;
    this.isDirty = true;
    this.changed(this);
  }

  /** Shows what the file says now, or whoever provides it. */
  reload(text: string): void {
    this.text = text;
    this.changed(this);
  }
}

/** Provides documents that are no files. */
interface ContentProvider {
  readonly onDidChange?: (listener: (uri: Uri) => void) => Disposable;
  provideTextDocumentContent(uri: Uri): string | Promise<string>;
}

/** The documents of a window, and the files below. */
export class Documents {
  private readonly providers = new Map<string, ContentProvider>();
  private readonly opened;
  private readonly changed;
  private readonly closed;
  readonly onDidOpen;
  readonly onDidChange;
  readonly onDidClose;
  readonly all: TextDocument[] = [];

  constructor(
    private readonly registrations: Registrations,
    private readonly touch: () => void,
  ) {
    this.opened = registrations.emitter<TextDocument>('onDidOpenTextDocument');
    this.changed = registrations.emitter<{ readonly document: TextDocument }>('onDidChangeTextDocument');
    this.closed = registrations.emitter<TextDocument>('onDidCloseTextDocument');
    this.onDidOpen = this.opened.event;
    this.onDidChange = this.changed.event;
    this.onDidClose = this.closed.event;
  }

  async open(uri: Uri): Promise<TextDocument> {
    const known = this.all.find((document) => document.uri.toString() === uri.toString());
    if (known) return known;
    const provider = this.providers.get(uri.scheme);
    const text = provider ? await provider.provideTextDocumentContent(uri) : readFileSync(uri.fsPath, 'utf8');
    const document = new TextDocument(uri, text, (changed) => {
      this.changed.fire({ document: changed });
      this.touch();
    });
    this.all.push(document);
    this.opened.fire(document);
    this.touch();
    return document;
  }

  close(document: TextDocument): void {
    this.all.splice(this.all.indexOf(document), 1);
    document.isClosed = true;
    this.closed.fire(document);
    this.touch();
  }

  provide(scheme: string, provider: ContentProvider): Disposable {
    this.providers.set(scheme, provider);
    const subscription = provider.onDidChange?.((uri) => void this.refresh(uri, provider));
    return this.registrations.add(`documents of ${scheme}`, () => {
      subscription?.dispose();
      this.providers.delete(scheme);
    });
  }

  private async refresh(uri: Uri, provider: ContentProvider): Promise<void> {
    const known = this.all.find((document) => document.uri.toString() === uri.toString());
    known?.reload(await provider.provideTextDocumentContent(uri));
  }
}

/** As VS Code's own, for files on the disk. */
export const fileSystem = {
  readFile: async (uri: Uri): Promise<Uint8Array> => readFile(uri.fsPath),
  writeFile: async (uri: Uri, content: Uint8Array): Promise<void> => writeFile(uri.fsPath, content),
  stat: async (uri: Uri): Promise<{ readonly type: FileType }> => {
    const found = await stat(uri.fsPath);
    return { type: found.isDirectory() ? FileType.Directory : FileType.File };
  },
  readDirectory: async (uri: Uri): Promise<[string, FileType][]> => {
    const entries = await readdir(uri.fsPath, { withFileTypes: true });
    return entries.map((entry) => [entry.name, entry.isDirectory() ? FileType.Directory : FileType.File]);
  },
};

/** Tells of changes of one file in a folder that exists. */
export function watchFile(registrations: Registrations, { baseUri, pattern }: RelativePattern): object {
  const file = path.join(baseUri.fsPath, pattern);
  const changed = new EventEmitter<string>();
  const other = new EventEmitter<string>();
  const watcher = watch(path.dirname(file), (_, name) => {
    if (name === path.basename(file)) changed.fire(file);
  });
  const registration = registrations.add(`watcher of ${pattern}`, () => {
    watcher.close();
    changed.dispose();
  });
  return {
    // A file that is put in the place of another counts as changed, as it does for VS Code.
    onDidChange: changed.event,
    onDidCreate: other.event,
    onDidDelete: other.event,
    dispose: () => {
      registration.dispose();
    },
  };
}
