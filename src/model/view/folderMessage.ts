import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { describeFailure } from '../describeFailure.ts';
import { type OldFolder, oldFolderText } from '../host/oldFolder.ts';
import { word } from '../words/clause.ts';
import { unattendedText } from './hostText.ts';
import { taskFileNote } from './taskFileState.ts';
import type { ExecutorView } from './taskView.ts';

/** A fact about a folder, which is above its tasks; `file` is what its task file is called there. */
export function folderMessage(
  { file: taskFile, readOnly, tasks, trouble }: ExecutorView,
  oldFolder: OldFolder | undefined,
  file: string,
  now: Instant,
): string | undefined {
  if (oldFolder && readOnly?.reason !== 'untrusted') return oldFolderText(oldFolder);
  // Without tasks the welcome has the say, unless there may be some that nobody can read.
  if (tasks.length === 0) return taskFile.kind === 'invalid' ? taskFileNote(taskFile, file, now) : undefined;
  const unattended = unattendedText(readOnly?.reason);
  if (unattended !== undefined) return unattended;
  // A path as long as that of the log does not fit in here.
  if (readOnly?.reason === 'host-start-failed')
    return l10n.t(
      'The host of these tasks could not start: {0}. Show Host Log may tell you more.',
      word(readOnly.detail),
    );
  if (readOnly) return describeFailure(readOnly);
  if (trouble) return describeFailure(trouble);
  return taskFileNote(taskFile, file, now);
}
