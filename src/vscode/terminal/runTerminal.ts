import * as l10n from '@vscode/l10n';
import { stripVTControlCharacters } from 'node:util';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { delay } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { beginRun, exitCodeOfRun, followRun, ownErrorCode, type RunToFollow } from '../../host/reach/runFollow.ts';
import { describeElapsed } from '../../model/log/logText.ts';
import { describeOutcome, type RunOutcome } from '../../model/run.ts';
import { safeLine } from '../../model/words/safeText.ts';
import { isLiveStatus, type RunView } from '../../model/view/taskView.ts';
import type { RequestFailure } from '../../protocol/executorClient.ts';
import { saveIfDirty, scriptUri } from '../run/scripts.ts';
import type { TaskReference } from '../session/sessions.ts';

/** What Ctrl+C sends. */
const interrupt = '\u0003';
/** VS Code takes a terminal that fails sooner, in milliseconds, for one that could not be launched, and says so. */
const launchMs = 750;

/**
 * A terminal of VS Code's own tasks that shows one run of a task: the one that is there, else a new one. The run is the
 * host's; whoever closes the terminal, or has VS Code terminate its task, leaves it running. Ctrl+C stops it.
 */
export class RunTerminal implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  private readonly left = new AbortController();
  private run: RunToFollow | undefined;

  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;

  /** `task` is the task, or why there is none. */
  constructor(
    private readonly task: Result<TaskReference, RequestFailure>,
    private readonly clock: Clock,
  ) {}

  open(): void {
    void this.show();
  }

  close(): void {
    this.left.abort();
    this.written.dispose();
    this.closed.dispose();
  }

  handleInput(data: string): void {
    if (data.includes(interrupt)) void this.stop();
  }

  private async show(): Promise<void> {
    const since = this.clock.monotonic();
    const code = await this.follow();
    const early = launchMs - (this.clock.monotonic() - since);
    if (code !== 0 && early > 0) await delay(this.clock, early);
    this.closed.fire(code);
  }

  /** Follows the run to its end; answers the exit code. */
  private async follow(): Promise<number> {
    if (!this.task.ok) return this.fail(this.task.error);
    const { session, name } = this.task.value;
    const opened = await session.open();
    if (!opened.ok) return this.fail(opened.error);
    const live = this.liveRun();
    if (!live) {
      const script = session.task(name)?.script;
      if (script !== undefined) await saveIfDirty(scriptUri(session, script));
    }
    this.say(
      live
        ? l10n.t(
            '“{0}” is already running; this is that run. Ctrl+C stops it; if you close this terminal, it keeps running.',
            name,
          )
        : l10n.t('Executor runs “{0}”. Ctrl+C stops it; closing this terminal leaves it running.', name),
    );
    const begun = live ? { ok: true as const, value: { task: name, ...live } } : await beginRun(opened.value, name);
    if (!begun.ok) return this.fail(begun.error);
    this.run = begun.value;
    const decoder = new TextDecoder();
    const ended = await followRun(session, begun.value, {
      clock: this.clock,
      left: this.left.signal,
      onOutput: (bytes) => {
        this.written.fire(decoder.decode(bytes, { stream: true }).replaceAll(/\r?\n/g, '\r\n'));
      },
    });
    if (ended === 'left') return 0;
    // It ended in sight.
    void session.client?.ask('task/markSeen', { name });
    if (ended === 'forgotten' || !ended.outcome) {
      this.say(l10n.t('The run of “{0}” is no longer in the history.', name));
      return ownErrorCode;
    }
    this.say(endText(name, ended.outcome, ended));
    return exitCodeOfRun(ended.outcome);
  }

  /** The run that a terminal joins instead of beginning another. */
  private liveRun(): RunView | undefined {
    if (!this.task.ok) return undefined;
    const task = this.task.value.session.task(this.task.value.name);
    if (!task || !isLiveStatus(task.status)) return undefined;
    return task.runs.find(({ isExtra, outcome }) => !outcome && !isExtra);
  }

  /** Ends the run, or the waiting for it; asked again, without the patience of the first time. */
  private async stop(): Promise<void> {
    if (!this.task.ok) return;
    const { name, session } = this.task.value;
    this.say(l10n.t('Stopping “{0}”…', name));
    const stopped = await session.client?.ask('task/stopRun', { name, ...(this.run && { run: this.run.id }) });
    if (stopped && !stopped.ok) this.say(stopped.error.message);
  }

  private fail({ message }: RequestFailure): number {
    this.say(message);
    return ownErrorCode;
  }

  /** A line of Executor's own, dim, so that it is not taken for the script's. */
  private say(line: string): void {
    this.written.fire(`\u001b[2m${safeLine(stripVTControlCharacters(line))}\u001b[22m\r\n`);
  }
}

function endText(name: string, outcome: RunOutcome, { endedAt, startedAt }: RunView): string {
  const how = describeOutcome(outcome, startedAt);
  return startedAt === undefined || endedAt === undefined
    ? l10n.t('{0}: {1}.', name, how)
    : l10n.t('{0}: {1} after {2}.', name, how, describeElapsed(endedAt - startedAt));
}
