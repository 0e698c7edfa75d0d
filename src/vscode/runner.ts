import * as vscode from 'vscode';
import { describeFailure } from '../model/failure.ts';
import { isLiveStatus } from '../model/taskView.ts';
import { freeTaskName } from '../model/taskName.ts';
import { tell, valueOrTell } from './answers.ts';
import type { OutputChannels } from './outputChannels.ts';
import { saveIfDirty, scriptPath, stemOf, tasksOf } from './scripts.ts';
import type { FolderSession } from './folderSession.ts';
import type { Sessions, TaskReference } from './sessions.ts';

/** Starts and stops tasks for a person: shows their output, and says what went wrong. */
export class Runner {
  constructor(
    private readonly sessions: Sessions,
    private readonly output: OutputChannels,
  ) {}

  /** Starts a task and shows its output; of one that lives, shows the output only. */
  async start(task: TaskReference, { reveal = true }: { readonly reveal?: boolean } = {}): Promise<void> {
    const client = await valueOrTell(await task.session.open());
    if (!client) return;
    const view = task.session.task(task.name);
    if (view && isLiveStatus(view.status)) {
      this.show(task);
      return;
    }
    const started = await client.startTask(task.name);
    if (started.ok) {
      if (reveal) this.show(task);
      return;
    }
    const hasLog = task.session.task(task.name)?.lastRun !== undefined;
    await tell(
      started.error,
      ...(hasLog
        ? [
            {
              title: 'Show Output',
              run: () => {
                this.show(task);
              },
            },
          ]
        : []),
    );
  }

  /** Stops a task. */
  async stop({ name, session }: TaskReference): Promise<void> {
    const client = await valueOrTell(await session.open());
    if (client) await valueOrTell(await client.stopTask(name));
  }

  /** Shows a task's output and takes note that somebody looked. */
  show(task: TaskReference): void {
    this.output.showTask(task);
    if (task.session.task(task.name)?.hasUnseenFailure) void task.session.client?.markSeen(task.name);
  }

  /** Runs a script: starts the task it has, asks where it has several, adds one where it has none. */
  async runScript(uri: vscode.Uri): Promise<void> {
    const session = this.sessions.of(uri);
    if (!session) {
      const message = describeFailure({ reason: 'script-outside-folder', path: uri.fsPath });
      await tell({ reason: 'script-outside-folder', message });
      return;
    }
    const client = await valueOrTell(await session.open());
    if (!client) return;
    await saveIfDirty(uri);
    const known = tasksOf(session, uri);
    const name = known.length === 0 ? await this.addScript(session, uri) : await chooseTask(known);
    if (name !== undefined) await this.start({ session, name });
  }

  /** Adds scripts as tasks; answers whether that was possible, and tells why where it was not. */
  async addAs(session: FolderSession, tasks: readonly { name: string; script: string }[]): Promise<boolean> {
    const client = await valueOrTell(await session.open());
    if (!client) return false;
    await saveIfDirty(session.taskFile);
    return (await valueOrTell(await client.addTasks([...tasks]))) !== undefined;
  }

  private async addScript(session: FolderSession, uri: vscode.Uri): Promise<string | undefined> {
    const name = freeTaskName(
      stemOf(uri),
      session.tasks.map((task) => task.name),
    );
    return (await this.addAs(session, [{ name, script: scriptPath(session, uri) }])) ? name : undefined;
  }
}

async function chooseTask(names: readonly string[]): Promise<string | undefined> {
  return names.length === 1
    ? names[0]
    : vscode.window.showQuickPick([...names], { placeHolder: 'Several tasks run this script. Which one?' });
}
