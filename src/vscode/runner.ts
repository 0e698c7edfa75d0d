import * as vscode from 'vscode';
import { describeFailure } from '../model/failure.ts';
import { isLiveStatus } from '../model/taskView.ts';
import { freeTaskName } from '../model/taskName.ts';
import type { Result } from '../base/result.ts';
import { summarizeAnswers, type TaskAnswer } from '../model/taskAnswer.ts';
import type { ExecutorClient, RequestFailure } from '../protocol/executorClient.ts';
import type { NewScript } from '../protocol/messages.ts';
import { type FailureAction, tell, valueOrTell } from './answers.ts';
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

  /** Starts a task and shows its output, which is no look at how it will end; of one that lives, shows the output only. */
  async start(task: TaskReference, { reveal = true }: { readonly reveal?: boolean } = {}): Promise<void> {
    const client = await valueOrTell(await task.session.open());
    if (!client) return;
    const view = task.session.task(task.name);
    if (view && isLiveStatus(view.status)) {
      this.show(task);
      return;
    }
    const started = await client.startTask(task.name);
    if (!started.ok) await this.tellStart(task, started.error);
    else if (reveal) this.output.showTask(task);
  }

  /** Starts a task anew, ending its run first, and shows its output. */
  async restart(task: TaskReference): Promise<void> {
    const client = await valueOrTell(await task.session.open());
    if (!client) return;
    const started = await client.restartTask(task.name);
    if (started.ok) this.output.showTask(task);
    else await this.tellStart(task, started.error);
  }

  /** Does something to all tasks of every folder, and tells what became of each. */
  async all(act: (client: ExecutorClient) => Promise<Result<readonly TaskAnswer[], RequestFailure>>): Promise<void> {
    const answers: TaskAnswer[] = [];
    for (const session of this.sessions.all) {
      const client = await valueOrTell(await session.open());
      const done = client && (await valueOrTell(await act(client)));
      if (!done) return;
      answers.push(...done);
    }
    const hasFailed = answers.some(({ kind }) => kind === 'failed');
    const show = hasFailed ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const log = 'Show Executor Log';
    const chosen = await show(summarizeAnswers(answers), ...(hasFailed ? [log] : []));
    if (chosen === log) await vscode.commands.executeCommand('executor.showExecutorLog');
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
  async addAs(session: FolderSession, scripts: readonly NewScript[]): Promise<boolean> {
    const client = await valueOrTell(await session.open());
    if (!client) return false;
    await saveIfDirty(session.taskFile);
    return (await valueOrTell(await client.addTasks([...scripts]))) !== undefined;
  }

  private async tellStart(task: TaskReference, failure: RequestFailure): Promise<void> {
    const hasLog = (task.session.task(task.name)?.runs.length ?? 0) > 0;
    const showOutput: FailureAction = {
      title: 'Show Output',
      run: () => {
        this.show(task);
      },
    };
    await tell(failure, ...(hasLog ? [showOutput] : []));
  }

  private async addScript(session: FolderSession, uri: vscode.Uri): Promise<string | undefined> {
    const name = freeTaskName(
      stemOf(uri),
      session.tasks.map((task) => task.name),
    );
    return (await this.addAs(session, [{ name, script: scriptPath(session, uri), restart: 'never' }]))
      ? name
      : undefined;
  }
}

async function chooseTask(names: readonly string[]): Promise<string | undefined> {
  return names.length === 1
    ? names[0]
    : vscode.window.showQuickPick([...names], { placeHolder: 'Several tasks run this script. Which one?' });
}
