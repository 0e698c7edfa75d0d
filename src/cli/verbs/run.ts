import { err } from '../../base/result.ts';
import { connectToExecutor } from '../../host/reach/connect.ts';
import { beginRun, exitCodeOfRun, followRun } from '../../host/reach/runFollow.ts';
import { WatchedReading } from '../../host/reach/watchedReading.ts';
import { describeOutcome } from '../../model/run.ts';
import type { HistoryRun } from '../../model/view/taskView.ts';
import { findTask, toCliFailure } from '../cliFailure.ts';
import { exitCodes } from '../exitCode.ts';
import { jsonVersion, renderJson, runJson } from '../jsonOutput.ts';
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

/** Without a host, as much of the history is read as a run may be looked for in. */
const historyRead = 200;

/** Adds `run`. */
export function addRunVerb(set: VerbSet): void {
  addVerb(set, {
    usage: 'run <name> [arguments...]',
    summary: 'run a task once, show its output, and exit as its script does; further arguments after --',
    failsWith: exitCodes.ownError,
    act: ({ args: [name = '', ...rest], context }) => run(context, name, rest),
  });
}

async function run(context: VerbContext, name: string, args: readonly string[]): Promise<VerbEnd> {
  let started: HistoryRun | undefined;
  const begun = await withHost(context, async ({ client }) => {
    const found = findTask(client.executor, name);
    if (!found.ok) return found;
    const answer = await beginRun(client, found.value.name, args.length > 0 ? args : undefined);
    if (!answer.ok) return answer;
    started = answer.value;
    return written();
  });
  return started ? follow(context, started) : begun;
}

async function follow(context: VerbContext, started: HistoryRun): Promise<VerbEnd> {
  const { clock, complain, write } = context.terminal;
  const opened = await WatchedReading.open(readingOptionsOf(context, historyRead));
  if (!opened.ok) return err(toCliFailure(opened.error));
  using watched = opened.value;
  const ended = await followRun(watched, started, {
    clock,
    onOutput: context.isJson ? () => {} : write,
    onCut: () => {
      complain(`"${started.task}": its log was truncated meanwhile, so some of its output is missing here.`);
    },
    left: leaving(context, started),
  });
  if (ended === 'left') {
    complain(`The run of "${started.task}" is still running. Stop it with executor stop ${started.task}.`);
    return written(128 + 2);
  }
  if (ended === 'forgotten') {
    complain(`"${started.task}": its run was forgotten.`);
    return written(exitCodes.ownError);
  }
  if (context.isJson) await write(renderJson({ version: jsonVersion, run: runJson({ task: started.task, ...ended }) }));
  const { outcome } = ended;
  if (outcome && (!('exit' in outcome) || outcome.kind === 'timed-out')) {
    complain(`"${started.task}": ${describeOutcome(outcome, ended.startedAt)}.`);
  }
  return written(outcome ? exitCodeOfRun(outcome) : exitCodes.ownError);
}

/** The first signal asks the run to end, and the second leaves it alone. */
function leaving(context: VerbContext, { id, task }: HistoryRun): AbortSignal {
  const left = new AbortController();
  let isAsked = false;
  const listen = (signal: EndingSignal): void => {
    if (isAsked) {
      left.abort();
      return;
    }
    isAsked = true;
    context.terminal.complain(`${signal}: stopping "${task}"; once more leaves it running.`);
    void stopRun(context, task, id);
  };
  context.terminal.onSignal(['SIGINT', 'SIGTERM', 'SIGHUP'], listen);
  return left.signal;
}

async function stopRun(context: VerbContext, task: string, id: string): Promise<void> {
  const { program } = context.terminal;
  const opened = await connectToExecutor(attachOptionsOf(context), { kind: 'background', program });
  if (!opened.ok) {
    context.terminal.complain(toCliFailure(opened.error).message);
    return;
  }
  await opened.value.client.ask('task/stopRun', { name: task, run: id });
  await opened.value.close();
}
