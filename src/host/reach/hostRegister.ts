import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock, Instant } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Build } from '../../model/host/build.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { HostMode } from '../../model/host/hostFacts.ts';
import { isLiveStatus } from '../../model/view/taskView.ts';
import { type HostRecord, readHostRecord } from '../../node/state/hostRecord.ts';
import { sharedPaths, statePaths } from '../../node/state/stateFolder.ts';
import { type RequestFailure, toRequestFailure } from '../../protocol/executorClient.ts';
import { attach, attachTo } from '../places/attach.ts';
import { build } from '../places/build.ts';
import { type OpenExecutorOptions, stateSurroundings } from '../places/statePlace.ts';

/** One host that manages a folder of this user. */
export interface HostListing {
  /** The real path of the workspace folder. */
  readonly folder: string;
  readonly mode: HostMode;
  /** Version of Executor. */
  readonly version: string;
  readonly pid: number;
  readonly since: Instant;
  /** What it manages at the moment, or why that cannot be asked, as a sentence. */
  readonly duties: HostDuties | { readonly kind: 'unknown'; readonly why: string };
}

/** How much a host manages. */
export interface HostDuties {
  readonly kind: 'known';
  /** Tasks that run, or are about to. */
  readonly running: number;
  /** Schedules that are started. */
  readonly armed: number;
}

/**
 * Every host of this user that lives, by folder. What hosts that were killed have left in the register is taken away;
 * nothing else is changed, and nothing started.
 */
export async function listHosts(
  environment: OpenExecutorOptions['environment'],
  clock: Clock,
): Promise<readonly HostListing[]> {
  const surroundings = stateSurroundings(environment);
  const shared = sharedPaths(surroundings);
  if (!shared) return [];
  const { hosts } = shared;
  const files = await readdir(hosts).catch(() => []);
  const listings = await Promise.all(
    files
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => {
        const register = path.join(hosts, name);
        const folder = await readFolder(register);
        if (folder === undefined) return undefined;
        const hostRecord = statePaths(surroundings, folder)?.hostRecord;
        if (hostRecord === undefined) return undefined;
        const listing = await look(folder, hostRecord, clock);
        if (!listing) await forget(register, hostRecord, clock);
        return listing;
      }),
  );
  return listings
    .filter((listing) => listing !== undefined)
    .toSorted((one, other) => (one.folder < other.folder ? -1 : 1));
}

/** The folder that a file of the register names. */
async function readFolder(register: string): Promise<string | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(register, 'utf8'));
    const folder = typeof value === 'object' && value !== null && 'folder' in value ? value.folder : undefined;
    return typeof folder === 'string' ? folder : undefined;
  } catch {
    // It is being written, or has just gone with its host.
    return undefined;
  }
}

/** What a folder's host manages; undefined if it has gone. */
async function look(folder: string, hostRecord: string, clock: Clock): Promise<HostListing | undefined> {
  const record = await readHostRecord(hostRecord);
  if (!record) return undefined;
  const { mode, pid, since, version } = record;
  const duties = await dutiesOf(record, clock);
  return duties && { folder, mode, version, pid, since, duties };
}

async function dutiesOf(record: HostRecord, clock: Clock): Promise<HostListing['duties'] | undefined> {
  const attached = await attachTo(record, { clock, identity: { build, kind: 'tool', access: 'look' } });
  if (!attached.ok)
    return attached.error.reason === 'no-host' ? undefined : { kind: 'unknown', why: describeFailure(attached.error) };
  const { client } = attached.value;
  const seen = await client.attach();
  client.dispose();
  if (!seen.ok) return seen.error.reason === 'host-gone' ? undefined : { kind: 'unknown', why: seen.error.message };
  const { tasks } = seen.value;
  return {
    kind: 'known',
    running: tasks.filter(({ status }) => isLiveStatus(status)).length,
    armed: tasks.filter(({ schedule }) => schedule.kind === 'armed').length,
  };
}

/** Takes a file out of the register, unless the folder has got its next host meanwhile. */
async function forget(register: string, hostRecord: string, clock: Clock): Promise<void> {
  const record = await readHostRecord(hostRecord);
  if (record && (await dutiesOf(record, clock))) return;
  await rm(register, { force: true });
}

/** Ends the host of a folder, its runs first if `stopsRuns`; answers when it has gone, or why it has not. */
export async function endHost(
  folder: string,
  { stopsRuns }: { readonly stopsRuns: boolean },
  environment: OpenExecutorOptions['environment'],
  clock: Clock,
): Promise<Result<void, RequestFailure>> {
  const identity = { build: oldest, kind: 'tool', access: 'full' } as const;
  const attached = await attach({ folder, environment, clock, identity });
  if (!attached.ok) return attached.error.reason === 'no-host' ? ok(undefined) : err(toRequestFailure(attached.error));
  const { client } = attached.value;
  const gone = await client.shutDownHost(stopsRuns);
  client.dispose();
  return gone.ok ? ok(undefined) : gone;
}

/** What became of one of several hosts that were to end. */
export interface HostEnding {
  /** The real path of its workspace folder. */
  readonly folder: string;
  /** Why it has not ended, as a sentence. */
  readonly problem?: string;
}

/** Ends every host of this user, their runs first if `stopsRuns`; one that lives in a window ends with that window alone. */
export async function endAllHosts(
  { stopsRuns }: { readonly stopsRuns: boolean },
  environment: OpenExecutorOptions['environment'],
  clock: Clock,
): Promise<readonly HostEnding[]> {
  const hosts = await listHosts(environment, clock);
  return Promise.all(
    hosts
      .filter(({ mode }) => mode !== 'window')
      .map(async ({ folder }) => {
        const gone = await endHost(folder, { stopsRuns }, environment, clock);
        return gone.ok ? { folder } : { folder, problem: gone.error.message };
      }),
  );
}

/** Than which no host is older, so that none makes room instead of doing as it is told. */
const oldest: Build = { version: '0.0.0', stamp: 0 };
