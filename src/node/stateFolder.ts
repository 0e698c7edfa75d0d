import { createHash } from 'node:crypto';
import { chmod, mkdir, realpath, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { err, ok, type Result } from '../base/result.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { errorDetail } from './errorDetail.ts';

/** What decides where this user's state lives. */
export interface StateSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
}

/** Where everything of one executor lives that belongs to the user and not to the workspace folder. */
export interface StatePaths {
  /** `<state>/executor/<hash>`, readable by its owner alone. */
  readonly folder: string;
  /** Opened by the host lock alone. */
  readonly lock: string;
  /** Who holds the lock, and where to reach it. */
  readonly hostRecord: string;
  /** Opened by the store alone. */
  readonly database: string;
  /** The executor's own log. */
  readonly journal: string;
  /** What a host is at, for the next one in case it dies. */
  readonly attempts: string;
  /** The status files of runs. */
  readonly runs: string;
  /** Logs of runs, for a workspace folder that cannot be written. */
  readonly logs: string;
  /** What a background host writes that is no journal: why it could not start, or how it crashed. */
  readonly hostOutput: string;
  /** Says that a host looks after this folder. */
  readonly register: string;
}

/** What all executors of this user have in common. */
export interface SharedPaths {
  /** One file for each host that lives, named by the hash of its folder. */
  readonly hosts: string;
  /** Copies of the background host, a folder for each build. */
  readonly builds: string;
}

/** The folder under which every program of this user keeps state; a relative `XDG_STATE_HOME` is void, as its standard says. */
export function stateHome({ platform, env, home }: StateSurroundings): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local');
  const xdg = env['XDG_STATE_HOME'];
  if (xdg !== undefined && posix.isAbsolute(xdg)) return xdg;
  return platform === 'darwin'
    ? posix.join(home, 'Library', 'Application Support')
    : posix.join(home, '.local', 'state');
}

/** The paths that do not depend on a folder. */
export function sharedPaths(surroundings: StateSurroundings): SharedPaths {
  const path = surroundings.platform === 'win32' ? win32 : posix;
  const folder = path.join(stateHome(surroundings), 'executor');
  return { hosts: path.join(folder, 'hosts'), builds: path.join(folder, 'builds') };
}

/** The paths for a workspace folder, whose real path names it: two ways to one folder are one executor. */
export function statePaths(surroundings: StateSurroundings, realFolder: string): StatePaths {
  const path = surroundings.platform === 'win32' ? win32 : posix;
  const hash = createHash('sha256').update(realFolder).digest('hex').slice(0, 16);
  const folder = path.join(stateHome(surroundings), 'executor', hash);
  return {
    folder,
    lock: path.join(folder, 'host.lock'),
    hostRecord: path.join(folder, 'host.json'),
    database: path.join(folder, 'executor.db'),
    journal: path.join(folder, 'executor.log'),
    attempts: path.join(folder, 'attempts.jsonl'),
    runs: path.join(folder, 'runs'),
    logs: path.join(folder, 'logs'),
    hostOutput: path.join(folder, 'host.log'),
    register: path.join(sharedPaths(surroundings).hosts, `${hash}.json`),
  };
}

/**
 * Finds the state of a workspace folder without creating anything. On file systems that ignore letter case the folder
 * is taken as it is spelled on disk. Fails where the folder does not exist.
 */
export async function locateState(
  surroundings: StateSurroundings,
  workspaceFolder: string,
): Promise<Result<StatePaths, ExecutorFailure>> {
  try {
    return ok(statePaths(surroundings, await realpath(workspaceFolder)));
  } catch (error) {
    return err({ reason: 'state-unusable', path: workspaceFolder, detail: errorDetail(error) });
  }
}

/** Creates the folders, private to the user; a folder that others may enter is closed to them. */
export async function createStateFolder(paths: StatePaths): Promise<Result<void, ExecutorFailure>> {
  try {
    await mkdir(paths.runs, { recursive: true, mode: 0o700 });
    const { mode } = await stat(paths.folder);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) await chmod(paths.folder, 0o700);
    return ok(undefined);
  } catch (error) {
    return err({ reason: 'state-unusable', path: paths.folder, detail: errorDetail(error) });
  }
}
