import * as l10n from '@vscode/l10n';
import type { Instant } from '../../base/clock.ts';
import { describeNextRun } from '../schedule/scheduleText.ts';
import { isLiveStatus, nextDueOf, type TaskView } from './taskView.ts';

/** What is in the status bar. */
export interface StatusBarText {
  /** With codicons. */
  readonly text: string;
  /** In whole words, for the eyes of whoever rests the mouse on it. */
  readonly tooltip: string;
  /** The same for a screen reader. */
  readonly label: string;
}

/** How many tasks run, how many failed while nobody looked, and when the next one is due. */
export function statusBarText(tasks: readonly { title: string; task: TaskView }[], now: Instant): StatusBarText {
  const running = tasks.filter(({ task }) => isLiveStatus(task.status)).length;
  const failed = tasks.filter(({ task }) => task.hasUnseenFailure).length;
  const counts = failed > 0 ? l10n.t('{0} running, {1} failed', running, failed) : l10n.t('{0} running', running);
  const next = nextRunWords(tasks, now);
  return {
    text: `$(play-circle) ${String(running)}${failed > 0 ? ` $(error) ${String(failed)}` : ''}`,
    tooltip: [l10n.t('Executor: {0}', counts), ...next].join('\n'),
    label: [l10n.t('Executor: {0}', counts), ...next].join('. '),
  };
}

/** The soonest run of all that are due: "Next run Tue 13:00 CET: report"; none if nothing is due. */
function nextRunWords(tasks: readonly { title: string; task: TaskView }[], now: Instant): readonly string[] {
  const [soonest] = tasks
    .flatMap(({ task, title }) => {
      const next = nextDueOf(task);
      return next ? [{ ...next, title }] : [];
    })
    .toSorted((one, other) => one.at - other.at);
  return soonest ? [`${describeNextRun(soonest.at, now, soonest.timeZone)}: ${soonest.title}`] : [];
}
