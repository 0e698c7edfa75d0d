import type { Disposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import { describeFailure } from '../model/describeFailure.ts';
import { type ExecutorFailure, triedAgain } from '../model/failure.ts';
import { inEnglish } from '../model/words/language.ts';
import type { World } from './ports.ts';

/** Milliseconds after the last refusal of the disk for which that counts as lasting; all that waits is tried again sooner. */
const troubleMs = 30_000;

/** Whether the state on disk is this owner's still, and can be written. */
export class Ownership implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly lost = new Emitter<ExecutorFailure>();
  private why: ExecutorFailure | undefined;
  /** What the disk has refused last, and when by the monotonic clock. */
  private refused: { readonly failure: ExecutorFailure; readonly at: number } | undefined;
  /** How often the disk had taken something late at the last look. */
  private delays = 0;

  /** Fires when trouble has come or passed, or the history has what the disk took late. */
  readonly onDidChange = this.changed.event;
  /** Fires when the state on disk is no longer ours. */
  readonly onDidLose = this.lost.event;

  constructor(private readonly ports: Pick<World, 'clock' | 'journal' | 'store'>) {}

  /** Why nothing may be started any more. */
  get refusal(): ExecutorFailure | undefined {
    return this.why;
  }

  /** What the disk refuses at present. */
  get trouble(): ExecutorFailure | undefined {
    return this.refused?.failure;
  }

  /** The owner is about to close. */
  end(): void {
    this.why ??= { reason: 'closing' };
  }

  /** Something could not be recorded. Where the state is ours still, it is tried again once it can be written. */
  note(failure: ExecutorFailure): void {
    if (failure.reason === 'state-replaced') {
      this.why = failure;
      this.lost.fire(failure);
    } else if (failure.reason === 'state-unusable' || failure.reason === 'passing-trouble') {
      const message = inEnglish(() => describeFailure(failure));
      this.ports.journal.record({ level: 'error', event: failure.reason, message });
      this.refused = {
        failure: failure.reason === 'passing-trouble' ? triedAgain(failure) : failure,
        at: this.ports.clock.monotonic(),
      };
      this.changed.fire();
    }
  }

  /** Checks whether the state is ours and can be written; to be asked from time to time. */
  look(): boolean {
    if (this.why) return false;
    const checked = this.ports.store.check();
    if (!checked.ok) {
      this.note(checked.error);
      return false;
    }
    const hasPassed = this.refused && this.ports.clock.monotonic() - this.refused.at >= troubleMs;
    if (hasPassed) this.refused = undefined;
    if (hasPassed || checked.value !== this.delays) {
      this.delays = checked.value;
      this.changed.fire();
    }
    return true;
  }

  dispose(): void {
    this.changed.dispose();
    this.lost.dispose();
  }
}
