import type { Instant } from '../base/clock.ts';
import { ok } from '../base/result.ts';
import { describeNextRun } from '../model/schedule/scheduleText.ts';
import { describeAnswer, type TaskAnswer } from '../model/view/taskAnswer.ts';
import { type CliFailure, toCliFailure } from './cliFailure.ts';
import { exitCodeOf, exitCodes } from './exitCode.ts';
import { isoInstantIn, jsonVersion } from './jsonOutput.ts';
import type { VerbEnd } from './verb.ts';

/** What a verb did about one task, and in which words. */
export interface TaskReport {
  readonly task: string;
  /** A stable word: `started`, `already-running`, `stopped`, `failed` and so on. */
  readonly did: string;
  readonly message: string;
  /** In ISO 8601, by the clocks of the schedule. */
  readonly nextRun?: string;
  readonly failure?: CliFailure;
}

/** The report for an answer of the host. */
export function toReport(answer: TaskAnswer, now: Instant): TaskReport {
  const { kind, name } = answer;
  if (kind === 'failed') return failedReport(name, toCliFailure(answer.failure));
  const message = describeAnswer(answer);
  if (kind !== 'scheduled') return { task: name, did: kind, message };
  const next = describeNextRun(answer.next, now, answer.timeZone);
  return { task: name, did: kind, message: `${message}. ${next}`, nextRun: isoInstantIn(answer.next, answer.timeZone) };
}

/** The report for a task about which nothing could be done. */
export function failedReport(task: string, failure: CliFailure): TaskReport {
  return { task, did: 'failed', message: `${task}: ${failure.message}`, failure };
}

/** The end of a verb that reports on tasks: one line each; the exit code is that of the first failure. */
export function reportEnd(reports: readonly TaskReport[]): VerbEnd {
  const failures = reports.flatMap(({ failure }) => failure ?? []);
  const [first] = failures;
  return ok({
    exit: first ? exitCodeOf(first) : exitCodes.done,
    text: reports.flatMap(({ failure, message }) => (failure ? [] : [`${message}\n`])).join(''),
    problems: reports.flatMap(({ failure, message }) => (failure ? [message] : [])),
    json: {
      version: jsonVersion,
      tasks: reports.map(({ did, failure, message, nextRun, task }) => ({
        name: task,
        did,
        message,
        nextRun: nextRun ?? null,
        reason: failure?.reason ?? null,
      })),
    },
  });
}
