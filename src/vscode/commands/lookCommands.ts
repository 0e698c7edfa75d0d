import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isStoppable } from '../../model/view/taskContext.ts';
import type { TaskView } from '../../model/view/taskView.ts';
import { toRuns } from './commandArguments.ts';
import { type CommandSurroundings, type CommandTable, onEachTask, onTasks } from './commandTable.ts';
import { openLog, openScript, revealLogs, revealScript } from '../output/openFile.ts';
import { openTaskFile } from '../taskFile/openTaskFile.ts';
import { pickRunning } from '../ask/pickTask.ts';
import { scriptUri } from '../run/scripts.ts';
import type { TaskReference } from '../session/sessions.ts';
import { openSelectedCommand } from '../tree/treeItem.ts';

/** How long a small confirmation is in the status bar, in milliseconds. */
const confirmationMs = 4_000;

/** What shows something of a task: its output, its logs, its script, its definition. Nothing is changed. */
export function lookCommands(surroundings: CommandSurroundings): CommandTable {
  const { clock, environments, runner, sessions } = surroundings;
  const openNewest = onEachTask(
    surroundings,
    { title: l10n.t('Open Log'), fits: hasRuns, none: noLog },
    withLog(openLog),
  );
  return {
    [openSelectedCommand]: () => surroundings.openSelected(),
    'executor.showOutput': onTasks(surroundings, { title: l10n.t('Show Output'), fits: () => true }, ([task]) => {
      if (task) runner.show(task);
    }),
    'executor.openLog': async (argument, selection) => {
      const rows = toRuns(argument, selection);
      if (rows.length === 0) return openNewest(argument, selection);
      const logs = rows.flatMap((row) => surroundings.run(row, row.run)?.logPath ?? []);
      // In the one tab for what is only looked at, each would take the place of the one before.
      for (const log of logs) await openLog(log, { preview: logs.length === 1 });
      return undefined;
    },
    'executor.revealLogs': onEachTask(
      surroundings,
      { title: l10n.t('Reveal Log Folder'), fits: hasRuns, none: noLog },
      withLog(revealLogs),
    ),
    'executor.openScript': onEachTask(
      surroundings,
      { title: l10n.t('Open Script'), fits: hasScript, none: noScript },
      withScript(openScript),
    ),
    'executor.revealScript': onEachTask(
      surroundings,
      { title: l10n.t('Reveal in Explorer'), fits: hasScript, none: noScript },
      withScript(revealScript),
    ),
    'executor.copyCommandLine': onTasks(
      surroundings,
      { title: l10n.t('Copy Command Line'), fits: ({ commandLine }) => commandLine !== '' },
      async (tasks) => {
        const lines = tasks.map(({ name, session }) => session.task(name)?.commandLine ?? '');
        await vscode.env.clipboard.writeText(lines.join('\n'));
        vscode.window.setStatusBarMessage(l10n.t('Copied: {0}', lines.join(', ')), confirmationMs);
      },
    ),
    'executor.showEnvironment': onEachTask(surroundings, { title: l10n.t('Show Environment') }, (task) =>
      environments.show(task),
    ),
    'executor.openTaskFile': onEachTask(surroundings, { title: l10n.t('Open Task File') }, ({ name, session }) =>
      openTaskFile(session, name),
    ),
    'executor.listRunning': async () => {
      const chosen = await pickRunning(sessions, clock, isStoppable);
      if (chosen) runner.show(chosen);
    },
  };
}

const noLog = l10n.t('No task has a log yet.');
const noScript = l10n.t('No task runs a script; all of them run commands.');

function withScript(act: (uri: vscode.Uri, script: string) => Promise<void>): (task: TaskReference) => Promise<void> {
  return async ({ name, session }) => {
    const script = session.task(name)?.script;
    if (script !== undefined) await act(scriptUri(session, script), script);
  };
}

function withLog(act: (path: string) => Promise<void>): (task: TaskReference) => Promise<void> {
  return async ({ name, session }) => {
    const log = session.task(name)?.runs[0]?.logPath;
    if (log !== undefined) await act(log);
  };
}

function hasRuns({ runs }: TaskView): boolean {
  return runs.length > 0;
}

function hasScript({ script }: TaskView): boolean {
  return script !== undefined;
}
