import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import { type RequestFailure, toRequestFailure } from '../../protocol/executorClient.ts';
import { type FolderSession, folderName } from '../session/folderSession.ts';
import { RunTerminal } from './runTerminal.ts';
import type { Sessions, TaskReference } from '../session/sessions.ts';

/** The type of VS Code's own tasks that run a task of an executor, as it is in a `tasks.json`. */
const taskType = 'executor';

/** Such a task as it is in a `tasks.json`. */
interface Definition extends vscode.TaskDefinition {
  /** The name of the executor's task. */
  readonly task?: unknown;
  /** The name of its workspace folder, where that is not the one of the `tasks.json`. */
  readonly folder?: unknown;
}

/** Offers every task of the window's executors to *Tasks: Run Task*, to a `tasks.json` and to `preLaunchTask`. */
export class TaskProvider implements vscode.TaskProvider {
  constructor(
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  /** Registers it; answers the end of that. */
  register(): vscode.Disposable {
    return vscode.tasks.registerTaskProvider(taskType, this);
  }

  async provideTasks(): Promise<vscode.Task[]> {
    await this.sessions.untilKnown();
    return this.sessions.tasks
      .filter(({ task }) => !task.isUndefined)
      .map(({ name, session, task }) => {
        const offered = this.toTask({ type: taskType, task: name }, session.folder, name);
        offered.detail = task.commandLine;
        return offered;
      });
  }

  resolveTask({ definition, name, scope }: vscode.Task): vscode.Task {
    return this.toTask(definition, scope ?? vscode.TaskScope.Workspace, name);
  }

  private toTask(definition: Definition, scope: vscode.WorkspaceFolder | vscode.TaskScope, name: string): vscode.Task {
    const execution = new vscode.CustomExecution(
      async () => new RunTerminal(await this.find(definition, scope), this.clock),
    );
    // With an empty list of problem matchers nobody is asked which to use.
    const task = new vscode.Task(definition, scope, name, taskType, execution, []);
    // VS Code opens no terminal of ours in one that it shares among tasks when the last run there was short.
    task.presentationOptions = { panel: vscode.TaskPanelKind.Dedicated };
    return task;
  }

  private async find(
    definition: Definition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
  ): Promise<Result<TaskReference, RequestFailure>> {
    await this.sessions.untilKnown();
    const { folder, task: wanted } = definition;
    const sessions = this.sessions.all.filter((session) => isMeant(session, folder, scope));
    const found = sessions
      .flatMap((session) => session.tasks.map(({ name }) => ({ session, name })))
      .find(({ name }) => typeof wanted === 'string' && taskKey(name) === taskKey(wanted));
    return found ? ok(found) : err(toRequestFailure({ reason: 'no-such-task', task: String(wanted) }));
  }
}

/** Whether a task is looked for in this folder: the one that is named, else that of the `tasks.json`, else any. */
function isMeant(session: FolderSession, folder: unknown, scope: vscode.WorkspaceFolder | vscode.TaskScope): boolean {
  if (typeof folder === 'string') return folderName(session.folder) === folder;
  return typeof scope !== 'object' || session.folder.uri.toString() === scope.uri.toString();
}
