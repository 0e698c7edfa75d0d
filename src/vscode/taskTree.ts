import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { describeFailure } from '../model/failure.ts';
import { tickAfter } from '../model/humanTime.ts';
import { describeOutcome } from '../model/run.ts';
import { type StatusIcon, taskDescription, taskIcon, taskLabel } from '../model/taskAppearance.ts';
import { isLiveStatus, type TaskView } from '../model/taskView.ts';
import { type FolderSession, folderName } from './folderSession.ts';
import type { Sessions, TaskReference } from './sessions.ts';

/** A row of the tree: a workspace folder, where there are several, or a task. */
export type TreeRow =
  { readonly kind: 'folder'; readonly session: FolderSession } | ({ readonly kind: 'task' } & TaskReference);

/** The id of the view in the manifest. */
export const tasksViewId = 'executor.tasks';

/** What a click on a task does: shows the output of the selected row. Not in the manifest, since only rows call it. */
export const showSelectedCommand = 'executor.showSelectedOutput';

/** Draws the tasks of this window. Rows keep their identity, so that only the one that changed is drawn again. */
export class TaskTree implements vscode.TreeDataProvider<TreeRow>, Disposable {
  private readonly store = new DisposableStore();
  private readonly treeChanged = this.store.add(new vscode.EventEmitter<TreeRow | undefined>());
  private readonly rows = new Map<string, TreeRow>();
  private readonly view: vscode.TreeView<TreeRow>;
  private tick: Disposable | undefined;

  readonly onDidChangeTreeData = this.treeChanged.event;

  constructor(
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {
    this.view = this.store.add(
      vscode.window.createTreeView(tasksViewId, { treeDataProvider: this, showCollapseAll: false }),
    );
    this.store.add(
      sessions.onDidChange(({ name, session }) => {
        this.treeChanged.fire(session && name !== undefined ? this.taskRow(session, name) : undefined);
        this.drawSurroundings();
      }),
    );
    this.store.add(
      this.view.onDidChangeVisibility(() => {
        if (this.view.visible) this.treeChanged.fire(undefined);
        this.armTick();
      }),
    );
    this.store.add({ dispose: () => this.tick?.dispose() });
    this.drawSurroundings();
  }

  /** The task whose row is selected. */
  get selected(): TaskReference | undefined {
    const [row] = this.view.selection;
    return row?.kind === 'task' ? row : undefined;
  }

  getChildren(row?: TreeRow): TreeRow[] {
    if (row) return row.kind === 'folder' ? this.taskRows(row.session) : [];
    const [only, ...others] = this.sessions.all;
    if (!only) return [];
    return others.length === 0 ? this.taskRows(only) : this.sessions.all.map((session) => this.folderRow(session));
  }

  getTreeItem(row: TreeRow): vscode.TreeItem {
    return row.kind === 'folder' ? folderItem(row.session) : this.taskItem(row);
  }

  dispose(): void {
    this.store.dispose();
  }

  private taskRows(session: FolderSession): TreeRow[] {
    return session.tasks.map((task) => this.taskRow(session, task.name));
  }

  private folderRow(session: FolderSession): TreeRow {
    return this.row(session.folder.uri.toString(), () => ({ kind: 'folder', session }));
  }

  private taskRow(session: FolderSession, name: string): TreeRow {
    return this.row(rowId(session, name), () => ({ kind: 'task', session, name }));
  }

  private row(id: string, create: () => TreeRow): TreeRow {
    const known = this.rows.get(id) ?? create();
    this.rows.set(id, known);
    return known;
  }

  private taskItem({ name, session }: TaskReference): vscode.TreeItem {
    const item = new vscode.TreeItem(name);
    item.id = rowId(session, name);
    const task = session.task(name);
    if (!task) return item;
    const now = this.clock.now();
    const isKnown = session.client?.executor.readOnly === undefined || task.status.kind !== 'stopped';
    item.description = isKnown ? taskDescription(task, now) : '';
    item.iconPath = toThemeIcon(taskIcon(task));
    item.contextValue = contextValue(task, session.client?.executor.readOnly !== undefined);
    item.tooltip = tooltip(task);
    item.accessibilityInformation = { label: isKnown ? taskLabel(task, now) : name };
    // Without arguments: VS Code forgets those of an item as soon as it is drawn again, and a click that comes at that
    // moment would be lost.
    item.command = { command: showSelectedCommand, title: 'Show Output' };
    return item;
  }

  /** What stands around the rows: facts about the folder, and the timer that keeps spans of time true. */
  private drawSurroundings(): void {
    const messages = this.sessions.all.map(folderMessage).filter((message) => message !== undefined);
    this.view.message = [...new Set(messages)].join(' ');
    const failures = this.sessions.tasks.filter(({ task }) => task.hasUnseenFailure).length;
    this.view.badge =
      failures === 0
        ? undefined
        : { value: failures, tooltip: failures === 1 ? '1 task failed' : `${String(failures)} tasks failed` };
    this.armTick();
  }

  /** While the tree can be seen, draws again those rows whose words have changed. */
  private armTick(): void {
    this.tick?.dispose();
    this.tick = undefined;
    if (!this.view.visible) return;
    const now = this.clock.now();
    const spans = this.sessions.tasks.flatMap(({ task }) => {
      const from = spanStart(task);
      return from === undefined ? [] : [tickAfter(now - from)];
    });
    if (spans.length === 0) return;
    this.tick = this.clock.setTimer(Math.min(...spans), () => {
      for (const { name, session, task } of this.sessions.tasks) {
        if (spanStart(task) !== undefined) this.treeChanged.fire(this.taskRow(session, name));
      }
      this.armTick();
    });
  }
}

/** From when the span of time beside a task is counted, if there is one. */
function spanStart({ lastRun, status }: TaskView): number | undefined {
  if (status.kind === 'running') return status.since;
  return status.kind === 'stopped' ? lastRun?.endedAt : undefined;
}

function rowId(session: FolderSession, name: string): string {
  return `${session.folder.uri.toString()}#${name}`;
}

function folderItem(session: FolderSession): vscode.TreeItem {
  const item = new vscode.TreeItem(folderName(session.folder), vscode.TreeItemCollapsibleState.Expanded);
  item.id = session.folder.uri.toString();
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'executor.folder;';
  return item;
}

/** The flags that the manifest's menus ask for; where nothing can be started or stopped, a task is neither live nor idle. */
function contextValue(task: TaskView, isReadOnly: boolean): string {
  const flags: string[] = [];
  if (!isReadOnly) flags.push(isLiveStatus(task.status) ? 'live' : 'idle');
  if (task.hasUnseenFailure) flags.push('failed');
  if (task.lastRun) flags.push('hasRuns');
  if (task.isUndefined) flags.push('undefined');
  return `executor.task;${flags.map((flag) => `${flag};`).join('')}`;
}

function toThemeIcon({ name, tone }: StatusIcon): vscode.ThemeIcon {
  const colors = { good: 'testing.iconPassed', bad: 'testing.iconFailed' };
  return tone === 'none' ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(colors[tone]));
}

function tooltip(task: TaskView): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**');
  text.appendText(task.name);
  text.appendMarkdown('**');
  for (const line of tooltipLines(task)) {
    text.appendMarkdown('\n\n');
    text.appendText(line);
  }
  return text;
}

function tooltipLines({ commandLine: command, lastRun, status }: TaskView): readonly string[] {
  const lines: string[] = [];
  if (status.kind === 'running') lines.push(`Running as pid ${String(status.pid)}, since ${clockTime(status.since)}`);
  if (status.kind === 'blocked') lines.push(describeFailure(status.failure));
  if (lastRun?.outcome && lastRun.endedAt !== undefined && status.kind !== 'blocked') {
    lines.push(`Last run ${describeOutcome(lastRun.outcome)}, ${clockTime(lastRun.endedAt)}`);
  }
  if (command !== '') lines.push(command);
  return lines;
}

function clockTime(instant: number): string {
  return new Date(instant).toLocaleString(vscode.env.language);
}

function folderMessage(session: FolderSession): string | undefined {
  const executor = session.client?.executor;
  if (!executor || executor.tasks.length === 0) return undefined;
  if (executor.readOnly?.reason === 'untrusted') return 'Restricted Mode: nothing starts until you trust this folder.';
  if (executor.readOnly) return describeFailure(executor.readOnly);
  switch (executor.file.kind) {
    case 'valid':
      return undefined;
    case 'absent':
      return 'executor.json is gone; the last good definitions are in force.';
    case 'invalid':
      return `executor.json has an error in line ${String(executor.file.line)}; the last good definitions are in force.`;
  }
}
