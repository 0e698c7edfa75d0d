import type { WatchedReading } from '../host/watchedReading.ts';
import { taskKey } from '../model/task.ts';
import type { RunView } from '../model/taskView.ts';

/** How far back a run is looked for. */
const longestHistory = 200;

/** Resolves with a run as soon as it has ended, whichever hosts come and go meanwhile; undefined where it was forgotten. */
export function runEnded(watched: WatchedReading, task: string, id: string): Promise<RunView | undefined> {
  return new Promise((resolve) => {
    let isLooking = false;
    let isAskedAgain = false;
    const finish = (run: RunView | undefined): void => {
      subscription.dispose();
      resolve(run);
    };
    const look = async (): Promise<void> => {
      const { reading } = watched;
      const shown = reading.executor.tasks.find(({ name }) => taskKey(name) === taskKey(task))?.runs ?? [];
      const run = shown.find((each) => each.id === id);
      if (run) {
        if (run.outcome) finish(run);
        return;
      }
      // Many others have begun since, or the task has another name by now.
      const history = await reading.history(longestHistory);
      const found = history.ok ? history.value.find((each) => each.id === id) : undefined;
      if (history.ok && (!found || found.outcome)) finish(found);
    };
    const again = async (): Promise<void> => {
      isAskedAgain = true;
      if (isLooking) return;
      isLooking = true;
      while (isAskedAgain) {
        isAskedAgain = false;
        await look();
      }
      isLooking = false;
    };
    const subscription = watched.onDidChange(() => void again());
    void again();
  });
}
