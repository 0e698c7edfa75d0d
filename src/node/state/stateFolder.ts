import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { dirname, posix, win32 } from 'node:path';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import { errorDetail } from '../files/errorDetail.ts';
import { makeOwnFolder } from '../files/ownFolder.ts';

/** What decides where this user's state lives. */
export interface StateSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home directory; undefined if there is none that could be found again. */
  readonly home: string | undefined;
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
  /** The last good definitions. */
  readonly definitions: string;
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
  /** Which workspace folder this is the state of. */
  readonly place: string;
  /** Says that a host manages this folder. */
  readonly register: string;
}

/** What all executors of this user have in common. */
export interface SharedPaths {
  /** One file for each host that lives, named by the hash of its folder. */
  readonly hosts: string;
  /** Copies of the background host, a folder for each build. */
  readonly builds: string;
}

/**
 * The folder under which every program of this user keeps state; a relative `XDG_STATE_HOME` is void, as its standard
 * says. Undefined if nothing names an absolute path: what is relative would be another folder for every caller.
 */
export function stateHome({ platform, env, home }: StateSurroundings): string | undefined {
  const { LOCALAPPDATA: local, XDG_STATE_HOME: xdg } = env;
  if (platform === 'win32') {
    if (local !== undefined && win32.isAbsolute(local)) return local;
    return home !== undefined && win32.isAbsolute(home) ? win32.join(home, 'AppData', 'Local') : undefined;
  }
  if (xdg !== undefined && posix.isAbsolute(xdg)) return xdg;
  if (home === undefined || !posix.isAbsolute(home)) return undefined;
  return platform === 'darwin'
    ? posix.join(home, 'Library', 'Application Support')
    : posix.join(home, '.local', 'state');
}

/** The paths that do not depend on a folder; undefined if there is no place for state. */
export function sharedPaths(surroundings: StateSurroundings): SharedPaths | undefined {
  const path = surroundings.platform === 'win32' ? win32 : posix;
  const home = stateHome(surroundings);
  if (home === undefined) return undefined;
  const folder = path.join(home, 'executor');
  return { hosts: path.join(folder, 'hosts'), builds: path.join(folder, 'builds') };
}

/**
 * The paths for a workspace folder, whose real path names it: two ways to one folder are one executor. Undefined if
 * there is no place for state.
 */
export function statePaths(surroundings: StateSurroundings, realFolder: string): StatePaths | undefined {
  const path = surroundings.platform === 'win32' ? win32 : posix;
  const shared = sharedPaths(surroundings);
  if (!shared) return undefined;
  const hash = createHash('sha256').update(realFolder).digest('hex').slice(0, 16);
  const folder = path.join(path.dirname(shared.hosts), hash);
  return {
    folder,
    lock: path.join(folder, 'host.lock'),
    hostRecord: path.join(folder, 'host.json'),
    database: path.join(folder, 'executor.db'),
    definitions: path.join(folder, 'definitions.json'),
    journal: path.join(folder, 'executor.log'),
    attempts: path.join(folder, 'attempts.jsonl'),
    runs: path.join(folder, 'runs'),
    logs: path.join(folder, 'logs'),
    hostOutput: path.join(folder, 'host.log'),
    place: path.join(folder, 'place.json'),
    register: path.join(shared.hosts, `${hash}.json`),
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
    const paths = statePaths(surroundings, await realpath(workspaceFolder));
    return paths ? ok(paths) : err({ reason: 'no-home' });
  } catch (error) {
    return err({ reason: 'state-unusable', path: workspaceFolder, detail: errorDetail(error) });
  }
}

/** Creates the folders, private to the user; a folder that others may enter is closed to them, and one of others refused. */
export async function createStateFolder(paths: StatePaths): Promise<Result<void, ExecutorFailure>> {
  for (const folder of [dirname(paths.folder), paths.folder, paths.runs]) {
    const made = await makeOwnFolder(folder);
    if (made.ok) continue;
    return made.error.reason === 'state-foreign' ? made : err({ ...made.error, path: paths.folder });
  }
  return ok(undefined);
}
