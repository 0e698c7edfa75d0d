import { assertNever } from '../base/assertNever.ts';
import type { Instant } from '../base/clock.ts';
import { commandLine } from './commandLine.ts';
import type { ExecutorFailure } from './failure.ts';
import { clockTime, describeSpan } from './humanTime.ts';
import { describeExit, type RunOutcome } from './run.ts';
import type { StatusIcon } from './statusIcon.ts';
import type { RunView } from './taskView.ts';

/** Milliseconds up to which a scheduled run is on time, so that its occurrence needs no mention. */
const onTimeMs = 60_000;
/** Characters of a run's own arguments that fit into the tree. */
const longestArguments = 40;

/** The icon of a run: how it goes or how it ended. */
export function runIcon({ outcome }: RunView): StatusIcon {
  if (!outcome) return { name: 'play-circle', tone: 'good' };
  switch (outcome.kind) {
    case 'succeeded':
      return { name: 'pass', tone: 'good' };
    case 'failed':
    case 'timed-out':
    case 'start-failed':
    case 'interrupted':
      return { name: 'error', tone: 'bad' };
    case 'stopped':
      return { name: 'circle-slash', tone: 'none' };
    default:
      return assertNever(outcome);
  }
}

/** The few words beside the time of a run: `exit 3 · 12 s · restart`, `running · 3 min · schedule · for 13:00`. */
export function runDescription(run: RunView, now: Instant): string {
  const { args, endedAt, isExtra, outcome, scheduledFor, startedAt, trigger } = run;
  const words = [outcome ? outcomeWords(outcome) : 'running'];
  if (startedAt !== undefined) words.push(describeSpan((endedAt ?? now) - startedAt));
  if (trigger !== 'manual') words.push(trigger);
  if (scheduledFor !== undefined && isLate(run, scheduledFor)) words.push(`for ${clockTime(scheduledFor, now)}`);
  if (isExtra) words.push('beside');
  if (args && args.length > 0) words.push(shorten(commandLine(args)));
  return words.join(' · ');
}

/** Whether an outcome is bad news. */
export function isFailure(outcome: RunOutcome): boolean {
  return outcome.kind !== 'succeeded' && outcome.kind !== 'stopped';
}

/** How a run ended, in one to three words: "succeeded", "exit 3", "timed out", "script not found". */
export function outcomeWords(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'succeeded':
    case 'stopped':
    case 'interrupted':
      return outcome.kind;
    case 'failed':
      return describeExit(outcome.exit);
    case 'timed-out':
      return 'timed out';
    case 'start-failed':
      return shortFailure(outcome.failure);
    default:
      return assertNever(outcome);
  }
}

/** Why a task cannot start, in the two or three words that fit into the tree. */
export function shortFailure(failure: ExecutorFailure): string {
  if (failure.reason === 'task-invalid') return `error in line ${String(failure.line)}`;
  if (failure.reason === 'dependency-failed') return `${failure.dependency} is not there`;
  return shortFailures[failure.reason] ?? 'could not start';
}

const shortFailures: Partial<Record<ExecutorFailure['reason'], string>> = {
  'script-missing': 'script not found',
  'script-not-a-file': 'script is not a file',
  'script-unreadable': 'script not readable',
  'cwd-missing': 'working directory not found',
  'env-file-missing': 'env file not found',
  'env-file-unreadable': 'env file not readable',
  'env-file-invalid': 'error in env file',
  'secret-missing': 'secret not set',
  'interpreter-unknown': 'no interpreter found',
  'interpreter-missing': 'no interpreter found',
  'script-for-windows': 'only for Windows',
  'program-missing': 'program not found',
  'not-permitted': 'not permitted',
  'log-unwritable': 'log not writable',
};

function isLate({ createdAt, startedAt }: RunView, scheduledFor: Instant): boolean {
  return (startedAt ?? createdAt) - scheduledFor > onTimeMs;
}

function shorten(text: string): string {
  return text.length > longestArguments ? `${text.slice(0, longestArguments - 1)}…` : text;
}
