import { delay } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { RunId } from '../../model/run.ts';
import type { StopSignal } from '../../model/task.ts';
import type { FoundProcess, LeftProcesses, World } from '../ports.ts';
import type { RunKeeper } from './runKeeper.ts';

/** What managing such processes needs of the world. */
export interface LeftBehindPorts extends Pick<World, 'clock' | 'store'> {
  readonly keeper: RunKeeper;
  /** The task's name then. */
  readonly task: () => string;
  /** The count differs. */
  readonly changed: () => void;
}

interface LeftRun {
  readonly processes: LeftProcesses;
  readonly count: number;
  readonly clearing?: Promise<readonly FoundProcess[]>;
}

/**
 * What runs of one task have left and no supervisor manages: runs of earlier hosts, and those beside the task's own. It
 * is ended at Stop, and before another run of the task begins.
 */
export class LeftBehind implements Disposable {
  private readonly runs = new Map<RunId, LeftRun>();
  private readonly disposal = new AbortController();

  constructor(private readonly ports: LeftBehindPorts) {}

  /** How many processes there are. */
  get count(): number {
    return [...this.runs.values()].reduce((sum, { count }) => sum + count, 0);
  }

  /** An ended run has left this many processes. */
  add(processes: LeftProcesses, count: number): void {
    if (count === 0) return;
    this.runs.set(processes.run, { processes, count });
    this.ports.changed();
  }

  /** The same of a run of an earlier host, which counted them then; they are counted again. */
  async takeOver(processes: LeftProcesses, count: number): Promise<void> {
    this.add(processes, count);
    this.note(processes.run, await processes.count());
  }

  /** Asks all of it to end, then kills it; answers what cannot be ended, and undefined if there is nothing. */
  clear(signal: StopSignal, timeoutMs: number): Promise<readonly FoundProcess[]> | undefined {
    if (this.runs.size === 0) return undefined;
    const clearings = [...this.runs].map(([run, left]) => {
      const clearing = left.clearing ?? this.clearRun(left.processes, signal, timeoutMs);
      this.runs.set(run, { ...left, clearing });
      return clearing;
    });
    return Promise.all(clearings).then((survivors) => survivors.flat());
  }

  dispose(): void {
    this.disposal.abort();
  }

  private async clearRun(
    processes: LeftProcesses,
    signal: StopSignal,
    timeoutMs: number,
  ): Promise<readonly FoundProcess[]> {
    const { clock, keeper, task } = this.ports;
    const patience = new AbortController();
    await processes.ask(signal);
    await Promise.race([
      processes.groupGone(),
      delay(clock, timeoutMs, AbortSignal.any([patience.signal, this.disposal.signal])),
    ]);
    patience.abort();
    if (this.disposal.signal.aborted) return [];
    const survivors = await keeper.kill(task(), processes);
    this.note(processes.run, survivors.length);
    return survivors;
  }

  private note(run: RunId, count: number): void {
    const left = this.runs.get(run);
    if (!left || this.disposal.signal.aborted) return;
    if (count === 0) this.runs.delete(run);
    else this.runs.set(run, { processes: left.processes, count });
    if (count === left.count) return;
    this.ports.store.setLeftovers(run, count);
    this.ports.changed();
  }
}
