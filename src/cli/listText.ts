import type { Instant } from '../base/clock.ts';
import { describeFailure } from '../model/describeFailure.ts';
import { clockTime } from '../model/words/humanTime.ts';
import { describeElapsed } from '../model/log/logText.ts';
import { outcomeWords, runIcon } from '../model/view/runAppearance.ts';
import { previewLine } from '../model/schedule/scheduleText.ts';
import { amongRuns, describeSkipReason, type Skipped, skippedSpan, skippedTitle } from '../model/schedule/skipped.ts';
import { taskDescription, taskIcon } from '../model/view/taskAppearance.ts';
import { type ExecutorView, type HistoryRun, nextDueOf, type TaskView } from '../model/view/taskView.ts';
import type { HostFacts } from '../model/host/hostFacts.ts';
import { type OldFolder, oldFolderNote } from '../model/host/oldFolder.ts';
import { taskFileNote, taskFileProblem } from '../model/view/taskFileState.ts';
import { type Cell, type CellTone, paint, renderTable } from './textTable.ts';

/** How a list is shown. */
export interface ListLook {
  readonly now: Instant;
  readonly hasColor: boolean;
  /** With a column for the next run of each task that is due. */
  readonly hasNextRun: boolean;
}

/** The tasks as a table, and below it what holds of the folder. */
export function renderList(
  executor: ExecutorView,
  tasks: readonly TaskView[],
  facts: HostFacts | undefined,
  look: ListLook,
  old?: OldFolder,
): string {
  const { hasColor, hasNextRun, now } = look;
  const headings = ['TASK', 'STATUS', 'PID', ...(hasNextRun ? ['NEXT RUN'] : []), 'WHAT'];
  const rows = tasks.map((task): readonly Cell[] => [
    { text: task.name },
    { text: task.status.kind, tone: toneOf(task) },
    { text: task.status.kind === 'running' ? String(task.status.pid) : '' },
    ...(hasNextRun ? [{ text: nextRunOf(task) }] : []),
    { text: taskDescription(task, now) },
  ]);
  const table = tasks.length === 0 ? '' : renderTable(headings, rows, { hasColor });
  const notes = [...oldNotes(old), ...folderNotes(executor, tasks, facts, now)];
  return [table, ...notes.map((note) => `${paint(note, 'faint', hasColor)}\n`)].join('');
}

/** The history as a table, newest first, with what led to no run among the runs. */
export function renderHistory(
  runs: readonly HistoryRun[],
  skipped: readonly Skipped[],
  { hasColor, now }: Pick<ListLook, 'now' | 'hasColor'>,
): string {
  if (runs.length === 0 && skipped.length === 0) return 'Nothing has run yet.\n';
  const rows = amongRuns(runs, skipped).map((row): readonly Cell[] => {
    if (row.kind === 'skipped') return skippedCells(row.skipped, now);
    const { run } = row;
    const { createdAt, endedAt, id, outcome, startedAt, task, trigger } = run;
    const took = startedAt === undefined ? '' : describeElapsed((endedAt ?? now) - startedAt);
    return [
      { text: id, tone: 'faint' },
      { text: task },
      { text: clockTime(startedAt ?? createdAt, now) },
      { text: took },
      { text: outcome ? outcomeWords(outcome) : 'running', tone: tones[runIcon(run).tone] },
      { text: trigger },
    ];
  });
  return renderTable(['RUN', 'TASK', 'BEGAN', 'TOOK', 'END', 'TRIGGER'], rows, { hasColor });
}

function skippedCells(skipped: Skipped, now: Instant): readonly Cell[] {
  const when = skippedSpan(skipped, now);
  const what = `${skippedTitle(skipped)}: ${describeSkipReason(skipped)}`;
  return [{ text: '' }, { text: skipped.task }, { text: when }, { text: '' }, { text: what }, { text: '' }];
}

const tones: Readonly<Record<ReturnType<typeof taskIcon>['tone'], CellTone>> = {
  none: 'plain',
  good: 'good',
  uneasy: 'uneasy',
  bad: 'bad',
};

function toneOf(task: TaskView): CellTone {
  return tones[taskIcon(task).tone];
}

function nextRunOf(task: TaskView): string {
  const next = nextDueOf(task);
  return next ? previewLine(next.at, next.timeZone) : '';
}

/** What is wrong with the task file and where, and what is in force; a folder that never had one lacks nothing. */
export function fileNotes(file: ExecutorView['file'], tasks: ExecutorView['tasks'], now: Instant): readonly string[] {
  const note = file.kind === 'absent' && tasks.length === 0 ? undefined : taskFileNote(file, 'executor.json', now);
  if (note === undefined) return [];
  return file.kind === 'invalid' ? [note, taskFileProblem(file)] : [note];
}

/** What this folder was called before, and how to go on with that. */
export function oldNotes(old: OldFolder | undefined): readonly string[] {
  return old ? [`${oldFolderNote(old)} Take over from there: executor take-over`] : [];
}

function folderNotes(
  { file, tasks: all, trouble }: ExecutorView,
  shown: readonly TaskView[],
  facts: HostFacts | undefined,
  now: Instant,
): readonly string[] {
  const notes: string[] = trouble ? [describeFailure(trouble)] : [];
  notes.push(...fileNotes(file, all, now));
  if (file.kind === 'invalid' && all.length === 0) return notes;
  if (all.length === 0) notes.push('There are no tasks. See executor add --help.');
  else if (shown.length === 0) notes.push('Nothing is running.');
  const isWanted = all.some((task) => task.desired === 'up' || nextDueOf(task) !== undefined);
  if (!facts && isWanted)
    notes.push('No host is running: nothing is restarted and no schedule fires. See executor up --help.');
  return notes;
}
