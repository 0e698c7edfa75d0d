import { delay } from '../../base/clock.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { ExecutorFailure } from '../../model/failure.ts';
import type { AttachOptions } from '../places/attach.ts';
import { holderOf } from '../places/statePlace.ts';
import { readOffline } from '../read/offlineExecutor.ts';
import { ReadOnlyExecutor } from '../read/readOnlyExecutor.ts';
import { connectToLiveHost, connectToReader, type ExecutorConnection } from './connect.ts';

/**
 * A connection to an executor to look at, with everything there is to see: to its host, which keeps it current, or, where nobody
 * owns it at the moment, to what it looked like when it was opened.
 */
export interface Reading extends ExecutorConnection {
  /** Why the host that lives does not answer: what is shown is what it left on the disk. */
  readonly silent?: ExecutorFailure;
}

/** Whose executor is to be read, and how much of its history. */
export interface ReadingOptions extends Omit<AttachOptions, 'identity'> {
  readonly build: AttachOptions['identity']['build'];
  /** How many runs of the history are wanted; without a host there are no more. */
  readonly runs: number;
}

/** Milliseconds for which an executor that is held by somebody is tried again, for it may only just have got its host. */
const patienceMs = 4_000;
const pauseMs = 20;

/** Reads an executor, and starts and changes nothing: asks its host, or looks itself if there is none. */
export async function openReading(options: ReadingOptions): Promise<Result<Reading, ExecutorFailure>> {
  const { build, clock } = options;
  const identity = { build, kind: 'tool', access: 'look' } as const;
  const deadline = clock.monotonic() + patienceMs;
  for (;;) {
    const live = await connectToLiveHost({ ...options, identity });
    if (live.ok) return attached(live.value);
    const why = live.error;
    const isSilent = why.reason === 'held-elsewhere' && why.silence !== undefined;
    if (why.reason === 'no-host' || isSilent) {
      const read = await readOffline({ ...options, isHeld: isSilent });
      if (read.ok) {
        const connection = await connectToReader(new ReadOnlyExecutor(read.value, why), clock, identity);
        return attached(isSilent ? { ...connection, silent: why } : connection);
      }
      if (read.error !== 'held') return err(isSilent ? why : read.error);
    } else if (why.reason !== 'held-elsewhere') return live;
    if (clock.monotonic() >= deadline) return err(why.reason === 'no-host' ? await holderOf(options) : why);
    await delay(clock, pauseMs);
  }
}

async function attached(reading: Reading): Promise<Result<Reading, ExecutorFailure>> {
  const seen = await reading.client.attach();
  if (seen.ok) return ok(reading);
  await reading.close();
  return err({ reason: 'host-gone' });
}
