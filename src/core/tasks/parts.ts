import type { Approvals } from '../approvals.ts';
import type { Ownership } from '../ownership.ts';
import type { Launcher, Suspicion, World } from '../ports.ts';
import type { RunKeeper } from '../runs/runKeeper.ts';
import type { LaterRuns } from '../schedule/laterRuns.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { RunSlots } from '../supervisor/runSlots.ts';
import type { TaskFileKeeper } from '../taskFileKeeper.ts';
import type { Dependencies } from './dependencies.ts';
import type { TaskRoster } from './taskRoster.ts';

/** The parts of an executor on which those stand that decide about runs, show them, and do what a person says. */
export interface Parts extends World {
  readonly launcher: Launcher;
  readonly suspicion: Suspicion;
  readonly file: TaskFileKeeper;
  readonly approvals: Approvals;
  readonly ownership: Ownership;
  readonly keeper: RunKeeper;
  readonly slots: RunSlots;
  readonly dependencies: Dependencies;
  readonly scheduler: Scheduler;
  readonly later: LaterRuns;
  readonly roster: TaskRoster;
}
