import type { Clock } from '../base/clock.ts';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { Executor } from '../core/executor.ts';
import { logMark } from '../model/logText.ts';
import { taskKey } from '../model/task.ts';
import { LogFollower } from '../node/logFollower.ts';

/** Follows a task's newest run, and the next one from its first line on as soon as there is one. */
export class TaskLogFeed implements Disposable {
  private readonly store = new DisposableStore();
  private path: string | undefined;
  private follower: LogFollower | undefined;
  /** Changes from one log to the next happen one after another, so that no log's end comes after the next one's start. */
  private changing: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly executor: Pick<Executor, 'newestLog' | 'onDidChange'>,
    private readonly task: string,
    lastLines: number,
    private readonly clock: Clock,
    private readonly onText: (text: string) => Promise<void>,
  ) {
    this.store.add(
      executor.onDidChange((change) => {
        // A new run of this task is announced as a change of this task; the others' are no reason to ask the history.
        if (change.kind === 'task' && taskKey(change.task.name) !== taskKey(this.task)) return;
        this.look(Number.MAX_SAFE_INTEGER);
      }),
    );
    this.look(lastLines);
  }

  dispose(): void {
    this.isStopped = true;
    this.store.dispose();
    this.follower?.dispose();
  }

  private look(lines: number): void {
    const path = this.executor.newestLog(this.task);
    if (path === undefined || path === this.path) return;
    this.path = path;
    this.changing = this.changing.then(() => this.change(path, lines));
  }

  private async change(path: string, lines: number): Promise<void> {
    await this.follower?.flush();
    await this.follower?.close();
    if (this.isStopped) return;
    this.follower = new LogFollower({
      path,
      lines,
      clock: this.clock,
      onText: ({ isRestart, text }) =>
        this.onText(isRestart ? `\n${logMark}this log was cut; it goes on:\n${text}` : text),
    });
  }
}
