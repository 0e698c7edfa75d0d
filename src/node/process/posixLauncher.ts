import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type {
  CommandEnd,
  CommandPlan,
  Launcher,
  LaunchPlan,
  LeavingRun,
  LeftProcesses,
  RunProcess,
} from '../../core/ports.ts';
import type { RunId, RunRecord } from '../../model/run.ts';
import type { Argv } from '../../model/words/argv.ts';
import { attempt } from '../files/attempt.ts';
import { watchFolder } from '../files/folderWatch.ts';
import { runCommand } from './launcherCommand.ts';
import { unstartedRun } from './launcherFailure.ts';
import { LauncherRun, type RunOrigin } from './launcherRun.ts';
import { type Spawn, spawnDetached, type Spawned } from './launcherSpawn.ts';
import { RunTree, type RunWorld, sendSignal } from './launcherTree.ts';
import { TreeWatch } from './launcherTreeWatch.ts';
import { runIdVariable } from './processGroup.ts';
import { identify, isSameMachine, type Machine, thisMachine, whereabouts } from './processIdentity.ts';
import { ProcessScan } from './processScan.ts';
import { type ProcessTable, systemProcessTable } from './processTable.ts';
import { type LauncherOptions, tidyRunFiles } from './runFiles.ts';
import { carryFunctions, defaultShell, shimArgv } from './shim.ts';
import { readStatus, runOfStatusFile, statusFileName, statusFilePath } from './statusFile.ts';

/** What a launcher for POSIX needs; what is its own has the obvious default. */
export interface PosixLauncherOptions extends LauncherOptions {
  /** The shell of the shims, by its absolute path or found on the PATH of the run. */
  readonly shell?: Argv;
  readonly spawn?: Spawn;
  readonly machine?: Machine;
  readonly table?: ProcessTable;
}

/** Milliseconds between looks where the folder of status files cannot be watched. */
const unwatchedMs = 50;

/**
 * Starts each run below a shim that makes the claim, leads the run's group and session, and records how it ended.
 *
 * One watch on the folder of status files tells what happens to all runs; the end of a shim that we started ourselves is
 * told by the platform. One timer is the net for the rest, set only while some run needs it, and another has the trees of
 * processes looked at, all of them together.
 */
export class PosixLauncher implements Launcher {
  readonly hasSignals = true;
  private readonly runs = new Map<string, LauncherRun>();
  private readonly clock: Clock;
  private readonly runsFolder: string;
  private readonly shell: Argv;
  private readonly spawn: Spawn;
  private readonly machine: Machine;
  private readonly table: ProcessTable;
  private readonly scan: ProcessScan;
  /** The groups of the commands that are under way. */
  private readonly commands = new Set<number>();
  private readonly treeWatch: TreeWatch;
  private readonly disposal = new AbortController();
  private watcher: Disposable | undefined;
  private net: { readonly dueAt: number; readonly timer: Disposable } | undefined;

  constructor(options: PosixLauncherOptions) {
    this.clock = options.clock;
    this.runsFolder = options.runsFolder;
    this.shell = options.shell ?? defaultShell;
    this.spawn = options.spawn ?? spawnDetached;
    this.machine = options.machine ?? thisMachine();
    this.table = options.table ?? systemProcessTable();
    this.scan = new ProcessScan(this.table, this.clock);
    this.treeWatch = new TreeWatch(this.clock, this.scan, () =>
      [...this.runs.values()].flatMap(({ liveTree }) => liveTree ?? []),
    );
  }

  launch(plan: LaunchPlan): RunProcess {
    const at = this.clock.now();
    this.watch();
    const { pid, ended } = this.spawnShim(plan);
    if (pid === undefined) return unstartedRun(plan, this.shell[0], ended);
    // Node asks for ended children between two turns of its loop, so the shim is still in the table, if as a zombie.
    const shim = identify(this.machine, { pid, startTime: this.table.find(pid)?.startTime ?? '' });
    const run = this.follow(plan.run, { kind: 'launched', at, shim });
    void ended.then((end) => {
      if (this.disposal.signal.aborted) return;
      run.noteShimEnd(end);
      this.refresh(run);
    });
    return run;
  }

  adopt(record: RunRecord): RunProcess {
    this.watch();
    switch (record.state) {
      case 'starting':
        return this.follow(record.id, { kind: 'found-starting', at: record.createdAt });
      case 'running':
        return this.follow(record.id, { ...record, kind: 'found-running', at: record.startedAt });
      case 'ended':
        throw new Error(`internal: run ${record.id} has been settled`);
    }
  }

  recall({ id, pid, shim, startedAt }: LeavingRun): LeftProcesses | 'gone' | 'elsewhere' {
    const { clock, machine } = this;
    if (!isSameMachine(shim, machine))
      return whereabouts(shim, machine, () => undefined) === 'gone' ? 'gone' : 'elsewhere';
    // The pid alone no longer tells who the script was.
    const script = { ...shim, pid, startTime: '' };
    const age = Math.max(0, clock.now() - startedAt);
    return new RunTree({ run: id, shim, script, startedAt: clock.monotonic() - age }, this.world);
  }

  command(plan: CommandPlan, cutOff: AbortSignal): Promise<CommandEnd> {
    const spawn: Spawn = (request) => {
      const spawned = this.spawn(request);
      const { ended, pid } = spawned;
      if (pid === undefined) return spawned;
      this.commands.add(pid);
      void ended.then(() => this.commands.delete(pid));
      return spawned;
    };
    return runCommand({ ...plan, env: { ...plan.env, PWD: plan.cwd } }, cutOff, spawn, (pid) => {
      sendSignal(-pid, 'SIGKILL');
    });
  }

  forget(runs: readonly RunId[]): void {
    for (const run of runs) {
      const statusPath = statusFilePath(this.runsFolder, run);
      // Without the file of one that has not become its script, a late shim would win the claim.
      if (readStatus(statusPath).kind !== 'claimed') continue;
      void rm(statusPath, { force: true }).catch(() => undefined);
    }
  }

  tidy(unsettled: ReadonlySet<RunId>): Promise<void> {
    return tidyRunFiles(this.runsFolder, this.clock.now(), unsettled, runOfStatusFile);
  }

  dispose(): void {
    this.disposal.abort();
    this.treeWatch.dispose();
    this.watcher?.dispose();
    this.watcher = undefined;
    this.net?.timer.dispose();
    this.net = undefined;
    this.runs.clear();
  }

  private spawnShim({ run, argv, cwd, env, limits, logPath }: LaunchPlan): Spawned {
    // The shells set PWD anyway; given here, it is the path as written, symbolic links and all.
    const full = { ...env, PWD: cwd, [runIdVariable]: run };
    const statusPath = statusFilePath(this.runsFolder, run);
    const shim = shimArgv({ shell: this.shell, statusPath, limits }, carryFunctions(argv, full));
    return this.spawn({ argv: shim, cwd, env: full, logPath });
  }

  private follow(id: RunId, origin: RunOrigin): LauncherRun {
    const run = new LauncherRun(id, statusFilePath(this.runsFolder, id), origin, this.world);
    this.runs.set(statusFileName(id), run);
    this.refresh(run);
    return run;
  }

  private get world(): RunWorld {
    const { clock, commands, machine, table, scan } = this;
    return { clock, commands, machine, table, scan, disposal: this.disposal.signal };
  }

  private refresh(run: LauncherRun): void {
    run.look();
    if (run.isOver) this.runs.delete(statusFileName(run.run));
    else this.castNet(run.lookAgainMs);
    if (run.liveTree) this.treeWatch.expect(run.liveTree);
  }

  private castNet(delayMs: number | undefined): void {
    if (delayMs === undefined || this.disposal.signal.aborted) return;
    const effectiveMs = this.watcher ? delayMs : Math.min(delayMs, unwatchedMs);
    const dueAt = this.clock.monotonic() + effectiveMs;
    if (this.net && this.net.dueAt <= dueAt) return;
    this.net?.timer.dispose();
    const timer = this.clock.setTimer(effectiveMs, () => {
      this.net = undefined;
      for (const run of [...this.runs.values()]) if (run.lookAgainMs !== undefined) this.refresh(run);
    });
    this.net = { dueAt, timer };
  }

  /** Where watching is impossible (no watches left, an odd file system) the net is cast closer. */
  private watch(): void {
    if (this.watcher || this.disposal.signal.aborted) return;
    attempt(undefined, () => mkdirSync(this.runsFolder, { recursive: true, mode: 0o700 }));
    const watched = watchFolder(this.runsFolder, {
      onChange: (name) => {
        for (const run of name === null ? [...this.runs.values()] : [this.runs.get(name)]) if (run) this.refresh(run);
      },
      onEnd: () => {
        this.watcher = undefined;
      },
    });
    this.watcher = watched.ok ? watched.value : undefined;
  }
}
