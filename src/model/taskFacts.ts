import type { Instant } from '../base/clock.ts';
import { assertNever } from '../base/assertNever.ts';
import { commandLine } from './commandLine.ts';
import { describeFailure } from './failure.ts';
import { describeOutcome } from './run.ts';
import type { Dependency } from './task.ts';
import { previewLine } from './scheduleText.ts';
import type { RunView, ScheduleView, TaskView } from './taskView.ts';

/** Words of a moment in full, as the reader's language writes it. */
export type FullTime = (at: Instant) => string;

/** The sentences of a task's tooltip, most wanted first. */
export function taskFacts(task: TaskView, fullTime: FullTime): readonly string[] {
  const { extraRuns, interpreter, leftovers, runs, schedule, status } = task;
  const facts = [...statusFacts(task, fullTime), ...scheduleFacts(schedule)];
  const last = runs.find(({ outcome }) => outcome !== undefined);
  if (last && status.kind !== 'blocked') facts.push(...endFacts('Last run', last, fullTime));
  if (extraRuns > 0) facts.push(`Runs beside the main one: ${String(extraRuns)}`);
  if (leftovers > 0) facts.push(`Processes that its last run has left: ${String(leftovers)}. Stop ends them.`);
  if (task.isChanged) facts.push('Its definition has changed since it was started; Restart to Apply puts it in force.');
  if (task.isUndefined) facts.push('The task file names it no more: what runs goes on, and is not started again.');
  if (task.after) facts.push(`Starts after: ${task.after.map(dependencyWords).join(', ')}`);
  if (task.isMuted) facts.push('Muted: no notifications.');
  if (task.commandLine !== '') facts.push(task.commandLine);
  if (interpreter !== undefined) facts.push(`Interpreter: ${interpreter}`);
  return facts;
}

/** The sentences of a run's tooltip. */
export function runFacts(run: RunView, fullTime: FullTime): readonly string[] {
  const { args = [], cause, isExtra, logPath, retry = 0, scheduledFor, trigger } = run;
  const facts = [`Started by: ${trigger}${retry > 0 ? ` ${String(retry)}` : ''}`];
  if (cause) facts.push(`After: ${cause.task} (${cause.outcome}, run ${cause.run})`);
  if (scheduledFor !== undefined) facts.push(`Scheduled for: ${fullTime(scheduledFor)}`);
  if (args.length > 0) facts.push(`Further arguments: ${commandLine(args)}`);
  if (isExtra) facts.push('It was started beside the run that was there.');
  return [...facts, ...endFacts('Ended:', run, fullTime), logPath];
}

function statusFacts({ status }: TaskView, fullTime: FullTime): readonly string[] {
  switch (status.kind) {
    case 'running':
      return [`Running as pid ${String(status.pid)}, since ${fullTime(status.since)}`];
    case 'waiting':
      if (status.for) return [`Waits for ${status.for.join(', ')}. Stop ends the waiting.`];
      return [
        `Waits until another run has ended (setting executor.maxConcurrentRuns)${status.position === undefined ? '' : `, number ${String(status.position)} in the row`}`,
      ];
    case 'backing-off':
      if (!status.retry) return [`To be started again at ${fullTime(status.until)}`];
      return [
        `To be tried again at ${fullTime(status.until)}: retry ${String(status.retry.number)} of ${String(status.retry.of)}. Stop Run ends that.`,
      ];
    case 'crash-looping':
      return [`To be started again at ${fullTime(status.until)}`];
    case 'gave-up':
      return [`Gave up after ${String(status.shortRuns)} short runs in a row. Start tries again.`];
    case 'blocked':
      return [describeFailure(status.failure)];
    case 'starting':
    case 'stopping':
    case 'elsewhere':
    case 'scheduled':
    case 'stopped':
      return [];
    default:
      return assertNever(status);
  }
}

function scheduleFacts(schedule: ScheduleView): readonly string[] {
  switch (schedule.kind) {
    case 'none':
      return [];
    case 'armed':
      return [`Next run: ${previewLine(schedule.next, schedule.timeZone)} (${schedule.words})`];
    case 'paused':
      return [`Schedule paused (${schedule.words}; ${schedule.timeZone})`];
    case 'ended':
      return [`The schedule has ended (${schedule.words}; ${schedule.timeZone})`];
    default:
      return assertNever(schedule);
  }
}

function endFacts(what: string, { endedAt, outcome }: RunView, fullTime: FullTime): readonly string[] {
  if (!outcome || endedAt === undefined) return [];
  const how = outcome.kind === 'start-failed' ? describeFailure(outcome.failure) : describeOutcome(outcome);
  return [`${what} ${how}, ${fullTime(endedAt)}`];
}

function dependencyWords({ condition, task }: Dependency): string {
  return condition === 'started' ? task : `${task} (${condition})`;
}
