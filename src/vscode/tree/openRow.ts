import { openLog } from '../output/openFile.ts';
import type { Runner } from '../run/runner.ts';
import type { TaskTree } from './taskTree.ts';

/** What a click or Enter does: a task shows its output, a run its log, *More…* older runs. Nothing is ever started. */
export async function openRow(tree: TaskTree, runner: Runner): Promise<void> {
  const [row] = await tree.focus.selected();
  switch (row?.kind) {
    case 'task':
      runner.show(row);
      return;
    case 'run': {
      const path = tree.run(row, row.run)?.logPath;
      if (path === undefined) return;
      await openLog(path, { preserveFocus: true });
      return;
    }
    case 'more':
      await tree.showMore(row);
      return;
    case 'skipped':
    case 'folder':
    case 'group':
    case undefined:
      return;
  }
}
