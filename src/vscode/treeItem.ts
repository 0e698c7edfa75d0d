import * as vscode from 'vscode';
import type { Instant } from '../base/clock.ts';
import { describeFailure } from '../model/failure.ts';
import { describeOutcome } from '../model/run.ts';
import {
  runDescription,
  runIcon,
  type StatusIcon,
  taskDescription,
  taskIcon,
  taskLabel,
} from '../model/taskAppearance.ts';
import { isLiveStatus, type RunView, type TaskView } from '../model/taskView.ts';
import { type FolderSession, folderName } from './folderSession.ts';

/** What a click or Enter does on any row. Not in the manifest, since only rows call it. */
export const openSelectedCommand = 'executor.openSelected';

/**
 * The command of a row. Without arguments: VS Code forgets those of an item as soon as it is drawn again, and a click that
 * comes at that moment would be lost.
 */
const openSelected: vscode.Command = { command: openSelectedCommand, title: 'Show Output' };

/** The row of a workspace folder. */
export function folderItem(session: FolderSession): vscode.TreeItem {
  const item = new vscode.TreeItem(folderName(session.folder), vscode.TreeItemCollapsibleState.Expanded);
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'executor.folder;';
  return item;
}

/** The row of a group. */
export function groupItem(group: string): vscode.TreeItem {
  const item = new vscode.TreeItem(group, vscode.TreeItemCollapsibleState.Expanded);
  item.iconPath = new vscode.ThemeIcon('folder');
  item.contextValue = 'executor.group;';
  return item;
}

/** The row of a task; where it is only shown, its last run is not known here. */
export function taskItem(task: TaskView, isReadOnly: boolean, now: Instant): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(task.name, task.runs.length > 0 ? Collapsed : None);
  const isKnown = !isReadOnly || task.status.kind !== 'stopped';
  item.description = isKnown ? taskDescription(task, now) : '';
  item.iconPath = toThemeIcon(taskIcon(task));
  item.contextValue = taskContext(task, isReadOnly);
  item.accessibilityInformation = { label: isKnown ? taskLabel(task, now) : task.name };
  item.command = openSelected;
  return item;
}

/** The row of a run below its task. */
export function runItem(run: RunView, now: Instant): vscode.TreeItem {
  const time = clockTime(run.startedAt ?? run.createdAt, now);
  const item = new vscode.TreeItem(time);
  item.description = runDescription(run, now);
  item.iconPath = toThemeIcon(runIcon(run));
  item.contextValue = run.outcome ? 'executor.run;ended;' : 'executor.run;live;';
  item.accessibilityInformation = { label: `Run of ${time}, ${item.description}` };
  item.command = openSelected;
  return item;
}

/** The row that asks for older runs. */
export function moreItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('More…');
  item.accessibilityInformation = { label: 'Show older runs' };
  item.command = { ...openSelected, title: 'More…' };
  return item;
}

/** What stands in the tooltip of a task. */
export function taskTooltip(task: TaskView): vscode.MarkdownString {
  return tooltip(task.name, taskFacts(task));
}

/** What stands in the tooltip of a run. */
export function runTooltip(run: RunView): vscode.MarkdownString {
  return tooltip(`Run of ${fullTime(run.createdAt)}`, runFacts(run));
}

/** The flags that the manifest's menus ask for; where nothing can be started or stopped, a task is neither live nor idle. */
function taskContext(task: TaskView, isReadOnly: boolean): string {
  const flags: string[] = [];
  if (!isReadOnly) flags.push(isStoppable(task) ? 'live' : 'idle');
  if (task.hasUnseenFailure) flags.push('failed');
  if (task.runs.length > 0) flags.push('hasRuns');
  if (task.isUndefined) flags.push('undefined');
  return `executor.task;${flags.map((flag) => `${flag};`).join('')}`;
}

/** Whether there is something that Stop would end: a run, a restart to come, or processes that a run has left. */
export function isStoppable({ leftovers, status }: TaskView): boolean {
  return isLiveStatus(status) || status.kind === 'backing-off' || status.kind === 'crash-looping' || leftovers > 0;
}

function toThemeIcon({ name, tone }: StatusIcon): vscode.ThemeIcon {
  const colors = { good: 'testing.iconPassed', uneasy: 'testing.iconQueued', bad: 'problemsErrorIcon.foreground' };
  return tone === 'none' ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(colors[tone]));
}

function tooltip(title: string, facts: readonly string[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(title).appendMarkdown('**');
  for (const fact of facts) text.appendMarkdown('\n\n').appendText(fact);
  return text;
}

function taskFacts({ commandLine, leftovers, runs, status }: TaskView): readonly string[] {
  const facts: string[] = [];
  if (status.kind === 'running') facts.push(`Running as pid ${String(status.pid)}, since ${fullTime(status.since)}`);
  if (status.kind === 'backing-off' || status.kind === 'crash-looping') {
    facts.push(`To be started again at ${fullTime(status.until)}`);
  }
  if (status.kind === 'blocked') facts.push(describeFailure(status.failure));
  const last = runs.find(({ outcome }) => outcome !== undefined);
  if (last && status.kind !== 'blocked') facts.push(...endFacts('Last run', last));
  if (leftovers > 0) facts.push(`Processes that its last run has left: ${String(leftovers)}. Stop ends them.`);
  if (commandLine !== '') facts.push(commandLine);
  return facts;
}

function runFacts(run: RunView): readonly string[] {
  return [`Started by: ${run.trigger}`, ...endFacts('Ended:', run), run.logPath];
}

function endFacts(what: string, { endedAt, outcome }: RunView): readonly string[] {
  if (!outcome || endedAt === undefined) return [];
  const how = outcome.kind === 'start-failed' ? describeFailure(outcome.failure) : describeOutcome(outcome);
  return [`${what} ${how}, ${fullTime(endedAt)}`];
}

/** The time of day; with the date where that is another one. */
function clockTime(instant: Instant, now: Instant): string {
  const date = new Date(instant);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return isToday ? date.toLocaleTimeString(vscode.env.language) : fullTime(instant);
}

function fullTime(instant: Instant): string {
  return new Date(instant).toLocaleString(vscode.env.language);
}
