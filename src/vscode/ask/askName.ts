import * as l10n from '@vscode/l10n';
import { describeFailure } from '../../model/describeFailure.ts';
import { checkTaskName } from '../../model/taskName.ts';
import type { FolderSession } from '../session/folderSession.ts';
import { askText } from '../messages.ts';

/** What a person is told who is asked for the name of a task, beside that. */
interface Asking {
  /** The name that the task has, and may keep in other letter case. */
  readonly own?: string;
  /** The tasks that run the same script already. */
  readonly siblings?: readonly string[];
}

/** Asks for a task's name, which is checked while it is typed. */
export function askName(
  session: FolderSession,
  title: string,
  value: string,
  { own, siblings = [] }: Asking = {},
): Thenable<string | undefined> {
  return askText({
    title,
    prompt:
      siblings.length === 0
        ? l10n.t('A name for the task, shown in the list')
        : l10n.t('A name for another task with this script, which {0} already runs', siblings.join(', ')),
    value,
    ignoreFocusOut: true,
    validateInput: (name) => {
      const others = session.tasks.map((task) => task.name).filter((other) => other !== own);
      const failure = checkTaskName(name, others);
      return failure && describeFailure(failure);
    },
  });
}
