import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import { logMark, renderRunBanner } from '../../model/log/logText.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { RunView } from '../../model/view/taskView.ts';
import { LogFollower } from '../../node/log/logFollower.ts';

/** Where a feed learns of a task's runs. */
export interface RunSource {
  /** The newest runs of a task, newest first. */
  history(count: number, task: string): readonly RunView[];
  /** Fires when a task looks different, or everything may. */
  readonly onDidChange: Event<
    { readonly kind: 'task'; readonly task: { readonly name: string } } | { readonly kind: 'executor' }
  >;
  /** Resolves when the logs of the runs that have ended say so; absent if nobody here writes them. */
  untilLogged?(): Promise<void>;
}

/** Follows a task's newest run, and the next one from its first line on, behind a banner, as soon as there is one. */
export class TaskLogFeed implements Disposable {
  private readonly store = new DisposableStore();
  private run: RunView | undefined;
  private follower: LogFollower | undefined;
  /** Changes from one log to the next happen one after another, so that no log's end comes after the next one's start. */
  private changing: Promise<void> = Promise.resolve();
  /** What was delivered last ended in the middle of a line. */
  private isLineOpen = false;
  private isStopped = false;

  constructor(
    private readonly executor: RunSource,
    private readonly task: string,
    lastLines: number,
    private readonly clock: Clock,
    private readonly onText: (text: string, bytes: Uint8Array) => Promise<void>,
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
    const [run] = this.executor.history(1, this.task);
    if (!run || run.logPath === this.run?.logPath) return;
    const before = this.run?.id;
    this.run = run;
    this.changing = this.changing.then(async () => {
      // Logs move when their task is renamed.
      if (run.id === before) this.follower?.moveTo(run.logPath);
      else await this.change(run, lines, before !== undefined);
    });
  }

  private async change(run: RunView, lines: number, isNext: boolean): Promise<void> {
    // A run that is started again at once begins before the end of the one before it is written.
    if (this.follower) await this.executor.untilLogged?.();
    await this.follower?.flush();
    await this.follower?.close();
    if (this.isStopped) return;
    if (isNext) await this.say(renderRunBanner({ at: run.createdAt, trigger: run.trigger }));
    this.follower = new LogFollower({
      path: run.logPath,
      lines,
      clock: this.clock,
      onPiece: async ({ bytes, isRestart, text }) => {
        if (isRestart) await this.say(`\n${logMark}this log was truncated; it continues:\n`);
        await this.deliver(text, bytes);
      },
    });
  }

  /** Words of our own, which begin with an empty line: a line that is open is ended before them. */
  private say(text: string): Promise<void> {
    const whole = this.isLineOpen ? `\n${text}` : text;
    return this.deliver(whole, new TextEncoder().encode(whole));
  }

  /** What the script wrote, as it wrote it: the end of a line may come by itself. */
  private async deliver(text: string, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    this.isLineOpen = bytes.at(-1) !== 0x0a;
    await this.onText(text, bytes);
  }
}
