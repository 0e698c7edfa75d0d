import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FoundProcess, processesWith } from '../test/support/rig/processes.ts';
import { serverPath } from '../test/support/rig/serverEnvironment.ts';
import { quietSettings } from '../test/support/rig/startVSCode.ts';

/** Milliseconds for extensions to deactivate, which may take five seconds, and for VS Code to end after that. */
const graceMs = 8000;
/** Milliseconds between looks at processes that are not our children. */
const lookMs = 100;

/** What an editor, npm or another Executor says about itself, and what would change how VS Code starts. */
const foreign = /^(VSCODE_|ELECTRON_|EXECUTOR_|npm_)|^(NODE_OPTIONS|NODE_ENV|INIT_CWD)$/i;

/** A desktop VS Code that shares neither data nor extensions nor a process with the user's own. */
export class DesktopVSCode {
  // Sockets are made below it and their paths may have no more than about 100 bytes.
  readonly dir = mkdtempSync(existsSync('/tmp') ? '/tmp/ex-' : path.join(os.tmpdir(), 'ex-'));
  private readonly program: string;
  private readonly token = `START_TOKEN=${randomBytes(12).toString('hex')}`;
  private readonly env: Readonly<Record<string, string | undefined>>;
  private readonly userDir = path.join(this.dir, 'user');

  constructor(program: string, env: Readonly<Record<string, string | undefined>>) {
    this.program = program;
    const own = Object.entries(env).filter(([name]) => !foreign.test(name));
    const [tokenName = '', tokenValue] = this.token.split('=');
    this.env = {
      ...Object.fromEntries(own),
      PATH: serverPath(),
      XDG_STATE_HOME: path.join(this.dir, 'state'),
      [tokenName]: tokenValue,
    };
    mkdirSync(path.join(this.userDir, 'User'), { recursive: true });
    writeFileSync(path.join(this.userDir, 'User/settings.json'), JSON.stringify(quietSettings, undefined, 2));
  }

  /** Installs an extension; answers false, having said why, where that failed or was interrupted. */
  async install(vsix: string, interruption: AbortSignal): Promise<boolean> {
    const code = await this.run(['--install-extension', vsix, '--force'], interruption);
    if (interruption.aborted) return false;
    if (code !== 0) console.error(`${this.program} could not install the extension (exit ${String(code)}).`);
    return code === 0;
  }

  /**
   * Opens a folder in a new window, and stays until all windows are closed or somebody wants an end. Answers the exit
   * code.
   */
  async open(folder: string, interruption: AbortSignal): Promise<number> {
    const code = await this.run(['--disable-workspace-trust', '--new-window', '--wait', folder], interruption);
    // Only that window has been closed, perhaps, and another opened from it.
    while (!interruption.aborted && this.editors().length > 0) await sleep(lookMs);
    return interruption.aborted ? 0 : code;
  }

  /** Ends every process that came of it and removes its data. */
  async close(): Promise<void> {
    for (const { pid } of this.editors()) sendSignal(pid, 'SIGTERM');
    const deadline = performance.now() + graceMs;
    while (this.editors().length > 0 && performance.now() < deadline) await sleep(lookMs);
    while (this.processes().length > 0) {
      for (const { pid } of this.processes()) sendSignal(pid, 'SIGKILL');
      await sleep(lookMs);
    }
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  /**
   * Runs the command line program, in a session of its own, so that Ctrl-C in the terminal ends nothing halfway.
   * Answers its exit code, after an interruption without waiting for it.
   */
  private run(args: readonly string[], interruption: AbortSignal): Promise<number> {
    // VS Code refuses to run as root with its sandbox.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const own = ['--user-data-dir', this.userDir, '--extensions-dir', path.join(this.dir, 'ext'), ...sandbox];
    return new Promise((resolve) => {
      if (interruption.aborted) {
        resolve(130);
        return;
      }
      const child = spawn(this.program, [...own, ...args], {
        env: this.env,
        detached: true,
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      interruption.addEventListener('abort', () => {
        resolve(130);
      });
      child.once('error', (error) => {
        console.error(`${this.program} could not be started: ${error.message}`);
        resolve(127);
      });
      child.once('exit', (code) => {
        resolve(code ?? 1);
      });
    });
  }

  /** VS Code's main processes and the command line that waits for them; their children know their `--type`. */
  private editors(): readonly FoundProcess[] {
    return this.processes().filter(({ command }) => command.includes(this.userDir) && !command.includes('--type='));
  }

  /** Where processes cannot be looked at, none are known, and a window that is still open at Ctrl-C stays. */
  private processes(): readonly FoundProcess[] {
    return existsSync('/proc') ? processesWith(this.token) : [];
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
