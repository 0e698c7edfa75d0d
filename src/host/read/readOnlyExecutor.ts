import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { err, ok } from '../../base/result.ts';
import type { ExecutorChange } from '../../core/tasks/announcer.ts';
import type { TaskFileStorage } from '../../core/ports.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import { type ExecutorView, isLiveStatus, type ScheduleView, type TaskView } from '../../model/view/taskView.ts';
import { TaskFileOnDisk } from '../../node/watch/taskFileOnDisk.ts';
import type { LogSource } from '../../protocol/messages.ts';
import { refuseAll } from '../../protocol/verbs.ts';
import type { ExecutorService } from '../serve/executorService.ts';
import { JournalFeed } from '../serve/journalFeed.ts';
import { journalPathOf } from '../serve/journalReading.ts';
import { type OfflineExecutor, type OfflineOptions, readDefinitions, readOffline } from './offlineExecutor.ts';
import { TaskLogFeed } from '../serve/taskLogFeed.ts';

/** Milliseconds between two looks while something lives, or while somebody holds what is to be read. */
const lookMs = 3_000;
/** How many runs of each task, and of all together, can be looked at. */
const runsRead = 200;

/** How an executor that nobody owns is read again. */
export interface Lookout {
  readonly clock: Clock;
  /** After each change of it everything is read again. */
  readonly taskFile: Pick<TaskFileStorage, 'onDidChange'> & Disposable;
  /** Reads everything; undefined if that is not possible at the moment. */
  read(): Promise<OfflineExecutor | undefined>;
  /** Absolute path of the executor's own log; undefined if no log can be followed. */
  readonly journalPath: string | undefined;
}

/** Shows what an executor is and was where nothing may be started, and says in every answer why. */
export class ReadOnlyExecutor implements ExecutorService, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<ExecutorChange>());
  private looking: Promise<void> = Promise.resolve();
  private nextLook: Disposable | undefined;
  private isDisposed = false;

  readonly onDidChange = this.changed.event;
  readonly verbs: ExecutorService['verbs'];

  /** Shows what was `seen`, and what a `lookout` sees from then on. */
  constructor(
    private seen: OfflineExecutor,
    private readonly why: ExecutorFailure,
    private readonly lookout?: Lookout,
  ) {
    this.verbs = {
      ...refuseAll(why),
      'executor/history': ({ before, count, name }) => ok(this.seen.history(count, name, before)),
      'executor/skipped': ({ before, count, name }) => ok(this.seen.skipped(count, name, before)),
      'executor/upcoming': () => ok([]),
      'task/approvals': () => ok([]),
      'task/environment': ({ name }) => this.seen.environment(name),
      // What a window says and what it has seen is for the owner.
      'executor/settings': () => ok(undefined),
      'executor/secrets': () => ok(undefined),
      'executor/refreshEnvironment': () => ok({}),
      'task/markSeen': () => ok(undefined),
      'task/markAllSeen': () => ok(undefined),
    };
    if (lookout) {
      this.store.add(lookout.taskFile);
      this.store.add(lookout.taskFile.onDidChange(() => void this.reload()));
    }
  }

  /** Reads everything again, after the reading that is under way: a process cannot hold the lock twice. */
  reload(): Promise<void> {
    return (this.looking = this.looking.then(() => this.look()));
  }

  view(): ExecutorView {
    return { ...this.seen.view, readOnly: this.why };
  }

  takeSummary(): undefined {
    return undefined;
  }

  get settings(): HostSettings {
    return this.seen.settings;
  }

  followLog(source: LogSource, lastLines: number, onText: (text: string) => Promise<void>): Disposable {
    const { clock, journalPath } = this.lookout ?? {};
    if (!clock || journalPath === undefined) return { dispose: () => undefined };
    if (source.kind === 'executor') return new JournalFeed(journalPath, lastLines, clock, onText);
    const runs = {
      history: (count: number, task: string) => this.seen.history(count, task),
      onDidChange: this.onDidChange,
    };
    return new TaskLogFeed(runs, source.name, lastLines, clock, onText);
  }

  dispose(): void {
    this.isDisposed = true;
    this.nextLook?.dispose();
    this.store.dispose();
  }

  private async look(): Promise<void> {
    const { lookout } = this;
    this.nextLook?.dispose();
    // Whatever is in the way, there is a next look.
    const found = await lookout?.read().catch(() => undefined);
    if (this.isDisposed) return;
    this.seen = found ?? this.seen;
    this.changed.fire({ kind: 'executor', executor: this.view() });
    const isDue = !found || found.view.tasks.some(({ extraRuns, status }) => extraRuns > 0 || isLiveStatus(status));
    if (isDue) this.nextLook = lookout?.clock.setTimer(lookMs, () => void this.reload());
  }
}

/** Whose executor to show, and why no more is possible. */
export interface ReadOnlyOptions extends Omit<OfflineOptions, 'runs' | 'isHeld'> {
  readonly why: ExecutorFailure;
}

/**
 * Shows a folder's definitions to a window that may start nothing: it is not trusted, no host manages the folder, or another
 * process owns the executor. Unless there is such an owner, it shows what is remembered of the runs as well.
 */
export async function openReadOnlyExecutor(options: ReadOnlyOptions): Promise<ReadOnlyExecutor> {
  const { clock, folder, why } = options;
  const isOwned = why.reason === 'held-elsewhere';
  const definitions = (): Promise<OfflineExecutor> =>
    readDefinitions(options, { kind: isOwned ? 'elsewhere' : 'stopped' });
  const remembered = async (): Promise<OfflineExecutor | undefined> => {
    const found = await readOffline({ ...options, runs: runsRead });
    return found.ok ? found.value : undefined;
  };
  const journal = why.reason === 'no-host' || why.reason === 'untrusted' ? await journalPathOf(options) : undefined;
  const read = async (): Promise<OfflineExecutor | undefined> => {
    const found = await (journal?.ok ? remembered() : definitions());
    return found && unattended(found, why);
  };
  const taskFile = new TaskFileOnDisk(folder, clock);
  const journalPath = journal?.ok ? journal.value : undefined;
  const executor = new ReadOnlyExecutor(unattended(await definitions(), why), why, {
    clock,
    taskFile,
    read,
    journalPath,
  });
  await executor.reload();
  return executor;
}

/** An executor as it is while nobody manages it: nothing of it is due, nobody can remember what was seen, and nothing runs. */
function unattended(found: OfflineExecutor, why: ExecutorFailure): OfflineExecutor {
  const tasks = found.view.tasks.map(({ schedule, status, ...task }): TaskView => ({
    ...task,
    hasUnseenFailure: false,
    status: status.kind === 'scheduled' ? { kind: 'stopped' } : status,
    schedule: paused(schedule),
  }));
  // Its shell is run for an environment.
  return { ...found, view: { ...found.view, tasks }, environment: () => Promise.resolve(err(why)) };
}

function paused(schedule: ScheduleView): ScheduleView {
  if (schedule.kind === 'none') return schedule;
  const { anchor, rules, timeZone } = schedule;
  return { kind: 'paused', rules, timeZone, ...(anchor !== undefined && { anchor }) };
}
