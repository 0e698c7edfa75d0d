import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { freeTaskName } from '../../model/taskName.ts';
import { valueOrTell } from '../ask/answers.ts';
import { askName } from '../ask/askName.ts';
import { selectedRows, tasksAmong, toFolder, toUris } from './commandArguments.ts';
import { type CommandSurroundings, type CommandTable, onEachTask, onTasks } from './commandTable.ts';
import { createSample } from './createSample.ts';
import { ImportTasks } from './importTasks.ts';
import { openTaskFile } from '../taskFile/openTaskFile.ts';
import { removeTasks } from '../run/removeTasks.ts';
import { saveIfDirty } from '../run/scripts.ts';
import type { TaskReference } from '../session/sessions.ts';

/** What changes which tasks there are, what they are called, and what is told about them. */
export function editCommands(surroundings: CommandSurroundings): CommandTable {
  const { addTask, argumentMemory, runner, sessions, taskForms } = surroundings;
  const remove = onTasks(surroundings, { title: l10n.t('Remove') }, removeTasks);
  const forget = onTasks(
    surroundings,
    {
      title: l10n.t('Forget'),
      fits: ({ isUndefined }) => isUndefined,
      none: l10n.t('All tasks are in the task file.'),
    },
    (tasks) => runner.each(tasks, (client, name) => client.ask('task/forget', { name })),
  );
  const mute = (isMuted: boolean) => (tasks: readonly TaskReference[]) =>
    runner.each(tasks, (client, name) => client.ask('task/mute', { name, isMuted }));
  return {
    'executor.newTask': (argument) => taskForms.add(toFolder(argument)),
    'executor.editTask': onEachTask(surroundings, { title: l10n.t('Edit Task') }, (task) => taskForms.edit(task)),
    'executor.addTask': (argument, selection) => addTask.add(toUris(argument, selection)),
    'executor.importTasks': () => new ImportTasks(sessions, runner).import(),
    'executor.createSample': () => createSample(sessions),
    'executor.runScript': async (argument, selection) => {
      const uris = toUris(argument, selection);
      for (const uri of uris.length > 0 ? uris : activeScript()) await runner.runScript(uri);
    },
    'executor.duplicateTask': onEachTask(surroundings, { title: l10n.t('Duplicate') }, duplicate),
    'executor.renameTask': onEachTask(surroundings, { title: l10n.t('Rename Task') }, async (task) => {
      const { name, session } = task;
      const newName = await askName(session, l10n.t('Rename {0}', name), name, { own: name });
      if (newName === undefined || newName === name) return;
      if (await give('task/rename', task, newName)) await argumentMemory.rename(task, newName);
    }),
    'executor.removeTask': async (argument, selection) => {
      if (argument !== selectedRows) return remove(argument, selection);
      const tasks = tasksAmong(await surroundings.selected());
      const isMissing = ({ name, session }: TaskReference): boolean => session.task(name)?.isUndefined ?? false;
      const missing = tasks.filter(isMissing);
      await runner.each(missing, (client, name) => client.ask('task/forget', { name }));
      return removeTasks(tasks.filter((task) => !isMissing(task)));
    },
    'executor.forgetTask': forget,
    'executor.muteTask': onTasks(surroundings, { title: l10n.t('Mute'), fits: ({ isMuted }) => !isMuted }, mute(true)),
    'executor.unmuteTask': onTasks(
      surroundings,
      { title: l10n.t('Unmute'), fits: ({ isMuted }) => isMuted, none: l10n.t('No task is muted.') },
      mute(false),
    ),
  };
}

async function duplicate(task: TaskReference): Promise<void> {
  const { name, session } = task;
  const names = session.tasks.map((other) => other.name);
  const newName = await askName(session, l10n.t('Duplicate {0}', name), freeTaskName(name, names));
  if (newName !== undefined && (await give('task/duplicate', task, newName))) await openTaskFile(session, newName);
}

/** Gives a new name to a task or to its copy; answers whether that was possible. */
async function give(
  what: 'task/duplicate' | 'task/rename',
  { name, session }: TaskReference,
  newName: string,
): Promise<boolean> {
  const client = valueOrTell(await session.open());
  if (!client) return false;
  await saveIfDirty(session.taskFile);
  return valueOrTell(await client.ask(what, { name, newName })) !== undefined;
}

function activeScript(): readonly vscode.Uri[] {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' ? [uri] : [];
}
