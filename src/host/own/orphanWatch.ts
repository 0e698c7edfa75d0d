import type { Clock, Instant } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';

/** Milliseconds between two looks at whether Executor is still installed. */
const lookMs = 60 * 60_000;
/** Milliseconds without an installation after which a host counts as left behind: an update takes far less. */
const graceMs = 24 * 60 * 60_000;

/** What an orphan watch needs to know and to do. */
export interface OrphanWatchOptions {
  readonly clock: Clock;
  /** Whether what brought a client is still there. */
  readonly isInstalled: (installation: string) => boolean;
  /** Nobody looks at the host. */
  readonly isAlone: () => boolean;
  /** Executor was uninstalled long enough ago. Called at each look from then on. */
  readonly onOrphaned: () => void;
}

/**
 * Notices that Executor was uninstalled, of which nobody tells a background host: a look an hour at everything that ever
 * brought a client. A host that no client has named an installation to is never an orphan.
 */
export class OrphanWatch implements Disposable {
  private readonly installations = new Set<string>();
  private goneSince: Instant | undefined;
  private timer: Disposable | undefined;

  constructor(private readonly options: OrphanWatchOptions) {
    this.arm();
  }

  /** A client was brought by what is there. */
  note(installation: string): void {
    this.installations.add(installation);
    this.goneSince = undefined;
  }

  dispose(): void {
    this.timer?.dispose();
  }

  private arm(): void {
    this.timer = this.options.clock.setTimer(lookMs, () => {
      this.look();
      this.arm();
    });
  }

  private look(): void {
    const { clock, isAlone, isInstalled, onOrphaned } = this.options;
    const isHere = this.installations.size === 0 || [...this.installations].some(isInstalled) || !isAlone();
    if (isHere) {
      this.goneSince = undefined;
      return;
    }
    this.goneSince ??= clock.monotonic();
    if (clock.monotonic() - this.goneSince >= graceMs) onOrphaned();
  }
}
