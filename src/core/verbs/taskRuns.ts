import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { RunId, Trigger } from '../../model/run.ts';
import type { LaterRun } from '../../model/schedule/laterRun.ts';
import type { SkippedNext } from '../../model/schedule/skipped.ts';
import type { SendableSignal } from '../../model/sendableSignal.ts';
import { isLive } from '../../model/supervisor/state.ts';
import { isoTime } from '../../model/time/timestamp.ts';
import type { ManagedTask } from '../tasks/managedTask.ts';
import { note } from '../note.ts';
import type { NextOccurrence } from '../schedule/scheduleView.ts';
import type { VerbParts } from './verbParts.ts';

/** How a single run is started. */
export interface RunNowOptions {
  /** Further arguments, for this run alone. */
  readonly args?: readonly string[];
  /** Start it even if the task runs, beside that run. */
  readonly beside: boolean;
}

/** At which instant to come a run is asked for. */
export interface RunLaterOptions extends Pick<LaterRun, 'at' | 'timeZone'> {
  /** Further arguments, for this run alone. */
  readonly args?: readonly string[];
}

/** What a start has led to, where it is more than a run of the task: when it is due next, or what is started before it. */
export type Started = NextOccurrence | { readonly first: readonly string[] } | undefined;

/** What a person does with the runs of one task: starts, stops and signals them, now or at an instant, and its schedule. */
export class TaskRuns {
  constructor(private readonly parts: VerbParts) {}

  /**
   * Starts an unscheduled task, and answers once it is known whether its script started; arms the schedule of a scheduled
   * one, and answers when it runs next.
   */
  async start(name: string, trigger: Trigger): Promise<Result<Started, ExecutorFailure>> {
    const { dependencies, roster, store, takeOver } = this.parts;
    const found = roster.startable(name);
    if (!found.ok) return found;
    const task = found.value;
    store.setStoppedByUser(task.name, false);
    store.setBroughtBy(task.name, trigger === 'autostart' ? task.name : undefined);
    // It runs already, or is started again if it never began.
    if (trigger === 'manual' && takeOver.pardon(task.name)) return ok(undefined);
    const { definition } = task.supervisor;
    if (definition?.schedule) {
      const next = this.arm(task);
      return next ? ok(next) : err({ reason: 'schedule-ended', task: task.name });
    }
    const first = definition ? dependencies.startedFirst(definition) : [];
    const started = await task.supervisor.start(trigger);
    if (!started.ok) return started;
    return ok(first.length > 0 ? { first } : undefined);
  }

  /** One run that is not restarted and changes nothing else; answers once it is known whether its script started. */
  async runNow(name: string, { args, beside }: RunNowOptions): Promise<Result<void, ExecutorFailure>> {
    const { roster, takeOver } = this.parts;
    const found = roster.startable(name);
    if (!found.ok) return found;
    const task = found.value;
    takeOver.pardon(task.name);
    const { state } = task.supervisor;
    const isBeside = isLive(state) && beside;
    // What waits for its restart has it now; any other run is the only one.
    const isOnce = isBeside || state.kind !== 'backing-off';
    const supervisor = isBeside ? roster.extraOf(task) : task.supervisor;
    return supervisor.start('manual', { ...(isOnce && { isOnce }), ...(args && { args }) });
  }

  /** One run at an instant to come, whatever schedule the task has; nothing else is changed. */
  runLater(name: string, { args, at, timeZone }: RunLaterOptions): Result<LaterRun, ExecutorFailure> {
    const { clock, later, random, roster } = this.parts;
    const found = roster.startable(name);
    if (!found.ok) return found;
    const wish = {
      id: random.hex(12),
      task: found.value.name,
      at,
      timeZone,
      askedAt: clock.now(),
      ...(args && { args }),
    };
    const asked = later.ask(wish);
    return asked.ok ? ok(wish) : asked;
  }

  /** Takes back what was asked for of a task, one of it or all; answers what that was. */
  cancelLater(name: string, id?: string): Result<readonly LaterRun[], ExecutorFailure> {
    const found = this.parts.roster.listed(name);
    return found.ok ? this.parts.later.cancel(found.value.name, id) : found;
  }

  /** Restarts a task, ending its live run first; answers once its script started. */
  async restart(name: string): Promise<Result<void, ExecutorFailure>> {
    const { roster, store, takeOver } = this.parts;
    const found = roster.startable(name);
    if (!found.ok) return found;
    const { supervisor } = found.value;
    takeOver.pardon(supervisor.task);
    if (!supervisor.definition) return err(roster.whyNone(name));
    store.setStoppedByUser(name, false);
    store.setBroughtBy(name, undefined);
    this.note('run-restarting', name, `Restarting ${name}`);
    return supervisor.restart(supervisor.definition.schedule ? { isOnce: true } : {});
  }

  /** Stops a task's runs and pauses its schedule, and answers when they have ended; what does not run stays as it is. */
  async stop(name: string): Promise<Result<void, ExecutorFailure>> {
    const { roster, store, takeOver } = this.parts;
    const found = roster.listed(name);
    if (!found.ok) return found;
    const task = found.value;
    takeOver.pardon(name);
    if (task.isLive) this.note('run-stopping', name, `Stopping ${name}`);
    store.setStoppedByUser(task.name, true);
    this.pause(name);
    return this.end(task);
  }

  /** Ends one run, the supervised one if none is named, and answers when it has ended; a schedule stays as it is. */
  async stopRun(name: string, run?: RunId): Promise<Result<void, ExecutorFailure>> {
    const { roster, takeOver } = this.parts;
    const found = roster.listed(name);
    if (!found.ok) return found;
    const task = found.value;
    takeOver.pardon(name);
    const supervisor = run === undefined ? task.supervisor : task.supervisorOf(run);
    if (!supervisor) return err({ reason: 'task-not-running', task: name });
    if (isLive(supervisor.state)) this.note('run-stopping', name, `Stopping ${name}`);
    return task.stop([supervisor], { clears: run === undefined });
  }

  /** Pauses a task's schedule; its run goes on. */
  pauseSchedule(name: string): Result<void, ExecutorFailure> {
    const found = this.parts.roster.listed(name);
    if (!found.ok) return found;
    this.pause(name);
    return ok(undefined);
  }

  /** Skips the next run of a task's schedule, and answers which one comes then. */
  skipNext(name: string): Result<SkippedNext, ExecutorFailure> {
    const found = this.parts.roster.listed(name);
    return found.ok ? this.parts.scheduler.skipNext(found.value.name) : found;
  }

  /** Sends a signal to a task's run. */
  async signal(name: string, signal: SendableSignal): Promise<Result<void, ExecutorFailure>> {
    const found = this.parts.roster.listed(name);
    if (!found.ok) return found;
    const sent = await found.value.supervisor.signal(signal);
    if (sent.ok) this.note('signal-sent', name, `Sent ${signal} to ${name}`);
    return sent;
  }

  /** Ends whatever runs of a task, and what waits for the end of its run does not begin. */
  end(task: ManagedTask): Promise<Result<void, ExecutorFailure>> {
    this.parts.owed.cancel(task);
    if (task.supervisor.isBusy) this.parts.later.leaveOutWaiting(task.name);
    return task.stop();
  }

  private arm({ name }: ManagedTask): NextOccurrence | undefined {
    const next = this.parts.scheduler.arm(name);
    if (next) this.note('schedule-armed', name, `Armed the schedule of ${name}, next at ${isoTime(next.at)}`);
    return next;
  }

  private pause(name: string): void {
    if (this.parts.scheduler.pause(name)) this.note('schedule-paused', name, `Paused the schedule of ${name}`);
  }

  private note(event: string, task: string, message: string): void {
    note(this.parts.journal, event, task, message);
  }
}
