import { type Clock, delay } from '../../base/clock.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { systemRandom } from '../../base/random.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostFacts } from '../../model/host/hostFacts.ts';
import { installHostBuild } from '../../node/channel/hostBuilds.ts';
import { startHostProcess } from '../../node/channel/hostProcess.ts';
import { locateState, sharedPaths } from '../../node/state/stateFolder.ts';
import { type ClientIdentity, ExecutorClient } from '../../protocol/executorClient.ts';
import { protocolVersion } from '../../protocol/messages.ts';
import { attach, type AttachOptions } from '../places/attach.ts';
import { ExecutorServer } from '../serve/executorServer.ts';
import { Host } from '../own/host.ts';
import { noHost } from '../serve/hostControl.ts';
import type { HostReport } from '../own/hostReport.ts';
import { inMemoryChannel } from '../serve/inMemoryChannel.ts';
import { stateSurroundings } from '../places/statePlace.ts';
import { openReadOnlyExecutor, type ReadOnlyExecutor, type ReadOnlyOptions } from '../read/readOnlyExecutor.ts';

/** A client together with what is behind it in this process. */
export interface ExecutorConnection {
  readonly client: ExecutorClient;
  /** What the host is; undefined if there is none, and definitions are only shown. */
  readonly facts?: HostFacts;
  /** Nobody answers any more: close the connection and open another. */
  readonly onDidEnd: Event<void>;
  /** Gives everything back. A host in this process ends with its runs, unless it `leavesRuns` to the next one. */
  close(how?: { readonly leavesRuns: boolean }): Promise<void>;
}

/** Where to get a background host from. */
export interface HostProgram {
  /** Absolute path of its one file, as it was installed. */
  readonly file: string;
  /** The Node that runs it, or an Electron that can be one. */
  readonly nodePath: string;
}

/** What to do where no host lives: start one in the background, or be one in this process. */
export type HostPlace = { readonly kind: 'background'; readonly program: HostProgram } | { readonly kind: 'window' };

/** Milliseconds for which a host that cannot be reached, because it starts or ends, is tried again. */
const patienceMs = 4_000;
const pauseMs = 50;
/** So many times a host is started that finds another in its place, before that counts as out of reach. */
const mostStarts = 4;

/**
 * Connects to the folder's host, and where none lives starts one. Of several who do that at once one wins, and all get
 * connected to it.
 */
export async function connectToExecutor(
  options: AttachOptions,
  place: HostPlace,
): Promise<Result<ExecutorConnection, ExecutorFailure>> {
  const { clock } = options;
  const program = await prepare(options, place);
  if (!program.ok) return program;
  let heldSince: number | undefined;
  let starts = 0;
  for (;;) {
    const attached = await attach(options);
    if (attached.ok) return ok(toConnection(attached.value));
    const { reason } = attached.error;
    if (reason === 'no-host') {
      heldSince = undefined;
      const started = await start(options, program.value);
      if (started.ok && started.value) return ok(started.value);
      starts += 1;
      // Held: somebody else has become its host meanwhile, and will say where to find it.
      if (!started.ok && (started.error.reason !== 'held-elsewhere' || starts >= mostStarts)) return started;
    } else {
      heldSince ??= clock.monotonic();
      if (reason !== 'held-elsewhere' || attached.error.silence || clock.monotonic() - heldSince >= patienceMs)
        return attached;
    }
    await delay(clock, pauseMs);
  }
}

/** Connects to the folder's host if one lives; starts none. */
export async function connectToLiveHost(options: AttachOptions): Promise<Result<ExecutorConnection, ExecutorFailure>> {
  const attached = await attach(options);
  return attached.ok ? ok(toConnection(attached.value)) : attached;
}

/** Shows a window what a folder's executor is and was, and why nothing can be started here. */
export async function connectReadOnly(options: ReadOnlyOptions, identity: ClientIdentity): Promise<ExecutorConnection> {
  return connectToReader(await openReadOnlyExecutor(options), options.clock, identity);
}

/** Connects to an executor that is only shown, which ends with the connection. */
export async function connectToReader(
  service: ReadOnlyExecutor,
  clock: Clock,
  identity: ClientIdentity,
): Promise<ExecutorConnection> {
  const ends = inMemoryChannel();
  const server = new ExecutorServer(ends.host, service, noHost, clock);
  const client = new ExecutorClient(ends.client);
  await client.hello(identity);
  return {
    client,
    onDidEnd: new Emitter<void>().event,
    close: () => {
      client.dispose();
      server.dispose();
      service.dispose();
      return Promise.resolve();
    },
  };
}

/** Becomes the host of the folder in this process, and connects to it. */
export async function connectOwned(options: AttachOptions): Promise<Result<ExecutorConnection, ExecutorFailure>> {
  const { environment, folder, identity } = options;
  const opened = await Host.open({ folder, environment, build: identity.build, mode: 'window' });
  if (!opened.ok) return opened;
  const host = opened.value;
  const client = new ExecutorClient(host.connect());
  await client.hello({ ...identity, token: host.token });
  return ok({
    client,
    facts: host.facts,
    onDidEnd: host.onDidEnd,
    close: async ({ leavesRuns } = { leavesRuns: false }) => {
      await host.end({ why: 'closing', stopsRuns: !leavesRuns });
      client.dispose();
    },
  });
}

function toConnection({ client, facts }: { client: ExecutorClient; facts: HostFacts }): ExecutorConnection {
  return {
    client,
    facts,
    onDidEnd: client.onDidClose,
    close: () => {
      client.dispose();
      return Promise.resolve();
    },
  };
}

/** A background host that only has to be started, or none. */
type PreparedProgram = (HostProgram & { readonly outputPath: string }) | undefined;

/**
 * Puts this build's background host in its place. That comes before an older one is asked to make room, so that whoever
 * starts the next one starts this.
 */
async function prepare(options: AttachOptions, place: HostPlace): Promise<Result<PreparedProgram, ExecutorFailure>> {
  if (place.kind === 'window') return ok(undefined);
  const { environment, folder, identity } = options;
  const surroundings = stateSurroundings(environment);
  const located = await locateState(surroundings, folder);
  if (!located.ok) return located;
  const shared = sharedPaths(surroundings);
  if (!shared) return err({ reason: 'no-home' });
  const { builds } = shared;
  const { file, nodePath } = place.program;
  const copy = await installHostBuild(builds, { build: identity.build, file, protocolVersion }, systemRandom);
  return copy.ok ? ok({ file: copy.value, nodePath, outputPath: located.value.hostOutput }) : copy;
}

/** Answers a connection where the host is in this process; undefined if it now has to be attached to. */
async function start(
  options: AttachOptions,
  program: PreparedProgram,
): Promise<Result<ExecutorConnection | undefined, ExecutorFailure>> {
  if (!program) return connectOwned(options);
  const { clock, environment, folder } = options;
  const started = await startHostProcess({ ...program, folder, environment }, clock);
  if (!started.ok) return err({ reason: 'host-start-failed', detail: started.error, log: program.outputPath });
  const report = readReport(started.value);
  if (!report) return err({ reason: 'host-start-failed', detail: started.value, log: program.outputPath });
  return report.kind === 'ready' ? ok(undefined) : err(report.failure);
}

/** A Node that is a script of somebody's may write lines of its own before. */
function readReport(line: string): HostReport | undefined {
  try {
    return JSON.parse(line) as HostReport;
  } catch {
    return undefined;
  }
}
