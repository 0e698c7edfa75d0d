import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { installLanguage, installPseudoLocale, type RigLanguage } from './language.ts';
import type { FoundProcess } from './processes.ts';
import { serverEnvironment } from './serverEnvironment.ts';
import { startGuard } from './startGuard.ts';

/** What a VS Code is started with; everything has a default. */
export interface VSCodeOptions {
  /** The extension to install. */
  readonly vsix?: string;
  /** Further extensions to install with it. */
  readonly helpers?: readonly string[];
  /** User settings beside those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables added to the server's environment, and so to the extension host's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Puts the file `clock` in charge of the clock of each host: by how many milliseconds it is ahead. */
  readonly hasTestClock?: boolean;
  /** The folder to open, as it is; a new empty one if absent. */
  readonly workspace?: string;
  /** Further arguments for the server. */
  readonly args?: readonly string[];
  /** What windows speak; English if absent. */
  readonly language?: RigLanguage;
  /** A free port if absent. */
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
  /** With `hasTestClock`: sets the clocks of the hosts to an instant, from which time goes on. */
  setClock(at: number): void;
  /** What the server has written so far. */
  serverLog(): string;
  /** Ends the server and every process that came of it; answers those that did not end by themselves. */
  readonly stop: () => Promise<readonly FoundProcess[]>;
}

const root = path.resolve(import.meta.dirname, '../../..');
const entry = path.join(root, 'tools/vscode/node_modules/code-server/out/node/entry.js');

/** Settings without which VS Code talks about itself, or to the network. */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  // Else the explorer selects the file of each editor that opens, a moment after somebody has selected several.
  'explorer.autoReveal': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.ignoreMissingGitWarning': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
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

  // On a server, settings that belong to a machine are read from here alone.
  mkdirSync(path.join(userDir, 'Machine'));
  writeFileSync(path.join(userDir, 'Machine/settings.json'), JSON.stringify(options.settings ?? {}, undefined, 2));

  const token = `RIG_TOKEN=${randomBytes(12).toString('hex')}`;
  const clock = path.join(dir, 'clock');
  if (options.hasTestClock) writeFileSync(clock, '0');
  const env = serverEnvironment(dir, token, {
    ...options.env,
    ...(options.hasTestClock && { EXECUTOR_TEST_CLOCK: clock }),
  });
  const common = [entry, '--config', path.join(dir, 'config.yaml')];
  common.push('--user-data-dir', userDir, '--extensions-dir', extensionsDir);
  const argv: [string, ...string[]] = ['node', ...common, ...serverFlags(trust, options)];
  const guard = startGuard({ argv, env, dir, log: path.join(dir, 'server.log'), token });
  const serverLog = (): string => readFileSync(path.join(dir, 'server.log'), 'utf8');
  try {
    if (options.vsix !== undefined) {
      const packages = [options.vsix, ...(options.helpers ?? [])];
      const install = packages.flatMap((file) => ['--install-extension', path.resolve(file)]);
      await promisify(execFile)('node', [...common, ...install, '--force'], { cwd: dir, env });
      if (options.language === 'qps-ploc') installPseudoLocale(extensionsDir);
    }
    if (options.language !== undefined) installLanguage(userDir, options.language);
    const { pid, port } = await guard.start(serverLog);
    const url = (folder = workspace): string => {
      const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
      return `http://127.0.0.1:${String(port)}/?${kind}=${folder.split('/').map(encodeURIComponent).join('/')}`;
    };
    const setClock = (at: number): void => {
      writeFileSync(clock, String(at - Date.now()));
    };
    return { setClock, url, port, pid, token, dir, userDir, extensionsDir, workspace, serverLog, stop: guard.stop };
  } catch (error) {
    await guard.stop();
    throw error;
  }
}

function serverFlags(trust: 'trusted' | 'restricted', { args, language, port }: VSCodeOptions): readonly string[] {
  return [
    ...['--bind-addr', `127.0.0.1:${String(port ?? 0)}`, '--auth', 'none'],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--ignore-last-opened'],
    ...(trust === 'trusted' ? ['--disable-workspace-trust'] : []),
    // Else the extension host gets the PATH of a login shell, in place of ours with its Node.
    ...['--vscode-option', 'force-disable-user-env'],
    // A browser that vanished takes its extension host with it after this many seconds, instead of three hours.
    ...['--reconnection-grace-time', '5'],
    ...(language === undefined ? [] : ['--locale', language]),
    ...(args ?? []),
  ];
}
