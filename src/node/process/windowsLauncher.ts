import { delay } from '../../base/clock.ts';
import type {
  CommandEnd,
  CommandPlan,
  Launcher,
  LaunchPlan,
  RunEnd,
  RunProcess,
  StartReport,
} from '../../core/ports.ts';
import type { ProcessIdentity, RunId, RunRecord } from '../../model/run.ts';
import { runCommand } from './launcherCommand.ts';
import { failedRun, unstartedRun } from './launcherFailure.ts';
import type { SpawnEnd } from './launcherSpawn.ts';
import { runIdVariable } from './processGroup.ts';
import { identify, type Machine, thisMachine } from './processIdentity.ts';
import { type LauncherOptions, tidyRunFiles } from './runFiles.ts';
import { RunHoldFiles, type RunHolds, runOfHoldFile } from './runHold.ts';
import { systemProcesses, type WindowsProcesses } from './windowsProcesses.ts';
import { AdoptedIdentity, WindowsRun, type WindowsWorld } from './windowsRun.ts';

/** What the launcher for Windows needs; what is its own has the obvious default. */
export interface WindowsLauncherOptions extends LauncherOptions {
  readonly processes?: WindowsProcesses;
  readonly holds?: RunHolds;
  readonly machine?: Machine;
}

/** Milliseconds after which a run is worth asking Windows for the name of its program. */
const lastingMs = 10_000;

/**
 * Starts runs without a shim: Windows has neither process groups nor `exec`. There is no claim, so a start cannot be
 * abandoned; the exit status is known only while the host that launched the run lives, and what a script leaves behind
 * is not counted. Whose a pid is, is known of a run that this host launched, as Windows gives no number to another while
 * we have the process open; of one that an earlier host launched its hold tells.
 */
export class WindowsLauncher implements Launcher {
  readonly hasSignals = false;
  private readonly machine: Machine;
  private readonly runsFolder: string;
  private readonly world: WindowsWorld;
  private readonly disposal = new AbortController();

  constructor(options: WindowsLauncherOptions) {
    const { clock, holds, processes = systemProcesses, runsFolder } = options;
    this.runsFolder = runsFolder;
    this.machine = options.machine ?? thisMachine();
    this.world = { clock, processes, holds: holds ?? new RunHoldFiles(runsFolder), disposal: this.disposal.signal };
  }

  launch(plan: LaunchPlan): RunProcess {
    const { clock, holds, processes } = this.world;
    const at = clock.now();
    const { argv, cwd, env, isVerbatim, logPath, run } = plan;
    const full = { ...env, [runIdVariable]: run };
    const given = holds.give(run, (hold) =>
      processes.spawn({ argv, cwd, env: full, logPath, hold, ...(isVerbatim && { isVerbatim }) }),
    );
    if (!given.ok) return failedRun(run, Promise.resolve(given.error));
    const { ended, pid } = given.value;
    if (pid === undefined) {
      holds.remove(run);
      return unstartedRun(plan, argv[0], ended);
    }
    const over = new AbortController();
    const end = ended.then((reason): RunEnd => {
      over.abort();
      return this.toRunEnd(reason);
    });
    void this.noteImage(run, pid, AbortSignal.any([over.signal, this.disposal.signal]));
    const identity = {
      pid,
      command: argv.join(' '),
      isAlive: () => !over.signal.aborted,
      isAnothers: () => Promise.resolve(false),
    };
    return new WindowsRun(run, Promise.resolve(this.report(at, pid)), end, identity, this.world);
  }

  adopt(record: RunRecord): RunProcess {
    switch (record.state) {
      case 'starting':
        return this.adoptStart(record.id, record.createdAt);
      case 'running': {
        const { id, pid, shim, startedAt } = record;
        return this.adoptRun(id, pid, { kind: 'started', at: startedAt, pid, shim });
      }
      case 'ended':
        throw new Error(`internal: run ${record.id} has been settled`);
    }
  }

  /** What has outlived its script is out of reach here. */
  recall(): 'elsewhere' {
    return 'elsewhere';
  }

  command(plan: CommandPlan, cutOff: AbortSignal): Promise<CommandEnd> {
    const { processes } = this.world;
    return runCommand(plan, cutOff, processes.spawn, (pid) => {
      void processes.killTree(pid);
    });
  }

  forget(runs: readonly RunId[]): void {
    for (const run of runs) this.world.holds.remove(run);
  }

  tidy(unsettled: ReadonlySet<RunId>): Promise<void> {
    return tidyRunFiles(this.runsFolder, this.world.clock.now(), unsettled, runOfHoldFile);
  }

  dispose(): void {
    this.disposal.abort();
  }

  /**
   * A start that an earlier host was about to make. Without a hold it was never made; with one it may have been, so that it
   * is not safe to say that it never was.
   */
  private adoptStart(run: RunId, at: number): RunProcess {
    const noted = this.world.holds.read(run);
    if (noted) return this.adoptRun(run, noted.pid ?? 0, this.report(at, noted.pid ?? 0));
    const identity = new AdoptedIdentity(run, 0, this.world);
    const never = new Promise<RunEnd>(() => undefined);
    return new WindowsRun(run, Promise.resolve({ kind: 'abandoned' }), never, identity, this.world);
  }

  private adoptRun(run: RunId, pid: number, started: Extract<StartReport, { kind: 'started' }>): RunProcess {
    const { clock } = this.world;
    const identity = new AdoptedIdentity(run, pid, this.world);
    const ended = identity.gone().then((): RunEnd => ({ at: clock.now(), leftovers: 0 }));
    return new WindowsRun(run, Promise.resolve(started), ended, identity, this.world);
  }

  /** What cannot be found out of a short run in time is not needed of it either: the next host is not there that soon. */
  private async noteImage(run: RunId, pid: number, over: AbortSignal): Promise<void> {
    const { clock, holds, processes } = this.world;
    const isOver = (): boolean => over.aborted;
    await delay(clock, lastingMs, over);
    if (isOver()) return;
    const image = await processes.imageName(pid);
    // While nobody was told its end the number was its own.
    if (image !== undefined && !isOver()) holds.note(run, { image });
  }

  private report(at: number, pid: number): Extract<StartReport, { kind: 'started' }> {
    const shim: ProcessIdentity = identify(this.machine, { pid, startTime: '' });
    return { kind: 'started', at, pid, shim };
  }

  private toRunEnd(end: SpawnEnd): RunEnd {
    const at = this.world.clock.now();
    return { at, leftovers: 0, ...(end.kind === 'exited' && { exit: { code: end.code } }) };
  }
}
