import { err, ok, type Result } from '../../base/result.ts';
import { JournalFeed } from '../../host/serve/journalFeed.ts';
import { journalPathOf, lastJournalLines } from '../../host/serve/journalReading.ts';
import { runEnded } from '../../host/reach/runFollow.ts';
import { followLogFile, lastLinesOf } from '../../host/read/runLog.ts';
import { TaskLogFeed } from '../../host/serve/taskLogFeed.ts';
import { WatchedReading } from '../../host/reach/watchedReading.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { HistoryRun, TaskView } from '../../model/view/taskView.ts';
import { type CliFailure, findTask, toCliFailure, usageFailure } from '../cliFailure.ts';
import { exitCodes } from '../exitCode.ts';
import { historyJson, jsonVersion } from '../jsonOutput.ts';
import { renderHistory } from '../listText.ts';
import type { ExecutorClient } from '../../protocol/executorClient.ts';
import { printableLines } from '../textTable.ts';
import {
  addVerb,
  done,
  readingOptionsOf,
  type VerbContext,
  type VerbEnd,
  type VerbSet,
  withReading,
  written,
} from '../verb.ts';

interface LogOptions {
  readonly lines: string;
  readonly follow?: boolean;
  readonly run?: string;
}

/** So many runs are looked through for one that is named. */
const longestHistory = 10_000;

/** Adds `logs`, `log` and `history`. */
export function addLogVerbs(set: VerbSet): void {
  addVerb<LogOptions>(set, {
    usage: 'logs <name>',
    summary: "show the last lines of a task's newest run",
    options: [
      ['-n, --lines <count>', 'the number of lines', '50'],
      ['-f, --follow', 'then follow the output, also of later runs, until Ctrl-C'],
      ['--run <id>', 'of this run (see executor history); followed until it ends'],
    ],
    act: ({ args: [name = ''], context, options }) => logs(context, name, options),
  });
  addVerb<LogOptions>(set, {
    usage: 'log',
    summary: 'show the latest decisions of the host',
    options: [
      ['-n, --lines <count>', 'the number of lines', '50'],
      ['-f, --follow', 'then follow new ones, until Ctrl-C'],
    ],
    act: ({ context, options }) => log(context, options),
  });
  addVerb<Pick<LogOptions, 'lines'>>(set, {
    usage: 'history [name]',
    summary: 'show the newest runs of all tasks, or of one, newest first',
    options: [['-n, --lines <count>', 'the number of runs', '50']],
    act: ({ args: [name], context, options }) => {
      const count = readCount(options.lines);
      if (!count.ok) return Promise.resolve(count);
      return withReading(context, count.value, async ({ client }) => {
        if (name !== undefined) {
          const found = findTask(client.executor, name);
          if (!found.ok) return found;
        }
        const runs = await client.history(count.value, name);
        if (!runs.ok) return err(runs.error);
        const skipped = await client.skipped(count.value, name);
        if (!skipped.ok) return err(skipped.error);
        const { clock, hasColor } = context.terminal;
        return done(
          renderHistory(runs.value, skipped.value, { now: clock.now(), hasColor }),
          historyJson(runs.value, skipped.value),
        );
      });
    },
  });
}

async function logs(context: VerbContext, name: string, options: LogOptions): Promise<VerbEnd> {
  const count = readCount(options.lines);
  if (!count.ok) return count;
  if (options.follow) return follow(context, name, count.value, options.run);
  return withReading(context, options.run === undefined ? 1 : longestHistory, async ({ client }) => {
    const task = findTask(client.executor, name);
    if (!task.ok) return task;
    const run = await findRun(client, task.value, options.run);
    if (!run.ok) return run;
    if (!run.value) return done('', { version: jsonVersion, run: null, log: null, text: '' });
    const { id, logPath } = run.value;
    const tail = await lastLinesOf(logPath, count.value);
    if (!tail.ok) return err(toCliFailure(tail.error));
    const json = { version: jsonVersion, run: id, log: logPath, text: tail.value.text };
    return ok({ exit: exitCodes.done, text: tail.value.bytes, json });
  });
}

async function follow(context: VerbContext, name: string, lines: number, run: string | undefined): Promise<VerbEnd> {
  const { clock, write } = context.terminal;
  const runs = run === undefined ? 1 : longestHistory;
  const opened = await WatchedReading.open(readingOptionsOf(context, runs));
  if (!opened.ok) return err(toCliFailure(opened.error));
  using watched = opened.value;
  const { client } = watched.reading;
  const task = findTask(client.executor, name);
  if (!task.ok) return task;
  if (run !== undefined) {
    const found = await findRun(client, task.value, run);
    if (!found.ok) return found;
    if (!found.value) return err(noSuchRun(task.value.name, run));
    const followed = followLogFile({ path: found.value.logPath, lines, clock }, write);
    if (!found.value.outcome) await runEnded(watched, found.value);
    await followed.finish();
    return written();
  }
  const source = {
    history: () => watched.tasks.find((each) => taskKey(each.name) === taskKey(name))?.runs ?? [],
    onDidChange: watched.onDidChange,
  };
  new TaskLogFeed(source, task.value.name, lines, clock, (_, bytes) => write(bytes));
  return await forever();
}

async function log(context: VerbContext, options: LogOptions): Promise<VerbEnd> {
  const count = readCount(options.lines);
  if (!count.ok) return count;
  const { clock, environment, write } = context.terminal;
  const { folder } = context;
  const path = await journalPathOf({ environment, folder });
  if (!path.ok) return err(toCliFailure(path.error));
  if (options.follow) {
    new JournalFeed(path.value, count.value, clock, (text) => write(printableLines(text)));
    return forever();
  }
  const entries = await lastJournalLines(path.value, count.value);
  return done(entries.text, { version: jsonVersion, entries: entries.entries });
}

/** The newest run, or the one with this id. */
async function findRun(
  client: ExecutorClient,
  { name, runs }: TaskView,
  id: string | undefined,
): Promise<Result<HistoryRun | undefined, CliFailure>> {
  if (id === undefined) return { ok: true, value: runs[0] && { task: name, ...runs[0] } };
  const history = await client.history(longestHistory, name);
  if (!history.ok) return err(history.error);
  const run = history.value.find((each) => each.id === id);
  return run ? { ok: true, value: run } : err(noSuchRun(name, id));
}

function noSuchRun(task: string, run: string): CliFailure {
  const message = `"${task}" has no run "${run}". See executor history ${task}.`;
  return { reason: 'no-such-run', message };
}

function readCount(text: string): Result<number, CliFailure> {
  const count = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(count)
    ? { ok: true, value: count }
    : err(usageFailure(`"${text}" is not a number of lines. Write a whole number, such as -n 50.`));
}

/** Until a signal ends this process. */
function forever(): Promise<never> {
  return new Promise(() => undefined);
}
