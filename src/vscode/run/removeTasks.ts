import * as l10n from '@vscode/l10n';
import { isStoppable } from '../../model/view/taskContext.ts';
import { valueOrTell } from '../ask/answers.ts';
import { askModally } from '../messages.ts';
import { saveIfDirty } from './scripts.ts';
import type { TaskReference } from '../session/sessions.ts';

const remove = l10n.t('Remove');
const removeAll = l10n.t('Remove and Delete Logs');

/** Asks once whether tasks are to go, and takes them out of their task files. */
export async function removeTasks(tasks: readonly TaskReference[]): Promise<void> {
  const [first, ...others] = tasks;
  if (!first) return;
  const running = tasks.filter(({ name, session }) => {
    const task = session.task(name);
    return task !== undefined && isStoppable(task);
  });
  const question =
    others.length === 0
      ? l10n.t('Remove the task “{0}”?', first.name)
      : l10n.t('Remove these {0} tasks?', tasks.length);
  const sentences = [
    ...(running.length === 0 ? [] : [stopping(running, tasks.length)]),
    others.length === 0
      ? l10n.t('The script itself stays. Its logs stay too, unless you delete them.')
      : l10n.t('The scripts themselves stay. Their logs stay too, unless you delete them.'),
  ];
  const names = others.length === 0 ? '' : `${tasks.map(({ name }) => name).join(', ')}\n\n`;
  const options = { text: question, detail: `${names}${sentences.join(' ')}` };
  const answer = await askModally('warning', options, remove, removeAll);
  if (answer === undefined) return;
  for (const { name, session } of tasks) {
    const client = valueOrTell(await session.open());
    if (!client) continue;
    await saveIfDirty(session.taskFile);
    valueOrTell(await client.ask('task/remove', { name, deleteLogs: answer === removeAll }));
  }
}

function stopping(running: readonly TaskReference[], count: number): string {
  if (count === 1) return l10n.t('It is running and will be stopped.');
  const names = running.map(({ name }) => name).join(', ');
  return running.length === 1
    ? l10n.t('{0} is running and will be stopped.', names)
    : l10n.t('{0} are running and will be stopped.', names);
}
