import { err } from '../../base/result.ts';
import { delay } from '../../base/clock.ts';
import { findOldFolder } from '../../host/places/oldFolder.ts';
import type { Reading } from '../../host/reach/reading.ts';
import { WatchedReading } from '../../host/reach/watchedReading.ts';
import type { OldFolder } from '../../model/host/oldFolder.ts';
import { isUnderWay, nextDueOf, type TaskView } from '../../model/view/taskView.ts';
import { toCliFailure } from '../cliFailure.ts';
import { listJson, renderJsonLine } from '../jsonOutput.ts';
import { renderList } from '../listText.ts';
import { printableLines } from '../textTable.ts';
import { addVerb, done, readingOptionsOf, type VerbContext, type VerbEnd, type VerbSet, withReading } from '../verb.ts';

interface ListOptions {
  readonly running?: boolean;
  readonly nextRun?: boolean;
  readonly watch?: boolean;
}

/** Milliseconds between two pictures on a screen, where times tick. */
const tickMs = 1_000;

/** Adds `list`. */
export function addListVerb(set: VerbSet): void {
  addVerb<ListOptions>(set, {
    usage: 'list',
    summary: 'show every task and what it does',
    options: [
      ['--running', 'only tasks that are running or about to run'],
      ['--next-run', 'with the next run of each task, earliest first'],
      ['--watch', 'show it again after every change, until Ctrl-C; with --json, one line each time'],
    ],
    act: ({ context, options }) =>
      options.watch
        ? watch(context, options)
        : withReading(context, 0, async (reading) => {
            const old = await findOldFolder(readingOptionsOf(context, 0));
            return done(textOf(reading, options, context, old), jsonOf(reading, options, old));
          }),
  });
}

async function watch(context: VerbContext, options: ListOptions): Promise<VerbEnd> {
  const { clock, isScreen, write } = context.terminal;
  const opened = await WatchedReading.open(readingOptionsOf(context, 0));
  const old = await findOldFolder(readingOptionsOf(context, 0));
  if (!opened.ok) return err(toCliFailure(opened.error));
  const watched = opened.value;
  let last = '';
  let wake = new AbortController();
  watched.onDidChange(() => {
    wake.abort();
  });
  // Ends with Ctrl-C, as `tail -f` does.
  for (;;) {
    const { reading } = watched;
    const text = context.isJson
      ? renderJsonLine(jsonOf(reading, options, old))
      : printableLines(textOf(reading, options, context, old));
    if (text !== last) {
      const separator = last === '' ? '' : '\n';
      last = text;
      if (context.isJson) await write(text);
      else await write(isScreen ? `\u001B[H\u001B[2J${text}` : `${separator}${text}`);
    }
    if (!wake.signal.aborted) await delay(clock, isScreen && !context.isJson ? tickMs : longestWaitMs, wake.signal);
    wake = new AbortController();
  }
}

/** Milliseconds that a list without a screen is waited for; whatever changes is told. */
const longestWaitMs = 60_000;

function jsonOf({ client, facts }: Reading, options: ListOptions, old: OldFolder | undefined): object {
  const { executor } = client;
  return listJson(executor, chosen(executor.tasks, options), facts, old);
}

function textOf(
  { client, facts }: Reading,
  options: ListOptions,
  { terminal }: VerbContext,
  old: OldFolder | undefined,
): string {
  const { executor } = client;
  const { clock, hasColor } = terminal;
  const look = { now: clock.now(), hasColor, hasNextRun: options.nextRun === true };
  return renderList(executor, chosen(executor.tasks, options), facts, look, old);
}

function chosen(tasks: readonly TaskView[], { nextRun, running }: ListOptions): readonly TaskView[] {
  const shown = running ? tasks.filter(isAtWork) : tasks;
  return nextRun ? shown.toSorted((one, other) => dueAt(one) - dueAt(other)) : shown;
}

function isAtWork({ extraRuns, status }: TaskView): boolean {
  return isUnderWay(status) || extraRuns > 0;
}

function dueAt(task: TaskView): number {
  return nextDueOf(task)?.at ?? Number.MAX_SAFE_INTEGER;
}
