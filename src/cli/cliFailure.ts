import { word } from '../model/words/clause.ts';
import type { TextProblem } from '../model/words/textProblem.ts';
import { describeFailure } from '../model/describeFailure.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { taskKey } from '../model/words/taskKey.ts';
import { closest } from '../model/words/spelling.ts';
import { previewLine } from '../model/schedule/scheduleText.ts';
import { taskFileProblem } from '../model/view/taskFileState.ts';
import type { ExecutorView, TaskView } from '../model/view/taskView.ts';
import { systemTimeZone } from '../model/time/timeZone.ts';
import { err, ok, type Result } from '../base/result.ts';

/** Why a verb did not do what it was asked: a stable word, and what happened, why and what to do. */
export interface CliFailure {
  readonly reason:
    | ExecutorFailure['reason']
    | 'file-unwritable'
    | 'foreign-folder'
    | 'usage'
    | 'no-auto-start'
    | 'no-such-folder'
    | 'no-such-run'
    | 'no-schedule'
    | 'no-services'
    | 'nothing-to-import'
    | 'owned';
  readonly message: string;
  /** Where in a text that was given something is wrong, in UTF-16 units from its start. */
  readonly offset?: number;
  readonly length?: number;
}

/** A failure with its sentence. */
export function toCliFailure(failure: ExecutorFailure): CliFailure {
  return { reason: failure.reason, message: describeFailure(failure) };
}

/** A verb that was called in a way that makes no sense. */
export function usageFailure(message: string): CliFailure {
  return { reason: 'usage', message };
}

/** A failure that says where in a text something is wrong, counting characters from 1. */
export function misreading(what: string, { length, message, offset }: TextProblem): CliFailure {
  const place = `Character ${String(offset + 1)} of ${what}`;
  return { ...usageFailure(`${place}: ${word(message)}`), offset, length };
}

/** The task of that name, letter case aside; else a failure that offers a name that is near. */
export function findTask({ file, tasks }: ExecutorView, name: string): Result<TaskView, CliFailure> {
  const found = tasks.find((task) => taskKey(task.name) === taskKey(name));
  if (found) return ok(found);
  if (file.kind !== 'invalid') return err(noSuchTask(name, tasks));
  const { inForceSince } = file;
  const what =
    inForceSince === undefined
      ? `It is unknown whether there is a task "${name}"`
      : `There is no task "${name}" in the definitions of ${previewLine(inForceSince, systemTimeZone())}, which stay in effect`;
  return err({ ...fileFailure(file), message: `${what}. ${taskFileProblem(file)} Fix it first.` });
}

/** Why nobody can say which tasks there are; undefined if definitions are in force, or there is no file. */
export function whyUnknown({ file }: ExecutorView): CliFailure | undefined {
  return file.kind === 'invalid' && file.inForceSince === undefined ? fileFailure(file) : undefined;
}

function fileFailure(file: Extract<ExecutorView['file'], { readonly kind: 'invalid' }>): CliFailure {
  return {
    reason: file.isUnread ? 'task-file-unreadable' : 'task-file-invalid',
    message: `${taskFileProblem(file)} Fix it first. Nothing was changed.`,
  };
}

/** Says that there is no such task, and which may have been meant. */
export function noSuchTask(name: string, tasks: readonly TaskView[]): CliFailure {
  const names = tasks.map((task) => task.name);
  const near = closest(name, names);
  const what = `There is no task "${name}".`;
  if (near !== undefined) return { reason: 'no-such-task', message: `${what} Did you mean "${near}"?` };
  const others = names.length === 0 ? 'This folder has no tasks; see executor add --help.' : 'See executor list.';
  return { reason: 'no-such-task', message: `${what} ${others}` };
}
