import type { Clock } from '../../base/clock.ts';
import type { Event } from '../../base/emitter.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Build } from '../../model/host/build.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { HostFacts } from '../../model/host/hostFacts.ts';
import { keepMemorySmall } from '../../node/channel/smallMemory.ts';
import { ExecutorClient } from '../../protocol/executorClient.ts';
import { Host } from './host.ts';
import { JournalFeed } from '../serve/journalFeed.ts';
import { journalPathOf } from '../serve/journalReading.ts';
import { spreadNet } from '../net/lastNet.ts';
import type { OpenExecutorOptions } from '../places/statePlace.ts';

/** A host in this process, for a terminal, a service or a container. */
export interface ForegroundHost {
  readonly facts: HostFacts;
  /** Fires when it has ended, no matter who asked for that. */
  readonly onDidEnd: Event<void>;
  /** Ends it; resolves when everything that it has decided is told. */
  end(options: { readonly stopsRuns: boolean }): Promise<void>;
  /** Resolves when everything that it has decided is told, once it has ended. */
  finish(): Promise<void>;
}

/** How a foreground host is opened. */
export interface ForegroundHostOptions extends Pick<OpenExecutorOptions, 'folder' | 'environment'> {
  readonly build: Build;
  readonly clock: Clock;
  /** Whether everything that wants to start automatically may, as the task file has it now. */
  readonly approvesAll: boolean;
  /** Gets each decision as lines for people. */
  readonly onText: (text: string) => Promise<void>;
}

/** Becomes the folder's host in this process, which is to be nothing else from then on, and starts what is to start automatically. */
export async function openForegroundHost(
  options: ForegroundHostOptions,
): Promise<Result<ForegroundHost, ExecutorFailure>> {
  keepMemorySmall();
  const { approvesAll, build, clock, environment, folder, onText } = options;
  const journal = await journalPathOf(options);
  if (!journal.ok) return journal;
  const net = spreadNet();
  const opened = await Host.open({ folder, build, mode: 'foreground', environment, net });
  if (!opened.ok) return opened;
  const host = opened.value;
  net.onceOpen(() => host.end({ why: 'closing', stopsRuns: false }));
  // Its own first word is what the journal ends with now.
  const feed = new JournalFeed(journal.value, 1, clock, onText);
  const client = new ExecutorClient(host.connect());
  const admitted = await client.hello({ build, kind: 'tool', access: 'full', token: host.token });
  if (!admitted.ok) return err({ reason: 'host-gone' });
  await client.ask('task/autoStart', { approvesAll });
  client.dispose();
  const finish = (): Promise<void> => feed.finish();
  return ok({
    facts: host.facts,
    onDidEnd: host.onDidEnd,
    end: async ({ stopsRuns }) => {
      await host.end({ why: 'closing', stopsRuns });
      await finish();
    },
    finish,
  });
}
