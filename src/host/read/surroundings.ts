import { existsSync } from 'node:fs';
import { access, constants, readdir, readFile, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { systemRandom } from '../../base/random.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import { errorDetail } from '../../node/files/errorDetail.ts';
import { damagedBuilds, type InstalledBuild } from '../../node/channel/hostBuilds.ts';
import { missingHostFiles } from '../../node/channel/hostFiles.ts';
import { HostSocket } from '../../node/channel/hostSocket.ts';
import { foreignOwner } from '../../node/files/ownFolder.ts';
import { sharedPaths, stateHome } from '../../node/state/stateFolder.ts';
import { protocolVersion } from '../../protocol/messages.ts';
import { zoneProblem } from '../places/machineZone.ts';
import { type OpenExecutorOptions, stateSurroundings } from '../places/statePlace.ts';

/** What a host finds on this machine. */
export interface Surroundings {
  /** Where state is kept, or would be; undefined if nothing names such a place. */
  readonly stateFolder: string | undefined;
  /** Why that cannot be written, as a clause; undefined if it can. */
  readonly stateProblem: string | undefined;
  /** Paths of files that the installed background host consists of, and that are not there. */
  readonly missingFiles: readonly string[];
  /** Paths of copies of the background host that are not what they were when they were made. */
  readonly damagedBuilds: readonly string[];
  /** The number by which the kernel names its file system; undefined if that is not known. */
  readonly fileSystem: number | undefined;
  /** The folder of sockets, or why there can be none. */
  readonly socket:
    { readonly kind: 'usable'; readonly folder: string } | { readonly kind: 'none'; readonly detail: string };
  /** The machine has a battery, so that it is likely to sleep. */
  readonly hasBattery: boolean;
  /** What is wrong with the TZ that a host started from here would have, as sentences; undefined if nothing is. */
  readonly zoneProblem: string | undefined;
}

/** Looks at this machine as a host would find it; leaves nothing behind. */
export async function lookAtSurroundings(
  environment: OpenExecutorOptions['environment'],
  clock: Clock,
  { build, file }: Pick<InstalledBuild, 'build' | 'file'>,
): Promise<Surroundings> {
  const surroundings = stateSurroundings(environment);
  const home = stateHome(surroundings);
  const about = {
    socket: await trySocket(environment, clock),
    hasBattery: await hasBattery(),
    zoneProblem: zoneProblem(environment['TZ'], clock.now()),
    missingFiles: await missingHostFiles(file),
  };
  const shared = sharedPaths(surroundings);
  if (home === undefined || !shared)
    return { ...about, stateFolder: undefined, stateProblem: undefined, fileSystem: undefined, damagedBuilds: [] };
  const stateFolder = path.join(home, 'executor');
  const existing = nearestExisting(stateFolder);
  const foreign = (await foreignOwner(stateFolder)) ?? (await foreignOwner(shared.builds));
  return {
    ...about,
    stateFolder,
    stateProblem: foreign
      ? describeFailure(foreign)
      : await access(existing, constants.W_OK | constants.X_OK).then(
          () => undefined,
          (error: unknown) => errorDetail(error),
        ),
    damagedBuilds: await damagedBuilds(shared.builds, { build, file, protocolVersion }),
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
