import { type Clock, delay } from '../../base/clock.ts';
import type { FoundProcess, RunEnd, RunProcess, StartReport } from '../../core/ports.ts';
import type { RunId } from '../../model/run.ts';
import type { RunHolds } from './runHold.ts';
import type { WindowsProcesses } from './windowsProcesses.ts';

/** What a run needs of the world. */
export interface WindowsWorld {
  readonly clock: Clock;
  readonly processes: WindowsProcesses;
  readonly holds: RunHolds;
  /** Aborts when the launcher is disposed. */
  readonly disposal: AbortSignal;
}

/** How a run is told from whatever else has its pid. */
export interface WindowsIdentity {
  /** 0 if nobody has noted it. */
  readonly pid: number;
  /** For people. */
  readonly command: string;
  isAlive(): boolean;
  /** Whether the pid is another program's by now; false if that cannot be known. */
  isAnothers(): Promise<boolean>;
}

/** Milliseconds between looks at an adopted run, whose end nobody tells us. */
const adoptedLookMs = 10_000;
/** Milliseconds that `kill` goes on trying. */
const killTimeoutMs = 5_000;
/** Milliseconds until a tree that was to be ended is ended again. */
const killAgainMs = 1_000;
/** Milliseconds between looks at a process that is to go: the first, and the longest after backing off. */
const goneLookMs = { first: 1, longest: 50 };

/** A run without a shim: what can be asked of it is that it ends, at once and with everything below it. */
export class WindowsRun implements RunProcess {
  constructor(
    readonly run: RunId,
    readonly started: Promise<StartReport>,
    readonly ended: Promise<RunEnd>,
    private readonly identity: WindowsIdentity,
    private readonly world: WindowsWorld,
  ) {}

  /** There is no claim, so a start that was made cannot be taken back. */
  abandon(): Promise<void> {
    return Promise.resolve();
  }

  /** There are no signals; the way to ask for an end is a stop command. */
  signal(): Promise<void> {
    return Promise.resolve();
  }

  ask(): Promise<void> {
    return Promise.resolve();
  }

  /** What has outlived its script is out of reach. */
  count(): Promise<number> {
    return Promise.resolve(this.identity.isAlive() ? 1 : 0);
  }

  groupGone(): Promise<void> {
    return Promise.resolve();
  }

  /** The tree is found by the platform, so there is nothing to announce. */
  async kill(): Promise<readonly FoundProcess[]> {
    const { clock, processes } = this.world;
    const { command, pid } = this.identity;
    if (!this.identity.isAlive() || (await this.identity.isAnothers())) return [];
    const deadline = clock.monotonic() + killTimeoutMs;
    while (clock.monotonic() < deadline) {
      if (pid > 0) await processes.killTree(pid);
      if (await this.goes()) return [];
    }
    return [{ pid, command }];
  }

  /** Resolves with whether it has gone, within a moment. */
  private async goes(): Promise<boolean> {
    const { clock } = this.world;
    const deadline = clock.monotonic() + killAgainMs;
    for (let pauseMs = goneLookMs.first; this.identity.isAlive(); pauseMs = Math.min(2 * pauseMs, goneLookMs.longest)) {
      if (clock.monotonic() >= deadline) return false;
      await delay(clock, pauseMs);
    }
    return true;
  }
}

/**
 * A run that an earlier host has started. It lives while its pid is taken and its hold is held; both can be true of another
 * process only where something that the script has left has inherited the hold and the pid was given to another. So the
 * name of its program, where it was noted, has to be the same.
 */
export class AdoptedIdentity implements WindowsIdentity {
  readonly command = 'the task, found running';
  /** Whoever finds it gone tells whoever waits for that. */
  private readonly over = new AbortController();

  constructor(
    private readonly run: RunId,
    readonly pid: number,
    private readonly world: WindowsWorld,
  ) {}

  isAlive(): boolean {
    const { holds, processes } = this.world;
    if (this.over.signal.aborted) return false;
    const isAlive = (this.pid === 0 || processes.isTaken(this.pid)) && holds.isHeld(this.run);
    if (!isAlive) this.over.abort();
    return isAlive;
  }

  async isAnothers(): Promise<boolean> {
    const { holds, processes } = this.world;
    const noted = holds.read(this.run)?.image;
    if (noted === undefined || this.pid === 0) return false;
    const image = await processes.imageName(this.pid);
    return image !== undefined && image !== noted;
  }

  /** Resolves when it has gone. */
  async gone(): Promise<void> {
    const { clock, disposal } = this.world;
    const nudge = AbortSignal.any([this.over.signal, disposal]);
    if (await this.isAnothers()) this.over.abort();
    while (this.isAlive()) {
      await delay(clock, adoptedLookMs, nudge);
      if (disposal.aborted) return new Promise(() => undefined);
    }
  }
}
