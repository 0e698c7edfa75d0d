import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { describeFailure } from '../describeFailure.ts';
import { troubleWaitWords } from '../passingTrouble.ts';
import { scheduledWords } from '../schedule/scheduleText.ts';
import { clockTime, describeSpan, speakSpan } from '../words/humanTime.ts';
import type { StatusIcon } from '../words/statusIcon.ts';
import { lastEndedRun, outcomeWords, shortFailure, spokenOutcome } from './runAppearance.ts';
import type { RunView, TaskStatus, TaskView } from './taskView.ts';

/** Words of a moment in full, as the reader's language writes it. */
export type FullTime = (at: Instant) => string;

/** How much a screen reader says of the last run: what the status does not say already, and what is news. */
type SpokenPast = 'nothing' | 'a failure' | 'its end' | 'its end and when';

/** Everything that readers make of one kind of status. */
interface StatusKind<S extends TaskStatus = TaskStatus> {
  readonly icon: StatusIcon;
  /** Nothing is going on, so that a failure which nobody has seen yet is what the icon shows. */
  readonly isAtRest?: true;
  /** The few words beside a task's name. */
  words(status: S, task: TaskView, now: Instant): string;
  /** What a screen reader says in their place. */
  spoken(status: S, task: TaskView, now: Instant): string;
  readonly past: SpokenPast;
  /** The sentences in the tooltip. */
  facts?(status: S, fullTime: FullTime): readonly string[];
  /** From or to when the span of time among the words is counted, if there is one. */
  span?(status: S, task: TaskView): Instant | undefined;
}

/**
 * What readers make of a status, whose methods are given that same status. A new kind says here how it looks and sounds, and the
 * compiler asks for all of it.
 */
export function statusKind({ kind }: TaskStatus): StatusKind {
  return statusKinds[kind];
}

const statusKinds: { readonly [K in TaskStatus['kind']]: StatusKind<TaskStatus & { readonly kind: K }> } = {
  starting: {
    icon: { name: 'loading~spin', tone: 'none' },
    words: () => l10n.t('starting…'),
    spoken: () => l10n.t('starting'),
    past: 'a failure',
  },
  waiting: {
    icon: { name: 'watch', tone: 'none' },
    words: waitingWords,
    spoken: waitingWords,
    past: 'a failure',
    facts: (status) => {
      if (status.for) return [l10n.t('Waiting for {0}. Stop cancels the wait.', status.for.join(', '))];
      return [
        status.position === undefined
          ? l10n.t('Waiting for another run to end (setting executor.maxConcurrentRuns)')
          : l10n.t(
              'Waiting for another run to end (setting executor.maxConcurrentRuns), number {0} in the queue',
              status.position,
            ),
      ];
    },
  },
  running: {
    icon: { name: 'play-circle', tone: 'good' },
    words: ({ since }, _task, now) => describeSpan(now - since),
    spoken: ({ since }, _task, now) => l10n.t('running for {0}', speakSpan(now - since)),
    past: 'a failure',
    facts: ({ pid, since }, fullTime) => [l10n.t('Running as pid {0}, since {1}', pid, fullTime(since))],
    span: ({ since }) => since,
  },
  stopping: {
    icon: { name: 'loading~spin', tone: 'none' },
    words: () => l10n.t('stopping…'),
    spoken: () => l10n.t('stopping'),
    past: 'a failure',
  },
  'backing-off': {
    icon: { name: 'debug-restart', tone: 'uneasy' },
    words: (status, { runs: [last] }, now) => {
      const span = describeSpan(status.until - now);
      const { heldUpBy, retry } = status;
      const next = retry
        ? l10n.t('retry {0} of {1} in {2}', retry.number, retry.of, span)
        : l10n.t('restart in {0}', span);
      if (heldUpBy) return `${troubleWaitWords(heldUpBy)} · ${next}`;
      return last?.outcome ? `${next} · ${outcomeWords(last.outcome)}` : next;
    },
    spoken: ({ heldUpBy, retry, until }, _task, now) => {
      const span = speakSpan(until - now);
      if (heldUpBy) return l10n.t('{0}, restarts in {1}', troubleWaitWords(heldUpBy), span);
      return retry ? l10n.t('retry {0} of {1} in {2}', retry.number, retry.of, span) : l10n.t('restarts in {0}', span);
    },
    past: 'its end',
    facts: ({ retry, until }, fullTime) => [
      retry
        ? l10n.t('Next try at {0}: retry {1} of {2}. Stop Run cancels it.', fullTime(until), retry.number, retry.of)
        : l10n.t('Restarts at {0}', fullTime(until)),
    ],
    span: ({ until }) => until,
  },
  'crash-looping': {
    icon: { name: 'warning', tone: 'uneasy' },
    words: ({ shortRuns, until }, _task, now) =>
      l10n.t('crashed {0}× · next try {1}', shortRuns, clockTime(until, now)),
    spoken: ({ shortRuns, until }, _task, now) =>
      l10n.t('crashed {0} times, restarts at {1}', shortRuns, clockTime(until, now)),
    past: 'its end',
    facts: ({ until }, fullTime) => [l10n.t('Restarts at {0}', fullTime(until))],
    span: ({ until }) => until,
  },
  'gave-up': {
    icon: { name: 'error', tone: 'bad' },
    words: ({ shortRuns }) => l10n.t('gave up after {0}', shortRuns),
    spoken: ({ shortRuns }) => l10n.t('gave up after {0} short runs', shortRuns),
    past: 'its end',
    facts: ({ shortRuns }) => [l10n.t('Gave up after {0} short runs in a row. Use Start to try again.', shortRuns)],
  },
  blocked: {
    icon: { name: 'error', tone: 'bad' },
    words: ({ failure }) => shortFailure(failure),
    spoken: ({ failure }) => l10n.t('cannot start, {0}', describeFailure(failure)),
    past: 'nothing',
    facts: ({ failure }) => [describeFailure(failure)],
  },
  elsewhere: {
    icon: { name: 'server-environment', tone: 'none' },
    words: () => l10n.t('running elsewhere'),
    spoken: () => l10n.t('running elsewhere'),
    past: 'nothing',
  },
  scheduled: {
    icon: { name: 'calendar', tone: 'none' },
    isAtRest: true,
    words: ({ next, timeZone }, { hasUnseenFailure, runs: [last] }, now) => {
      const words = scheduledWords(next, now, timeZone);
      return hasUnseenFailure && last?.outcome ? `${outcomeWords(last.outcome)} · ${words}` : words;
    },
    spoken: ({ next }, _task, now) => l10n.t('next run in {0}', speakSpan(next - now)),
    past: 'its end and when',
    span: ({ next }) => next,
  },
  stopped: {
    icon: { name: 'circle-large-outline', tone: 'none' },
    isAtRest: true,
    words: (_status, { runs: [last] }, now) => (last ? lastRunWords(last, now) : l10n.t('never run')),
    spoken: (_status, { runs }, now) => {
      const last = lastEndedRun(runs);
      return last
        ? l10n.t('last run {0} {1} ago', spokenOutcome(last.outcome), speakSpan(now - last.endedAt))
        : l10n.t('never run');
    },
    past: 'nothing',
    // The next runs in the tooltip of a schedule that is paused pass, and nobody says so.
    span: (_status, { runs: [last], schedule }) => last?.endedAt ?? (schedule.kind === 'paused' ? 0 : undefined),
  },
};

function waitingWords(status: TaskStatus & { readonly kind: 'waiting' }): string {
  return status.for ? l10n.t('waiting for {0}', status.for.join(', ')) : l10n.t('queued');
}

function lastRunWords({ endedAt, outcome }: RunView, now: Instant): string {
  if (!outcome || endedAt === undefined) return l10n.t('never run');
  return l10n.t('{0} · {1} ago', outcomeWords(outcome), describeSpan(now - endedAt));
}
