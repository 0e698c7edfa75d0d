import type { Disposable } from '../base/disposable.ts';
import { Emitter, type Event } from '../base/emitter.ts';
import { ok, type Result } from '../base/result.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import { ExecutorClient } from '../protocol/executorClient.ts';
import { ExecutorServer } from './executorServer.ts';
import type { ExecutorService } from './executorService.ts';
import { inMemoryChannel } from './inMemoryChannel.ts';
import { type OpenExecutorOptions, openExecutor } from './openExecutor.ts';
import { openReadOnlyExecutor } from './readOnlyExecutor.ts';

/** A client together with what stands behind it in this process. */
export interface ExecutorConnection {
  readonly client: ExecutorClient;
  /** This process owns the executor no longer: close the connection and open another. */
  readonly onDidLoseState: Event<ExecutorFailure>;
  /** Ends what this connection started, and gives everything back. */
  close(): Promise<void>;
}

/** Becomes the owner of a folder's executor and connects to it; fails where another process owns it. */
export async function connectOwned(options: OpenExecutorOptions): Promise<Result<ExecutorConnection, ExecutorFailure>> {
  const opened = await openExecutor(options);
  if (!opened.ok) return opened;
  const host = opened.value;
  const wire = serveInMemory(host.service);
  return ok({
    client: wire.client,
    onDidLoseState: host.onDidLoseState,
    close: async () => {
      await host.close();
      wire.dispose();
    },
  });
}

/** Shows a folder's definitions, and why nothing can be started here. */
export async function connectReadOnly(options: { folder: string; why: ExecutorFailure }): Promise<ExecutorConnection> {
  const service = await openReadOnlyExecutor(options);
  const wire = serveInMemory(service);
  const never = new Emitter<ExecutorFailure>();
  return {
    client: wire.client,
    onDidLoseState: never.event,
    close: () => {
      wire.dispose();
      service.dispose();
      return Promise.resolve();
    },
  };
}

function serveInMemory(service: ExecutorService): Disposable & { readonly client: ExecutorClient } {
  const ends = inMemoryChannel();
  const server = new ExecutorServer(ends.host, service);
  const client = new ExecutorClient(ends.client);
  return {
    client,
    dispose: () => {
      client.dispose();
      server.dispose();
    },
  };
}
