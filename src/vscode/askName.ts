import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { describeFailure } from '../model/failure.ts';
import { checkTaskName } from '../model/taskName.ts';
import type { FolderSession } from './folderSession.ts';

/** Asks for a task's name, which is checked while it is typed; `own` is the name it has and may keep in other letter case. */
export function askName(
  session: FolderSession,
  title: string,
  value: string,
  own?: string,
): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: l10n.t('A name for the task, as the list will show it'),
    value,
    ignoreFocusOut: true,
    validateInput: (name) => {
      const others = session.tasks.map((task) => task.name).filter((other) => other !== own);
      const failure = checkTaskName(name, others);
      return failure && describeFailure(failure);
    },
  });
}
