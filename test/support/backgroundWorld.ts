import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stop } from 'esbuild';
import { bundleProgram } from '../../scripts/bundle.ts';
import type { FaultPoint } from '../../src/base/faultPoint.ts';
import type { AttachOptions } from '../../src/host/places/attach.ts';
import { connectToExecutor, type ExecutorConnection } from '../../src/host/reach/connect.ts';
import type { Build } from '../../src/model/host/build.ts';
import type { HostRecord } from '../../src/node/state/hostRecord.ts';
import { aWindow, testBuild } from './aClient.ts';
import { attached, HostWorld } from './hostWorld.ts';
import { processesWith } from './leftovers.ts';
import { type TemporaryFolder, temporaryFolder } from './temporaryFolder.ts';
import { waitUntil } from './waitFor.ts';

/** Background hosts, bundled from the source as it is: one file for each build that is asked for. */
export class HostPrograms implements Disposable {
  private readonly folder: TemporaryFolder = temporaryFolder();
  private readonly files = new Map<string, Promise<string>>();

  /** Takes the file that a host begins with, relative to the project. */
  constructor(private readonly source = 'src/host/own/main.ts') {}

  /** Absolute path of the host of a build. */
  file(build: Build = testBuild): Promise<string> {
    const name = `host-${build.version}-${String(build.stamp)}.mjs`;
    const known = this.files.get(name) ?? this.bundle(build, this.folder.join(name));
    this.files.set(name, known);
    return known;
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }

  private async bundle(build: Build, outfile: string): Promise<string> {
    await bundleProgram(this.source, outfile, { identity: build, minify: false, isTestBuild: true });
    await stop();
    return outfile;
  }
}

/** A workspace whose host is a process of its own. */
export class BackgroundWorld extends HostWorld {
  constructor(
    private readonly programs: Pick<HostPrograms, 'file'>,
    name?: string,
  ) {
    super(name);
  }

  /** Comes to the folder's host as a window of some build, starting the host if there is none. */
  async connect(
    build: Build = testBuild,
    identity: Partial<AttachOptions['identity']> = {},
  ): Promise<ExecutorConnection> {
    const program = { file: await this.programs.file(build), nodePath: process.execPath };
    const options = this.options({ ...aWindow, build, ...identity });
    return attached(await connectToExecutor(options, { kind: 'background', program }));
  }

  /** The next hosts end themselves as soon as this step is done; undefined: they live. */
  set fault(point: FaultPoint | undefined) {
    if (point === undefined) delete this.variables['EXECUTOR_FAULT'];
    else this.variables['EXECUTOR_FAULT'] = point;
  }

  /** In the next hosts this step throws an error of these words where it is done for a task, or stands still if that is "hang". */
  set mishap(what: { readonly point: FaultPoint; readonly task: string; readonly words: string } | undefined) {
    if (what === undefined) delete this.variables['EXECUTOR_MISHAP'];
    else this.variables['EXECUTOR_MISHAP'] = `${what.point}/${what.task}/${what.words}`;
  }

  /** Where the executor's state is. */
  get stateFolder(): string {
    const folder = this.join('state', 'executor');
    const name = readdirSync(folder).find((entry) => /^[0-9a-f]{16}$/.test(entry));
    if (name === undefined) throw new Error('There is no state yet.');
    return path.join(folder, name);
  }

  /** What the living host has written about itself. */
  get record(): HostRecord {
    return JSON.parse(readFileSync(path.join(this.stateFolder, 'host.json'), 'utf8')) as HostRecord;
  }

  /** Path of the executor's own log. */
  get journal(): string {
    return path.join(this.stateFolder, 'executor.log');
  }

  /** The events of the executor's own log, oldest first. */
  get events(): readonly string[] {
    return readFileSync(this.journal, 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly event: string }).event);
  }

  /** Kills the host, as nothing expects it. */
  async killHost(): Promise<void> {
    const { pid } = this.record;
    process.kill(pid, 'SIGKILL');
    await waitUntil(() => !this.hostPids.includes(pid), 'the killed host has gone');
  }

  /** The pids of all hosts of this world that live. */
  get hostPids(): readonly number[] {
    return processesWith(this.assignment).filter((pid) => commandLine(pid).includes('--folder'));
  }

  /** Ends hosts and runs; fails if anything stays. */
  async end(): Promise<void> {
    for (const pid of this.hostPids) sendSignal(pid, 'SIGTERM');
    await waitUntil(() => this.hostPids.length === 0, 'the hosts have gone');
    for (const pid of processesWith(this.assignment)) sendSignal(pid, 'SIGKILL');
    await this.noLeftovers();
  }
}

/** What is listed one moment may have ended the next. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error;
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
