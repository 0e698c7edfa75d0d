import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { word } from '../words/clause.ts';
import { clockTime } from '../words/humanTime.ts';
import type { TaskFileView } from './taskView.ts';

/** What is wrong with the task file, which goes by `name`, and what is in force meanwhile; undefined if it can be used. */
export function taskFileNote(file: TaskFileView, name: string, now: Instant): string | undefined {
  if (file.kind === 'valid') return undefined;
  const since = file.inForceSince === undefined ? undefined : clockTime(file.inForceSince, now);
  if (file.kind === 'absent')
    return since === undefined
      ? l10n.t('{0} is missing: nothing starts until it is back.', name)
      : l10n.t('{0} is missing; the definitions of {1} stay in effect.', name, since);
  if (file.isUnread)
    return since === undefined
      ? l10n.t('{0} cannot be read: nothing starts until it can be.', name)
      : l10n.t('{0} cannot be read; the definitions of {1} stay in effect.', name, since);
  return since === undefined
    ? l10n.t('{0} has an error on line {1}: nothing starts until you fix it.', name, file.line)
    : l10n.t('{0} has an error on line {1}; the definitions of {2} stay in effect.', name, file.line, since);
}

/** What is wrong in the task file, at its place as terminals and editors link it: "/w/.vscode/executor.json:7:3: …". */
export function taskFileProblem(file: Extract<TaskFileView, { readonly kind: 'invalid' }>): string {
  const { column = 1, isUnread, line, message, path = '.vscode/executor.json' } = file;
  return isUnread ? word(message) : `${path}:${String(line)}:${String(column)}: ${word(message)}`;
}
