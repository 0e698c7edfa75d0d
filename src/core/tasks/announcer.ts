import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { SupervisorState } from '../../model/supervisor/state.ts';
import { type ExecutorView, type TaskStatus, type TaskView, toStatus } from '../../model/view/taskView.ts';
import type { ManagedTask } from './managedTask.ts';
import type { Parts } from './parts.ts';
import { taskView } from '../taskViews.ts';

/** One task looks different now, or the executor as a whole does. */
export type ExecutorChange =
  { readonly kind: 'task'; readonly task: TaskView } | { readonly kind: 'executor'; readonly executor: ExecutorView };

/** What readers see of the executor, and when they see something else. */
export class Announcer implements Disposable {
  private readonly changed = new Emitter<ExecutorChange>();
  /** The last view that was announced as a whole, as text; empty when a task has changed since. */
  private announced = '';

  /** Fires after each change that a reader could see. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly parts: Parts) {}

  /** The file's `id`, else the one that the state keeps. */
  get id(): string {
    return this.parts.file.file.id ?? this.parts.store.executorId;
  }

  /** What a reader sees now. */
  view(): ExecutorView {
    const { file, ownership, roster } = this.parts;
    const { refusal, trouble } = ownership;
    return {
      id: this.id,
      ...(refusal && { readOnly: refusal }),
      ...(trouble && { trouble }),
      file: file.view,
      timeZone: file.timeZone,
      tasks: roster.all.map((task) => this.viewOf(task)),
    };
  }

  /** Tells readers everything, unless that is what they were told last: our own edits of the file come back as changes. */
  announceAll(): void {
    const executor = this.view();
    const text = JSON.stringify(executor);
    if (text === this.announced) return;
    this.announced = text;
    this.changed.fire({ kind: 'executor', executor });
  }

  /** A task looks different. */
  announce(task: ManagedTask): void {
    this.announced = '';
    this.changed.fire({ kind: 'task', task: this.viewOf(task) });
  }

  /** Every task in a state looks different. */
  announceThose(kind: SupervisorState['kind']): void {
    for (const task of this.parts.roster.all) if (task.supervisor.state.kind === kind) this.announce(task);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private viewOf(task: ManagedTask): TaskView {
    const { approvals, file, keeper, later, scheduler, store } = this.parts;
    const { extraCount: extraRuns, leftovers, name } = task;
    const { definition, isChanged, isElsewhere } = task.supervisor;
    const isMissing = task.isMissing && !file.whyUnknown;
    const status: TaskStatus = isElsewhere ? { kind: 'elsewhere' } : this.statusOf(task);
    return taskView(
      { name, definition, status, isChanged, isUndefined: isMissing, extraRuns, leftovers },
      {
        store,
        schedule: scheduler.view(name),
        later: later.of(name),
        approval: approvals.state(name),
        broken: file.whyBroken(name),
        interpreter: keeper.interpreterOf(name),
      },
    );
  }

  private statusOf({ supervisor }: ManagedTask): TaskStatus {
    const { dependencies, slots } = this.parts;
    const { definition, state } = supervisor;
    if (state.kind === 'depending') return { kind: 'waiting', for: definition ? dependencies.unmet(definition) : [] };
    const position = state.kind === 'waiting' ? slots.position(supervisor) : undefined;
    return position === undefined ? toStatus(state) : { kind: 'waiting', position };
  }
}
