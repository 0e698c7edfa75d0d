import * as vscode from 'vscode';
import type { RunId } from '../model/run.ts';
import type { FolderSession } from './folderSession.ts';
import type { TaskReference } from './sessions.ts';
import type { TreeRow } from './treeRow.ts';

/** What the key binding of a command hands over (package.json): the rows that are selected are meant. */
export const selectedRows = 'selected';

/** The tasks among rows. */
export function tasksAmong(rows: readonly TreeRow[]): readonly TaskReference[] {
  return rows.filter((row) => row.kind === 'task');
}

/** The tasks of a menu's call: that of the clicked row, or of all selected ones where it is among them. */
export function toTasks(argument: unknown, selection: unknown): readonly TaskReference[] {
  const clicked = toTask(argument);
  if (!clicked) return [];
  const selected = Array.isArray(selection) ? selection.map(toTask).filter((task) => task !== undefined) : [];
  return selected.some((task) => isSame(task, clicked)) ? selected : [clicked];
}

/** The folder of a menu's call on the row of a folder. */
export function toFolder(argument: unknown): FolderSession | undefined {
  return isRow(argument) && argument.kind === 'folder' ? argument.session : undefined;
}

/** The run of a menu's call on the row of a run. */
export function toRun(argument: unknown): (TaskReference & { readonly run: RunId }) | undefined {
  return isRow(argument) && argument.kind === 'run' ? argument : undefined;
}

/** The files of a menu's call: the clicked one and those selected with it. */
export function toUris(argument: unknown, selection: unknown): readonly vscode.Uri[] {
  const selected = Array.isArray(selection) ? selection.filter((item) => item instanceof vscode.Uri) : [];
  if (selected.length > 0) return selected;
  return argument instanceof vscode.Uri ? [argument] : [];
}

/** The task that its row, or whoever calls the command, hands over. */
function toTask(argument: unknown): TaskReference | undefined {
  if (isRow(argument)) return argument.kind === 'task' ? argument : undefined;
  return typeof argument === 'object' && argument !== null && 'session' in argument && 'name' in argument
    ? (argument as TaskReference)
    : undefined;
}

function isSame(one: TaskReference, other: TaskReference): boolean {
  return one.session === other.session && one.name === other.name;
}

function isRow(argument: unknown): argument is TreeRow {
  return typeof argument === 'object' && argument !== null && 'session' in argument && 'kind' in argument;
}
