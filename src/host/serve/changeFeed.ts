import type { ExecutorChange } from '../../core/tasks/announcer.ts';
import type { NotificationParams } from '../../protocol/messages.ts';

/**
 * Tells one client what changes, numbered without gaps. While the client has not read the last message, later changes of the
 * same task replace each other; so what waits for a slow client is never more than a view of everything.
 */
export class ChangeFeed {
  /** What the client has still to be told: the whole executor, then what changed after that, by the task's name. */
  private snapshot: ExecutorChange | undefined;
  private readonly tasks = new Map<string, ExecutorChange>();
  private isSending = false;
  private lastNumber = 0;

  /** `send` resolves when the message has left. */
  constructor(private readonly send: (message: NotificationParams<'executor/changed'>) => Promise<void>) {}

  /** The number of the last change that was sent. */
  get sequence(): number {
    return this.lastNumber;
  }

  push(change: ExecutorChange): void {
    if (change.kind === 'executor') {
      this.snapshot = change;
      this.tasks.clear();
    } else {
      this.tasks.set(change.task.name, change);
    }
    if (!this.isSending) void this.sendAll();
  }

  /** What was not sent yet is part of the view that the client is about to get. */
  skip(): void {
    this.snapshot = undefined;
    this.tasks.clear();
  }

  private async sendAll(): Promise<void> {
    this.isSending = true;
    for (let change = this.shift(); change; change = this.shift()) {
      this.lastNumber += 1;
      await this.send({ sequence: this.lastNumber, change });
    }
    this.isSending = false;
  }

  private shift(): NotificationParams<'executor/changed'>['change'] | undefined {
    const { snapshot } = this;
    this.snapshot = undefined;
    if (snapshot?.kind === 'executor') return { kind: 'executor', executor: snapshot.executor };
    const [first] = this.tasks;
    if (!first) return undefined;
    const [name, change] = first;
    this.tasks.delete(name);
    return change;
  }
}
