import { type MessageConnection, ResponseError } from 'vscode-jsonrpc';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import { Emitter } from '../base/emitter.ts';
import type { Immutable } from '../base/immutable.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Build } from '../model/host/build.ts';
import { describeFailure } from '../model/describeFailure.ts';
import type { ExecutorFailure } from '../model/failure.ts';
import type { HostEnding, HostFacts } from '../model/host/hostFacts.ts';
import type { HostSettings } from '../model/host/hostSettings.ts';
import type { Notice, Summary } from '../model/notice/notice.ts';
import type { Skipped } from '../model/schedule/skipped.ts';
import type { ExecutorView, HistoryRun, TaskView } from '../model/view/taskView.ts';
import {
  type LogSource,
  type NotificationName,
  type NotificationParams,
  notifications,
  protocolVersion,
  type RequestName,
  type RequestParams,
  longestPage,
  requests,
  type RequestResult,
} from './messages.ts';

/** A failure as a client learns it: its reason, and the sentence for people in the language of this side. */
export interface RequestFailure {
  readonly reason: ExecutorFailure['reason'];
  readonly message: string;
}

/** Who a client is, as it tells the host. */
export type ClientIdentity = Omit<RequestParams<'host/hello'>, 'protocolVersion'>;

/** The same failure where it is known in this process. */
export function toRequestFailure(failure: ExecutorFailure): RequestFailure {
  return { reason: failure.reason, message: describeFailure(failure) };
}

function hostGone(): RequestFailure {
  return toRequestFailure({ reason: 'host-gone' });
}

/** One task looks different, or everything does. */
export type ClientChange = { readonly kind: 'task'; readonly task: TaskView } | { readonly kind: 'executor' };

/**
 * The only way windows and tools talk to an executor, whichever side of a wire it is on. Holds a copy of what there is
 * to see, kept current by the host.
 */
export class ExecutorClient implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<ClientChange>());
  private readonly logs = new Map<number, (text: string) => void>();
  private nextSubscription = 1;
  private sequence = 0;
  private view: ExecutorView | undefined;
  /** Changes that came before the answer to `attach` did. */
  private early: NotificationParams<'executor/changed'>[] = [];
  private readonly closed = this.store.add(new Emitter<void>());
  private isClosed = false;

  private readonly noticed = this.store.add(new Emitter<Notice>());

  /** Fires after `executor` has changed. */
  readonly onDidChange = this.changed.event;
  /** Fires with what a person may want to be told although nobody asked. */
  readonly onDidNotice = this.noticed.event;
  /** Why the host ends, once it has said so. */
  ending: HostEnding | undefined;
  /** Fires when the host has gone, or has cut the line. */
  readonly onDidClose = this.closed.event;
  /** What happened while no window was open; known after `attach`, to the first window that comes. */
  summary: Summary | undefined;
  /** The settings that were in force at the `attach`; undefined if the host does not say. */
  settings: HostSettings | undefined;

  /** Takes ownership of the connection. */
  constructor(private readonly connection: MessageConnection) {
    this.store.add(
      toDisposable(() => {
        // A connection that is merely disposed would leave the host waiting.
        connection.end();
        connection.dispose();
      }),
    );
    this.on('executor/changed', (message) => {
      if (this.view) this.take(message);
      else this.early.push(message);
    });
    this.store.add(
      connection.onClose(() => {
        this.isClosed = true;
        // What was asked and not answered will never be.
        connection.dispose();
        this.closed.fire();
      }),
    );
    this.on('executor/notice', ({ notice }) => {
      this.noticed.fire(notice);
    });
    this.on('host/ending', ({ why }) => {
      this.ending = why;
    });
    this.on('log/text', ({ subscription, text }) => {
      this.logs.get(subscription)?.(text);
    });
    connection.listen();
  }

  /** What there is to see; only after `attach`. */
  get executor(): ExecutorView {
    if (!this.view) throw new Error('internal: the client is not attached');
    return this.view;
  }

  /** Says who this is, and learns whom it talks to; the first thing to call. */
  hello(who: ClientIdentity): Promise<Result<HostFacts, RequestFailure>> {
    return this.ask('host/hello', { ...who, protocolVersion });
  }

  /** Gets everything there is to see, and its changes from then on. */
  async attach(): Promise<Result<ExecutorView, RequestFailure>> {
    const attached = await this.ask('executor/attach', {});
    if (!attached.ok) return attached;
    this.sequence = attached.value.sequence;
    this.view = attached.value.executor;
    this.summary = attached.value.summary;
    this.settings = attached.value.settings;
    for (const message of this.early.splice(0)) this.take(message);
    return ok(this.view);
  }

  /** Asks the host anything. */
  async ask<N extends RequestName>(
    name: N,
    params: Immutable<RequestParams<N>>,
  ): Promise<Result<RequestResult<N>, RequestFailure>> {
    if (this.isClosed) return err(hostGone());
    try {
      const answer: unknown = await this.connection.sendRequest(name, params);
      return ok(requests[name].result.parse(answer) as RequestResult<N>);
    } catch (error) {
      const failure = readFailure(error);
      // An answer that came before the end is worth more than the end.
      return err(failure.reason === 'internal' && this.hasClosed() ? hostGone() : failure);
    }
  }

  /** Asks a background host that is older than this build to make room; answers when it has gone. Its runs go on. */
  retireHost(build: Build): Promise<Result<null, RequestFailure>> {
    return this.untilGone(this.ask('host/retire', { build }));
  }

  /** Ends the host, its runs first if `stopsRuns`; answers when it has gone. */
  shutDownHost(stopsRuns: boolean): Promise<Result<null, RequestFailure>> {
    return this.untilGone(this.ask('host/shutDown', { stopsRuns }));
  }

  /** The newest runs of all tasks, or of one of them, newest first. */
  history(count: number, name?: string): Promise<Result<readonly HistoryRun[], RequestFailure>> {
    return inPages(count, (size, last: HistoryRun | undefined) =>
      this.ask('executor/history', { count: size, ...named(name), ...(last && { before: last.id }) }),
    );
  }

  /** The newest occurrences of all tasks, or of one of them, that led to no run, newest first. */
  skipped(count: number, name?: string): Promise<Result<readonly Skipped[], RequestFailure>> {
    return inPages(count, (size, last: Skipped | undefined) =>
      this.ask('executor/skipped', {
        count: size,
        ...named(name),
        ...(last?.seq !== undefined && { before: last.seq }),
      }),
    );
  }

  /** Hands the last lines of a log to `listener`, then what is appended, until disposed. */
  followLog(source: LogSource, lastLines: number, listener: (text: string) => void): Disposable {
    const subscription = this.nextSubscription++;
    this.logs.set(subscription, listener);
    void this.ask('log/follow', { subscription, source, lastLines });
    return toDisposable(() => {
      this.logs.delete(subscription);
      void this.ask('log/unfollow', { subscription });
    });
  }

  dispose(): void {
    this.store.dispose();
  }

  private async untilGone(asked: Promise<Result<null, RequestFailure>>): Promise<Result<null, RequestFailure>> {
    const answered = await asked;
    // The line may be cut before the answer is out.
    if (!answered.ok) return answered.error.reason === 'host-gone' ? ok(null) : answered;
    if (!this.isClosed) {
      await new Promise<void>((resolve) => {
        this.closed.event(resolve);
      });
    }
    return answered;
  }

  /** Asked after waiting, when it may have changed. */
  private hasClosed(): boolean {
    return this.isClosed;
  }

  private take({ change, sequence }: NotificationParams<'executor/changed'>): void {
    if (!this.view || sequence <= this.sequence) return;
    this.sequence = sequence;
    if (change.kind === 'executor') {
      this.view = change.executor;
      this.changed.fire({ kind: 'executor' });
    } else {
      this.view = withTask(this.view, change.task);
      this.changed.fire(change);
    }
  }

  private on<N extends NotificationName>(
    name: N,
    handle: (params: ReturnType<(typeof notifications)[N]['parse']>) => void,
  ): void {
    this.store.add(
      this.connection.onNotification(name, (params: unknown) => {
        handle(notifications[name].parse(params) as ReturnType<(typeof notifications)[N]['parse']>);
      }),
    );
  }
}

function withTask(view: ExecutorView, task: TaskView): ExecutorView {
  return { ...view, tasks: view.tasks.map((known) => (known.name === task.name ? task : known)) };
}

/** The one place where what a request throws becomes data. */
function readFailure(error: unknown): RequestFailure {
  const message = error instanceof Error ? error.message : String(error);
  const data: unknown = error instanceof ResponseError ? error.data : undefined;
  if (typeof data !== 'object' || data === null || !('reason' in data) || typeof data.reason !== 'string') {
    return { reason: 'internal', message };
  }
  return { reason: data.reason as ExecutorFailure['reason'], message: wordHere(data as ExecutorFailure) ?? message };
}

/** What this side says of a failure; undefined if it does not know the reason, or lacks a fact. */
function wordHere(failure: ExecutorFailure): string | undefined {
  try {
    return describeFailure(failure);
  } catch {
    return undefined;
  }
}

/** Asks for rows, newest first, as often as it takes; `last` is the oldest that there is so far. */
async function inPages<T>(
  count: number,
  ask: (size: number, last: T | undefined) => Promise<Result<readonly T[], RequestFailure>>,
): Promise<Result<readonly T[], RequestFailure>> {
  const found: T[] = [];
  while (found.length < count) {
    const size = Math.min(count - found.length, longestPage);
    const page = await ask(size, found.at(-1));
    if (!page.ok) return page;
    found.push(...page.value);
    if (page.value.length < size) break;
  }
  return ok(found);
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
