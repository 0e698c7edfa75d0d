import { delay } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter, type Event } from '../../base/emitter.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { describeFailure } from '../../model/describeFailure.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostFacts } from '../../model/host/hostFacts.ts';
import type { HostSettings } from '../../model/host/hostSettings.ts';
import type { Skipped } from '../../model/schedule/skipped.ts';
import type { ExecutorView, HistoryRun } from '../../model/view/taskView.ts';
import type { ExecutorClient, RequestFailure } from '../../protocol/executorClient.ts';
import type { VariableView } from '../../model/environment/environmentView.ts';
import { attach, type AttachOptions } from '../places/attach.ts';
import { holderOf } from '../places/statePlace.ts';
import { type OfflineExecutor, readOffline } from '../read/offlineExecutor.ts';

/** An executor to look at, be it that a host answers or that nobody owns it at the moment. */
export interface Reading extends Disposable {
  /** The host that answers; undefined if there is none. */
  readonly facts: HostFacts | undefined;
  /** Why the host that lives does not answer: what is shown is what it left on the disk. */
  readonly silent?: ExecutorFailure;
  /** The settings in force when this was opened; undefined if an older host does not say. */
  readonly settings: HostSettings | undefined;
  /** Everything there is to see; with a host, kept current. */
  readonly executor: ExecutorView;
  /** Fires after `executor` has changed; never without a host. */
  readonly onDidChange: Event<unknown>;
  /** Fires when the host has gone. */
  readonly onDidEnd: Event<void>;
  /** The newest runs of all tasks or of one, newest first; without a host at most as many as were asked for. */
  history(count: number, name?: string): Promise<Result<readonly HistoryRun[], RequestFailure>>;
  /** The newest occurrences of all tasks or of one that led to no run, newest first; without a host at most as many. */
  skipped(count: number, name?: string): Promise<Result<readonly Skipped[], RequestFailure>>;
  /** The environment that a run of the task would get now, secrets masked. */
  environment(name: string): Promise<Result<readonly VariableView[], RequestFailure>>;
}

/** Whose executor is to be read, and how much of its history. */
export interface ReadingOptions extends Omit<AttachOptions, 'identity'> {
  readonly build: AttachOptions['identity']['build'];
  /** How many runs of the history are wanted. */
  readonly runs: number;
}

/** Milliseconds for which an executor that is held by somebody is tried again, for it may only just have got its host. */
const patienceMs = 4_000;
const pauseMs = 20;

/** Reads an executor, and starts and changes nothing: asks its host, or looks itself if there is none. */
export async function openReading(options: ReadingOptions): Promise<Result<Reading, ExecutorFailure>> {
  const { build, clock } = options;
  const deadline = clock.monotonic() + patienceMs;
  for (;;) {
    const attached = await attach({ ...options, identity: { build, kind: 'tool', access: 'look' } });
    if (attached.ok) return liveReading(attached.value);
    const { reason } = attached.error;
    if (reason !== 'no-host' && reason !== 'held-elsewhere') return attached;
    if (reason === 'held-elsewhere' && attached.error.silence) {
      const read = await readOffline({ ...options, isHeld: true });
      return read.ok ? ok(offlineReading(read.value, attached.error)) : attached;
    }
    if (reason === 'no-host') {
      const read = await readOffline(options);
      if (read.ok) return ok(offlineReading(read.value));
      if (read.error !== 'held') return err(read.error);
    }
    if (clock.monotonic() >= deadline) return err(reason === 'no-host' ? await holderOf(options) : attached.error);
    await delay(clock, pauseMs);
  }
}

async function liveReading({
  client,
  facts,
}: {
  client: ExecutorClient;
  facts: HostFacts;
}): Promise<Result<Reading, ExecutorFailure>> {
  const attached = await client.attach();
  if (!attached.ok) {
    client.dispose();
    return err({ reason: 'host-gone' });
  }
  return ok({
    facts,
    settings: client.settings,
    get executor() {
      return client.executor;
    },
    onDidChange: client.onDidChange,
    onDidEnd: client.onDidClose,
    history: (count, name) => client.history(count, name),
    skipped: (count, name) => client.skipped(count, name),
    environment: (name) => client.ask('task/environment', { name }),
    dispose: () => {
      client.dispose();
    },
  });
}

function offlineReading(offline: OfflineExecutor, silent?: ExecutorFailure): Reading {
  const store = new DisposableStore();
  return {
    facts: undefined,
    ...(silent && { silent }),
    settings: offline.settings,
    executor: offline.view,
    onDidChange: store.add(new Emitter<unknown>()).event,
    onDidEnd: store.add(new Emitter<void>()).event,
    history: (count, name) => Promise.resolve(ok(offline.history(count, name))),
    skipped: (count, name) => Promise.resolve(ok(offline.skipped(count, name))),
    environment: async (name) => {
      const found = await offline.environment(name);
      return found.ok ? found : err({ reason: found.error.reason, message: describeFailure(found.error) });
    },
    dispose: () => {
      store.dispose();
    },
  };
}
