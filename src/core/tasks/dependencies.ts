import type { Disposable } from '../../base/disposable.ts';
import { toDisposable } from '../../base/disposable.ts';
import { failureClause } from '../../model/describeFailure.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { outcomeClause, type Trigger } from '../../model/run.ts';
import type { SupervisorState } from '../../model/supervisor/state.ts';
import { type Dependency, type TaskDefinition } from '../../model/task.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { ManagedTask } from './managedTask.ts';
import type { Store } from '../ports.ts';
import type { Readiness } from './readiness.ts';
import { type Clause, say } from '../../model/words/clause.ts';
import type { DependentRun, DependencyWaits } from '../supervisor/supervisorPorts.ts';

/** What waiting for other tasks needs of the world. */
export interface DependenciesPorts {
  readonly store: Pick<Store, 'broughtBy' | 'isStoppedByUser' | 'recentRuns' | 'setBroughtBy' | 'setStoppedByUser'>;
  readonly readiness: Readiness;
  readonly find: (task: string) => ManagedTask | undefined;
  /** Why a task that the file names cannot be run. */
  readonly whyBroken: (task: string) => ExecutorFailure | undefined;
}

/** How far one of the tasks is that a run waits for. */
interface Progress {
  readonly dependency: Dependency;
  /** It was seen at work, or started for this; when it rests after that, waiting is in vain. */
  isBegun: boolean;
  isMet: boolean;
}

/** Triggers for which nobody asked at this moment: they start nothing that a person has stopped last. */
const unasked: ReadonlySet<Trigger> = new Set(['restart', 'retry', 'autostart', 'schedule', 'catch-up', 'chained']);

/** Runs that wait for other tasks, which are started for that where they are not there. Driven by `look`, never by polling. */
export class Dependencies implements DependencyWaits {
  private readonly waiting = new Map<DependentRun, readonly Progress[]>();

  constructor(private readonly ports: DependenciesPorts) {}

  /** Whether everything is there that a task is to start after. */
  areMet({ after }: Pick<TaskDefinition, 'after'>): boolean {
    return after.every((dependency) => this.isMet(dependency));
  }

  /** Those that are not there, in the order of the task file. */
  unmet({ after }: Pick<TaskDefinition, 'after'>): readonly string[] {
    return after.filter((dependency) => !this.isMet(dependency)).map(({ task }) => task);
  }

  /** The tasks that a start of this one starts as well, first things first. */
  startedFirst(definition: TaskDefinition, seen = new Set<string>()): readonly string[] {
    return definition.after.flatMap((dependency): readonly string[] => {
      const key = taskKey(dependency.task);
      const task = this.ports.find(dependency.task);
      const its = task?.supervisor.definition;
      if (seen.has(key) || !task || !its || this.isMet(dependency) || isAtWork(task.supervisor.state)) return [];
      seen.add(key);
      return [...this.startedFirst(its, seen), its.name];
    });
  }

  /** Waits until everything is there, or until that is in vain; once disposed, it stops waiting. */
  await(run: DependentRun): Disposable {
    const progress = run.after.map((dependency) => ({ dependency, isBegun: false, isMet: false }));
    this.waiting.set(run, progress);
    this.examine(run, progress);
    return toDisposable(() => this.waiting.delete(run));
  }

  /** Something about a task has changed: what waits for it may go on. */
  reevaluate(): void {
    for (const [run, progress] of [...this.waiting]) this.examine(run, progress);
  }

  private examine(run: DependentRun, progress: readonly Progress[]): void {
    for (const each of progress) {
      if (!this.waiting.has(run)) return;
      const why = this.advance(each, run);
      if (why === undefined) continue;
      this.waiting.delete(run);
      run.onFailed({ reason: 'dependency-failed', task: run.task, dependency: each.dependency.task, why });
      return;
    }
    if (!this.waiting.has(run) || progress.some(({ isMet }) => !isMet)) return;
    this.waiting.delete(run);
    run.onMet();
  }

  /** Sees how far a task has got, and starts it where nobody has; answers why waiting for it is in vain. */
  private advance(progress: Progress, run: DependentRun): Clause | undefined {
    const { dependency } = progress;
    if (progress.isMet) return undefined;
    const task = this.ports.find(dependency.task);
    if (!task?.supervisor.definition || task.isMissing) return say('is not in the task file');
    const broken = this.ports.whyBroken(task.name);
    if (broken) return say('has an error: {0}', failureClause(broken));
    if (this.isMet(dependency)) {
      progress.isMet = true;
      return undefined;
    }
    const { state } = task.supervisor;
    if (isAtWork(state)) {
      progress.isBegun = true;
      if (dependency.condition === 'ready' && state.kind === 'running') return this.ports.readiness.await(task);
      return undefined;
    }
    if (progress.isBegun) return this.whyInVain(task, state);
    const isUnasked = run.isUnasked || unasked.has(run.trigger);
    if (isUnasked && this.ports.store.isStoppedByUser(task.name)) return say('was stopped');
    progress.isBegun = true;
    this.ports.store.setStoppedByUser(task.name, false);
    // What nobody has asked for is there for whatever brought the one that waits.
    this.ports.store.setBroughtBy(task.name, isUnasked ? this.ports.store.broughtBy(run.task) : undefined);
    const isOnce = task.supervisor.definition.schedule !== undefined;
    void task.supervisor.start('dependency', { isOnce, isUnasked });
    return undefined;
  }

  private isMet({ condition, task: name }: Dependency): boolean {
    const task = this.ports.find(name);
    if (!task) return false;
    const { state } = task.supervisor;
    switch (condition) {
      case 'started':
        return state.kind === 'running';
      case 'ready':
        return state.kind === 'running' && this.ports.readiness.isReady(task);
      case 'succeeded': {
        const last = this.lastRun(task);
        return state.kind === 'idle' && last?.state === 'ended' && last.outcome.kind === 'succeeded';
      }
    }
  }

  private lastRun({ name }: ManagedTask): ReturnType<Store['recentRuns']>[number] | undefined {
    return this.ports.store.recentRuns(name, 20).find(({ isExtra }) => !isExtra);
  }

  private whyInVain(task: ManagedTask, state: SupervisorState): Clause {
    if (state.kind === 'blocked') return say('cannot start: {0}', failureClause(state.failure));
    const last = this.lastRun(task);
    if (last?.state !== 'ended') return say('did not start');
    return last.outcome.kind === 'succeeded' ? say('has ended') : outcomeClause(last.outcome, last.startedAt);
  }
}

/** Whether a task may still come to what others wait for without anybody starting it. */
function isAtWork({ kind }: SupervisorState): boolean {
  return kind !== 'idle' && kind !== 'blocked' && kind !== 'gave-up';
}
