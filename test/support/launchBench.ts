import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { systemRandom } from '../../src/base/random.ts';
import type { FoundProcess, LaunchPlan, RunProcess, StartReport } from '../../src/core/ports.ts';
import type { RunRecord } from '../../src/model/run.ts';
import type { Argv } from '../../src/model/words/argv.ts';
import type { Spawn } from '../../src/node/process/launcherSpawn.ts';
import { PosixLauncher } from '../../src/node/process/posixLauncher.ts';
import type { ProcessTable } from '../../src/node/process/processTable.ts';
import { expectNoLeftovers, processesWith } from './leftovers.ts';
import type { OptionalProgram } from './requirement.ts';
import { type TemporaryFolder, temporaryFolder } from './temporaryFolder.ts';

/** A shell that a shim must work with. */
export interface BenchShell {
  readonly name: string;
  readonly program: OptionalProgram;
  readonly argv: Argv;
  /** Of its tests: the quick suite does without what a machine may lack. */
  readonly tags: readonly 'long'[];
}

/** The shells that a shim must work with. */
export const shells: readonly BenchShell[] = [
  { name: 'dash', program: 'dash', argv: ['dash'], tags: [] },
  { name: 'bash --posix', program: 'bash', argv: ['bash', '--posix'], tags: [] },
  { name: 'busybox sh', program: 'busybox', argv: ['busybox', 'sh'], tags: ['long'] },
];

/** The path of a script of `test/fixtures`. */
export function fixture(name: string): string {
  return path.join(import.meta.dirname, '..', 'fixtures', name);
}

/**
 * A program that writes the lines of `said.txt` and then stays until a signal ends it. It is no shell script, as a shell
 * that is about to `exec` another program may swallow a signal.
 */
export const stay: Argv = ['/usr/bin/tail', '-n', '+1', '-f', fixture('said.txt')];

/** A run on the bench. */
export interface BenchRun {
  readonly plan: LaunchPlan;
  readonly process: RunProcess;
  readonly statusPath: string;
  /** What its log says now. */
  readonly log: () => string;
  /** Its record before it was known to have started. */
  recordStarting(): RunRecord;
  /** Its record once it had started. */
  recordRunning(): Promise<RunRecord>;
}

/** What of a plan a test may care about. */
export interface BenchPlan {
  readonly argv: Argv;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What is unusual about a bench. */
export interface BenchOptions {
  readonly shell?: Argv;
  readonly clock?: Clock;
  readonly spawn?: Spawn;
  readonly table?: ProcessTable;
}

/** A place for real runs. */
export interface LaunchBench extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly runsFolder: string;
  readonly launcher: PosixLauncher;
  /** Every process of this bench has this (`NAME=value`) in its environment. */
  readonly mark: string;
  /** One more launcher on the same folder, as a later host has. */
  newLauncher(clock?: Clock): PosixLauncher;
  /** A plan whose log has been created. */
  plan(wanted: BenchPlan): LaunchPlan;
  launch(wanted: BenchPlan): BenchRun;
  launchPlan(plan: LaunchPlan): BenchRun;
}

/**
 * A place for real runs: a folder, a launcher, and a check at the end that no process is left of anything started here.
 * `await using bench = launchBench()`.
 */
export function launchBench(options: BenchOptions = {}): LaunchBench {
  const folder = temporaryFolder();
  const runsFolder = folder.join('runs');
  const token = systemRandom.hex(16);
  const launchers: PosixLauncher[] = [];
  const newLauncher = (clock: Clock = options.clock ?? systemClock): PosixLauncher => {
    const launcher = new PosixLauncher({ ...options, runsFolder, clock });
    launchers.push(launcher);
    return launcher;
  };
  const launcher = newLauncher();
  const mark = `EXECUTOR_TEST=${token}`;
  // A test that hangs never comes to its own end; nothing of it may stay.
  onTestFinished(() => {
    for (const pid of processesWith(mark)) process.kill(pid, 'SIGKILL');
    folder[Symbol.dispose]();
  });
  const baseEnv = { PATH: process.env['PATH'] ?? '', EXECUTOR_TEST: token };

  return {
    folder,
    runsFolder,
    launcher,
    mark,
    newLauncher,
    plan({ argv, cwd = folder.path, env = {} }: BenchPlan): LaunchPlan {
      const run = systemRandom.hex(12);
      const logPath = folder.join(`${run}.log`);
      writeFileSync(logPath, '');
      return { run, argv, cwd, env: { ...baseEnv, ...env }, logPath };
    },
    launch(wanted: BenchPlan): BenchRun {
      return this.launchPlan(this.plan(wanted));
    },
    launchPlan(plan: LaunchPlan): BenchRun {
      const createdAt = Date.now();
      const run = launcher.launch(plan);
      const common = { id: plan.run, task: 'test', trigger: 'manual', createdAt, logPath: plan.logPath } as const;
      return {
        plan,
        process: run,
        statusPath: path.join(runsFolder, `${plan.run}.status`),
        log: () => readFileSync(plan.logPath, 'utf8'),
        recordStarting: () => ({ ...common, state: 'starting' }),
        recordRunning: async () => {
          const { at, pid, shim } = await startOf(run);
          return { ...common, state: 'running', startedAt: at, pid, shim };
        },
      };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const each of launchers) each.dispose();
      await expectNoLeftovers(mark);
      expectNoneOpenBelow(folder.path);
      folder[Symbol.dispose]();
    },
  };
}

/** Fails the test if this process holds a file in the folder open. */
function expectNoneOpenBelow(folder: string): void {
  const open = readdirSync('/proc/self/fd')
    .map(targetOf)
    .filter((target) => target.startsWith(folder));
  if (open.length > 0) throw new Error(`still open: ${open.join(', ')}`);
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return '';
  }
}

/** The report of a run that started; anything else fails the test. */
export async function startOf(run: RunProcess): Promise<Extract<StartReport, { kind: 'started' }>> {
  const report = await run.started;
  if (report.kind !== 'started') throw new Error(`the run did not start: ${JSON.stringify(report)}`);
  return report;
}

/** For kills that are to find every process without the last resort. */
export function unannounced(found: readonly FoundProcess[]): void {
  throw new Error(
    `found by their environment: ${found.map(({ pid, command }) => `${String(pid)} ${command}`).join('; ')}`,
  );
}

/** A clock on which everything takes a fiftieth of its time, for tests of what comes only after seconds. */
export const hurriedClock: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic() * 50,
  setTimer: (delayMs, callback) => systemClock.setTimer(delayMs / 50, callback),
};

/** Waits a fraction of milliseconds, which no timer does. */
export async function waitMs(ms: number): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
}

/** Does `task` for 0 … `count` − 1, at most `width` at once. */
export async function inParallel(count: number, width: number, task: (round: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let round = next++; round < count; round = next++) await task(round);
    }),
  );
}
