import { err } from '../../base/result.ts';
import { connectToExecutor } from '../../host/connect.ts';
import { followLogFile } from '../../host/runLog.ts';
import { WatchedReading } from '../../host/watchedReading.ts';
import { describeOutcome } from '../../model/run.ts';
import { taskKey } from '../../model/task.ts';
import type { HistoryRun } from '../../model/taskView.ts';
import type { ExecutorClient } from '../../protocol/executorClient.ts';
import { findTask, toCliFailure } from '../cliFailure.ts';
import { exitCodeOfRun, exitCodes } from '../exitCode.ts';
import { jsonVersion, renderJson, runJson } from '../jsonOutput.ts';
import { runEnded } from '../runEnd.ts';
import { ScriptOutput } from '../scriptOutput.ts';
import type { EndingSignal } from '../terminal.ts';
import {
  attachOptionsOf,
  addVerb,
  readingOptionsOf,
  type VerbContext,
  type VerbEnd,
  type VerbSet,
  withHost,
  written,
} from '../verb.ts';

/** So many of a task's newest runs are looked through for the one that was just started. */
const newestRuns = 20;

/** Adds `run`. */
export function addRunVerb(set: VerbSet): void {
  addVerb(set, {
    usage: 'run <name> [arguments...]',
    summary: 'run a task once, show its output, and end as its script does; further arguments after --',
    failsWith: exitCodes.ownError,
    act: ({ args: [name = '', ...rest], context }) => run(context, name, rest),
  });
}

async function run(context: VerbContext, name: string, args: readonly string[]): Promise<VerbEnd> {
  const { complain } = context.terminal;
  let started: HistoryRun | undefined;
  const begun = await withHost(context, async ({ client }) => {
    const found = findTask(client.executor, name);
    if (!found.ok) return found;
    const task = found.value.name;
    const before = await idsOf(client, task);
    const answer = await client.runNow(task, args.length > 0 ? { args } : {});
    if (!answer.ok) return err(answer.error);
    started = await newRun(client, task, before);
    return written();
  });
  if (!begun.ok) return begun;
  if (!started) return err({ reason: 'internal', message: `The run of "${name}" cannot be found in its history.` });
  return follow(context, started, complain);
}

async function follow(context: VerbContext, started: HistoryRun, complain: (line: string) => void): Promise<VerbEnd> {
  const { clock, write } = context.terminal;
  const opened = await WatchedReading.open(readingOptionsOf(context, newestRuns));
  if (!opened.ok) return err(toCliFailure(opened.error));
  const watched = opened.value;
  const output = new ScriptOutput();
  const isShown = !context.isJson;
  const show = async (text: string): Promise<void> => {
    if (isShown && text !== '') await write(text);
  };
  const followed = followLogFile({ path: started.logPath, lines: Number.MAX_SAFE_INTEGER, clock }, (text) =>
    show(output.take(text)),
  );
  const ended = await Promise.race([runEnded(watched, started.task, started.id), leaving(context, started)]);
  await followed.finish();
  await show(output.finish());
  watched.dispose();
  if (ended === 'left') {
    complain(`The run of "${started.task}" goes on. Stop it with executor stop ${started.task}.`);
    return written(128 + 2);
  }
  const outcome = ended?.outcome;
  if (ended && context.isJson)
    await write(renderJson({ version: jsonVersion, run: runJson({ task: started.task, ...ended }) }));
  if (!outcome || !('exit' in outcome) || outcome.kind === 'timed-out') {
    complain(`"${started.task}": ${outcome ? describeOutcome(outcome) : 'its run was forgotten'}.`);
  }
  return written(outcome ? exitCodeOfRun(outcome) : exitCodes.ownError);
}

/** The first signal asks the run to end, and the second leaves it alone. */
function leaving(context: VerbContext, { id, task }: HistoryRun): Promise<'left'> {
  return new Promise((resolve) => {
    let isAsked = false;
    const listen = (signal: EndingSignal): void => {
      if (isAsked) {
        resolve('left');
        return;
      }
      isAsked = true;
      context.terminal.complain(`${signal}: stopping "${task}"; once more to leave it running.`);
      void stopRun(context, task, id);
    };
    context.terminal.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], listen);
  });
}

async function stopRun(context: VerbContext, task: string, id: string): Promise<void> {
  const { program } = context.terminal;
  const opened = await connectToExecutor(attachOptionsOf(context), { kind: 'background', program });
  if (!opened.ok) {
    context.terminal.complain(toCliFailure(opened.error).message);
    return;
  }
  await opened.value.client.stopRun(task, id);
  await opened.value.close();
}

async function idsOf(client: ExecutorClient, task: string): Promise<readonly string[]> {
  const history = await client.history(newestRuns, task);
  return history.ok ? history.value.map(({ id }) => id) : [];
}

/** The run that a person has just started; one that waits for a slot is waited for. */
async function newRun(
  client: ExecutorClient,
  task: string,
  before: readonly string[],
): Promise<HistoryRun | undefined> {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const subscription = client.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });
    const history = await client.history(newestRuns, task);
    if (!history.ok) return undefined;
    const fresh = history.value.filter(({ id, trigger }) => trigger === 'manual' && !before.includes(id));
    const oldest = fresh.at(-1);
    if (oldest) return oldest;
    const status = client.executor.tasks.find(({ name }) => taskKey(name) === taskKey(task))?.status.kind;
    if (status !== 'waiting') return undefined;
    await changed;
  }
}
