import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { assertNever } from '../../base/assertNever.ts';
import { word } from '../words/clause.ts';
import { commandLine } from '../words/commandLine.ts';
import { describeFailure } from '../describeFailure.ts';
import type { LaterRun } from '../schedule/laterRun.ts';
import { describeOutcome } from '../run.ts';
import { outcomeKindWords, triggerWords } from './runAppearance.ts';
import type { Dependency } from '../task.ts';
import { outlookHeading } from '../schedule/scheduleOutlook.ts';
import { type FullTime, statusKind } from './statusKind.ts';
import { taskOutlook } from './taskOutlook.ts';
import { previewLine } from '../schedule/scheduleText.ts';
import type { RunView, TaskView } from './taskView.ts';

const conditions: Readonly<Record<Dependency['condition'], () => string>> = {
  started: () => l10n.t('started'),
  ready: () => l10n.t('ready'),
  succeeded: () => l10n.t('succeeded'),
};

const approvalFacts: Readonly<Record<NonNullable<TaskView['approval']>, () => string>> = {
  missing: () => l10n.t('It is set to start automatically with its folder but does not: nobody has approved that.'),
  changed: () => l10n.t('It no longer starts automatically: its definition has changed since it was approved.'),
  refused: () => l10n.t('It is set to start automatically with its folder but does not: that was refused.'),
};

/** A sentence; or a heading and the lines below it. */
export type Fact = string | { readonly heading: string; readonly lines: readonly string[] };

/** What is in a task's tooltip: what it is for, then what is most wanted. */
export function taskFacts(task: TaskView, fullTime: FullTime, now: Instant): readonly Fact[] {
  const { description, extraRuns, interpreter, leftovers, runs, status } = task;
  const facts: Fact[] = [
    ...(description === undefined ? [] : [description]),
    ...(statusKind(status).facts?.(status, fullTime) ?? []),
    ...laterFacts(task),
    ...scheduleFacts(task, now),
  ];
  const last = runs.find(({ outcome }) => outcome !== undefined);
  if (last && status.kind !== 'blocked')
    facts.push(...endFacts(last, fullTime).map((end) => l10n.t('Last run {0}', end)));
  if (extraRuns > 0) facts.push(l10n.t('Runs beside the main run: {0}', extraRuns));
  if (leftovers > 0) facts.push(l10n.t('Processes left behind by its runs: {0}. Stop ends them.', leftovers));
  if (task.isChanged)
    facts.push(l10n.t('Its definition has changed since it was started. Use Restart to Apply to apply the change.'));
  if (task.isUndefined)
    facts.push(l10n.t('No longer in the task file: if it is running, it keeps running, but it is not restarted.'));
  if (task.after) facts.push(l10n.t('Starts after: {0}', task.after.map(dependencyWords).join(', ')));
  if (task.approval) facts.push(approvalFacts[task.approval]());
  if (task.isMuted) facts.push(l10n.t('Muted: no notifications.'));
  if (task.commandLine !== '')
    facts.push(task.isShell ? l10n.t('In a shell: {0}', task.commandLine) : task.commandLine);
  if (interpreter !== undefined) facts.push(l10n.t('Interpreter: {0}', word(interpreter)));
  return facts;
}

/** The sentences of a run's tooltip. */
export function runFacts(run: RunView, fullTime: FullTime): readonly string[] {
  const { args = [], cause, isExtra, logPath, retry = 0, scheduledFor, trigger } = run;
  const facts = [l10n.t('Started by: {0}', `${triggerWords(trigger)}${retry > 0 ? ` ${String(retry)}` : ''}`)];
  if (cause) facts.push(l10n.t('After: {0} ({1}, run {2})', cause.task, outcomeKindWords(cause.outcome), cause.run));
  if (scheduledFor !== undefined) facts.push(l10n.t('Scheduled for: {0}', fullTime(scheduledFor)));
  if (args.length > 0) facts.push(l10n.t('Further arguments: {0}', commandLine(args)));
  if (isExtra) facts.push(l10n.t('It was started alongside the existing run.'));
  return [...facts, ...endFacts(run, fullTime).map((end) => l10n.t('Ended: {0}', end)), logPath];
}

function scheduleFacts(task: TaskView, now: Instant): readonly Fact[] {
  const { schedule } = task;
  const outlook = taskOutlook(task, now);
  if (schedule.kind === 'none' || !outlook) return [];
  const { next, words } = outlook;
  const { timeZone } = schedule;
  const upcoming = { heading: outlookHeading(outlook), lines: next };
  switch (schedule.kind) {
    case 'armed':
      return [`${words} (${timeZone})`, upcoming];
    case 'paused':
      return [l10n.t('Schedule paused ({0}; {1})', words, timeZone), upcoming];
    case 'ended':
      return [l10n.t('The schedule has ended ({0}; {1})', words, timeZone)];
    default:
      return assertNever(schedule);
  }
}

function laterFacts({ later = [] }: TaskView): readonly Fact[] {
  if (later.length === 0) return [];
  return [{ heading: l10n.t('Runs once, as requested:'), lines: later.map(laterLine) }];
}

function laterLine({ args = [], at, timeZone }: LaterRun): string {
  const time = previewLine(at, timeZone);
  return args.length === 0 ? time : l10n.t('{0}, with {1}', time, commandLine(args));
}

function endFacts({ endedAt, outcome, startedAt }: RunView, fullTime: FullTime): readonly string[] {
  if (!outcome || endedAt === undefined) return [];
  const how = outcome.kind === 'start-failed' ? describeFailure(outcome.failure) : describeOutcome(outcome, startedAt);
  return [l10n.t({ message: '{0}, {1}', args: [how, fullTime(endedAt)], comment: 'how a run ended, and when' })];
}

function dependencyWords({ condition, task }: Dependency): string {
  return condition === 'started' ? task : `${task} (${conditions[condition]()})`;
}
