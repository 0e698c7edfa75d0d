import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { describeNextRun } from '../../model/schedule/scheduleText.ts';
import { taskDescription, taskIcon } from '../../model/view/taskAppearance.ts';
import type { TaskView } from '../../model/view/taskView.ts';
import { folderName } from '../session/folderSession.ts';
import { showInformation } from '../messages.ts';
import type { Sessions, TaskReference } from '../session/sessions.ts';

/** What a command needs to ask for a task when it is called without one. */
export interface TaskQuestion {
  readonly title: string;
  /** Which tasks can be chosen. */
  readonly fits: (task: TaskView) => boolean;
  /** What to say where none can. */
  readonly none: string;
}

/**
 * Asks which task is meant. A single one that fits is shown all the same, for somebody may have looked for another;
 * except where the command was called on the row of one (`isOfRow`), and it is only unknown which.
 */
export async function pickTask(
  sessions: Sessions,
  clock: Clock,
  { fits, none, title }: TaskQuestion,
  { isOfRow }: { readonly isOfRow: boolean },
): Promise<TaskReference | undefined> {
  if (isOfRow) {
    await sessions.untilKnown();
    const [only, ...others] = sessions.tasks.filter(({ task }) => fits(task));
    if (only && others.length === 0) return only;
  }
  return pick(sessions, clock, { title, fits, none, placeHolder: l10n.t('Which task?'), detail: () => undefined });
}

/** Lists what runs, with pid and next run; the answer is the one to look at. */
export async function pickRunning(
  sessions: Sessions,
  clock: Clock,
  isRunning: (task: TaskView) => boolean,
): Promise<TaskReference | undefined> {
  return pick(sessions, clock, {
    title: l10n.t('Running Tasks'),
    placeHolder: l10n.t('Choose one to see its output'),
    none: l10n.t('No task is running.'),
    fits: isRunning,
    detail: ({ schedule, status }) => {
      const facts = status.kind === 'running' ? [l10n.t('pid {0}', status.pid)] : [];
      if (schedule.kind === 'armed') facts.push(describeNextRun(schedule.next, clock.now(), schedule.timeZone));
      return facts.length > 0 ? facts.join(' · ') : undefined;
    },
  });
}

interface Pick extends TaskQuestion {
  readonly placeHolder: string;
  /** The second line of a row, beside the folder. */
  readonly detail: (task: TaskView) => string | undefined;
}

async function pick(sessions: Sessions, clock: Clock, question: Pick): Promise<TaskReference | undefined> {
  const { detail, fits, none, placeHolder, title } = question;
  await sessions.untilKnown();
  const hasFolders = sessions.all.length > 1;
  const items = sessions.tasks
    .filter(({ task }) => fits(task))
    .map(({ name, session, task }) => {
      const lines = [hasFolders ? folderName(session.folder) : undefined, detail(task)];
      const second = lines.filter((line) => line !== undefined).join(' · ');
      return {
        label: name,
        description: taskDescription(task, clock.now()),
        ...(second !== '' && { detail: second }),
        iconPath: new vscode.ThemeIcon(taskIcon(task).name),
        reference: { name, session },
      };
    });
  if (items.length === 0) {
    void showInformation(none);
    return undefined;
  }
  const chosen = await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
  return chosen?.reference;
}
