import { format, isSameDay, subDays } from 'date-fns';
import { assertNever } from '../base/assertNever.ts';
import type { Instant } from '../base/clock.ts';
import { describeFailure } from './failure.ts';
import { clockTime, describeSpan } from './humanTime.ts';
import { describeElapsed } from './logText.ts';
import type { Notice, Summary } from './notice.ts';
import { describeExit } from './run.ts';
import { describeNextRun } from './scheduleText.ts';
import type { RunView, TaskView } from './taskView.ts';

/** A notice, and what is known about its task by the time a person is told. */
export interface TimelyNotice {
  readonly notice: Notice;
  /** The task's name as it is shown: with its folder's where there are several folders. */
  readonly title: string;
  /** Undefined where the task has gone meanwhile. */
  readonly task: TaskView | undefined;
}

/** A notification: what it says and how grave it is. */
export interface NoticeMessage {
  readonly severity: 'error' | 'warning' | 'information';
  readonly text: string;
}

/** How many names a notification spells out before it only counts. */
const namedTasks = 5;

/** One notification for bad news that came close together, or for good news. */
export function noticeMessage(notices: readonly TimelyNotice[], now: Instant): NoticeMessage {
  const [first] = notices;
  if (first && notices.length === 1) return singleMessage(first, now);
  const verb = notices.every(({ notice }) => notice.kind === 'succeeded') ? 'succeeded' : 'failed';
  const names = listNames(notices.map(({ title }) => title));
  return {
    severity: verb === 'failed' ? 'error' : 'information',
    text: `${String(notices.length)} tasks ${verb}: ${names}.`,
  };
}

/** What happened while no window was open: "Since yesterday 18:02: 41 runs, 2 tasks failed (report, poll), 1 run missed". */
export function summaryText({ failed, missed, runs, since }: Summary, now: Instant): string {
  const facts = [
    count(runs, 'run'),
    ...(failed.length === 0 ? [] : [`${count(failed.length, 'task')} failed (${listNames(failed)})`]),
    ...(missed === 0 ? [] : [`${count(missed, 'run')} missed`]),
  ];
  return `Since ${sinceWords(since, now)}: ${facts.join(', ')}.`;
}

function singleMessage({ notice, task, title }: TimelyNotice, now: Instant): NoticeMessage {
  const run = task?.runs.find(({ id }) => id === notice.run);
  switch (notice.kind) {
    case 'failed':
      return { severity: 'error', text: sentences(failure(title, notice.how, run), whatFollows(notice, task, now)) };
    case 'crash-looping':
      return {
        severity: 'warning',
        text: `${title} keeps crashing${inBrackets(run)}: ${times(notice.shortRuns)} in a row. It is still restarted, ${
          notice.next > now ? `next at ${clockTime(notice.next, now)}` : 'with pauses'
        }.`,
      };
    case 'gave-up':
      return {
        severity: 'error',
        text: `${title} gave up: it crashed ${times(notice.shortRuns)} in a row${inBrackets(run)}. It stays down until you start it.`,
      };
    case 'succeeded':
      return { severity: 'information', text: `${title} succeeded${duration(run)}.` };
    default:
      return assertNever(notice);
  }
}

/** "report failed (exit 3) after 2.0 s.", "report could not start. The script … was not found at …" */
function failure(title: string, how: string, run: RunView | undefined): string {
  switch (run?.outcome?.kind) {
    case 'start-failed':
      return `${title} could not start. ${describeFailure(run.outcome.failure)}`;
    case 'timed-out':
      return `${title} took too long and was ended${duration(run)}.`;
    case 'interrupted':
      return `${title} was interrupted; how it would have ended is not known.`;
    case 'failed':
    case 'stopped':
    case 'succeeded':
    case undefined:
      return `${title} failed (${how})${duration(run)}.`;
  }
}

/** What becomes of the task after its failure, as things stand now; empty where that goes without saying. */
function whatFollows(notice: Notice, task: TaskView | undefined, now: Instant): string {
  const status = task?.status;
  switch (status?.kind) {
    case 'backing-off':
    case 'crash-looping':
      return status.until > now ? `It is restarted in ${describeSpan(status.until - now)}.` : 'It is restarted now.';
    case 'starting':
    case 'waiting':
    case 'running':
      return task?.runs[0]?.id === notice.run ? '' : 'It runs again.';
    case 'scheduled':
      return `${describeNextRun(status.next, now, status.timeZone)}.`;
    case 'stopping':
    case 'gave-up':
    case 'blocked':
    case 'elsewhere':
    case 'stopped':
    case undefined:
      return '';
  }
}

function duration(run: RunView | undefined): string {
  return run?.startedAt === undefined || run.endedAt === undefined
    ? ''
    : ` after ${describeElapsed(run.endedAt - run.startedAt)}`;
}

function inBrackets(run: RunView | undefined): string {
  return run?.outcome?.kind === 'failed' ? ` (${describeExit(run.outcome.exit)})` : '';
}

function times(shortRuns: number): string {
  return `${String(shortRuns)} times`;
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function listNames(names: readonly string[]): string {
  if (names.length <= namedTasks + 1) return names.join(', ');
  return `${names.slice(0, namedTasks).join(', ')} and ${String(names.length - namedTasks)} more`;
}

/** "14:02" today, "yesterday 18:02", else with the weekday or the date. */
function sinceWords(since: Instant, now: Instant): string {
  return isSameDay(since, subDays(now, 1)) ? `yesterday ${format(since, 'HH:mm')}` : clockTime(since, now);
}

function count(amount: number, noun: string): string {
  return `${String(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}
