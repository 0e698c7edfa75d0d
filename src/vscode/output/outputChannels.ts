import * as l10n from '@vscode/l10n';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { RunId } from '../../model/run.ts';
import type { LogSource } from '../../protocol/messages.ts';
import { type FolderSession, folderName } from '../session/folderSession.ts';
import { LogChannel } from './logChannel.ts';
import { keyOf, type Sessions, type SessionsChange, type TaskReference } from '../session/sessions.ts';
import type { Settings } from '../session/settings.ts';
import { StartedReveal } from './startedReveal.ts';

/** This many tasks have a channel at most; beyond that the one that was asked for longest ago goes. It comes again from its log. */
const mostTaskChannels = 25;

/** The channel of a task, and its newest run, by which the task is known again under another name. */
interface TaskChannel {
  readonly channel: LogChannel;
  readonly name: string;
  readonly newestRun: RunId | undefined;
}

/** The output channels of this window: one for each task whose output was asked for, and one for each executor's own log. */
export class OutputChannels implements Disposable {
  private readonly store = new DisposableStore();
  /** In the order in which they were asked for, the latest last. */
  private readonly tasks = new Map<string, TaskChannel>();
  private readonly executors = new Map<FolderSession, LogChannel>();
  private readonly started: StartedReveal<TaskReference>;

  constructor(
    private readonly sessions: Sessions,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.started = this.store.add(
      new StartedReveal(sessions.onDidChange, (task) => {
        this.showTask(task);
      }),
    );
    this.store.add(
      sessions.onDidReconnect((session) => {
        for (const channel of this.all()) if (channel.session === session) channel.follow();
      }),
    );
    this.store.add(
      sessions.onDidChange((change) => {
        this.keepUp(change);
      }),
    );
  }

  /** Shows a task's output, leaving the focus where it is. */
  showTask(task: TaskReference): void {
    const key = keyOf(task);
    const channel = this.tasks.get(key)?.channel ?? this.open(task, { kind: 'task', name: task.name });
    this.tasks.delete(key);
    this.tasks.set(key, { channel, name: task.name, newestRun: newestRun(task) });
    channel.show();
    this.dropOldest();
  }

  /**
   * Somebody has started a run of this task: shows its output where the setting says so, now or when that run fails. Of
   * several that were started together only the first is shown now.
   */
  async revealStarted(task: TaskReference, isFirst: boolean): Promise<void> {
    switch (this.settings.revealOutput) {
      case 'onStart':
        if (isFirst) this.showTask(task);
        return;
      case 'onFailure': {
        const runs = await task.session.client?.history(1, task.name);
        if (runs?.ok && runs.value[0]) this.started.watch(task, runs.value[0]);
        return;
      }
      case 'never':
        return;
    }
  }

  /** Whether people can see a task's output. */
  isVisible(task: TaskReference): boolean {
    return this.tasks.get(keyOf(task))?.channel.isVisible ?? false;
  }

  /** Shows an executor's own log. */
  showExecutor(session: FolderSession): void {
    const channel = this.executors.get(session) ?? this.openExecutor(session);
    this.executors.set(session, channel);
    channel.show();
  }

  dispose(): void {
    this.store.dispose();
    for (const channel of this.all()) channel.dispose();
    this.tasks.clear();
    this.executors.clear();
  }

  private all(): readonly LogChannel[] {
    return [...[...this.tasks.values()].map(({ channel }) => channel), ...this.executors.values()];
  }

  private open(task: TaskReference, source: LogSource): LogChannel {
    return new LogChannel(task.session, source, `Executor: ${this.sessions.title(task)}`, this.clock);
  }

  private openExecutor(session: FolderSession): LogChannel {
    return new LogChannel(session, { kind: 'executor' }, this.executorTitle(session), this.clock);
  }

  private executorTitle(session: FolderSession): string {
    return this.sessions.all.length > 1 ? l10n.t('Executor ({0})', folderName(session.folder)) : 'Executor';
  }

  private dropOldest(): void {
    for (const [key, { channel }] of this.tasks) {
      if (this.tasks.size <= mostTaskChannels) return;
      if (channel.isVisible) continue;
      channel.dispose();
      this.tasks.delete(key);
    }
  }

  /** Follows names: of folders, which are in titles where there are several, and of tasks, which can be renamed or go. */
  private keepUp({ name, session }: SessionsChange): void {
    if (session && name !== undefined) {
      const known = this.tasks.get(keyOf({ session, name }));
      if (known) this.tasks.set(keyOf({ session, name }), { ...known, newestRun: newestRun({ session, name }) });
      return;
    }
    for (const [key, known] of [...this.tasks]) this.keepUpTask(key, known);
    for (const [owner, channel] of [...this.executors]) this.keepUpExecutor(owner, channel);
  }

  private keepUpTask(key: string, known: TaskChannel): void {
    const { session } = known.channel;
    const isGone = !this.sessions.all.includes(session);
    // While the session is being reopened nothing is known about its tasks.
    if (!isGone && !session.client) return;
    const name = isGone ? undefined : currentName(session, known);
    if (name === undefined) {
      known.channel.dispose();
      this.tasks.delete(key);
      return;
    }
    const task = { session, name };
    const isSame = name === known.name && known.channel.title === `Executor: ${this.sessions.title(task)}`;
    const channel = isSame ? known.channel : replaced(known.channel, this.open(task, { kind: 'task', name }));
    if (keyOf(task) !== key) this.tasks.delete(key);
    this.tasks.set(keyOf(task), { channel, name, newestRun: newestRun(task) });
  }

  private keepUpExecutor(session: FolderSession, channel: LogChannel): void {
    if (!this.sessions.all.includes(session)) {
      channel.dispose();
      this.executors.delete(session);
    } else if (channel.title !== this.executorTitle(session)) {
      this.executors.set(session, replaced(channel, this.openExecutor(session)));
    }
  }
}

/** A channel keeps its title for life: another one takes its place. */
function replaced(channel: LogChannel, successor: LogChannel): LogChannel {
  successor.replace(channel);
  return successor;
}

/** The name under which a task is known now; undefined if it has gone. A renamed task keeps its runs. */
function currentName(session: FolderSession, { name, newestRun: run }: TaskChannel): string | undefined {
  if (session.task(name)) return name;
  return run === undefined ? undefined : session.tasks.find(({ runs }) => runs.some(({ id }) => id === run))?.name;
}

function newestRun({ name, session }: TaskReference): RunId | undefined {
  return session.task(name)?.runs[0]?.id;
}
