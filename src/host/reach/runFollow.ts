import { say, word } from '../../model/words/clause.ts';
import { constants } from 'node:os';
import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/emitter.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExitStatus, RunOutcome } from '../../model/run.ts';
import { ScriptOutput } from '../../model/log/scriptOutput.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { HistoryRun, RunView, TaskView } from '../../model/view/taskView.ts';
import type { ExecutorClient, RequestFailure } from '../../protocol/executorClient.ts';
import { LogFollower } from '../../node/log/logFollower.ts';

/** How far back a run is looked for. */
const longestHistory = 200;
/** So many of a task's newest runs are looked through for the one that was just started. */
const newestRuns = 20;

/** The exit code of whoever follows a run, for what is not the script's. */
export const ownErrorCode = 125;

/** Tasks and history as they are known now, whichever hosts come and go. */
export interface WatchedExecutor {
  readonly tasks: readonly TaskView[];
  /** The newest runs of all tasks, newest first; a failure where they cannot be known at the moment. */
  history(count: number): Promise<Result<readonly HistoryRun[], RequestFailure>>;
  /** Fires when something may look different. */
  readonly onDidChange: Event<unknown>;
}

/** Which run is followed. */
export type RunToFollow = Pick<HistoryRun, 'task' | 'id' | 'logPath'>;

/** What following a run takes. */
export interface FollowOptions {
  readonly clock: Clock;
  /** Takes the script's own output as it was written, piece by piece; a promise that it returns is awaited. */
  readonly onOutput: (bytes: Uint8Array) => void | Promise<void>;
  /** Part of the output was lost: somebody has cut the log meanwhile. */
  readonly onCut?: () => void;
  /** Ends the following; the run goes on. */
  readonly left: AbortSignal;
}

/** How following a run ended: the run with its outcome, or it was left running, or it is no longer in the history. */
export type FollowEnd = RunView | 'left' | 'forgotten';

/** Runs a task once and answers the run, as soon as there is one: it may wait for other tasks, or for a slot. */
export async function beginRun(
  client: ExecutorClient,
  task: string,
  args?: readonly string[],
): Promise<Result<HistoryRun, RequestFailure>> {
  const before = await client.history(newestRuns, task);
  if (!before.ok) return before;
  const begun = await client.ask('task/runNow', { name: task, beside: false, ...(args && { args }) });
  if (!begun.ok) return begun;
  for (;;) {
    const changed = nextChange(client);
    const history = await client.history(newestRuns, task);
    if (!history.ok) return history;
    const fresh = history.value.filter(
      ({ id, trigger }) => trigger === 'manual' && !before.value.some((known) => known.id === id),
    );
    const oldest = fresh.at(-1);
    if (oldest) return ok(oldest);
    const status = client.executor.tasks.find(({ name }) => taskKey(name) === taskKey(task))?.status.kind;
    if (status !== 'waiting')
      return err({ reason: 'internal', message: word(say('The run of "{0}" did not start.', task)) });
    await changed;
  }
}

/** Hands on what the script of a run writes, until the run has ended or is left. */
export async function followRun(source: WatchedExecutor, run: RunToFollow, options: FollowOptions): Promise<FollowEnd> {
  const { clock, left, onCut, onOutput } = options;
  const output = new ScriptOutput(run.id);
  const deliver = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length > 0) await onOutput(bytes);
  };
  const follower = new LogFollower({
    path: run.logPath,
    lines: Number.MAX_SAFE_INTEGER,
    clock,
    onPiece: ({ bytes, isRestart }) => {
      if (isRestart) {
        output.restart();
        onCut?.();
      }
      return deliver(output.take(bytes));
    },
  });
  // Logs move when their task is renamed.
  const end = await runEnded(source, run, left, (path) => {
    follower.moveTo(path);
  });
  if (end !== 'left') {
    await follower.flush();
    await deliver(output.finish(end === 'forgotten' ? undefined : end));
  }
  await follower.close();
  return end;
}

/** Resolves with a run as soon as it has ended; `onMove` learns of another place of its log. */
export function runEnded(
  source: WatchedExecutor,
  { id, task }: Pick<RunToFollow, 'id' | 'task'>,
  left?: AbortSignal,
  onMove?: (logPath: string) => void,
): Promise<FollowEnd> {
  return new Promise((resolve) => {
    let isLooking = false;
    let isAskedAgain = false;
    const finish = (end: FollowEnd): void => {
      subscription.dispose();
      left?.removeEventListener('abort', leave);
      resolve(end);
    };
    const leave = (): void => {
      finish('left');
    };
    const look = async (): Promise<void> => {
      const shown = source.tasks.find(({ name }) => taskKey(name) === taskKey(task))?.runs ?? [];
      let run = shown.find((each) => each.id === id);
      if (!run) {
        // Many others have begun since, or the task has another name by now.
        const history = await source.history(longestHistory);
        if (!history.ok) return;
        run = history.value.find((each) => each.id === id);
        if (!run) finish('forgotten');
      }
      if (run) onMove?.(run.logPath);
      if (run?.outcome) finish(run);
    };
    const again = async (): Promise<void> => {
      isAskedAgain = true;
      if (isLooking) return;
      isLooking = true;
      while (isAskedAgain) {
        isAskedAgain = false;
        await look();
      }
      isLooking = false;
    };
    const subscription = source.onDidChange(() => void again());
    left?.addEventListener('abort', leave);
    if (left?.aborted) leave();
    else void again();
  });
}

/** The exit code of whoever has followed a run that ended so: the script's, 128 + n for signal n, 125 if there is none. */
export function exitCodeOfRun(outcome: RunOutcome): number {
  return 'exit' in outcome ? shellCode(outcome.exit) : ownErrorCode;
}

function shellCode(exit: ExitStatus): number {
  if ('code' in exit) return exit.code;
  const number = new Map<string, number>(Object.entries(constants.signals)).get(exit.signal);
  return number === undefined ? ownErrorCode : 128 + number;
}

function nextChange(client: ExecutorClient): Promise<void> {
  return new Promise((resolve) => {
    const subscriptions = [client.onDidChange, client.onDidClose].map((event) =>
      event(() => {
        for (const subscription of subscriptions) subscription.dispose();
        resolve();
      }),
    );
  });
}
