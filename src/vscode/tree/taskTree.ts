import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { folderMessage } from '../../model/view/folderMessage.ts';
import { spanStart } from '../../model/view/taskAppearance.ts';
import { type RunView, shownRuns } from '../../model/view/taskView.ts';
import { type FolderSession, folderName } from '../session/folderSession.ts';
import type { Sessions, TaskReference } from '../session/sessions.ts';
import { registerGreyRows } from './greyRows.ts';
import {
  folderItem,
  groupItem,
  moreItem,
  runItem,
  runTooltip,
  skippedItem,
  taskItem,
  taskTooltip,
} from './treeItem.ts';
import { TreeFocus } from './treeFocus.ts';
import { rowId, rowsOfFolder, rowsOfGroup, rowsOfTask, type TreeRow } from './treeRow.ts';
import { type TickingRow, TreeTick } from './treeTick.ts';

/** How many further runs *More…* brings. */
const furtherRuns = 20;
/** Stands for all folders. */
const wholeTree = '';

/** Draws the tasks of this window. Rows keep their identity, so that only the one that changed is drawn again. */
export class TaskTree implements vscode.TreeDataProvider<TreeRow>, Disposable {
  private readonly store = new DisposableStore();
  private readonly treeChanged = this.store.add(new vscode.EventEmitter<TreeRow | undefined>());
  private readonly rows = new Map<string, TreeRow>();
  /** The runs of tasks whose older ones were asked for, by the task row's id. */
  private readonly olderRuns = new Map<string, { readonly runs: readonly RunView[]; readonly hasMore: boolean }>();
  private readonly view: vscode.TreeView<TreeRow>;
  /** Ids of the task rows whose runs are unfolded. */
  private readonly unfolded = new Set<string>();
  private readonly tick: TreeTick<TreeRow>;
  /** The tasks have been read at least once. */
  private isKnown = false;
  /** What VS Code was told last for the `when` of views and buttons. */
  private readonly contexts = new Map<string, boolean>();
  /** The folders, and which tasks each has, as VS Code was told last, which it asks for some time after a change. */
  private drawnFolders = '';
  private readonly drawnShapes = new Map<string, string>();
  /** Folders whose rows VS Code was told to ask for and has not asked for yet; `wholeTree` where that is everything. */
  private readonly awaited = new Set<string>();

  readonly onDidChangeTreeData = this.treeChanged.event;
  /** The rows that a person means. */
  readonly focus: TreeFocus<TreeRow>;

  constructor(
    private readonly sessions: Sessions,
    private readonly clock: Clock,
    drop: vscode.TreeDragAndDropController<TreeRow>,
  ) {
    this.view = this.store.add(
      vscode.window.createTreeView('executor.tasks', {
        treeDataProvider: this,
        dragAndDropController: drop,
        canSelectMany: true,
      }),
    );
    const toggle = (): Thenable<unknown> => vscode.commands.executeCommand('list.toggleSelection');
    this.focus = new TreeFocus(this.view, toggle, clock);
    this.tick = this.store.add(
      new TreeTick(
        clock,
        () => this.tickingRows(),
        (row) => {
          this.treeChanged.fire(row);
        },
      ),
    );
    this.store.add(registerGreyRows());
    this.store.add(
      sessions.onDidChange(({ name, session }) => {
        if (!session) this.forgetOthers();
        if (session && name !== undefined) this.treeChanged.fire(this.taskRow({ session, name }));
        else this.drawAll();
        this.drawSurroundings();
      }),
    );
    this.store.add(
      this.view.onDidChangeVisibility(() => {
        this.awaited.clear();
        if (this.view.visible) this.drawAll();
        this.tick.arm();
      }),
    );
    this.store.add(this.view.onDidExpandElement(({ element }) => this.unfolded.add(rowId(element))));
    this.store.add(this.view.onDidCollapseElement(({ element }) => this.unfolded.delete(rowId(element))));
    this.drawSurroundings();
    void sessions.untilKnown().then(() => {
      this.isKnown = true;
      this.offerWelcome();
    });
  }

  /** A run of this window, as it is known now. */
  run({ name, session }: TaskReference, id: string): RunView | undefined {
    const older = this.olderRuns.get(rowId({ kind: 'task', session, name }));
    return [...(session.task(name)?.runs ?? []), ...(older?.runs ?? [])].find((run) => run.id === id);
  }

  /** Brings further runs of a task into the tree. */
  async showMore({ name, session }: TaskReference): Promise<void> {
    const row = this.taskRow({ session, name });
    const count = (this.olderRuns.get(rowId(row))?.runs.length ?? shownRuns) + furtherRuns;
    const runs = await session.client?.history(count + 1, name);
    if (!runs?.ok) return;
    this.olderRuns.set(rowId(row), { runs: runs.value.slice(0, count), hasMore: runs.value.length > count });
    this.treeChanged.fire(row);
  }

  getChildren(row?: TreeRow): TreeRow[] {
    return this.rowsBelow(row).map((child) => this.known(child));
  }

  getTreeItem(row: TreeRow): vscode.TreeItem {
    this.tick.drawn(row);
    const item = this.draw(row);
    item.id = rowId(row);
    return item;
  }

  /** Called when the mouse rests on a row. */
  resolveTreeItem(item: vscode.TreeItem, row: TreeRow): vscode.TreeItem {
    if (row.kind !== 'task' && row.kind !== 'run') return item;
    this.tick.reading(this.taskRow(row));
    const task = row.session.task(row.name);
    const run = row.kind === 'run' ? this.run(row, row.run) : undefined;
    if (row.kind === 'task' && task) item.tooltip = taskTooltip(task, this.clock.now());
    if (run) item.tooltip = runTooltip(run);
    return item;
  }

  dispose(): void {
    this.store.dispose();
  }

  private rowsBelow(row: TreeRow | undefined): readonly TreeRow[] {
    if (!row) {
      const [only, ...others] = this.sessions.all;
      this.drawnFolders = this.folders();
      this.awaited.clear();
      if (!only) return [];
      return others.length === 0
        ? this.rowsBelowFolder(only)
        : this.sessions.all.map((session): TreeRow => ({ kind: 'folder', session }));
    }
    switch (row.kind) {
      case 'folder':
        return this.rowsBelowFolder(row.session);
      case 'group':
        return rowsOfGroup(row.session, row.group);
      case 'task':
        return this.rowsBelowTask(row);
      case 'run':
      case 'skipped':
      case 'more':
        return [];
    }
  }

  private rowsBelowFolder(session: FolderSession): readonly TreeRow[] {
    const key = session.folder.uri.toString();
    this.drawnShapes.set(key, shapeOf(session));
    this.awaited.delete(key);
    return rowsOfFolder(session);
  }

  private rowsBelowTask(row: TreeRow & { readonly kind: 'task' }): readonly TreeRow[] {
    const task = row.session.task(row.name);
    if (!task) return [];
    const older = this.olderRuns.get(rowId(row));
    const seam = older?.runs.findIndex(({ id }) => id === task.runs.at(-1)?.id) ?? -1;
    if (!older || seam === -1) return rowsOfTask(row, task.runs, task.skipped ?? [], task.hasMoreRuns);
    return rowsOfTask(row, [...task.runs, ...older.runs.slice(seam + 1)], task.skipped ?? [], older.hasMore);
  }

  private draw(row: TreeRow): vscode.TreeItem {
    const now = this.clock.now();
    const { host, isShownOnly } = row.session;
    switch (row.kind) {
      case 'folder':
        return folderItem(row.session);
      case 'group':
        return groupItem(row.group);
      case 'task': {
        const task = row.session.task(row.name);
        return task ? taskItem(task, { isKnown: host !== undefined, isShownOnly }, now) : new vscode.TreeItem(row.name);
      }
      case 'run': {
        const run = this.run(row, row.run);
        return run ? runItem(run, isShownOnly, now) : new vscode.TreeItem(row.run);
      }
      case 'skipped': {
        const found = row.session
          .task(row.name)
          ?.skipped?.find(({ from, why }) => from === row.from && why === row.why);
        return found ? skippedItem(found, now) : new vscode.TreeItem(row.why);
      }
      case 'more':
        return moreItem();
    }
  }

  private taskRow(task: TaskReference): TreeRow {
    return this.known({ kind: 'task', session: task.session, name: task.name });
  }

  private known(row: TreeRow): TreeRow {
    const id = rowId(row);
    const before = this.rows.get(id);
    // A folder that has gone and come again has another session.
    const known = before?.session === row.session ? before : row;
    this.rows.set(id, known);
    return known;
  }

  /**
   * Draws every row, and only where rows came, went or moved the folder or the tree itself: while that is drawn, VS Code knows
   * no row in it, and a button pressed in that moment would not know its task. So nothing is announced again before VS
   * Code, which takes its time, has asked for what was announced.
   */
  private drawAll(): void {
    if (this.awaited.has(wholeTree)) return;
    const shown = this.sessions.all;
    const isSame = (session: FolderSession): boolean =>
      this.drawnShapes.get(session.folder.uri.toString()) === shapeOf(session);
    if (this.folders() !== this.drawnFolders || (shown.length === 1 && !shown.every(isSame))) {
      this.awaited.add(wholeTree);
      this.treeChanged.fire(undefined);
      return;
    }
    for (const session of shown) {
      const key = session.folder.uri.toString();
      if (this.awaited.has(key)) continue;
      if (isSame(session)) for (const { name } of session.tasks) this.treeChanged.fire(this.taskRow({ session, name }));
      else {
        this.awaited.add(key);
        this.treeChanged.fire(this.known({ kind: 'folder', session }));
      }
    }
  }

  /** Drops what is kept of folders that have gone. */
  private forgetOthers(): void {
    const { all } = this.sessions;
    for (const [id, { session }] of this.rows) {
      if (all.includes(session)) continue;
      this.rows.delete(id);
      this.olderRuns.delete(id);
      this.unfolded.delete(id);
      this.drawnShapes.delete(session.folder.uri.toString());
    }
  }

  private folders(): string {
    return this.sessions.all.map(({ folder }) => folder.uri.toString()).join('\n');
  }

  /** What stands around the rows: facts about the folder, the badge, and the timer that keeps spans of time true. */
  private drawSurroundings(): void {
    const messages = this.sessions.all.flatMap(({ client, folder, oldFolder }) => {
      if (!client) return [];
      return folderMessage(client.executor, oldFolder, this.taskFileName(folder), this.clock.now()) ?? [];
    });
    this.view.message = [...new Set(messages)].join(' ');
    const failures = this.sessions.tasks.filter(({ task }) => task.hasUnseenFailure).length;
    this.view.badge =
      failures === 0
        ? undefined
        : { value: failures, tooltip: failures === 1 ? l10n.t('1 task failed') : l10n.t('{0} tasks failed', failures) };
    this.offerWelcome();
    // The button is beside the sentence about an old folder.
    this.setContext(
      'executor.hasOldFolder',
      this.sessions.all.some(({ oldFolder }) => oldFolder),
    );
    this.tick.arm();
  }

  /** The welcome is shown if there is no task, and not while they are being read. */
  private offerWelcome(): void {
    this.setContext('executor.isEmpty', this.isKnown && this.sessions.tasks.length === 0);
  }

  private setContext(name: string, value: boolean): void {
    if ((this.contexts.get(name) ?? false) === value) return;
    this.contexts.set(name, value);
    void vscode.commands.executeCommand('setContext', name, value);
  }

  /** What the task file of a folder is called where messages of all folders stand together. */
  private taskFileName(folder: vscode.WorkspaceFolder): string {
    return this.sessions.all.length > 1 ? `${folderName(folder)}: executor.json` : 'executor.json';
  }

  /** The tasks with a span of time beside them, while the tree can be seen. */
  private tickingRows(): readonly TickingRow<TreeRow>[] {
    if (!this.view.visible) return [];
    return this.sessions.tasks.flatMap((reference) => {
      const from = spanStart(reference.task);
      if (from === undefined) return [];
      const row = this.taskRow(reference);
      return [{ row, from, isUnfolded: this.unfolded.has(rowId(row)) }];
    });
  }
}

/** Which rows a folder has, and where. */
function shapeOf({ tasks }: FolderSession): string {
  return JSON.stringify(tasks.map(({ group, name }) => [name, group]));
}
