import * as l10n from '@vscode/l10n';
import { format, isSameDay, subDays } from 'date-fns';
import { assertNever } from '../../base/assertNever.ts';
import type { Instant } from '../../base/clock.ts';
import { type Clause, word } from '../words/clause.ts';
import { describeFailure } from '../describeFailure.ts';
import { clockTime, describeSpan } from '../words/humanTime.ts';
import { describeElapsed } from '../log/logText.ts';
import type { Notice, Summary } from './notice.ts';
import { describeExit } from '../run.ts';
import { describeNextRun } from '../schedule/scheduleText.ts';
import type { RunView, TaskView } from '../view/taskView.ts';

/** A notice, and what is known about its task by the time a person is told. */
export interface TimelyNotice {
  readonly notice: Notice;
  /** The task's name as it is shown: with its folder's where there are several folders. */
  readonly title: string;
  /** Undefined if the task has gone meanwhile. */
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
  const names = listNames(notices.map(({ title }) => title));
  return notices.every(({ notice }) => notice.kind === 'succeeded')
    ? { severity: 'information', text: l10n.t('{0} tasks succeeded: {1}.', notices.length, names) }
    : { severity: 'error', text: l10n.t('{0} tasks failed: {1}.', notices.length, names) };
}

/** What happened while no window was open: "Since yesterday 18:02: 41 runs, 2 tasks failed (report, poll), 1 run missed". */
export function summaryText({ failed, missed, runs, since }: Summary, now: Instant): string {
  const facts = [
    runs === 1 ? l10n.t('1 run') : l10n.t('{0} runs', runs),
    ...(failed.length === 0 ? [] : [failedTasks(failed)]),
    ...(missed === 0 ? [] : [missed === 1 ? l10n.t('1 run missed') : l10n.t('{0} runs missed', missed)]),
  ];
  return l10n.t('Since {0}: {1}.', sinceWords(since, now), facts.join(', '));
}

function failedTasks(failed: readonly string[]): string {
  return failed.length === 1
    ? l10n.t('1 task failed ({0})', listNames(failed))
    : l10n.t('{0} tasks failed ({1})', failed.length, listNames(failed));
}

function singleMessage({ notice, task, title }: TimelyNotice, now: Instant): NoticeMessage {
  const run = task?.runs.find(({ id }) => id === notice.run);
  switch (notice.kind) {
    case 'failed':
      return { severity: 'error', text: sentences(failure(title, notice.how, run), whatFollows(notice, task, now)) };
    case 'crash-looping':
      return { severity: 'warning', text: sentences(crashes(title, notice.shortRuns, run), goesOn(notice, now)) };
    case 'gave-up':
      return { severity: 'error', text: gaveUp(title, notice.shortRuns, run) };
    case 'succeeded':
      return { severity: 'information', text: succeeded(title, run) };
    default:
      return assertNever(notice);
  }
}

function crashes(title: string, times: number, run: RunView | undefined): string {
  const exit = exitOf(run);
  return exit === undefined
    ? l10n.t('{0} keeps crashing: {1} times in a row.', title, times)
    : l10n.t('{0} keeps crashing ({1}): {2} times in a row.', title, exit, times);
}

function goesOn({ next }: Notice & { readonly kind: 'crash-looping' }, now: Instant): string {
  return next > now
    ? l10n.t('Restarts continue, next at {0}.', clockTime(next, now))
    : l10n.t('Restarts continue, with pauses.');
}

function gaveUp(title: string, times: number, run: RunView | undefined): string {
  const exit = exitOf(run);
  return exit === undefined
    ? l10n.t('{0} gave up: it crashed {1} times in a row. It stays down until you start it.', title, times)
    : l10n.t('{0} gave up: it crashed {1} times in a row ({2}). It stays down until you start it.', title, times, exit);
}

function succeeded(title: string, run: RunView | undefined): string {
  const took = durationOf(run);
  return took === undefined ? l10n.t('{0} succeeded.', title) : l10n.t('{0} succeeded after {1}.', title, took);
}

/** "report failed (exit 3) after 2.0 s.", "report could not start. The script … was not found at …" */
function failure(title: string, how: Clause, run: RunView | undefined): string {
  const took = durationOf(run);
  switch (run?.outcome?.kind) {
    case 'start-failed':
      return l10n.t('{0} could not start. {1}', title, describeFailure(run.outcome.failure));
    case 'timed-out':
      return took === undefined
        ? l10n.t('{0} took too long and was stopped.', title)
        : l10n.t('{0} took too long and was stopped after {1}.', title, took);
    case 'interrupted':
      return l10n.t('{0} was interrupted; its outcome is unknown.', title);
    case 'failed':
    case 'stopped':
    case 'succeeded':
    case undefined:
      return took === undefined
        ? l10n.t('{0} failed ({1}).', title, word(how))
        : l10n.t('{0} failed ({1}) after {2}.', title, word(how), took);
  }
}

/** What becomes of the task after its failure, as things stand now; empty if that goes without saying. */
function whatFollows(notice: Notice, task: TaskView | undefined, now: Instant): string {
  const status = task?.status;
  switch (status?.kind) {
    case 'backing-off':
    case 'crash-looping':
      return status.until > now
        ? l10n.t('It restarts in {0}.', describeSpan(status.until - now))
        : l10n.t('It restarts now.');
    case 'starting':
    case 'waiting':
    case 'running':
      return task?.runs[0]?.id === notice.run ? '' : l10n.t('It is running again.');
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

/** How long a run took; undefined if it never started or has not ended. */
function durationOf(run: RunView | undefined): string | undefined {
  return run?.startedAt === undefined || run.endedAt === undefined
    ? undefined
    : describeElapsed(run.endedAt - run.startedAt);
}

/** How a run that failed ended; undefined of any other. */
function exitOf(run: RunView | undefined): string | undefined {
  return run?.outcome?.kind === 'failed' ? describeExit(run.outcome.exit) : undefined;
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

function listNames(names: readonly string[]): string {
  if (names.length <= namedTasks + 1) return names.join(', ');
  return l10n.t('{0} and {1} more', names.slice(0, namedTasks).join(', '), names.length - namedTasks);
}

/** "14:02" today, "yesterday 18:02", else with the weekday or the date. */
function sinceWords(since: Instant, now: Instant): string {
  return isSameDay(since, subDays(now, 1)) ? l10n.t('yesterday {0}', format(since, 'HH:mm')) : clockTime(since, now);
}
