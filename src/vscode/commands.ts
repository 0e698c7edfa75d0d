import * as vscode from 'vscode';
import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { isLiveStatus, type TaskView } from '../model/taskView.ts';
import type { AddTask } from './addTask.ts';
import { valueOrTell } from './answers.ts';
import { openTaskFile } from './openTaskFile.ts';
import type { OutputChannels } from './outputChannels.ts';
import { pickTask, type TaskQuestion } from './pickTask.ts';
import type { Runner } from './runner.ts';
import { saveIfDirty } from './scripts.ts';
import type { TreeRow } from './treeRow.ts';
import { isStoppable, openSelectedCommand } from './treeItem.ts';
import type { Sessions, TaskReference } from './sessions.ts';

/** What the commands work on. */
export interface CommandSurroundings {
  readonly sessions: Sessions;
  readonly runner: Runner;
  readonly output: OutputChannels;
  readonly addTask: AddTask;
  readonly clock: Clock;
  /** The row that has the focus in the tree, for a key pressed there. */
  readonly selected: () => Promise<TreeRow | undefined>;
  /** What a click on the row that has the focus does. */
  readonly openSelected: () => unknown;
}

/** Registers every command; this table is the whole surface. */
export function registerCommands(surroundings: CommandSurroundings): Disposable {
  const { addTask, output, runner, sessions } = surroundings;
  const onTask = (question: TaskQuestion, act: (task: TaskReference) => unknown) => async (argument: unknown) => {
    const task = toReference(argument) ?? (await pickTask(sessions, surroundings.clock, question));
    if (task) await act(task);
  };
  const table: Readonly<Record<string, (argument: unknown, selection: unknown) => unknown>> = {
    'executor.addTask': (argument, selection) => addTask.add(toUris(argument, selection)),
    'executor.runScript': async (argument, selection) => {
      for (const uri of toUris(argument, selection, activeScript())) await runner.runScript(uri);
    },
    'executor.startTask': onTask(
      { title: 'Start', fits: isIdle, none: 'There is no task that could be started.' },
      (task) => runner.start(task),
    ),
    'executor.stopTask': onTask({ title: 'Stop', fits: isStoppable, none: 'No task is running.' }, (task) =>
      runner.stop(task),
    ),
    'executor.restartTask': onTask({ title: 'Restart', fits: (task) => !task.isUndefined, none: noTask }, (task) =>
      runner.restart(task),
    ),
    'executor.startAll': () => runner.all((client) => client.startAll()),
    'executor.stopAll': () => runner.all((client) => client.stopAll()),
    'executor.showOutput': onTask({ title: 'Show Output', fits: () => true, none: noTask }, (task) => {
      runner.show(task);
    }),
    [openSelectedCommand]: () => surroundings.openSelected(),
    'executor.openLog': onTask(
      { title: 'Open Log', fits: (task) => task.runs.length > 0, none: 'No task has a log yet.' },
      openLog,
    ),
    'executor.editTask': onTask(
      { title: 'Edit', fits: (task) => !task.isUndefined, none: noTask },
      ({ name, session }) => openTaskFile(session, name),
    ),
    'executor.removeTask': async (argument) => {
      const row = argument === undefined ? await surroundings.selected() : undefined;
      const remove = onTask({ title: 'Remove', fits: () => true, none: noTask }, removeTask);
      await remove(row?.kind === 'task' ? row : argument);
    },
    'executor.showExecutorLog': async () => {
      for (const session of sessions.all) {
        const client = await valueOrTell(await session.open());
        if (client) output.showExecutor(session);
      }
    },
  };
  const store = new DisposableStore();
  for (const [id, handler] of Object.entries(table)) store.add(vscode.commands.registerCommand(id, handler));
  return store;
}

const noTask = 'There is no task yet. Right-click a script in the Explorer and choose “Add to Executor…”.';

const isIdle = (task: TaskView): boolean => !isLiveStatus(task.status) && !task.isUndefined;

async function openLog({ name, session }: TaskReference): Promise<void> {
  const path = session.task(name)?.runs[0]?.logPath;
  if (path !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: true });
}

async function removeTask({ name, session }: TaskReference): Promise<void> {
  const client = await valueOrTell(await session.open());
  const task = session.task(name);
  if (!client || !task) return;
  const remove = 'Remove';
  const removeAll = 'Remove and Delete Logs';
  const answer = await vscode.window.showWarningMessage(
    `Remove the task “${name}”?`,
    {
      modal: true,
      detail: `${isStoppable(task) ? 'It is running and will be stopped. ' : ''}The script itself stays as it is, and so do its logs unless you delete them.`,
    },
    remove,
    removeAll,
  );
  if (answer === undefined) return;
  await saveIfDirty(session.taskFile);
  await valueOrTell(await client.removeTask(name, answer === removeAll));
}

/** The task that a tree row, or whoever calls the command, hands over. */
function toReference(argument: unknown): TaskReference | undefined {
  return typeof argument === 'object' && argument !== null && 'session' in argument && 'name' in argument
    ? (argument as TaskReference)
    : undefined;
}

/** The files of a menu's call: the clicked one and those selected with it. */
function toUris(argument: unknown, selection: unknown, otherwise: readonly vscode.Uri[] = []): readonly vscode.Uri[] {
  const selected = Array.isArray(selection) ? selection.filter((item) => item instanceof vscode.Uri) : [];
  if (selected.length > 0) return selected;
  return argument instanceof vscode.Uri ? [argument] : otherwise;
}

function activeScript(): readonly vscode.Uri[] {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === 'file' ? [uri] : [];
}
