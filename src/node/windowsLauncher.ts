import { win32 } from 'node:path';
import { execa } from 'execa';
import { type Clock, delay } from '../base/clock.ts';
import type { CommandEnd, CommandPlan, Launcher, LaunchPlan, RunEnd, RunProcess, StartReport } from '../core/ports.ts';
import type { ProcessIdentity, RunRecord } from '../model/run.ts';
import { runCommand } from './launcherCommand.ts';
import { unstartedRun } from './launcherFailure.ts';
import { type Spawn, spawnDetached, type SpawnEnd } from './launcherSpawn.ts';
import { runIdVariable } from './processGroup.ts';
import { identify, type Machine, thisMachine } from './processIdentity.ts';

/** What the launcher for Windows asks of the platform. */
export interface WindowsProcesses {
  readonly spawn: Spawn;
  /** An opaque word that tells this process from others with its pid; empty where there is no such process. */
  startTime(pid: number): Promise<string>;
  /** Ends a process and everything below it at once; resolves when that has been done, or could not be. */
  killTree(pid: number): Promise<void>;
}

/** What the launcher for Windows needs. */
export interface WindowsLauncherOptions {
  readonly clock: Clock;
  readonly processes?: WindowsProcesses;
  readonly machine?: Machine;
}

/** Milliseconds between looks at an adopted process, whose end nobody tells us. */
const adoptedLookMs = 10_000;

/**
 * Starts runs without a shim: Windows has neither process groups nor `exec`. There is no claim, so a start cannot be
 * abandoned; the exit status is known only while the host that launched the run lives, and what a script leaves behind
 * is not counted.
 */
export class WindowsLauncher implements Launcher {
  private readonly clock: Clock;
  private readonly processes: WindowsProcesses;
  private readonly machine: Machine;
  private readonly disposal = new AbortController();

  constructor(options: WindowsLauncherOptions) {
    this.clock = options.clock;
    this.processes = options.processes ?? systemProcesses;
    this.machine = options.machine ?? thisMachine();
  }

  launch(plan: LaunchPlan): RunProcess {
    const at = this.clock.now();
    const { run, argv, cwd, env, logPath } = plan;
    const spawned = this.processes.spawn({ argv, cwd, env: { ...env, [runIdVariable]: run }, logPath });
    const { pid } = spawned;
    if (pid === undefined) return unstartedRun(plan, argv[0], spawned.ended);
    const started = this.processes.startTime(pid).then((startTime): StartReport => {
      return { kind: 'started', at, pid, shim: identify(this.machine, { pid, startTime }) };
    });
    const ended = Promise.all([started, spawned.ended]).then(([, end]) => this.toRunEnd(end));
    return this.process(run, started, ended, argv.join(' '));
  }

  adopt(record: RunRecord): RunProcess {
    switch (record.state) {
      case 'starting':
        // Whether it ever became a process nobody can know, so that it is not safe to say that it never did.
        return this.process(
          record.id,
          Promise.resolve({ kind: 'started', at: record.createdAt, pid: 0, shim: this.nobody() }),
          Promise.resolve({ at: this.clock.now(), leftovers: 0 }),
          unknownCommand,
        );
      case 'running': {
        const { startedAt, pid, shim } = record;
        const started = Promise.resolve<StartReport>({ kind: 'started', at: startedAt, pid, shim });
        return this.process(record.id, started, this.endOfAdopted(started), unknownCommand);
      }
      case 'ended':
        throw new Error(`internal: run ${record.id} has been settled`);
    }
  }

  command(plan: CommandPlan, cutOff: AbortSignal): Promise<CommandEnd> {
    return runCommand(plan, cutOff, this.processes.spawn, (pid) => {
      void this.processes.killTree(pid);
    });
  }

  forget(): void {
    // Nothing is kept on disk.
  }

  tidy(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): void {
    this.disposal.abort();
  }

  private process(run: string, started: Promise<StartReport>, ended: Promise<RunEnd>, command: string): RunProcess {
    return {
      run,
      started,
      ended,
      abandon: () => Promise.resolve(),
      // There are no signals; the way to ask for an end is a stop command.
      signal: () => Promise.resolve(),
      groupGone: () => Promise.resolve(),
      // The tree is found by the platform, so there is nothing to announce.
      kill: async () => {
        const report = await started;
        if (report.kind !== 'started' || !(await this.isAlive(report))) return [];
        await this.processes.killTree(report.pid);
        return (await this.isAlive(report)) ? [{ pid: report.pid, command }] : [];
      },
    };
  }

  private async endOfAdopted(started: Promise<StartReport>): Promise<RunEnd> {
    const report = await started;
    while (report.kind === 'started' && (await this.isAlive(report))) {
      await delay(this.clock, adoptedLookMs, this.disposal.signal);
      if (this.disposal.signal.aborted) return new Promise(() => undefined);
    }
    return { at: this.clock.now(), leftovers: 0 };
  }

  /** Without a start time on record nothing is the recorded process, and nothing is ended in its place. */
  private async isAlive({ pid, shim }: Extract<StartReport, { kind: 'started' }>): Promise<boolean> {
    if (shim.machineId !== this.machine.machineId || shim.startTime === '') return false;
    return (await this.processes.startTime(pid)) === shim.startTime;
  }

  /** An identity that no process has. */
  private nobody(): ProcessIdentity {
    return identify(this.machine, { pid: 0, startTime: '' });
  }

  private toRunEnd(end: SpawnEnd): RunEnd {
    const at = this.clock.now();
    return { at, leftovers: 0, ...(end.kind === 'exited' && { exit: { code: end.code } }) };
  }
}

/** What stands for the command line of a process that an earlier host started. */
const unknownCommand = 'the task, found running';

/** Windows as it is. */
const systemProcesses: WindowsProcesses = {
  spawn: spawnDetached,
  startTime: async (pid) => {
    const script = `(Get-Process -Id ${String(pid)} -ErrorAction SilentlyContinue).StartTime.ToFileTimeUtc()`;
    const { stdout } = await execa(
      system32('WindowsPowerShell', 'v1.0', 'powershell.exe'),
      ['-NoProfile', '-NonInteractive', '-Command', script],
      quietly,
    );
    return stdout.trim();
  },
  killTree: async (pid) => {
    await execa(system32('taskkill.exe'), ['/T', '/F', '/PID', String(pid)], quietly);
  },
};

/** Programs of Windows by their full path, so that none of the same name on the PATH is taken. */
function system32(...names: readonly string[]): string {
  return win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', ...names);
}

const quietly = { reject: false, stdin: 'ignore', windowsHide: true } as const;
