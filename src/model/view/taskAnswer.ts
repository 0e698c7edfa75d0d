import * as l10n from '@vscode/l10n';
import { assertNever } from '../../base/assertNever.ts';
import type { Instant } from '../../base/clock.ts';
import { describeFailure } from '../describeFailure.ts';
import type { ExecutorFailure } from '../failure.ts';
import { isLiveStatus, type TaskView } from './taskView.ts';

/** What a command for all tasks did about one of them. */
export type TaskAnswer = { readonly name: string } &
  /** `first` are the tasks that are started before it. */
  (
    | { readonly kind: 'started'; readonly first?: readonly string[] }
    | { readonly kind: 'already-running' | 'not-running' | 'paused' | 'not-armed' }
    /** `leftovers`: nothing ran, and so many processes that its runs had left were ended. */
    | { readonly kind: 'stopped'; readonly leftovers?: number }
    | { readonly kind: 'scheduled'; readonly next: Instant; readonly timeZone: string }
    | { readonly kind: 'failed'; readonly failure: ExecutorFailure }
  );

/** One answer as a line: "Starting report", "Already running: api". */
export function describeAnswer(answer: TaskAnswer): string {
  switch (answer.kind) {
    case 'started':
      return l10n.t('Starting {0}', startedNames(answer));
    case 'already-running':
      return l10n.t('Already running: {0}', answer.name);
    case 'stopped':
      return stopped(answer);
    case 'not-running':
      return l10n.t('Not running: {0}', answer.name);
    case 'scheduled':
      return l10n.t('Scheduled: {0}', answer.name);
    case 'paused':
      return l10n.t('Paused {0}', answer.name);
    case 'not-armed':
      return l10n.t('Not scheduled: {0}', answer.name);
    case 'failed':
      return answer.failure.reason === 'not-ended'
        ? l10n.t('Could not stop {0}: {1}', answer.name, describeFailure(answer.failure))
        : l10n.t('Could not start {0}: {1}', answer.name, describeFailure(answer.failure));
    default:
      return assertNever(answer);
  }
}

/** What a stop that has done its work answers about a task, by what that was before. */
export function answerOfStop({
  extraRuns,
  leftovers,
  name,
  schedule,
  status,
}: Pick<TaskView, 'name' | 'status' | 'extraRuns' | 'leftovers' | 'schedule'>): TaskAnswer {
  const isActive =
    isLiveStatus(status) || extraRuns > 0 || ['backing-off', 'crash-looping', 'elsewhere'].includes(status.kind);
  if (isActive) return { name, kind: 'stopped' };
  if (leftovers > 0) return { name, kind: 'stopped', leftovers };
  return { name, kind: schedule.kind === 'armed' || schedule.kind === 'ended' ? 'paused' : 'not-running' };
}

function stopped({ leftovers, name }: TaskAnswer & { readonly kind: 'stopped' }): string {
  if (leftovers === undefined) return l10n.t('Stopped {0}', name);
  return leftovers === 1
    ? l10n.t('Ended a process that {0} left behind', name)
    : l10n.t('Ended {0} processes that {1} left behind', leftovers, name);
}

/** All answers in few words, for a notification: "Starting a, b. Already running: c. Could not start d." */
export function summarizeAnswers(answers: readonly TaskAnswer[]): string {
  if (answers.length === 0) return l10n.t('There are no tasks yet.');
  return (Object.keys(summaries) as SummaryKind[])
    .flatMap((kind) => {
      const names = answers.filter((answer) => summaryKind(answer) === kind).map(namesOf);
      return names.length === 0 ? [] : [summaries[kind](names.join(', '))];
    })
    .join(' ');
}

type SummaryKind = TaskAnswer['kind'] | 'not-ended';

function summaryKind(answer: TaskAnswer): SummaryKind {
  return answer.kind === 'failed' && answer.failure.reason === 'not-ended' ? 'not-ended' : answer.kind;
}

const summaries: Readonly<Record<SummaryKind, (names: string) => string>> = {
  started: (names) => l10n.t('Starting {0}.', names),
  stopped: (names) => l10n.t('Stopped {0}.', names),
  'already-running': (names) => l10n.t('Already running: {0}.', names),
  'not-running': (names) => l10n.t('Not running: {0}.', names),
  scheduled: (names) => l10n.t('Scheduled: {0}.', names),
  paused: (names) => l10n.t('Paused {0}.', names),
  'not-armed': (names) => l10n.t('Not scheduled: {0}.', names),
  failed: (names) => l10n.t('Could not start {0}.', names),
  'not-ended': (names) => l10n.t('Could not stop {0}.', names),
};

function namesOf(answer: TaskAnswer): string {
  if (answer.kind === 'stopped' && answer.leftovers !== undefined)
    return l10n.t('{0} (leftover processes: {1})', answer.name, answer.leftovers);
  return answer.kind === 'started' ? startedNames(answer) : answer.name;
}

/** "api", or "db, then api" where another is started before it. */
export function startedNames({
  first = [],
  name,
}: {
  readonly name: string;
  readonly first?: readonly string[];
}): string {
  return first.length === 0 ? name : l10n.t('{0}, then {1}', first.join(', '), name);
}
