import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { stop } from 'esbuild';
import { bundlePrograms } from '../../scripts/bundle.ts';
import type { Build } from '../../src/model/host/build.ts';
import { testBuild } from './aClient.ts';
import type { HostPrograms } from './backgroundWorld.ts';
import { type TemporaryFolder, temporaryFolder } from './temporaryFolder.ts';
import { WitnessWorld } from './witnessWorld.ts';

/** How the command ended. */
export interface CliEnd {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that goes on. */
export interface RunningCli {
  readonly child: ChildProcess;
  /** Resolves as soon as the standard output satisfies the condition, with that output. */
  until(condition: (stdout: string) => boolean): Promise<string>;
  readonly ended: Promise<CliEnd>;
}

/** The command as people get it, bundled from the source as it is, with the background host beside it. */
export class CliPrograms implements Disposable {
  private readonly folder: TemporaryFolder = temporaryFolder();
  private bundled: Promise<string> | undefined;

  constructor(private readonly build: Build = testBuild) {}

  /** Absolute path of the command. */
  file(): Promise<string> {
    return (this.bundled ??= this.bundle());
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }

  /** Absolute path of what VS Code runs after the extension was uninstalled. */
  async uninstaller(): Promise<string> {
    return path.join(path.dirname(await this.file()), 'uninstall.mjs');
  }

  private async bundle(): Promise<string> {
    const options = { identity: this.build, minify: false, isTestBuild: true };
    copyFileSync('package.json', this.folder.join('package.json'));
    await bundlePrograms(this.folder.join('dist'), options);
    await stop();
    return this.folder.join('dist/executor.mjs');
  }
}

/** A workspace in which the command is called. */
export class CliWorld extends WitnessWorld {
  constructor(
    hosts: HostPrograms,
    private readonly cli: CliPrograms,
    name?: string,
  ) {
    super(hosts, name);
  }

  /** Calls the command in the workspace and waits for its end. */
  async call(...args: readonly string[]): Promise<CliEnd> {
    return (await this.begin(...args)).ended;
  }

  /** Calls the command of another build, by its file. */
  callOf(file: string, ...args: readonly string[]): Promise<CliEnd> {
    return this.beginOf(file, ...args).ended;
  }

  /** Calls the command of another build and lets it go on. */
  beginOf(file: string, ...args: readonly string[]): RunningCli {
    return this.spawn([process.execPath, file, ...args]);
  }

  /** The same as another user. */
  async callAs(uid: number, ...args: readonly string[]): Promise<CliEnd> {
    return this.spawn([process.execPath, await this.cli.file(), ...args], { uid, gid: uid }).ended;
  }

  /** The same below another command, which is given the command line to run. */
  async callBelow(prefix: readonly string[], ...args: readonly string[]): Promise<CliEnd> {
    return (await this.beginBelow(prefix, ...args)).ended;
  }

  /** What it answers in JSON, having ended with 0. */
  async json<T = Record<string, unknown>>(...args: readonly string[]): Promise<T> {
    const { exit, stderr, stdout } = await this.call(...args, '--json');
    if (exit !== 0) throw new Error(`executor ${args.join(' ')} ended with ${String(exit)}: ${stderr}${stdout}`);
    return JSON.parse(stdout) as T;
  }

  /** Calls the command and lets it go on. */
  begin(...args: readonly string[]): Promise<RunningCli> {
    return this.beginBelow([], ...args);
  }

  /** The same below another command. */
  async beginBelow(prefix: readonly string[], ...args: readonly string[]): Promise<RunningCli> {
    return this.spawn([...prefix, process.execPath, await this.cli.file(), ...args]);
  }

  /** Does what VS Code does after the extension was uninstalled. */
  async uninstall(): Promise<CliEnd> {
    return this.spawn([process.execPath, await this.cli.uninstaller()]).ended;
  }

  private spawn(
    [program = '', ...args]: readonly string[],
    as: { readonly uid?: number; readonly gid?: number } = {},
  ): RunningCli {
    const env = this.options().environment as NodeJS.ProcessEnv;
    const cwd = existsSync(this.workspace) ? this.workspace : this.root;
    const child = spawn(program, args, { cwd, env, ...as });
    let stdout = '';
    let stderr = '';
    const waiting = new Set<() => void>();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      for (const look of waiting) look();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<CliEnd>((resolve) => {
      child.on('close', (exit) => {
        resolve({ exit, stdout, stderr });
      });
    });
    return {
      child,
      ended,
      until: (condition) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if (!condition(stdout)) return;
            waiting.delete(look);
            resolve(stdout);
          };
          waiting.add(look);
          void ended.then((end) => {
            reject(new Error(`ended before it said what was waited for: ${JSON.stringify(end)}`));
          });
          look();
        }),
    };
  }

  /** The text of the task file. */
  get taskFile(): string {
    return readFileSync(`${this.workspace}/.vscode/executor.json`, 'utf8');
  }
}
