import * as vscode from 'vscode';
import type { UpcomingRow } from '../../model/schedule/upcoming.ts';
import type { FolderSession } from '../session/folderSession.ts';
import type { TaskReference } from '../session/sessions.ts';
import type { DueRow } from '../tree/dueRow.ts';
import { rowId, rowsOfGroup, type TreeRow } from '../tree/treeRow.ts';

/** What the key binding of a command hands over (package.json): the rows that are selected are meant. */
export const selectedRows = 'selected';

/** The row of a run. */
export type RunRow = TreeRow & { readonly kind: 'run' };

/** Stands for a row that VS Code has forgotten, as it does for a moment while a tree is redrawn. */
export const forgottenRow = Symbol('forgotten row');

/** What a command was called on, by everything that VS Code hands over; undefined from the palette, which gives nothing at all. */
export function calledOn(args: readonly unknown[]): unknown {
  const [argument] = args;
  return args.length > 0 && argument === undefined ? forgottenRow : argument;
}

/** The tasks among rows. */
export function tasksAmong(rows: readonly TreeRow[]): readonly TaskReference[] {
  return rows.filter((row) => row.kind === 'task');
}

/** The tasks of a menu's call: those of the row it was opened on, or of all rows of that kind selected with it. */
export function toTasks(argument: unknown, selection: unknown): readonly TaskReference[] {
  const groups = meant(argument, selection, toGroup);
  return groups.length > 0
    ? tasksAmong(groups.flatMap(({ group, session }) => rowsOfGroup(session, group)))
    : meant(argument, selection, toTask);
}

/** The folder of a menu's call on the row of a folder. */
export function toFolder(argument: unknown): FolderSession | undefined {
  return isRow(argument) && argument.kind === 'folder' ? argument.session : undefined;
}

/** The runs of a menu's call on the row of a run: that one, or all selected ones where it is among them. */
export function toRuns(argument: unknown, selection: unknown): readonly RunRow[] {
  return meant(argument, selection, (item) => (isRow(item) && item.kind === 'run' ? item : undefined));
}

/** The row of a run that somebody has asked for at an instant, of a menu's call on it. */
export function toLaterRow(argument: unknown): DueRow<UpcomingRow & { readonly kind: 'later' }> | undefined {
  if (typeof argument !== 'object' || argument === null || !('upcoming' in argument)) return undefined;
  const { name, session, upcoming } = argument as DueRow;
  return upcoming.kind === 'later' ? { name, session, upcoming } : undefined;
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

function toGroup(argument: unknown): (TreeRow & { readonly kind: 'group' }) | undefined {
  return isRow(argument) && argument.kind === 'group' ? argument : undefined;
}

/** What a menu was opened on, or all of its kind that are selected where it is among them. */
function meant<T extends TreeRow | TaskReference>(
  argument: unknown,
  selection: unknown,
  to: (item: unknown) => T | undefined,
): readonly T[] {
  const clicked = to(argument);
  if (!clicked) return [];
  const selected = Array.isArray(selection) ? selection.map(to).filter((item) => item !== undefined) : [];
  return selected.some((item) => idOf(item) === idOf(clicked)) ? selected : [clicked];
}

function idOf(item: TreeRow | TaskReference): string {
  return rowId('kind' in item ? item : { kind: 'task', ...item });
}

function isRow(argument: unknown): argument is TreeRow {
  return typeof argument === 'object' && argument !== null && 'session' in argument && 'kind' in argument;
}
