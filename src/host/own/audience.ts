import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Notice } from '../../model/notice/notice.ts';
import type { Admission, AdmittedClient } from '../serve/hostControl.ts';

/** Everybody who is attached to a host, and who of them tells people what happens. */
export class Audience implements Disposable {
  /** Windows in the order in which they had the focus, the latest last. */
  private windows: readonly AdmittedClient[] = [];
  private readonly clients = new Set<AdmittedClient>();
  private readonly changed = new Emitter<void>();

  /** Fires when somebody came or went. */
  readonly onDidChange = this.changed.event;

  /** Windows that may do more than look. */
  get hasWindow(): boolean {
    return this.windows.length > 0;
  }

  get isEmpty(): boolean {
    return this.clients.size === 0;
  }

  join(client: AdmittedClient): Admission {
    this.clients.add(client);
    const isWindow = client.kind === 'window';
    // The first to come speaks until another has the focus.
    if (isWindow) this.windows = [client, ...this.windows];
    this.changed.fire();
    return {
      focus: () => {
        if (isWindow) this.windows = [...this.windows.filter((window) => window !== client), client];
      },
      dispose: () => {
        this.clients.delete(client);
        this.windows = this.windows.filter((window) => window !== client);
        this.changed.fire();
      },
    };
  }

  /** Tells people something, through one window: the one that has the focus, else the one that had it last. */
  tell(notice: Notice): void {
    this.windows.at(-1)?.tell(notice);
  }

  dispose(): void {
    this.changed.dispose();
    this.clients.clear();
    this.windows = [];
  }
}
