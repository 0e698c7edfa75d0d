// A thin double of the module `vscode`: as much of it as src/vscode uses, with the behaviour that VS Code documents, for one window at
// a time that a test opens, looks at and answers. Vitest puts it in the place of the module (vitest.config.ts).
import { fileSystem, watchFile } from './documents.ts';
import type { Diagnostic, RelativePattern } from './values.ts';
import { theWindow } from './theWindow.ts';
import { Uri } from './uri.ts';
import type { Disposable, EventEmitter } from './events.ts';
import type { Editor } from './output.ts';
import type { InputOptions, PickOptions, QuestionItem } from './questions.ts';
import type { TextDocument } from './documents.ts';
import type { TheWindow } from './theWindow.ts';
import type { TreeOptions } from './treeView.ts';

export * from './values.ts';
export { Uri } from './uri.ts';
export { Disposable, EventEmitter } from './events.ts';

type Listen<T> = EventEmitter<T>['event'];

/** An event of the window that is there when somebody listens. */
function eventOf<T>(of: (window: TheWindow) => Listen<T>): Listen<T> {
  return (...args) => of(theWindow())(...args);
}

export const l10n = {
  /** The sentences of the window's language; undefined if that is English. */
  bundle: undefined as Readonly<Record<string, string>> | undefined,
};

export const env = {
  language: 'en',
  remoteName: undefined as string | undefined,
  /** A window on the desktop. */
  uiKind: 1,
  clipboard: {
    writeText: (text: string): Promise<void> => {
      theWindow().clipboard = text;
      return Promise.resolve();
    },
  },
};

export const commands = {
  registerCommand: (id: string, handler: (...args: readonly unknown[]) => unknown): Disposable =>
    theWindow().commands.register(id, handler),
  executeCommand: (id: string, ...args: readonly unknown[]): Promise<unknown> =>
    theWindow().commands.execute(id, ...args),
};

export const extensions = {
  getExtension: (id: string): unknown => theWindow().extensions.get(id),
  onDidChange: eventOf((window) => window.onDidChangeExtensions),
};

export const languages = {
  createDiagnosticCollection: (name: string): object => {
    const window = theWindow();
    const { diagnostics } = window;
    const registration = window.registrations.add(`diagnostics of ${name}`);
    return {
      set: (uri: Uri, found: readonly Diagnostic[]) => {
        diagnostics.set(uri.toString(), found);
        window.touch();
      },
      delete: (uri: Uri) => {
        diagnostics.delete(uri.toString());
        window.touch();
      },
      dispose: () => {
        diagnostics.clear();
        registration.dispose();
      },
    };
  },
  registerHoverProvider: (_selector: unknown, provider: TheWindow['hovers'][number]): Disposable =>
    theWindow().enlist(theWindow().hovers, provider, 'hovers'),
  registerCompletionItemProvider: (_selector: unknown, provider: TheWindow['completions'][number]): Disposable =>
    theWindow().enlist(theWindow().completions, provider, 'completions'),
};

export const tasks = {
  registerTaskProvider: (
    type: string,
    provider: TheWindow['taskProviders'] extends Map<string, infer T> ? T : never,
  ): Disposable => theWindow().enter(theWindow().taskProviders, type, provider, 'task provider'),
};

export const workspace = {
  get isTrusted(): boolean {
    return theWindow().isTrusted;
  },
  get workspaceFolders(): TheWindow['folders'] | undefined {
    const { folders } = theWindow();
    return folders.length === 0 ? undefined : folders;
  },
  get textDocuments(): readonly TextDocument[] {
    return theWindow().documents.all;
  },
  fs: fileSystem,
  getWorkspaceFolder: (uri: Uri): TheWindow['folders'][number] | undefined => theWindow().folderOf(uri),
  getConfiguration: (section: string, scope?: Uri): object => theWindow().settings.of(section, scope),
  openTextDocument: (uri: Uri): Promise<TextDocument> => theWindow().documents.open(uri),
  registerTextDocumentContentProvider: (
    scheme: string,
    provider: Parameters<TheWindow['documents']['provide']>[1],
  ): Disposable => theWindow().documents.provide(scheme, provider),
  createFileSystemWatcher: (pattern: RelativePattern): object => watchFile(theWindow().registrations, pattern),
  onDidChangeConfiguration: eventOf((window) => window.settings.onDidChange),
  onDidChangeWorkspaceFolders: eventOf((window) => window.onDidChangeFolders),
  onDidGrantWorkspaceTrust: eventOf((window) => window.onDidGrantTrust),
  onDidOpenTextDocument: eventOf((window) => window.documents.onDidOpen),
  onDidChangeTextDocument: eventOf((window) => window.documents.onDidChange),
  onDidCloseTextDocument: eventOf((window) => window.documents.onDidClose),
};

export const window = {
  get activeTextEditor(): Editor | undefined {
    return theWindow().editors.active;
  },
  get visibleTextEditors(): readonly Editor[] {
    return theWindow().editors.visible;
  },
  get state(): { readonly focused: boolean } {
    return { focused: theWindow().focused };
  },
  onDidChangeVisibleTextEditors: eventOf((window) => window.editors.onDidChangeVisible),
  onDidChangeWindowState: eventOf((window) => window.onDidChangeState),
  showErrorMessage: (text: string, ...rest: readonly unknown[]): Promise<string | undefined> =>
    theWindow().say('error', text, rest),
  showWarningMessage: (text: string, ...rest: readonly unknown[]): Promise<string | undefined> =>
    theWindow().say('warning', text, rest),
  showInformationMessage: (text: string, ...rest: readonly unknown[]): Promise<string | undefined> =>
    theWindow().say('information', text, rest),
  setStatusBarMessage: (text: string): void => {
    theWindow().statusMessages.push(text);
    theWindow().touch();
  },
  createQuickPick: (): object => theWindow().createQuickPick(),
  showQuickPick: async (rows: readonly (QuestionItem | string)[], options: PickOptions = {}): Promise<unknown> => {
    const items = rows.map((row) => (typeof row === 'string' ? { label: row } : row));
    const chosen = await theWindow().questions.pick(items, options);
    const isText = typeof rows[0] === 'string';
    return isText && chosen !== undefined ? (chosen as QuestionItem).label : chosen;
  },
  showInputBox: (options: InputOptions): Promise<string | undefined> => theWindow().questions.input(options),
  showWorkspaceFolderPick: async ({ placeHolder }: PickOptions): Promise<unknown> => {
    const items = theWindow().folders.map((folder) => ({ label: folder.name, folder }));
    const options = placeHolder === undefined ? {} : { placeHolder };
    const chosen = (await theWindow().questions.pick(items, options)) as (typeof items)[number] | undefined;
    return chosen?.folder;
  },
  showOpenDialog: (): Promise<readonly Uri[] | undefined> =>
    Promise.resolve(
      theWindow()
        .chosenFiles.shift()
        ?.map((each) => Uri.file(each)),
    ),
  showTextDocument: async (
    what: TextDocument | Uri,
    options: { readonly selection?: Editor['selection'] } = {},
  ): Promise<Editor> => {
    const document = what instanceof Uri ? await theWindow().documents.open(what) : what;
    return theWindow().editors.show(document, options.selection);
  },
  createOutputChannel: (name: string): object => theWindow().editors.create(name),
  createTreeView: (id: string, options: TreeOptions): object => theWindow().createTree(id, options),
  createStatusBarItem: (id: string): object => theWindow().createStatusItem(id),
  createWebviewPanel: (viewType: string, title: string): object => theWindow().createPanel(viewType, title),
  registerWebviewPanelSerializer: (
    viewType: string,
    serializer: TheWindow['serializers'] extends Map<string, infer T> ? T : never,
  ): Disposable => theWindow().enter(theWindow().serializers, viewType, serializer, 'serializer'),
  registerFileDecorationProvider: (provider: TheWindow['decorations'][number]): Disposable =>
    theWindow().enlist(theWindow().decorations, provider, 'decorations'),
};
