import type { Disposable } from '../../base/disposable.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { isLive } from '../../model/supervisor/state.ts';
import { defaultStopTimeoutMs } from '../../model/task.ts';
import { countLeftovers } from '../../model/view/taskView.ts';
import { notEnded } from '../runs/foundProcesses.ts';
import type { LeftBehind } from '../runs/leftBehind.ts';
import type { FoundProcess } from '../ports.ts';
import type { Supervisor } from '../supervisor/supervisor.ts';

/** One task of an executor: the supervisor that keeps it, and the runs beside that one's. */
export class ManagedTask implements Disposable {
  /** It has been missing from the task file for longer than an edit takes. */
  isMissing = false;
  private readonly extras = new Set<Supervisor>();
  private missingTimer: Disposable | undefined;

  /** `left` manages what runs have left that no supervisor manages. */
  constructor(
    readonly supervisor: Supervisor,
    readonly left: LeftBehind,
  ) {}

  /** As the task file spells it, else as the history does. */
  get name(): string {
    return this.supervisor.definition?.name ?? this.supervisor.task;
  }

  /** How many runs live beside the supervised one. */
  get extraCount(): number {
    return this.extras.size;
  }

  /** How many processes its ended runs have left. */
  get leftovers(): number {
    return countLeftovers(this.supervisor.state) + this.left.count;
  }

  /** Something of the task runs, is about to, or is being ended. */
  get isLive(): boolean {
    return isLive(this.supervisor.state) || this.extras.size > 0;
  }

  /** The same, or is about to be started again. */
  get isActive(): boolean {
    return this.isLive || this.supervisor.state.kind === 'backing-off' || this.supervisor.state.kind === 'retrying';
  }

  /** Keeps a run beside the supervised one until nothing of it is left. */
  addExtra(extra: Supervisor, onChange: () => void): void {
    this.extras.add(extra);
    extra.onDidChange((state) => {
      if (!isLive(state)) {
        this.extras.delete(extra);
        const { leaving } = extra;
        if (leaving) this.left.add(leaving.processes, leaving.count);
        extra.dispose();
      }
      onChange();
    });
  }

  /** The supervisor that manages a run, if one does. */
  supervisorOf(run: string): Supervisor | undefined {
    return [this.supervisor, ...this.extras].find(({ state }) => 'run' in state && state.run === run);
  }

  /** Every supervisor of the task. */
  get supervisors(): readonly Supervisor[] {
    return [this.supervisor, ...this.extras];
  }

  /** Ends these of its runs and, where it `clears`, what earlier runs have left; answers when nothing of that is left. */
  async stop(supervisors = this.supervisors, { clears = true } = {}): Promise<Result<void, ExecutorFailure>> {
    const stops = supervisors.map((supervisor) => supervisor.stop('person'));
    const survivors = (await Promise.all([...stops, (clears && this.clearLeft()) || []])).flat();
    return survivors.length === 0 ? ok(undefined) : err(notEnded(this.name, survivors));
  }

  /** Ends what earlier runs have left and no supervisor manages; undefined if nothing is known of any. */
  clearLeft(): Promise<readonly FoundProcess[]> | undefined {
    const { stopSignal = 'SIGTERM', stopTimeoutMs = defaultStopTimeoutMs } = this.supervisor.definition ?? {};
    return this.left.clear(stopSignal, stopTimeoutMs);
  }

  /** Gives the task another name; its runs go on. */
  rename(name: string): void {
    for (const supervisor of this.supervisors) supervisor.rename(name);
  }

  /** It has left the file: waits for what becomes of it, with the timer that is begun for that, unless it waits already. */
  awaitReturn(begin: () => Disposable): void {
    this.missingTimer ??= begin();
  }

  /** It is in the file again, or will not return. */
  stopAwaiting(): void {
    this.missingTimer?.dispose();
    this.missingTimer = undefined;
  }

  dispose(): void {
    this.stopAwaiting();
    this.left.dispose();
    for (const supervisor of this.supervisors) supervisor.dispose();
  }
}
