import * as vscode from 'vscode';
import { isStoppable } from '../model/taskContext.ts';
import { valueOrTell } from './answers.ts';
import { saveIfDirty } from './scripts.ts';
import type { TaskReference } from './sessions.ts';

const remove = 'Remove';
const removeAll = 'Remove and Delete Logs';

/** Asks once whether tasks are to go, and takes them out of their task files. */
export async function removeTasks(tasks: readonly TaskReference[]): Promise<void> {
  const [first, ...others] = tasks;
  if (!first) return;
  const running = tasks.filter(({ name, session }) => {
    const task = session.task(name);
    return task !== undefined && isStoppable(task);
  });
  const question =
    others.length === 0 ? `Remove the task “${first.name}”?` : `Remove these ${String(tasks.length)} tasks?`;
  const detail = [
    ...(others.length === 0 ? [] : [`${tasks.map(({ name }) => name).join(', ')}\n\n`]),
    ...(running.length === 0 ? [] : [stopping(running, tasks.length)]),
    others.length === 0
      ? 'The script itself stays as it is, and so do its logs unless you delete them.'
      : 'The scripts themselves stay as they are, and so do their logs unless you delete them.',
  ];
  const options = { modal: true, detail: detail.join('') };
  const answer = await vscode.window.showWarningMessage(question, options, remove, removeAll);
  if (answer === undefined) return;
  for (const { name, session } of tasks) {
    const client = valueOrTell(await session.open());
    if (!client) continue;
    await saveIfDirty(session.taskFile);
    valueOrTell(await client.removeTask(name, answer === removeAll));
  }
}

function stopping(running: readonly TaskReference[], count: number): string {
  if (count === 1) return 'It is running and will be stopped. ';
  const names = running.map(({ name }) => name).join(', ');
  return running.length === 1
    ? `${names} is running and will be stopped. `
    : `${names} are running and will be stopped. `;
}
