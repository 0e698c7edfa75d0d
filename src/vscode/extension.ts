// Before anything else: what other modules say is in their constants.
import './language.ts';
import type * as vscode from 'vscode';
import { systemClock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { build } from '../host/places/build.ts';
import { followMachineZone } from '../host/places/machineZone.ts';
import { AddTask } from './commands/addTask.ts';
import { ArgumentMemory } from './run/argumentMemory.ts';
import { AutoStart } from './run/autoStart.ts';
import { registerCommands } from './commands/commands.ts';
import { DropScripts } from './tree/dropScripts.ts';
import { EnvironmentDocuments } from './output/environmentDocuments.ts';
import { FirstUseNotice } from './notify/firstUseNotice.ts';
import { LanguageChoices } from './session/languageChoices.ts';
import { Notifications } from './notify/notifications.ts';
import { OutputChannels } from './output/outputChannels.ts';
import { Runner } from './run/runner.ts';
import { Secrets } from './session/secrets.ts';
import { SeenFailures } from './output/seenFailures.ts';
import { Sessions } from './session/sessions.ts';
import { Settings } from './session/settings.ts';
import { StatusBar } from './notify/statusBar.ts';
import { TaskFileCompletion } from './taskFile/taskFileCompletion.ts';
import { TaskFileDiagnostics } from './taskFile/taskFileDiagnostics.ts';
import { TaskFileHover } from './taskFile/taskFileHover.ts';
import { openRow } from './tree/openRow.ts';
import { TaskForms } from './form/taskForms.ts';
import { TaskProvider } from './terminal/taskProvider.ts';
import { TaskTree } from './tree/taskTree.ts';
import { UpcomingView } from './tree/upcomingView.ts';
import { TerminalCommand } from './terminal/terminalCommand.ts';

let sessions: Sessions | undefined;

/** Wires the window's parts together; nothing is spawned until there is a task to run. */
export function activate(context: vscode.ExtensionContext): void {
  const { extension, secrets: storage, subscriptions, workspaceState } = context;
  subscriptions.push(followMachineZone(process.env, systemClock));
  const settings = new Settings();
  const secrets = new Secrets(storage);
  const choices = new LanguageChoices(systemClock);
  sessions = new Sessions({ settings, choices, secrets, build, extensionPath: extension.extensionPath });
  const output = new OutputChannels(sessions, settings, systemClock);
  const runner = new Runner(sessions, output, systemClock);
  const addTask = new AddTask(sessions, runner, systemClock);
  const environments = new EnvironmentDocuments();
  const tree = new TaskTree(sessions, systemClock, new DropScripts((uris) => addTask.add(uris)));
  const upcoming = new UpcomingView(sessions, systemClock);
  const terminalCommand = new TerminalCommand(context);
  const argumentMemory = new ArgumentMemory(workspaceState);
  const formSurroundings = {
    argumentMemory,
    secrets,
    runner,
    clock: systemClock,
    random: systemRandom,
    extension: context.extensionUri,
  };
  const taskForms = new TaskForms(sessions, formSurroundings);
  const commands = registerCommands({
    sessions,
    runner,
    output,
    addTask,
    argumentMemory,
    environments,
    secrets,
    taskForms,
    terminalCommand,
    clock: systemClock,
    selected: () => tree.focus.meant(),
    openSelected: () => openRow(tree, runner),
    run: (task, id) => tree.run(task, id),
  });
  const statusBar = new StatusBar(sessions, settings, systemClock);
  const notifications = new Notifications(sessions, settings, output, runner, systemClock);
  const seen = new SeenFailures(sessions, output);
  subscriptions.push(
    settings,
    choices,
    secrets,
    output,
    tree,
    upcoming,
    environments,
    statusBar,
    notifications,
    seen,
    taskForms,
  );
  subscriptions.push(new TaskFileDiagnostics(), new TaskFileHover(systemClock).register(), commands);
  subscriptions.push(new TaskFileCompletion(systemClock).register());
  subscriptions.push(new TaskProvider(sessions, systemClock).register());
  subscriptions.push(new FirstUseNotice(sessions), new AutoStart(sessions, workspaceState));
  void terminalCommand.offer();
}

/** Leaves the hosts; one in this window ends with what it runs. VS Code waits at most five seconds for it. */
export async function deactivate(): Promise<void> {
  await sessions?.close();
}
