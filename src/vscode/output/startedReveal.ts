import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';
import type { RunId } from '../../model/run.ts';
import { isFailure } from '../../model/run.ts';
import type { RunView, TaskView } from '../../model/view/taskView.ts';

/** What this needs to know about a task that somebody has started. */
interface StartedTask {
  readonly name: string;
  readonly session: {
    /** Undefined while nothing is known of any task. */
    readonly client: unknown;
    task(name: string): TaskView | undefined;
  };
}

/** Shows the output of a run that a person has started if that very run fails. */
export class StartedReveal<T extends StartedTask> implements Disposable {
  private readonly store = new DisposableStore();
  private readonly awaited = new Map<RunId, T>();

  constructor(
    onDidChange: Event<unknown>,
    private readonly show: (task: T) => void,
  ) {
    this.store.add(
      onDidChange(() => {
        this.reevaluate();
      }),
    );
  }

  /** Waits for the end of this run, which may be over already. */
  watch(task: T, run: RunView): void {
    if (!run.outcome) this.awaited.set(run.id, task);
    else if (isFailure(run.outcome)) this.show(task);
  }

  dispose(): void {
    this.store.dispose();
    this.awaited.clear();
  }

  private reevaluate(): void {
    for (const [id, task] of this.awaited) {
      if (task.session.client === undefined) continue;
      const view = task.session.task(task.name);
      const run = view?.runs.find((known) => known.id === id);
      // Older runs leave the view, and a task may be renamed or removed: then nobody waits for its output any longer.
      if (run && !run.outcome) continue;
      this.awaited.delete(id);
      if (run?.outcome && isFailure(run.outcome)) this.show(task);
    }
  }
}
