import type { Instant } from '../../base/clock.ts';
import type { RunId } from '../../model/run.ts';
import { amongRuns, type Skipped } from '../../model/schedule/skipped.ts';
import type { RunView } from '../../model/view/taskView.ts';
import type { FolderSession } from '../session/folderSession.ts';
import type { TaskReference } from '../session/sessions.ts';

/**
 * A row of the tree: a workspace folder, where there are several, a group, a task, one of its runs, occurrences that led to
 * none, or the way to older runs.
 */
export type TreeRow =
  | { readonly kind: 'folder'; readonly session: FolderSession }
  | { readonly kind: 'group'; readonly session: FolderSession; readonly group: string }
  | ({ readonly kind: 'task' } & TaskReference)
  | ({ readonly kind: 'run'; readonly run: RunId } & TaskReference)
  | ({ readonly kind: 'skipped'; readonly why: Skipped['why']; readonly from: Instant } & TaskReference)
  | ({ readonly kind: 'more' } & TaskReference);

/** What tells a row from all others, and stays the same while it is the same for people. */
export function rowId(row: TreeRow): string {
  const place = row.session.folder.uri.toString();
  switch (row.kind) {
    case 'folder':
      return place;
    case 'group':
      return `${place}#group#${row.group}`;
    case 'task':
      return `${place}#${row.name}`;
    case 'run':
      return row.run;
    case 'skipped':
      return `${place}#skipped#${row.why}#${String(row.from)}#${row.name}`;
    case 'more':
      return `${place}#more#${row.name}`;
  }
}

/** The rows below a folder: ungrouped tasks first, then the groups, each where its first task is in the file. */
export function rowsOfFolder(session: FolderSession): readonly TreeRow[] {
  const ungrouped = session.tasks.filter(({ group }) => group === undefined);
  const groups = new Set(session.tasks.flatMap(({ group }) => group ?? []));
  return [
    ...ungrouped.map(({ name }): TreeRow => ({ kind: 'task', session, name })),
    ...[...groups].map((group): TreeRow => ({ kind: 'group', session, group })),
  ];
}

/** The rows below a group. */
export function rowsOfGroup(session: FolderSession, group: string): readonly TreeRow[] {
  return session.tasks
    .filter((task) => task.group === group)
    .map(({ name }): TreeRow => ({ kind: 'task', session, name }));
}

/** The rows below a task. */
export function rowsOfTask(
  { name, session }: TaskReference,
  runs: readonly RunView[],
  skipped: readonly Skipped[],
  hasMore: boolean,
): readonly TreeRow[] {
  const rows = amongRuns(runs, skipped).map((row): TreeRow => {
    if (row.kind === 'run') return { kind: 'run', session, name, run: row.run.id };
    const { from, why } = row.skipped;
    return { kind: 'skipped', session, name, why, from };
  });
  return hasMore ? [...rows, { kind: 'more', session, name }] : rows;
}
