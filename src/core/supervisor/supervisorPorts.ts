import type { Disposable } from '../../base/disposable.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { DecidedRun, RunId, RunOutcome, RunRecord, Trigger } from '../../model/run.ts';
import type { EffectOf, NextRun, SupervisorEffect, SupervisorState } from '../../model/supervisor/state.ts';
import type { Dependency, TaskDefinition } from '../../model/task.ts';
import type { CommandsBeside } from '../runs/commandsBeside.ts';
import type { FileWatch, Launcher, OwedRun, PathWatch, Suspicion, World } from '../ports.ts';
import type { RunSlots } from './runSlots.ts';

/** What a supervisor needs of the world. */
export interface SupervisorPorts extends Pick<World, 'clock' | 'random' | 'store'> {
  readonly slots: RunSlots;
  readonly pathWatch: PathWatch;
  readonly fileWatch: FileWatch;
  readonly launcher: Launcher;
  readonly commands: CommandsBeside;
  readonly dependencies: DependencyWaits;
  readonly suspicion: Suspicion;
  /** The runs of other tasks that the end of a run makes owed; recorded with that end, they are started after it. */
  readonly chain: (ended: ChainedEnd) => readonly OwedRun[];
  /** Ends what other runs of a task have left before another begins; undefined if nothing is known of any. */
  readonly clearLeft: (task: string) => Promise<unknown> | undefined;
}

/** A run that has ended, and may make others run. */
export interface ChainedEnd {
  readonly definition: TaskDefinition;
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  /** Another run of the task follows by itself. */
  readonly isFollowed: boolean;
}

/** A run that waits until other tasks are there. */
export interface DependentRun {
  readonly task: string;
  readonly trigger: Trigger;
  /** It was started for another one that nobody asked for at this moment. */
  readonly isUnasked: boolean;
  readonly after: readonly Dependency[];
  readonly onMet: () => void;
  readonly onFailed: (failure: ExecutorFailure) => void;
}

/** Waits for other tasks. */
export interface DependencyWaits {
  /** Whether everything is there that a task is to start after. */
  areMet(definition: Pick<TaskDefinition, 'after'>): boolean;
  /** Waits until everything is there, or until that is in vain; once disposed, it stops waiting. */
  await(run: DependentRun): Disposable;
}

/** What is unusual about a run. */
export interface RunRequest {
  /** It is never restarted, and the desired state stays as it is. */
  readonly isOnce?: boolean;
  /** It is started for another run, and nobody asked for that one at this moment. */
  readonly isUnasked?: boolean;
  /** Further arguments, for this run alone. */
  readonly args?: readonly string[];
  /** Its record, where the decision for it is on the disk already; what it says counts. */
  readonly decided?: DecidedRun;
  /** What is known of it, where it is owed; that counts. */
  readonly owed?: NextRun;
}

/** A run that has ended: its record as it was until then, and how it ended. */
export interface SettledRun {
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  /** The runs of other tasks that it has made owed. */
  readonly chained: readonly OwedRun[];
}

/** A supervisor, as its parts see it. */
export interface Supervised {
  readonly task: string;
  readonly state: SupervisorState;
  /** The definition in force; undefined if the task is no longer in the file. */
  readonly definition: TaskDefinition | undefined;
  /** The definition that the newest run was started with, else the one in force. */
  readonly definitionOfRun: TaskDefinition | undefined;
  /** Milliseconds that the run, or what it has left, has before SIGKILL. */
  readonly stopTimeoutMs: number;
  /** It manages a single run beside the task's own: nothing is restarted, and what the user wants is not its affair. */
  readonly isExtra: boolean;
  /** The run is on another machine or in a container. */
  readonly isElsewhere: boolean;
  /** An id that no run has. */
  newRunId(): RunId;
}

/** What carries out effects of these kinds. */
export type Effects<K extends SupervisorEffect['kind']> = {
  readonly [P in K]: (effect: EffectOf<P>) => void;
};
