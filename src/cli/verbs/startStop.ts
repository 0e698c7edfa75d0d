import { err, ok, type Result } from '../../base/result.ts';
import { sendableSignals, type SendableSignal } from '../../model/sendableSignal.ts';
import { describeSkippedNext } from '../../model/schedule/skipped.ts';
import { answerOfStop } from '../../model/view/taskAnswer.ts';
import type { ScheduleView, TaskView } from '../../model/view/taskView.ts';
import type { ExecutorClient } from '../../protocol/executorClient.ts';
import { type CliFailure, findTask, usageFailure, whyUnknown } from '../cliFailure.ts';
import { isoInstantIn } from '../jsonOutput.ts';
import { chooseTasks, whichTask } from '../names.ts';
import { failedReport, reportEnd, type TaskReport, toReport } from '../taskReport.ts';
import { addVerb, type VerbContext, type VerbEnd, type VerbSet, withHost } from '../verb.ts';

interface AllOption {
  readonly all?: boolean;
}

/** Does something about one task that was found in the view. */
type Deed = (client: ExecutorClient, task: TaskView, context: VerbContext) => Promise<TaskReport>;

/** Adds `start`, `stop`, `restart`, `arm`, `pause`, `skip` and `signal`. */
export function addTaskVerbs(set: VerbSet): void {
  addVerb<AllOption>(set, {
    usage: 'start [names...]',
    summary: 'start tasks and keep them running; for a task with a schedule, start the schedule',
    options: [['--all', 'every task that is not running, and every schedule']],
    act: ({ args, context, options }) => aboutTasks(context, args, options, start, 'task/startAll'),
  });
  addVerb<AllOption>(set, {
    usage: 'stop [names...]',
    summary: 'stop tasks, wait until all their processes have ended, and pause their schedules',
    options: [['--all', 'every task']],
    act: ({ args, context, options }) => aboutTasks(context, args, options, stop, 'task/stopAll'),
  });
  addVerb<AllOption>(set, {
    usage: 'restart <names...>',
    summary: 'stop tasks and start them again; schedules stay as they are',
    act: ({ args, context, options }) => aboutTasks(context, args, options, restart),
  });
  addVerb<AllOption>(set, {
    usage: 'arm [names...]',
    summary: 'start the schedules of tasks',
    options: [['--all', 'every schedule']],
    act: ({ args, context, options }) => aboutTasks(context, args, options, arm),
  });
  addVerb<AllOption>(set, {
    usage: 'pause [names...]',
    summary: 'pause the schedules of tasks; running tasks keep running',
    options: [['--all', 'every schedule']],
    act: ({ args, context, options }) => aboutTasks(context, args, options, pause),
  });
  addVerb(set, {
    usage: 'skip <names...>',
    summary: 'skip the next run of the schedules of tasks',
    act: ({ args, context }) => aboutTasks(context, args, {}, skip),
  });
  addVerb(set, {
    usage: 'signal <name> <signal>',
    summary: `send a signal to a task's run: ${sendableSignals.map((name) => name.slice(3)).join(', ')}`,
    act: ({ args: [name = '', word = ''], context }) => {
      const signal = readSignal(word);
      if (!signal.ok) return Promise.resolve(signal);
      return withHost(context, async ({ client }) => {
        const found = findTask(client.executor, name);
        if (!found.ok) return found;
        const task = found.value.name;
        const sent = await client.ask('task/signal', { name: task, signal: signal.value });
        if (!sent.ok) return err(sent.error);
        return reportEnd([{ task, did: 'signalled', message: `Sent ${signal.value} to ${task}` }]);
      });
    },
  });
}

/** "HUP", "sighup" or "SIGHUP". */
export function readSignal(word: string): Result<SendableSignal, CliFailure> {
  const upper = word.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  const signal = sendableSignals.find((known) => known === name);
  if (signal) return ok(signal);
  const known = sendableSignals.map((each) => each.slice(3)).join(', ');
  return err(
    usageFailure(`"${word}" is not a signal you can send. Send one of ${known}; to end a run, use executor stop.`),
  );
}

async function aboutTasks(
  context: VerbContext,
  args: readonly string[],
  options: AllOption,
  deed: Deed,
  aboutAll?: 'task/startAll' | 'task/stopAll',
): Promise<VerbEnd> {
  // What makes no sense starts no host.
  if (args.length === 0 && !options.all) return err(whichTask);
  return withHost(context, async ({ client }) => {
    const chosen = chooseTasks(client.executor, args, options);
    if (!chosen.ok) return chosen;
    const { executor } = client;
    const unknown = deed === stop ? undefined : whyUnknown(executor);
    if (chosen.value.kind === 'all' && unknown) return err(unknown);
    if (chosen.value.kind === 'all' && aboutAll) {
      const answers = await client.ask(aboutAll, {});
      if (!answers.ok) return err(answers.error);
      return reportEnd(answers.value.map((answer) => toReport(answer, context.terminal.clock.now())));
    }
    const names = chosen.value.kind === 'named' ? chosen.value.names : undefined;
    const tasks = executor.tasks.filter(({ name, schedule }) =>
      names ? names.includes(name) : schedule.kind !== 'none',
    );
    return reportEnd(await Promise.all(tasks.map((task) => deed(client, task, context))));
  });
}

const start: Deed = async (client, { name }, { terminal }) => {
  const started = await client.ask('task/start', { name });
  if (!started.ok) {
    if (started.error.reason === 'task-live') return toReport({ name, kind: 'already-running' }, terminal.clock.now());
    return failedReport(name, started.error);
  }
  const { first, next } = started.value;
  const now = terminal.clock.now();
  return next
    ? toReport({ name, kind: 'scheduled', next: next.at, timeZone: next.timeZone }, now)
    : toReport({ name, kind: 'started', ...(first && { first }) }, now);
};

const stop: Deed = async (client, task, { terminal }) => {
  const answer = await client.ask('task/stop', { name: task.name });
  return answer.ok ? toReport(answerOfStop(task), terminal.clock.now()) : failedReport(task.name, answer.error);
};

const restart: Deed = async (client, { name }) => {
  const answer = await client.ask('task/restart', { name });
  return answer.ok ? { task: name, did: 'restarted', message: `Restarted ${name}` } : failedReport(name, answer.error);
};

const arm: Deed = (client, task, context) =>
  task.schedule.kind === 'none' && task.status.kind !== 'blocked' && !whyUnknown(client.executor)
    ? Promise.resolve(failedReport(task.name, noSchedule))
    : start(client, task, context);

const pause: Deed = async (client, { name, schedule }, { terminal }) => {
  if (schedule.kind === 'none') return failedReport(name, whyUnknown(client.executor) ?? noSchedule);
  const answer = await client.ask('task/pauseSchedule', { name });
  const kind = isArmed(schedule) ? 'paused' : 'not-armed';
  return answer.ok ? toReport({ name, kind }, terminal.clock.now()) : failedReport(name, answer.error);
};

function isArmed({ kind }: ScheduleView): boolean {
  return kind === 'armed' || kind === 'ended';
}

const noSchedule: CliFailure = {
  reason: 'no-schedule',
  message: 'It has no schedule. Give it "every" or "cron" in the task file, or start it with executor start.',
};

const skip: Deed = async (client, { name }, { terminal }) => {
  const skipped = await client.ask('task/skipNext', { name });
  if (!skipped.ok) return failedReport(name, skipped.error);
  const { next, task, timeZone } = skipped.value;
  const message = describeSkippedNext(skipped.value, terminal.clock.now());
  return { task, did: 'skipped', message, ...(next !== undefined && { nextRun: isoInstantIn(next, timeZone) }) };
};
