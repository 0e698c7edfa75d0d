import * as vscode from 'vscode';
import { taskDescription, taskIcon } from '../model/taskAppearance.ts';
import type { Clock } from '../base/clock.ts';
import type { TaskView } from '../model/taskView.ts';
import { folderName } from './folderSession.ts';
import type { Sessions, TaskReference } from './sessions.ts';

/** What a command needs to ask for a task when it is called without one. */
export interface TaskQuestion {
  readonly title: string;
  /** Which tasks can be chosen. */
  readonly fits: (task: TaskView) => boolean;
  /** What to say where none can. */
  readonly none: string;
}

/** Asks which task is meant; a single one that fits is not asked for, it is shown all the same. */
export async function pickTask(
  sessions: Sessions,
  clock: Clock,
  { fits, none, title }: TaskQuestion,
): Promise<TaskReference | undefined> {
  const hasFolders = sessions.all.length > 1;
  const items = sessions.tasks
    .filter(({ task }) => fits(task))
    .map(({ name, session, task }) => ({
      label: name,
      description: taskDescription(task, clock.now()),
      ...(hasFolders && { detail: folderName(session.folder) }),
      iconPath: new vscode.ThemeIcon(taskIcon(task).name),
      reference: { name, session },
    }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(none);
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Which task?',
    matchOnDescription: true,
  });
  return chosen?.reference;
}
