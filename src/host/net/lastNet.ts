import { type Clock, delay, systemClock } from '../../base/clock.ts';
import type { Journal } from '../../core/ports.ts';
import { taskAtWork } from './attribution.ts';
import { describeMishap, judgeMishap, type Mishap, remembered } from './mishap.ts';

/** Milliseconds that a host has to end in order before it is ended. */
const endMs = 5_000;
/** The exit code of a host that does not trust its state any more: `EX_SOFTWARE`. */
const untrusted = 70;

/** What the last net needs of the process that it is spread in. */
export interface NetSurroundings {
  readonly clock: Clock;
  /** Says something where a host says why it has crashed. */
  readonly complain: (text: string) => void;
  readonly exit: (code: number) => void;
}

/** A host, as far as the net has to do with it. */
export interface NettedHost {
  readonly journal: Journal;
  /** Notes before the end on whose behalf the host ends. */
  readonly condemn: (task: string | undefined) => void;
}

/** Spreads the net in this process, which is to be nothing but a host from now on. */
export function spreadNet(): LastNet {
  const net = new LastNet({
    clock: systemClock,
    complain: (text) => {
      process.stderr.write(text);
    },
    exit: (code) => process.exit(code),
  });
  process.on('uncaughtException', (error) => {
    net.take(error);
  });
  process.on('unhandledRejection', (error) => {
    net.take(error);
  });
  return net;
}

/**
 * Catches what nobody has caught in a process that is nothing but a host, so that one task never takes the others down: it
 * tells the journal whose it was, counts, and goes on, or ends the host in order. Whoever ends in order is followed by another
 * host, which knows by the notes what to leave alone.
 */
export class LastNet {
  private mishaps: readonly Mishap[] = [];
  private host: NettedHost | undefined;
  private end: (() => Promise<void>) | undefined;
  private isEnding = false;

  constructor(private readonly surroundings: NetSurroundings) {}

  /** The host that is being opened: where its mishaps are told, and whom to blame. */
  guard(host: NettedHost): void {
    this.host = host;
  }

  /** How the host ends in order, once it is open. */
  onceOpen(end: () => Promise<void>): void {
    this.end = end;
  }

  /** Takes what nobody has caught. */
  take(error: unknown): void {
    const { clock, complain } = this.surroundings;
    const mishap: Mishap = { error, task: taskAtWork(), at: clock.monotonic() };
    const { task } = mishap;
    const message = describeMishap(mishap);
    complain(`${message}\n`);
    this.host?.journal.record({ level: 'error', event: 'mishap', ...(task !== undefined && { task }), message });
    const verdict = judgeMishap(mishap, this.mishaps);
    this.mishaps = [...remembered(this.mishaps, mishap.at), mishap];
    if (verdict === 'end') void this.endInOrder(task);
  }

  private async endInOrder(task: string | undefined): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    const { clock, exit } = this.surroundings;
    this.host?.condemn(task);
    const message =
      'The host ends because it can no longer trust its own state; runs continue, and the next host adopts them';
    this.host?.journal.record({ level: 'error', event: 'host-untrusted', message });
    // One that ends exits by itself; whatever keeps it from that is not waited for.
    const ending = this.end?.().catch(() => undefined);
    if (ending) await Promise.race([ending, delay(clock, endMs)]);
    exit(untrusted);
  }
}
