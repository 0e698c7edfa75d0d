import { err, ok, type Result } from '../../base/result.ts';
import { commandLine } from '../../model/words/commandLine.ts';
import { describeLater, type LaterRun, passedToday } from '../../model/schedule/laterRun.ts';
import { type LaterTime, parseLaterTime } from '../../model/schedule/laterTime.ts';
import { previewLine } from '../../model/schedule/scheduleText.ts';
import { type ExecutorView, zoneOfTask } from '../../model/view/taskView.ts';
import { systemTimeZone } from '../../model/time/timeZone.ts';
import { dayMs } from '../../model/time/wallTime.ts';
import { type CliFailure, findTask, misreading, usageFailure } from '../cliFailure.ts';
import { jsonVersion, laterJson } from '../jsonOutput.ts';
import { renderTable } from '../textTable.ts';
import { addVerb, done, type VerbContext, type VerbEnd, type VerbSet, withHost, withReading } from '../verb.ts';

interface AtOptions {
  readonly cancel?: string;
}

/** What `executor at TIME NAME -- ARGS` was called with. */
interface Wish {
  readonly time: string;
  readonly name: string;
  readonly args: readonly string[];
}

/** No time has more. */
const mostWords = 10;

/** Adds `at`. */
export function addAtVerb(set: VerbSet): void {
  addVerb<AtOptions>(set, {
    usage: 'at [words...]',
    summary:
      'at TIME NAME: run a task once, later ("in 20 minutes", 22:00, tomorrow 7:30); further arguments after --; without arguments: list such runs',
    options: [['--cancel <name|id>', 'cancel later runs: all of a task, or one by its id']],
    act: ({ args, context, options }) => {
      if (options.cancel === undefined) return args.length === 0 ? list(context) : ask(context, args);
      return args.length === 0
        ? cancel(context, options.cancel)
        : Promise.resolve(err(usageFailure('Name a time and a task, or use --cancel, not both.')));
    },
  });
}

function list(context: VerbContext): Promise<VerbEnd> {
  return withReading(context, 0, ({ client, facts }) => {
    const later = allLater(client.executor);
    const { clock, hasColor } = context.terminal;
    const rows = later.map(({ args = [], at, id, task, timeZone }) =>
      [id, task, previewLine(at, timeZone), commandLine(args)].map((text) => ({ text })),
    );
    const table = renderTable(['ID', 'TASK', 'WHEN', 'ARGUMENTS'], rows, { hasColor });
    const isPast = later.some(({ at }) => at <= clock.now());
    const note =
      facts || !isPast ? '' : 'No host is running; the next host catches up on what is due. See executor up --help.\n';
    const text = later.length === 0 ? 'Nothing is set to run later.\n' : `${table}${note}`;
    return Promise.resolve(done(text, { version: jsonVersion, later: later.map(laterJson) }));
  });
}

async function ask(context: VerbContext, words: readonly string[]): Promise<VerbEnd> {
  const { clock } = context.terminal;
  // What makes no sense starts no host.
  const read = readWish(words, clock.now());
  if (!read.ok) return read;
  const { args, name, time } = read.value;
  return withHost(context, async ({ client }) => {
    const found = findTask(client.executor, name);
    if (!found.ok) return found;
    const task = found.value;
    const now = clock.now();
    const timeZone = zoneOfTask(client.executor, task);
    const when = parseLaterTime(time, now, timeZone);
    if (!when.ok) return err(misreading('the time', when.error));
    const asked = await client.ask('task/runLater', {
      name: task.name,
      at: when.value.at,
      timeZone,
      ...(args.length > 0 && { args }),
    });
    if (!asked.ok) return err(asked.error);
    const text = answerText(asked.value, when.value, now);
    return done(`${text}\n`, { version: jsonVersion, later: [laterJson(asked.value)] });
  });
}

function answerText(later: LaterRun, { isTomorrow }: LaterTime, now: number): string {
  const answer = describeLater(later, now);
  return isTomorrow ? `${answer}. ${passedToday()}` : answer;
}

function cancel(context: VerbContext, what: string): Promise<VerbEnd> {
  return withHost(context, async ({ client }) => {
    const one = allLater(client.executor).find(({ id }) => id === what);
    const found = one ? ok(one.task) : findTask(client.executor, what);
    if (!found.ok) return found;
    const name = typeof found.value === 'string' ? found.value : found.value.name;
    const cancelled = await client.ask('task/cancelLater', { name, ...(one && { id: one.id }) });
    if (!cancelled.ok) return err(cancelled.error);
    const lines = cancelled.value.map(({ at, task, timeZone }) => `Cancelled: ${task} at ${previewLine(at, timeZone)}`);
    const text = lines.length === 0 ? `No run of ${name} is set for later.` : lines.join('\n');
    return done(`${text}\n`, { version: jsonVersion, cancelled: cancelled.value.map(laterJson) });
  });
}

/** All runs that are to come, the earliest first. */
function allLater({ tasks }: ExecutorView): readonly LaterRun[] {
  return tasks.flatMap(({ later = [] }) => later).toSorted((one, other) => one.at - other.at);
}

/** Without quotes the words of a time come one by one: it is as many of them as can be read as one. */
function readWish(words: readonly string[], now: number): Result<Wish, CliFailure> {
  for (let count = Math.min(words.length - 1, mostWords); count > 0; count -= 1) {
    const time = words.slice(0, count).join(' ');
    const [name = '', ...args] = words.slice(count);
    if (isReadable(time, now)) return ok({ time, name, args });
  }
  if (isReadable(words.join(' '), now)) {
    const example = 'executor at 22:00 report';
    return err(
      usageFailure(`Which task should run at "${words.join(' ')}"? Write its name after the time, as in ${example}.`),
    );
  }
  const [first = ''] = words;
  const time = /\s/.test(first) || words.length < 2 ? first : words.slice(0, -1).join(' ');
  const read = parseLaterTime(time, now, systemTimeZone());
  return err(read.ok ? usageFailure(`"${time}" is not a time.`) : misreading('the time', read.error));
}

/** Whether a text is a time that has not passed in whatever zone: it was to come two days ago, early or at noon. */
function isReadable(time: string, now: number): boolean {
  const early = (Math.floor(now / dayMs) - 2) * dayMs;
  return [early, early + dayMs / 2].some((then) => parseLaterTime(time, then, 'UTC').ok);
}
