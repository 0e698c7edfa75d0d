import type { DecidedRun, RunRecord } from '../../model/run.ts';
import { onTimeMs } from '../../model/schedule/catchUp.ts';
import { isLive } from '../../model/supervisor/state.ts';
import { taskKey } from '../../model/words/taskKey.ts';
import type { OwedRuns } from './owedRuns.ts';
import type { Parts } from './parts.ts';

/** What an earlier owner has left: runs that live, that were decided, that are owed, and what the user wants up. */
export class TakeOver {
  /** Runs of tasks of which hosts have died: they are left alone until a person wants something of them. */
  private leftAlone: readonly RunRecord[] = [];

  constructor(private readonly parts: Parts & { readonly owed: OwedRuns }) {}

  /** Takes over everything, once the definitions are in force. */
  begin(): void {
    const { owed, roster, store } = this.parts;
    owed.takeOverRetries();
    this.adoptRuns();
    roster.showMissing(store.knownTasks());
    owed.takeOver();
    this.bringBack();
  }

  /** A person wants something of a task: what was left alone of it is taken over after all. Answers whether there was anything. */
  pardon(task: string): boolean {
    const own = this.leftAlone.filter((record) => taskKey(record.task) === taskKey(task));
    this.leftAlone = this.leftAlone.filter((record) => !own.includes(record));
    if (own.length > 0) this.parts.suspicion.pardon(task);
    for (const record of own) this.adopt(record);
    return own.length > 0;
  }

  /**
   * A run that was decided never began, and never will. An occurrence is left to the scheduler; what is wanted up is
   * started again, and so is what a person asked for a moment ago. Anything else is over.
   */
  decideAnew(record: DecidedRun): void {
    const { clock, keeper, later, logs, ownership, random, roster, scheduler, store } = this.parts;
    if (record.later) {
      later.takeBack(record);
      return;
    }
    const task = roster.find(record.task);
    // These were decided by the end of another run, not by a clock.
    const isDue = record.trigger === 'retry' || record.trigger === 'chained';
    if (record.scheduledFor !== undefined && !isDue) {
      scheduler.decideAnew(record);
      return;
    }
    const isRecent = clock.now() - record.createdAt <= onTimeMs;
    const isWanted = isDue || (record.isOnce ? isRecent : store.desired(record.task) === 'up');
    if (ownership.refusal || !task?.supervisor.definition || !isWanted) {
      keeper.cancel(record);
      return;
    }
    const id = random.hex(12);
    const createdAt = clock.now();
    const decided = { ...record, id, createdAt, logPath: logs.pathFor(task.name, id, createdAt) };
    const begun = store.begin(decided, { setsUp: false, withdraws: record.id });
    if (!begun.ok) {
      ownership.note(begun.error);
      return;
    }
    const supervisor = record.isExtra ? roster.extraOf(task) : task.supervisor;
    void supervisor.start(record.trigger, { decided });
  }

  /**
   * Takes over the runs that an earlier owner left. What runs comes first: a run of its task that is decided may wait
   * for its end, or for a retry, and is decided again. Of several that run, which only a failing disk leaves, it is the
   * newest.
   */
  private adoptRuns(): void {
    const { launcher, roster, store, suspicion } = this.parts;
    const unsettled = store.unsettledRuns();
    void launcher.tidy(new Set(unsettled.map(({ id }) => id)));
    const running = unsettled.filter(({ state }) => state === 'running').toReversed();
    const starting = unsettled.filter(({ state }) => state === 'starting');
    const left = [...running, ...starting];
    this.leftAlone = left.filter(({ task }) => suspicion.isRefused(task));
    for (const record of left) {
      if (this.leftAlone.includes(record)) roster.take(record.task);
      else this.adopt(record);
    }
    this.recallLeft();
  }

  /** Finds again what settled runs of an earlier owner have left. */
  private recallLeft(): void {
    const { launcher, roster, store } = this.parts;
    for (const run of store.leavingRuns()) {
      const processes = launcher.recall(run);
      if (processes === 'gone') store.setLeftovers(run.id, 0);
      else if (processes !== 'elsewhere') void roster.take(run.task).left.takeOver(processes, run.leftovers);
    }
  }

  private adopt(record: RunRecord): void {
    const { keeper, roster, store } = this.parts;
    const task = roster.take(record.task);
    const { supervisor } = task;
    const isSecond = record.state === 'starting' ? supervisor.isBusy : isLive(supervisor.state);
    if (record.isExtra) roster.extraOf(task).adopt(record, false);
    else if (!isSecond) supervisor.adopt(record, store.desired(record.task) === 'up');
    else {
      keeper.follow(record, (decided) => {
        this.decideAnew(decided);
      });
    }
  }

  /** Starts what the user wants up and what does not run; a task that is never restarted does not come back. */
  private bringBack(): void {
    const { roster, store } = this.parts;
    for (const { supervisor } of roster.inStartOrder) {
      const { definition, state, task } = supervisor;
      // What has none starts when it has one.
      if (!definition) supervisor.define(undefined);
      if (!definition || isLive(state)) continue;
      const isLeftAlone = this.leftAlone.some((record) => taskKey(record.task) === taskKey(task));
      if (!isLeftAlone && store.desired(task) !== 'up') continue;
      // What is left alone is not started either, but says why.
      if (isLeftAlone) void supervisor.start('restart', { isOnce: true });
      else if (definition.restart === 'never') store.setDesired(task, 'down');
      else void supervisor.start('restart');
    }
  }
}
