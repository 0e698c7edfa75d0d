import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { inDependencyOrder } from '../../model/dependencyOrder.ts';
import { describeSkippedNext } from '../../model/schedule/skipped.ts';
import { describeLater, passedToday } from '../../model/schedule/laterRun.ts';
import type { LaterTime } from '../../model/schedule/laterTime.ts';
import { describeNextRun } from '../../model/schedule/scheduleText.ts';
import {
  answerOfStop,
  describeAnswer,
  startedNames,
  summarizeAnswers,
  type TaskAnswer,
} from '../../model/view/taskAnswer.ts';
import { freeTaskName } from '../../model/taskName.ts';
import { isLiveStatus } from '../../model/view/taskView.ts';
import type { ExecutorClient, RequestFailure } from '../../protocol/executorClient.ts';
import type { NewTask } from '../../model/taskFile/edit.ts';
import { type FailureAction, tell, tellFailure, valueOrTell, writableOrTell } from '../ask/answers.ts';
import { choose } from '../ask/choose.ts';
import type { FolderSession } from '../session/folderSession.ts';
import { showInformation, showWarning } from '../messages.ts';
import type { OutputChannels } from '../output/outputChannels.ts';
import { saveIfDirty, scriptPath, scriptUri, stemOf, tasksOf } from './scripts.ts';
import type { Sessions, TaskReference } from '../session/sessions.ts';

/** Starts and stops tasks for a person: shows their output, and says what went wrong or when they run next. */
export class Runner {
  constructor(
    private readonly sessions: Sessions,
    private readonly output: OutputChannels,
    private readonly clock: Clock,
  ) {}

  /** Starts tasks and shows the output of the first; of one that lives, shows the output only. Schedules begin. */
  async start(tasks: readonly TaskReference[]): Promise<void> {
    const [shown] = tasks;
    const ordered = inDependencyOrder(tasks, ({ name, session }) => {
      const after = session.task(name)?.after;
      return { name, ...(after && { after }) };
    });
    const words = await Promise.all(ordered.map((task) => this.startOne(task, task === shown)));
    const next = words.filter((word) => word !== undefined);
    if (next.length > 0) void showInformation(next.join(' '));
  }

  /** Restarts tasks, ending their runs first, and shows the output of the first. */
  async restart(tasks: readonly TaskReference[]): Promise<void> {
    await Promise.all(
      tasks.map(async (task, index) => {
        const done = await this.launch(task, (client) => client.ask('task/restart', { name: task.name }));
        if (done !== undefined) await this.output.revealStarted(task, index === 0);
      }),
    );
  }

  /** Runs tasks once; where one runs already, asks what is to become of that run. `args` go to this run alone. */
  async runNow(tasks: readonly TaskReference[], args?: readonly string[]): Promise<void> {
    for (const [index, task] of tasks.entries()) {
      const status = task.session.task(task.name)?.status;
      const how = status && isLiveStatus(status) ? await askAboutLive(this.sessions.title(task)) : 'alone';
      if (how === undefined) return;
      const done = await this.launch(task, async (client) => {
        if (how !== 'anew')
          return client.ask('task/runNow', { name: task.name, beside: how === 'beside', ...(args && { args }) });
        if (!args) return client.ask('task/restart', { name: task.name });
        const stopped = await client.ask('task/stopRun', { name: task.name });
        return stopped.ok ? client.ask('task/runNow', { name: task.name, beside: false, args }) : stopped;
      });
      if (done !== undefined) await this.output.revealStarted(task, index === 0);
    }
  }

  /** Has a task run once at an instant to come, and says when that is. */
  async runLater(task: TaskReference, { at, isTomorrow }: LaterTime, timeZone: string): Promise<void> {
    const client = valueOrTell(await task.session.open());
    const asked = client && valueOrTell(await client.ask('task/runLater', { name: task.name, at, timeZone }));
    if (!asked) return;
    const later = { ...asked, task: this.sessions.title(task) };
    const answer = `${describeLater(later, this.clock.now())}.`;
    void showInformation(isTomorrow ? `${answer} ${passedToday()}` : answer);
  }

  /** Skips the next runs of these tasks, and says which ones come then. */
  skipNext(tasks: readonly TaskReference[]): Promise<void> {
    return this.each(tasks, async (client, name) => {
      const skipped = await client.ask('task/skipNext', { name });
      if (skipped.ok) void showInformation(describeSkippedNext(skipped.value, this.clock.now()));
      return skipped;
    });
  }

  /** Does something to each of these tasks at once, and tells what could not be done. */
  async each(
    tasks: readonly TaskReference[],
    act: (client: ExecutorClient, name: string) => Promise<Result<unknown, RequestFailure>>,
  ): Promise<void> {
    await Promise.all(
      tasks.map(async ({ name, session }) => {
        const client = valueOrTell(await session.open());
        if (client) valueOrTell(await act(client, name));
      }),
    );
  }

  /** Stops these tasks, and tells of what their runs had left: their rows have shown nothing that runs. */
  stop(tasks: readonly TaskReference[]): Promise<void> {
    return this.each(tasks, async (client, name) => {
      const before = client.executor.tasks.find((task) => task.name === name);
      const stopped = await client.ask('task/stop', { name });
      const answer = before && answerOfStop(before);
      if (stopped.ok && answer?.kind === 'stopped' && answer.leftovers !== undefined)
        void showInformation(`${describeAnswer(answer)}.`);
      return stopped;
    });
  }

  /** Does something to all tasks of these folders, and tells what became of each; a folder that refuses keeps no other. */
  async all(
    sessions: readonly FolderSession[],
    request: 'task/startAll' | 'task/stopAll' | 'task/pauseAll' | 'task/resumeAll',
  ): Promise<void> {
    const answers: TaskAnswer[] = [];
    for (const session of sessions) {
      const client = valueOrTell(await session.open());
      answers.push(...((client && valueOrTell(await client.ask(request, {}))) ?? []));
    }
    if (answers.length === 0 && sessions.some(({ tasks }) => tasks.length > 0)) return;
    const hasFailed = answers.some(({ kind }) => kind === 'failed');
    const show = hasFailed ? showWarning : showInformation;
    const log = l10n.t('Show Executor Log');
    const chosen = await show(summarizeAnswers(answers), ...(hasFailed ? [log] : []));
    if (chosen === log) await vscode.commands.executeCommand('executor.showExecutorLog');
  }

  /** Shows a task's output and takes note that somebody looked. */
  show(task: TaskReference): void {
    this.output.showTask(task);
    if (task.session.task(task.name)?.hasUnseenFailure)
      void task.session.client?.ask('task/markSeen', { name: task.name });
  }

  /** Runs a script: starts the task it has (once, where that has a schedule), asks where it has several, adds one where it has none. */
  async runScript(uri: vscode.Uri): Promise<void> {
    const session = this.sessions.of(uri);
    if (!session) {
      tellFailure({ reason: 'script-outside-folder', path: uri.fsPath });
      return;
    }
    // Nobody is asked which task is meant where none can be started.
    if (!(await writableOrTell(session))) return;
    await saveIfDirty(uri);
    const known = tasksOf(session, uri);
    const name = known.length === 0 ? await this.addScript(session, uri) : await chooseTask(known);
    if (name === undefined) return;
    const hasSchedule = (session.task(name)?.schedule.kind ?? 'none') !== 'none';
    await (hasSchedule ? this.runNow([{ session, name }]) : this.start([{ session, name }]));
  }

  /** Adds tasks; answers whether that was possible, and tells why where it was not. */
  async addAs(session: FolderSession, tasks: readonly NewTask[]): Promise<boolean> {
    const client = valueOrTell(await session.open());
    if (!client) return false;
    await saveIfDirty(session.taskFile);
    return valueOrTell(await client.ask('task/add', { tasks })) !== undefined;
  }

  /** Starts a task; answers the words about its next run where it has a schedule, and about tasks that are started before it. */
  private async startOne(task: TaskReference, reveals: boolean): Promise<string | undefined> {
    const view = task.session.task(task.name);
    const isScheduled = view !== undefined && view.schedule.kind !== 'none';
    if (view && !isScheduled && isLiveStatus(view.status)) {
      this.show(task);
      return undefined;
    }
    const started = await this.launch(task, (client) => client.ask('task/start', { name: task.name }));
    if (!started) return undefined;
    if (!started.next) {
      await this.output.revealStarted(task, reveals);
      const { first } = started;
      return first && l10n.t('Starting {0}.', startedNames({ name: this.sessions.title(task), first }));
    }
    return `${this.sessions.title(task)}: ${describeNextRun(started.next.at, this.clock.now(), started.next.timeZone)}.`;
  }

  /** Has the client start something of a task, whose script is saved before; tells what went wrong. */
  private async launch<T>(
    task: TaskReference,
    act: (client: ExecutorClient) => Promise<Result<T, RequestFailure>>,
  ): Promise<T | undefined> {
    const client = valueOrTell(await task.session.open());
    if (!client) return undefined;
    const script = task.session.task(task.name)?.script;
    if (script !== undefined) await saveIfDirty(scriptUri(task.session, script));
    const done = await act(client);
    if (done.ok) return done.value;
    this.tellStart(task, done.error);
    return undefined;
  }

  private tellStart(task: TaskReference, failure: RequestFailure): void {
    const hasLog = (task.session.task(task.name)?.runs.length ?? 0) > 0;
    const showOutput: FailureAction = {
      title: l10n.t('Show Output'),
      run: () => {
        this.show(task);
      },
    };
    tell(failure, ...(hasLog ? [showOutput] : []));
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

/** Asks what is to become of the run that is there. */
async function askAboutLive(name: string): Promise<'anew' | 'beside' | undefined> {
  const answer = await choose<'anew' | 'beside' | 'cancel'>({
    title: l10n.t('Run {0} Now', name),
    placeholder: l10n.t('“{0}” is already running.', name),
    rows: () => [
      {
        label: l10n.t('Restart'),
        description: l10n.t('stop that run, then run again'),
        iconPath: new vscode.ThemeIcon('debug-restart'),
        answer: 'anew',
      },
      {
        label: l10n.t('Run Beside It'),
        description: l10n.t('a second run, with a log of its own'),
        iconPath: new vscode.ThemeIcon('split-horizontal'),
        answer: 'beside',
      },
      { label: l10n.t('Cancel'), iconPath: new vscode.ThemeIcon('close'), answer: 'cancel' },
    ],
  });
  return answer === 'anew' || answer === 'beside' ? answer : undefined;
}

async function chooseTask(names: readonly string[]): Promise<string | undefined> {
  return names.length === 1
    ? names[0]
    : vscode.window.showQuickPick([...names], { placeHolder: l10n.t('Several tasks run this script. Which one?') });
}
