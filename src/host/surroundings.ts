import { existsSync } from 'node:fs';
import { access, constants, readdir, readFile, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../base/clock.ts';
import { systemRandom } from '../base/random.ts';
import { errorDetail } from '../node/errorDetail.ts';
import { HostSocket } from '../node/hostSocket.ts';
import { stateHome } from '../node/stateFolder.ts';
import { type OpenExecutorOptions, stateSurroundings } from './openExecutor.ts';

/** What a host finds on this machine. */
export interface Surroundings {
  /** Where state is kept, or would be; undefined where nothing names such a place. */
  readonly stateFolder: string | undefined;
  /** Why that cannot be written, as a clause; undefined where it can. */
  readonly stateProblem: string | undefined;
  /** The number by which the kernel names its file system; undefined where that is not known. */
  readonly fileSystem: number | undefined;
  /** The folder of sockets, or why there can be none. */
  readonly socket:
    { readonly kind: 'usable'; readonly folder: string } | { readonly kind: 'none'; readonly detail: string };
  /** The machine has a battery, so that it is likely to sleep. */
  readonly hasBattery: boolean;
}

/** Looks at this machine as a host would find it; leaves nothing behind. */
export async function lookAtSurroundings(
  environment: OpenExecutorOptions['environment'],
  clock: Clock,
): Promise<Surroundings> {
  const surroundings = stateSurroundings(environment);
  const home = stateHome(surroundings);
  const about = { socket: await trySocket(environment, clock), hasBattery: await hasBattery() };
  if (home === undefined) return { ...about, stateFolder: undefined, stateProblem: undefined, fileSystem: undefined };
  const stateFolder = path.join(home, 'executor');
  const existing = nearestExisting(stateFolder);
  return {
    ...about,
    stateFolder,
    stateProblem: await access(existing, constants.W_OK | constants.X_OK).then(
      () => undefined,
      (error: unknown) => errorDetail(error),
    ),
    fileSystem: await statfs(existing).then(
      ({ type }) => type,
      () => undefined,
    ),
  };
}

function nearestExisting(folder: string): string {
  return existsSync(folder) || path.dirname(folder) === folder ? folder : nearestExisting(path.dirname(folder));
}

async function trySocket(env: OpenExecutorOptions['environment'], clock: Clock): Promise<Surroundings['socket']> {
  try {
    const socket = await HostSocket.listen({
      platform: process.platform,
      env,
      random: systemRandom,
      clock,
      onConnection: (connection) => {
        connection.dispose();
      },
      onMove: () => undefined,
    });
    socket.dispose();
    return { kind: 'usable', folder: path.dirname(socket.address) };
  } catch (error) {
    return { kind: 'none', detail: errorDetail(error) };
  }
}

/** Only Linux tells in a file. */
async function hasBattery(): Promise<boolean> {
  const folder = '/sys/class/power_supply';
  const supplies = await readdir(folder).catch(() => []);
  const types = await Promise.all(
    supplies.map((name) => readFile(path.join(folder, name, 'type'), 'utf8').catch(() => '')),
  );
  return types.some((type) => type.trim() === 'Battery');
}
