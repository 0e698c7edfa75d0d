import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Instant } from '../../base/clock.ts';
import { runDescription, runIcon } from '../../model/view/runAppearance.ts';
import { type Skipped, skippedDescription, skippedIcon, skippedTitle } from '../../model/schedule/skipped.ts';
import type { StatusIcon } from '../../model/words/statusIcon.ts';
import { taskDescription, taskIcon } from '../../model/view/taskAppearance.ts';
import { runContext, taskContext } from '../../model/view/taskContext.ts';
import { type Fact, runFacts, taskFacts } from '../../model/view/taskFacts.ts';
import { taskLabel } from '../../model/view/taskLabel.ts';
import type { RunView, TaskView } from '../../model/view/taskView.ts';
import { appendProse } from '../output/appendProse.ts';
import { type FolderSession, folderName } from '../session/folderSession.ts';
import { greyUri } from './greyRows.ts';

/** What a click or Enter does on any row. Not in the manifest, since only rows call it. */
export const openSelectedCommand = 'executor.openSelected';

/**
 * The command of a row. Without arguments: VS Code forgets those of an item as soon as it is drawn again, and a click that
 * comes at that moment would be lost.
 */
const openSelected: vscode.Command = { command: openSelectedCommand, title: l10n.t('Show Output') };

/** The row of a workspace folder. */
export function folderItem({ folder }: FolderSession): vscode.TreeItem {
  const name = folderName(folder);
  return branchItem(name, vscode.ThemeIcon.Folder, 'executor.folder;', l10n.t('Folder {0}', name));
}

/** The row of a group. */
export function groupItem(group: string): vscode.TreeItem {
  return branchItem(group, new vscode.ThemeIcon('folder'), 'executor.group;', l10n.t('Group {0}', group));
}

function branchItem(name: string, icon: vscode.ThemeIcon, context: string, spoken: string): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.iconPath = icon;
  item.contextValue = context;
  item.accessibilityInformation = { label: spoken };
  return item;
}

/** What a row can say and do. */
export interface RowPowers {
  /** A host tells what the task does; else its definition is known, and what is remembered of its runs. */
  readonly isKnown: boolean;
  /** Nothing can be started or stopped from here. */
  readonly isShownOnly: boolean;
}

/** The row of a task. */
export function taskItem(task: TaskView, powers: RowPowers, now: Instant): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(task.name, task.runs.length > 0 || task.skipped ? Collapsed : None);
  const isKnown = powers.isKnown || task.status.kind !== 'stopped' || task.runs.length > 0;
  item.description = isKnown ? taskDescription(task, now) : '';
  item.iconPath = toThemeIcon(taskIcon(task));
  item.contextValue = taskContext(task, powers.isShownOnly);
  item.accessibilityInformation = { label: isKnown ? taskLabel(task, now) : task.name };
  item.command = openSelected;
  if (task.isUndefined) item.resourceUri = greyUri(task.name);
  return item;
}

/** The row of a run below its task. */
export function runItem(run: RunView, isShownOnly: boolean, now: Instant): vscode.TreeItem {
  const time = clockTime(run.startedAt ?? run.createdAt, now);
  const item = new vscode.TreeItem(time);
  item.description = runDescription(run, now);
  item.iconPath = toThemeIcon(runIcon(run));
  item.contextValue = runContext(run, isShownOnly);
  item.accessibilityInformation = { label: l10n.t('Run of {0}, {1}', time, item.description) };
  item.command = openSelected;
  return item;
}

/** The row of occurrences that led to no run, among the runs of their task. */
export function skippedItem(skipped: Skipped, now: Instant): vscode.TreeItem {
  const item = new vscode.TreeItem(skippedTitle(skipped));
  item.description = skippedDescription(skipped, now);
  item.iconPath = toThemeIcon(skippedIcon(skipped));
  item.contextValue = 'executor.skipped;';
  // Beside the title there is mostly no place for the reason.
  item.tooltip = `${skippedTitle(skipped)}, ${item.description}`;
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

/** The row that asks for older runs. */
export function moreItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(l10n.t('More…'));
  item.accessibilityInformation = { label: l10n.t('Show older runs') };
  item.command = { ...openSelected, title: l10n.t('More…') };
  return item;
}

/** What is in the tooltip of a task. */
export function taskTooltip(task: TaskView, now: Instant): vscode.MarkdownString {
  return tooltip(task.name, taskFacts(task, fullTime, now));
}

/** What is in the tooltip of a run. */
export function runTooltip(run: RunView): vscode.MarkdownString {
  return tooltip(l10n.t('Run of {0}', fullTime(run.createdAt)), runFacts(run, fullTime));
}

function toThemeIcon({ name, tone }: StatusIcon): vscode.ThemeIcon {
  const colors = {
    good: 'testing.iconPassed',
    uneasy: 'problemsWarningIcon.foreground',
    bad: 'problemsErrorIcon.foreground',
  };
  return tone === 'none' ? new vscode.ThemeIcon(name) : new vscode.ThemeIcon(name, new vscode.ThemeColor(colors[tone]));
}

function tooltip(title: string, facts: readonly Fact[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown('**').appendText(title).appendMarkdown('**');
  for (const fact of facts) {
    const { heading, lines } = typeof fact === 'string' ? { heading: fact, lines: [] } : fact;
    appendProse(text.appendMarkdown('\n\n'), heading);
    for (const line of lines) appendProse(text.appendMarkdown('\n- '), line);
  }
  return text;
}

/** Hours from 0 to 23, as wherever else a time stands. */
const wholeDay = { hourCycle: 'h23' } as const;

/** The time of day; with the date if that differs. */
function clockTime(instant: Instant, now: Instant): string {
  const date = new Date(instant);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return isToday ? date.toLocaleTimeString(vscode.env.language, wholeDay) : fullTime(instant);
}

function fullTime(instant: Instant): string {
  return new Date(instant).toLocaleString(vscode.env.language, wholeDay);
}
