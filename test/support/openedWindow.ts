import type { Row, TreeViewDouble } from './vscode/treeView.ts';
import type { Channel } from './vscode/output.ts';
import type { Panel } from './vscode/panels.ts';
import { InputBox, type Message, QuickPick } from './vscode/questions.ts';
import { TaskTerminal } from './vscode/terminals.ts';
import type { TheWindow } from './vscode/theWindow.ts';
import { Uri } from './vscode/uri.ts';
import type { Task } from './vscode/values.ts';

/** What something says: this text in it, or a pattern that fits. */
type Words = RegExp | string;

/** A window with the extension in it, as a person uses it: by titles and labels, reading what there is to read. */
export class OpenedWindow {
  /** What went wrong in commands that were called here. */
  readonly errors: unknown[] = [];

  constructor(readonly vscode: TheWindow) {}

  /** Resolves with what `look` answers as soon as that is neither undefined nor false; asks after each change of the window. */
  until<T>(look: () => T | false | undefined, what: string): Promise<T> {
    return this.vscode.changes.until(look, what);
  }

  /** The list of tasks. */
  get tree(): TreeViewDouble {
    return this.view('executor.tasks');
  }

  /** A view by its id. */
  view(id: string): TreeViewDouble {
    const tree = this.vscode.trees.get(id);
    if (!tree) throw new Error(`There is no view ${id}.`);
    return tree;
  }

  /** The labels of the list, from top to bottom. */
  get labels(): readonly string[] {
    return this.tree.rows.map(({ label }) => label);
  }

  /** A row of the list of tasks by its label; undefined if there is none. */
  row(label: string, tree = this.tree): Row | undefined {
    return tree.rows.find((row) => row.label === label);
  }

  /** Resolves when a row's description says this. */
  untilRow(label: string, description: Words, tree = this.tree): Promise<Row> {
    return this.until(
      () => tree.rows.find((row) => row.label === label && says(row.description, description)),
      `${label} says ${String(description)}`,
    );
  }

  /** Resolves when a screen reader says this of a row. */
  untilSpoken(label: string, spoken: RegExp): Promise<Row> {
    return this.until(
      () => this.tree.rows.find((row) => row.label === label && spoken.test(row.spoken)),
      `of ${label} is said ${String(spoken)}`,
    );
  }

  /** Resolves when a task runs. */
  untilRunning(label: string): Promise<Row> {
    return this.untilSpoken(label, /, running for/);
  }

  /** The titles of a row's menu: first its buttons, then the entries. */
  menuTitles(label: string, { buttons = false } = {}): readonly string[] {
    return this.entries(this.expectRow(label))
      .filter(({ isButton }) => isButton === buttons)
      .map(({ title }) => title);
  }

  /** Chooses from a row's menu, or presses a button of it; of several rows that are selected all are meant. */
  menu(label: string, title: string): void {
    this.chooseOf(this.expectRow(label), title, this.tree);
  }

  /** The same of the nth row that says this. */
  menuOf(row: Row, title: string, tree = this.tree): void {
    this.chooseOf(row, title, tree);
  }

  /** Clicks on a row, which selects it and does what its command does. */
  click(label: string, tree = this.tree): void {
    this.clickOn(this.expectRow(label, tree), tree);
  }

  /** The same of a row at hand. */
  clickOn({ element, item: { command } }: Row, tree = this.tree): void {
    tree.select(element);
    if (command) this.call(command.command, ...(command.arguments ?? []));
  }

  /** Selects rows. */
  select(...labels: readonly string[]): void {
    this.tree.select(...labels.map((label) => this.expectRow(label).element));
  }

  /** Unfolds a row and resolves when there is something below. */
  async expand(label: string): Promise<void> {
    const row = this.expectRow(label);
    const count = this.tree.rows.length;
    this.tree.expand(row.element);
    await this.until(() => this.tree.rows.length > count, `${label} is unfolded`);
  }

  /** The rows below a task, from top to bottom. */
  below(label: string): readonly Row[] {
    const { rows } = this.tree;
    const place = rows.findIndex((row) => row.label === label);
    const level = rows[place]?.level ?? 0;
    const rest = rows.slice(place + 1);
    const end = rest.findIndex((row) => row.level <= level);
    return end === -1 ? rest : rest.slice(0, end);
  }

  /** Calls a command of the palette by its title, as in `Executor: Start All`. */
  command(title: string): void {
    const { commands, editors, folders, isTrusted } = this.vscode;
    const id = commands.inPalette(title, {
      isWorkspaceTrusted: isTrusted,
      workbenchState: folders.length === 0 ? 'empty' : 'folder',
      resourceScheme: editors.active?.document.uri.scheme,
    });
    this.call(id);
  }

  /** Calls a command of the palette and chooses what it is for. */
  async commandOn(title: string, label: string): Promise<void> {
    this.command(title);
    (await this.question()).choose(label);
  }

  /** Chooses from the menu of files in the Explorer. */
  explorer(command: 'executor.addTask' | 'executor.runScript', ...files: readonly string[]): void {
    const uris = files.map((file) => Uri.file(file));
    this.call(command, uris[0], uris);
  }

  /** Calls a command by its id. */
  call(id: string, ...args: readonly unknown[]): void {
    this.vscode.commands.execute(id, ...args).catch((error: unknown) => this.errors.push(error));
  }

  /** The message that says this; undefined if none does. */
  said(text: Words): Message | undefined {
    return this.vscode.messages.find((message) => says(message.text, text));
  }

  /** Resolves with the message that says this. */
  message(text: Words): Promise<Message> {
    return this.until(() => this.said(text), `a message says ${String(text)}`);
  }

  /** Resolves with the question that is asked, whose title, placeholder or a row says this. */
  question(text: Words = ''): Promise<QuickPick> {
    return this.until(
      () => {
        const { question } = this.vscode.questions;
        if (!(question instanceof QuickPick) || question.busy) return undefined;
        const words = [question.title, question.placeholder, ...question.texts];
        return words.some((each) => says(each, text)) ? question : undefined;
      },
      `somebody asks ${String(text)}`,
    );
  }

  /** Resolves with the box that a text is typed into, whose title or prompt says this. */
  input(text: Words = ''): Promise<InputBox> {
    return this.until(
      () => {
        const { question } = this.vscode.questions;
        const isIt = question instanceof InputBox && [question.title, question.prompt].some((each) => says(each, text));
        return isIt ? question : undefined;
      },
      `somebody asks for ${String(text)}`,
    );
  }

  /** The channel of a task's output; undefined if there is none. */
  channel(name: string): Channel | undefined {
    return this.vscode.editors.channels.find((channel) => channel.name === name);
  }

  /** The names of all channels. */
  get channels(): readonly string[] {
    return this.vscode.editors.channels.map(({ name }) => name);
  }

  /** Resolves when the channel that can be seen says this. */
  untilOutput(text: Words): Promise<Channel> {
    return this.until(
      () => {
        const { channel } = this.vscode.editors;
        return channel && says(channel.text, text) ? channel : undefined;
      },
      `the output says ${String(text)}`,
    );
  }

  /** Resolves when the editor area shows a document whose path ends so. */
  async untilShown(end: string): Promise<string> {
    const { document } = await this.until(() => {
      const { active } = this.vscode.editors;
      return active?.document.uri.path.endsWith(end) ? active : undefined;
    }, `a document …${end} is shown`);
    return document.getText();
  }

  /** Resolves with the form of this title. */
  form(title: string): Promise<Panel> {
    return this.until(() => this.vscode.panels.find((panel) => panel.title === title), `the form "${title}" is open`);
  }

  /** What the status bar says; undefined if it says nothing. */
  get status(): string | undefined {
    return this.vscode.statusItems[0]?.shown;
  }

  /** The tasks that the extension offers to VS Code. */
  async offeredTasks(): Promise<readonly Task[]> {
    return (await this.vscode.taskProviders.get('executor')?.provideTasks()) ?? [];
  }

  /** Runs a task of VS Code's own in a terminal. */
  runTask(task: Task): Promise<TaskTerminal> {
    return TaskTerminal.run(task, this.vscode.touch);
  }

  /** Resolves when a terminal says this. */
  async untilTerminal(terminal: TaskTerminal, text: Words): Promise<void> {
    await this.until(() => says(terminal.text, text), `the terminal says ${String(text)}; it says ${terminal.text}`);
  }

  private expectRow(label: string, tree = this.tree): Row {
    const row = this.row(label, tree);
    if (!row) throw new Error(`There is no row "${label}" among ${this.labels.join(', ')}.`);
    return row;
  }

  private chooseOf(row: Row, title: string, tree: TreeViewDouble): void {
    const entries = this.entries(row, tree);
    const entry = entries.find((each) => each.title === title);
    if (!entry) {
      throw new Error(`"${row.label}" has no "${title}" but ${entries.map((each) => each.title).join(', ')}.`);
    }
    const { selection } = tree;
    const isAmong = selection.length > 1 && selection.includes(row.element);
    this.call(entry.command, row.element, isAmong ? selection : undefined);
  }

  private entries(row: Row, tree = this.tree): ReturnType<TheWindow['commands']['menu']> {
    const { commands, isTrusted } = this.vscode;
    return commands.menu('view/item/context', {
      view: tree.id,
      viewItem: row.context,
      isWorkspaceTrusted: isTrusted,
    });
  }
}

function says(text: string, words: Words): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text);
}
