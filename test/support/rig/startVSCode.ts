import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { GuardJob, GuardReport } from './guard.ts';
import type { FoundProcess } from './processes.ts';

/** What a VS Code is started with; everything has a default. */
export interface VSCodeOptions {
  /** The extension to install. */
  readonly vsix?: string;
  /** User settings beside those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables added to the server's environment, and so to the extension host's. */
  readonly env?: Readonly<Record<string, string>>;
  /** The folder to open, as it is; a new empty one where absent. */
  readonly workspace?: string;
  /** Further arguments for the server. */
  readonly args?: readonly string[];
  /** A free port where absent. */
  readonly port?: number;
  /** `restricted` keeps Workspace Trust on: a folder opens in Restricted Mode. Default: trusted without asking. */
  readonly trust?: 'trusted' | 'restricted';
}

/** A VS Code that answers on the loopback interface, with its own data, extensions and home folder. */
export interface VSCode {
  /** The address of the window with this folder (default: the workspace) open. */
  url(folder?: string): string;
  readonly port: number;
  /** The server's own pid; its children carry `token` in their environment. */
  readonly pid: number;
  readonly token: string;
  /** The temporary folder that holds everything; removed by `stop`. */
  readonly dir: string;
  readonly userDir: string;
  readonly extensionsDir: string;
  readonly workspace: string;
  /** What the server has written so far. */
  serverLog(): string;
  /** Ends the server and every process that came of it; answers those that did not end by themselves. */
  readonly stop: () => Promise<readonly FoundProcess[]>;
}

const root = path.resolve(import.meta.dirname, '../../..');
const entry = path.join(root, 'tools/vscode/node_modules/code-server/out/node/entry.js');

const startTimeoutMs = 60_000;

/** Settings without which VS Code talks about itself, or to the network. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Starts a VS Code in a fresh temporary folder. Throws with the server's own words where it does not start. */
export async function startVSCode(options: VSCodeOptions = {}): Promise<VSCode> {
  if (!existsSync(entry)) throw new Error('The real VS Code is not installed: run "npm start" or "npm test" once.');
  // Sockets are made below it and their paths may have no more than about 100 bytes.
  const dir = mkdtempSync(existsSync('/tmp') ? '/tmp/ex-' : path.join(os.tmpdir(), 'ex-'));
  const userDir = path.join(dir, 'user');
  const extensionsDir = path.join(dir, 'ext');
  const workspace = options.workspace ?? path.join(dir, 'ws');
  for (const folder of [path.join(userDir, 'User'), extensionsDir, path.join(dir, 'tmp'), workspace]) {
    mkdirSync(folder, { recursive: true });
  }
  for (const folder of ['home', 'run']) mkdirSync(path.join(dir, folder), { mode: 0o700 });
  for (const file of ['config.yaml', 'server.log']) writeFileSync(path.join(dir, file), '');

  const trust = options.trust ?? 'trusted';
  const settings = {
    ...quietSettings,
    'security.workspace.trust.enabled': trust === 'restricted',
    ...options.settings,
  };
  writeFileSync(path.join(userDir, 'User/settings.json'), JSON.stringify(settings, undefined, 2));

  const token = `RIG_TOKEN=${randomBytes(12).toString('hex')}`;
  const env = serverEnvironment(dir, token, options.env ?? {});
  const common = [entry, '--config', path.join(dir, 'config.yaml')];
  common.push('--user-data-dir', userDir, '--extensions-dir', extensionsDir);
  const argv: [string, ...string[]] = ['node', ...common, ...serverFlags(trust, options)];
  const guard = startGuard({ argv, env, dir, log: path.join(dir, 'server.log'), token });
  const serverLog = (): string => readFileSync(path.join(dir, 'server.log'), 'utf8');
  try {
    if (options.vsix !== undefined) {
      const install = ['--install-extension', path.resolve(options.vsix), '--force'];
      await promisify(execFile)('node', [...common, ...install], { cwd: dir, env });
    }
    const { pid, port } = await guard.start(serverLog);
    const url = (folder = workspace): string =>
      `http://127.0.0.1:${String(port)}/?folder=${encodeURI(folder).replaceAll('&', '%26')}`;
    return { url, port, pid, token, dir, userDir, extensionsDir, workspace, serverLog, stop: guard.stop };
  } catch (error) {
    await guard.stop();
    throw error;
  }
}

function serverFlags(trust: 'trusted' | 'restricted', { port, args }: VSCodeOptions): readonly string[] {
  return [
    ...['--bind-addr', `127.0.0.1:${String(port ?? 0)}`, '--auth', 'none'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--ignore-last-opened'],
    ...(trust === 'trusted' ? ['--disable-workspace-trust'] : []),
    // A browser that vanished takes its extension host with it after this many seconds, instead of three hours.
    ...['--reconnection-grace-time', '5'],
    ...(args ?? []),
  ];
}

/** Everything that belongs to the user or to the one who started us is kept away from the server. */
function serverEnvironment(
  dir: string,
  token: string,
  extra: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const foreign =
    /^(VSCODE_|ELECTRON_|CODE_SERVER_|EXECUTOR_|XDG_|npm_|PLAYWRIGHT_|TEST_|VITEST|PW_)|^(PORT|PASSWORD|HASHED_PASSWORD|NODE_OPTIONS|NODE_PATH|NODE_ENV|INIT_CWD|FORCE_COLOR|DEBUG_COLORS|NO_COLOR|TMP|TEMP)$/i;
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !foreign.test(name)) env[name] = value;
  }
  const [tokenName = '', tokenValue = ''] = token.split('=');
  return {
    ...env,
    PATH: serverPath(),
    HOME: path.join(dir, 'home'),
    TMPDIR: path.join(dir, 'tmp'),
    XDG_RUNTIME_DIR: path.join(dir, 'run'),
    EXTENSIONS_GALLERY: '{}',
    [tokenName]: tokenValue,
    ...extra,
  };
}

/** The project's Node first; the tools of its node_modules are no part of the world in which scripts run. */
function serverPath(): string {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => !folder.startsWith(root));
  return [path.join(root, 'tools/node/node_modules/.bin'), ...folders].join(path.delimiter);
}

interface Guard {
  /** Starts the server and waits until it answers. */
  readonly start: (serverLog: () => string) => Promise<{ readonly pid: number; readonly port: number }>;
  readonly stop: () => Promise<readonly FoundProcess[]>;
}

function startGuard(job: GuardJob): Guard {
  // Its own session: Ctrl-C in a terminal reaches the driver alone, which then closes the guard's standard input.
  const guard = spawn('node', [path.join(import.meta.dirname, 'guard.ts')], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const reports: GuardReport[] = [];
  guard.stdin.write(`${JSON.stringify(job)}\n`);
  createInterface({ input: guard.stdout }).on('line', (line) => reports.push(JSON.parse(line) as GuardReport));
  const gone = new Promise<void>((resolve) => {
    guard.once('close', () => {
      resolve();
    });
  });

  return {
    start: async (serverLog) => {
      guard.stdin.write('start\n');
      const deadline = performance.now() + startTimeoutMs;
      while (performance.now() < deadline) {
        const exited = reports.find((report) => report.kind === 'exited');
        if (exited !== undefined) throw new Error(`The server ended (${exited.how}):\n${serverLog()}`);
        const started = reports.find((report) => report.kind === 'started');
        const port = started && /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(serverLog())?.[1];
        if (started !== undefined && port !== undefined && (await answers(`http://127.0.0.1:${port}/healthz`))) {
          return { pid: started.pid, port: Number(port) };
        }
        await sleep(20);
      }
      throw new Error(`The server did not answer within ${String(startTimeoutMs)} ms:\n${serverLog()}`);
    },
    stop: async () => {
      guard.stdin.end();
      await gone;
      return reports.flatMap((report) => (report.kind === 'done' ? report.leftovers : []));
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
