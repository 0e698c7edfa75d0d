import { assertNever } from '../base/assertNever.ts';
import type { Instant } from '../base/clock.ts';
import { describeFailure, type ExecutorFailure } from './failure.ts';

/** What a command for all tasks did about one of them. */
export type TaskAnswer = { readonly name: string } &
  /** `first` are the tasks that are started before it. */
  (
    | { readonly kind: 'started'; readonly first?: readonly string[] }
    | { readonly kind: 'already-running' | 'stopped' | 'not-running' | 'paused' | 'not-armed' }
    | { readonly kind: 'scheduled'; readonly next: Instant; readonly timeZone: string }
    | { readonly kind: 'failed'; readonly failure: ExecutorFailure }
  );

/** One answer as a line: "Starting report", "Already running: api". */
export function describeAnswer(answer: TaskAnswer): string {
  switch (answer.kind) {
    case 'started':
      return `Starting ${startedNames(answer)}`;
    case 'already-running':
      return `Already running: ${answer.name}`;
    case 'stopped':
      return `Stopped ${answer.name}`;
    case 'not-running':
      return `Not running: ${answer.name}`;
    case 'scheduled':
      return `Scheduled: ${answer.name}`;
    case 'paused':
      return `Paused ${answer.name}`;
    case 'not-armed':
      return `Not scheduled: ${answer.name}`;
    case 'failed':
      return `Could not start ${answer.name}: ${describeFailure(answer.failure)}`;
    default:
      return assertNever(answer);
  }
}

/** All answers in few words, for a notification: "Starting a, b. Already running: c. Could not start d." */
export function summarizeAnswers(answers: readonly TaskAnswer[]): string {
  if (answers.length === 0) return 'There is no task yet.';
  const words = {
    started: 'Starting',
    stopped: 'Stopped',
    'already-running': 'Already running:',
    'not-running': 'Not running:',
    scheduled: 'Scheduled:',
    paused: 'Paused',
    'not-armed': 'Not scheduled:',
    failed: 'Could not start',
  } as const satisfies Record<TaskAnswer['kind'], string>;
  return (Object.keys(words) as TaskAnswer['kind'][])
    .flatMap((kind) => {
      const names = answers.filter((answer) => answer.kind === kind).map(namesOf);
      return names.length === 0 ? [] : [`${words[kind]} ${names.join(', ')}.`];
    })
    .join(' ');
}

function namesOf(answer: TaskAnswer): string {
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
  return first.length === 0 ? name : `${first.join(', ')}, then ${name}`;
}
