import path from 'node:path';
import { Commands } from './commands.ts';
import { Documents, type TextDocument } from './documents.ts';
import { Changes, type Disposable, Registrations } from './events.ts';
import { Memento, SecretStorage } from './memory.ts';
import { Editors } from './output.ts';
import { Panel } from './panels.ts';
import { Message, QuestionPlace, QuickPick, type Severity } from './questions.ts';
import { WindowSettings } from './settings.ts';
import { type TreeOptions, TreeViewDouble } from './treeView.ts';
import { Uri } from './uri.ts';
import type { CompletionItem, CompletionList, Diagnostic, Hover, Position, Task } from './values.ts';

/** What VS Code keeps from one window to the next. */
export class WindowMemory {
  readonly workspaceState = new Memento();
  readonly secrets = new Map<string, string>();
}

/** How a window is opened. */
export interface WindowOptions {
  /** Absolute paths. */
  readonly folders: readonly string[];
  readonly isTrusted: boolean;
  /** The user's settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly memory: WindowMemory;
}

/** As VS Code's own. */
interface WorkspaceFolder {
  readonly uri: Uri;
  readonly name: string;
  readonly index: number;
}

/** Another extension that is installed. */
interface OtherExtension {
  readonly isActive: boolean;
  activate(): Promise<unknown>;
}

interface HoverProvider {
  provideHover(document: TextDocument, position: Position): Hover | undefined;
}

interface CompletionProvider {
  provideCompletionItems(document: TextDocument, position: Position): CompletionList | undefined;
  resolveCompletionItem(item: CompletionItem): CompletionItem;
}

interface TaskProvider {
  provideTasks(): Promise<readonly Task[]>;
  resolveTask(task: Task): Task;
}

interface PanelSerializer {
  deserializeWebviewPanel(panel: Panel, state: unknown): Promise<void>;
}

/** The item of the status bar. */
export class StatusBarItem {
  private isShown = false;
  name = '';
  text = '';
  tooltip = '';
  command = '';
  accessibilityInformation = { label: '' };

  constructor(
    private readonly registration: Disposable,
    private readonly touch: () => void,
  ) {}

  /** What can be read of it; undefined if it is hidden. */
  get shown(): string | undefined {
    return this.isShown ? this.text : undefined;
  }

  show(): void {
    this.isShown = true;
    this.touch();
  }

  hide(): void {
    this.isShown = false;
    this.touch();
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** One window of VS Code as an extension finds it: everything that is registered, shown and asked, and nothing of how it looks. */
export class TheWindow {
  readonly registrations = new Registrations();
  readonly changes = new Changes(() => this.describe());
  readonly touch = (): void => {
    this.changes.touch();
  };
  private folderPaths: readonly string[];
  private trusted: boolean;

  private readonly changedFolders = this.registrations.emitter<{
    readonly added: readonly WorkspaceFolder[];
    readonly removed: readonly WorkspaceFolder[];
  }>('onDidChangeWorkspaceFolders');
  private readonly grantedTrust = this.registrations.emitter<undefined>('onDidGrantWorkspaceTrust');
  private readonly changedState = this.registrations.emitter<{ readonly focused: boolean }>('onDidChangeWindowState');
  private readonly changedExtensions = this.registrations.emitter<undefined>('onDidChange of extensions');
  readonly onDidChangeFolders = this.changedFolders.event;
  readonly onDidGrantTrust = this.grantedTrust.event;
  readonly onDidChangeState = this.changedState.event;
  readonly onDidChangeExtensions = this.changedExtensions.event;

  readonly commands = new Commands(this.registrations, this.touch);
  readonly documents = new Documents(this.registrations, this.touch);
  readonly editors = new Editors(this.registrations, this.touch);
  readonly questions = new QuestionPlace(this.touch);
  readonly settings: WindowSettings;
  readonly secrets: SecretStorage;
  readonly workspaceState: Memento;
  readonly messages: Message[] = [];
  readonly trees = new Map<string, TreeViewDouble>();
  readonly panels: Panel[] = [];
  readonly statusItems: StatusBarItem[] = [];
  /** What was in the status bar for a moment. */
  readonly statusMessages: string[] = [];
  readonly diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly hovers: HoverProvider[] = [];
  readonly completions: CompletionProvider[] = [];
  readonly taskProviders = new Map<string, TaskProvider>();
  readonly serializers = new Map<string, PanelSerializer>();
  readonly decorations: { provideFileDecoration(uri: Uri): unknown }[] = [];
  readonly extensions = new Map<string, OtherExtension>();
  /** Paths that the next dialogs for files are answered with. */
  readonly chosenFiles: (readonly string[] | undefined)[] = [];
  clipboard = '';
  /** What stands first on the PATH of terminals. */
  terminalPath: string | undefined;
  focused = true;

  constructor({ folders, isTrusted, memory, settings }: WindowOptions) {
    this.folderPaths = folders;
    this.trusted = isTrusted;
    this.secrets = new SecretStorage(this.registrations, memory.secrets);
    this.workspaceState = memory.workspaceState;
    this.settings = new WindowSettings(
      this.registrations,
      () => this.trusted,
      (uri) => this.folderOf(uri)?.uri.toString(),
    );
    this.settings.setUser(settings);
    this.commands.provide('list.toggleSelection', () => {
      for (const tree of this.trees.values()) tree.toggleSelection();
    });
    this.commands.provide('executor.tasks.focus', () => this.trees.get('executor.tasks')?.show());
  }

  get isTrusted(): boolean {
    return this.trusted;
  }

  get folders(): readonly WorkspaceFolder[] {
    return this.folderPaths.map((each, index) => ({ uri: Uri.file(each), name: path.basename(each), index }));
  }

  /** The folder of the workspace that a file is in. */
  folderOf(uri: Uri): WorkspaceFolder | undefined {
    return this.folders.find((folder) => uri.scheme === 'file' && `${uri.path}/`.startsWith(`${folder.uri.path}/`));
  }

  /** Puts folders in the place of those that are there. */
  setFolders(...paths: readonly string[]): void {
    const before = this.folders;
    this.folderPaths = paths;
    this.changedFolders.fire({
      added: this.folders.filter(({ uri }) => !before.some((each) => each.uri.path === uri.path)),
      removed: before.filter(({ uri }) => !paths.includes(uri.path)),
    });
  }

  grantTrust(): void {
    this.trusted = true;
    this.grantedTrust.fire(undefined);
  }

  setFocused(focused: boolean): void {
    this.focused = focused;
    this.changedState.fire({ focused });
  }

  /** Installs another extension. */
  install(id: string, extension: OtherExtension): void {
    this.extensions.set(id, extension);
    this.changedExtensions.fire(undefined);
  }

  /** Shows a message and resolves with the button that is pressed. The same one again takes the place of the first. */
  say(severity: Severity, text: string, rest: readonly unknown[]): Promise<string | undefined> {
    const buttons = rest.filter((item) => typeof item === 'string');
    const [options] = rest.filter((item) => typeof item === 'object') as readonly {
      modal?: boolean;
      detail?: string;
    }[];
    const twin = this.messages.find((each) => each.text === text && each.buttons.join() === buttons.join());
    twin?.close();
    const detail = options?.modal === true ? (options.detail ?? '') : undefined;
    const message = new Message(severity, text, buttons, detail, (left) => {
      const place = this.messages.indexOf(left);
      if (place !== -1) this.messages.splice(place, 1);
      this.touch();
    });
    this.messages.push(message);
    this.touch();
    return message.answered;
  }

  createTree(id: string, options: TreeOptions): TreeViewDouble {
    const tree = new TreeViewDouble(id, options, this.registrations, this.touch);
    this.trees.set(id, tree);
    return tree;
  }

  createPanel(viewType: string, title: string): Panel {
    // A tab belongs to the window, which shows it again after a reload.
    const panel = new Panel(
      viewType,
      title,
      (left) => {
        this.panels.splice(this.panels.indexOf(left), 1);
        this.touch();
      },
      this.touch,
    );
    this.panels.push(panel);
    this.touch();
    return panel;
  }

  createStatusItem(id: string): StatusBarItem {
    const item = new StatusBarItem(this.registrations.add(`status item ${id}`), this.touch);
    this.statusItems.push(item);
    return item;
  }

  createQuickPick(): QuickPick {
    return new QuickPick(this.questions);
  }

  /** Registers something in a list. */
  enlist<T>(list: T[], item: T, name: string): Disposable {
    list.push(item);
    return this.registrations.add(name, () => list.splice(list.indexOf(item), 1));
  }

  /** Registers something in a map. */
  enter<T>(map: Map<string, T>, key: string, item: T, name: string): Disposable {
    map.set(key, item);
    return this.registrations.add(`${name} ${key}`, () => map.delete(key));
  }

  /** What there is to see, for people who look for what is missing. */
  private describe(): string {
    const rows = [...this.trees.values()].flatMap((tree) => [
      `${tree.id}: ${tree.message ?? ''}`,
      ...tree.rows.map(({ description, label, level }) => `${'  '.repeat(level)}${label} [${description}]`),
    ]);
    const { question } = this.questions;
    const asked = question instanceof QuickPick ? [question.title, question.placeholder, ...question.texts] : [];
    return [
      ...rows,
      ...this.messages.map(({ buttons, severity, text }) => `${severity}: ${text} [${buttons.join('] [')}]`),
      ...(question ? [`question: ${question.title}`, ...asked] : []),
      ...this.editors.channels.map(({ name, text }) => `channel ${name}: …${text.slice(-1_000)}`),
      ...this.panels.map((panel) => `panel ${panel.title}: ${JSON.stringify(panel.last('view'))}`),
    ].join('\n');
  }
}

let present: TheWindow | undefined;

/** The window that the module `vscode` speaks for. */
export function theWindow(): TheWindow {
  if (!present) throw new Error('No window is open.');
  return present;
}

/** Has the module `vscode` speak for this window from now on. */
export function enterWindow(window: TheWindow): void {
  present = window;
}
