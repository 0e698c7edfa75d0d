import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { commandLine } from '../words/commandLine.ts';
import type { ExecutorFailure } from '../failure.ts';
import { troubleWords } from '../passingTrouble.ts';
import { onTimeMs } from '../schedule/catchUp.ts';
import { clockTime, describeSpan } from '../words/humanTime.ts';
import { describeExit, type RunOutcome, type Trigger } from '../run.ts';
import type { StatusIcon } from '../words/statusIcon.ts';
import type { RunView } from './taskView.ts';

/** Characters of a run's own arguments that fit into the tree. */
const longestArguments = 40;

/** The icon of a run: how it goes or how it ended. */
export function runIcon({ outcome }: RunView): StatusIcon {
  return outcome ? outcomeKinds[outcome.kind].icon : { name: 'play-circle', tone: 'good' };
}

/** The few words beside the time of a run: `exit 3 · 12 s · restart`, `running · 3 min · schedule · for 13:00`. */
export function runDescription(run: RunView, now: Instant): string {
  const { args, endedAt, isExtra, outcome, scheduledFor, startedAt, trigger } = run;
  const words = [outcome ? outcomeWords(outcome) : l10n.t('running')];
  if (startedAt !== undefined) words.push(describeSpan((endedAt ?? now) - startedAt));
  if (trigger !== 'manual') words.push(triggerWords(trigger));
  if (scheduledFor !== undefined && isLate(run, scheduledFor))
    words.push(l10n.t({ message: 'for {0}', args: [clockTime(scheduledFor, now)], comment: 'a time' }));
  if (isExtra) words.push(l10n.t('beside'));
  if (args && args.length > 0) words.push(shorten(commandLine(args)));
  return words.join(' · ');
}

/** The kind of an end in a word or two, where nothing more is known of it. */
export function outcomeKindWords(kind: RunOutcome['kind']): string {
  return outcomeKinds[kind].words();
}

const failed: StatusIcon = { name: 'error', tone: 'bad' };

/** How each kind of an end looks, is called, and sounds after "last run" where that differs. */
const outcomeKinds: Readonly<
  Record<
    RunOutcome['kind'],
    { readonly icon: StatusIcon; readonly words: () => string; readonly spoken?: () => string }
  >
> = {
  succeeded: { icon: { name: 'pass', tone: 'good' }, words: () => l10n.t('succeeded') },
  failed: { icon: failed, words: () => l10n.t('failed') },
  'timed-out': { icon: failed, words: () => l10n.t('timed out') },
  stopped: {
    icon: { name: 'circle-slash', tone: 'none' },
    words: () => l10n.t('stopped'),
    spoken: () => l10n.t('was stopped'),
  },
  'start-failed': { icon: failed, words: () => l10n.t('could not start') },
  interrupted: { icon: failed, words: () => l10n.t('interrupted'), spoken: () => l10n.t('was interrupted') },
};

/** What made a run start, in a word. */
export function triggerWords(trigger: Trigger): string {
  return triggers[trigger]();
}

const triggers: Readonly<Record<Trigger, () => string>> = {
  manual: () => l10n.t('manual'),
  schedule: () => l10n.t('schedule'),
  'catch-up': () => l10n.t('catch-up'),
  restart: () => l10n.t('restart'),
  retry: () => l10n.t('retry'),
  autostart: () => l10n.t('autostart'),
  dependency: () => l10n.t('dependency'),
  chained: () => l10n.t('chained'),
};

/** How a run ended, in one to three words: "succeeded", "exit 3", "timed out", "script not found". */
export function outcomeWords(outcome: RunOutcome): string {
  if (outcome.kind === 'failed') return describeExit(outcome.exit);
  return outcome.kind === 'start-failed' ? shortFailure(outcome.failure) : outcomeKindWords(outcome.kind);
}

/** The same as a screen reader says it after "last run". */
export function spokenOutcome(outcome: RunOutcome): string {
  if (outcome.kind === 'failed') return l10n.t('failed with {0}', describeExit(outcome.exit));
  const { spoken, words } = outcomeKinds[outcome.kind];
  return spoken ? spoken() : words();
}

/** The newest run that has ended. */
export function lastEndedRun(
  runs: readonly RunView[],
): { readonly outcome: RunOutcome; readonly endedAt: Instant } | undefined {
  for (const { endedAt, outcome } of runs) if (outcome && endedAt !== undefined) return { outcome, endedAt };
  return undefined;
}

/** Why a task cannot start, in the two or three words that fit into the tree. */
export function shortFailure(failure: ExecutorFailure): string {
  if (failure.reason === 'task-invalid') return l10n.t('error on line {0}', failure.line);
  if (failure.reason === 'dependency-failed') return l10n.t('{0} is missing', failure.dependency);
  if (failure.reason === 'passing-trouble') return troubleWords(failure.trouble);
  return shortFailures[failure.reason]?.() ?? l10n.t('could not start');
}

const shortFailures: Partial<Record<ExecutorFailure['reason'], () => string>> = {
  'script-missing': () => l10n.t('script not found'),
  'script-not-a-file': () => l10n.t('script is not a file'),
  'script-unreadable': () => l10n.t('script not readable'),
  'cwd-missing': () => l10n.t('working directory not found'),
  'env-file-missing': () => l10n.t('env file not found'),
  'env-file-unreadable': () => l10n.t('env file not readable'),
  'env-file-invalid': () => l10n.t('error in env file'),
  'secret-missing': () => l10n.t('secret not set'),
  'interpreter-unknown': () => l10n.t('no interpreter found'),
  'interpreter-missing': () => l10n.t('no interpreter found'),
  'script-for-windows': () => l10n.t('only for Windows'),
  'program-missing': () => l10n.t('program not found'),
  'program-unfit': () => l10n.t('program cannot be run'),
  'environment-broken': () => l10n.t('environment broken'),
  'not-permitted': () => l10n.t('not permitted'),
  'too-large': () => l10n.t('environment too large'),
  'not-approved': () => l10n.t('not approved'),
  'log-unwritable': () => l10n.t('log not writable'),
};

function isLate({ createdAt, startedAt }: RunView, scheduledFor: Instant): boolean {
  return (startedAt ?? createdAt) - scheduledFor > onTimeMs;
}

function shorten(text: string): string {
  return text.length > longestArguments ? `${text.slice(0, longestArguments - 1)}…` : text;
}
