import { type Clock, delay } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type Build, compareBuilds } from '../../model/host/build.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostFacts } from '../../model/host/hostFacts.ts';
import { type HostRecord, readHostRecord } from '../../node/state/hostRecord.ts';
import { connectToHost, removeSocket } from '../../node/channel/hostSocket.ts';
import { thisMachine, whereabouts } from '../../node/process/processIdentity.ts';
import { systemProcessTable } from '../../node/process/processTable.ts';
import { isSuspended } from '../../node/process/suspended.ts';
import { locateState, statePaths } from '../../node/state/stateFolder.ts';
import { type ClientIdentity, ExecutorClient } from '../../protocol/executorClient.ts';
import { protocolVersion } from '../../protocol/messages.ts';
import { say } from '../../model/words/clause.ts';
import { stateSurroundings } from './statePlace.ts';

/** Whose host is wanted, and who asks. */
export interface AttachOptions {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Where state lives. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly identity: Omit<ClientIdentity, 'token'>;
}

/** A client that a living host has let in, and what that host is. */
export interface AttachedClient {
  readonly client: ExecutorClient;
  readonly facts: HostFacts;
}

/** Milliseconds that a host may take to say who it is; one that is stopped, or no host at all, never does. */
const helloMs = 10_000;
/** Milliseconds without an answer after which the host is checked for being suspended. */
const suspensionMs = 500;
/** Milliseconds that a host which was asked to make room may take; stopping nothing, it needs a few. */
const retireMs = 5_000;

/**
 * Connects to the host of a folder. `no-host` where none lives; a background host of an older build is asked to make
 * room first, and then there is none. `held-elsewhere` where one lives that cannot be reached.
 */
export async function attach(options: AttachOptions): Promise<Result<AttachedClient, ExecutorFailure>> {
  const surroundings = stateSurroundings(options.environment);
  const located = await locateState(surroundings, options.folder);
  // A folder that somebody took away may still have its host.
  const paths = located.ok ? located.value : statePaths(surroundings, options.folder);
  const record = paths && (await readHostRecord(paths.hostRecord));
  if (!record && !located.ok) return located;
  if (!record) return err({ reason: 'no-host' });
  return attachTo(record, options);
}

/** Whether the folder's owner cannot be reached from here. Changes nothing. */
export async function isHeldElsewhere(options: AttachOptions): Promise<boolean> {
  return (await probe(options))?.reason === 'held-elsewhere';
}

/** Whether a host of the folder lives, whatever its version. Changes nothing. */
export async function hasLiveHost(options: AttachOptions): Promise<boolean> {
  return isHost(await probe(options));
}

/** Whether what a probe has found is a living host that answers. */
export function isHost(found: ExecutorFailure | undefined): boolean {
  return found === undefined || found.reason === 'host-other-version';
}

/** Why no host can be attached to; undefined if one can. Changes nothing. */
export async function probe(options: AttachOptions): Promise<ExecutorFailure | undefined> {
  const attached = await attach({ ...options, identity: { ...options.identity, kind: 'tool', access: 'look' } });
  if (!attached.ok) return attached.error;
  attached.value.client.dispose();
  return undefined;
}

/** Connects to the host that a record tells of. */
export async function attachTo(
  record: HostRecord,
  { clock, identity }: Pick<AttachOptions, 'clock' | 'identity'>,
): Promise<Result<AttachedClient, ExecutorFailure>> {
  const where = look(record);
  if (where === 'gone') {
    await removeSocket(record.address);
    return err({ reason: 'no-host' });
  }
  const unreachable = (isHung = false): ExecutorFailure => ({
    reason: 'held-elsewhere',
    pid: record.pid,
    where: where === 'elsewhere' ? say('another machine or in a container') : undefined,
    ...(isHung && { silence: 'hung' }),
    ...(isSuspended(record) && { silence: 'suspended' }),
  });
  if (where === 'elsewhere') return err(unreachable());
  const connected = await connectToHost(record.address, clock);
  if (!connected.ok) {
    // It may have ended between two looks. Where its pipe is gone a pid that is taken says nothing: the lock decides.
    const isGone = connected.error === 'gone' || look(record) === 'gone';
    return err(isGone ? { reason: 'no-host' } : unreachable());
  }
  const client = new ExecutorClient(connected.value);
  const greeted = await greet(client, { ...identity, token: record.token }, record, clock);
  if (!greeted?.ok) {
    client.dispose();
    return err(greeted?.error.reason === 'host-gone' ? { reason: 'no-host' } : unreachable(!greeted));
  }
  const facts = greeted.value;
  const fits = facts.protocolVersion === protocolVersion;
  if (isToRetire(facts, identity.build, identity.access) && (await retire(client, identity.build, clock)))
    return err({ reason: 'no-host' });
  if (fits) return ok({ client, facts });
  client.dispose();
  return err(otherVersion(facts.build, identity.build));
}

/** What a host says to the hello; undefined if it says nothing for long, or is suspended. */
async function greet(
  client: ExecutorClient,
  identity: ClientIdentity,
  record: HostRecord,
  clock: Clock,
): Promise<Awaited<ReturnType<ExecutorClient['hello']>> | undefined> {
  const hello = client.hello(identity);
  const deadline = clock.monotonic() + helloMs;
  for (;;) {
    const greeted = await within(suspensionMs, hello, clock);
    if (greeted || clock.monotonic() >= deadline || isSuspended(record)) return greeted;
  }
}

/** Only a background host makes room: a window or a terminal would bring its own build back at once. */
function isToRetire({ build, mode }: HostFacts, ours: Build, access: ClientIdentity['access']): boolean {
  return access === 'full' && mode === 'background' && compareBuilds(ours, build) > 0;
}

/** Resolves with true when the host has gone. */
async function retire(client: ExecutorClient, build: Build, clock: Clock): Promise<boolean> {
  const retired = await within(retireMs, client.retireHost(build), clock);
  if (!retired?.ok) return false;
  client.dispose();
  return true;
}

/** The answer to a request; undefined if it takes too long. */
async function within<T>(patienceMs: number, answer: Promise<T>, clock: Clock): Promise<T | undefined> {
  const patience = new AbortController();
  const late = delay(clock, patienceMs, patience.signal).then(() => undefined);
  const first = await Promise.race([answer, late]);
  patience.abort();
  return first;
}

function look(record: HostRecord): ReturnType<typeof whereabouts> {
  const table = systemProcessTable();
  return whereabouts(record, thisMachine(), (pid) => table.find(pid));
}

function otherVersion(host: Build, client: Build): ExecutorFailure {
  return {
    reason: 'host-other-version',
    host: host.version,
    client: client.version,
    older: compareBuilds(client, host) < 0 ? 'client' : 'host',
  };
}
